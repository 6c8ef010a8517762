import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records
import Retention

/// Retention and disposal: what is due, batches with their opinions and approvals, holds, what was disposed of.
struct RetentionPage: Sendable {
    /// Rows of a due list on one page.
    private static let most = 500

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("retention") { request, visit in
            let on = request.uri.queryParameters["on"].map(String.init) ?? ""
            let classCode = request.uri.queryParameters["class"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "retention due") { archive in
                try overview(archive, on: on, classCode: classCode)
            }
        }
        router.get("appraisals/:number") { request, visit in
            let number = try visit.parameters.require("number", as: Int.self)
            return try await room.answer(request, visit, act: "appraisal show") { archive in
                try batch(archive, number)
            }
        }
        router.post("appraisals") { request, visit in
            try await room.act(request, visit, "appraisal open") { archive, form in
                guard let day = try Form.day(form["due"]) else { throw HTTPError(.badRequest) }
                let view = try Appraising(archive: archive).open(
                    title: form["title"] ?? "", due: day, classCode: form["class"].flatMap(Form.given), org: nil)
                return ("/appraisals/\(view.appraisal.number)", say("已开批。", "The batch is open."))
            }
        }
        router.post("appraisals/:number/:act") { request, visit in
            let number = try visit.parameters.require("number", as: Int.self)
            let act = try visit.parameters.require("act")
            let logged = (act == "execute" ? "disposal " : "appraisal ") + act
            return try await room.act(request, visit, logged) { archive, form in
                (
                    "/appraisals/\(number)", try await change(archive, number, act, form)
                )
            }
        }
        router.post("holds/:act") { request, visit in
            let act = try visit.parameters.require("act")
            return try await room.act(request, visit, "hold " + act) { archive, form in
                switch act {
                case "place":
                    _ = try Holding(archive: archive).place(
                        codes: (form["codes"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init),
                        persons: [],
                        reason: form["reason"] ?? "")
                    return ("/retention", say("已冻结。", "The hold is placed."))
                case "lift":
                    _ = try Holding(archive: archive).lift(
                        Int(form["number"] ?? "") ?? 0, reason: form["reason"] ?? "")
                    return ("/retention", say("已解除冻结。", "The hold is lifted."))
                default: throw HTTPError(.notFound)
                }
            }
        }
    }

    private func change(_ archive: ArchiveFolder, _ number: Int, _ act: String, _ form: [String: String]) async throws
        -> String
    {
        let codes = form["code"].flatMap(Form.given).map { [$0] } ?? []
        switch act {
        case "opinion":
            guard let verdict = Verdict(form["verdict"] ?? "") else { throw HTTPError(.badRequest) }
            _ = try Appraising(archive: archive).giveOpinion(
                number, codes: codes, verdict: verdict, reason: form["reason"] ?? "")
            return say("意见已记下。", "Your opinion is recorded.")
        case "approve":
            _ = try Appraising(archive: archive).approve(number, codes: codes)
            return say("已批准。", "Approved.")
        case "execute":
            let report = try await Disposing(archive: archive).destroy(
                number, witnesses: [form["witness1"] ?? "", form["witness2"] ?? ""], progress: WorkProgress())
            return say(
                "已销毁 \(report.disposed.count) 件，清册 \(report.register)。",
                "\(report.disposed.count) records are destroyed; the register is \(report.register).")
        default: throw HTTPError(.notFound)
        }
    }

    // MARK: - Overview

