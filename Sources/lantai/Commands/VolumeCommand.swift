import Archivist
import ArgumentParser
import Face
import Records

struct VolumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volume",
        abstract: say("案卷：立卷、结卷、重新开卷、卷内目录、待办", "Volumes: open, close, reopen, contents, what is due"),
        subcommands: [List.self, Create.self, Show.self, Due.self, Close.self, Reopen.self, Describe.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出案卷", "List volumes"),
            discussion: say(
                "例：lantai volume list --class 个案 --state open", "Example: lantai volume list --class GA --state open"))
        @Option(name: .customLong("class"), help: ArgumentHelp(say("类别代码", "class code"), valueName: "C"))
        var classCode: String?
        @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
        @Option(
            help: ArgumentHelp(
                say("open 未结（含重开），reopened 重开，closed 已结", "open (with those reopened), reopened or closed"))) var state:
            String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let chosen = try state.map { text in
                guard let state = VolumeState(rawValue: text) else {
                    throw UsageFault.badValue(option: "--state", value: text, allowed: ["open", "reopened", "closed"])
                }
                return state
            }
            let volumes = try VolumeKeeping(archive: common.open("volume list")).list(
                classCode: classCode, org: org, state: chosen)
            for volume in volumes { VolumeText(console: common.console).show(volume) }
            if volumes.isEmpty { common.console.note(say("没有案卷", "no volumes")) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: say("立卷（一个孩子一卷）", "Open a volume (one for each child's case)"),
            discussion: say(
                "例：lantai volume create --class 个案 --title 林小满个案 --subject '林小满 2015-03-02' --org 210202",
                "Example: lantai volume create --class GA --title \"Case Lin\" --subject '林小满 2015-03-02' --org 210202")
        )
        @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode:
            String
        @Option(help: ArgumentHelp(say("案卷题名", "title"), valueName: "T")) var title: String
        @Option(
            help: ArgumentHelp(
                say("当事人：姓名，可跟出生日期或身份证号；可多次", "subject: name, perhaps birth date or identity number; repeatable"),
                valueName: "PERSON")) var subject: [String] = []
        @Option(help: ArgumentHelp(say("机构", "organisation"), valueName: "CODE")) var org: String?
        @Option(help: ArgumentHelp(say("年度（默认今年）", "year (default: this one)"), valueName: "Y")) var year: Int?
        @Option(
            help: ArgumentHelp(
                say("保管期限 Y、D30、D10（默认按类别）", "period Y, D30, D10 (default: the class's)"), valueName: "P")) var period:
            String?
        @Flag(help: ArgumentHelp(say("此人已有未结案卷也另立一卷", "even if this person has an open volume"))) var another = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let period = try period.map { text in
                guard let period = RetentionPeriod(text) else {
                    throw UsageFault.badValue(option: "--period", value: text, allowed: ["Y", "D30", "D10"])
                }
                return period
            }
            if let year, !(1900...2999).contains(year) {
                throw UsageFault.badValue(option: "--year", value: String(year), allowed: ["1900–2999"])
            }
            let volume = try VolumeKeeping(archive: common.open("volume create")).create(
                title: title, classCode: classCode, org: org, year: year.map(String.init), period: period,
                subjects: subject.compactMap { PersonMention($0) }, force: another)
            VolumeText(console: common.console).show(volume)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: say("卷内目录", "Contents of a volume"),
            discussion: say(
                "例：lantai volume show J016-ZY.WB.GA.2023.Y-001", "Example: lantai volume show J016-ZY.WB.GA.2023.Y-001")
        )
        @Argument(help: ArgumentHelp(say("案卷号", "volume code"), valueName: "CODE")) var code: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            VolumeText(console: common.console).show(
                try VolumeKeeping(archive: common.open("volume show")).contents(code))
        }
    }

    struct Due: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due",
            abstract: say("自己经办的未结案卷里的待办事项", "What the open volumes you work on wait for"),
            discussion: say("例：lantai volume due --until 2026-12-31", "Example: lantai volume due --until 2026-12-31"))
        @Option(help: ArgumentHelp(say("到哪一日为止（默认全部）", "last day (default: all)"), valueName: "D")) var until: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let tasks = try CaseTasks(archive: common.open("work list")).own(
                until: try Dates.day(until, option: "--until"))
            let text = VolumeText(console: common.console)
            for task in tasks {
                text.show(task, of: task.volume + "  " + Wording.safe(task.title))
            }
            if tasks.isEmpty { common.console.note(say("没有待办事项", "nothing is due")) }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close",
            abstract: say("结卷（保管期限由此起算）", "Close a volume (its retention clock can start)"),
            discussion: say(
                "例：lantai volume close J016-ZY.WB.GA.2023.Y-001 --note 个案结案",
                "Example: lantai volume close J016-ZY.WB.GA.2023.Y-001 --note \"case closed\""))
        @Argument(help: ArgumentHelp(say("案卷号", "volume code"), valueName: "CODE")) var code: String
        @Option(help: ArgumentHelp(say("结卷日期（默认今天）", "day of closing (default: today)"), valueName: "D")) var on:
            String?
        @Option(help: ArgumentHelp(say("备考", "note"), valueName: "TEXT")) var note: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let volume = try VolumeKeeping(archive: common.open("volume close")).close(
                code, on: try Dates.day(on, option: "--on"), note: note)
            VolumeText(console: common.console).show(volume)
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen",
            abstract: say("重新开卷", "Reopen a closed volume"),
            discussion: say(
                "例：lantai volume reopen J016-ZY.WB.GA.2023.Y-001 --reason 再次接报",
                "Example: lantai volume reopen J016-ZY.WB.GA.2023.Y-001 --reason \"reported again\""))
        @Argument(help: ArgumentHelp(say("案卷号", "volume code"), valueName: "CODE")) var code: String
        @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            VolumeText(console: common.console).show(
                try VolumeKeeping(archive: common.open("volume reopen")).reopen(code, reason: reason))
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe",
            abstract: say("更正案卷题名或当事人", "Correct a volume's title or subjects"),
            discussion: say(
                "例：lantai volume describe J016-ZY.WB.GA.2023.Y-001 --subject '林小满 2015-03-02'",
                "Example: lantai volume describe J016-ZY.WB.GA.2023.Y-001 --title \"Case Lin\""))
        @Argument(help: ArgumentHelp(say("案卷号", "volume code"), valueName: "CODE")) var code: String
        @Option(help: ArgumentHelp(say("题名", "title"), valueName: "T")) var title: String?
        @Option(help: ArgumentHelp(say("当事人，可多次", "subject, repeatable"), valueName: "PERSON")) var subject: [String] =
            []
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard title != nil || !subject.isEmpty else { throw ArchiveFailure.nothingToRevise(code) }
            VolumeText(console: common.console).show(
                try VolumeKeeping(archive: common.open("volume describe")).describe(
                    code, title: title, subjects: subject.isEmpty ? nil : subject.compactMap { PersonMention($0) }))
        }
    }
}

