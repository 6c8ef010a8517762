import Foundation
import Records
import Search
import Testing
import Workbench

@Suite struct SearchIndexTests {
    private let test: TestIndex

    init() throws {
        test = try TestIndex()
    }

    private typealias Entry = TestIndex.Entry

    private func found(_ query: SearchQuery) throws -> [Int64] {
        try test.index.search(query).page.map(\.item).sorted()
    }

    @Test func `title and number weigh more than the body, and short texts more than long ones`() async throws {
        try await test.put(1, Entry(body: "一次临时监护的记录，" + String(repeating: "其他内容。", count: 50)))
        try await test.put(2, Entry(title: "临时监护", body: "记录"))
        try await test.put(3, Entry(body: "一次临时监护的记录"))
        for item in 4...20 { try await test.put(Int64(item), Entry(body: "培训记录")) }
        #expect(try test.items("临时监护") == [2, 3, 1])
    }

    @Test func `a new version replaces the words of the old one`() async throws {
        try await test.put(1, Entry(title: "签到表", names: "甲", body: "儿童主任培训", tags: ["volume=V1"]))
        try await test.put(2, Entry(title: "通知", body: "儿童主任培训"))
        try await test.put(1, Entry(title: "名册", names: "乙", body: "儿童督导员会议", tags: ["volume=V2"], date: 20240101))
        #expect(try test.items("签到表").isEmpty)
        #expect(try test.items("儿童主任") == [2])
        #expect(try test.items("名册") == [1])
        #expect(try test.items("督导员") == [1])
        #expect(try found(SearchQuery(text: "", volume: "V1")).isEmpty)
        #expect(try found(SearchQuery(text: "", volume: "V2")) == [1])
        #expect(try found(SearchQuery(text: "", from: "2024-01-01")) == [1])
        #expect(try test.index.itemCount() == 2)
    }

    @Test func `filters hold inside the index`() async throws {
        let high = IndexedText.tag(field: FieldValue(name: "风险等级", value: "高"))
        let girl = IndexedText.tag(field: FieldValue(name: "性别", value: "女"))
        try await test.put(1, Entry(body: "监护", tags: [high, girl], classCode: "GA", org: "210202", date: 20230101))
        try await test.put(2, Entry(body: "监护", tags: [high], classCode: "GA", org: "210202001", date: 20230630))
        try await test.put(
            3, Entry(body: "监护", tags: ["volume=J016-X-001"], classCode: "PX", org: "210203", date: 20231231))
        #expect(try found(SearchQuery(text: "监护")) == [1, 2, 3])
        #expect(try found(SearchQuery(text: "监护", classCode: "GA")) == [1, 2])
        #expect(try found(SearchQuery(text: "监护", classCode: "XX")).isEmpty)
        #expect(try found(SearchQuery(text: "监护", org: "2102")) == [1, 2, 3])
        #expect(try found(SearchQuery(text: "监护", org: "210202")) == [1, 2])
        #expect(try found(SearchQuery(text: "监护", org: "210202001")) == [2])
        #expect(try found(SearchQuery(text: "监护", from: "2023-06-30")) == [2, 3])
        #expect(try found(SearchQuery(text: "监护", to: "2023-06-30")) == [1, 2])
        #expect(try found(SearchQuery(text: "监护", from: "2023-01-02", to: "2023-12-30")) == [2])
        #expect(try found(SearchQuery(text: "监护", volume: "J016-X-001")) == [3])
        #expect(try found(SearchQuery(text: "", fields: [FieldValue(name: "风险等级", value: "高")])) == [1, 2])
        let both = [FieldValue(name: "风险等级", value: "高"), FieldValue(name: "性别", value: "女")]
        #expect(try found(SearchQuery(text: "", fields: both)) == [1])
        // A value is one whole term: a part of it is not the value, and no word finds it.
        #expect(try found(SearchQuery(text: "", volume: "J016-X-00")).isEmpty)
        #expect(try test.items("风险等级").isEmpty)
    }

