import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Volumes and cases: the list, one volume's contents on a time line, correcting, closing, reopening, assigning, its level.
struct VolumePage: Sendable {
    /// Volumes of a list on one page.
    private static let size = 100
    /// Items of a volume that are shown small.
    private static let mostThumbnails = 100

    let room: ReadingRoom

    static func link(_ code: String) -> String { "/volumes/" + Query.escaped(ArchivalCode.folderName(code)) }

    func add(to router: Router<Visit>) {
        router.get("volumes") { request, visit in
            let values = request.uri.queryParameters
            func value(_ name: Substring) -> String { values[name].map(String.init) ?? "" }
            let asked = Asked(
                classCode: value("class"), org: value("org"), state: VolumeState(rawValue: value("state")),
                isOwn: !value("own").isEmpty, after: value("after"))
            return try await room.answer(request, visit, act: "volume list") { archive in try list(archive, asked) }
        }
        router.post("volumes") { request, visit in
            try await room.act(request, visit, "volume create") { archive, form in
                let volume = try VolumeKeeping(archive: archive).create(
                    title: Self.title(form["title"]), classCode: form["class"] ?? "",
                    org: form["org"].flatMap(Form.given), year: nil, period: nil,
                    subjects: Self.persons(form["subject"] ?? ""), force: form["another"] == "1")
                return (Self.link(volume.code), say("已立卷。", "The volume is made."))
            }
        }
        // The security officer knows a volume by its code alone.
        router.post("volumes/level") { request, visit in
            try await room.act(request, visit, "access level") { archive, form in
                let (code, typed) = (form["code"] ?? "", form["level"])
                let level = typed.flatMap { AccessLevel(rawValue: $0) }
                // Nothing chosen is a choice as well, and what is no level is none.
                guard level != nil || typed?.isEmpty == true else { throw HTTPError(.badRequest) }
                try VolumeKeeping(archive: archive).setLevel(code, to: level)
                return (
                    archive.permits(.read) ? Self.link(code) : "/volumes",
                    say("\(code)：", "\(code): ") + (level.map { Wording.of($0) } ?? Self.levelOfClass)
                )
            }
        }
        router.get("volumes/:code") { request, visit in
            let code = try visit.parameters.require("code")
            return try await room.answer(request, visit, act: "volume show") { archive in
                try page(archive, code, purposes: visit.session?.purposes ?? [:])
            }
        }
        router.post("volumes/:code/:act") { request, visit in
            let code = try visit.parameters.require("code")
            let act = try visit.parameters.require("act")
            let logged = act == "assign" ? "access assign" : "volume " + act
            return try await room.act(request, visit, logged) { archive, form in
                let keeping = VolumeKeeping(archive: archive)
                switch act {
                case "close": _ = try keeping.close(code, on: nil, note: form["note"].flatMap(Form.given))
                case "reopen": _ = try keeping.reopen(code, reason: form["reason"] ?? "")
                case "describe":
                    // What nobody touched stays: another may have corrected it meanwhile.
                    func touched(_ name: String) -> String? { form[name] == form["was-" + name] ? nil : form[name] }
                    let title = try touched("title").map { try Self.title($0) }
                    let subjects = try touched("subjects").map { try Self.persons($0) }
                    guard title != nil || subjects != nil else { throw ArchiveFailure.nothingToRevise(code) }
                    _ = try keeping.describe(code, title: title, subjects: subjects)
                case "assign":
                    let users = (form["users"] ?? "").split(whereSeparator: { " ,，、".contains($0) }).map(String.init)
                    _ = try keeping.assign(code, to: users)
                default: throw HTTPError(.notFound)
                }
                return (Self.link(code), say("已办。", "Done."))
            }
        }
    }

    private static func small(_ thumbnail: Rendering.Thumbnail?) -> Cell {
        var cell: Cell = ""
        cell.image = thumbnail.map { LeafPage.thumbnail($0.code, $0.version, $0.file) }
        return cell
    }

    // MARK: - What is typed

