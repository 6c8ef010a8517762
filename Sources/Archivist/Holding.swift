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
    package func place(codes: [String], persons: [Int64], reason: String) throws -> HeldRecords {
        try archive.require(.hold)
        let scope = try archive.scope()
        let number = try Committing(archive: archive).commit { ledger in
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
                    throw ArchiveFailure.noSuchRecord(typed)
                }
            }
            for person in persons {
                guard try session.person(id: person) != nil else { throw ArchiveFailure.noSuchPerson("\(person)") }
                let records = try session.records(ofPerson: person)
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

    package func lift(_ number: Int, reason: String) throws -> HeldRecords {
        try archive.require(.hold)
        try Committing(archive: archive).commit { ledger in
            guard let placed = try ledger.session.hold(number: number) else { throw ArchiveFailure.noSuchHold(number) }
            guard placed.isActive else { throw ArchiveFailure.holdLifted(number) }
            try ledger.enter(.holdLifted(number: number, reason: reason))
        }
        return try hold(number)
    }

    /// - Parameter includesLifted: also those that are no longer in force.
    package func list(includesLifted: Bool) throws -> [HeldRecords] {
        try archive.require(.search)
        let holds = try archive.catalog.read { try $0.holds() }
        try archive.record("hold list", object: nil)
        return holds.filter { includesLifted || $0.isActive }.map(HeldRecords.init)
    }

    private func hold(_ number: Int) throws -> HeldRecords {
        guard let hold = try archive.catalog.read({ try $0.hold(number: number) }) else {
            throw ArchiveFailure.noSuchHold(number)
        }
        return HeldRecords(hold)
    }
}

/// A hold as lists show it.
package struct HeldRecords: Sendable {
    package var hold: Hold
    package var placedAt: String
    package var placedBy: String
    package var liftedAt: String?
    package var liftedBy: String?
    package var liftReason: String?

    init(_ placed: PlacedHold) {
        hold = placed.hold
        placedAt = placed.placedAt
        placedBy = placed.placedBy
        liftedAt = placed.liftedAt
        liftedBy = placed.liftedBy
        liftReason = placed.liftReason
    }
}
