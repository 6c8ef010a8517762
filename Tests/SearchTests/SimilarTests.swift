import Records
import Search
import Testing

@Suite struct SimilarTests {
    private let test: TestIndex

    init() throws {
        test = try TestIndex()
    }

    private func fill() async throws {
        let volume = IndexedText.tag(volume: "J016-ZY·WB·GA·2023·Y-001")
        try await test.put(1, TestIndex.Entry(body: "祖父酗酒，夜间独处，邻居报告。", tags: [volume]))
        try await test.put(2, TestIndex.Entry(body: "祖父酗酒，夜间独处，邻居多次报告。", tags: [volume]))
        try await test.put(3, TestIndex.Entry(body: "外祖父酗酒，孩子夜间独处。"))
        try await test.put(4, TestIndex.Entry(body: "祖父照料周到。"))
        for item in 5...40 { try await test.put(Int64(item), TestIndex.Entry(body: "培训签到表第\(item)期")) }
    }

    private func similar(_ text: String, to item: Int64? = nil, outside volume: String? = nil) throws -> SearchOutcome {
        try test.index.search(
            SearchQuery(text: text, resembles: true, excludedItem: item, excludedVolume: volume))
    }

    @Test func `what shares most comes first, with the words shared`() async throws {
        try await fill()
        let outcome = try similar("祖父酗酒，夜间独处，邻居报告。", to: 1)
        #expect(outcome.page.first?.item == 2)
        #expect(!outcome.page.map(\.item).contains(1))
        let reasons = try #require(outcome.reasons.first).map(\.term)
        #expect(reasons.contains("酗酒"))
        #expect(reasons.allSatisfy { "祖父酗酒，夜间独处，邻居多次报告。".contains($0) })
        #expect(outcome.reasons.count == outcome.page.count)
        let weights = try #require(outcome.reasons.first).map(\.weight)
        #expect(weights == weights.sorted(by: >))
    }

    @Test func `a volume can be left out`() async throws {
        try await fill()
        let outcome = try similar("祖父酗酒，夜间独处，邻居报告。", to: 1, outside: "J016-ZY·WB·GA·2023·Y-001")
        #expect(outcome.page.first?.item == 3)
        #expect(!outcome.page.map(\.item).contains(2))
    }

    @Test func `signs of the query language are text in a description`() async throws {
        try await fill()
        #expect(try similar("-祖父 \"酗酒 OR ( 类别:").page.map(\.item).contains(3))
        #expect(try similar("").page.isEmpty)
    }
}
