import Archivist
import ArgumentParser
import Face

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: say("导出利用包（附清单与摘要）", "Export a package with manifest and digests"),
        discussion: say(
            """
            bag 为 BagIt（RFC 8493）文件夹，zip 为同样内容的压缩包，csv、xlsx 只有目录。档号可以是件或案卷。
            csv 里会被表格软件当作公式的内容（以 = + - @ 开头的）前面加一个撇号 '，与原文不同；包里的 metadata.json 和 xlsx 里是原样。
            文件名里 Windows 不认的字符改成全角；清单里写着原名和路径。
            --reading-copies 给 Word、WPS、Excel、PPT 各附一份 PDF/A（在 reading-copies 文件夹里），只供阅读，以原件为准；清单里注明。
            --evidence 是给审计的证据包：清单、检索条件、文件或摘要、关于这些档案的利用日志连同证明、签名的检查点、核对用的程序
            （只要 Python）。需要审计员的职责。给了时期，日志也只取这一时期的，--all-uses 不限。姓名须遮蔽的只给摘要。
            例：lantai export J016-ZY.WB.GA.2023.Y-001 --to 利用包 --format bag
                lantai export --class 培训 --from 2023-01 --to-date 2023-12 --to 培训2023.zip --format zip
                lantai export --evidence --from 2023-01-01 --to 2023-12-31 --to 证据包 --purpose 年度审计
                python3 证据包/data/evidence/verify.py --key 公钥.txt 证据包
            """,
            """
            bag is a BagIt folder (RFC 8493), zip the same as one file, csv and xlsx the list alone. Codes may be items or volumes.
            In csv, what a spreadsheet would run as a formula (it begins with = + - @) gets an apostrophe in front, and so differs
            from the source; metadata.json in the bag, and xlsx, have it as it is. Characters in file names that Windows refuses
            become full-width; the list has the original name and the path.
            --reading-copies puts a PDF/A of each office document into a folder reading-copies, for reading only; the list says so.
            --evidence makes a bundle for audits: list, query, documents or digests, the access log about these records with
            proofs, a signed checkpoint, and the program that checks it all (with Python alone). It takes the duties of an auditor.
            Where a period is given, the log is that period's; --all-uses for all times. Where persons are masked, only digests.
            Example: lantai export J016-ZY.WB.GA.2023.Y-001 --to package --format bag
                     lantai export --class PX --from 2023-01 --until 2023-12 --to training.zip --format zip
                     lantai export --evidence --from 2023-01-01 --to 2023-12-31 --to bundle --purpose "yearly audit"
                     python3 bundle/data/evidence/verify.py --key key.txt bundle
            """))

    @Argument(help: ArgumentHelp(say("档号（件或案卷）", "codes of items or volumes"), valueName: "CODE"))
    var codes: [String] = []

    // `--to` is both the target and, where it is a date, the last day, which `--until` names by itself.
    @Option(
        name: .customLong("to"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(say("写到哪里（也可再给一次作截止日期）", "where to (given once more: the last day)"), valueName: "DIR|DATE"))
    var to: [String] = []
    @Option(help: ArgumentHelp(say("截止日期", "last day"), valueName: "D")) var until: String?
    @Option(help: ArgumentHelp(say("起始日期", "first day"), valueName: "D")) var from: String?
    @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode: String?
    @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
    @Option(help: ArgumentHelp(say("案卷号", "volume"), valueName: "V")) var volume: String?
    @Option(help: ArgumentHelp(say("bag、zip、csv 或 xlsx", "bag, zip, csv or xlsx"))) var format: String = "bag"
    @Flag(name: .customLong("all-versions"), help: ArgumentHelp(say("所有版本，连同已作废的", "all versions, voided records too")))
    var allVersions = false
    @Flag(
        name: .customLong("reading-copies"),
        help: ArgumentHelp(
            say("Word、Excel 等另附阅读副本（PDF/A）", "with a reading copy (PDF/A) of office documents beside them")))
    var readingCopies = false
    @Flag(help: ArgumentHelp(say("证据包，附日志的证明", "an evidence bundle, with proofs from the log"))) var evidence = false
    @Flag(
        name: .customLong("digests-only"),
        help: ArgumentHelp(say("证据包里只给摘要，不给文件", "digests instead of documents in the bundle")))
    var digestsOnly = false
    @Flag(
        name: .customLong("all-uses"),
        help: ArgumentHelp(say("证据包里不限时期，给出全部利用", "uses of all times in the bundle, not only of the period")))
    var allUses = false
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
        if evidence, format != .bag, format != .zip {
            throw UsageFault.badValue(option: "--format", value: format.rawValue, allowed: ["bag", "zip"])
        }
        if !evidence, digestsOnly || allUses {
            throw UsageFault.onlyWith(digestsOnly ? "--digests-only" : "--all-uses", "--evidence")
        }
        if readingCopies, evidence { throw UsageFault.together("--reading-copies", "--evidence") }
        if readingCopies, format == .csv || format == .xlsx {
            throw UsageFault.onlyWith("--reading-copies", "--format bag|zip")
        }
        let archive = try common.open("export")
        let progress = common.console.progress(say("导出", "Exported"))
        guard evidence else {
            return show(
                try Exporting(archive: archive).export(
                    choice, to: target, format: format, readingCopies: readingCopies, progress: progress))
        }
        var options = Evidencing.Options()
        (options.digestsOnly, options.allUses, options.isZipped) = (digestsOnly, allUses, format == .zip)
        show(
            try Evidencing(archive: archive, log: LogCommand.log(archive)).export(
                choice, to: target, options: options, progress: progress))
    }

    private static func members(_ report: ExportReport) -> [(String, JSONText)] {
        [
            ("path", .string(report.path)), ("items", .int(report.items)), ("files", .int(report.files)),
            ("bytes", .int(report.bytes)),
        ]
    }

    private func show(_ report: ExportReport) {
        let copies: [(String, JSONText)] = [
            ("copies", .int(report.copies)), ("withoutCopy", .array(report.withoutCopy.map(JSONText.string))),
        ]
        common.console.print(
            common.json
                ? JSONText.object(Self.members(report) + (readingCopies ? copies : [])).text
                : say("已导出 \(report.items) 件到 \(report.path)", "Exported \(report.items) records to \(report.path)"))
        if readingCopies {
            common.console.note(
                say("阅读副本 \(report.copies) 份，只供阅读，以原件为准", "\(report.copies) reading copies, for reading only"))
        }
        for path in report.withoutCopy {
            common.console.warn(
                say(
                    "做不出“\(Wording.safe(path))”的阅读副本，原件在包里",
                    "no reading copy of '\(Wording.safe(path))'; the original is in the package"))
        }
    }

    private func show(_ report: EvidenceReport) {
        if common.json {
            return common.console.print(
                .object(
                    Self.members(report.export) + [
                        ("enclosed", .int(report.enclosed)), ("entries", .int(report.entries)),
                        ("withheld", .int(report.withheld)), ("checkpoint", .int(report.checkpoint)),
                        ("verifier", .string(report.verifier)),
                    ]))
        }
        let export = report.export
        common.console.print(
            say(
                "证据包在 \(export.path)：\(export.items) 件，随包给出 \(report.enclosed) 件的文件，日志 \(report.entries) 条，检查点 \(report.checkpoint)",
                "The evidence bundle is \(export.path): \(export.items) records, documents of \(report.enclosed), \(report.entries) log entries, checkpoint \(report.checkpoint)"
            ))
        if report.enclosed < export.items, !digestsOnly {
            common.console.note(
                say(
                    "姓名须遮蔽的 \(export.items - report.enclosed) 件只给了摘要",
                    "only digests of \(export.items - report.enclosed) in which you see persons masked"))
        }
        if report.withheld > 0 {
            common.console.note(
                say(
                    "\(report.withheld) 条日志提到姓名，个人部分没有给出",
                    "\(report.withheld) entries name persons: their personal part is withheld"))
        }
        common.console.note(
            say("核对：", "To check it: ")
                + "python3 \(export.path)/data/evidence/verify.py --key \(say("公钥", "KEY")) \(export.path)")
    }
}