    private func overview(_ archive: ArchiveFolder, on typed: String, classCode: String) throws -> Page {
        var blocks: [Block] = []
        if archive.permits(.proposeAppraisal) {
            let asked = try Form.day(typed)
            blocks.append(
                .form(
                    Form(
                        action: "/retention", title: say("到期清单", "What is due"),
                        fields: [
                            .init(
                                name: "on", label: say("到哪一天", "by"), kind: .date,
                                value: (asked ?? Timestamp.today()).description),
                            .init(
                                name: "class", label: say("类别", "class"),
                                kind: .choice(
                                    [("", say("全部", "all"))]
                                        + (try room.archive.classes().map { ($0.code, $0.name) })),
                                value: classCode),
                        ], button: say("列出", "List"), isQuestion: true)))
            if let asked { blocks += try due(archive, asked, classCode) }
        }
        let batches = try Appraising(archive: archive).list()
        blocks.append(
            .table(
                Table(
                    caption: say("鉴定批次", "Batches"),
                    columns: [
                        say("批次", "Batch"), say("名称", "Title"), say("件数", "Records"), say("开批", "Opened"),
                        say("进度", "Progress"),
                    ],
                    rows: batches.reversed().map { view in
                        [
                            Cell(String(view.appraisal.number), link: "/appraisals/\(view.appraisal.number)"),
                            Cell(view.appraisal.title), Cell(view.items.count),
                            Cell(view.openedBy + " " + String(view.openedAt.prefix(10))), Cell(Self.progress(of: view)),
                        ]
                    }, empty: say("还没有批次。从到期清单开一个。", "No batches yet. Open one from a list of what is due."))))
        blocks += try holds(archive)
        let disposals = try Disposing(archive: archive).list()
        blocks.append(
            .table(
                Table(
                    caption: say("处置", "Disposals"),
                    columns: [
                        say("号", "No."), say("处置", "Kind"), say("件数", "Records"), say("批准", "Authority"),
                        say("监销人", "Witnesses"), say("清册", "Register"), say("时间", "When"), "",
                    ],
                    rows: disposals.map { disposal in
                        [
                            Cell(disposal.number), Cell(Wording.of(disposal.kind)), Cell(disposal.items),
                            Cell(disposal.authority), Cell(disposal.witnesses.joined(separator: say("、", ", "))),
                            .code(disposal.register), Cell(String(disposal.at.prefix(10))),
                            Cell(
                                say("打印清册", "Print the register"), link: PrintPage.link(ofRegister: disposal.register)),
                        ]
                    }, empty: say("还没有处置过档案。", "Nothing was disposed of yet."))))
        blocks.append(.links([(say("移交", "Transfers"), "/transfers")]))
        return Page(title: say("期限与处置", "Retention and disposal"), place: .retention, blocks)
    }

    private static func progress(of view: AppraisalView) -> String {
        let counts = Dictionary(grouping: view.items, by: \.standing.state).mapValues(\.count)
        return AppraisalStanding.State.allCases.compactMap { state in
            counts[state].map { Wording.of(state) + " \($0)" }
        }.joined(separator: say("；", "; "))
    }

    private func due(_ archive: ArchiveFolder, _ day: Day, _ classCode: String) throws -> [Block] {
        var records: [DueRecord] = []
        var count = 0
        try Retaining(archive: archive).due(
            on: day, classCode: Form.given(classCode), org: nil, progress: WorkProgress()
        ) { record in
            count += 1
            if records.count < Self.most { records.append(record) }
        }
        var table = Table(
            caption: count > Self.most
                ? say("\(count) 件到期，前 \(Self.most) 件", "\(count) records are due; the first \(Self.most)")
                : say("\(count) 件到期", "\(count) records are due"),
            columns: [
                say("档号", "Code"), say("题名", "Title"), say("日期", "Date"), say("期限与理由", "Period and reason"),
                say("到期后", "Then"), say("冻结", "Holds"),
            ],
            rows: records.map(Self.row), empty: say("到这一天没有到期的档案。", "Nothing is due by that day."))
        table.all = {
            var rows: [[Cell]] = []
            try Retaining(archive: archive).due(
                on: day, classCode: Form.given(classCode), org: nil, progress: WorkProgress()
            ) { rows.append(Self.row($0)) }
            return rows
        }
        guard count > 0 else { return [.table(table)] }
        return [
            .table(table),
            .form(
                Form(
                    action: "/appraisals", title: say("为这些档案开一个鉴定批次", "Open a batch for these"),
                    fields: [.init(name: "title", label: say("名称（不写姓名）", "title (no names)"))],
                    hidden: [("due", day.description), ("class", classCode)], button: say("开批", "Open"))),
        ]
    }

    private static func row(_ record: DueRecord) -> [Cell] {
        [
            .code(record.code), Cell(record.isStoredOnly ? say("（仅存储）", "(in storage only)") : record.title),
            Cell(record.date), Cell(Wording.of(record.outlook)), Cell(Wording.of(record.outlook.rule)),
            Cell(record.holds.map(String.init).joined(separator: " ")),
        ]
    }

    private func holds(_ archive: ArchiveFolder) throws -> [Block] {
        let mayHold = archive.permits(.hold)
        let held = try Holding(archive: archive).list(includesLifted: true)
        var blocks: [Block] = [
            .table(
                Table(
                    caption: say("冻结", "Holds"),
                    columns: [
                        say("号", "No."), say("理由", "Reason"), say("范围", "Covers"), say("冻结", "Placed"),
                        say("解除", "Lifted"), "",
                    ],
                    rows: held.map { one in
                        [
                            Cell(one.hold.number), Cell(one.hold.reason),
                            Cell((one.hold.volumes + one.hold.items).prefix(3).joined(separator: " ")),
                            Cell(one.placedBy + " " + String(one.placedAt.prefix(10))),
                            Cell(one.liftedBy.map { $0 + " " + String((one.liftedAt ?? "").prefix(10)) }),
                            Cell(
                                forms: mayHold && one.liftedAt == nil
                                    ? [
                                        Form(
                                            action: "/holds/lift",
                                            fields: [.init(name: "reason", label: say("理由", "reason"))],
                                            hidden: [("number", String(one.hold.number))], button: say("解除", "Lift"))
                                    ] : []),
                        ]
                    }, empty: say("没有冻结的档案。", "Nothing is on hold.")))
        ]
        if mayHold {
            blocks.append(
                .form(
                    Form(
                        action: "/holds/place", title: say("冻结", "Place a hold"),
                        fields: [
                            .init(name: "codes", label: say("档号、案卷号，可多个", "codes of records or volumes")),
                            .init(name: "reason", label: say("理由（案号，不写姓名）", "reason (a case number, no names)")),
                        ], button: say("冻结", "Place"))))
        }
        return blocks
    }

