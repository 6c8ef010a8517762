import Records
import Samples
import Search
import Testing
import Workbench

/// Permission is part of the index: an archive with records that a reader may not know of answers this reader, byte for
/// byte, as the same archive without them.
@Suite struct ReaderScopeTests {
    private static let scopes = [
        ReaderScope(org: "2102", classes: ["DJ", "PX", "FG", "XC"]),
        ReaderScope(org: "210203", classes: ["DJ", "PX", "GA", "PG", "QB"]),
        ReaderScope(org: "2102", classes: ["PX"], openedItems: [3, 40, 41, 200]),
        ReaderScope(org: "21", classes: []),
        // Kept in storage only: from whoever reads everything else, and from whom it was opened to.
        .everything(withoutItems: Set((1...700).filter { $0 % 3 == 0 || $0 > 650 })),
        withheld(
            from: ReaderScope(org: "2102", classes: ["DJ", "PX", "GA"], openedItems: [3, 40, 41, 200]), [40, 200, 5]),
    ]

    private static func withheld(from scope: ReaderScope, _ items: Set<Int64>) -> ReaderScope {
        var scope = scope
        scope.withheldItems = items
        return scope
    }

    private static let queries = [
        "监护", "儿童 评估", "培训签到表", "隔代照料夜间独处", "\"强制报告\"", "儿童*", "童", "登记 -留守", "2023年5月", "zhang", "lin",
        "张珊", "未护法", "王小名", "评估 OR 培训", "没有这样的词", "", "类别:PX", "日期:2023..2024", "标题:登记表",
        "小区里有个孩子经常被父亲打，晚上一个人在家，学校反映多次迟到，应该怎么帮助他？",
    ]

    private struct Indexed {
        let index: SearchIndex
        let folder: TestFolder

        /// - Parameter kept: which documents are entered; items keep their numbers.
        init(_ changes: [IndexChange]) async throws {
            folder = try TestFolder()
            index = try SearchIndex(path: folder.path("search.sqlite"))
            var at: Int64 = 0
            for (number, var change) in changes.enumerated() {
                change.sequence = Int64(number + 1)
                _ = try await index.apply([change], after: at, through: change.sequence)
                at = change.sequence
            }
        }

        func answers(_ text: String, _ scope: ReaderScope) throws -> [String] {
            let today = try #require(Day("2024-06-01"))
            var query = SearchQuery(text: text, limit: 50)
            query.scope = scope
            var filtered = query
            (filtered.from, filtered.to, filtered.sort) = ("2022-01-01", "2023-12-31", .date)
            var similar = query
            similar.resembles = true
            var said: [String] = []
            for query in [query, filtered, similar] {
                let found = try index.search(query, today: today)
                let facets = [found.classFacet, found.yearFacet, found.orgFacet].map { $0.sorted { $0.key < $1.key } }
                let hits = found.page.map { "\($0.item) \($0.score)" }
                said.append(
                    "\(found.total) \(found.totalIsExact) \(found.relaxed) \(String(describing: found.hint)) \(hits) \(facets) \(found.reasons)"
                )
            }
            said.append("\(try index.suggestions(for: query, today: today))")
            said.append(
                "\(try index.completions(of: text, query: query, limit: 12).map { "\($0.text) \($0.item ?? 0)" })")
            return said
        }
    }

    @Test func `records out of scope leave no trace in any answer`() async throws {
        let generator = SampleGenerator(seed: 11)
        let changes = (0..<700).map { number in
            let document = generator.document(at: number)
            var tags = document.fields.map { IndexedText.tag(field: FieldValue(name: $0.name, value: $0.value)) }
            if let volume = document.volume { tags.append(IndexedText.tag(volume: volume)) }
            return IndexChange(
                sequence: 0, item: Int64(number + 1), old: nil,
                new: IndexedText(
                    title: document.title, number: document.externalID,
                    names: document.fields.map(\.value).joined(separator: "\n"), body: document.text, tags: tags),
                classCode: document.classCode, org: document.org, date: Day(document.date)?.number ?? 0, voided: false)
        }
        let all = try await Indexed(changes)
        for scope in Self.scopes {
            let without = try await Indexed(
                changes.filter { scope.covers(item: $0.item, classCode: $0.classCode, org: $0.org, volume: nil) })
            for text in Self.queries {
                let pairs = zip(try all.answers(text, scope), try without.answers(text, scope))
                for (answer, expected) in pairs { #expect(answer == expected, "\(text) for \(scope)") }
            }
        }
    }

    @Test func `volumes are opened and closed against their class`() async throws {
        let test = try TestIndex()
        let tags = (1...3).map { [IndexedText.tag(volume: "V\($0)")] }
        try await test.put(1, TestIndex.Entry(body: "监护评估", tags: tags[0], classCode: "GA", org: "210202"))
        try await test.put(2, TestIndex.Entry(body: "监护评估", tags: tags[1], classCode: "GA", org: "210202"))
        try await test.put(3, TestIndex.Entry(body: "监护评估", tags: tags[2], classCode: "GA", org: "210999"))
        try await test.put(4, TestIndex.Entry(body: "监护评估", classCode: "RZ", org: "210202"))
        func found(_ scope: ReaderScope) throws -> [Int64] {
            var query = SearchQuery(text: "监护评估")
            query.scope = scope
            return try test.index.search(query).page.map(\.item).sorted()
        }
        #expect(try found(ReaderScope(org: "210202", classes: ["GA"])) == [1, 2])
        #expect(try found(ReaderScope(org: "210202", classes: ["GA"], closedVolumes: ["V2"])) == [1])
        #expect(try found(ReaderScope(org: "210202", classes: [], openedVolumes: ["V3", "V1"])) == [1, 3])
        #expect(
            try found(ReaderScope(org: "210202", classes: ["GA"], closedVolumes: ["V1"], openedItems: [1, 4])) == [
                1, 2, 4,
            ])
        #expect(try found(ReaderScope(org: "99", classes: ["GA", "RZ"])).isEmpty)
    }
}
