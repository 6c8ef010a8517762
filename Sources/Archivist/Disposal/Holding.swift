internal import Catalog
package import Records

/// Places and lifts holds (冻结): what is under any of them is neither destroyed nor handed over.
package struct Holding {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameters:
    ///   - codes: of items and volumes.
    ///   - persons: numbers of persons.
    ///   - reason: stays in the archive for good.
    package func place(codes: [String], persons: [Int64], reason: String) throws -> PlacedHold {
        try archive.require(.hold)
        // Also what is kept in storage only: a hold opens nothing.
        let scope = try archive.scope()?.unrestricted
        let number = try archive.seeking((codes + persons.map(String.init)).joined(separator: " ")) {
            try Committing(archive: archive).commit { ledger in
                let session = ledger.session
                var items: Set<String> = []
                var volumes: Set<String> = []
                for typed in codes {
                    let code = ArchivalCode.normalised(typed)
                    if try archive.readable(code, in: session, scope: scope) != nil {
                        items.insert(code)
                    } else if let volume = try session.volume(code: code), scope?.covers(volume) != false {
                        volumes.insert(code)
                        try items.formUnion(session.items(volume: code).map(\.code))
                    } else {
                        throw try archive.absence(of: typed, in: session, scope: scope)
                    }
                }
                for person in persons {
                    let records = try session.records(ofPerson: person)
                    guard try session.person(id: person) != nil, try isKnown(by: records, scope, session) else {
                        throw ArchiveFailure.noSuchPerson("\(person)")
                    }
                    items.formUnion(records.items)
                    for volume in records.volumes { try items.formUnion(session.items(volume: volume).map(\.code)) }
                }
                guard !items.isEmpty || !volumes.isEmpty || !persons.isEmpty else { throw ArchiveFailure.nothingToHold }
                let hold = Hold(
                    number: try session.nextHold(), reason: reason, items: items.sorted(), volumes: volumes.sorted(),
                    persons: Set(persons).sorted())
                try ledger.enter(.holdPlaced(hold))
                return hold.number
            }
        }
        return try hold(number)
    }

    /// All that a search finds; nothing where it finds only partial matches.
    package func codes(foundBy query: SearchQuery) async throws -> [String] {
        let searching = try await Searching(archive: archive)
        var query = query
        query.limit = 1000
        query.offset = 0
        var codes: [String] = []
        while true {
            let report = try searching.search(query, isBrief: true)
            // What only resembles a passage is not what was asked for.
            if report.relaxed || report.hint == .question { return [] }
            codes += report.hits.map(\.code)
            guard report.hits.count == query.limit else { return codes }
            query.offset += query.limit
        }
    }

    package func lift(_ number: Int, reason: String) throws -> PlacedHold {
        try archive.require(.hold)
        let scope = try archive.scope()
        try archive.seeking("\(number)") {
            try Committing(archive: archive).commit { ledger in
                let session = ledger.session
                guard let placed = try session.hold(number: number), try visible(placed, scope, session) != nil else {
                    throw ArchiveFailure.noSuchHold(number)
                }
                guard placed.isActive else { throw ArchiveFailure.holdLifted(number) }
                // What is held in other jurisdictions stays so, whoever may know of a part of it.
                guard try isOurs(placed, session) else { try archive.refuse(.notPermitted(.hold), object: "\(number)") }
                try ledger.enter(.holdLifted(number: number, reason: reason))
            }
        }
        return try hold(number)
    }

    /// - Parameter includesLifted: also those that are no longer in force.
    package func list(includesLifted: Bool) throws -> [PlacedHold] {
        try archive.require(.search)
        let scope = try archive.scope()
        let holds = try archive.catalog.read { session in
            try session.holds().compactMap { try visible($0, scope, session) }
        }
        try archive.record("hold list", object: nil)
        return holds.filter { includesLifted || $0.isActive }
    }

    /// A hold with what of it the reader may know of; nil where that is nothing. Who placed it sees it always, and what it
    /// names.
    private func visible(_ placed: PlacedHold, _ scope: ReaderScope?, _ session: CatalogSession) throws -> PlacedHold? {
        guard let scope else { return placed }
        let isOwn = placed.placedBy == archive.principal.who
        // A hold opens nothing: who placed it knows also what is kept in storage only.
        let known = isOwn ? scope.unrestricted : scope
        func mayKnow(_ code: String) throws -> Bool {
            try known.covers(code, in: session)
                ?? session.stub(code: code).map { try isOwn && archive.mayKnow(of: $0.stub, session) } ?? false
        }
        var seen = placed
        seen.hold.items = try placed.hold.items.filter(mayKnow)
        seen.hold.volumes = try placed.hold.volumes.filter(mayKnow)
        if isOwn { return seen }
        if seen.hold.items.isEmpty && seen.hold.volumes.isEmpty { return nil }
        if seen.hold.items != placed.hold.items { seen.hold.persons = [] }
        return seen
    }

    /// A person is known by a record that may be known of.
    private func isKnown(
        by records: (volumes: [String], items: [String]), _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> Bool {
        guard let scope, !scope.readsEverything else { return true }
        return try (records.volumes + records.items).contains { try scope.covers($0, in: session) == true }
    }

    /// Whether all that is held lies in the jurisdiction of whoever acts, or was held by them.
    private func isOurs(_ placed: PlacedHold, _ session: CatalogSession) throws -> Bool {
        guard let org = archive.principal.org, placed.placedBy != archive.principal.who else { return true }
        return try (placed.hold.items + placed.hold.volumes).allSatisfy { code in
            let held = try session.item(code: code)?.org ?? session.volume(code: code)?.org
            return held.map { Organisation.jurisdiction(of: org, covers: $0) } ?? true
        }
    }

    private func hold(_ number: Int) throws -> PlacedHold {
        let scope = try archive.scope()
        let seen = try archive.catalog.read { session in
            try session.hold(number: number).flatMap { try visible($0, scope, session) }
        }
        guard let seen else { throw ArchiveFailure.noSuchHold(number) }
        return seen
    }
}
