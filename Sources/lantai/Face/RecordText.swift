import Archivist
import Records
import Retention

/// A record as people and programs read it.
struct RecordText {
    let console: Console

    func show(_ view: RecordView) {
        if console.isJSON {
            console.print(json(view))
            return
        }
        let version = view.chosen
        let description = version.description
        line(say("档号", "Code"), version.code)
        line(say("题名", "Title"), description.title, proposed: version.proposed.contains("title"))
        line(say("日期", "Date"), description.date, proposed: version.proposed.contains("date"))
        line(say("类别", "Class"), description.classCode)
        line(say("机构", "Organisation"), description.org)
        line(say("案卷", "Volume"), description.volume)
        line(say("责任者", "Creator"), description.author)
        line(say("文号", "Number"), description.documentNumber, proposed: version.proposed.contains("documentNumber"))
        line(say("原编号", "External ID"), description.externalID)
        for field in description.fields { line(field.name, field.value) }
        line(say("保管", "Retention"), Self.words(for: view.retention))
        if view.state == "held" { line(say("状态", "State"), say("冻结", "held")) }
        if version.voided { line(say("状态", "State"), say("已作废：", "void: ") + (version.reason ?? "")) }
        line(
            say("版本", "Version"),
            say(
                "第 \(version.number) 版，共 \(view.versions.count) 版；\(version.filedAt) \(version.filedBy)",
                "\(version.number) of \(view.versions.count); \(version.filedAt) \(version.filedBy)"))
        line(say("理由", "Reason"), version.voided ? nil : version.reason)
        for file in version.files {
            let encoding = file.encoding.map { "，" + $0 } ?? ""
            line(
                say("文件", "File"),
                say(
                    "\(file.name)（\(file.size) 字节，\(file.mediaType)\(encoding)）",
                    "\(file.name) (\(file.size) bytes, \(file.mediaType)\(file.encoding.map { ", " + $0 } ?? ""))"))
            line("SHA-256", file.sha256)
        }
    }

    func history(_ view: RecordView) {
        console.print("\(view.chosen.code)  \(Console.safe(view.chosen.description.title))")
        for version in view.versions.reversed() {
            let what =
                version.voided ? say("作废", "void") : version.number == 1 ? say("归档", "filed") : say("更正", "revised")
            let reason = version.reason.map { say("：", ": ") + Console.safe($0) } ?? ""
            let names = version.files.filter { $0.storedIn == version.number }.map(\.name).joined(
                separator: say("、", ", "))
            console.print(
                say("第 \(version.number) 版", "version \(version.number)")
                    + "  \(version.filedAt)  \(version.filedBy)  \(what)\(reason)"
                    + (names.isEmpty ? "" : "  [\(Console.safe(names))]"))
        }
    }

    func show(_ difference: VersionDifference) {
        if console.isJSON {
            console.print(
                .object([
                    ("from", .int(difference.oldNumber)), ("to", .int(difference.newNumber)),
                    (
                        "fields",
                        .array(
                            difference.fields.map {
                                .object([
                                    ("name", .string($0.name)), ("old", JSONText($0.old)), ("new", JSONText($0.new)),
                                ])
                            })
                    ),
                    (
                        "lines",
                        .array(
                            difference.lines.compactMap { line in
                                switch line {
                                case .same: nil
                                case .removed(let text): .object([("change", "removed"), ("text", .string(text))])
                                case .added(let text): .object([("change", "added"), ("text", .string(text))])
                                }
                            })
                    ),
                ]))
            return
        }
        if difference.fields.isEmpty && !difference.lines.contains(where: Self.isChange) {
            console.note(say("两个版本的著录与正文相同", "description and text are the same"))
        }
        for field in difference.fields {
            console.print(
                "\(field.name)\(say("：", ": "))\(Console.safe(field.old ?? "—")) → \(Console.safe(field.new ?? "—"))")
        }
        // Three lines of what stayed the same around each change, as `diff -u` shows.
        let lines = difference.lines
        let changes = lines.indices.filter { Self.isChange(lines[$0]) }
        var shown = -1
        for change in changes {
            let start = max(0, change - 3, shown + 1)
            if start > shown + 1 || shown == -1 && start > 0 { console.print("…") }
            let end = min(lines.count - 1, change + 3)
            guard start <= end else { continue }
            for index in start...end {
                if index > change, Self.isChange(lines[index]) { break }
                shown = index
                switch lines[index] {
                case .same(let text): console.print("  " + Console.safe(text))
                case .removed(let text): console.print("- " + Console.safe(text))
                case .added(let text): console.print("+ " + Console.safe(text))
                }
            }
        }
    }

