import Records
import Search
import Testing

/// “Did you mean” and completions: from the archive's own words, and only from what the filters let pass.
@Suite struct SuggestionTests {
    private let test: TestIndex

    init() throws {
        test = try TestIndex()
    }

    private func suggestions(_ text: String, _ query: SearchQuery = SearchQuery(text: "")) throws -> [String] {
        var query = query
        query.text = text
        return try test.index.suggestions(for: query, today: try #require(Day("2024-06-01")))
    }

    private func completions(_ text: String, _ query: SearchQuery = SearchQuery(text: "")) throws -> [String] {
        try test.index.completions(of: text, query: query, limit: 10).map(\.text)
    }

    private func register(_ item: Int64, _ name: String, org: String = "210202") async throws {
        try await test.put(
            item,
            TestIndex.Entry(
                title: "\(name)个案登记表", names: name, body: "儿童姓名：\(name)\n监护人：林国梁（父亲）", org: org))
    }

    @Test func `an abbreviation with a wrong character is put right by what its long form finds`() async throws {
        try await test.fill(["学习未成年人保护法", "宣传未成年人保护法", "未成年人保护法讲座", "护法宣传"])
        #expect(try suggestions("未护法").first == "未保法")
        #expect(try suggestions("未保法").isEmpty)
    }

    @Test func `a name spelt by ear finds the one on record`() async throws {
        try await register(1, "张三")
        try await register(2, "王小明")
        #expect(try suggestions("张叁") == ["张三"])
        #expect(try suggestions("张珊").isEmpty == false)
        #expect(try suggestions("王晓明") == ["王小明"])
    }

    @Test func `who is to see no names is suggested none, and words all the same`() async throws {
        try await register(1, "王小明")
        for text in ["王晓明", "王晓明 登记表"] {
            let query = SearchQuery(text: text)
            let today = try #require(Day("2024-06-01"))
            #expect(!(try test.index.suggestions(for: query, today: today).isEmpty), "\(text)")
            let shown = try test.index.suggestions(for: query, today: today, withNames: false)
            #expect(!shown.contains { $0.contains("王小明") }, "\(text)")
        }
        try await test.put(2, TestIndex.Entry(body: "学习未成年人保护法"))
        let query = SearchQuery(text: "未护法")
        let shown = try test.index.suggestions(
            for: query, today: #require(Day("2024-06-01")), withNames: false)
        #expect(shown.first == "未保法")
    }

    @Test func `two characters that only happen to stand side by side are no word to suggest`() async throws {
        try await test.fill(["由表哥代为照料", "由表哥代为照料孩子", "表哥代管", "照料得很好"])
        #expect(try suggestions("隔代照料").isEmpty)
    }

    @Test func `the rest of the query stays as it was typed`() async throws {
        try await test.fill(["隔代照料的儿童夜间独处", "隔代照料", "夜间独处"])
        #expect(try suggestions("隔代照廖 夜间").contains("隔代照料 夜间"))
    }

    @Test func `nothing of a record that does not pass is suggested or completed`() async throws {
        try await register(1, "欧阳若曦", org: "210203")
        try await register(2, "林小满")
        let own = SearchQuery(text: "", org: "210202")
        #expect(try suggestions("欧阳若希") == ["欧阳若曦"])
        #expect(try suggestions("欧阳若希", own).isEmpty)
        #expect(try completions("欧阳").contains("欧阳若曦"))
        #expect(try completions("欧阳", own).isEmpty)
        #expect(try completions("ouyang", own).isEmpty)
        #expect(try completions("林小", own).first == "林小满")
    }

    @Test func `names complete by pinyin and initials, words by the dictionary, titles as a whole`() async throws {
        try await register(1, "林小满")
        try await test.put(2, TestIndex.Entry(title: "监护评估培训签到表", body: "监护评估"))
        #expect(try completions("linx") == ["林小满"])
        #expect(try completions("lxm") == ["林小满"])
        let found = try test.index.completions(of: "监护", query: SearchQuery(text: ""), limit: 10)
        #expect(found.contains { $0.kind == .word && $0.text == "监护评估" })
        #expect(found.contains { $0.kind == .title && $0.item == 2 })
        // Behind a word that is finished only the last one is completed.
        #expect(try completions("培训 林小").first == "培训 林小满")
    }

    @Test func `a name is forgotten with the last record that has it`() async throws {
        try await register(1, "林小满")
        try await test.put(1, TestIndex.Entry(title: "登记表", names: "某甲", body: "已更正"))
        #expect(try completions("林小").isEmpty)
        #expect(try completions("linx").isEmpty)
    }

    @Test(arguments: ["", " ", "\"", "(", "*", "%", "\u{0}", "a\"b", "🙂", "'", String(repeating: "长", count: 3000)])
    func `whatever is typed is answered`(text: String) async throws {
        try await register(1, "林小满")
        _ = try suggestions(text)
        _ = try completions(text)
    }
}
