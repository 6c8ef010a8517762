import Archivist
import ArgumentParser
import Face

struct ReviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revise", abstract: say("更正：增加一个版本", "Correct a record: add a version"),
        discussion: say(
            """
            给出文件就换掉全部内容，不给文件就只改著录；--add、--replace、--remove 只动指名的文件，其余照旧。原来的版本都还在。
            例：lantai revise J016-ZY.WB.PX.2023.D10-0001 新签到表.csv --reason 补录两人
                lantai revise J016-ZY.WB.PX.2023.D10-0001 附表.csv --add --reason 补附表
                lantai revise J016-ZY.WB.PX.2023.D10-0001 --replace 附表.csv=附表（正）.csv --remove 照片.jpg --reason 附表有误
                lantai revise J016-ZY.WB.PX.2023.D10-0001 --title 骨干培训签到表 --reason 题名有误
            """,
            """
            With files all content is replaced, without only the description; --add, --replace and --remove touch the files they
            name and leave the others. Earlier versions stay.
            Example: lantai revise J016-ZY.WB.PX.2023.D10-0001 roster.csv --reason "two names added"
                     lantai revise J016-ZY.WB.PX.2023.D10-0001 annex.csv --add --reason "annex missing"
                     lantai revise J016-ZY.WB.PX.2023.D10-0001 --replace annex.csv=right.csv --remove photo.jpg --reason "wrong annex"
                     lantai revise J016-ZY.WB.PX.2023.D10-0001 --title "Roster" --reason "wrong title"
            """))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE"))
    var code: String

    @Argument(help: ArgumentHelp(say("新的文件", "new files"), valueName: "PATH"))
    var paths: [String] = []

    @Flag(
        help: ArgumentHelp(say("文件加在现有的之后，不替换", "the files stand beside those that are there, and replace none")))
    var add = false

    @Option(
        help: ArgumentHelp(
            say("用新文件换掉一个，其余照旧；可多次", "a new file in the place of one, the others stay; repeatable"),
            valueName: "NAME=PATH"))
    var replace: [String] = []

    @Option(
        help: ArgumentHelp(say("去掉一个文件，其余照旧；可多次", "leave one file out, the others stay; repeatable"), valueName: "NAME")
    )
    var remove: [String] = []

    @Option(help: ArgumentHelp(say("更正的理由", "why"), valueName: "R"))
    var reason: String

    @Option(help: ArgumentHelp(say("题名", "title"))) var title: String?
    @Option(help: ArgumentHelp(say("日期", "date"))) var date: String?
    @Option(help: ArgumentHelp(say("责任者", "creator"))) var author: String?
    @Option(name: .customLong("number"), help: ArgumentHelp(say("文号", "document number"))) var documentNumber: String?
    @Option(name: .customLong("external-id"), help: ArgumentHelp(say("原编号", "external identifier"))) var externalID:
        String?
    @Option(help: ArgumentHelp(say("机构", "organisation"), valueName: "CODE")) var org: String?

    @Option(
        name: .customLong("field"),
        help: ArgumentHelp(
            say("著录项，可多次；值为空则删去", "description field, repeatable; an empty value removes it"), valueName: "NAME=VALUE"))
    var fields: [String] = []

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if add, paths.isEmpty { throw UsageFault.onlyWith("--add", "PATH") }
        if !add, !paths.isEmpty, !replace.isEmpty || !remove.isEmpty {
            // Files without --add take the place of all.
            throw UsageFault.together("PATH", replace.isEmpty ? "--remove" : "--replace")
        }
        var change = Revising.Change()
        change.paths = paths
        change.addsFiles = add
        change.replacements = try replace.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageFault.badValue(option: "--replace", value: text, allowed: ["NAME=PATH"])
            }
            return (name: parts[0], path: parts[1])
        }
        change.removals = remove
        change.title = title
        change.date = date
        change.author = author
        change.documentNumber = documentNumber
        change.externalID = externalID
        change.org = org
        change.fields = try Fields.parse(fields)
        let outcome = try await Revising(archive: common.open("revise")).revise(code, change, reason: reason)
        OutcomeText.show(outcome, on: common.console)
    }
}

struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: say("调卷或改类别（档号不变）", "Move a record to another volume or class (its code stays)"),
        discussion: say(
            "例：lantai move J016-ZY.WB.PX.2023.D10-0001 --volume J016-ZY.WB.GA.2023.Y-001 --reason 错归",
            "Example: lantai move J016-ZY.WB.PX.2023.D10-0001 --volume J016-ZY.WB.GA.2023.Y-001 --reason misfiled"))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE"))
    var code: String

    @Option(help: ArgumentHelp(say("新的案卷号", "code of the new volume"), valueName: "V")) var volume: String?
    @Flag(name: .customLong("no-volume"), help: ArgumentHelp(say("移出案卷", "take it out of its volume")))
    var leavesVolume = false
    @Option(name: .customLong("class"), help: ArgumentHelp(say("新的类别", "new class"), valueName: "C")) var classCode:
        String?
    @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        var change = Revising.Change()
        change.volume = volume
        change.leavesVolume = leavesVolume
        change.classCode = classCode
        if volume != nil && leavesVolume { throw UsageFault.together("--volume", "--no-volume") }
        let outcome = try await Revising(archive: common.open("move")).revise(code, change, reason: reason)
        OutcomeText.show(outcome, on: common.console)
    }
}

struct VoidCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void",
        abstract: say("作废（原版本保留，不再检出）", "Declare a record void (its versions stay, searches pass it over)"),
        discussion: say(
            "例：lantai void J016-ZY.WB.PX.2023.D10-0001 --reason 重复归档",
            "Example: lantai void J016-ZY.WB.PX.2023.D10-0001 --reason \"filed twice\""))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE"))
    var code: String

    @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        var change = Revising.Change()
        change.voids = true
        let outcome = try await Revising(archive: common.open("void")).revise(code, change, reason: reason)
        if common.json {
            OutcomeText.show(outcome, on: common.console)
        } else {
            common.console.print(
                say(
                    "已作废  \(outcome.code ?? "")（第 \(outcome.version ?? 0) 版）",
                    "Void  \(outcome.code ?? "") (version \(outcome.version ?? 0))"))
        }
    }
}
