internal import Access
internal import Catalog
internal import Foundation
package import Records

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
    ///   - witnesses: two persons, neither of them who opened the batch, approved or executes.
    ///   - day: the day by which periods must have ended.
    package func destroy(
        _ appraisal: Int, witnesses: [String], on day: Day = Timestamp.today(), progress: WorkProgress
    ) async throws -> DisposalReport {
        try archive.require(.executeDisposal)
        let witnesses = try witnesses.map(archive.witness)
        let report = try archive.seeking("\(appraisal)") {
            try Committing(archive: archive).commit { ledger in try dispose(appraisal, witnesses, day, ledger) }
        }
        try await erase(progress: progress)
        return report
    }

    /// Goes on with what was cut short, and says what stands in its way.
    package func erase(progress: WorkProgress) async throws {
        try archive.lock.hold {
            let committing = Committing(archive: archive)
            try archive.reserve.lend {
                try committing.undo()
                try Erasing(archive: archive).finish()
            }
        }
        _ = try await archive.searchIndex(progress: progress)
    }

    package func list() throws -> [DisposalView] {
        try archive.require(.search)
        let disposals = try archive.catalog.read { session in
            let places = try session.stubPlaces()
            return try session.disposals().compactMap { row in
                var row = row
                if row.by != archive.principal.who {
                    row.items = (places[row.number] ?? []).filter { archive.mayKnow(ofStubIn: $0.org, $0.level) }
                        .reduce(0) { $0 + $1.items }
                }
                return row.items == 0 ? nil : DisposalView(row)
            }
        }
        try archive.record("disposal list", object: nil)
        return disposals
    }

    /// What is left of a record that is gone; nil for any other code.
    package func stub(_ typed: String) throws -> StubView? {
        let found = try archive.catalog.read { session in
            try session.stub(code: ArchivalCode.normalised(typed)).flatMap { found in
                try archive.mayKnow(of: found.stub, session) ? found : nil
            }
        }
        guard let found else { return nil }
        try archive.record("show", object: found.stub.code)
        return StubView(
            stub: found.stub, disposal: DisposalView(found.disposal),
            handedOver: found.disposal.kind == .transferred
                ? try archive.catalog.read { try $0.handedOver(found.stub.code) } : nil)
    }

    // MARK: - What

    private func dispose(
        _ number: Int, _ witnesses: [String], _ day: Day, _ ledger: Ledger
    ) throws -> DisposalReport {
        let session = ledger.session
        let ending = try Ending(number, ledger)
        var items: [ItemSummary] = []
        var left: [Obstruction] = []
        for item in try ending.items() {
            if let obstacle = try ending.obstacle(to: .destroy, of: item, on: day) {
                left.append(Obstruction(code: item.code, obstacle: obstacle))
            } else {
                items.append(item)
            }
        }
        guard !items.isEmpty else {
            throw left.isEmpty ? ArchiveFailure.nothingToAppraise : ArchiveFailure.obstructed(left)
        }
        let authority = try ending.authority(for: items)
        try ending.requireSeparation(approvers: authority.approvers, witnesses: witnesses)
        let disposal = try ending.end(items, .destroyed, authority: authority.text, witnesses: witnesses)
        return DisposalReport(
            number: disposal.number, register: disposal.register, disposed: items.map(\.code), left: left,
            boxes: try session.boxesToErase().map(\.file))
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
    /// The transfer by which they were handed over; nil for a destruction.
    package var transfer: Int?

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
        transfer = row.transfer
    }
}

/// What is left of a record that is gone.
package struct StubView: Sendable {
    package var stub: Stub
    package var disposal: DisposalView
    package var handedOver: HandedOver?
}

extension ArchiveFolder {
    /// A witness by the name under which he is known.
    func witness(_ typed: String) throws -> String {
        let name = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, try knows(name) else { throw ArchiveFailure.unknownWitness(typed) }
        return name
    }

    /// True for somebody who can be named as a witness: a user whose role may. While the archive has no users, anybody can.
    private func knows(_ name: String) throws -> Bool {
        try catalog.read { session in
            guard try session.hasUsers() else { return true }
            guard let user = try session.user(named: name), user.state == .active, let role = user.role else {
                return false
            }
            return SeparationMatrix.permits(role, .witnessDisposal)
        }
    }

    /// Whether who acts may know that a record was here: what its volume or class says throughout the jurisdiction.
    func mayKnow(of stub: Stub, _ session: CatalogSession) throws -> Bool {
        mayKnow(ofStubIn: stub.org, try session.level(of: stub))
    }

    /// Who reads no more than what is open learns of nothing that is gone.
    fileprivate func mayKnow(ofStubIn place: String, _ level: AccessLevel) -> Bool {
        guard let role = principal.role, let org = principal.org else { return true }
        return SeparationMatrix.reads(role, .announced) && SeparationMatrix.reads(role, level)
            && Organisation.jurisdiction(of: org, covers: place)
    }

    /// Whether who acts may know of what bears this code: of the record or volume, or of what is left of it.
    func mayKnow(of code: String, _ scope: ReaderScope, _ session: CatalogSession) throws -> Bool {
        try scope.covers(code, in: session) ?? session.stub(code: code).map { try mayKnow(of: $0.stub, session) }
            ?? false
    }
}
