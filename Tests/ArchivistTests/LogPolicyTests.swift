import Access
import Archivist
import Foundation
import Records
import Testing
import Workbench

/// What the file plan asks of the log for a class.
@Suite struct LogPolicyTests {
    private let test: TestArchive
    private let code: String

    init() async throws {
        test = try TestArchive()
        code = try await test.code(
            ofText: "林小满监护评估：祖父酗酒", classCode: "GA", volume: "林小满个案", org: "210202")
    }

    private func archive(_ purpose: String?, role: Role? = .supervisor, who: String = "赵督导") throws -> ArchiveFolder {
        try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(
                who: who, face: "command", act: "show", purpose: purpose, role: role, org: role.map { _ in "2102" }))
    }

    private func adopt(_ policy: String, instead old: String = "log: { purpose: withUsers, years: 30 }") throws {
        _ = try Planning(archive: test.archive).adopt(Planning.standard.replacing(old, with: policy))
    }

    private func last() throws -> AccessEntry {
        try #require(try LogReading(archive: test.archive).entries(limit: 2).last)
    }

    /// Every way to the content of a record.
    private func ways(_ archive: ArchiveFolder) -> [() async throws -> Void] {
        [
            { _ = try Reading(archive: archive).record(code) },
            { _ = try Reading(archive: archive).record(code, choice: .number(1)) },
            { _ = try Reading(archive: archive).history(code) }, { _ = try Reading(archive: archive).text(code) },
            { _ = try Reading(archive: archive).file(code, name: nil) },
            { _ = try Reading(archive: archive).difference(code, from: 1, to: 1) },
            { _ = try await Searching(archive: archive).similar(toRecord: code, query: SearchQuery(text: "")) },
            {
                var choice = Exporting.Choice()
                choice.codes = [code]
                let target = test.folder.path("包\(Int.random(in: 0 ... .max)).csv")
                _ = try Exporting(archive: archive).export(choice, to: target, format: .csv, progress: WorkProgress())
            },
        ]
    }

    @Test func `with users nobody reads a case without saying what for, and that they tried is logged`() async throws {
        for way in ways(try archive(nil)) + ways(try archive("  ")) {
            #expect(await failure(way) == "purposeMissing")
            let entry = try last()
            #expect(entry.denied && entry.object == code && entry.who == "赵督导")
        }
        for way in ways(try archive("会商")) {
            #expect(await failure(way) == "none")
            let entry = try last()
            #expect(!entry.denied && entry.object == code && entry.purpose == "会商")
        }
        // Searches show hits as before, and a class that asks for nothing is read without.
        #expect(try await Searching(archive: archive(nil)).search(SearchQuery(text: "酗酒")).total == 1)
        let plain = try await test.code(ofText: "培训小结", org: "210202")
        #expect(try Reading(archive: archive(nil)).text(plain) == "培训小结")
    }

    @Test func `who works alone is not asked unless the plan says required`() async throws {
        for way in ways(try archive(nil, role: nil)) { #expect(await failure(way) == "none") }
        try adopt("log: { purpose: required }")
        for way in ways(try archive(nil, role: nil)) { #expect(await failure(way) == "purposeMissing") }
        try adopt("log: { purpose: optional }")
        for way in ways(try archive(nil)) { #expect(await failure(way) == "none") }
    }

    @Test func `a request and an emergency give their purpose`() async throws {
        let li = try archive(nil, role: .caseworker, who: "李工")
        #expect(await failure { try Reading(archive: li).text(code) } == "noSuchRecord")
        _ = try Granting(archive: li).openInEmergency("J016-ZY·WB·GA·2023·Y-001", reason: "孩子失联")
        #expect(try Reading(archive: li).text(code).contains("酗酒"))
        #expect(try last().purpose == "孩子失联")
        // One's own word goes before.
        let said = try archive("出庭", role: .caseworker, who: "李工")
        _ = try Reading(archive: said).text(code)
        #expect(try last().purpose == "出庭")
    }

    // MARK: - How long

    /// Puts uses of long ago into the log.
    private func append(_ years: [Int], object: String?) throws {
        let log = try AccessLog(path: test.folder.path("档案/Corpus/access.sqlite"))
        let this = Timestamp.today().year
        try log.append(
            years.map {
                AccessEntry(
                    at: "\(this - $0)-06-01T08:00:00+08:00", who: "老陈", face: "command", act: "show", object: object,
                    purpose: "旧事")
            })
    }

    @Test func `only entries whose own time is over are erased`() async throws {
        let training = try await test.code(ofText: "培训小结", date: "2001-05-19")
        _ = try await test.destroy([training], on: #require(Day("2099-01-01")))
        let keeping = LogKeeping(archive: test.archive)
        let day = try #require(Timestamp.today().adding(years: -10))
        try append([40, 12], object: code)
        try append([40, 12], object: "J016-ZY·WB·GA·2023·Y-001")
        try append([40, 12, 11, 10], object: training)
        try append([12], object: nil)
        let dry = try keeping.erase(before: day, isDryRun: true)
        // What is here stays; so does an entry of the tenth year before, whose year ends ten years only at this year's end.
        // Four notes that the clock was set back go too.
        #expect(dry.recordKept == 4)
        #expect(dry.entries == 4 + 4 && dry.tooYoung <= 1)
        #expect(try keeping.erase(before: day, isDryRun: false) == dry)
        #expect(try keeping.verify(against: nil, publicKey: nil, progress: WorkProgress()).problems.isEmpty)
        let left = try LogReading(archive: test.archive).entries(limit: 100).filter { $0.who == "老陈" }
        #expect(left.count == 4 + dry.tooYoung)
        // Destroyed since: with thirty years said for the class, twelve are not enough and forty are.
        try adopt(
            "retention: { trigger: yearEnd, period: D10, disposition: appraise }\n    log: { years: 30 }",
            instead: "retention: { trigger: yearEnd, period: D10, disposition: appraise }")
        try append([40, 12], object: training)
        let ordered = try keeping.erase(before: day, isDryRun: false)
        #expect(ordered.entries == 1 + 1 && ordered.tooYoung >= 1 && ordered.recordKept == 4)
    }

    @Test func `where the plan orders years, destruction leaves the uses that mention nothing of the record`()
        async throws
    {
        try adopt(
            "retention: { trigger: yearEnd, period: D10, disposition: appraise }\n    log: { years: 30 }",
            instead: "retention: { trigger: yearEnd, period: D10, disposition: appraise }")
        let training = try await test.code(
            ofText: "绝无仅有培训小结", date: "2001-05-19")
        _ = try Reading(archive: archive("核对学时")).text(training)
        _ = try Reading(archive: archive("看绝无仅有培训小结")).text(training)
        _ = try await test.destroy([training], on: #require(Day("2099-01-01")))
        let uses = try LogReading(archive: test.archive).entries(limit: 100, LogFilter(object: training)).filter {
            $0.act == "show text"
        }
        #expect(uses.map(\.purpose) == ["核对学时"])
        let word = Data("绝无仅有".utf8)
        for file in test.folder.files(in: "档案") {
            #expect(try test.folder.read("档案/" + file).range(of: word) == nil, "\(file)")
        }
    }
}
