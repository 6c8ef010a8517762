import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct SearchingTests {
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
    }

    @Test func `a hit has its description and a snippet with marks`() async throws {
        let code = try await test.code(
            ofText: "个案会商纪要\n会议讨论了<临时监护>的安排。", classCode: "GA", volume: "林小满个案", org: "210202")
        let report = try await test.search(SearchQuery(text: "临时监护"))
        #expect(report.total == 1)
        let hit = try #require(report.hits.first)
        #expect(hit.code == code)
        #expect(hit.volume == "J016-ZY·WB·GA·2023·Y-001")
        #expect(hit.classCode == "GA" && hit.org == "210202" && hit.date == "2023-05-19" && hit.version == 1)
        #expect(hit.snippet?.contains("&lt;<mark>临时监护</mark>&gt;") == true)
        #expect(report.classFacet == ["GA": 1] && report.yearFacet == ["2023": 1] && report.orgFacet == ["210202": 1])
    }

    @Test func `without snippets when brief`() async throws {
        _ = try await test.code(ofText: "临时监护")
        let report = try await Searching(archive: test.archive).search(SearchQuery(text: "临时监护"), isBrief: true)
        #expect(report.hits.map(\.snippet) == [nil])
    }

    @Test func `every search is in the log, with its filters`() async throws {
        _ = try await test.search(
            SearchQuery(
                text: "林小满", classCode: "个案", org: "2102", from: "2023-01-01",
                fields: [FieldValue(name: "风险等级", value: "高")]))
        let entry = try #require(try LogReading(archive: test.archive).entries(limit: 2).last)
        #expect(entry.act == "search" && entry.who == "甲" && entry.purpose == "例行巡阅")
        #expect(entry.object == "林小满 class:GA org:2102 from:2023-01-01 field.风险等级:高")
    }

    @Test func `a class is named by code or name, another is refused`() async throws {
        let code = try await test.code(ofText: "内容")
        #expect(try await test.search(SearchQuery(text: "", classCode: "培训")).hits.map(\.code) == [code])
        #expect(try await test.search(SearchQuery(text: "", classCode: "px")).hits.map(\.code) == [code])
        await #expect(throws: ArchiveFailure.self) { try await test.search(SearchQuery(text: "", classCode: "没有")) }
    }

    @Test func `nothing found is an answer with a hint`() async throws {
        #expect(try await test.search(SearchQuery(text: "监护")).hint == .nothingFound)
        #expect(try await test.search(SearchQuery(text: "")).hint == .empty)
        #expect(try await test.search(SearchQuery(text: "，")).hint == .nothingToSearch)
    }

    @Test func `records are found by code, number, author and field`() async throws {
        try test.folder.write(
            "in/m.jsonl",
            #"{"text":"x","class":"PX","date":"2023-01-01","title":"题","author":"苍梧街道","documentNumber":"未保办〔2023〕3号","#
                + #""fields":{"培训地点":"海棠会议室"}}"#)
        let code = try #require(try await test.file(manifest: "in/m.jsonl").first?.code)
        for query in [code, "J016-ZY.WB.PX.2023.D10-0001", "苍梧街道", "未保办〔2023〕3号", "海棠会议室"] {
            #expect(try await test.codes(query) == [code], "\(query)")
        }
    }
}