    private static func title(_ text: String?) throws -> String {
        guard let title = text.flatMap(Form.given) else { throw Refusal.fieldMissing(say("题名", "title")) }
        return title
    }

    /// Several stand between `、` or `；`, as in a record.
    private static func persons(_ text: String) throws -> [PersonMention] {
        try text.split(whereSeparator: { "、；;".contains($0) }).map(String.init).compactMap(Form.given).map { text in
            guard let person = PersonMention(text) else { throw Refusal.fieldMissing(say("姓名", "name")) }
            return person
        }
    }

    private static var subjectHint: String {
        say(
            "姓名 出生日期，如：陈星 2014-06-01；几人之间用、",
            "name and birth date: 陈星 2014-06-01; a semicolon between several")
    }

    private func making(of className: String) throws -> Form {
        let classes = try room.archive.names().classes.sorted { $0.key < $1.key }.map {
            (value: $0.key, name: $0.value)
        }
        return Form(
            action: "/volumes", title: say("立卷", "Make a volume"),
            fields: [
                .init(
                    name: "class", label: say("类别", "Class"), kind: .choice(classes),
                    value: className.isEmpty ? "GA" : className),
                .init(name: "title", label: say("题名", "Title")),
                .init(name: "subject", label: say("当事人", "Subject"), isRequired: false, hint: Self.subjectHint),
                .init(name: "org", label: say("机构代码", "Organisation"), isRequired: false),
                .init(
                    name: "another", label: say("当事人已有未结的案卷时", "Where the subject has an open volume"),
                    kind: .choice([("", say("不立新卷", "make none")), ("1", say("另立一卷", "make another"))])),
            ], button: say("建立", "Make"))
    }

    // MARK: - Levels

    private static var levelOfClass: String { say("按类别的级别", "the level of its class") }

    /// - Parameter code: nil where the volume is not looked at.
    private static func level(of code: String?) -> Form {
        var form = Form(
            action: "/volumes/level", title: say("案卷的开放级别", "The level of a volume"),
            fields: [
                .init(
                    name: "level", label: say("级别", "Level"),
                    kind: .choice([("", levelOfClass)] + AccessLevel.allCases.map { ($0.rawValue, Wording.of($0)) }))
            ], button: say("设定", "Set"))
        if let code {
            form.hidden = [("code", code)]
        } else {
            form.fields.insert(.init(name: "code", label: say("案卷号", "Code")), at: 0)
        }
        return form
    }

    // MARK: - The pages

    /// What is listed; what is empty, all.
    private struct Asked: Sendable {
        var classCode: String
        var org: String
        var state: VolumeState?
        var isOwn: Bool
        /// The last code of the page before.
        var after: String
    }

