internal import Catalog
internal import Records

/// Persons as descriptions name them, found or entered in the catalog.
enum PersonsNamed {
    /// The role of the person a case is about.
    static let subjectRole = "当事人"

    struct Mention: Sendable {
        var role: String
        var person: PersonMention
    }

    /// Mentions in the person fields of a class. Several persons in one field stand between `、` or `;`.
    static func mentions(in fields: [FieldValue], of recordClass: RecordClass) -> [Mention] {
        fields.flatMap { field -> [Mention] in
            guard recordClass.field(field.name)?.type == .person else { return [] }
            return field.value.split(whereSeparator: { "、；;".contains($0) })
                .compactMap { PersonMention(String($0)).map { Mention(role: field.name, person: $0) } }
        }
    }

    static func resolve(
        _ mentions: [Mention], volume: String?, session: CatalogSession
    ) throws -> [PersonInRole] {
        try mentions.map { mention in
            let person = try session.person(for: mention.person, inVolume: volume)
            return PersonInRole(
                person: person.id, name: mention.person.name,
                birthDate: mention.person.birthDate ?? person.birthDate,
                identityNumber: mention.person.identityNumber ?? person.identityNumber, role: mention.role)
        }
    }
}
