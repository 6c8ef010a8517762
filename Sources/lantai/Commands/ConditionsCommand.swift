import Archivist
import ArgumentParser
import Face

struct ConditionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conditions",
        abstract: say("档案库的状况：空间、备份、核对、索引", "How the archive is doing: room, backup, checks, index"),
        discussion: say(
            "每项后面写着接下来做什么。\n例：lantai conditions",
            "What to do next stands below each.\nExample: lantai conditions"))
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let state = try await Conditions(archive: common.open("conditions"))
        if common.json { return common.console.print(.of(state)) }
        let text = ConditionsText(state)
        for fact in text.facts {
            common.console.print(fact.name + say("：", ": ") + fact.value)
            if let advice = fact.advice { common.console.warn(advice) }
        }
        for part in text.parts { common.console.print("  " + part.name + say("：", ": ") + part.size) }
    }
}
