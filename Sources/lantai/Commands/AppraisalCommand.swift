import Archivist
import ArgumentParser
import Face
import Records
import Retention

struct AppraisalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appraisal", abstract: say("鉴定：批次、意见、审批", "Appraisal: batches, opinions, approval"),
        discussion: say(
            "开批、出意见（至少两人，一致）、审批（未出意见的第三人）、销毁，各由不同的人做；一个账户做不完。",
            "Opened, given at least two opinions that agree, approved by a third, executed: by different persons, never one account alone."
        ),
        subcommands: [List.self, Show.self, Open.self, GiveOpinion.self, Approve.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出鉴定批次", "List the batches"),
            discussion: say("例：lantai appraisal list", "Example: lantai appraisal list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let views = try Appraising(archive: common.open("appraisal list")).list()
            for view in views { AppraisalText(console: common.console).line(view) }
            if views.isEmpty { common.console.note(say("没有鉴定批次", "no batches")) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: say("一个批次，逐件的意见与进度", "A batch, with opinions and standing of each record"),
            discussion: say("例：lantai appraisal show 1", "Example: lantai appraisal show 1"))
        @Argument(help: ArgumentHelp(say("批次编号", "number of the batch"), valueName: "BATCH")) var batch: Int
        @OptionGroup var common: CommonOptions

        func run() async throws {
            AppraisalText(console: common.console).show(
                try Appraising(archive: common.open("appraisal show")).show(batch))
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: say("开一个鉴定批次", "Open a batch"),
            discussion: say(
                """
                题名长期保存，不写姓名。
                例：lantai appraisal open --title 2034年到期培训档案 --due 2034-01-01 --class 培训
                    lantai appraisal open --title 离职人员查询档案 --items J016-ZY.WB.RZ.2023.D10-0001
                """,
                """
                The title stays for good: name no person in it.
                Example: lantai appraisal open --title "training, due 2034" --due 2034-01-01 --class PX
                         lantai appraisal open --title "staff checks" --items J016-ZY.WB.RZ.2023.D10-0001
                """))
        @Option(help: ArgumentHelp(say("题名", "title"), valueName: "T")) var title: String
        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp(say("档号或案卷号", "codes of records or volumes"), valueName: "CODE")) var items: [String] =
                []
        @Option(help: ArgumentHelp(say("某日已到期的全部档案", "all records due on a day"), valueName: "DATE")) var due: String?
        @Option(help: ArgumentHelp(say("同意删除的请求所涉的档案", "the records of a granted deletion request"), valueName: "N"))
        var request: Int?
        @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode:
            String?
        @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let named = [("--items", !items.isEmpty), ("--due", due != nil), ("--request", request != nil)]
                .filter(\.1).map(\.0)
            if named.count > 1 { throw UsageFault.together(named[0], named[1]) }
            if named.isEmpty {
                throw ValidationError(
                    say(
                        "要写明哪些档案：--items 档号、--due 日期，或 --request 请求编号",
                        "name the records: --items CODES, --due DATE, or --request N"))
            }
            let archive = try common.open("appraisal open")
            let appraising = Appraising(archive: archive)
            let view =
                if let day = try Dates.day(due, option: "--due") {
                    try appraising.open(title: title, due: day, classCode: classCode, org: org)
                } else if let request {
                    try appraising.open(title: title, codes: Requesting(archive: archive).proposed(request))
                } else {
                    try appraising.open(title: title, codes: items)
                }
            AppraisalText(console: common.console).show(view)
        }
    }

    struct GiveOpinion: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "opinion", abstract: say("出鉴定意见", "Give an opinion"),
            discussion: say(
                """
                不写档号就是全批。理由长期保存，不写姓名。
                例：lantai appraisal opinion 1 --destroy --reason 已无保存价值
                    lantai appraisal opinion 1 J016-ZY.WB.PX.2023.D10-0001 --extend 10 --reason 仍有查考价值
                """,
                """
                Without codes it is for the whole batch. The reason stays for good: name no person in it.
                Example: lantai appraisal opinion 1 --destroy --reason "of no further value"
                         lantai appraisal opinion 1 J016-ZY.WB.PX.2023.D10-0001 --extend 10 --reason "still consulted"
                """))
        @Argument(help: ArgumentHelp(say("批次编号", "number of the batch"), valueName: "BATCH")) var batch: Int
        @Argument(help: ArgumentHelp(say("档号", "archival codes"), valueName: "CODE")) var codes: [String] = []
        @Flag(help: ArgumentHelp(say("销毁", "destroy"))) var destroy = false
        @Flag(help: ArgumentHelp(say("转为永久", "keep for good"))) var permanent = false
        @Flag(help: ArgumentHelp(say("移交", "transfer"))) var transfer = false
        @Option(help: ArgumentHelp(say("延长多少年", "so many years more"), valueName: "N")) var extend: Int?
        @Option(help: ArgumentHelp(say("理由", "why"), valueName: "R")) var reason: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            if let extend, !(1...200).contains(extend) {
                throw UsageFault.badValue(option: "--extend", value: String(extend), allowed: ["1–200"])
            }
            let named: [(String, Verdict)] = [
                destroy ? ("--destroy", .destroy) : nil, permanent ? ("--permanent", .permanent) : nil,
                transfer ? ("--transfer", .transfer) : nil, extend.map { ("--extend", .extend(years: $0)) },
            ].compactMap { $0 }
            if named.count > 1 { throw UsageFault.together(named[0].0, named[1].0) }
            guard let verdict = named.first?.1 else {
                throw ValidationError(
                    say(
                        "要写明意见：--destroy、--extend N、--permanent 或 --transfer",
                        "name one of --destroy, --extend N, --permanent, --transfer"))
            }
            let view = try Appraising(archive: common.open("appraisal opinion")).giveOpinion(
                batch, codes: codes, verdict: verdict, reason: reason)
            AppraisalText(console: common.console).show(view)
            if view.items.contains(where: { $0.standing.state == .opinionsMissing }) {
                common.console.note(
                    say(
                        "还要另一人用自己的账户出意见；同一账户再出一次，只替换前一次",
                        "another person must give an opinion under an account of their own; a second one of the same account replaces its first"
                    ))
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: say("审批意见一致的档案", "Approve what the opinions agree in"),
            discussion: say("例：lantai appraisal approve 1", "Example: lantai appraisal approve 1"))
        @Argument(help: ArgumentHelp(say("批次编号", "number of the batch"), valueName: "BATCH")) var batch: Int
        @Argument(help: ArgumentHelp(say("档号（不写就是全批）", "archival codes (all without)"), valueName: "CODE")) var codes:
            [String] = []
        @OptionGroup var common: CommonOptions

        func run() async throws {
            AppraisalText(console: common.console).show(
                try Appraising(archive: common.open("appraisal approve")).approve(batch, codes: codes))
        }
    }
}

