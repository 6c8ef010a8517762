import Archivist
import ArgumentParser
import Face

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
        discussion: say(
            "利用日志丢失时，恢复已装盒的部分。\n例：lantai recover --archive 档案",
            "Of a lost access log what was boxed comes back.\nExample: lantai recover --archive archive"))

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let report = try Recovering(path: common.folder(), principal: common.principal("recover")).recover(
            progress: common.console.progress(say("读盒", "Read")))
        if common.json {
            var log = JSONText.null
            if let recovered = report.log {
                log = .object([
                    ("entries", .int(Int(recovered.entries))), ("lostAtLeast", .int(recovered.lost)),
                ])
            }
            common.console.print(
                .object([
                    ("boxes", .int(report.boxes)), ("acts", .int(report.acts)), ("versions", .int(report.versions)),
                    ("problems", .array(report.problems.map(JSONText.string))),
                    ("log", log),
                ]))
        } else {
            for problem in report.problems { common.console.warn(say("读不了 ", "cannot be read: ") + problem) }
            if let log = report.log {
                common.console.warn(
                    say(
                        "利用日志丢了：从盒中恢复到第 \(log.entries) 条为止，其后至少 \(log.lost) 条丢失（查看、检索没有计入）",
                        "the access log was lost: restored from the boxes up to entry \(log.entries); behind it at least \(log.lost) are lost, not counting what was read and searched"
                    ))
            }
            // Where only the log was lost, no box was read for anything else.
            if report.boxes > 0 || report.log == nil {
                common.console.print(
                    say(
                        "从 \(report.boxes) 盒中恢复了 \(report.versions) 个版本",
                        "Recovered \(report.versions) versions from \(report.boxes) boxes"))
            }
        }
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}
