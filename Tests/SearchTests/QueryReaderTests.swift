import Records
import Search
import Testing

/// What is typed, and what is found by it.
@Suite struct QueryReaderTests {
    private let test: TestIndex

    init() throws {
        test = try TestIndex()
    }

    @Test func `a word is found as it stands, not by its characters scattered`() async throws {
        try await test.fill(["未成年人保护", "未成 成年 年人", "成年人未", "未成\n年人", "未成，年人"])
        // A line break inside a Chinese sentence ends a run.
        #expect(try test.items("未成年人").sorted() == [1])
        #expect(try test.items("成年").sorted() == [1, 2, 3])
    }

    @Test func `all words must match`() async throws {
        try await test.fill(["临时监护评估", "临时安置", "监护评估与临时照料", "培训"])
        #expect(try test.items("临时 评估").sorted() == [1, 3])
        #expect(try test.items("临时，评估").sorted() == [1, 3])
        #expect(try test.items("临时监护").sorted() == [1])
    }

    @Test func `where nothing has all words the best partial matches are given`() async throws {
        try await test.fill(["临时监护", "心理评估", "培训"])
        let outcome = try test.search("临时监护 心理评估")
        #expect(outcome.relaxed)
        #expect(outcome.hint == .relaxed)
        #expect(Set(outcome.page.map(\.item)) == [1, 2])
        #expect(outcome.total == 2)
        let none = try test.search("寄养 收养")
        #expect(!none.relaxed)
        #expect(none.hint == .nothingFound)
        #expect(none.page.isEmpty && none.total == 0)
    }

    @Test func `OR stands between alternatives`() async throws {
        try await test.fill(["临时监护", "心理评估", "临时评估培训", "宣传"])
        #expect(try test.items("监护 OR 心理").sorted() == [1, 2])
        #expect(try test.items("临时 监护 OR 培训").sorted() == [1, 3])
        #expect(try test.items("监护 OR 心理 OR 宣传").sorted() == [1, 2, 4])
        #expect(try test.items("OR 监护").sorted() == [1])
        #expect(try test.items("监护 OR").sorted() == [1])
        // Only capitals are an operator.
        #expect(try test.items("监护 or 心理").isEmpty)
    }

    @Test func `a minus leaves out`() async throws {
        try await test.fill(["临时监护", "临时监护宣传", "宣传"])
        #expect(try test.items("监护 -宣传") == [1])
        #expect(try test.items("监护 －宣传") == [1])
        #expect(try test.items("-宣传 监护") == [1])
        #expect(try test.items("宣传 -\"临时监护\"") == [3])
        // Inside a word it joins.
        try await test.put(9, TestIndex.Entry(number: "J016-ZY·WB·PX·2023·D10-0001"))
        #expect(try test.items("J016-ZY.WB.PX.2023.D10-0001") == [9])
    }

    @Test(arguments: ["\"个案会商\"", "“个案会商”", "「个案会商」", "『个案会商』", "＂个案会商＂", "\"个案 会商\""])
    func `quotation marks of any kind make a phrase`(query: String) async throws {
        try await test.fill(["召开个案会商会议", "会商个案", "个案和会商", "个案 会商"])
        #expect(Set(try test.items(query)).isSuperset(of: query.contains(" ") ? [4] : [1]))
        #expect(Set(try test.items(query)).isDisjoint(with: [2, 3]))
    }

    @Test(arguments: ["\"临时监护", "临时监护\"", "“临时监护", "\"\"临时监护", "(临时监护)", "（临时监护）", "临时监护)"])
    func `marks that do not close are passed over`(query: String) async throws {
        try await test.fill(["临时监护", "培训"])
        #expect(try test.items(query) == [1])
    }

    @Test func `a single character finds every word that begins with it or has it`() async throws {
        try await test.fill(["林小满", "森林防火", "树林", "张三"])
        #expect(try test.items("林").sorted() == [1, 2, 3])
        #expect(try test.items("满").sorted() == [1])
        #expect(try test.items("\"林\"").sorted() == [1, 2, 3])
    }

    @Test func `traditional characters, width and case make no difference`() async throws {
        try await test.fill(["未成年人救助保護中心", "J016 Training", "２０２３年"])
        #expect(try test.items("保护中心") == [1])
        #expect(try test.items("ｊ０１６ training") == [2])
        #expect(try test.items("2023") == [3])
    }

    @Test(arguments: ["", " ", "\n\t　"])
    func `nothing asked is a hint, not a fault`(query: String) throws {
        #expect(try test.search(query).hint == .empty)
    }

    @Test(arguments: [
        "，。", "\"\"", "-", "- - -", "OR", "OR OR", "()", "*", "\u{0}\u{1}", "\u{FFFD}", "“”", "\"-\"", "-\"\"",
    ])
    func `what has nothing to look up is a hint, not a fault`(query: String) async throws {
        try await test.fill(["临时监护"])
        let outcome = try test.search(query)
        #expect(outcome.page.isEmpty)
        #expect(outcome.hint != nil)
    }

    @Test func `a question without end is shortened and says so`() async throws {
        try await test.fill(["临时监护由未成年人救助保护中心承担"])
        let words = (0..<400).map { "词\($0)甲" }.joined(separator: " ")
        #expect(try test.search("临时监护 " + words).hint == .shortened)
        #expect(try test.search(String(repeating: "临时监护", count: 30_000)).total >= 0)
    }
}
