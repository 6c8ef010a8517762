import Archivist
import ArgumentParser
import Face
import Records

struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: say("冻结：停止一切销毁与移交", "Holds: stop all destruction and transfer"),
        subcommands: [List.self, Place.self, Lift.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出冻结", "List the holds"),
            discussion: say("例：lantai hold list --all", "Example: lantai hold list --all"))
        @Flag(help: ArgumentHelp(say("包括已解除的", "also those that were lifted"))) var all = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let holds = try Holding(archive: common.open("hold list")).list(includesLifted: all)
            for hold in holds { HoldText(console: common.console).show(hold) }
            if holds.isEmpty { common.console.note(say("没有冻结", "no holds")) }
        }
    }

    struct Place: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "place",
            abstract: say(
                "冻结档案、案卷、某人的全部档案，或检索到的档案", "Hold records, volumes, all that names a person, or what a search finds"),
            discussion: say(
                """
                事由长期保存，写案号或文号，不写姓名。
                例：lantai hold place J016-ZY.WB.GA.2023.Y-001 --reason '(2024)辽02民初8号调卷'
                    lantai hold place --person 3 --reason 行政复议2024-7
                    lantai hold place --search 标题:评估 --reason 专项审计
                """,
                """
                The reason stays for good: name a case or a document, not a person.
                Example: lantai hold place J016-ZY.WB.GA.2023.Y-001 --reason "case 8/2024"
                         lantai hold place --person 3 --reason "review 7/2024"
                         lantai hold place --search 标题:评估 --reason audit
                """))
        @Argument(help: ArgumentHelp(say("档号或案卷号", "codes of records or volumes"), valueName: "CODE")) var codes:
            [String] =
                []
        @Option(help: ArgumentHelp(say("人员编号，可多次", "number of a person, repeatable"), valueName: "N")) var person:
            [Int] =
                []
        @Option(help: ArgumentHelp(say("检索到的全部档案", "all records that a search finds"), valueName: "QUERY")) var search:
            String?
        @Option(help: ArgumentHelp(say("事由", "why"), valueName: "R")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let holding = Holding(archive: try common.open("hold place"))
            var codes = codes
            if let search { codes += try await holding.codes(foundBy: SearchQuery(text: search, includeVoided: true)) }
            HoldText(console: common.console).show(
                try holding.place(codes: codes, persons: person.map(Int64.init), reason: reason))
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lift",
            abstract: say("解除冻结", "Lift a hold"),
            discussion: say(
                "例：lantai hold lift 1 --reason 诉讼已结", "Example: lantai hold lift 1 --reason \"case closed\""))
        @Argument(help: ArgumentHelp(say("冻结编号", "number of the hold"), valueName: "N")) var number: Int
        @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            HoldText(console: common.console).show(
                try Holding(archive: common.open("hold lift")).lift(number, reason: reason))
        }
    }
}

private struct HoldText {
    let console: Console

    func show(_ held: PlacedHold) {
        let hold = held.hold
        if console.isJSON { return console.print(.of(held)) }
        let volumes = hold.volumes.isEmpty ? "" : say("  案卷 ", "  volumes ") + hold.volumes.joined(separator: " ")
        let persons =
            hold.persons.isEmpty
            ? "" : say("  人员 ", "  persons ") + hold.persons.map(String.init).joined(separator: " ")
        let lifted = held.liftedAt.map { say("  已解除 ", "  lifted ") + $0 + " " + Wording.safe(held.liftReason ?? "") }
        console.print(
            say("冻结 \(hold.number)", "hold \(hold.number)") + "  \(held.placedAt)  \(held.placedBy)  "
                + Wording.safe(hold.reason) + say("  \(hold.items.count) 件", "  \(hold.items.count) records")
                + volumes + persons + (lifted ?? ""))
    }
}
