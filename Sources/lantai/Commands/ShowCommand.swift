import Archivist
import ArgumentParser
import Face
import Foundation
import Records

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: say("查看一件档案", "Show a record"),
        discussion: say(
            """
            例：lantai show J016-ZY.WB.PX.2023.D10-0001
                lantai show J016-ZY.WB.PX.2023.D10-0001 --text
                lantai show J016-ZY.WB.PX.2023.D10-0001 --file 签到表.csv > 签到表.csv
                lantai show J016-ZY.WB.PX.2023.D10-0001 --diff 1..2
            """,
            """
            Example: lantai show J016-ZY.WB.PX.2023.D10-0001 --text
                     lantai show J016-ZY.WB.PX.2023.D10-0001 --file roster.csv > roster.csv
                     lantai show J016-ZY.WB.PX.2023.D10-0001 --diff 1..2
            """))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE"))
    var code: String

    @Option(help: ArgumentHelp(say("第几版", "which version"), valueName: "N")) var version: Int?
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(say("某日当时的版本", "the version current on a day"), valueName: "DATE")) var asOf: String?
    @Flag(help: ArgumentHelp(say("正文", "the text"))) var text = false
    @Option(help: ArgumentHelp(say("原文件的字节，写到标准输出", "the exact bytes of a file, to stdout"), valueName: "NAME"))
    var file: String?
    @Option(help: ArgumentHelp(say("两个版本的差异，如 1..2", "difference of two versions, such as 1..2"), valueName: "A..B"))
    var diff: String?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        if version != nil && asOf != nil { throw UsageFault.together("--version", "--as-of") }
        let choice: Reading.Choice =
            try Dates.day(asOf, option: "--as-of").map { .asOf($0) } ?? version.map { .number($0) } ?? .latest
        let reading = try Reading(archive: common.open("show"))
        if let file {
            common.console.write(try reading.file(code, name: file, choice: choice).bytes)
        } else if text {
            let content = try reading.textWithParts(code, choice: choice)
            if common.json {
                common.console.print(.of(text: content.text, parts: content.parts))
            } else {
                common.console.print(Console.isTerminal ? Wording.safe(content.text) : content.text)
            }
        } else if let diff {
            let ends = diff.components(separatedBy: "..").map { Int($0) }
            guard ends.count == 2, let from = ends[0], let to = ends[1] else {
                throw UsageFault.invalidDifference(diff)
            }
            RecordText(console: common.console).show(try reading.difference(code, from: from, to: to))
        } else {
            do {
                RecordText(console: common.console).show(try reading.record(code, choice: choice))
            } catch ArchiveFailure.gone {
                let stub = try Disposing(archive: common.open("show")).stub(code)
                if let stub { DisposalText(console: common.console).show(stub) }
            }
        }
    }
}

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: say("一件档案的各个版本", "The versions of a record"),
        discussion: say(
            "例：lantai history J016-ZY.WB.PX.2023.D10-0001", "Example: lantai history J016-ZY.WB.PX.2023.D10-0001"))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE"))
    var code: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let view = try Reading(archive: common.open("history")).history(code)
        if common.json {
            RecordText(console: common.console).show(view)
        } else {
            RecordText(console: common.console).history(view)
        }
    }
}
