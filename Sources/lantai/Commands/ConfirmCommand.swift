import Archivist
import ArgumentParser
import Face

struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: say("确认自动提取的著录", "Confirm what was proposed from the text"),
        discussion: say(
            """
            归档时没有给出的题名、日期、责任者、文号、人员从正文提取，标明“待确认”；对的用这个确认，不对的用 lantai revise 改正（改正的就算确认了）。
            提取的人员在确认以前只是显示，不算这件档案的当事人。确认是新的一版，记入日志。
            例：lantai confirm --list
                lantai confirm --list --class 个案 --org 210202
                lantai confirm J016-ZY.WB.PX.2023.D10-0001
                lantai confirm J016-ZY.WB.GA.2023.Y-001-001 --only 题名,当事人 --dry-run
            """,
            """
            Titles, dates, creators, numbers and persons that were not given at filing are proposed from the text and marked so.
            Confirm what is right, correct with lantai revise what is not: that confirms it too. Until then persons are shown,
            but the record is not about them. A confirmation is a new version, and in the log.
            Example: lantai confirm --list
                     lantai confirm --list --class GA --org 210202
                     lantai confirm J016-ZY.WB.PX.2023.D10-0001
                     lantai confirm J016-ZY.WB.GA.2023.Y-001-001 --only title,当事人 --dry-run
            """))

    @Argument(help: ArgumentHelp(say("档号", "archival codes"), valueName: "CODE")) var codes: [String] = []

    @Flag(help: ArgumentHelp(say("列出待确认的，不确认", "list what is to be confirmed, and confirm nothing"))) var list = false

    @Option(
        help: ArgumentHelp(
            say("只确认这几项，用逗号隔开", "only these, between commas"), valueName: "NAMES"))
    var only: String?

    @Flag(name: .customLong("dry-run"), help: ArgumentHelp(say("只说会怎样", "say what would happen, and do nothing")))
    var isDryRun = false

    @Option(help: ArgumentHelp(say("理由，记入新的一版", "why; stands in the new version"), valueName: "R")) var reason: String?

    @Option(name: .customLong("class"), help: ArgumentHelp(say("只列这个类别", "list this class only"), valueName: "C"))
    var classCode: String?

    @Option(help: ArgumentHelp(say("只列这个机构及其下级", "list this organisation and all below only"), valueName: "CODE"))
    var org: String?

    @Option(help: ArgumentHelp(say("只列这一卷", "list this volume only"), valueName: "V")) var volume: String?

    @Option(help: ArgumentHelp(say("最多列几件", "list at most so many"))) var limit: Int?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if list && !codes.isEmpty { throw UsageFault.together("--list", "CODE") }
        if !list && codes.isEmpty { throw UsageFault.nothingToConfirm }
        for (name, isGiven) in [("--only", only != nil), ("--dry-run", isDryRun), ("--reason", reason != nil)] {
            if list && isGiven { throw UsageFault.together("--list", name) }
        }
        let narrowing = [
            ("--class", classCode), ("--org", org), ("--volume", volume), ("--limit", limit.map(String.init)),
        ]
        if !list, let stray = narrowing.first(where: { $0.1 != nil }) { throw UsageFault.onlyWith(stray.0, "--list") }
        let limit = limit ?? 50
        guard (1...10_000).contains(limit) else {
            throw UsageFault.badValue(option: "--limit", value: String(limit), allowed: ["1–10000"])
        }
        let console = common.console
        if list {
            let confirming = Confirming(archive: try common.open("confirm list"))
            let (found, hasMore) = try confirming.waiting(
                Confirming.Range(classCode: classCode, org: org, volume: volume), limit: limit)
            for waiting in found { ConfirmText.show(waiting, on: console) }
            if found.isEmpty { console.note(say("没有待确认的", "nothing is to be confirmed")) }
            if hasMore {
                console.note(
                    say("还有更多，这里列了 \(found.count) 件（--limit）。", "There are more; \(found.count) are listed (--limit)."))
            }
            return
        }
        let confirming = Confirming(archive: try common.open("confirm"))
        let names = try only.map { try proposals($0, confirming) }
        for code in codes {
            let outcome = try await confirming.confirm(
                code, only: names, reason: reason ?? say("确认著录", "description confirmed"), isTrial: isDryRun)
            ConfirmText.show(outcome, on: console, isTrial: isDryRun)
        }
    }

    private func proposals(_ typed: String, _ confirming: Confirming) throws -> Set<String> {
        let words = typed.split(whereSeparator: { ",，、".contains($0) }).map { $0.trimmingPrefix(while: \.isWhitespace) }
        var names: Set<String> = []
        for word in words {
            guard let name = try confirming.proposal(named: String(word)) else {
                let known = ["title", "date", "author", "documentNumber"].map(Wording.name(ofProposal:))
                throw UsageFault.badValue(
                    option: "--only", value: String(word), allowed: known + (try confirming.personFields()))
            }
            names.insert(name)
        }
        if names.isEmpty { throw UsageFault.badValue(option: "--only", value: typed, allowed: [say("题名", "title")]) }
        return names
    }
}
