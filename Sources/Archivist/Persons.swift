internal import Access
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
    }

    package func list(named name: String?, limit: Int) throws -> [Person] {
        try archive.record("person list", object: name)
        return try archive.catalog.read { try $0.persons(named: name, limit: limit) }
    }

    package func entry(_ id: Int64) throws -> Entry {
        let entry = try archive.seeking("\(id)") {
            try archive.catalog.read { session -> Entry in
                guard let person = try session.person(id: id) else { throw ArchiveFailure.noSuchPerson("\(id)") }
                let records = try session.records(ofPerson: id)
                return Entry(person: person, volumes: records.volumes, items: records.items)
            }
        }
        try archive.record("person show", object: "\(id)")
        return entry
    }

    /// Adds what is known of a person; what is nil stays.
    package func describe(_ id: Int64, name: String?, birthDate: Day?, identityNumber: String?) throws -> Entry {
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

/// The access log, as its readers see it.
package struct LogReading {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// The newest entries first, of one record where a code is given. The look itself is in the log.
    package func entries(limit: Int, code: String?) throws -> [AccessEntry] {
        let object = code.map(ArchivalCode.normalised)
        try archive.record("log list", object: object)
        return try archive.log.entries(limit: limit, object: object)
    }
}
