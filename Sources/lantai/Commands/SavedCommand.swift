import Archivist
import ArgumentParser
import Face
import Records

struct SavedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saved", abstract: say("保存的检索", "Saved searches"),
        discussion: say(
            """
            用 lantai search … --save 名称 保存，用 lantai search --saved 名称 再查。各人只看到自己的。
            """,
            """
            Saved with lantai search … --save NAME, run again with lantai search --saved NAME. Everybody has their own.
            """),
        subcommands: [List.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出保存的检索", "List saved searches"),
            discussion: say("例：lantai saved list", "Example: lantai saved list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for search in try SearchKeeping(archive: common.open("saved list")).list() {
                if common.json {
                    common.console.print(.of(search))
                } else {
                    common.console.print(
                        Wording.safe(search.name) + "  " + Wording.safe(SavedSearchText.words(of: search.query)))
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: say("删除保存的检索", "Remove a saved search"),
            discussion: say("例：lantai saved remove 本月强制报告", "Example: lantai saved remove reports"))
        @Argument(help: ArgumentHelp(say("名称", "name"), valueName: "NAME")) var name: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try SearchKeeping(archive: common.open("saved remove")).remove(named: name)
            common.console.note(say("已删除“\(Wording.safe(name))”", "removed '\(Wording.safe(name))'"))
        }
    }
}

/// A saved search as people and programs read it.
enum SavedSearchText {
    /// As it would be typed.
    static func words(of query: SearchQuery) -> String {
        var parts = query.text.isEmpty ? [] : [query.text]
        for (option, value) in options(of: query) { parts.append("--\(option) \(value)") }
        if query.includeVoided { parts.append("--voided") }
        return parts.joined(separator: " ")
    }

    private static func options(of query: SearchQuery) -> [(String, String)] {
        let values: [(String, String?)] = [
            ("class", query.classCode), ("org", query.org), ("volume", query.volume), ("from", query.from),
            ("to", query.to), ("sort", query.sort == .relevance ? nil : query.sort.rawValue),
        ]
        return values.compactMap { option, value in value.map { (option, $0) } }
            + query.fields.map { ("field", "\($0.name)=\($0.value)") }
    }
}
