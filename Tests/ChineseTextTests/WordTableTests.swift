import ChineseText
import Foundation
import Indexes
import Testing

struct WordTableTests {
    let table: WordTable

    init() throws { table = WordTable(try TableFiles.bytes("words.tsv")) }

    private func show(_ ranges: [Range<Int>], of text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        return ranges.map { String(String.UnicodeScalarView(scalars[$0])) }.joined(separator: " ")
    }

    @Test func theFileIsSoundAndSmall() throws {
        let lines = try TableFiles.lines("words.tsv")
        #expect(try TableFiles.bytes("words.tsv").count <= 1_600_000)
        #expect(lines.count > 100_000)
        #expect(lines.allSatisfy { $0.count == 2 && Int($0[1]) ?? 0 > 0 })
        #expect(TableFiles.isSorted(lines.map { $0[0] }))
    }

    @Test func everyWordIsFoldedAndFound() throws {
        let analyzer = Analyzer(variants: IndexDefinition.variants)
        for (place, line) in try TableFiles.lines("words.tsv").enumerated() where place % 50 == 0 {
            #expect(table.frequency(of: line[0]) == Int(line[1]))
            #expect(analyzer.fold(String(line[0])) == line[0])
        }
    }

    @Test(arguments: ["", "儿童儿童", "儿\t", "監護", "abc", "\n", "儿童\t"])
    func unknownWordsHaveNoFrequency(_ word: String) {
        #expect(table.frequency(of: word) == nil)
    }

    @Test func completesTheMostFrequentFirst() {
        let words = table.words(from: "监护", limit: 20)
        #expect(words.count == 20 && words.contains("监护人") && words.contains("监护侵害"))
        let frequencies = words.compactMap { table.frequency(of: $0) }
        #expect(frequencies == frequencies.sorted(by: >))
        #expect(words.allSatisfy { $0.hasPrefix("监护") })
        #expect(table.words(from: "监护", limit: 2) == Array(words.prefix(2)))
        #expect(table.words(from: "困境儿", limit: 9) == ["困境儿童"])
        #expect(table.words(from: "", limit: 9) == [] && table.words(from: "abc", limit: 9) == [])
        #expect(table.words(from: "儿", limit: 0) == [])
        // A single character completes nothing.
        #expect(table.words(from: "儿", limit: 1_000).allSatisfy { $0.count > 1 })
    }

    @Test(arguments: [
        ("强制报告", "强制报告"), ("困境儿童入户走访", "困境儿童 入户走访"), ("民政局的通知", "民政局 的 通知"),
        ("未成年人救助保护中心临时监护", "未成年人救助保护中心 临时监护"), ("研究生命起源", "研究 生命 起源"),
        ("王小明离家出走", "王 小 明 离家出走"), ("㐂㐂", "㐂 㐂"), ("𠮷", "𠮷"), ("", ""),
    ])
    func segments(_ text: String, _ words: String) {
        #expect(show(table.segments(in: text), of: text) == words)
    }

    @Test func segmentsCoverAnyText() {
        var numbers = RepeatableNumbers(seed: 5)
        let characters = Array("未成年人保护中心临时监护评估𠮷㐂儿童a9·的被".unicodeScalars)
        for length in 0..<200 {
            let text = String(
                String.UnicodeScalarView((0..<length).compactMap { _ in characters.randomElement(using: &numbers) }))
            let ranges = table.segments(in: text)
            var end = 0
            for range in ranges {
                #expect(range.lowerBound == end && !range.isEmpty)
                end = range.upperBound
            }
            #expect(end == length)
            #expect(table.segments(in: text) == ranges)
        }
    }

    @Test(arguments: [
        ("李西西", "李西西"), ("儿童被虐待", "儿童 虐待"), ("李西西的监护评估", "李西西 监护评估"),
        ("如何办理强制报告", "强制报告"), ("的", ""), ("", ""), ("王小明离家出走", "王小明 离家出走"),
        ("监护评估表", "监护评估表"), ("童", "童"), ("童的", "童"),
    ])
    func searchWords(_ text: String, _ words: String) {
        let stopwords: Set<String> = ["的", "被", "如何", "如何办理", "关于"]
        #expect(show(table.searchWords(in: text, stopwords: stopwords), of: text) == words)
    }

    @Test func emptyAndOddTablesAreHarmless() {
        for bytes in ["", "#", "#\n", "儿童", "儿童\t", "儿童\tx\n", "\n\n", "\t\n"].map({ Array($0.utf8) }) {
            let table = WordTable(bytes)
            #expect(table.segments(in: "儿童").last?.upperBound == 2)
            #expect(table.words(from: "儿", limit: 5).count <= 1)
            #expect(table.frequency(of: "成年") == nil)
        }
        let small = WordTable(Array("# a\n儿\t5\n儿童\t9\n童\t5".utf8))
        #expect(small.frequency(of: "儿童") == 9 && small.frequency(of: "童") == 5 && small.frequency(of: "儿") == 5)
    }

    @Test func fixedBytesAreTheSame() throws {
        try TableFiles.bytes("words.tsv").withUnsafeBufferPointer { bytes in
            let fixed = WordTable(TableBytes(fixed: bytes))
            #expect(fixed.frequency(of: "儿童") == table.frequency(of: "儿童"))
            #expect(fixed.segments(in: "儿童被虐待") == table.segments(in: "儿童被虐待"))
        }
    }

    @Test func longQueriesAreCutAtOnce() {
        let text = String(repeating: "儿童被虐待如何办理强制报告民政局关于留守儿童的通知", count: 400)
        let time = ContinuousClock().measure { _ = table.segments(in: text) }
        // About 5 ms; ten times that on a busy machine is still no quadratic search.
        #expect(time < .milliseconds(500))
    }
}
