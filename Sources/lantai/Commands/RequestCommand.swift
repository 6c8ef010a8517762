import Archivist
import ArgumentParser
import Face
import Records

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: say("当事人请求：更正、删除、查阅复制", "Requests of persons concerned: correction, deletion, copy"),
        discussion: say(
            """
            一人受理，另一人写明理由作决定，办完之后在期限内答复。期限在分类方案的 requestDays。
            删除不等于销毁：期限允许的提请鉴定，法律不许删除的改为仅存储，谁也不能再检索、查看、导出。
            """,
            """
            Taken in by one, decided with a reason by another, done, and answered in time. The days stand in the file plan (requestDays).
            A deletion destroys nothing: what the periods allow is proposed for appraisal, what law keeps is restricted to storage,
            where nobody searches, views or exports it.
            """),
        subcommands: [List.self, Show.self, Take.self, Decide.self, Answer.self, Lift.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出未答复的请求，最急的在前", "List requests not answered, the most urgent first"),
            discussion: say("例：lantai request list --due", "Example: lantai request list --due"))
        @Flag(help: ArgumentHelp(say("只列逾期的", "only those overdue"))) var due = false
        @Option(help: ArgumentHelp(say("以哪一日为准，默认今天", "the day that counts, today by default"), valueName: "DATE"))
        var on: String?
        @Flag(
            name: .customLong("store-only"),
            help: ArgumentHelp(say("只列使档案仅存储的", "those that keep records in storage only")))
        var storeOnly = false
        @Flag(help: ArgumentHelp(say("包括已答复的", "also those answered"))) var all = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            if [due, storeOnly, all].count(where: { $0 }) > 1 {
                throw due
                    ? UsageFault.together("--due", storeOnly ? "--store-only" : "--all")
                    : UsageFault.together("--store-only", "--all")
            }
            let day = try Dates.day(on, option: "--on") ?? RequestText.today
            let choice: Requesting.Choice = due ? .overdue(day) : storeOnly ? .restricting : all ? .all : .open
            let requests = try Requesting(archive: common.open("request list")).list(choice)
            for request in requests { RequestText(console: common.console, day: day).line(request) }
            if requests.isEmpty { common.console.note(say("没有这样的请求", "no such requests")) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: say("查看一项请求", "Show a request"),
            discussion: say("例：lantai request show 1", "Example: lantai request show 1"))
        @Argument(help: ArgumentHelp(say("请求编号", "number of the request"), valueName: "N")) var number: Int
        @OptionGroup var common: CommonOptions

        func run() async throws {
            RequestText(console: common.console).show(
                try Requesting(archive: common.open("request show")).show(number))
        }
    }

    struct Take: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "take",
            abstract: say("受理请求", "Take a request in"),
            discussion: say(
                """
                写明谁提出、与孩子的关系、怎样核验了身份、要什么。看不到的档案不必写档号，由作决定的人补上。
                例：lantai request take copy --asker 林国梁 --relation 父亲 --identity 核验身份证原件 --person 1 --text 要一份评估表的复印件
                    lantai request take deletion J016-ZY.WB.PX.2023.D10-0001 --asker 林小满 --relation 本人 --identity 人脸与身份证一致 --text 删除我的记录
                """,
                """
                Who asks, what they are to the child, how that was checked, and what for. Records that you may not see are added by whoever decides.
                Example: lantai request take copy --asker 林国梁 --relation father --identity "identity card seen" --person 1 --text "a copy of the assessment"
                         lantai request take deletion J016-ZY.WB.PX.2023.D10-0001 --asker 林小满 --relation self --identity "identity card seen" --text "delete my record"
                """))
        @Argument(
            help: ArgumentHelp(
                say("correction 更正、deletion 删除、copy 查阅复制", "correction, deletion or copy"), valueName: "KIND"))
        var kind: String
        @Argument(help: ArgumentHelp(say("档号或案卷号", "codes of records or volumes"), valueName: "CODE")) var codes:
            [String] = []
        @Option(
            help: ArgumentHelp(
                say("人员编号，可多次：写有此人的全部档案", "number of a person, repeatable: all records that name them"), valueName: "N")
        )
        var person: [Int] = []
        @Option(help: ArgumentHelp(say("谁提出", "who asks"), valueName: "NAME")) var asker: String
        @Option(help: ArgumentHelp(say("本人，或与孩子的关系", "self, or what they are to the child"), valueName: "R"))
        var relation: String
        @Option(help: ArgumentHelp(say("怎样核验了身份", "how their identity was checked"), valueName: "TEXT")) var identity:
            String
        @Option(help: ArgumentHelp(say("要什么", "what is asked for"), valueName: "TEXT")) var text: String
        @Option(help: ArgumentHelp(say("收到之日，默认今天", "the day it was received, today by default"), valueName: "DATE"))
        var on: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let names = ["更正": "correction", "删除": "deletion", "查阅复制": "copy", "复制": "copy", "查阅": "copy"]
            guard let kind = SubjectRequest.Kind(rawValue: names[kind] ?? kind) else {
                throw UsageFault.badValue(
                    option: "KIND", value: kind, allowed: SubjectRequest.Kind.allCases.map(\.rawValue))
            }
            let day = try Dates.day(on, option: "--on")
            if let day, day > RequestText.today {
                throw UsageFault.badValue(
                    option: "--on", value: day.description, allowed: [say("今天或以前", "today or before")])
            }
            let isSubject = RequestWording.isSubject(relation)
            RequestText(console: common.console).show(
                try Requesting(archive: common.open("request take")).take(
                    Requesting.Intake(
                        kind: kind, party: isSubject ? .subject : .guardian, asker: asker,
                        relation: isSubject ? nil : relation, identityCheck: identity, codes: codes,
                        persons: person.map(Int64.init), text: text, receivedOn: day)))
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decide",
            abstract: say("作决定", "Decide"),
            discussion: say(
                """
                由受理人以外的人写明理由。--store-only 只用于删除：法律不许删除的，从此仅存储。
                例：lantai request decide 1 --grant --reason 与户口簿一致
                    lantai request decide 2 --store-only --reason 保管期限未届满，个人信息保护法第四十七条
                """,
                """
                By another than who took it in, with a reason. --store-only is for deletions that law forbids.
                Example: lantai request decide 1 --grant --reason "as the household register has it"
                         lantai request decide 2 --store-only --reason "its period has not ended"
                """))
        @Argument(help: ArgumentHelp(say("请求编号", "number of the request"), valueName: "N")) var number: Int
        @Argument(
            help: ArgumentHelp(
                say("受理时没有写明的档号或案卷号", "codes that were not named when it was taken in"), valueName: "CODE"))
        var codes: [String] = []
        @Flag(help: ArgumentHelp(say("同意", "grant"))) var grant = false
        @Flag(help: ArgumentHelp(say("不同意", "refuse"))) var refuse = false
        @Flag(name: .customLong("store-only"), help: ArgumentHelp(say("仅存储", "keep in storage only"))) var storeOnly =
            false
        @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let named: [(Bool, RequestRuling.Decision)] = [
                (grant, .granted), (refuse, .refused), (storeOnly, .storageOnly),
            ]
            let chosen = named.filter(\.0).map(\.1)
            guard chosen.count == 1 else {
                throw ValidationError(
                    say("写明一项：--grant、--refuse 或 --store-only", "say one of --grant, --refuse, --store-only"))
            }
            RequestText(console: common.console).show(
                try Requesting(archive: common.open("request decide"))
                    .decide(number, chosen[0], codes: codes, reason: reason))
        }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "answer",
            abstract: say("答复", "Answer"),
            discussion: say(
                """
                同意了的，办完才能答复：更正写明是哪一版（--revised 档号=版本）；复制的已经导出；删除的已在鉴定批次里。
                例：lantai request answer 1 --text 已更正，附更正后的一份 --revised J016-ZY.WB.GA.2023.Y-001-002=2
                """,
                """
                What was granted has to be done first: a correction names its version (--revised CODE=N), a copy was exported, a deletion
                stands in a batch of appraisal.
                Example: lantai request answer 1 --text "corrected, copy enclosed" --revised J016-ZY.WB.GA.2023.Y-001-002=2
                """))
        @Argument(help: ArgumentHelp(say("请求编号", "number of the request"), valueName: "N")) var number: Int
        @Option(help: ArgumentHelp(say("答复的内容", "what was answered"), valueName: "TEXT")) var text: String?
        @Option(help: ArgumentHelp(say("更正的版本，可多次", "the version that corrected, repeatable"), valueName: "CODE=N"))
        var revised: [String] = []
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let revisions = try revised.map { typed -> RequestAnswer.Revision in
                let parts = typed.split(separator: "=").map(String.init)
                guard parts.count == 2, let version = Int(parts[1]) else {
                    throw UsageFault.badValue(option: "--revised", value: typed, allowed: [say("档号=版本", "CODE=N")])
                }
                return RequestAnswer.Revision(code: parts[0], version: version)
            }
            RequestText(console: common.console).show(
                try Requesting(archive: common.open("request answer"))
                    .answer(number, text: text ?? "", revisions: revisions))
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lift",
            abstract: say("解除仅存储", "End what a request keeps in storage only"),
            discussion: say(
                "例：lantai request lift 2 --reason 当事人撤回请求",
                "Example: lantai request lift 2 --reason \"withdrawn by the subject\""))
        @Argument(help: ArgumentHelp(say("请求编号", "number of the request"), valueName: "N")) var number: Int
        @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            RequestText(console: common.console).show(
                try Requesting(archive: common.open("request lift")).lift(number, reason: reason))
        }
    }
}
