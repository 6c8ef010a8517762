import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Words that stand for each other in a search: those of the institution, looked at, checked, replaced.
struct SynonymsPage: Sendable {
    /// Bytes of a form: some ten thousand groups. A longer file goes by the command.
    private static let longest = 1 << 20

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("synonyms") { request, visit in
            try await room.answer(request, visit, act: "synonyms list") { archive in
                let keeping = SynonymKeeping(archive: archive)
                return try page(keeping.list(), typed: keeping.text(), findings: [])
            }
        }
        router.post("synonyms/check") { request, visit in
            try await send(request, visit, "synonyms check") { keeping, typed in
                let check = try await keeping.check((path: keeping.path, bytes: Array(typed.utf8)))
                return try page(keeping.list(), typed: typed, findings: Self.findings(check))
            }
        }
        router.post("synonyms") { request, visit in
            try await send(request, visit, "synonyms replace") { keeping, typed in
                do {
                    let check = try await keeping.replace(with: Array(typed.utf8))
                    let done = Block.note(
                        say(
                            "已启用 \(check.list.own.count) 组，立即生效。",
                            "\(check.list.own.count) groups are in force, at once."))
                    return try page(keeping.list(), typed: typed, findings: [done] + Self.absent(check))
                } catch ArchiveFailure.badSynonyms(let faults) {
                    return try page(keeping.list(), typed: typed, findings: Self.faults(faults))
                }
            }
        }
    }

    private func send(
        _ request: Request, _ visit: Visit, _ act: String,
        _ body: @escaping @Sendable (SynonymKeeping, String) async throws -> Page
    ) async throws -> Response {
        try await room.perform(request, visit, act, most: Self.longest) { archive, form in
            room.response(
                try await body(SynonymKeeping(archive: archive), form["words"] ?? ""), visit, archive: archive)
        }
    }

    private static func findings(_ check: SynonymCheck) -> [Block] {
        guard check.faults.isEmpty else { return faults(check.faults) }
        let sound = say(
            "\(check.list.own.count) 组，没有错误；还没有启用。", "\(check.list.own.count) groups, no faults; not in force yet.")
        return [.note(sound)] + absent(check)
    }

    private static func faults(_ faults: [SynonymFault]) -> [Block] {
        [
            .note(
                say(
                    "有 \(faults.count) 处错误，没有启用；改好再送。",
                    "\(faults.count) faults: nothing was changed; mend them and send again."),
                isWarning: true),
            .table(
                Table(
                    caption: say("错误", "Faults"), columns: [say("哪一行，什么不对", "Which line, and what is wrong")],
                    rows: faults.map { [Cell(Wording.of($0))] }, empty: "")),
        ]
    }

    private static func absent(_ check: SynonymCheck) -> [Block] {
        guard !check.absent.isEmpty else { return [] }
        return [
            .table(
                Table(
                    caption: say("档案里没有出现过的词，请核对写法", "Words that stand in no record: check their spelling"),
                    columns: [say("行", "Line"), say("词", "Word")],
                    rows: check.absent.map { [Cell($0.line), Cell($0.word)] }, empty: ""))
        ]
    }

    private func page(_ list: SynonymList, typed: String, findings: [Block]) -> Page {
        func table(_ groups: [SynonymList.Group], _ caption: String, empty: String) -> Block {
            .table(
                Table(
                    caption: caption, columns: [say("互相代替的词", "Words that stand for each other")],
                    rows: groups.map { [Cell($0.words.joined(separator: " = "))] }, empty: empty))
        }
        var form = Form(
            action: "/synonyms", title: say("本机构的同义词", "The institution's own synonyms"),
            fields: [
                .init(
                    name: "words", label: say("一行一组，词间用 =", "One group a line, = between the words"),
                    kind: .content(accept: ".txt,text/plain"), value: typed, isRequired: false,
                    hint: say(
                        "如：未保中心 = 甲区未成年人救助保护中心 = 甲区救助站。可以选文件填进来",
                        "As: centre = protection centre = shelter. A file may be put in"))
            ], button: say("启用", "Put in force"))
        form.other = ("/synonyms/check", say("只检查", "Only check"))
        return Page(
            title: say("同义词", "Synonyms"), place: .conditions,
            findings + [
                .form(form),
                table(
                    list.own, say("本机构的 \(list.own.count) 组", "The institution's own, \(list.own.count) groups"),
                    empty: say("本机构还没有自己的同义词：在上面写。", "None of the institution's own yet: write some above.")),
                table(
                    list.supplied, say("随程序的 \(list.supplied.count) 组", "Supplied, \(list.supplied.count) groups"),
                    empty: ""),
            ])
    }
}