private struct AppraisalText {
    let console: Console

    func line(_ view: AppraisalView) {
        if console.isJSON { return console.print(.of(view)) }
        let states = Dictionary(grouping: view.items, by: \.standing.state).mapValues(\.count)
        let counts = AppraisalStanding.State.allCases.compactMap { state in
            states[state].map { Wording.of(state) + " \($0)" }
        }
        console.print(
            say("批次 \(view.appraisal.number)", "batch \(view.appraisal.number)") + "  "
                + Wording.safe(view.appraisal.title) + "  \(view.openedAt)  \(view.openedBy)  "
                + counts.joined(separator: say("，", ", ")))
    }

    func show(_ view: AppraisalView) {
        line(view)
        if console.isJSON { return }
        for item in view.items {
            let standing = item.standing
            let verdict = standing.verdict.map { "  " + Wording.of($0) } ?? ""
            let voided = standing.voided.map { "  " + Wording.of($0) } ?? ""
            let holds =
                item.holds.isEmpty
                ? "" : say("  冻结 ", "  held by ") + item.holds.map(String.init).joined(separator: " ")
            let opinions = standing.opinions.map { opinion in
                "    \(opinion.by)\(say("：", ": "))\(Wording.of(opinion.verdict))\(say("，", ", "))\(Wording.safe(opinion.reason))"
            }
            let approved = standing.approvedBy.map { say("    审批：", "    approved by: ") + $0 }
            console.print("  \(item.code)  \(Wording.of(standing.state))\(verdict)\(voided)\(holds)")
            for line in opinions + [approved].compactMap({ $0 }) { console.print(line) }
        }
    }
}
