import Archivist
import ArgumentParser
import Face
import Foundation
import Records

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: say("检索", "Search"),
        discussion: say(
            """
            各词都要有，按相关度排序；没有同时含各词的，就给出含部分词的。“整句”加引号，不要的词前加 -，任一用 OR。
            例：lantai search 临时监护 --class 个案 --from 2023-01-01
                lantai search '"强制报告" -宣传' --field 风险等级=高
                lantai search --class 培训 --from 2023-01-01 --to 2023-12-31    （按时期列出）
            """,
            """
            All words must match, ranked; where nothing has them all, the best partial matches are given. Quote an "exact
            phrase", put - before what must not occur, OR between alternatives.
            Example: lantai search 临时监护 --class GA --from 2023-01-01
                     lantai search --class PX --from 2023-01-01 --to 2023-12-31    (a list by period)
            """))

    @Argument(help: ArgumentHelp(say("要找的词", "words"), valueName: "QUERY"))
    var words: [String] = []

    @Option(
        help: ArgumentHelp(
            say("一次做多个检索：每行 {\"id\",\"text\"}", "many queries: a line each {\"id\",\"text\"}"), valueName: "FILE"))
    var queries: String?

    @Option(help: ArgumentHelp(say("排序：relevance 相关度、date 日期", "order: relevance or date"))) var sort: String =
        "relevance"
    @Flag(help: ArgumentHelp(say("一万件以上也数清总数与分面", "count totals and facets beyond 10,000 too"))) var exact =
        false
    @Flag(help: ArgumentHelp(say("也包括已作废的", "voided records too"))) var voided = false
    @Option(help: ArgumentHelp(say("以此名称保存这个检索", "keep this search under a name"), valueName: "NAME")) var save: String?
    @Option(
        help: ArgumentHelp(
            say("再做保存过的检索；可另加筛选条件", "run a saved search again; filters may be added"), valueName: "NAME"))
    var saved: String?
    @OptionGroup var filters: FilterOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        if queries != nil && !words.isEmpty { throw UsageFault.together("--queries", "QUERY") }
        if saved != nil && !words.isEmpty { throw UsageFault.together("--saved", "QUERY") }
        if queries != nil && saved ?? save != nil {
            throw UsageFault.together("--queries", saved == nil ? "--save" : "--saved")
        }
        var base = try query()
        let archive = try common.open("search")
        if let saved {
            base = try SearchKeeping(archive: archive).search(named: saved).query.narrowed(by: base)
        }
        let searching = try await Searching(
            archive: archive, progress: common.console.progress(say("建立索引", "Indexing")))
        guard let queries else {
            let clock = ContinuousClock()
            let start = clock.now
            let report = try searching.search(base, isBrief: filters.brief)
            SearchText(console: common.console, isBrief: filters.brief).show(
                report, took: clock.now - start, query: base)
            if let save {
                try SearchKeeping(archive: archive).save(base, named: save)
                common.console.note(
                    say("已保存为“\(Wording.safe(save))”", "saved as '\(Wording.safe(save))'"))
            }
            return
        }
        for line in try InputFile.text(queries).split(separator: "\n", omittingEmptySubsequences: true) {
            guard let one = try? JSONDecoder().decode(QueryLine.self, from: Data(line.utf8)) else {
                throw ArchiveFailure.unreadable(
                    path: queries, reason: say("应为每行 {\"id\",\"text\"}", "expected {\"id\",\"text\"} a line"))
            }
            var query = base
            query.text = one.text
            let clock = ContinuousClock()
            let start = clock.now
            let report = try searching.search(query, isBrief: filters.brief)
            common.console.print(
                .of(report, took: clock.now - start, id: one.id, isBrief: filters.brief))
        }
    }

    private struct QueryLine: Decodable {
        var id: String
        var text: String
    }

    private func query() throws -> SearchQuery {
        guard let order = SearchQuery.Sort(rawValue: sort) else {
            throw UsageFault.badValue(option: "--sort", value: sort, allowed: SearchQuery.Sort.allCases.map(\.rawValue))
        }
        var query = try filters.query()
        query.text = words.joined(separator: " ")
        query.sort = order
        query.includeVoided = voided
        query.exact = exact
        return query
    }
}

/// Hits as people and programs read them.
struct SearchText {
    let console: Console
    let isBrief: Bool

    func show(_ report: SearchReport, took: Duration, query: SearchQuery) {
        if console.isJSON {
            console.print(.of(report, took: took, isBrief: isBrief))
            return
        }
        for problem in report.problems { console.note(Wording.of(problem)) }
        if let hint = report.hint { console.note(Wording.of(hint)) }
        if !report.suggestions.isEmpty {
            console.note(
                say("您是不是要找：", "Did you mean: ")
                    + report.suggestions.map(Wording.safe).joined(separator: say("、", ", ")))
        }
        for record in report.announced {
            console.note(
                say(
                    "另有既往个案：\(record.year) 年，机构 \(record.org)；要看用 lantai access request",
                    "there is a prior case: \(record.year), organisation \(record.org); ask with lantai access request")
            )
        }
        guard !report.hits.isEmpty else {
            if report.hint == nil { console.note(say("没有更多", "no more")) }
            return
        }
        console.print(
            say(
                "\(report.totalIsExact ? "共" : "多于") \(report.total) 件，用时 \(Wording.milliseconds(took)) 毫秒",
                "\(report.totalIsExact ? "" : "more than ")\(report.total) records, \(Wording.milliseconds(took)) ms"))
        for (index, hit) in report.hits.enumerated() {
            let page = hit.page.map { say("第 \($0) 页", "page \($0)") }
            let place = [hit.date, hit.classCode, hit.org, hit.volume, hit.file.map(Wording.safe), page]
                .compactMap { $0 }.joined(separator: " · ")
            console.print("\(query.offset + index + 1). \(hit.code)  \(Wording.safe(hit.title))")
            console.print("   \(place)")
            if let reasons = hit.reasons, !reasons.isEmpty {
                console.print("   " + say("相同：", "shared: ") + reasons.map(\.term).joined(separator: say("、", ", ")))
            }
            if let snippet = hit.snippet, !snippet.isEmpty { console.print("   " + Console.plain(snippet: snippet)) }
        }
        guard !isBrief else { return }
        facet(say("类别", "Class"), report.classFacet, byCount: true)
        facet(say("年度", "Year"), report.yearFacet, byCount: false)
        facet(say("机构", "Organisation"), report.orgFacet, byCount: true)
        if query.offset + report.hits.count < report.total {
            console.note(
                say(
                    "更多：加 --offset \(query.offset + report.hits.count)",
                    "More: add --offset \(query.offset + report.hits.count)"))
        }
    }

    private func facet(_ name: String, _ counts: [String: Int], byCount: Bool) {
        let sorted = counts.sorted { byCount && $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        let shown = sorted.prefix(12).map { "\($0.key) \($0.value)" }.joined(separator: " · ")
        console.print(name + say("：", ": ") + shown + (sorted.count > 12 ? " …" : ""))
    }

}
