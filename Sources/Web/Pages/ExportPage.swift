import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Takes records out: a package with its manifest, a list, or the evidence bundle of an auditor, as one file.
struct ExportPage: Sendable {
    let room: ReadingRoom

    /// - Parameter codes: that are exported.
    static func link(_ codes: [String] = []) -> String {
        let query = Query.text([("codes", codes.joined(separator: " "))])
        return "/export" + (query.isEmpty ? "" : "?" + query)
    }

    /// Where a record or volume can be taken out or inspected, for who may.
    static func offers(_ archive: ArchiveFolder, _ codes: [String]) -> [(name: String, link: String)] {
        var offers: [(name: String, link: String)] = []
        if archive.permits(.export) { offers.append((say("导出", "Export"), link(codes))) }
        if archive.permits(.care) || archive.permits(.verifyLog) {
            offers.append((say("四性检测", "Inspect"), InspectionPage.link(codes)))
        }
        return offers
    }

    func add(to router: Router<Visit>) {
        router.get("export") { request, visit in
            let codes = request.uri.queryParameters["codes"].map(String.init) ?? ""
            return try await room.answer(request, visit, act: "export") { archive in try page(archive, codes) }
        }
        router.post("export") { request, visit in
            guard let session = visit.session else { return room.toSignIn(request) }
            return try await room.perform(request, visit, "export") { archive, form in
                guard let format = Exporting.Format(rawValue: form["format"] ?? "") else {
                    throw HTTPError(.badRequest)
                }
                let made = try Exporting(archive: archive).download(
                    try Self.choice(form), name: Self.name(ofPackage: Timestamp.today()),
                    format: format, readingCopies: form["copies"] == "1", progress: WorkProgress())
                // The download leaves the page where it is: what there is to say is said on the next one.
                if let first = made.report.withoutCopy.first {
                    let count = made.report.withoutCopy.count
                    room.sessions.leave(
                        say(
                            "刚才的利用包里有 \(count) 个文件做不出阅读副本（如 \(first)），原件在包里。",
                            "The package has \(count) files without a reading copy (\(first)); the originals are in it."
                        ),
                        for: session)
                }
                return try room.handing(made.file, as: Self.type(of: format))
            }
        }
        router.post("export/evidence") { request, visit in
            guard let session = visit.session else { return room.toSignIn(request) }
            return try await room.perform(request, visit, "export") { archive, form in
                var options = Evidencing.Options()
                options.digestsOnly = form["documents"] == "0"
                options.allUses = form["uses"] == "all"
                let made = try Evidencing(archive: archive, log: LogKeeping.withNamedKey(archive)).download(
                    try Self.choice(form), name: Self.name(ofEvidence: Timestamp.today()),
                    options: options, progress: WorkProgress())
                let report = made.report
                room.sessions.leave(
                    say(
                        "证据包：\(report.export.items) 件，随包给出 \(report.enclosed) 件的文件，日志 \(report.entries) 条，其中 \(report.withheld) 条的个人部分没有给出。核对：解开后运行 python3 data/evidence/verify.py --key 公钥 .",
                        "Evidence bundle: \(report.export.items) records, documents of \(report.enclosed), \(report.entries) log entries, of \(report.withheld) the personal part withheld. To check it, unpack it and run python3 data/evidence/verify.py --key KEY ."
                    ), for: session)
                return try room.handing(made.file, as: Self.type(of: .zip))
            }
        }
    }

    static func name(ofPackage day: Day) -> String { say("利用包-", "package-") + day.description }

    static func name(ofEvidence day: Day) -> String { say("证据包-", "evidence-") + day.description }