struct VolumeText {
    let console: Console

    /// - Parameter place: where it is due, as the reader does not know yet.
    func show(_ task: CaseTask, of place: String) {
        if console.isJSON {
            console.print(.of(task))
        } else {
            console.print("\(Wording.of(task, today: Timestamp.today()))  \(place)")
        }
    }

    func show(_ volume: Volume) {
        if console.isJSON {
            console.print(.of(volume))
            return
        }
        let state =
            switch volume.state {
            case .open: say("未结", "open")
            case .closed: say("已结 ", "closed ") + (volume.closedOn ?? "")
            case .reopened: say("重开 ", "reopened ") + (volume.reopenedOn ?? "")
            case .destroyed: say("已销毁", "destroyed")
            }
        let subjects = volume.subjects.map(\.name).joined(separator: say("、", ", "))
        console.print(
            [
                volume.code, Wording.safe(volume.title), volume.classCode, volume.org, volume.period.description, state,
                say("\(volume.itemCount) 件", "\(volume.itemCount) items"), subjects,
            ].filter { !$0.isEmpty }.joined(separator: "  "))
    }

    func show(_ contents: VolumeContents) {
        if console.isJSON {
            console.print(.of(contents))
            return
        }
        show(contents.volume)
        for (index, item) in contents.items.enumerated() {
            let marks =
                (item.voided ? say("  作废", "  void") : "")
                + (item.versions > 1 ? say("  \(item.versions) 版", "  \(item.versions) versions") : "")
            console.print(
                "\(index + 1). \(item.date)  \(item.code)  \(item.classCode)  \(Wording.safe(item.title))\(marks)")
        }
        for task in contents.tasks { show(task, of: task.record) }
    }
}
