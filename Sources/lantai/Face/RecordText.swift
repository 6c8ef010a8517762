import Archivist
import Face
import Records
import Retention

/// A record as people and programs read it.
struct RecordText {
    let console: Console

    func show(_ view: RecordView) {
        if console.isJSON {
            console.print(.of(view))
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
        line(say("责任者", "Creator"), description.author, proposed: version.proposed.contains("author"))
        line(say("文号", "Number"), description.documentNumber, proposed: version.proposed.contains("documentNumber"))
        line(say("原编号", "External ID"), description.externalID)
        for field in description.fields { line(field.name, field.value) }
        for field in description.proposedFields ?? [] { line(field.name, field.value, proposed: true) }
        // Nearly all are in Chinese: said of those that are not.
        line(say("语种", "Language"), version.text?.language.flatMap { $0 == "zh" ? nil : ConfirmText.language($0) })
        line(say("保管", "Retention"), Wording.of(view.retention))
        if let handedOver = view.handedOver {
            line(say("状态", "State"), say("已移交，这里是副本", "handed over, this is a copy"))
            console.print(Wording.line(handedOver))
        }
        if view.state == "held" { line(say("状态", "State"), say("冻结", "held")) }
        if let request = view.storedOnlyFor {
            line(say("状态", "State"), say("仅存储（请求 \(request)）", "in storage only (request \(request))"))
        }
        if version.voided { line(say("状态", "State"), say("已作废：", "void: ") + (version.reason ?? "")) }
        line(
            say("版本", "Version"),
            say(
                "第 \(version.number) 版，共 \(view.versions.count) 版；\(version.filedAt) \(version.filedBy)",
                "\(version.number) of \(view.versions.count); \(version.filedAt) \(version.filedBy)"))
        line(say("理由", "Reason"), version.voided ? nil : version.reason)
        for file in version.files { show(file) }
    }

    private func show(_ file: VersionFile) {
        let kind = [say("\(file.size) 字节", "\(file.size) bytes"), file.mediaType, file.encoding].compactMap { $0 }
        let indent = file.inside == nil ? "" : "  "
        line(
            indent + say("文件", "File"),
            file.name + say("（", " (") + kind.joined(separator: say("，", ", ")) + say("）", ")"))
        line(indent + say("原名", "Original name"), file.original)
        line(indent + say("正文", "Text"), file.unread.map(ReadingWording.of))
        line(indent + "SHA-256", file.sha256)
    }

    func history(_ view: RecordView) {
        console.print("\(view.chosen.code)  \(Wording.safe(view.chosen.description.title))")
        for version in view.versions.reversed() {
            let what =
                version.voided ? say("作废", "void") : version.number == 1 ? say("归档", "filed") : say("更正", "revised")
            let reason = version.reason.map { say("：", ": ") + Wording.safe($0) } ?? ""
            let names = version.files.filter { $0.storedIn == version.number }.map(\.name).joined(
                separator: say("、", ", "))
            console.print(
                say("第 \(version.number) 版", "version \(version.number)")
                    + "  \(version.filedAt)  \(version.filedBy)  \(what)\(reason)"
                    + (names.isEmpty ? "" : "  [\(Wording.safe(names))]"))
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
                "\(field.name)\(say("：", ": "))\(Wording.safe(field.old ?? "—")) → \(Wording.safe(field.new ?? "—"))")
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
                case .same(let text): console.print("  " + Wording.safe(text))
                case .removed(let text): console.print("- " + Wording.safe(text))
                case .added(let text): console.print("+ " + Wording.safe(text))
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
        console.print(name + say("：", ": ") + Wording.line(value) + mark)
    }
}
