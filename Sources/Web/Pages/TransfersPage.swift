import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Records

/// Handing over (移交): what was packed, what became of each record, the receiver's receipt.
struct TransfersPage: Sendable {
    /// Bytes of a form with a receipt: some 300 of each record, three times as long in a form.
    private static let largest = 16 << 20

    let room: ReadingRoom

    static func link(_ number: Int) -> String { "/transfers/\(number)" }

    static func name(ofPackage number: Int) -> String { say("移交包-\(number)", "transfer-\(number)") }

    func add(to router: Router<Visit>) {
        router.get("transfers") { request, visit in
            try await room.answer(request, visit, act: "transfer list") { archive in try list(archive) }
        }
        router.get("transfers/:number") { request, visit in
            let number = try visit.parameters.require("number", as: Int.self)
            return try await room.answer(request, visit, act: "transfer show") { archive in try page(archive, number) }
        }
        router.post("transfers") { request, visit in
            guard let session = visit.session else { return room.toSignIn(request) }
            return try await room.perform(request, visit, "transfer prepare") { archive, form in
                guard let batch = Int(form["batch"] ?? "") else { throw HTTPError(.badRequest) }
                let made = try Transferring(archive: archive).download(
                    batch, name: Self.name(ofPackage:), receiver: form["receiver"].flatMap(Form.given),
                    progress: WorkProgress())
                let report = made.report
                let left = report.left.isEmpty ? "" : say("；保留：", "; left: ") + Wording.of(report.left)
                // The download leaves the page where it is: what there is to say is said on the next one.
                room.sessions.leave(
                    say(
                        "移交 \(report.number)：已打包 \(report.packed.count) 件\(left)。收到回执之前档案照旧有效。",
                        "Transfer \(report.number): \(report.packed.count) records packed\(left). They stay in force until the receipt is in."
                    ), for: session)
                return try room.handing(made.file, as: "application/zip")
            }
        }
        for (path, isDryRun) in [("transfers/accept", false), ("transfers/rehearse", true)] {
            router.post(RouterPath(path)) { request, visit in
                guard let session = visit.session else { return room.toSignIn(request) }
                return try await room.perform(request, visit, "transfer accept") { archive, form in
                    var options = Accessioning.Options()
                    options.classCode = form["class"].flatMap(Form.given)
                    options.org = form["org"].flatMap(Form.given)
                    options.isDryRun = isDryRun
                    let receipt = try await Uploading(archive: archive).accept(
                        form["upload"] ?? "", options: options, progress: WorkProgress())
                    room.sessions.leave(Self.words(for: receipt, isDryRun: isDryRun), for: session)
                    if isDryRun { return .redirect(to: "/transfers", type: .normal) }
                    return Response(
                        status: .ok,
                        headers: [
                            .contentType: "application/json",
                            .contentDisposition: "attachment" + RecordPage.disposition(of: receipt.name),
                        ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: receipt.file)))
                }
            }
        }
        router.post("transfers/:number/receive") { request, visit in
            let number = try visit.parameters.require("number", as: Int.self)
            guard let session = visit.session else { return room.toSignIn(request) }
            return try await room.perform(request, visit, "transfer receive", most: Self.largest) { archive, form in
                let report = try await HandingOver(archive: archive).receive(
                    number, content: Data((form["receipt"] ?? "").utf8), name: say("回执", "receipt"),
                    keepCopy: form["copy"] == "keep",
                    witnesses: [form["witness1"] ?? "", form["witness2"] ?? ""], progress: WorkProgress())
                room.sessions.leave(Self.words(for: report), for: session)
                return .redirect(to: Self.link(number), type: .normal)
            }
        }
    }

    private static func words(for report: HandoverReport) -> String {
        var parts = [
            say(
                "已移交 \(report.gone.count + report.kept.count) 件",
                "\(report.gone.count + report.kept.count) records handed over")
        ]
        if let register = report.register { parts.append(say("清册 ", "register ") + register) }
        if !report.left.isEmpty { parts.append(say("保留：", "left: ") + Wording.of(report.left)) }
        if !report.gone.isEmpty {
            parts.append(
                say(
                    "移交包本身仍含全部内容，确认对方收妥后把本方的那一份销毁",
                    "the package itself still holds everything: destroy your own copy of it once the receiver has it safe"
                ))
        }
        if !report.boxes.isEmpty {
            parts.append(
                say("备份里还有，对每个备份再运行一次 lantai backup", "backups still have them: run lantai backup to each once more"))
        }
        return parts.joined(separator: say("；", "; ")) + say("。", ".")
    }

    static func standing(_ transfer: TransferStanding) -> String {
        let counts = Dictionary(grouping: transfer.items) { Wording.of($0.outcome) }.mapValues(\.count)
        let order: [Handover.Outcome?] = [nil, .gone, .kept, .refused]
        return order.compactMap { outcome in
            counts[Wording.of(outcome)].map { Wording.of(outcome) + " \($0)" }
        }.joined(separator: say("，", ", "))
    }

    /// The form that packs what of a batch is approved for it.
    static func packing(batch: Int?) -> Form {
        Form(
            action: "/transfers",
            title: say("打包已批准移交的，下载移交包", "Pack what is approved for a transfer, and take the package along"),
            fields: (batch == nil
                ? [.init(name: "batch", label: say("鉴定批次", "batch"), kind: .number)] : [])
                + [
                    .init(
                        name: "receiver", label: say("接收单位", "receiver"), isRequired: false,
                        hint: say(
                            "没有下载成就再打一次：收到回执之前，档案照旧有效",
                            "where the download fails, pack anew: until the receipt is in, the records stay in force"))
                ], hidden: batch.map { [("batch", String($0))] } ?? [], button: say("打包下载", "Pack"))
    }

    // MARK: - Pages

    private func list(_ archive: ArchiveFolder) throws -> Page {
        let transfers = try Transferring(archive: archive).list()
        var blocks: [Block] = [
            .table(
                Table(
                    caption: say("\(transfers.count) 次移交", "\(transfers.count) transfers"),
                    columns: [
                        say("移交", "Transfer"), say("时间", "When"), say("谁", "By"), say("批次", "Batch"),
                        say("接收单位", "Receiver"), say("结果", "Outcome"),
                    ],
                    rows: transfers.reversed().map { transfer in
                        [
                            Cell(String(transfer.number), link: Self.link(transfer.number)),
                            Cell(LogPage.minute(transfer.at)), Cell(transfer.by),
                            Cell(String(transfer.appraisal), link: "/appraisals/\(transfer.appraisal)"),
                            Cell(transfer.receipts.last.map(\.receiver.name) ?? transfer.receiver),
                            Cell(Self.standing(transfer)),
                        ]
                    },
                    empty: say(
                        "还没有移交过档案。批准移交的批次可以在这里打包。",
                        "Nothing was handed over yet. Pack a batch whose transfer is approved.")))
        ]
        if archive.permits(.executeDisposal) {
            blocks.append(.form(Self.packing(batch: nil)))
        }
        if archive.permits(.executeDisposal), archive.permits(.file) { blocks += try accepting(archive) }
        return Page(title: say("移交", "Transfers"), place: .retention, blocks)
    }

    /// The other side: a package that comes from another archive.
    private func accepting(_ archive: ArchiveFolder) throws -> [Block] {
        let packages = try Uploading(archive: archive).list().filter {
            $0.isWhole && $0.name.lowercased().hasSuffix(".zip")
        }
        let classes = try room.archive.classes().map { ($0.code, $0.code + " " + $0.name) }
        let known = say("与移出方相同", "as the sender has it")
        return [
            .heading(say("接收别处移来的档案", "Receiving records from another archive")),
            .note(
                say(
                    "先把移交包（zip）传来，再接收：逐件核对以后归档，得到的回执交还移出方。更大的包由服务账户用 lantai transfer accept 接收。",
                    "Send the package (zip) first, then receive it: each record is checked and filed, and the receipt goes back to the sender. For larger ones there is lantai transfer accept."
                )),
            .drop(back: "/transfers"),
        ]
            + packages.map { package in
                .form(
                    Form(
                        action: "/transfers/accept", title: package.name,
                        fields: [
                            .init(
                                name: "class", label: say("本库没有的类别归入", "classes not known here go to"),
                                kind: .choice([("", known)] + classes)),
                            .init(
                                name: "org", label: say("本库没有的机构归入（机构代码）", "organisations not known here go to (code)"),
                                isRequired: false),
                        ], hidden: [("upload", package.id)],
                        button: say("接收，下载回执", "Receive, and take the receipt along"),
                        other: ("/transfers/rehearse", say("先看看能收多少", "See first what can be taken"))))
            }
    }

    private static func words(for receipt: PackageReceipt, isDryRun: Bool) -> String {
        func count(_ status: FilingOutcome.Status) -> Int { receipt.outcomes.count { $0.status == status } }
        let (filed, same) = (count(.filed), count(.unchanged))
        var parts = [
            isDryRun
                ? say("可以接收 \(filed) 件", "\(filed) records can be taken")
                : say(
                    "已接收 \(filed) 件，移出方：\(receipt.report.sender.name)",
                    "\(filed) records taken from \(receipt.report.sender.name)")
        ]
        if same > 0 { parts.append(say("\(same) 件早已接收", "\(same) were taken before")) }
        let refused = receipt.outcomes.filter { $0.status == .rejected }
        if !refused.isEmpty {
            let first = refused.prefix(5).map { outcome in
                outcome.origin + say("：", ": ") + (outcome.reason.map { Wording.of($0, detail: outcome.detail) } ?? "")
            }
            parts.append(
                say("\(refused.count) 件没有接收（", "\(refused.count) not taken (") + first.joined(separator: say("；", "; "))
                    + (refused.count > first.count ? "…" : "") + say("）", ")"))
        }
        if !isDryRun { parts.append(say("回执已下载，请交还移出方", "hand the receipt that was downloaded to the sender")) }
        return parts.joined(separator: say("；", "; ")) + say("。", ".")
    }

    private func page(_ archive: ArchiveFolder, _ number: Int) throws -> Page {
        let transfer = try Transferring(archive: archive).show(number)
        var blocks: [Block] = [
            .facts([
                (say("打包", "Packed"), Cell(transfer.by + " " + LogPage.minute(transfer.at))),
                (
                    say("批次", "Batch"),
                    Cell(String(transfer.appraisal), link: "/appraisals/\(transfer.appraisal)")
                ),
                (say("接收单位", "Receiver"), transfer.receiver.map { Cell($0) }),
                (say("结果", "Outcome"), Cell(Self.standing(transfer))),
                (say("包摘要", "Package"), Cell(transfer.package)),
            ]),
            .table(
                Table(
                    caption: say("\(transfer.items.count) 件", "\(transfer.items.count) records"),
                    columns: [
                        say("档号", "Code"), say("结果", "Outcome"), say("接收后档号", "There"), say("说明", "Why"),
                    ],
                    rows: transfer.items.map { item in
                        [
                            .code(item.code), Cell(Wording.of(item.outcome)), Cell(item.filedAs),
                            Cell(item.reason.map { Wording.of($0, detail: item.detail) }),
                        ]
                    }, empty: "")),
        ]
        if !transfer.receipts.isEmpty {
            blocks.append(
                .table(
                    Table(
                        caption: say("回执", "Receipts"),
                        columns: [
                            say("回执", "Receipt"), say("收下", "Taken in"), say("接收单位", "Receiver"),
                            say("监交人", "Witnesses"), say("移交清册", "Register"), "",
                        ],
                        rows: transfer.receipts.map { receipt in
                            [
                                .code(receipt.code), Cell(receipt.by + " " + LogPage.minute(receipt.at)),
                                Cell(receipt.receiver.fonds + " " + receipt.receiver.name),
                                Cell(receipt.witnesses.joined(separator: say("、", ", "))),
                                receipt.register.map { .code($0) } ?? "",
                                receipt.register.map {
                                    Cell(say("打印清册", "Print the register"), link: PrintPage.link(ofRegister: $0))
                                } ?? "",
                            ]
                        }, empty: "")))
        }
        if archive.permits(.executeDisposal),
            transfer.items.contains(where: { $0.outcome == nil || $0.outcome == .refused })
        {
            blocks.append(.form(receiving(number)))
        }
        return Page(title: say("移交 \(number)", "Transfer \(number)"), place: .retention, blocks)
    }

    private func receiving(_ number: Int) -> Form {
        Form(
            action: Self.link(number) + "/receive",
            title: say("收下对方的回执：对方接收了的离开本库", "Take in the receiver's receipt: what it accepted leaves the archive"),
            fields: [
                .init(
                    name: "receipt", label: say("回执（选文件，或粘贴内容）", "receipt (choose the file, or paste it)"),
                    kind: .content(accept: ".json,application/json")),
                .init(
                    name: "copy", label: say("本库", "here"),
                    kind: .choice([
                        ("keep", say("留一份供查阅", "a copy stays to be read")),
                        ("go", say("不留，与销毁一样不能撤回", "nothing stays: cannot be undone")),
                    ])),
                .init(name: "witness1", label: say("监交人一", "first witness")),
                .init(name: "witness2", label: say("监交人二", "second witness")),
            ], button: say("收下回执", "Take it in"), isGrave: true)
    }
}
