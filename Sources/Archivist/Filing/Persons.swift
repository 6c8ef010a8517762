internal import Catalog
package import Records

/// Persons on record: found, described, and which records name them.
package struct Persons {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package struct Entry: Sendable {
        package var person: Person
        package var volumes: [String]
        package var items: [String]

        var isEmpty: Bool { volumes.isEmpty && items.isEmpty }
    }

    package func list(named name: String?, limit: Int) throws -> [Person] {
        try archive.require(.search)
        let scope = try archive.scope()
        try archive.record("person list", object: name)
        return try archive.catalog.read { session in
            guard let scope else { return try session.persons(named: name, limit: limit) }
            var found: [Person] = []
            for person in try session.persons(named: name, limit: .max) where found.count < limit {
                let entry = try Self.entry(person, scope, session)
                if try Self.isKnown(entry, scope, session) { found.append(masked(person)) }
            }
            return found
        }
    }

    package func entry(_ id: Int64) throws -> Entry {
        try archive.require(.read, object: "\(id)")
        let entry = try known(id)
        try archive.record("person show", object: "\(id)")
        return entry
    }

    /// The person, if the reader may know of them.
    private func known(_ id: Int64) throws -> Entry {
        let scope = try archive.scope()
        return try archive.seeking("\(id)") {
            try archive.catalog.read { session -> Entry in
                guard let person = try session.person(id: id) else { throw ArchiveFailure.noSuchPerson("\(id)") }
                let entry = try Self.entry(masked(person), scope, session)
                // A person whom only records name that are kept from the reader is nobody to them.
                guard try Self.isKnown(entry, scope, session) else { throw ArchiveFailure.noSuchPerson("\(id)") }
                return entry
            }
        }
    }

    /// Whoever reads everything also sees whom no record names, but not whom only records name that are kept in storage
    /// only.
    private static func isKnown(_ entry: Entry, _ scope: ReaderScope?, _ session: CatalogSession) throws -> Bool {
        guard let scope, entry.isEmpty else { return true }
        guard scope.readsEverything else { return false }
        let records = try session.records(ofPerson: entry.person.id)
        return records.volumes.isEmpty && records.items.isEmpty
    }

    private func masked(_ person: Person) -> Person {
        archive.masksPersons ? Person(id: person.id, name: PersonMask.name(person.name)) : person
    }

    /// A person with the records that the reader may know of.
    private static func entry(_ person: Person, _ scope: ReaderScope?, _ session: CatalogSession) throws -> Entry {
        var records = try session.records(ofPerson: person.id)
        if let scope {
            records.volumes = try records.volumes.filter { try session.volume(code: $0).map(scope.covers) == true }
            records.items = try records.items.filter { try session.item(code: $0).map(scope.covers) == true }
        }
        return Entry(person: person, volumes: records.volumes, items: records.items)
    }

    /// Adds what is known of a person; what is nil stays.
    package func describe(_ id: Int64, name: String?, birthDate: Day?, identityNumber: String?) throws -> Entry {
        try archive.require(.arrange, object: "\(id)")
        _ = try known(id)
        try archive.seeking("\(id)") {
            try Committing(archive: archive).commit { ledger in
                guard var person = try ledger.session.person(id: id) else {
                    throw ArchiveFailure.noSuchPerson("\(id)")
                }
                person.name = name ?? person.name
                person.birthDate = birthDate?.description ?? person.birthDate
                person.identityNumber = identityNumber ?? person.identityNumber
                try ledger.enter(.personDescribed(person))
            }
        }
        return try entry(id)
    }
}
