internal import Boxes
internal import Catalog
package import Foundation
package import Records
internal import Retention

/// What came of a receipt.
package struct HandoverReport: Sendable {
    package var transfer: Int
    package var receiver: TransferReceipt.Party
    /// The code under which the receipt was filed, and that of the register.
    package var receipt: String
    package var register: String?
    /// The disposal by which records left the archive; nil where copies stay or nothing was accepted.
    package var disposal: Int?
    package var gone: [String]
    package var kept: [String]
    /// Records of the package that stay in force here, and why.
    package var left: [Obstruction]
    /// Box files that held what is gone.
    package var boxes: [String]
}

/// Takes in the receipt of an archive that received a package: what it accepted is handed over, and leaves by the same
/// commit as a destruction unless a copy is kept to be read.
package struct HandingOver {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameters:
    ///   - path: of the receipt.
    ///   - keepCopy: whether what is handed over can still be read here.
    ///   - witnesses: two persons, neither of them who opened the batch, approved or executes.
    package func receive(
        _ number: Int, receipt path: String, keepCopy: Bool, witnesses: [String], progress: WorkProgress
    ) async throws -> HandoverReport {
        try archive.require(.executeDisposal)
        return try await receive(
            number, content: try Self.read(path), name: path, keepCopy: keepCopy, witnesses: witnesses,
            progress: progress)
    }

    /// The same with a receipt that came in another way than as a file here.
    /// - Parameter name: what it is called where it is no receipt.
    package func receive(
        _ number: Int, content: Data, name: String, keepCopy: Bool, witnesses: [String], progress: WorkProgress
    ) async throws -> HandoverReport {
        try archive.require(.executeDisposal)
        let witnesses = try witnesses.map(archive.witness)
        guard content.count <= Self.largest, let receipt = TransferReceipt(exactly: content) else {
            throw ArchiveFailure.badReceipt(name)
        }
        let scope = try archive.scope()?.unrestricted
        let report = try archive.seeking("\(number)") {
            try Committing(archive: archive).commit { ledger in
                try take(receipt, content, of: number, keepCopy: keepCopy, witnesses, scope, ledger)
            }
        }
        if !report.gone.isEmpty { try await Disposing(archive: archive).erase(progress: progress) }
        _ = try await archive.searchIndex(progress: progress)
        return report
    }

    /// Bytes; a receipt says some 300 of each record.
    private static let largest = 64 << 20

    private static func read(_ path: String) throws -> Data {
        guard FileKind(path: path) == .regular else { throw ArchiveFailure.noInput(path) }
        let file = try DurableFile(path: path, mode: .read)
        let length = try file.length()
        guard length <= largest else { throw ArchiveFailure.badReceipt(path) }
        return Data(try file.read(count: length, at: 0))
    }

    private func take(
        _ receipt: TransferReceipt, _ content: Data, of number: Int, keepCopy: Bool, _ witnesses: [String],
        _ scope: ReaderScope?, _ ledger: Ledger
    ) throws -> HandoverReport {
        let session = ledger.session
        guard let transfer = try session.transfer(number: number),
            let known = try archive.known(transfer, scope, session)
        else { throw ArchiveFailure.noSuchTransfer(number) }
        let within = Set(known.items.map(\.code))
        guard receipt.package == transfer.package else {
            throw ArchiveFailure.receiptOfOther(try session.transfer(package: receipt.package)?.number)
        }
        let digest = BoxStore.sha256(content)
        if let known = transfer.receipts.first(where: { $0.digest == digest }) {
            throw ArchiveFailure.receiptTaken(known.code)
        }
        let answers = try Self.answers(in: receipt, to: transfer)
        let ending = try Ending(transfer.appraisal, ledger)
        var going: [ItemSummary] = []
        var left: [Obstruction] = []
        var handed: [Handover.Item] = []
        for packed in transfer.items where packed.outcome != .gone && packed.outcome != .kept {
            guard within.contains(packed.code) else {
                left.append(Obstruction(code: packed.code, obstacle: .outOfReach))
                continue
            }
            guard let answer = answers[packed.code] else {
                left.append(Obstruction(code: packed.code, obstacle: .unanswered))
                continue
            }
            if !answer.accepted, let reason = answer.reason {
                left.append(Obstruction(code: packed.code, obstacle: .refused(reason, detail: answer.detail)))
                handed.append(
                    Handover.Item(
                        code: packed.code, outcome: .refused, filedAs: nil, reason: reason, detail: answer.detail))
                continue
            }
            // Destroyed meanwhile by another batch: there is nothing to hand over.
            guard let item = try session.item(code: packed.code) else {
                left.append(Obstruction(code: packed.code, obstacle: .notApproved(.done)))
                continue
            }
            let obstacle = try ending.obstacle(to: .transfer, of: item, on: Timestamp.today())
            let isSame = try Ending.stub(of: item, session).digest == packed.digest
            if let obstacle = obstacle ?? (isSame ? nil : .changed) {
                left.append(Obstruction(code: packed.code, obstacle: obstacle))
                continue
            }
            going.append(item)
            handed.append(
                Handover.Item(
                    code: packed.code, outcome: keepCopy ? .kept : .gone, filedAs: answer.filedAs, reason: nil,
                    detail: nil))
        }
        guard !handed.isEmpty else {
            throw left.isEmpty ? ArchiveFailure.nothingToHandOver(number) : ArchiveFailure.obstructed(left)
        }
        let authority = try ending.authority(for: going)
        if !going.isEmpty {
            try ending.requireSeparation(approvers: authority.approvers, witnesses: witnesses)
        }
        var handover = Handover(
            transfer: number, receiver: receipt.receiver, receipt: digest,
            filedAs: try ledger.file(
                Register(receipt: content, transfer: number, number: transfer.receipts.count + 1)),
            register: nil, witnesses: witnesses, items: handed)
        if !going.isEmpty {
            handover.register = try ledger.file(
                Register(
                    handover: handover, stubs: try going.map { try Ending.stub(of: $0, session) },
                    package: transfer.package, appraisal: transfer.appraisal, authority: authority.text,
                    by: ledger.by, at: ledger.at))
        }
        var report = HandoverReport(
            transfer: number, receiver: receipt.receiver, receipt: handover.filedAs, register: handover.register,
            gone: [], kept: [], left: left, boxes: [])
        try ledger.enter(.receiptTaken(handover))
        if keepCopy {
            report.kept = going.map(\.code)
        } else if !going.isEmpty {
            report.gone = going.map(\.code)
            report.disposal = try ending.end(
                going, .transferred, authority: authority.text, witnesses: witnesses, transfer: number,
                register: handover.register
            ).number
            report.boxes = try session.boxesToErase().map(\.file)
        }
        return report
    }

    /// What the receipt says of each record: only of records that are in the package, as they are there, once.
    private static func answers(
        in receipt: TransferReceipt, to transfer: TransferStanding
    ) throws -> [String: TransferReceipt.Item] {
        let packed = Dictionary(transfer.items.map { ($0.code, $0.digest) }) { first, _ in first }
        var answers: [String: TransferReceipt.Item] = [:]
        for item in receipt.items {
            guard packed[item.code] == item.digest, answers[item.code] == nil,
                item.accepted ? item.filedAs != nil && item.reason == nil : item.reason != nil
            else { throw ArchiveFailure.receiptDiffers(item.code) }
            answers[item.code] = item
        }
        return answers
    }
}

extension TransferReceipt {
    /// The receipt's file: sorted keys, indented, the same each time.
    var file: Data {
        get throws { try JSON.pretty(self) + Data("\n".utf8) }
    }

    /// Reads a receipt; nil for anything else, and for one that says more than a receipt does: it is kept for good, and
    /// must not keep a title or a name of what goes.
    init?(exactly content: Data) {
        guard let receipt = try? JSONDecoder().decode(TransferReceipt.self, from: content),
            receipt.format == Self.format,
            let said = try? JSONSerialization.jsonObject(with: content) as? NSDictionary,
            let again = try? JSONSerialization.jsonObject(with: JSON.pretty(receipt)) as? NSDictionary,
            said.isEqual(again)
        else { return nil }
        self = receipt
    }
}