    // MARK: - One batch

    private func batch(_ archive: ArchiveFolder, _ number: Int) throws -> Page {
        let view = try Appraising(archive: archive).show(number)
        let link = "/appraisals/\(number)"
        var blocks: [Block] = [
            .facts([
                (say("批次", "Batch"), Cell(number)),
                (say("开批", "Opened"), Cell(view.openedBy + " " + String(view.openedAt.prefix(10)))),
                (say("进度", "Progress"), Cell(Self.progress(of: view))),
            ]),
            .table(
                Table(
                    caption: say("\(view.items.count) 件", "\(view.items.count) records"),
                    columns: [
                        say("档号", "Code"), say("状态", "State"), say("结论", "Verdict"), say("意见", "Opinions"),
                        say("批准", "Approved"), say("冻结", "Holds"),
                    ],
                    rows: view.items.map { item in
                        let standing = item.standing
                        return [
                            .code(item.code),
                            Cell(
                                Wording.of(standing.state)
                                    + (standing.voided.map { say("；", "; ") + Wording.of($0) } ?? "")),
                            Cell(standing.verdict.map { Wording.of($0) }),
                            Cell(
                                standing.opinions.map { $0.by + say("：", ": ") + Wording.of($0.verdict) }.joined(
                                    separator: say("；", "; "))),
                            Cell(standing.approvedBy), Cell(item.holds.map(String.init).joined(separator: " ")),
                        ]
                    }, empty: say("这一批是空的。", "The batch is empty."))),
        ]
        let verdicts: [Verdict] = [.destroy, .transfer, .permanent, .extend(years: 10), .extend(years: 30)]
        if archive.permits(.giveOpinion) {
            blocks.append(
                .form(
                    Form(
                        action: link + "/opinion", title: say("出意见", "Give an opinion"),
                        fields: [
                            .init(
                                name: "verdict", label: say("意见", "verdict"),
                                kind: .choice(verdicts.map { ($0.description, Wording.of($0)) })),
                            .init(
                                name: "code", label: say("只对某件（不填即全批）", "one record only (empty: all)"),
                                isRequired: false),
                            .init(name: "reason", label: say("理由", "reason")),
                        ], button: say("记下", "Record"))))
        }
        if archive.permits(.approveDisposal) {
            blocks.append(
                .form(
                    Form(
                        action: link + "/approve", title: say("审批意见一致的", "Approve what all agree in"),
                        fields: [
                            .init(
                                name: "code", label: say("只对某件（不填即全批）", "one record only (empty: all)"),
                                isRequired: false)
                        ],
                        button: say("批准", "Approve"))))
        }
        if archive.permits(.executeDisposal) {
            blocks.append(
                .form(
                    Form(
                        action: link + "/execute",
                        title: say("销毁已批准的：不能撤回", "Destroy what is approved: cannot be undone"),
                        fields: [
                            .init(name: "witness1", label: say("监销人一", "first witness")),
                            .init(name: "witness2", label: say("监销人二", "second witness")),
                        ], button: say("销毁", "Destroy"), isGrave: true)))
        }
        blocks += try Self.ends(archive, number)
        return Page(title: view.appraisal.title, place: .retention, blocks)
    }

    /// How records of a batch left: registers to be signed, packages that are under way.
    private static func ends(_ archive: ArchiveFolder, _ number: Int) throws -> [Block] {
        let disposals = try Disposing(archive: archive).list().filter { $0.appraisal == number }
        let transfers = try Transferring(archive: archive).list().filter { $0.appraisal == number }
        var blocks: [Block] = []
        if archive.permits(.executeDisposal) { blocks.append(.form(TransfersPage.packing(batch: number))) }
        let registers = disposals.map { disposal in
            (
                say("打印清册 ", "Print the register ") + disposal.register,
                PrintPage.link(ofRegister: disposal.register)
            )
        }
        let links = transfers.map { (say("移交 \($0.number)", "Transfer \($0.number)"), TransfersPage.link($0.number)) }
        if !registers.isEmpty || !links.isEmpty { blocks.append(.links(registers + links)) }
        return blocks
    }
}
