import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// The access log: who used what; what stands out; checkpoints; the check of the whole.
struct LogPage: Sendable {
    private static let size = 100

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("log") { request, visit in
            let values = request.uri.queryParameters
            func value(_ name: Substring) -> String? { values[name].map(String.init).flatMap(Form.given) }
            let asked = Asked(
                code: value("code"), who: value("who"), from: value("from"), to: value("to"),
                isDeniedOnly: value("denied") != nil, before: value("before").flatMap { Int64($0) })
            return try await room.answer(request, visit, act: "log list") { archive in try page(archive, asked) }
        }
        router.get("log/subject") { request, visit in
            let code = request.uri.queryParameters["of"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "log subject") { archive in
                try uses(archive, of: code, isCode: true)
            }
        }
        // Names of children do not go into addresses: they are sent as a form.
        router.post("log/subject") { request, visit in
            try await room.answer(request, visit, act: "log subject") { archive, form in
                try uses(archive, of: form["of"] ?? "", isCode: false)
            }
        }
        router.get("log/checkpoint") { request, visit in
            try await room.respond(request, visit, act: "log checkpoint") { archive in
                let note = try LogKeeping.withNamedKey(archive).checkpoint()
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/plain; charset=utf-8",
                        .contentDisposition: "attachment"
                            + RecordPage.disposition(of: say("检查点.txt", "checkpoint.txt")),
                    ], body: .init(byteBuffer: ByteBuffer(string: note)))
            }
        }
        router.post("log/verify") { request, visit in
            try await room.act(request, visit, "log verify") { archive, form in
                let report = try LogKeeping.withNamedKey(archive).verify(
                    against: form["checkpoint"].flatMap(Form.given), publicKey: nil, progress: WorkProgress())
                let found = report.problems.map(LogText.message).joined(separator: say("；", "; "))
                return (
                    "/log",
                    report.problems.isEmpty
                        ? say("\(report.entries) 条日志全部相符。", "All \(report.entries) entries are as they were written.")
                        : say("日志有问题：", "The log is not sound: ") + found
                )
            }
        }
        router.post("log/review") { request, visit in
            try await room.act(request, visit, "log review") { archive, form in
                let entries = (form["entry"] ?? "").split(separator: " ").compactMap { Int64($0) }
                try LogKeeping(archive: archive).markReviewed(entries, note: form["note"] ?? "")
                return ("/log", say("已记下审查结果。", "The finding is recorded."))
            }
        }
    }

    /// What is listed, as it stands in the address.
    private struct Asked: Sendable {
        var code: String?
        var who: String?
        var from: String?
        var to: String?
        var isDeniedOnly: Bool
        var before: Int64?

        var filter: LogFilter {
            get throws {
                var filter = LogFilter(object: code)
                filter.who = who
                filter.from = try Form.day(from)
                filter.to = try Form.day(to)
                filter.isDeniedOnly = isDeniedOnly
                filter.before = before
                return filter
            }
        }

        func link(before seq: Int64) -> String {
            "/log?"
                + Query.text([
                    ("code", code ?? ""), ("who", who ?? ""), ("from", from ?? ""), ("to", to ?? ""),
                    ("denied", isDeniedOnly ? "1" : ""), ("before", String(seq)),
                ])
        }

        var form: Form {
            Form(
                action: "/log", title: say("查日志", "Look into the log"),
                fields: [
                    .init(name: "from", label: say("从", "from"), kind: .date, value: from ?? "", isRequired: false),
                    .init(name: "to", label: say("到", "to"), kind: .date, value: to ?? "", isRequired: false),
                    .init(name: "who", label: say("谁", "who"), value: who ?? "", isRequired: false),
                    .init(name: "code", label: say("档号", "code"), value: code ?? "", isRequired: false),
                    .init(
                        name: "denied", label: say("结果", "outcome"),
                        kind: .choice([("", say("全部", "all")), ("1", say("只看未获准的", "only what was denied"))]),
                        value: isDeniedOnly ? "1" : ""),
                ], button: say("列出", "List"), isQuestion: true)
        }
    }

    private func page(_ archive: ArchiveFolder, _ asked: Asked) throws -> Page {
        var blocks: [Block] = []
        if archive.permits(.reviewLog) {
            let findings = try LogKeeping(archive: archive).review()
            blocks.append(
                .table(
                    Table(
                        caption: say("待审查", "To be reviewed"),
                        columns: [say("条", "Entry"), say("时间", "When"), say("谁", "Who"), say("为什么", "Why"), ""],
                        rows: findings.map { finding in
                            [
                                Cell(Int(finding.seq)), Cell(Self.minute(finding.at)), Cell(finding.who),
                                Cell(LogText.message(finding)),
                                Cell(forms: [
                                    Form(
                                        action: "/log/review",
                                        fields: [.init(name: "note", label: say("审查结果", "finding"))],
                                        hidden: [("entry", String(finding.seq))], button: say("记下", "Record"))
                                ]),
                            ]
                        }, empty: say("没有待审查的利用。", "Nothing to be reviewed."))))
        }
        if archive.permits(.verifyLog) {
            blocks.append(
                .form(
                    Form(
                        action: "/log/verify", title: say("核对整个日志", "Check the whole log"),
                        fields: [
                            .init(
                                name: "checkpoint",
                                label: say("以前留下的检查点（可不填）", "a checkpoint kept from before (may be empty)"),
                                kind: .longText, isRequired: false)
                        ], button: say("核对", "Check"))))
            blocks.append(
                .form(
                    Form(
                        action: "/log/checkpoint", button: say("下载检查点，留在别处", "Download a checkpoint to keep elsewhere"),
                        isQuestion: true)))
        }
        // Who has no business here is told so by the action.
        if archive.permits(.readLog) || blocks.isEmpty {
            let filter = try asked.filter
            // One more than is shown tells whether there are more.
            let found = try LogReading(archive: archive).entries(limit: Self.size + 1, filter)
            let entries = Array(found.prefix(Self.size))
            blocks.append(
                .form(
                    Form(
                        action: "/log/subject", title: say("谁看过这份档案？", "Who has read this file?"),
                        fields: [.init(name: "of", label: say("档号、案卷号或姓名", "code, volume or name"))],
                        button: say("查", "Look up"))))
            blocks.append(.form(asked.form))
            var table = Self.table(entries)
            table.all = {
                var whole = filter
                whole.before = nil
                return Self.table(try LogReading(archive: archive).entries(limit: .max, whole)).rows
            }
            if found.count > entries.count, let last = entries.last { table.next = asked.link(before: last.seq) }
            blocks.append(.table(table))
        }
        return Page(title: say("利用日志", "Access log"), place: .log, blocks)
    }

    private static func table(_ entries: [AccessEntry]) -> Table {
        Table(
            caption: say("\(entries.count) 条，新的在前", "\(entries.count) entries, the newest first"),
            columns: [
                say("条", "Entry"), say("时间", "When"), say("谁", "Who"), say("角色", "Role"), say("做了什么", "Act"),
                say("对象", "Object"), say("目的", "Purpose"),
            ],
            rows: entries.map { entry in
                [
                    Cell(Int(entry.seq)), Cell(minute(entry.at)),
                    Cell(entry.erased ? say("（已销去）", "(erased)") : entry.who),
                    Cell(entry.role.map { Wording.name(of: $0) }),
                    Cell(LogText.deed(entry.act) + (entry.denied ? say("（未获准）", " (denied)") : "")),
                    Cell([entry.object, entry.version.map { "v\($0)" }].compactMap { $0 }.joined(separator: " ")),
                    Cell(entry.purpose),
                ]
            }, empty: say("没有这样的利用。", "No such use."))
    }

    private func uses(_ archive: ArchiveFolder, of subject: String, isCode: Bool) throws -> Page {
        let keeping = LogKeeping(archive: archive)
        let entries = try keeping.uses(of: subject, isCode: isCode)
        let names = try keeping.organisationNames()
        return Page(
            title: say("谁看过“\(subject)”", "Who has read '\(subject)'"), place: .log,
            [
                .table(
                    Table(
                        caption: say("\(entries.count) 次利用", "\(entries.count) uses"),
                        columns: [say("经过", "What happened")],
                        rows: entries.map { [Cell(LogText.sentence($0, names: names))] },
                        empty: say("没有人看过。", "Nobody has read it.")))
            ])
    }

    static func minute(_ at: String) -> String { String(at.prefix(16)).replacing("T", with: " ") }
}
