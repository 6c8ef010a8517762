internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Records
internal import Retention

/// What a disposal did.
package struct DisposalReport: Sendable {
    package var number: Int
    /// The code of the register that was filed with it.
    package var register: String
    package var disposed: [String]
    /// Records of the batch that stay, and why.
    package var left: [Obstruction]
    /// Box files that held what is gone: what backups still have of them must be destroyed there as well.
    package var boxes: [String]
}

/// Ends records in this archive (处置): destroys what a batch's approval permits, before witnesses.
///
/// What is to go is decided, with holds, approvals and periods, in the transaction that takes it out of the catalog.
package struct Disposing {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Destroys the records of a batch whose destruction is approved.
    /// - Parameters:
    ///   - witnesses: two persons, neither of them the approver or whoever executes.
    ///   - day: the day by which periods must have ended.
    package func destroy(
        _ appraisal: Int, witnesses: [String], on day: Day = Timestamp.today(), progress: WorkProgress
    ) async throws -> DisposalReport {
        try archive.require(.executeDisposal)
        let witnesses = try witnesses.map(known)
        let report = try Committing(archive: archive).commit { ledger in
            try dispose(appraisal, .destroyed, .destroy, witnesses, day, ledger)
        }
        try await erase(progress: progress)
        return report
    }

    /// Goes on with what was cut short, and says what stands in its way.
    package func erase(progress: WorkProgress) async throws {
        try archive.lock.hold {
            let committing = Committing(archive: archive)
            try committing.undo()
            try Erasing(archive: archive).finish()
        }
        _ = try await archive.searchIndex(progress: progress)
    }

    package func list() throws -> [DisposalView] {
        try archive.require(.search)
        let disposals = try archive.catalog.read { try $0.disposals() }
        try archive.record("disposal list", object: nil)
        return disposals.map(DisposalView.init)
    }

    /// What is left of a record that is gone; nil for any other code.
    package func stub(_ typed: String) throws -> StubView? {
        let found = try archive.catalog.read { try $0.stub(code: ArchivalCode.normalised(typed)) }
        guard let found, archive.mayKnow(of: found.stub) else { return nil }
        try archive.record("show", object: found.stub.code)
        return StubView(stub: found.stub, disposal: DisposalView(found.disposal))
    }

    // MARK: - Who

    /// A witness by the name under which he is known.
    private func known(_ typed: String) throws -> String {
        let name = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, try archive.knows(name) else { throw ArchiveFailure.unknownWitness(typed) }
        return name
    }

    // MARK: - What

    private func dispose(
        _ number: Int, _ kind: Disposal.Kind, _ verdict: Verdict, _ witnesses: [String], _ day: Day, _ ledger: Ledger
    ) throws -> DisposalReport {
        let session = ledger.session
        let opened = try Appraising.opened(number, session)
        let clock = Clockwork(session: session)
        var items: [ItemSummary] = []
        var left: [Obstruction] = []
        var approvers: Set<String> = []
        var authority: Set<String> = []
        for code in opened.appraisal.items {
            guard let item = try session.item(code: code) else { continue }
            let standing = try Appraising.standing(of: code, in: number, session)
            let obstacle = DisposalObstacle.against(
                verdict, standing: standing, holds: try session.holds(onItem: item.id),
                outlook: try clock.outlook(of: item), on: day)
            if let obstacle {
                left.append(Obstruction(code: code, obstacle: obstacle))
                continue
            }
            items.append(item)
            guard let approval = try session.approval(appraisal: number, item: code) else { continue }
            approvers.insert(approval.given.by)
            authority.insert(approval.given.by + " " + approval.at)
        }
        guard !items.isEmpty else {
            throw left.isEmpty ? ArchiveFailure.nothingToAppraise : ArchiveFailure.obstructed(left)
        }
        let fault = SeparationFault.ofExecution(
            by: ledger.by, openedBy: opened.openedBy, approvers: approvers, witnesses: witnesses)
        if let fault { throw ArchiveFailure.separation(fault) }
        let volumes = try emptied(by: items, session)
        var disposal = Disposal(
            number: try session.nextDisposal(), kind: kind, appraisal: number,
            authority: authority.sorted().joined(separator: "; "), witnesses: witnesses, register: "",
            items: try items.map { try stub(of: $0, session) }, volumes: volumes.map(VolumeStub.init),
            persons: try session.personsNamedOnly(inItems: Set(items.map(\.code)), volumes: Set(volumes.map(\.code))))
        // What must not be found in the log, in requests and in saved searches either; forgotten when that is done.
        try session.rememberForErasing(disposal)
        disposal.register = try file(Register(disposal, by: ledger.by, at: ledger.at), in: ledger)
        try ledger.enter(.disposed(disposal))
        return DisposalReport(
            number: disposal.number, register: disposal.register, disposed: items.map(\.code), left: left,
            boxes: try session.boxesToErase().map(\.file))
    }

    private func stub(of item: ItemSummary, _ session: CatalogSession) throws -> Stub {
        let versions = try session.versions(ofItem: item.id)
        guard let first = versions.first else { throw CatalogError.inconsistent("no version of \(item.code)") }
        return Stub(
            code: item.code, classCode: item.classCode, org: item.org, volume: item.volume, date: item.date,
            filedAt: first.version.filedAt, versions: versions.count,
            digest: BoxStore.sha256(Data(versions.map(\.json).joined().utf8)))
    }

    /// Closed volumes that lose their last record.
    private func emptied(by items: [ItemSummary], _ session: CatalogSession) throws -> [Volume] {
        let going = Set(items.map(\.code))
        return try Set(items.compactMap(\.volume)).sorted().compactMap { code in
            guard let volume = try session.volume(code: code), volume.state == .closed,
                try session.items(volume: code).allSatisfy({ going.contains($0.code) })
            else { return nil }
            return volume
        }
    }

    // MARK: - The register

    /// Files the register as a permanent record of the archive, in the commit of the disposal itself.
    private func file(_ register: Register, in ledger: Ledger) throws -> String {
        let session = ledger.session
        let plan = try session.filePlan()
        let recordClass = RecordClass.registers(series: plan.plan.classes.first?.series ?? "")
        let date = String(ledger.at.prefix(10))
        let year = String(date.prefix(4))
        let series = ArchivalCode.series(of: recordClass, year: year)
        let code = ArchivalCode(
            fonds: ledger.fonds, series: series,
            item: try session.nextItemNumber(fonds: ledger.fonds, series: series, volume: nil)
        ).description
        let content = Data(register.table.utf8)
        let text = Data(register.table.drop { $0 == "\u{FEFF}" }.utf8)
        let digest = BoxStore.sha256(content)
        let version = Version(
            sequence: ledger.takeSequence(), code: code, number: 1,
            description: Description(
                title: register.title, date: date, classCode: recordClass.code,
                org: try session.fonds()?.org ?? ""),
            filedAt: ledger.at, filedBy: ledger.by, reason: nil, voided: false, proposed: [],
            retention: recordClass.retention, filePlanVersion: plan.version,
            files: [
                VersionFile(
                    name: register.fileName, size: content.count, sha256: digest, mediaType: "text/csv",
                    encoding: "UTF-8", storedIn: 1)
            ], text: VersionText(text, in: 1), fingerprint: BoxStore.sha256(Data((code + "\u{1F}" + digest).utf8)))
        try ledger.enter(
            version, content: [(register.fileName, content)], text: text,
            shelf: Shelf.of(recordClass: recordClass, year: year))
        return code
    }
}

