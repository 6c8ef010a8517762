import Archivist
import ArgumentParser

struct ReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex", abstract: say("从盒中重建检索索引", "Build the search index anew from the boxes"),
        discussion: say(
            "可以中断；下次检索或归档时接着做。\n例：lantai reindex",
            "Can be interrupted; the next search or filing goes on.\nExample: lantai reindex"))

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let count = try await Rebuilding(archive: common.open("reindex")).reindex(
            progress: common.console.progress(say("建立索引", "Indexed")))
        if common.json {
            common.console.print(.object([("items", .int(count))]))
        } else {
            common.console.print(say("索引已重建：\(count) 件", "The index is rebuilt: \(count) records"))
        }
    }
}

struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: say("目录库丢失时，只凭盒重建", "Rebuild a lost catalog from the boxes alone"),
        discussion: say("例：lantai recover --archive 档案", "Example: lantai recover --archive archive"))

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let report = try Recovering(path: common.folder(), principal: common.principal("recover")).recover(
            progress: common.console.progress(say("读盒", "Read")))
        if common.json {
            common.console.print(
                .object([
                    ("boxes", .int(report.boxes)), ("acts", .int(report.acts)), ("versions", .int(report.versions)),
                    ("problems", .array(report.problems.map(JSONText.string))),
                ]))
        } else {
            for problem in report.problems { common.console.warn(say("读不了 ", "cannot be read: ") + problem) }
            common.console.print(
                say(
                    "从 \(report.boxes) 盒中恢复了 \(report.versions) 个版本",
                    "Recovered \(report.versions) versions from \(report.boxes) boxes"))
        }
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}