    @Test(arguments: ["高\"", "\"", "a\" OR \"b", "高*", "名=值", ""])
    func `a filter takes any value`(value: String) async throws {
        let field = FieldValue(name: "风险\"等级", value: value)
        try await test.put(1, Entry(body: "监护", tags: [IndexedText.tag(field: field)]))
        try await test.put(2, Entry(body: "监护"))
        #expect(try found(SearchQuery(text: "监护", fields: [field])) == [1])
    }

    @Test func `voided items are found only when asked for`() async throws {
        try await test.put(1, Entry(body: "监护"))
        try await test.put(2, Entry(body: "监护", voided: true))
        #expect(try found(SearchQuery(text: "监护")) == [1])
        #expect(try found(SearchQuery(text: "监护", includeVoided: true)) == [1, 2])
        #expect(try test.index.search(SearchQuery(text: "监护")).classFacet == ["PX": 1])
    }

    @Test func `without words a filter lists by period, newest first`() async throws {
        for (item, date) in [20230101, 20240101, 20220101, 20240101].enumerated() {
            try await test.put(Int64(item + 1), Entry(body: "监护", date: Int32(date)))
        }
        let outcome = try test.index.search(SearchQuery(text: "", classCode: "PX"))
        #expect(outcome.page.map(\.item) == [2, 4, 1, 3])
        #expect(outcome.hint == nil)
        #expect(try test.index.search(SearchQuery(text: "-监护", classCode: "PX")).hint == .nothingFound)
        #expect(try test.index.search(SearchQuery(text: "", classCode: "GA")).hint == .nothingFound)
    }

    @Test func `batches come in order, once`() async throws {
        let index = test.index
        func change(_ sequence: Int64) -> IndexChange {
            IndexChange(
                sequence: sequence, item: sequence, old: nil, new: Entry(body: "监护\(sequence)").text, classCode: "PX",
                org: "21", date: 20230101, voided: false)
        }
        #expect(try await index.apply([change(1), change(2)], after: 0, through: 2))
        // Another process was faster: nothing is entered twice.
        #expect(try await index.apply([change(1), change(2)], after: 0, through: 2))
        #expect(try index.itemCount() == 2)
        // Something is missing in between.
        #expect(try await !index.apply([change(9)], after: 8, through: 9))
        #expect(try index.sequence() == 2)
        // One that overlaps enters only what is new.
        #expect(try await index.apply([change(2), change(3)], after: 0, through: 3))
        #expect(try index.itemCount() == 3)
        #expect(try found(SearchQuery(text: "监护2")) == [2])
    }

    @Test func `an index is there after reopening, and what another process entered is seen`() async throws {
        try await test.fill(["临时监护"])
        #expect(try test.items("监护") == [1])
        let other = try SearchIndex(path: test.folder.path("search.sqlite"))
        let text = TestIndex.Entry(body: "监护评估").text
        let change = IndexChange(
            sequence: 2, item: 2000, old: nil, new: text, classCode: "GA", org: "2102", date: 20240101, voided: false)
        #expect(try await other.apply([change], after: 1, through: 2))
        #expect(try test.items("监护").sorted() == [1, 2000])
        #expect(try test.index.search(SearchQuery(text: "监护")).classFacet == ["PX": 1, "GA": 1])
        try other.optimize()
        #expect(try test.items("监护").sorted() == [1, 2000])
    }

    @Test func `several search at once, while another files, and each sees a whole state`() async throws {
        let test = try TestIndex(readers: 3)
        try await test.fill(["监护评估"])
        let index = test.index
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    var last = 0
                    while last < 20 {
                        let outcome = try index.search(SearchQuery(text: "监护", limit: 100))
                        #expect(outcome.total >= last && outcome.page.count == outcome.total)
                        #expect(outcome.classFacet == ["PX": outcome.total])
                        last = outcome.total
                        await Task.yield()
                    }
                }
            }
            for item in 2...20 { try await test.put(Int64(item), TestIndex.Entry(body: "临时监护")) }
            try await group.waitForAll()
        }
    }

    @Test func `a file that is no index, or of another version, is unusable`() async throws {
        try test.folder.write("broken.sqlite", String(repeating: "不是索引", count: 500))
        #expect(throws: IndexError.self) { try SearchIndex(path: test.folder.path("broken.sqlite")) }
    }
}
