import Archivist
import ArgumentParser
import Face
import Foundation
import Records

struct SimilarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar", abstract: say("查找相似的既往个案", "Prior cases like this one"),
        discussion: say(
            """
            给出档号，或用 --text 给出一段描述（- 为标准输入）。每件都列出与之相同的关键词。同一案卷的其他件不列，要列加 --own-volume。
            例：lantai similar J016-ZY·WB·GA·2023·Y-007-003
                lantai similar --text - --class 个案 < 描述.txt
            """,
            """
            Give an archival code, or a description with --text (- is standard input). Each hit lists the key words it shares.
            Other records of the same volume are left out, unless --own-volume is given.
            Example: lantai similar J016-ZY·WB·GA·2023·Y-007-003
                     lantai similar --text - --class GA < description.txt
            """))

    @Argument(help: ArgumentHelp(say("档号", "archival code"), valueName: "CODE")) var code: String?
    @Option(help: ArgumentHelp(say("描述所在的文件，- 为标准输入", "file with a description, - for stdin"), valueName: "FILE"))
    var text: String?
    @Flag(name: .customLong("own-volume"), help: ArgumentHelp(say("也列同一案卷的", "records of its own volume too")))
    var ownVolume = false
    @OptionGroup var filters: FilterOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        if code != nil && text != nil { throw UsageFault.together("--text", "CODE") }
        let query = try filters.query()
        let description = try text.map { try $0 == "-" ? Self.standardInput() : InputFile.text($0) }
        guard code != nil || description != nil else {
            throw ValidationError(say("请给出档号或 --text", "give CODE or --text"))
        }
        let searching = try await Searching(
            archive: common.open("similar"), progress: common.console.progress(say("建立索引", "Indexing")))
        let clock = ContinuousClock()
        let start = clock.now
        var report: SearchReport
        if let code {
            report = try searching.similar(
                toRecord: code, query: query, includesOwnVolume: ownVolume, isBrief: filters.brief)
            report.query = code
        } else {
            report = try searching.similar(toText: description ?? "", query: query, isBrief: filters.brief)
        }
        SearchText(console: common.console, isBrief: filters.brief).show(report, took: clock.now - start, query: query)
    }

    private static func standardInput() -> String {
        String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    }
}