    private static func isChange(_ line: VersionDifference.Line) -> Bool {
        if case .same = line { false } else { true }
    }

    private func line(_ name: String, _ value: String?, proposed: Bool = false) {
        guard let value else { return }
        let mark = proposed ? say("（自动提取，待确认）", " (proposed, to be confirmed)") : ""
        console.print(name + say("：", ": ") + Console.safe(value) + mark)
    }

    /// What is done at the end.
    static func words(for rule: RetentionRule) -> String {
        switch rule.disposition {
        case .appraise: say("鉴定", "appraise")
        case .transfer: say("移交", "transfer")
        case .keep: say("留存", "keep")
        case .asVolume: say("随案卷", "as its volume")
        }
    }

    static func words(for outlook: RetentionOutlook) -> String {
        let period =
            switch outlook.rule.period {
            case .permanent: say("永久", "permanent")
            case .years(let years): say("\(years) 年", "\(years) years")
            }
        let state =
            switch outlook.reason {
            case .volumeOpen: say("案卷未结，未起算", "the volume is open, the clock has not started")
            case .noVolume: say("随案卷，尚未组卷", "kept as its volume, stands in none yet")
            case .eventNotRecorded: say("起算事由尚未登记", "the event that starts the clock is not recorded")
            case .birthDateUnknown: say("当事人出生日期未登记，未起算", "the subject's birth date is not known")
            case .fieldEmpty: say("起算日期的著录项未填", "the field that starts the clock is empty")
            case .extended:
                say("经鉴定延长，\(outlook.dueOn?.description ?? "") 届满", "extended, due \(outlook.dueOn?.description ?? "")")
            case .permanent:
                say("自 \(outlook.startsOn?.description ?? "")", "from \(outlook.startsOn?.description ?? "")")
            case .running:
                say(
                    "自 \(outlook.startsOn?.description ?? "")，\(outlook.dueOn?.description ?? "") 届满",
                    "from \(outlook.startsOn?.description ?? ""), due \(outlook.dueOn?.description ?? "")")
            }
        return period + say("，", ", ") + state
    }

    // MARK: - JSON

    func json(_ view: RecordView) -> JSONText {
        let description = view.chosen.description
        return .object([
            ("code", .string(view.chosen.code)), ("title", .string(description.title)),
            ("date", .string(description.date)),
            ("class", .string(description.classCode)), ("org", .string(description.org)),
            ("volume", JSONText(description.volume)), ("externalID", JSONText(description.externalID)),
            (
                "retention",
                Self.json(view.retention)
            ),
            ("state", .string(view.state)),
            ("versions", .array(view.versions.map(json))),
            ("version", .int(view.chosen.number)), ("author", JSONText(description.author)),
            ("documentNumber", JSONText(description.documentNumber)),
            ("fields", .object(description.fields.map { ($0.name, .string($0.value)) })),
            ("persons", .array(description.persons.map(Self.json))),
            ("proposed", .array(view.chosen.proposed.map(JSONText.string))),
            ("voided", .bool(view.versions.last?.voided ?? false)),
        ])
    }

    static func json(_ outlook: RetentionOutlook) -> JSONText {
        .object([
            ("trigger", .string(outlook.rule.trigger.rawValue)),
            ("period", .string(outlook.rule.period.description)),
            ("disposition", .string(outlook.rule.disposition.rawValue)),
            ("startsOn", JSONText(outlook.startsOn?.description)),
            ("dueOn", JSONText(outlook.dueOn?.description)),
            ("status", .string(outlook.reason.rawValue)),
        ])
    }

    static func json(_ person: PersonInRole) -> JSONText {
        .object([
            ("person", .int(Int(person.person))), ("name", .string(person.name)), ("role", .string(person.role)),
            ("birthDate", JSONText(person.birthDate)), ("identityNumber", JSONText(person.identityNumber)),
        ])
    }

    private func json(_ version: Version) -> JSONText {
        .object([
            ("version", .int(version.number)), ("filedAt", .string(version.filedAt)),
            ("filedBy", .string(version.filedBy)),
            ("reason", JSONText(version.reason)),
            (
                "files",
                .array(
                    version.files.map { file in
                        .object([
                            ("name", .string(file.name)), ("size", .int(file.size)), ("sha256", .string(file.sha256)),
                            ("mediaType", .string(file.mediaType)),
                        ])
                    })
            ),
            ("title", .string(version.description.title)), ("voided", .bool(version.voided)),
        ])
    }
}