    static func type(of format: Exporting.Format) -> String {
        switch format {
        case .bag, .zip: "application/zip"
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    /// - Throws: `Refusal` for what is no date.
    static func choice(_ form: [String: String]) throws -> Exporting.Choice {
        var choice = Exporting.Choice()
        choice.codes = (form["codes"] ?? "").split { $0.isWhitespace || ",，、".contains($0) }.map(String.init)
        func day(_ name: String, _ label: String, end: Bool) throws -> String? {
            guard let typed = form[name].flatMap(Form.given) else { return nil }
            guard let day = TypedDate.period(typed, end: end) else {
                throw Refusal.invalidDate(field: label, value: typed)
            }
            return day
        }
        choice.from = try day("from", say("“从”", "from"), end: false)
        choice.to = try day("to", say("“到”", "to"), end: true)
        choice.classCode = form["class"].flatMap(Form.given)
        choice.org = form["org"].flatMap(Form.given)
        choice.allVersions = form["versions"] == "all"
        return choice
    }

    /// What chooses records, for this page and others.
    static func fields(_ classes: [String: String], codes: String) -> [Form.Field] {
        let choices = [("", say("全部", "all"))] + classes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return [
            .init(
                name: "codes", label: say("档号、案卷号，可多个", "codes of records or volumes"), value: codes,
                isRequired: false,
                hint: say("填了就只取这些，不看下面的条件", "with codes, what follows is not looked at")),
            .init(name: "from", label: say("从", "from"), kind: .date, isRequired: false),
            .init(name: "to", label: say("到", "to"), kind: .date, isRequired: false),
            .init(name: "class", label: say("类别", "class"), kind: .choice(choices)),
            .init(name: "org", label: say("机构代码", "organisation"), isRequired: false),
        ]
    }

    private static var purpose: Form.Field {
        .init(
            name: "purpose", label: say("目的", "purpose"),
            hint: say("记入利用日志，当事人可以问到", "it stands in the log; the persons concerned may ask for it"))
    }

    private func page(_ archive: ArchiveFolder, _ codes: String) throws -> Page {
        try Exporting(archive: archive).expectMay()
        let names = try room.archive.names()
        let fields = Self.fields(names.classes, codes: codes)
        let versions = Form.Field(
            name: "versions", label: say("版本", "versions"),
            kind: .choice([
                ("latest", say("只要最新版", "the latest")),
                ("all", say("所有版本，连同已作废的", "all, voided records too")),
            ]))
        var blocks: [Block] = [
            .note(
                say(
                    "每一件都先记入利用日志，再给出。包里有清单和摘要；下载的文件离开档案库以后由您保管。",
                    "Each record is in the access log before it goes out. Packages have a manifest with digests. What you take along is in your care."
                ))
        ]
        if archive.permits(.readLog), archive.permits(.verifyLog) {
            blocks.append(
                .form(
                    Form(
                        action: "/export/evidence",
                        title: say(
                            "证据包：档案、日志与证明，谁都可以核对", "Evidence bundle: records, log and proofs that anybody can check"),
                        fields: fields + [
                            versions,
                            .init(
                                name: "documents", label: say("文件", "documents"),
                                kind: .choice([
                                    ("1", say("给出文件", "enclosed")), ("0", say("只给摘要", "digests alone")),
                                ])),
                            .init(
                                name: "uses", label: say("利用记录", "uses"),
                                kind: .choice([
                                    ("period", say("这一时期的", "of the period")), ("all", say("全部", "of all times")),
                                ])),
                            Self.purpose,
                        ], button: say("下载证据包", "Download the bundle"))))
        }
        let package = ("zip", say("利用包（zip）：文件与目录", "package (zip): files and list"))
        let list = ("xlsx", say("目录（xlsx）", "list (xlsx)"))
        blocks.append(
            .form(
                Form(
                    action: "/export", title: say("利用包或目录", "A package, or the list alone"),
                    fields: fields + [
                        versions,
                        .init(
                            name: "format", label: say("形式", "form"),
                            kind: .choice([package, list, ("csv", say("目录（CSV）", "list (CSV)"))]),
                            value: archive.masksPersons ? list.0 : package.0,
                            hint: archive.masksPersons
                                ? say(
                                    "含姓名的档案，您能取目录，不能取文件",
                                    "of records that name persons you may have the list, not the files")
                                : nil),
                        .init(
                            name: "copies", label: say("阅读副本（PDF/A）", "reading copies (PDF/A)"),
                            kind: .choice([
                                ("0", say("不附", "none")), ("1", say("Word、Excel 等附一份", "of office documents")),
                            ])),
                        Self.purpose,
                    ], button: say("下载", "Download"))))
        return Page(title: say("导出", "Export"), place: .audit, blocks)
    }
}
