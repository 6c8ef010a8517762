import Archivist
import ArgumentParser
import Records

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: say("利用日志", "The access log"), subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: say("最近的利用", "The latest uses"),
            discussion: say("例：lantai log list --limit 50", "Example: lantai log list --limit 50"))
        @Option(help: ArgumentHelp(say("最多几条", "at most so many"))) var limit = 50
        @Option(help: ArgumentHelp(say("只看这件档案", "only of this record"), valueName: "CODE")) var code: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for entry in try LogReading(archive: common.open("log list")).entries(limit: limit, code: code) {
                if common.json {
                    common.console.print(
                        .object([
                            ("seq", .int(Int(entry.seq))), ("at", .string(entry.at)), ("who", .string(entry.who)),
                            ("face", .string(entry.face)), ("act", .string(entry.act)),
                            ("object", JSONText(entry.object)),
                            ("version", JSONText(entry.version)), ("purpose", JSONText(entry.purpose)),
                        ]))
                } else {
                    common.console.print(
                        [
                            String(entry.seq), entry.at, entry.who, entry.act, entry.object,
                            entry.version.map { say("第 \($0) 版", "version \($0)") }, entry.purpose,
                        ]
                        .compactMap { $0 }.map(Console.safe).joined(separator: "  "))
                }
            }
        }
    }
}