    private func list(_ archive: ArchiveFolder, _ asked: Asked) throws -> Page {
        if !archive.permits(.search), archive.permits(.assignRoles) {
            return Page(title: say("案卷", "Volumes"), place: .volumes, [.form(Self.level(of: nil))])
        }
        let names = try room.archive.names()
        func volumes(after: String, most: Int?) throws -> [Volume] {
            try VolumeKeeping(archive: archive).list(
                classCode: Form.given(asked.classCode), org: Form.given(asked.org), state: asked.state,
                isOwn: asked.isOwn, after: after, most: most)
        }
        func rows(_ volumes: some Sequence<Volume>) -> [[Cell]] {
            volumes.map { volume in
                [
                    Cell(volume.code, link: Self.link(volume.code)), Cell(volume.title),
                    Cell(names.organisations[volume.org] ?? volume.org), Cell(volume.itemCount),
                    Cell(Wording.of(volume.state)), Cell(volume.openedOn),
                ]
            }
        }
        // One more than is shown tells whether there are more.
        let found = try volumes(after: asked.after, most: Self.size + 1)
        let shown = found.prefix(Self.size)
        let isWhole = asked.after.isEmpty && shown.count == found.count
        var table = Table(
            caption: isWhole
                ? say("\(shown.count) 卷", "\(shown.count) volumes")
                : say("本页 \(shown.count) 卷", "\(shown.count) volumes on this page"),
            columns: [
                say("案卷号", "Code"), say("题名", "Title"), say("机构", "Organisation"), say("件数", "Items"),
                say("状态", "State"), say("立卷", "Opened"),
            ], rows: rows(shown), empty: say("没有这样的案卷。放宽条件再列。", "No such volumes. Ask for more."))
        if !isWhole { table.all = { rows(try volumes(after: "", most: nil)) } }
        if shown.count < found.count, let last = shown.last {
            table.next =
                "/volumes?"
                + Query.text([
                    ("class", asked.classCode), ("org", asked.org), ("state", asked.state?.rawValue ?? ""),
                    ("own", asked.isOwn ? "1" : ""), ("after", last.code),
                ])
        }
        let classes = [("", say("全部", "all"))] + names.classes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        var filters: [Form.Field] = [
            .init(name: "class", label: say("类别", "Class"), kind: .choice(classes), value: asked.classCode),
            .init(name: "org", label: say("机构", "Organisation"), value: asked.org, isRequired: false),
            .init(
                name: "state", label: say("状态", "State"),
                kind: .choice(
                    [("", say("全部", "all"))] + [.open, .reopened, .closed].map { ($0.rawValue, Wording.of($0)) }),
                value: asked.state?.rawValue ?? ""),
        ]
        // In single-person mode nobody is assigned.
        if archive.principal.role != nil {
            filters.append(
                .init(
                    name: "own", label: say("经办人", "Assigned to"),
                    kind: .choice([("", say("任何人", "anybody")), ("1", say("我", "me"))]), value: asked.isOwn ? "1" : ""))
        }
        var blocks: [Block] = [
            .form(Form(action: "/volumes", fields: filters, button: say("列出", "List"), isQuestion: true)),
            .table(table),
        ]
        if archive.permits(.arrange) { blocks.append(.form(try making(of: asked.classCode))) }
        return Page(title: say("案卷", "Volumes"), place: .volumes, blocks)
    }

    private static func timeLine(_ contents: VolumeContents, _ classes: [String: String]) -> TimeLine {
        let records = contents.items.filter { !$0.voided }.compactMap { item in
            Day(item.date).map { day in
                TimeLine.Point(
                    day: day, row: classes[item.classCode] ?? item.classCode, title: item.title,
                    link: RecordPage.link(item.code))
            }
        }
        let tasks = contents.tasks.map { task in
            TimeLine.Point(
                day: task.on, row: say("待办", "To do"), title: task.field, link: RecordPage.link(task.record),
                isDue: true)
        }
        return TimeLine(title: say("时间线", "Time line"), points: records + tasks)
    }

