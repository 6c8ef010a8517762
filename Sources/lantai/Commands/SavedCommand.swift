import Archivist
import ArgumentParser
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
            abstract: say("列出保存的检索", "List saved searches"),
            discussion: say("例：lantai saved list", "Example: lantai saved list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for search in try SearchKeeping(archive: common.open("saved list")).list() {
                if common.json {
                    common.console.print(SavedSearchText.json(search))
                } else {
                    common.console.print(
                        Console.safe(search.name) + "  " + Console.safe(SavedSearchText.words(of: search.query)))
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: say("删除保存的检索", "Remove a saved search"),
            discussion: say("例：lantai saved remove 本月强制报告", "Example: lantai saved remove reports"))
        @Argument(help: ArgumentHelp(say("名称", "name"), valueName: "NAME")) var name: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try SearchKeeping(archive: common.open("saved remove")).remove(named: name)
            common.console.note(say("已删除“\(Console.safe(name))”", "removed '\(Console.safe(name))'"))
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

    static func json(_ search: SavedSearch) -> JSONText {
        let query = search.query
        return .object([
            ("name", .string(search.name)), ("query", .string(query.text)), ("class", JSONText(query.classCode)),
            ("org", JSONText(query.org)), ("volume", JSONText(query.volume)), ("from", JSONText(query.from)),
            ("to", JSONText(query.to)),
            ("fields", .object(query.fields.map { ($0.name, .string($0.value)) })),
            ("voided", .bool(query.includeVoided)), ("sort", .string(query.sort.rawValue)),
            ("savedAt", .string(search.savedAt)),
        ])
    }
}
