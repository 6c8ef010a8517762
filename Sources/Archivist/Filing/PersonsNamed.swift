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

    /// Only whom who acts may know of is found. Somebody else is entered again, as they are named: what is on record of a child
    /// in records that are kept from who names them would show otherwise, and another name would be theirs there as well.
    static func resolve(_ mentions: [Mention], volume: String?, in ledger: Ledger) throws -> [PersonInRole] {
        try mentions.map { mention in
            let person = try ledger.session.person(for: mention.person, inVolume: volume) { try isKnown($0, ledger) }
            ledger.persons.insert(person.id)
            return PersonInRole(
                person: person.id, name: mention.person.name,
                birthDate: mention.person.birthDate ?? person.birthDate,
                identityNumber: mention.person.identityNumber ?? person.identityNumber, role: mention.role)
        }
    }

    private static func isKnown(_ person: Int64, _ ledger: Ledger) throws -> Bool {
        guard let scope = ledger.scope, !ledger.persons.contains(person) else { return true }
        let records = try ledger.session.records(ofPerson: person)
        return try (records.volumes + records.items).contains { try scope.covers($0, in: ledger.session) == true }
    }
}
