internal import Boxes
internal import Catalog
internal import Foundation
internal import Inspection
package import Records
internal import Retention

/// What was packed to be handed over.
package struct TransferReport: Sendable {
    package var number: Int
    package var path: String
    /// SHA-256 of `tagmanifest-sha256.txt`: the package is known by it.
    package var package: String
    package var files: Int
    package var bytes: Int
    package var packed: [String]
    /// Records of the batch that are not in it, and why.
    package var left: [Obstruction]
}

/// Packs records to be handed over to a higher archive (移交). They stay in force here until the receiver's receipt is in:
/// see `HandingOver`; the other side is `Accessioning`.
package struct Transferring {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Packs the records of a batch whose transfer is approved.
    ///
    /// The package is made beside and gets its name after the act is durable: there is never one that the archive does
    /// not know of.
    /// - Parameters:
    ///   - target: a folder that is not there yet.
    ///   - receiver: the institution that it is meant for.
    package func prepare(
        _ appraisal: Int, to target: String, receiver: String?, progress: WorkProgress
    ) throws -> TransferReport {
        try archive.require(.executeDisposal)
        let target = try Exporting(archive: archive).place(target)
        let unfinished = target + ".unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        var report = try pack(appraisal, receiver, progress) { _ in
            try DurableFile.createFolders(for: unfinished, below: "/")
            try DurableFile.createFolder(unfinished)
            return FolderSink(root: unfinished)
        }
        try DurableFile.rename(unfinished, to: target)
        report.path = target
        return report
    }

    /// The same for whoever takes the package along at once, as a zip. Where it does not arrive it is packed anew: what was
    /// packed and not received stays in force.
    package func download(
        _ appraisal: Int, name: (_ number: Int) -> String, receiver: String?, progress: WorkProgress
    ) throws -> (report: TransferReport, file: Outgoing) {
        try archive.require(.executeDisposal)
        var outgoing = try Outgoing(name: "", in: archive)
        var report = try pack(appraisal, receiver, progress) { number in
            outgoing.name = name(number) + ".zip"
            return try Packaging.sink(at: outgoing.path, named: outgoing.name, zipped: true)
        }
        report.path = outgoing.name
        return (report, outgoing)
    }

    /// - Parameter sink: where the package of a transfer is written.
    /// - Returns: what was packed; where it stands says who asked for it.
    private func pack(
        _ appraisal: Int, _ receiver: String?, _ progress: WorkProgress,
        into sink: (_ number: Int) throws -> any PackageSink
    ) throws -> TransferReport {
        let receiver = receiver?.trimmed
        if receiver?.hasControlCharacters == true {
            throw ArchiveFailure.refused(.controlCharacters(field: "receiver"))
        }
        let scope = try archive.scope()
        var (number, chosen) = try archive.seeking("\(appraisal)") {
            try Committing(archive: archive).commit { ledger in
                (try ledger.session.nextTransfer(), try choose(appraisal, scope, ledger))
            }
        }
        let inspection = try inspect(&chosen, progress)
        // Every record of the package is in the log before the first byte of it is written.
        try archive.record("transfer prepare", objects: chosen.items.map(\.code))
        var package = TransferPackage(
            archive: archive, sink: try sink(number),
            sheet: TransferSheet(
                number: number, appraisal: appraisal, authority: chosen.authority, sender: try archive.party(),
                receiver: receiver, at: Timestamp.now(), by: archive.principal.who, items: [], volumes: []))
        for (done, item) in chosen.items.enumerated() {
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            try package.add(item)
            progress.report(done + 1, chosen.items.count)
        }
        try package.enclose(TransferPackage.inspectionName, Data(inspection.utf8))
        let sealed = try package.close()
        DurableFile.syncAll()
        try Committing(archive: archive).commit { ledger in
            guard try ledger.session.nextTransfer() == number else { throw ArchiveFailure.busy(nil) }
            let ending = try Ending(appraisal, ledger)
            for packed in sealed.items {
                guard let item = try ledger.session.item(code: packed.code) else {
                    throw ArchiveFailure.obstructed([Obstruction(code: packed.code, obstacle: .changed)])
                }
                let obstacle = try ending.obstacle(to: .transfer, of: item, on: Timestamp.today())
                let isSame = try Ending.stub(of: item, ledger.session).digest == packed.digest
                if let obstacle = obstacle ?? (isSame ? nil : .changed) {
                    throw ArchiveFailure.obstructed([Obstruction(code: packed.code, obstacle: obstacle)])
                }
            }
            try ledger.enter(
                .transferPrepared(
                    Transfer(
                        number: number, appraisal: appraisal, receiver: receiver, package: sealed.digest,
                        items: sealed.items.map { Transfer.Item(code: $0.code, digest: $0.digest) })))
        }
        return TransferReport(
            number: number, path: "", package: sealed.digest, files: sealed.files, bytes: sealed.bytes,
            packed: chosen.items.map(\.code), left: chosen.left)
    }

    private struct Choice {
        var items: [ItemSummary] = []
        var left: [Obstruction] = []
        var authority = ""
    }

    private func choose(_ appraisal: Int, _ scope: ReaderScope?, _ ledger: Ledger) throws -> Choice {
        let ending = try Ending(appraisal, ledger)
        var choice = Choice()
        for item in try ending.items() {
            let obstacle =
                item.state == "transferred"
                ? .transferred : try ending.obstacle(to: .transfer, of: item, on: Timestamp.today())
            // A package is read by whoever makes it.
            if let obstacle = obstacle ?? (scope?.covers(item) == false ? .outOfReach : nil) {
                choice.left.append(Obstruction(code: item.code, obstacle: obstacle))
            } else {
                choice.items.append(item)
            }
        }
        guard !choice.items.isEmpty else {
            throw choice.left.isEmpty ? ArchiveFailure.nothingToAppraise : ArchiveFailure.obstructed(choice.left)
        }
        choice.authority = try ending.authority(for: choice.items).text
        return choice
    }

    /// The four-property inspection at transfer (四性检测, DA/T 70): what does not pass stays until it is put right.
    /// - Returns: its register, of what passes.
    private func inspect(_ choice: inout Choice, _ progress: WorkProgress) throws -> String {
        var wanted = Exporting.Choice()
        wanted.codes = choice.items.map(\.code)
        var inspected: [InspectedRecord] = []
        let report = try Inspecting(archive: archive).inspect(wanted, stage: .transfer, progress: progress) {
            inspected.append($0)
        }
        let unfit = Set(inspected.filter { $0.versions > 0 && $0.verdict == .fail }.map(\.code))
        choice.left += unfit.sorted().map { Obstruction(code: $0, obstacle: .unfit) }
        choice.items.removeAll { unfit.contains($0.code) }
        guard !choice.items.isEmpty else { throw ArchiveFailure.obstructed(choice.left) }
        return InspectionRegister.csv(report, inspected.filter { !unfit.contains($0.code) })
    }

    // MARK: - What was packed

    /// All transfers, oldest first.
    package func list() throws -> [TransferStanding] {
        try archive.require(.search)
        let scope = try archive.scope()?.unrestricted
        let transfers = try archive.catalog.read { session in
            try session.transfers().compactMap { try archive.known($0, scope, session) }
        }
        try archive.record("transfer list", object: nil)
        return transfers
    }

    package func show(_ number: Int) throws -> TransferStanding {
        try archive.require(.search)
        let scope = try archive.scope()?.unrestricted
        let transfer = try archive.seeking("\(number)") {
            try archive.catalog.read { session in
                guard let transfer = try session.transfer(number: number),
                    let known = try archive.known(transfer, scope, session)
                else { throw ArchiveFailure.noSuchTransfer(number) }
                return known
            }
        }
        try archive.record("transfer show", object: "\(number)")
        return transfer
    }
}

extension ArchiveFolder {
    /// A transfer with what of it whoever acts may know of; nil where that is nothing. Who packed it knows it whole.
    func known(
        _ transfer: TransferStanding, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> TransferStanding? {
        guard let scope, transfer.by != principal.who else { return transfer }
        var seen = transfer
        seen.items = try transfer.items.filter { try mayKnow(of: $0.code, scope, session) }
        return seen.items.isEmpty ? nil : seen
    }

    /// The archive as one side of a handing over.
    func party() throws -> TransferReceipt.Party {
        guard let fonds = try catalog.read({ try $0.fonds() }) else { throw ArchiveFailure.notAnArchive(path) }
        return TransferReceipt.Party(fonds: fonds.code, name: fonds.name)
    }
}
