import Archivist
import ArgumentParser
import Face
import Foundation
import Inspection

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: say("四性检测：真实、完整、可用、安全", "Inspect authenticity, integrity, usability and security"),
        discussion: say(
            """
            按 DA/T 70 逐件检测：字节与归档时的摘要、盒内元数据与目录、日志里的归档记录、版本与时间；著录、文件、件号；
            能否读出、格式（Corpus/formats.yaml 或随程序的一份）、正文与编码；加密、宏、脚本与活动内容、可执行程序。
            不查病毒：请另用杀毒软件。不给档号和条件，检测全部。--stage transfer 更严：格式、宏、脚本要在移交前处理。
            有不通过的，退出码为 1。--report 写一份登记表（CSV），一件一行，一项一列。
            例：lantai inspect J016-ZY.WB.GA.2023.Y-001
                lantai inspect --class 个案 --stage transfer --report 四性检测.csv
            """,
            """
            After DA/T 70, record by record: bytes against the digest taken at filing, metadata in box and catalog, the filing in
            the log, versions and times; description, files, numbers; whether it can be read, format (Corpus/formats.yaml or the
            list that comes with the program), text and encoding; encryption, macros, scripts and active content, programs.
            It looks for no viruses: use a scanner for that. Without codes and criteria everything is inspected. --stage transfer
            is stricter about formats, macros and scripts. Exits 1 when anything fails. --report writes a register (CSV).
            Example: lantai inspect J016-ZY.WB.GA.2023.Y-001
                     lantai inspect --class GA --stage transfer --report inspection.csv
            """))

    @Argument(help: ArgumentHelp(say("档号（件或案卷）", "codes of items or volumes"), valueName: "CODE"))
    var codes: [String] = []
    @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode: String?
    @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
    @Option(help: ArgumentHelp(say("案卷号", "volume"), valueName: "V")) var volume: String?
    @Option(help: ArgumentHelp(say("起始日期", "first day"), valueName: "D")) var from: String?
    @Option(help: ArgumentHelp(say("截止日期", "last day"), valueName: "D")) var until: String?
    @Option(help: ArgumentHelp(say("最近归档的 N 件", "the N that were filed last"), valueName: "N")) var last: Int?
    @Option(
        help: ArgumentHelp(
            say("环节：filing 归档、keeping 长期保存、transfer 移交", "filing, keeping or transfer"), valueName: "STAGE"))
    var stage: String = "keeping"
    @Option(help: ArgumentHelp(say("登记表写到哪里", "where to write the register"), valueName: "FILE.csv")) var report:
        String?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard let stage = Stage(rawValue: stage) else {
            throw UsageFault.badValue(option: "--stage", value: stage, allowed: Stage.allCases.map(\.rawValue))
        }
        var choice = Exporting.Choice()
        choice.codes = codes
        choice.from = try Dates.period(from, end: false, option: "--from")
        choice.to = try Dates.period(until, end: true, option: "--until")
        (choice.classCode, choice.org, choice.volume, choice.allVersions) = (classCode, org, volume, true)
        if let last {
            guard last > 0 else {
                throw UsageFault.badValue(
                    option: "--last", value: "\(last)", allowed: [say("正整数", "a positive number")])
            }
            let others = [
                ("--class", classCode), ("--org", org), ("--volume", volume), ("--from", from), ("--until", until),
            ]
            if let other = codes.first ?? others.first(where: { $0.1 != nil })?.0 {
                throw UsageFault.together("--last", other)
            }
            choice.newest = last
        }
        let inspecting = Inspecting(archive: try common.open("inspect"))
        if let report { try inspecting.expectFree(report) }
        var lines: [InspectedRecord] = []
        let found = try inspecting.inspect(
            choice, stage: stage, progress: common.console.progress(say("检测", "Inspected"))
        ) { record in
            if report != nil { lines.append(record) }
            show(record)
        }
        if let report { try inspecting.write(InspectionRegister.csv(found, lines), to: report) }
        if common.json {
            common.console.print(InspectionText.json(found))
        } else {
            for line in InspectionText.table(found) { common.console.print(line) }
            common.console.print(
                say(
                    "\(found.records) 件、\(found.volumes) 卷：\(found.passed) 通过，\(found.warned) 提醒，\(found.failed) 不通过",
                    "\(found.records) records, \(found.volumes) volumes: \(found.passed) pass, \(found.warned) warn, \(found.failed) fail"
                ))
        }
        if let report { common.console.note(say("登记表在 \(report)", "The register is \(report)")) }
        if found.failed > 0 { throw ExitCode(1) }
    }

    /// As JSON every record; for people what is not in order.
    private func show(_ record: InspectedRecord) {
        if common.json { return common.console.print(InspectionText.json(record)) }
        for finding in record.findings where finding.verdict > .pass {
            common.console.print(
                Wording.safe(
                    [
                        InspectionText.name(of: finding.verdict), record.code, InspectionText.name(of: finding.check),
                        InspectionText.message(finding),
                    ].joined(separator: "  ")))
        }
    }
}
