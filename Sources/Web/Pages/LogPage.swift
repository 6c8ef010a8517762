import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// The access log: who used what; what stands out; checkpoints; the check of the whole.
struct LogPage: Sendable {
    private static let size = 200

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("log") { request, visit in
            let code = request.uri.queryParameters["code"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "log list") { archive in try page(archive, code) }
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

    private func page(_ archive: ArchiveFolder, _ code: String) throws -> Page {
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
            let entries = try LogReading(archive: archive).entries(limit: Self.size, code: Form.given(code))
            blocks.append(
                .form(
                    Form(
                        action: "/log",
                        fields: [
                            .init(name: "code", label: say("只看某档号的", "of one code"), value: code, isRequired: false)
                        ],
                        button: say("列出", "List"), isQuestion: true)))
            blocks.append(
                .form(
                    Form(
                        action: "/log/subject", title: say("谁看过这份档案？", "Who has read this file?"),
                        fields: [.init(name: "of", label: say("档号、案卷号或姓名", "code, volume or name"))],
                        button: say("查", "Look up"))))
            var table = Self.table(entries)
            table.all = {
                Self.table(try LogReading(archive: archive).entries(limit: .max, code: Form.given(code))).rows
            }
            blocks.append(.table(table))
        }
        return Page(title: say("利用日志", "Access log"), place: .log, blocks)
    }

    private static func table(_ entries: [AccessEntry]) -> Table {
        Table(
            caption: say("最近 \(entries.count) 条", "The latest \(entries.count) entries"),
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
