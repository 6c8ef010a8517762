import Archivist
import Face
import Records

/// Transfers and what came of them, as lines and as JSON.
struct TransferText {
    let console: Console

    func show(_ report: TransferReport) {
        if console.isJSON {
            return console.print(
                .object([
                    ("transfer", .int(report.number)), ("path", .string(report.path)),
                    ("package", .string(report.package)), ("files", .int(report.files)),
                    ("bytes", .int(report.bytes)), ("packed", .array(report.packed.map(JSONText.string))),
                    ("left", .of(report.left)),
                ]))
        }
        for code in report.packed { console.print(say("已打包  ", "packed  ") + code) }
        left(report.left)
        console.print(
            say(
                "移交 \(report.number)：\(report.packed.count) 件，\(report.files) 个文件，在 ",
                "transfer \(report.number): \(report.packed.count) records, \(report.files) files, in ")
                + Wording.safe(report.path))
        console.print(say("包摘要：", "Package: ") + report.package)
        console.note(
            say(
                "收到回执之前档案照旧有效；收到后用 lantai transfer receive \(report.number) --receipt 回执",
                "The records stay in force until the receipt is in: lantai transfer receive \(report.number) --receipt FILE"
            ))
    }

    func show(_ report: HandoverReport) {
        if console.isJSON { return console.print(.of(report)) }
        for code in report.gone { console.print(say("已移交  ", "handed over  ") + code) }
        for code in report.kept { console.print(say("已移交，留副本  ", "handed over, copy kept  ") + code) }
        left(report.left)
        console.print(say("回执：", "Receipt: ") + report.receipt)
        if let register = report.register { console.print(say("移交清册：", "Register: ") + register) }
        DisposalText(console: console).backups(report.boxes)
        if !report.gone.isEmpty {
            console.note(
                say(
                    "移交包本身仍含全部内容：确认对方收妥后，把本方手里的那一份销毁。",
                    "The package itself still holds everything: destroy your own copy of it once the receiver has it safe."
                ))
        }
    }

    private func left(_ left: [Obstruction]) {
        for one in left { console.print(say("保留    ", "left    ") + one.code + "  " + Wording.of(one.obstacle)) }
    }

    // MARK: - Transfers

    func line(_ transfer: TransferStanding) {
        if console.isJSON { return console.print(.of(transfer)) }
        let counts = Dictionary(grouping: transfer.items) { Wording.of($0.outcome) }.mapValues(\.count)
        let order: [Handover.Outcome?] = [nil, .gone, .kept, .refused]
        let standing = order.compactMap { outcome in
            counts[Wording.of(outcome)].map { Wording.of(outcome) + " \($0)" }
        }
        let receiver = transfer.receipts.last.map(\.receiver.name) ?? transfer.receiver
        console.print(
            [
                say("移交 \(transfer.number)", "transfer \(transfer.number)"), transfer.at, transfer.by,
                say("批次 \(transfer.appraisal)", "batch \(transfer.appraisal)"), receiver.map(Wording.safe),
                standing.joined(separator: say("，", ", ")),
            ].compactMap { $0 }.joined(separator: "  "))
    }

    func show(_ transfer: TransferStanding) {
        line(transfer)
        if console.isJSON { return }
        console.print(say("包摘要：", "Package: ") + transfer.package)
        for item in transfer.items {
            let reason = item.reason.map { say("：", ": ") + Wording.of($0, detail: item.detail) } ?? ""
            let filed = item.filedAs.map { "  → " + Wording.safe($0) } ?? ""
            console.print("  \(item.code)  " + Wording.of(item.outcome) + reason + filed)
        }
        for receipt in transfer.receipts {
            let witnesses =
                receipt.witnesses.isEmpty
                ? "" : say("  监交：", "  witnesses: ") + receipt.witnesses.joined(separator: say("、", ", "))
            console.print(
                say("回执 ", "receipt ") + receipt.code + "  \(receipt.at)  \(receipt.by)  "
                    + Wording.safe(receipt.receiver.fonds + " " + receipt.receiver.name) + witnesses
                    + (receipt.register.map { say("  清册 ", "  register ") + $0 } ?? ""))
        }
    }

    // MARK: - Receiving

    func show(_ outcome: AccessionOutcome, isDryRun: Bool) {
        if console.isJSON { return console.print(.of(outcome)) }
        let reason = outcome.reason.map { Wording.of($0, detail: outcome.detail) }
        let origin = Wording.safe(outcome.origin)
        let here = outcome.code.map { "  → " + $0 } ?? ""
        switch outcome.status {
        case .filed where !console.isQuiet:
            let versions = outcome.versions ?? 0
            console.print(
                (isDryRun ? say("将接收  ", "would take  ") : say("已接收  ", "taken  ")) + origin + here
                    + (versions > 1 ? say("  共 \(versions) 版", "  \(versions) versions") : ""))
        case .unchanged where !console.isQuiet: console.print(say("未变    ", "unchanged  ") + origin + here)
        case .rejected:
            console.warn(say("未接收 ", "Not taken: ") + origin + say("：", ": ") + (reason ?? ""))
        default: break
        }
    }
}
