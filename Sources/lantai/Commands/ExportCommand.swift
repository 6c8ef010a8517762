import Archivist
import ArgumentParser

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: say("导出利用包（附清单与摘要）", "Export a package with manifest and digests"),
        discussion: say(
            """
            bag 为 BagIt（RFC 8493）文件夹，zip 为同样内容的压缩包，csv 只有目录。档号可以是件或案卷。
            例：lantai export J016-ZY.WB.GA.2023.Y-001 --to 利用包 --format bag
                lantai export --class 培训 --from 2023-01 --to-date 2023-12 --to 培训2023.zip --format zip
            """,
            """
            bag is a BagIt folder (RFC 8493), zip the same as one file, csv the list alone. Codes may be items or volumes.
            Example: lantai export J016-ZY.WB.GA.2023.Y-001 --to package --format bag
                     lantai export --class PX --from 2023-01 --until 2023-12 --to training.zip --format zip
            """))

    @Argument(help: ArgumentHelp(say("档号（件或案卷）", "codes of items or volumes"), valueName: "CODE"))
    var codes: [String] = []

    // DESIGN gives `--to` both the last day and the target folder: the value tells which, and `--until` names the day.
    @Option(
        name: .customLong("to"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(say("写到哪里（也可再给一次作截止日期）", "where to (given once more: the last day)"), valueName: "DIR|DATE"))
    var to: [String] = []
    @Option(help: ArgumentHelp(say("截止日期", "last day"), valueName: "D")) var until: String?
    @Option(help: ArgumentHelp(say("起始日期", "first day"), valueName: "D")) var from: String?
    @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode: String?
    @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
    @Option(help: ArgumentHelp(say("案卷号", "volume"), valueName: "V")) var volume: String?
    @Option(help: ArgumentHelp(say("bag、zip 或 csv", "bag, zip or csv"))) var format: String = "bag"
    @Flag(name: .customLong("all-versions"), help: ArgumentHelp(say("所有版本，连同已作废的", "all versions, voided records too")))
    var allVersions = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard let format = Exporting.Format(rawValue: format) else {
            throw UsageFault.badValue(
                option: "--format", value: format, allowed: Exporting.Format.allCases.map(\.rawValue))
        }
        var choice = Exporting.Choice()
        choice.codes = codes
        choice.from = try Dates.period(from, end: false, option: "--from")
        choice.to = try Dates.period(until, end: true, option: "--until")
        choice.classCode = classCode
        choice.org = org
        choice.volume = volume
        choice.allVersions = allVersions
        var targets = to
        if choice.to == nil, targets.count > 1,
            let index = targets.firstIndex(where: { (try? Dates.period($0, end: true, option: "--to")) != nil })
        {
            choice.to = try Dates.period(targets.remove(at: index), end: true, option: "--to")
        }
        guard targets.count == 1, let target = targets.first else {
            throw ValidationError(say("用 --to 指明一个写到的地方", "name one place to write to with --to"))
        }
        let archive = try common.open("export")
        let report = try Exporting(archive: archive).export(
            choice, to: target, format: format, progress: common.console.progress(say("导出", "Exported")))
        if common.json {
            common.console.print(
                .object([
                    ("path", .string(report.path)), ("items", .int(report.items)), ("files", .int(report.files)),
                    ("bytes", .int(report.bytes)),
                ]))
        } else {
            common.console.print(
                say("已导出 \(report.items) 件到 \(report.path)", "Exported \(report.items) records to \(report.path)"))
        }
    }
}
