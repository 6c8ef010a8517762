internal import Boxes
internal import Catalog
internal import Foundation
internal import Records
internal import Retention

/// What destruction and handing over have in common, within one commit: what stands in the way of a record, by whose word
/// it ends, and how it leaves the archive.
struct Ending {
    let opened: OpenedAppraisal
    private let ledger: Ledger
    private let clock: Clockwork
    private var session: CatalogSession { ledger.session }

    init(_ appraisal: Int, _ ledger: Ledger) throws {
        self.ledger = ledger
        opened = try Appraising.opened(appraisal, ledger.session)
        clock = Clockwork(session: ledger.session)
    }

    /// Records of the batch that are still here and lie in the jurisdiction of whoever ends them. A level keeps nobody from
    /// ending what was approved; another district's records are none of theirs, nor is a batch that has only such.
    func items() throws -> [ItemSummary] {
        let here = try opened.appraisal.items.compactMap { try session.item(code: $0) }
        guard let org = ledger.principal.org else { return here }
        let ours = here.filter { Organisation.jurisdiction(of: org, covers: $0.org) }
        guard try !ours.isEmpty || hadOurs(org) else {
            throw ArchiveFailure.noSuchAppraisal(opened.appraisal.number)
        }
        return ours
    }

    /// Whether something of the batch lay in a jurisdiction that is gone by now.
    private func hadOurs(_ org: String) throws -> Bool {
        try opened.appraisal.items.contains { code in
            try session.stub(code: code).map { Organisation.jurisdiction(of: org, covers: $0.stub.org) } ?? false
        }
    }

    /// Holds, approval and period, as they are now.
    func obstacle(to verdict: Verdict, of item: ItemSummary, on day: Day) throws -> DisposalObstacle? {
        DisposalObstacle.against(
            verdict, standing: try Appraising.standing(of: item.code, in: opened.appraisal.number, session),
            holds: try session.holds(onItem: item.id), outlook: try clock.outlook(of: item), on: day)
    }

    /// Who approved, and in words when.
    func authority(for items: [ItemSummary]) throws -> (approvers: Set<String>, text: String) {
        let approvals = try items.compactMap {
            try session.approval(appraisal: opened.appraisal.number, item: $0.code)
        }
        return (
            Set(approvals.map(\.given.by)),
            Set(approvals.map { $0.given.by + " " + $0.at }).sorted().joined(separator: "; ")
        )
    }

    func requireSeparation(approvers: Set<String>, witnesses: [String]) throws {
        let fault = SeparationFault.ofExecution(
            by: ledger.by, openedBy: opened.openedBy, approvers: approvers, witnesses: witnesses)
        if let fault { throw ArchiveFailure.separation(fault) }
    }

    /// Takes records out of the catalog, and leaves a stub and a register.
    /// - Parameters:
    ///   - transfer: by which they are handed over.
    ///   - register: the code of a register that was filed already; otherwise one is.
    @discardableResult
    func end(
        _ items: [ItemSummary], _ kind: Disposal.Kind, authority: String, witnesses: [String], transfer: Int? = nil,
        register: String? = nil
    ) throws -> Disposal {
        let volumes = try emptied(by: items)
        var disposal = Disposal(
            number: try session.nextDisposal(), kind: kind, appraisal: opened.appraisal.number, authority: authority,
            witnesses: witnesses, register: register ?? "", items: try items.map { try Self.stub(of: $0, session) },
            volumes: volumes.map(VolumeStub.init),
            persons: try session.personsNamedOnly(inItems: Set(items.map(\.code)), volumes: Set(volumes.map(\.code))),
            transfer: transfer)
        // What must not be found in the log, in requests and in saved searches either; forgotten when that is done.
        try session.rememberForErasing(disposal)
        if register == nil {
            disposal.register = try ledger.file(Register(destruction: disposal, by: ledger.by, at: ledger.at))
        }
        try ledger.enter(.disposed(disposal))
        return disposal
    }

    static func stub(of item: ItemSummary, _ session: CatalogSession) throws -> Stub {
        let versions = try session.versions(ofItem: item.id)
        guard let first = versions.first else { throw CatalogError.inconsistent("no version of \(item.code)") }
        return Stub(
            code: item.code, classCode: item.classCode, org: item.org, volume: item.volume, date: item.date,
            filedAt: first.version.filedAt, versions: versions.count, digest: digest(of: versions.map(\.json)))
    }

    /// The digest by which a record is known when it is gone: over its versions' `metadata.json`.
    static func digest(of versions: [String]) -> String { BoxStore.sha256(Data(versions.joined().utf8)) }

    /// Closed volumes that lose their last record.
    private func emptied(by items: [ItemSummary]) throws -> [Volume] {
        let going = Set(items.map(\.code))
        return try Set(items.compactMap(\.volume)).sorted().compactMap { code in
            guard let volume = try session.volume(code: code), volume.state == .closed,
                try session.items(volume: code).allSatisfy({ going.contains($0.code) })
            else { return nil }
            return volume
        }
    }
}
