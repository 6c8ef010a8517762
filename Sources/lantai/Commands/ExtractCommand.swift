import Archivist
import ArgumentParser
import Face
import Records

struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: say("补取正文：再读一遍当时没有读出的", "Read again what could not be read when it was filed"),
        discussion: say(
            """
            归档时缺少程序（如文字识别），或读得太久、读不出，正文就不全。装好程序之后补取；正文作为新的一版，原文件不动。
            例：lantai extract --missing
                lantai extract --missing --class 个案
                lantai extract J016-ZY.WB.PX.2023.D10-0001
            还缺程序时，说明缺哪些软件包，退出码 69。读不出的记着：程序没有变，下次就不再读，除非加 --again。
            """,
            """
            Where a program was missing (such as text recognition) or reading took too long, a record lacks text. Once the
            program is there, its text is entered as a new version; the files stay as they are.
            Example: lantai extract --missing
                     lantai extract --missing --class GA
                     lantai extract J016-ZY.WB.PX.2023.D10-0001
            While programs are still missing, their packages are named, and the exit status is 69. What gave no more text is
            remembered, and not read again until a program has changed, or with --again.
            """))

    @Argument(help: ArgumentHelp(say("档号", "archival codes"), valueName: "CODE")) var codes: [String] = []

    @Flag(help: ArgumentHelp(say("所有正文不全的档案", "all records that lack text"))) var missing = false

    @Flag(
        help: ArgumentHelp(
            say("连上次没有读出更多的也再读一遍", "also those that gave no more text the last time"))) var again = false

    @Option(name: .customLong("class"), help: ArgumentHelp(say("只补这个类别", "only this class"), valueName: "C"))
    var classCode: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if missing && !codes.isEmpty { throw UsageFault.together("--missing", "CODE") }
        if !missing && codes.isEmpty { throw UsageFault.nothingToExtract }
        if classCode != nil && !missing { throw UsageFault.together("--class", "CODE") }
        if again && !missing { throw UsageFault.onlyWith("--again", "--missing") }
        let console = common.console
        let extracting = try Extracting(archive: common.open("extract"))
        let reason = say("补取正文", "text read again")
        var lacking: [String: (package: String, records: Int)] = [:]
        var (read, same, left) = (0, 0, 0)
        let report: (Extracting.Outcome) -> Void = { outcome in
            if !outcome.isTried { left += 1 } else if outcome.version == nil { same += 1 } else { read += 1 }
            let missing = outcome.unread.compactMap(\.unread).filter { $0.reason == .toolMissing }
            for (program, package) in Set(missing.map { $0.program ?? "" }).map({ name in
                (name, missing.first { $0.program == name }?.package ?? "")
            }) {
                lacking[program] = (package, (lacking[program]?.records ?? 0) + 1)
            }
            show(outcome, on: console)
        }
        if missing {
            try await extracting.extractMissing(
                classCode: classCode, again: again, reason: reason, progress: console.progress(say("补取", "Read")),
                report: report)
            console.note(
                say("补取 \(read) 件，其余 \(same) 件没有更多正文。", "Read \(read); \(same) have no more text than before.")
                    + (left == 0
                        ? ""
                        : say(
                            "\(left) 件不用再读：读过的程序没有变，或者缺的程序还没有装（--again 全部再读）。",
                            " \(left) were not read again: nothing they are read with has changed, or it is still missing (--again reads all)."
                        )))
        } else {
            try await extracting.extract(codes, reason: reason, report: report)
        }
        for (program, what) in lacking.sorted(by: { $0.key < $1.key }) {
            console.warn(
                say(
                    "\(what.records) 件还缺程序 \(program)：请安装软件包 \(what.package)（apt install \(what.package)），再运行一次",
                    "\(what.records) records still need the program \(program): install the package \(what.package) (apt install \(what.package)) and run this again"
                ))
        }
        if !lacking.isEmpty { throw ExitCode(69) }
    }

    private func show(_ outcome: Extracting.Outcome, on console: Console) {
        if console.isJSON {
            let unread = outcome.unread.map { file in
                JSONText.object([
                    ("name", .string(file.name)), ("reason", JSONText(file.unread?.reason.rawValue)),
                    ("program", JSONText(file.unread?.program)), ("package", JSONText(file.unread?.package)),
                ])
            }
            console.print(
                .object([
                    ("status", .string(outcome.version == nil ? "unchanged" : "read")),
                    ("code", .string(outcome.code)), ("version", JSONText(outcome.version)),
                    ("unread", .array(unread)), ("tried", .bool(outcome.isTried)),
                ]))
            return
        }
        guard !console.isQuiet, outcome.isTried else { return }
        if let version = outcome.version {
            console.print(
                say("已补取（第 \(version) 版）", "Read (version \(version))") + "  \(outcome.code)  "
                    + Wording.safe(outcome.title))
        } else {
            console.print(say("没有更多", "Nothing more") + "  \(outcome.code)  " + Wording.safe(outcome.title))
        }
    }
}
