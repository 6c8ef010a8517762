import Foundation
import Records
import Search
import Testing
import Workbench

/// What is read from FTS5's pages directly, held against plain counting over many pages and segments.
@Suite struct PostingTests {
    private static let characters = Array("甲乙丙丁戊")

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    private func bodies(_ count: Int, _ random: inout Random) -> [String] {
        (0..<count).map { _ in
            // A few long ones: their position lists go over pages' ends and take many bytes.
            let length = Int.random(in: 0..<50, using: &random) == 0 ? 4000 : Int.random(in: 1...40, using: &random)
            return String((0..<length).map { _ in Self.characters.randomElement(using: &random) ?? "甲" })
        }
    }

    private func expectAgreement(_ index: SearchIndex, _ bodies: [Int64: String]) throws {
        for phrase in ["甲乙", "甲甲", "丙丁戊", "乙甲丙甲", "戊戊戊"] {
            let outcome = try index.search(
                SearchQuery(text: "\"\(phrase)\"", limit: 10_000), today: try #require(Day("2024-06-01")))
            #expect(Set(outcome.page.map(\.item)) == Set(bodies.filter { $0.value.contains(phrase) }.keys), "\(phrase)")
        }
    }

    @Test func `phrases over many pages, segments and replaced documents`() async throws {
        let test = try TestIndex()
        var random = Random(state: 7)
        var known: [Int64: String] = [:]
        for (number, body) in bodies(1500, &random).enumerated() {
            try await test.put(Int64(number + 1), TestIndex.Entry(body: body))
            known[Int64(number + 1)] = body
        }
        try expectAgreement(test.index, known)
        for (item, body) in zip(stride(from: Int64(1), to: 1500, by: 7), bodies(220, &random)) {
            try await test.put(item, TestIndex.Entry(body: body))
            known[item] = body
        }
        try expectAgreement(test.index, known)
        try test.index.optimize()
        try expectAgreement(test.index, known)
    }

    @Test func `pages follow each other without gaps or repeats, beyond what is ranked twice`() async throws {
        let test = try TestIndex()
        var random = Random(state: 9)
        let bodies = bodies(1200, &random)
        for (number, body) in bodies.enumerated() {
            try await test.put(
                Int64(number + 1),
                TestIndex.Entry(body: body, date: Int32(20230101 + Int.random(in: 0...27, using: &random))))
        }
        for sort in SearchQuery.Sort.allCases {
            for text in ["甲", "甲乙", "甲乙 丙丁", "甲乙，丙丁。戊戊"] {
                func page(_ limit: Int, _ offset: Int) throws -> [Int64] {
                    try test.index.search(SearchQuery(text: text, sort: sort, limit: limit, offset: offset)).page.map(
                        \.item)
                }
                let all = try page(10_000, 0)
                #expect(Set(all).count == all.count && all.count > 100, "\(text)")
                let pages = try stride(from: 0, to: all.count + 97, by: 97).flatMap { try page(97, $0) }
                #expect(pages == all, "\(text) by \(sort)")
            }
        }
        let dates = try test.index.search(SearchQuery(text: "甲乙", sort: .date, limit: 10_000)).page
        #expect(!dates.isEmpty)
    }
}
