import Foundation
import Indexes
import Testing

import ChineseText
import Search

@Suite struct SynonymTests {
    private func read(_ own: String, supplied: String = "未保站 = 未成年人保护工作站\n") -> Synonyms {
        Synonyms(
            own: Array(own.utf8), supplied: Array(supplied.utf8), analyzer: Analyzer(variants: IndexDefinition.variants)
        )
    }

    @Test func `the institution's own come first, and ours without what it uses otherwise`() {
        let synonyms = read("﻿# 本区\n未保站 ＝ 小海豚工作站\r\n\n")
        #expect(synonyms.faults.isEmpty)
        #expect(synonyms.ownCount == 1)
        #expect(synonyms.groups.first == ["未保站", "小海豚工作站"])
        #expect(synonyms.groups.count == 1)
        #expect(synonyms.lines == [2])
    }

    @Test func `each fault is said with its line, and the other lines hold`() {
        let synonyms = read("单独\n救助站 = 救助站\n甲 = 救助点\n\n救助站点 = 救助驿站\n救助驿站 = 别处\n、、 = ！！\n")
        #expect(
            synonyms.faults == [
                .alone(line: 1, "单独"), .twice(line: 2, "救助站", first: 2), .unusable(line: 3, "甲"),
                .twice(line: 6, "救助驿站", first: 5), .unusable(line: 7, "、、"), .unusable(line: 7, "！！"),
            ])
        #expect(synonyms.groups.contains(["救助站点", "救助驿站"]))
    }

    @Test func `a line that is no text is passed over`() {
        let synonyms = Synonyms(
            own: [0xFF, 0xFE, 0x0A] + Array("救助站 = 救助点".utf8), supplied: [],
            analyzer: Analyzer(variants: IndexDefinition.variants))
        #expect(synonyms.faults == [.undecodable(line: 1)])
        #expect(synonyms.groups == [["救助站", "救助点"]])
    }

    @Test func `those that come with the program have no faults`() {
        let supplied = Synonyms(
            own: IndexDefinition.synonyms, supplied: [], analyzer: Analyzer(variants: IndexDefinition.variants))
        #expect(supplied.faults.isEmpty)
        #expect(supplied.groups.count > 80)
    }

    @Test func `an own synonym finds, and does not outrank what was typed`() async throws {
        let test = try TestIndex(ownSynonyms: "小海豚 = 未保中心")
        try await test.put(1, TestIndex.Entry(body: "未保中心未保中心未保中心"))
        try await test.put(2, TestIndex.Entry(body: "小海豚活动，" + String(repeating: "其他的内容很多。", count: 40)))
        #expect(try test.items("小海豚") == [2, 1])
        #expect(try test.index.absent(among: ["小海豚", "大海豚"]) == ["大海豚"])
    }
}