    private func page(_ archive: ArchiveFolder, _ code: String, purposes: [String: String]) throws -> Page {
        let names = try room.archive.names()
        let contents = try VolumeKeeping(archive: archive).contents(code)
        let volume = contents.volume
        let thumbnails = try Rendering(archive: archive).thumbnails(
            of: contents.items.prefix(Self.mostThumbnails).map(\.code), purposes: purposes)
        let link = Self.link(volume.code)
        var blocks: [Block] = [
            .facts([
                (say("案卷号", "Code"), Cell(volume.code)), (say("状态", "State"), Cell(Wording.of(volume.state))),
                (say("类别", "Class"), Cell(names.classes[volume.classCode] ?? volume.classCode)),
                (say("机构", "Organisation"), Cell(names.organisations[volume.org] ?? volume.org)),
                (say("保管期限", "Period"), Cell(Wording.of(volume.period))),
                (say("立卷", "Opened"), Cell(volume.openedOn)), (say("结卷", "Closed"), volume.closedOn.map { Cell($0) }),
                (
                    say("重开", "Reopened"),
                    volume.reopenedOn.map { Cell([$0, volume.reopenedBy ?? ""].joined(separator: " ")) }
                ),
                (
                    say("当事人", "Subjects"),
                    volume.subjects.isEmpty ? nil : Cell(volume.subjects.map(\.name).joined(separator: say("、", ", ")))
                ),
                (
                    say("经办人", "Assigned to"),
                    contents.assigned.isEmpty ? nil : Cell(contents.assigned.joined(separator: say("、", ", ")))
                ),
            ]),
            .timeLine(Self.timeLine(contents, names.classes)),
            .table(
                Table(
                    caption: say("卷内文件目录", "Contents"),
                    columns: (thumbnails.isEmpty ? [] : [""]) + [
                        say("件号", "No."), say("日期", "Date"), say("题名", "Title"), say("类别", "Class"), say("档号", "Code"),
                    ],
                    rows: contents.items.enumerated().map { place, item in
                        (thumbnails.isEmpty ? [] : [Self.small(thumbnails[item.code])]) + [
                            Cell(place + 1), Cell(item.date),
                            Cell(
                                item.title + (item.voided ? say("（已作废）", " (void)") : ""),
                                link: RecordPage.link(item.code)),
                            Cell(names.classes[item.classCode] ?? item.classCode), Cell(item.code),
                        ]
                    }, empty: say("卷内还没有文件。", "Nothing stands in this volume yet."))),
        ]
        blocks.insert(
            .links(
                VolumePrinting.Sheet.allCases.map {
                    (say("打印", "Print ") + PrintPage.name(of: $0), PrintPage.link($0, ofVolume: volume.code))
                } + ExportPage.offers(archive, [volume.code])), at: 1)
        if volume.state.isOpen {
            let today = Timestamp.today()
            blocks.append(
                .table(
                    Table(
                        caption: say("待办事项", "To do"),
                        columns: [say("事项", "What"), say("依据", "By the record")],
                        rows: contents.tasks.map { [Cell(Wording.of($0, today: today)), .code($0.record)] },
                        empty: say(
                            "没有待办事项。归档时填写下次回访、下次评估日期，就列在这里。",
                            "Nothing is due: the days of the next visit or assessment, where a record names them, stand here."
                        ))))
        }
        if archive.permits(.arrange) {
            switch volume.state {
            case .open, .reopened:
                blocks.append(
                    .form(
                        Form(
                            action: link + "/close", title: say("结卷", "Close the volume"),
                            fields: [.init(name: "note", label: say("备考", "Note"), isRequired: false)],
                            button: say("结卷", "Close"))))
            case .closed:
                blocks.append(
                    .form(
                        Form(
                            action: link + "/reopen", title: say("重新打开", "Reopen"),
                            fields: [.init(name: "reason", label: say("理由", "Reason"))], button: say("打开", "Reopen"))))
            case .destroyed: break
            }
            if volume.state != .destroyed { blocks.append(.form(Self.description(of: volume))) }
        }
        if archive.permits(.assignRoles) { blocks.append(.form(Self.level(of: volume.code))) }
        if archive.principal.role != nil, VolumeKeeping(archive: archive).mayAssign {
            blocks.append(
                .form(
                    Form(
                        action: link + "/assign", title: say("指定经办人", "Assign"),
                        fields: [
                            .init(
                                name: "users", label: say("用户名，可多个", "users"),
                                value: contents.assigned.joined(separator: say("、", ", ")), isRequired: false,
                                hint: say("留空：没有经办人", "empty: nobody"))
                        ], button: say("指定", "Assign"))))
        }
        return Page(title: volume.title, place: .volumes, blocks)
    }

    private static func description(of volume: Volume) -> Form {
        // An identity number stays with its person without standing here.
        let subjects = volume.subjects.map { [$0.name, $0.birthDate].compactMap(\.self).joined(separator: " ") }
            .joined(separator: "；")
        return Form(
            action: link(volume.code) + "/describe", title: say("更正题名、当事人", "Correct title and subjects"),
            fields: [
                .init(name: "title", label: say("题名", "Title"), value: volume.title),
                .init(
                    name: "subjects", label: say("当事人", "Subjects"), value: subjects, isRequired: false,
                    hint: subjectHint),
            ], hidden: [("was-title", volume.title), ("was-subjects", subjects)], button: say("更正", "Correct"))
    }
}
