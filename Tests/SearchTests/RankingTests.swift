import Records
import Samples
import Search
import Testing

/// Searches over generated documents, held against plain counting.
@Suite struct RankingTests {
    static let words = [
        "监护", "临时监护", "儿童主任", "培训", "个案会商", "强制报告", "心理", "学校", "评估", "登记", "2023", "督导", "社区", "跟踪", "困境儿童",
        "不存在的词语",
    ]

    private func matches(_ words: [String], _ samples: SampleIndex, _ query: SearchQuery) -> [SampleDocument] {
        samples.documents.filter { document in
            words.allSatisfy { samples.contains($0, document) }
                && (query.classCode == nil || document.classCode == query.classCode)
                && (query.org.map { document.org.hasPrefix($0) } ?? true)
                && (query.from.map { document.date >= $0 } ?? true) && (query.to.map { document.date <= $0 } ?? true)
                && (query.volume.map { document.volume == $0 } ?? true)
                && query.fields.allSatisfy { field in
                    document.fields.contains { $0.name == field.name && $0.value == field.value }
                }
        }
    }

    private func expectAgreement(_ words: [String], _ filter: SearchQuery, _ samples: SampleIndex) throws {
        var query = filter
        query.text = words.joined(separator: " ")
        query.limit = 1000
        let outcome = try samples.index.search(query)
        let expected = matches(words, samples, query)
        guard !outcome.relaxed else {
            #expect(expected.isEmpty, "\(query.text)")
            return
        }
        let found = Set(outcome.page.map { samples.documents[Int($0.item) - 1].externalID })
        #expect(found == Set(expected.map(\.externalID)), "\(query.text)")
        #expect(outcome.total == expected.count)
        func count(_ key: (SampleDocument) -> String) -> [String: Int] {
            Dictionary(grouping: expected, by: key).mapValues(\.count)
        }
        #expect(outcome.classFacet == count(\.classCode))
        #expect(outcome.orgFacet == count(\.org))
        #expect(outcome.yearFacet == count { String($0.date.prefix(4)) })
    }

    @Test func `hits, totals and facets are those of plain counting`() async throws {
        let samples = try await SampleIndex.shared.value
        for word in Self.words { try expectAgreement([word], SearchQuery(text: ""), samples) }
        for (first, second) in zip(Self.words, Self.words.dropFirst(3)) {
            try expectAgreement([first, second], SearchQuery(text: ""), samples)
        }
    }

    @Test func `with filters as well`() async throws {
        let samples = try await SampleIndex.shared.value
        let volume = try #require(samples.documents.compactMap(\.volume).first)
        let field = try #require(samples.documents.first { !$0.fields.isEmpty }?.fields.first)
        let filters = [
            SearchQuery(text: "", classCode: "GA"), SearchQuery(text: "", org: "210202"),
            SearchQuery(text: "", from: "2023-01-01"), SearchQuery(text: "", from: "2022-06-01", to: "2023-05-31"),
            SearchQuery(text: "", volume: volume),
            SearchQuery(text: "", fields: [FieldValue(name: field.name, value: field.value)]),
            SearchQuery(text: "", classCode: "DJ", org: "2102", from: "2022-01-01", to: "2024-12-31"),
        ]
        for filter in filters {
            try expectAgreement([], filter, samples)
            for word in Self.words.prefix(6) { try expectAgreement([word], filter, samples) }
        }
    }

    /// A number with a character behind it, and a character alone: among all documents it is looked for in every one, among
    /// few only in these.
    @Test func `words that end in a single character`() async throws {
        let samples = try await SampleIndex.shared.value
        let volume = try #require(samples.documents.compactMap(\.volume).first)
        let filters = [
            SearchQuery(text: ""), SearchQuery(text: "", classCode: "GA"), SearchQuery(text: "", volume: volume),
        ]
        for filter in filters {
            for year in ["2022年", "2023年"] { try expectAgreement([year], filter, samples) }
            for character in ["长", "会", "表", "镇", "龋"] {
                try expectAgreement([character], filter, samples)
                try expectAgreement(["监护", character], filter, samples)
                try expectAgreement([character, "2023年", "登记"], filter, samples)
            }
        }
    }

    @Test func `where no hits are asked for, totals and facets are those of all`() async throws {
        let samples = try await SampleIndex.shared.value
        for text in Self.words + ["不存在的词语 监护", "监护评估登记培训"] {
            for from in [nil, "2023-01-01"] {
                let whole = try samples.index.search(SearchQuery(text: text, from: from, limit: 1000))
                let counted = try samples.index.search(SearchQuery(text: text, from: from, limit: 0))
                #expect(counted.page.isEmpty && counted.total == whole.total && counted.relaxed == whole.relaxed)
                #expect(counted.yearFacet == whole.yearFacet && counted.classFacet == whole.classFacet)
                #expect(counted.marked == whole.marked)
            }
        }
    }

    @Test(arguments: [SearchQuery.Sort.relevance, .date])
    func `pages joined are the whole list`(sort: SearchQuery.Sort) async throws {
        let samples = try await SampleIndex.shared.value
        for text in ["监护", "登记 OR 培训", "评估 儿童"] {
            let whole = try samples.index.search(SearchQuery(text: text, sort: sort, limit: 1000))
            #expect(whole.total == whole.page.count)
            var joined: [Int64] = []
            for offset in stride(from: 0, to: whole.total, by: 7) {
                let page = try samples.index.search(SearchQuery(text: text, sort: sort, limit: 7, offset: offset))
                #expect(page.total == whole.total)
                joined += page.page.map(\.item)
            }
            #expect(joined == whole.page.map(\.item))
        }
    }

    @Test func `beyond the end there is an empty page`() async throws {
        let samples = try await SampleIndex.shared.value
        let outcome = try samples.index.search(SearchQuery(text: "监护", limit: 10, offset: 100_000))
        #expect(outcome.page.isEmpty && outcome.total > 0)
        #expect(try samples.index.search(SearchQuery(text: "监护", limit: 0)).page.isEmpty)
    }

    @Test func `by date the newest comes first, by relevance the best`() async throws {
        let samples = try await SampleIndex.shared.value
        let byDate = try samples.index.search(SearchQuery(text: "监护", sort: .date, limit: 1000)).page
        let dates = byDate.map { samples.documents[Int($0.item) - 1].date }
        #expect(dates == dates.sorted(by: >))
        let byScore = try samples.index.search(SearchQuery(text: "监护", limit: 1000)).page.map(\.score)
        #expect(byScore == byScore.sorted(by: >))
        #expect(byScore.allSatisfy { $0 > 0 && $0.isFinite })
    }

    @Test func `the same question has the same answer`() async throws {
        let samples = try await SampleIndex.shared.value
        for word in Self.words {
            let first = try samples.index.search(SearchQuery(text: word, limit: 50)).page.map(\.item)
            #expect(try samples.index.search(SearchQuery(text: word, limit: 50)).page.map(\.item) == first)
        }
    }
}
