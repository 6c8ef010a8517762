import ArgumentParser
import Face
import Records

/// What narrows a search and how much of it is shown; the same for all commands that find records.
struct FilterOptions: ParsableArguments {
    @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode: String?
    @Option(help: ArgumentHelp(say("机构及其下级（区划代码）", "organisation and all below (division code)"), valueName: "CODE"))
    var org: String?
    @Option(help: ArgumentHelp(say("案卷号", "volume"), valueName: "V")) var volume: String?
    @Option(help: ArgumentHelp(say("起始日期", "first day"), valueName: "D")) var from: String?
    @Option(help: ArgumentHelp(say("截止日期", "last day"), valueName: "D")) var to: String?
    @Option(
        name: .customLong("field"),
        help: ArgumentHelp(
            say("著录项等于某值，可多次", "a description field has this value, repeatable"), valueName: "NAME=VALUE")) var fields:
        [String] = []
    @Option(help: ArgumentHelp(say("最多几件", "at most so many"))) var limit = 20
    @Option(help: ArgumentHelp(say("跳过前几件", "pass over so many"))) var offset = 0
    @Flag(help: ArgumentHelp(say("不要片段与分面", "no snippets and facets"))) var brief = false

    /// A query without words.
    func query() throws -> SearchQuery {
        guard (0...10_000).contains(limit) else {
            throw UsageFault.badValue(option: "--limit", value: String(limit), allowed: ["0–10000"])
        }
        guard (0...10_000_000).contains(offset) else {
            throw UsageFault.badValue(option: "--offset", value: String(offset), allowed: ["0–10000000"])
        }
        return SearchQuery(
            text: "", classCode: classCode, org: org, volume: volume,
            from: try Dates.period(from, end: false, option: "--from"),
            to: try Dates.period(to, end: true, option: "--to"),
            fields: try Fields.parse(fields).map { FieldValue(name: $0.name, value: $0.value) }, limit: limit,
            offset: offset)
    }
}
