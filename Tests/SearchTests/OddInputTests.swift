import Foundation
import Records
import Search
import Testing

/// Anything may be typed: no input may make a search fail.
@Suite struct OddInputTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    private static let pieces = [
        "监护", "临时", "林", "OR", "AND", "NOT", "NEAR", "NEAR(", "\"", "“", "”", "「", "』", "＂", "-", "－", "--", "*", "^",
        "(",
        ")", "（", "+", ":", "title:", "{a b}:", ";", "'", "''", "\\", "%", "_", "\n", "\t", "\r\n", " ", "\u{3000}",
        "\u{1}",
        "\u{7}", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{200B}", "\u{200D}", "\u{202E}", "\u{FEFF}", "\u{FFFD}",
        "\u{FFFF}", "a",
        "J016-ZY·WB", "2023", "é", "e\u{301}", "ﬁ", "㈱", "𠮷", "👩‍👧", "ﷺ", "İ", "ß", "가", "ｶﾞ", ".", ",", "，", "<mark>",
        "'; DROP TABLE terms; --", "volume=", "field:风险等级=高", "𝟚", "①", "々", "〇", "\u{E000}", "\u{10FFFF}",
    ]

    private func check(_ texts: some Sequence<String>) async throws {
        let index = try await SampleIndex.shared.value.index
        for text in texts {
            do {
                let outcome = try index.search(SearchQuery(text: text, limit: 5))
                if outcome.page.isEmpty && outcome.total == 0 {
                    #expect(outcome.hint != nil, "\(text.debugDescription)")
                }
            } catch {
                Issue.record("\(text.prefix(200).debugDescription): \(error)")
            }
        }
    }

    @Test func `a few thousand strings of odd pieces`() async throws {
        var random = Random(state: 1)
        try await check(
            (0..<2500).lazy.map { _ in
                (0..<Int.random(in: 1...9, using: &random)).map { _ in
                    Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
                }.joined()
            })
    }

    @Test func `a thousand strings of any scalars`() async throws {
        var random = Random(state: 2)
        try await check(
            (0..<1000).lazy.map { _ in
                var text = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    let limit: UInt32 = Bool.random(using: &random) ? 0x3000 : 0x11_0000
                    text.append(Unicode.Scalar(UInt32.random(in: 1..<limit, using: &random)) ?? "监")
                }
                return String(text)
            })
    }

    @Test(arguments: pieces) func `every odd piece alone, doubled, quoted and excluded`(piece: String) async throws {
        try await check([
            piece, piece + piece, "\"\(piece)\"", "-\(piece)", "监护 \(piece)", "\(piece) 监护", "监护\(piece)评估",
            "\"监护\(piece)评估\"", "监护 OR \(piece)", "监护 -\"\(piece)\"",
        ])
    }

    @Test(arguments: ["监护\u{0}评估", "\"监护\u{0}评估\"", "\u{0}监护", "监护 -a\u{0}b"])
    func `a NUL ends no statement`(text: String) async throws {
        try await check([text])
    }

    @Test func `ten thousand characters of anything`() async throws {
        try await check([
            String(repeating: "监", count: 10_000), String(repeating: "监护 ", count: 5000),
            String(repeating: "\"", count: 10_000), String(repeating: "- ", count: 5000),
            String(repeating: "OR ", count: 3400), String(repeating: "-监护 ", count: 3000),
            String(repeating: "监护 OR ", count: 2000), String(repeating: "(", count: 10_000),
            String(repeating: "a", count: 10_000), String(repeating: "e\u{301}", count: 5000),
            (0..<3000).map { "词\($0)" }.joined(separator: " "), (0..<2000).map { "甲\($0)乙" }.joined(separator: " OR "),
            (0..<70).map { "监护\($0)" }.joined(separator: " "),
        ])
    }
}