/// The register of a disposal (销毁清册): what went, by whose word, before whom.
private struct Register {
    let title: String
    let fileName: String
    let table: String

    init(_ disposal: Disposal, by: String, at: String) {
        let name = disposal.kind == .destroyed ? "销毁清册" : "移交清册"
        title = "\(name)第\(disposal.number)号（鉴定批次\(disposal.appraisal)）"
        fileName = "\(name)-\(disposal.number).csv"
        let heading = ["档号", "类别", "机构", "案卷", "日期", "归档时间", "版本数", "摘要", "批准", "执行", "执行时间", "监销人", "鉴定批次"]
        table = TableText.csv(
            [heading]
                + disposal.items.map { stub in
                    [
                        stub.code, stub.classCode, stub.org, stub.volume ?? "", stub.date, stub.filedAt,
                        String(stub.versions), stub.digest, disposal.authority, by, at,
                        disposal.witnesses.joined(separator: "、"), String(disposal.appraisal),
                    ]
                })
    }
}

/// A disposal as lists show it.
package struct DisposalView: Sendable {
    package var number: Int
    package var kind: Disposal.Kind
    package var appraisal: Int
    package var authority: String
    package var witnesses: [String]
    package var register: String
    package var at: String
    package var by: String
    package var items: Int
    /// False while something of it is still to be erased.
    package var isFinished: Bool

    init(_ row: DisposalRow) {
        number = row.number
        kind = row.kind
        appraisal = row.appraisal
        authority = row.authority
        witnesses = row.witnesses
        register = row.register
        at = row.at
        by = row.by
        items = row.items
        isFinished = row.finishedAt != nil
    }
}

/// What is left of a record that is gone.
package struct StubView: Sendable {
    package var stub: Stub
    package var disposal: DisposalView
}

extension ArchiveFolder {
    /// True for somebody who can be named as a witness: a user whose role may. While the archive has no users, anybody can.
    func knows(_ name: String) throws -> Bool {
        try catalog.read { session in
            guard try session.hasUsers() else { return true }
            guard let user = try session.user(named: name), user.state == .active, let role = user.role else {
                return false
            }
            return SeparationMatrix.permits(role, .witnessDisposal)
        }
    }

    /// Whether who acts may know that a record was here: what its class says throughout the jurisdiction.
    func mayKnow(of stub: Stub) -> Bool {
        guard let role = principal.role, let org = principal.org else { return true }
        return SeparationMatrix.reads(role, .announced) && Organisation.jurisdiction(of: org, covers: stub.org)
    }
}
