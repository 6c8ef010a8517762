internal import Access
internal import Catalog
internal import Records

/// Hides who is meant from roles that need only the rest: `张*` for names on record, identity numbers but for the division
/// they begin with, and the personal fields of the class.
///
/// A text is searched for the names that its record is filed under; whom it mentions besides, nobody has told the archive.
struct PersonMask {
    /// The longest first, so that no part of a name stays.
    private let names: [String]
    private let personalFields: Set<String>

    init(names: some Sequence<String>, personalFields: Set<String> = []) {
        self.names = Set(names.filter { $0.count > 1 }).sorted { ($1.count, $0) < ($0.count, $1) }
        self.personalFields = personalFields
    }

    func text(_ text: String) -> String {
        var masked = text
        for name in names where masked.contains(name) { masked = masked.replacing(name, with: Self.name(name)) }
        return Self.identityNumbers(in: masked)
    }

    static func name(_ name: String) -> String { name.prefix(1) + "*" }

    /// Eighteen characters, the last a digit or X: all behind the division and before the last is hidden.
    static func identityNumbers(in text: String) -> String {
        text.replacing(#/(^|[^0-9])([0-9]{6})[0-9]{11}([0-9Xx])(?![0-9])/#) { "\($0.1)\($0.2)***********\($0.3)" }
    }

    func description(_ description: Description) -> Description {
        var masked = description
        masked.title = text(description.title)
        masked.author = description.author.map(text)
        masked.externalID = description.externalID.map(text)
        for index in masked.fields.indices {
            let field = masked.fields[index]
            masked.fields[index].value = personalFields.contains(field.name) ? "***" : text(field.value)
        }
        for index in masked.persons.indices {
            masked.persons[index].name = Self.name(masked.persons[index].name)
            masked.persons[index].birthDate = nil
            masked.persons[index].identityNumber = nil
        }
        masked.proposedFields = description.proposedFields?.map {
            FieldValue(name: $0.name, value: personalFields.contains($0.name) ? "***" : Self.name($0.value))
        }
        return masked
    }

    func version(_ version: Version) -> Version {
        var masked = version
        masked.description = description(version.description)
        masked.reason = version.reason.map(text)
        for index in masked.files.indices {
            masked.files[index].name = text(masked.files[index].name)
            masked.files[index].original = masked.files[index].original.map(text)
            masked.files[index].inside = masked.files[index].inside.map(text)
        }
        // Their offsets are those of the text as it is.
        masked.text?.parts = nil
        return masked
    }

    func volume(_ volume: Volume) -> Volume {
        var masked = volume
        masked.title = text(volume.title)
        for index in masked.subjects.indices {
            masked.subjects[index].name = Self.name(masked.subjects[index].name)
            masked.subjects[index].birthDate = nil
            masked.subjects[index].identityNumber = nil
        }
        return masked
    }
}

extension ArchiveFolder {
    /// Whether who acts sees persons masked, wherever no grant says otherwise.
    package var masksPersons: Bool { principal.role.map(SeparationMatrix.masksPersons) == true }

    /// What hides the persons of an item from who acts; nil where they may be seen.
    func mask(of item: ItemSummary, scope: ReaderScope?, in session: CatalogSession) throws -> PersonMask? {
        guard masksPersons, let scope, !scope.granted.contains(item.code),
            item.volume.map(scope.granted.contains) != true
        else { return nil }
        let recordClass = try session.filePlan().plan.recordClass(item.classCode)
        var names = try session.names(ofItem: item.id)
        if let volume = try item.volume.flatMap({ try session.volume(code: $0) }) {
            names += volume.subjects.map(\.name)
        }
        return PersonMask(
            names: names, personalFields: Set((recordClass?.fields ?? []).filter(\.personal).map(\.name)))
    }

    func mask(of volume: Volume, scope: ReaderScope?) -> PersonMask? {
        guard masksPersons, let scope, !scope.granted.contains(volume.code) else { return nil }
        return PersonMask(names: volume.subjects.map(\.name))
    }
}

/// What of texts that are about no one record (queries, purposes) is for somebody who sees persons masked: no name that the
/// archive knows of any person, and no identity number. Everybody else sees everything.
struct Discretion {
    private let names: Set<String>
    private let longest: Int
    private let masks: Bool

    init(archive: ArchiveFolder) throws {
        masks = archive.masksPersons
        names =
            masks
            ? Set(
                try archive.catalog.read { try $0.persons(named: nil, limit: .max) }.map(\.name).filter { $0.count > 1 }
            )
            : []
        longest = names.map(\.count).max() ?? 0
    }

    func text(_ text: String) -> String {
        guard masks else { return text }
        // By the text's own stretches: there may be very many names, and texts are short.
        let characters = Array(text)
        var found: Set<String> = []
        for start in characters.indices {
            for end in characters.index(after: start)..<min(start + longest, characters.count) + 1 {
                let stretch = String(characters[start..<end])
                if names.contains(stretch) { found.insert(stretch) }
            }
        }
        return PersonMask(names: found).text(text)
    }

    /// The entry as it may be shown, where its personal part names somebody; nil where it may be seen as it is.
    func instead(of entry: AccessEntry) -> AccessEntry? {
        guard masks, !entry.erased else { return nil }
        var shown = entry
        shown.object = entry.object.map(text)
        shown.purpose = entry.purpose.map(text)
        return shown == entry ? nil : shown
    }

    func entry(_ entry: AccessEntry) -> AccessEntry { instead(of: entry) ?? entry }

    func grant(_ grant: AccessGrant) -> AccessGrant {
        guard masks else { return grant }
        var shown = grant
        shown.object = text(grant.object)
        shown.purpose = text(grant.purpose)
        shown.reviewNote = grant.reviewNote.map(text)
        return shown
    }
}
