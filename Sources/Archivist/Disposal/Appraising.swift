internal import Catalog
package import Records
package import Retention

/// Appraises records in batches (鉴定): opened by one, at least two opinions that agree, approved by somebody who gave none.
///
/// Every step is checked by name, whatever the roles: one account alone never gets a record destroyed.
package struct Appraising {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Opens a batch of named records.
    package func open(title: String, codes: [String]) throws -> AppraisalView {
        try archive.require(.proposeAppraisal)
        // Also what is kept in storage only: its period ends as any other's.
        let scope = try archive.scope()?.unrestricted
        return try open(title, sought: codes) { ledger in
            try codes.flatMap { typed -> [String] in
                let code = ArchivalCode.normalised(typed)
                if try archive.readable(code, in: ledger.session, scope: scope) != nil { return [code] }
                guard let volume = try ledger.session.volume(code: code), scope?.covers(volume) != false else {
                    throw try archive.absence(of: typed, in: ledger.session, scope: scope)
                }
                return try ledger.session.items(volume: code).filter { scope?.covers($0) != false }.map(\.code)
            }
        }
    }

    /// Opens a batch of what is due on a day, without what is held or in another batch.
    package func open(title: String, due day: Day, classCode: String?, org: String?) throws -> AppraisalView {
        var due: [String] = []
        try Retaining(archive: archive).due(on: day, classCode: classCode, org: org, progress: WorkProgress()) {
            if $0.holds.isEmpty { due.append($0.code) }
        }
        return try open(title) { ledger in
            try due.filter { try Self.unsettledAppraisal(of: $0, ledger.session) == nil }
        }
    }

    private func open(
        _ title: String, sought: [String] = [], _ choose: (Ledger) throws -> [String]
    ) throws -> AppraisalView {
        let number = try archive.seeking(sought.joined(separator: " ")) {
            try Committing(archive: archive).commit { ledger in
                let codes = Set(try choose(ledger)).sorted()
                guard !codes.isEmpty else { throw ArchiveFailure.nothingToAppraise }
                for code in codes {
                    if let other = try Self.unsettledAppraisal(of: code, ledger.session) {
                        throw ArchiveFailure.inAppraisal(code: code, other)
                    }
                }
                let appraisal = Appraisal(number: try ledger.session.nextAppraisal(), title: title, items: codes)
                try ledger.enter(.appraisalOpened(appraisal))
                return appraisal.number
            }
        }
        return try view(number)
    }

    /// Gives the opinion of whoever acts; a later one replaces an earlier one of the same person.
    /// - Parameter codes: none for all records of the batch.
    package func giveOpinion(
        _ number: Int, codes: [String], verdict: Verdict, reason: String
    ) throws -> AppraisalView {
        try archive.require(.giveOpinion)
        let scope = try archive.scope()?.unrestricted
        try archive.seeking("\(number)") {
            try Committing(archive: archive).commit { ledger in
                let items = try chosen(codes, of: number, scope, ledger.session).filter {
                    try !Self.standing(of: $0, in: number, ledger.session).isSettled
                }
                guard !items.isEmpty else { throw ArchiveFailure.nothingToAppraise }
                try ledger.enter(
                    .opinionGiven(Opinion(appraisal: number, items: items, verdict: verdict, reason: reason)))
            }
        }
        return try view(number)
    }

    /// Approves what the opinions agree in. A longer period holds from then on; destruction and transfer wait for their own
    /// step.
    /// - Parameters:
    ///   - codes: none for all records on which the opinions agree and that nothing stands in the way of.
    ///   - day: the day of approval.
    package func approve(_ number: Int, codes: [String], on day: Day = Timestamp.today()) throws -> AppraisalView {
        try archive.require(.approveDisposal)
        let scope = try archive.scope()?.unrestricted
        try archive.seeking("\(number)") {
            try Committing(archive: archive).commit { ledger in
                let session = ledger.session
                let opened = try known(number, scope, session)
                let clock = Clockwork(session: session)
                var items: [Approval.Item] = []
                var obstructions: [Obstruction] = []
                for code in try chosen(codes, of: number, scope, session) {
                    let given = try session.opinions(appraisal: number, item: code)
                    let standing = try Self.standing(of: code, in: number, session)
                    if standing.state == .approved || standing.state == .done { continue }
                    guard standing.state == .agreed, let verdict = standing.verdict,
                        let item = try session.item(code: code)
                    else {
                        obstructions.append(Obstruction(code: code, obstacle: .notApproved(standing.state)))
                        continue
                    }
                    let holds = try session.holds(onItem: item.id)
                    let outlook = try clock.outlook(of: item)
                    let obstacle =
                        holds.isEmpty || verdict == .permanent || verdict.isExtension
                        ? DisposalObstacle.against(verdict, outlook: outlook, on: day) : .held(holds)
                    if let obstacle {
                        obstructions.append(Obstruction(code: code, obstacle: obstacle))
                        continue
                    }
                    let fault = SeparationFault.ofApproval(
                        by: ledger.by, openedBy: opened.openedBy, opinions: Set(given.map(\.by)))
                    if let fault { throw ArchiveFailure.separation(fault) }
                    items.append(.init(code: code, verdict: verdict, until: verdict.end(after: outlook.dueOn, on: day)))
                }
                guard !items.isEmpty, codes.isEmpty || obstructions.isEmpty else {
                    throw obstructions.isEmpty
                        ? ArchiveFailure.nothingToAppraise : ArchiveFailure.obstructed(obstructions)
                }
                try ledger.enter(.appraisalApproved(Approval(appraisal: number, items: items)))
            }
        }
        return try view(number)
    }

    /// The batches that whoever acts may know of.
    package func list() throws -> [AppraisalView] {
        try archive.require(.search)
        let scope = try archive.scope()?.unrestricted
        let views = try archive.catalog.read { session in
            try session.appraisals().compactMap { try known($0, scope, session) }.map { try Self.view($0, session) }
        }
        try archive.record("appraisal list", object: nil)
        return views
    }

    /// The newest batches of which something is still to be done, as far as whoever acts may know of them.
    package func pending(_ most: Int) throws -> [Appraisal] {
        try archive.require(.search)
        let scope = try archive.scope()?.unrestricted
        var found: [Appraisal] = []
        try archive.catalog.read { session in
            for opened in try session.appraisals().reversed() where found.count < most {
                guard let seen = try known(opened, scope, session)?.appraisal else { continue }
                // One that is not done is enough: a batch may have thousands.
                let isPending = try seen.items.contains {
                    try Self.standing(of: $0, in: seen.number, session).state != .done
                }
                if isPending { found.append(seen) }
            }
        }
        try archive.record("appraisal list", object: nil)
        return found
    }

    package func show(_ number: Int) throws -> AppraisalView {
        try archive.require(.search)
        let view = try archive.seeking("\(number)") { try self.view(number) }
        try archive.record("appraisal show", object: "\(number)")
        return view
    }

    // MARK: - One batch

    private func view(_ number: Int) throws -> AppraisalView {
        let scope = try archive.scope()?.unrestricted
        return try archive.catalog.read { try Self.view(known(number, scope, $0), $0) }
    }

    /// A batch with what of it whoever acts may know of; nil where that is nothing. Who opened it knows it whole.
    private func known(
        _ opened: OpenedAppraisal, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> OpenedAppraisal? {
        guard let scope, opened.openedBy != archive.principal.who else { return opened }
        var seen = opened
        seen.appraisal.items = try opened.appraisal.items.filter { try archive.mayKnow(of: $0, scope, session) }
        return seen.appraisal.items.isEmpty ? nil : seen
    }

    private func known(
        _ number: Int, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> OpenedAppraisal {
        guard let seen = try known(Self.opened(number, session), scope, session) else {
            throw ArchiveFailure.noSuchAppraisal(number)
        }
        return seen
    }

    private static func view(_ opened: OpenedAppraisal, _ session: CatalogSession) throws -> AppraisalView {
        let number = opened.appraisal.number
        return AppraisalView(
            appraisal: opened.appraisal, openedAt: opened.openedAt, openedBy: opened.openedBy,
            items: try opened.appraisal.items.map { code in
                AppraisalView.Item(
                    code: code, standing: try standing(of: code, in: number, session),
                    holds: try session.item(code: code).map { try session.holds(onItem: $0.id) } ?? [])
            })
    }

    static func opened(_ number: Int, _ session: CatalogSession) throws -> OpenedAppraisal {
        guard let opened = try session.appraisal(number: number) else { throw ArchiveFailure.noSuchAppraisal(number) }
        return opened
    }

    static func standing(
        of code: String, in number: Int, _ session: CatalogSession
    ) throws -> AppraisalStanding {
        let item = try session.item(code: code)
        return AppraisalStanding(
            opinions: try session.opinions(appraisal: number, item: code),
            approval: try session.approval(appraisal: number, item: code)?.given,
            lastHoldChange: try item.flatMap { try session.lastHoldChange(onItem: $0.id) },
            lastVersion: try item.flatMap { try session.version(ofItem: $0.id, number: nil)?.version.sequence },
            isDone: try item == nil || session.handedOver(code, appraisal: number) != nil)
    }

    /// Records of a batch: those that are named, or all that whoever acts may know of.
    private func chosen(
        _ codes: [String], of number: Int, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> [String] {
        let items = try known(number, scope, session).appraisal.items
        return try codes.isEmpty
            ? items
            : codes.map { typed in
                let code = ArchivalCode.normalised(typed)
                guard items.contains(code) else { throw ArchiveFailure.notInAppraisal(code: code, number) }
                return code
            }
    }

    private static func unsettledAppraisal(of code: String, _ session: CatalogSession) throws -> Int? {
        try session.appraisals(ofItem: code).first { try !standing(of: code, in: $0, session).isSettled }
    }
}

/// A batch, and how far each of its records has come.
package struct AppraisalView: Sendable {
    package struct Item: Sendable {
        package var code: String
        package var standing: AppraisalStanding
        package var holds: [Int]
    }

    package var appraisal: Appraisal
    package var openedAt: String
    package var openedBy: String
    package var items: [Item]
}

extension Verdict {
    fileprivate var isExtension: Bool {
        if case .extend = self { true } else { false }
    }

    /// The day on which an extended period ends: so many years after it would have, or after the approval.
    fileprivate func end(after due: Day?, on day: Day) -> String? {
        guard case .extend(let years) = self else { return nil }
        return max(due ?? day, day).adding(years: years)?.description
    }
}
