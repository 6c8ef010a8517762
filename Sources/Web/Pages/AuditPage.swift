import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// What an auditor works with: records of a period, a sample that can be drawn again, and figures with their pictures.
struct AuditPage: Sendable {
    /// Bars of a chart at most: the latest months or years.
    private static let most = 24

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("audit") { request, visit in
            try await room.answer(request, visit, act: "audit") { archive in try await page(archive) }
        }
        router.get("audit/sample") { request, visit in
            let values = request.uri.queryParameters
            func value(_ name: Substring) -> String? { values[name].map(String.init).flatMap(Form.given) }
            let asked = Asked(
                count: min(max(value("count").flatMap { Int($0) } ?? 20, 1), Sampling.most), seed: value("seed") ?? "",
                from: value("from").map { TypedDate.period($0, end: false) ?? $0 },
                to: value("to").map { TypedDate.period($0, end: true) ?? $0 }, classCode: value("class"),
                org: value("org"))
            return try await room.answer(request, visit, act: "sample") { archive in try sample(archive, asked) }
        }
    }

    private struct Asked: Sendable {
        var count: Int
        var seed: String
        var from: String?
        var to: String?
        var classCode: String?
        var org: String?
    }

    private func fields(_ classes: [String: String]) -> [Form.Field] {
        let choices = [("", say("全部", "all"))] + classes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return [
            .init(name: "from", label: say("从", "from"), kind: .date, isRequired: false),
            .init(name: "to", label: say("到", "to"), kind: .date, isRequired: false),
            .init(name: "class", label: say("类别", "class"), kind: .choice(choices)),
            .init(name: "org", label: say("机构代码", "organisation"), isRequired: false),
        ]
    }

    private func page(_ archive: ArchiveFolder) async throws -> Page {
        let names = try room.archive.names()
        var blocks: [Block] = [
            .form(
                Form(
                    action: "/search", title: say("按时期、类别、机构调取", "Records by period, class, organisation"),
                    fields: fields(names.classes), hidden: [("sort", "date")], button: say("列出", "List"),
                    isQuestion: true)),
            .form(
                Form(
                    action: "/audit/sample", title: say("随机抽样，任何人可以重做", "A random sample that anybody can draw again"),
                    fields: fields(names.classes) + [
                        .init(name: "count", label: say("件数", "records"), kind: .number, value: "20"),
                        .init(
                            name: "seed", label: say("种子", "seed"), value: String(Sessions.secret().prefix(8)),
                            hint: say("记下它：同样的种子抽出同样的档案", "note it: the same seed draws the same records")),
                    ], button: say("抽样", "Draw"), isQuestion: true)),
        ]
        // Everything that may be read is everything since a date before all records.
        let report = try await Searching(archive: archive).search(
            SearchQuery(text: "", from: "0001-01-01", limit: 1, exact: true))
        blocks += [
            .chart(
                Chart(
                    title: say("馆藏：按类别", "Holdings by class"), of: say("类别", "Class"), unit: say("件", "records"),
                    bars: report.classFacet.sorted { $0.value > $1.value }.map {
                        (names.classes[$0.key] ?? $0.key, $0.value)
                    })),
            .chart(
                Chart(
                    title: say("馆藏：按年度", "Holdings by year"), of: say("年度", "Year"), unit: say("件", "records"),
                    bars: report.yearFacet.sorted { $0.key < $1.key }.suffix(Self.most).map { ($0.key, $0.value) })),
        ]
        if archive.permits(.readLog) {
            let figures = try LogReading(archive: archive).figures()
            func chart(_ title: String, _ counts: [String: Int]) -> Block {
                .chart(
                    Chart(
                        title: title, of: say("月份", "Month"), unit: say("次", "times"),
                        bars: counts.sorted { $0.key < $1.key }.suffix(Self.most).map { ($0.key, $0.value) }))
            }
            blocks.append(chart(say("归档：按月", "Filings by month"), figures.filed))
            blocks.append(chart(say("利用：按月", "Uses by month"), figures.read))
        }
        blocks.insert(
            .links([
                (say("导出利用包、证据包", "Export packages and evidence bundles"), ExportPage.link()),
                (say("四性检测", "Inspect"), InspectionPage.link()),
            ]), at: 0)
        return Page(title: say("审计", "Audit"), place: .audit, blocks)
    }

    private func sample(_ archive: ArchiveFolder, _ asked: Asked) throws -> Page {
        let names = try room.archive.names()
        let (items, total) = try Sampling(archive: archive).sample(
            asked.count, seed: asked.seed, from: asked.from, to: asked.to, classCode: asked.classCode, org: asked.org)
        return Page(
            title: say("抽样", "Sample"), place: .audit,
            [
                .facts([
                    (say("种子", "Seed"), Cell(asked.seed)),
                    (say("抽自", "Drawn from"), Cell(say("\(total) 件", "\(total) records"))),
                    (
                        say("做法", "How"),
                        Cell(
                            say(
                                "按 SHA-256（种子、换行、档号）从小到大取前 \(asked.count) 件",
                                "the first \(asked.count) by SHA-256 of seed, line feed and code"))
                    ),
                ]),
                .table(
                    Table(
                        caption: say("\(items.count) 件", "\(items.count) records"),
                        columns: [
                            say("档号", "Code"), say("题名", "Title"), say("日期", "Date"), say("类别", "Class"),
                            say("机构", "Organisation"),
                        ],
                        rows: items.map { item in
                            [
                                .code(item.code), Cell(item.title), Cell(item.date),
                                Cell(names.classes[item.classCode] ?? item.classCode),
                                Cell(names.organisations[item.org] ?? item.org),
                            ]
                        }, empty: say("没有这样的档案。放宽条件再抽。", "No such records. Ask for more."))),
            ])
    }
}
