internal import Catalog
internal import Records

/// Proposals that were taken from the text or the file: which are still to be confirmed, and confirming them.
///
/// A confirmation is a new version, as every change of a description is: who confirmed what, and when, stays in the record,
/// goes with it into its box and to whoever receives it, and is in the log.
package struct Confirming {
    private let archive: ArchiveFolder
    private static let pageSize = 200

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// A record with what is still to be confirmed of it.
    package struct Waiting: Sendable {
        package var code: String
        package var title: String
        package var date: String
        package var classCode: String
        /// In the order of the description.
        package var proposals: [Proposal]
    }

    package struct Proposal: Sendable, Equatable {
        /// As it stands in `Version.proposed`: `title`, `date`, `author`, `documentNumber`, `field.NAME`.
        package var name: String
        package var value: String
    }

    package struct Outcome: Sendable {
        package var waiting: Waiting
        /// What was confirmed, or would be in a trial.
        package var confirmed: [Proposal]
        /// The new version; nil where nothing was confirmed.
        package var version: Int?
    }

    /// Where the list is to look.
    package struct Range: Sendable {
        package var classCode: String?
        package var org: String?
        package var volume: String?

        package init(classCode: String? = nil, org: String? = nil, volume: String? = nil) {
            self.classCode = classCode
            self.org = org
            self.volume = volume
        }
    }

    /// What is still to be confirmed of what whoever acts may read, the first filed first.
    /// - Parameter limit: how many records are given.
    package func waiting(_ range: Range, limit: Int) throws -> (found: [Waiting], hasMore: Bool) {
        try archive.require(.revise)
        let classCode = try range.classCode.map {
            try Preparer(archive: archive, options: FilingOptions()).knownClass($0).code
        }
        let scope = try archive.scope()
        let (items, hasMore) = try items(range, classCode: classCode, scope, limit: limit)
        let found = try archive.catalog.read { session in try items.compactMap { try waiting($0, scope, session) } }
        // What is listed says whom a record may name: it is a use of each, for a purpose where its class asks for one.
        let purposes = try archive.purposes(of: items.map { .init($0) }, act: "confirm list")
        if found.isEmpty {
            try archive.record("confirm list", object: range.volume.map(ArchivalCode.normalised))
        } else {
            try archive.record("confirm list", objects: items.map(\.code), purposes: purposes)
        }
        return (found, hasMore)
    }

    /// The codes of what waits, the first filed first. They name nobody: no purpose is asked for.
    package func codes(limit: Int) throws -> (codes: [String], hasMore: Bool) {
        try archive.require(.revise)
        let (items, hasMore) = try items(Range(), classCode: nil, archive.scope(), limit: limit)
        try archive.record("confirm list", object: nil)
        return (items.map(\.code), hasMore)
    }

    private func items(
        _ range: Range, classCode: String?, _ scope: ReaderScope?, limit: Int
    ) throws -> (found: [ItemSummary], hasMore: Bool) {
        let volume = range.volume.map(ArchivalCode.normalised)
        var found: [ItemSummary] = []
        var last: Int64 = 0
        var hasMore = false
        pages: while true {
            let items = try archive.catalog.read {
                try $0.unconfirmedItems(
                    after: last, classCode: classCode, org: range.org, volume: volume, limit: Self.pageSize)
            }
            guard let end = items.last?.id else { break }
            last = end
            for item in items where scope?.covers(item) != false {
                hasMore = found.count == limit
                if hasMore { break pages }
                found.append(item)
            }
        }
        return (found, hasMore)
    }

    /// Confirms what is proposed of a record.
    /// - Parameters:
    ///   - names: as they stand in `Version.proposed`; nil for all.
    ///   - seen: what was shown of them, by their names: what is proposed otherwise by now stays proposed. Nil: not asked.
    ///   - corrected: what is right instead, by their names; an empty value says that there is none. A record has a title
    ///     and a date in any case: where these are empty, they stay proposed.
    ///   - reason: stands in the new version.
    ///   - isTrial: whether only to say what would be confirmed.
    package func confirm(
        _ typed: String, only names: Set<String>?, seen: [String: String]? = nil, corrected: [String: String] = [:],
        reason: String, isTrial: Bool
    ) async throws -> Outcome {
        try archive.require(.revise, object: typed)
        let scope = try archive.scope()
        let (item, before) = try archive.seeking(typed) { () -> (ItemSummary, Waiting) in
            try archive.catalog.read { session in
                guard let item = try archive.readable(typed, in: session, scope: scope),
                    let waiting = try waiting(item, scope, session)
                else { throw try archive.absence(of: typed, in: session, scope: scope) }
                return (item, waiting)
            }
        }
        let purpose = try archive.purposes(of: [.init(item)], act: "confirm")[0]
        let settled = before.proposals.filter { proposal in
            let isBlank =
                ["title", "date"].contains(proposal.name) && corrected[proposal.name]?.trimmed.isEmpty == true
            return names?.contains(proposal.name) != false && !isBlank
                && seen.map { $0[proposal.name] == proposal.value } != false
        }.map { Proposal(name: $0.name, value: corrected[$0.name] ?? $0.value) }
        var outcome = Outcome(waiting: before, confirmed: settled, version: nil)
        if isTrial || outcome.confirmed.isEmpty {
            try archive.record("confirm", object: before.code, purpose: purpose)
            return outcome
        }
        var change = Revising.Change()
        for proposal in settled {
            if before.proposals.contains(proposal) {
                change.confirms.insert(proposal.name)
            } else {
                change.say(proposal.value, of: proposal.name)
            }
        }
        let revised = try await Revising(archive: archive).revise(before.code, change, reason: reason)
        // Another may have confirmed it meanwhile.
        if revised.status == .unchanged { outcome.confirmed = [] } else { outcome.version = revised.version }
        return outcome
    }

    /// The names that `confirm` knows a proposal by, as somebody may type it; nil for what is never proposed.
    package func proposal(named typed: String) throws -> String? {
        switch typed {
        case "title", "题名": return "title"
        case "date", "日期": return "date"
        case "author", "责任者": return "author"
        case "documentNumber", "number", "文号": return "documentNumber"
        default: break
        }
        let field = typed.hasPrefix("field.") ? String(typed.dropFirst("field.".count)) : typed
        return try personFields().contains(field) ? "field." + field : nil
    }

    /// The fields of the plan that persons stand in: what is proposed beside title, date, creator and number.
    package func personFields() throws -> [String] {
        try archive.catalog.read { session in
            let fields = try session.filePlan().plan.classes.flatMap(\.fields).filter { $0.type == .person }.map(\.name)
            return Set(fields).sorted()
        }
    }

    private func waiting(_ item: ItemSummary, _ scope: ReaderScope?, _ session: CatalogSession) throws -> Waiting? {
        guard var version = try session.version(ofItem: item.id, number: nil)?.version else { return nil }
        if let mask = try archive.mask(of: item, scope: scope, in: session) { version = mask.version(version) }
        let description = version.description
        return Waiting(
            code: item.code, title: description.title, date: description.date, classCode: description.classCode,
            proposals: version.proposals)
    }
}

extension Revising.Change {
    /// Says what is right in the place of a proposal.
    fileprivate mutating func say(_ value: String, of proposal: String) {
        switch proposal {
        case "title": title = value
        case "date": date = value
        case "author": author = value
        case "documentNumber": documentNumber = value
        default: fields.append((name: String(proposal.dropFirst("field.".count)), value: value))
        }
    }
}

extension Version {
    /// What is proposed, with its values, in the order of the description.
    package var proposals: [Confirming.Proposal] {
        let said = [
            ("title", description.title), ("date", description.date), ("author", description.author),
            ("documentNumber", description.documentNumber),
        ]
        let fields = (description.proposedFields ?? []).map { (Self.proposedName(of: $0), Optional($0.value)) }
        return (said + fields).compactMap { name, value in
            guard let value, proposed.contains(name) else { return nil }
            return Confirming.Proposal(name: name, value: value)
        }
    }
}
