import Archivist
import ArgumentParser
import Face
import Records
import Retention

struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: say("保管期限：到期清单、起算事由", "Retention: what is due, what starts a clock"),
        subcommands: [Due.self, Event.self])

    struct Due: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due",
            abstract: say("某日已到期的档案，逐件说明理由", "Records due on a day, each with its reason"),
            discussion: say(
                "例：lantai retention due --on 2035-01-01 --class 培训",
                "Example: lantai retention due --on 2035-01-01 --class PX"))
        @Option(help: ArgumentHelp(say("哪一日", "the day"), valueName: "DATE")) var on: String
        @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode:
            String?
        @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard let day = try Dates.day(on, option: "--on") else { return }
            var count = 0
            let console = common.console
            try Retaining(archive: common.open("retention due")).due(
                on: day, classCode: classCode, org: org, progress: console.progress(say("查看", "Looked at"))
            ) { record in
                count += 1
                if console.isJSON {
                    console.print(.of(record))
                } else {
                    let holds =
                        record.holds.isEmpty
                        ? ""
                        : say("  冻结 ", "  held by ") + record.holds.map(String.init).joined(separator: " ")
                    let title =
                        record.isStoredOnly ? say("（仅存储）", "(in storage only)") : Wording.safe(record.title)
                    console.print(
                        "\(record.code)  \(title)  \(Wording.of(record.outlook))"
                            + say("；", "; ") + Wording.of(record.outlook.rule) + holds)
                }
            }
            console.note(say("\(count) 件到期", "\(count) records are due"))
        }
    }

    struct Event: AsyncParsableCommand {
        private static let kinds = [RetentionTrigger.employmentEnded, .superseded]

        static let configuration = CommandConfiguration(
            commandName: "event",
            abstract: say("登记起算事由：离职、被替代", "Record what starts a clock: employment ended, superseded"),
            discussion: say(
                "例：lantai retention event J016-ZY.WB.RZ.2023.D10-0001 --kind employmentEnded --on 2024-08-31",
                "Example: lantai retention event J016-ZY.WB.RZ.2023.D10-0001 --kind employmentEnded --on 2024-08-31"))
        @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE")) var code: String
        @Option(
            help: ArgumentHelp(
                say("employmentEnded 离职，superseded 被替代", "employmentEnded or superseded"), valueName: "KIND")) var kind:
            String
        @Option(help: ArgumentHelp(say("哪一日", "the day"), valueName: "DATE")) var on: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard let trigger = Self.kinds.first(where: { $0.rawValue == kind }) else {
                throw UsageFault.badValue(option: "--kind", value: kind, allowed: Self.kinds.map(\.rawValue))
            }
            guard let day = try Dates.day(on, option: "--on") else { return }
            let outlook = try Retaining(archive: common.open("retention event")).record(trigger, of: code, on: day)
            common.console.print(
                common.json
                    ? JSONText.object([
                        ("code", .string(ArchivalCode.normalised(code))), ("retention", JSONText.of(outlook)),
                    ]).text : ArchivalCode.normalised(code) + "  " + Wording.of(outlook))
        }
    }
}
