import Archivist
import ArgumentParser
import Face

struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: say("重复的原编号", "External identifiers that several records bear"),
        discussion: say(
            "归档的人不知道的档案占用了原编号时，照样归档；知道两件的人在这里看到，用 lantai revise 更正。",
            "An identifier that only a record bears that its filer may not know of is filed all the same; who may know of both sees it here, and puts it right with lantai revise."
        ),
        subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出重复的原编号", "List the repeated identifiers"),
            discussion: say("例：lantai duplicates list", "Example: lantai duplicates list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let console = common.console
            let found = try IdentifierKeeping(archive: common.open("duplicates list")).repeated()
            for one in found {
                if console.isJSON {
                    console.print(
                        .object([
                            ("externalID", .string(one.externalID)),
                            ("codes", .array(one.items.map { .string($0.code) })),
                        ]))
                    continue
                }
                console.print(Wording.safe(one.externalID))
                for item in one.items { console.print("  \(item.code)  \(item.date)  \(Wording.safe(item.title))") }
            }
            if found.isEmpty { console.note(say("没有重复的原编号", "no identifier is repeated")) }
        }
    }
}
