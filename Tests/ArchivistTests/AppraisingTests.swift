import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

@Suite struct AppraisingTests {
    private let test: TestArchive
    private let day: Day

    init() throws {
        test = try TestArchive()
        day = try #require(Day("2040-01-01"))
    }

    private func appraising(_ who: String) throws -> Appraising { Appraising(archive: try test.archive(as: who)) }

    private func opinion(_ who: String, _ verdict: Verdict, codes: [String] = [], batch: Int = 1) throws {
        _ = try appraising(who).giveOpinion(batch, codes: codes, verdict: verdict, reason: "理由")
    }

    private func states(_ batch: Int = 1) throws -> [AppraisalStanding.State] {
        try appraising("甲").show(batch).items.map(\.standing.state)
    }

    private func execute(_ who: String, _ witnesses: [String], batch: Int = 1) async -> String {
        await failure {
            try await Disposing(archive: test.archive(as: who)).destroy(
                batch, witnesses: witnesses, on: day, progress: WorkProgress())
        }
    }

    @Test func `one account alone destroys nothing`() async throws {
        let code = try await test.code(ofText: "一")
        _ = try appraising("甲").open(title: "批次", codes: [code])
        try opinion("甲", .destroy)
        try opinion("甲", .destroy)
        #expect(try states() == [.opinionsMissing])
        #expect(await failure { try appraising("甲").approve(1, codes: [], on: day) } == "obstructed")
        #expect(await execute("甲", ["乙", "丙"]) == "obstructed")
        try opinion("乙", .destroy)
        #expect(try states() == [.agreed])
        // Neither of those who gave an opinion, nor who opened the batch.
        #expect(await failure { try appraising("甲").approve(1, codes: [], on: day) } == "separation")
        #expect(await failure { try appraising("乙").approve(1, codes: [], on: day) } == "separation")
        _ = try appraising("丁").approve(1, codes: [], on: day)
        for (who, witnesses) in [
            ("丁", ["乙", "丙"]), ("甲", ["乙", "丙"]), ("戊", ["戊", "丙"]), ("戊", ["丁", "丙"]), ("戊", ["甲", "丙"]),
            ("戊", ["乙"]), ("戊", ["乙", "乙"]), ("戊", []),
        ] {
            #expect(await execute(who, witnesses) == "separation", "\(who) \(witnesses)")
        }
        #expect(await execute("戊", [" ", "丙"]) == "unknownWitness")
        #expect(try test.record(code).state == "active")
        #expect(await execute("戊", ["乙", "丙"]) == "none")
    }

    @Test func `who opened a batch does not approve it`() async throws {
        let code = try await test.code(ofText: "一")
        _ = try appraising("丁").open(title: "批次", codes: [code])
        try opinion("甲", .destroy)
        try opinion("乙", .destroy)
        #expect(await failure { try appraising("丁").approve(1, codes: [], on: day) } == "separation")
    }

    @Test func `opinions must agree`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt"), try await test.code(ofText: "二", name: "2.txt"),
        ]
        _ = try appraising("甲").open(title: "批次", codes: codes)
        try opinion("甲", .destroy)
        try opinion("乙", .extend(years: 10), codes: [codes[0]])
        try opinion("乙", .destroy, codes: [codes[1]])
        #expect(try states() == [.disagreeing, .agreed])
        #expect(await failure { try appraising("丁").approve(1, codes: [codes[0]], on: day) } == "obstructed")
        _ = try appraising("丁").approve(1, codes: [], on: day)
        #expect(try states() == [.disagreeing, .approved])
        try opinion("甲", .extend(years: 10), codes: [codes[0]])
        _ = try appraising("丁").approve(1, codes: [], on: day)
        #expect(try test.record(codes[0]).retention.dueOn == Day("2050-01-01"))
        #expect(try test.record(codes[0]).retention.reason == .extended)
        // What got more years is not destroyed with the rest, and may be appraised again.
        #expect(await execute("戊", ["乙", "丙"]) == "none")
        #expect(try test.record(codes[0]).state == "active")
        _ = try appraising("甲").open(title: "再鉴定", codes: [codes[0]])
    }

    @Test func `a later opinion, hold or version voids the approval of that record`() async throws {
        var codes: [String] = []
        for index in 0..<5 { codes.append(try await test.code(ofText: "第\(index)件", name: "\(index).txt")) }
        try test.approved(codes, on: day)
        try opinion("己", .destroy, codes: [codes[0]])
        let holding = Holding(archive: test.archive)
        _ = try holding.place(codes: [codes[1]], persons: [], reason: "诉讼")
        _ = try holding.place(codes: [codes[2]], persons: [], reason: "诉讼")
        _ = try holding.lift(2, reason: "已结")
        var change = Revising.Change()
        change.title = "更正的题名"
        _ = try await Revising(archive: test.archive).revise(codes[3], change, reason: "更正")
        let items = try appraising("甲").show(1).items
        #expect(items.map(\.standing.voided) == [.newOpinion, .changedHold, .changedHold, .newVersion, nil])
        #expect(items.map(\.standing.state) == [.agreed, .agreed, .agreed, .agreed, .approved])
        let report = try await Disposing(archive: test.archive(as: "戊")).destroy(
            1, witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
        #expect(report.disposed == [codes[4]])
        #expect(report.left.map(\.code) == Array(codes[..<4]))
        try test.reopen()
        // What is held is not approved either, and goes once it is free and approved again.
        #expect(await failure { try appraising("丁").approve(1, codes: [codes[1]], on: day) } == "obstructed")
        _ = try holding.lift(1, reason: "已结")
        _ = try appraising("丁").approve(1, codes: [], on: day)
        #expect(await execute("戊", ["乙", "丙"]) == "none")
        #expect(try states() == Array(repeating: .done, count: 5))
    }

    @Test func `what is not due is not destroyed, and what is permanent never`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt", date: "2035-05-01"),
            try await test.code(ofText: "二", name: "2.txt", classCode: "FG", date: "1990-05-01"),
        ]
        _ = try appraising("甲").open(title: "批次", codes: codes)
        for who in ["乙", "丙"] { try opinion(who, .destroy) }
        #expect(await failure { try appraising("丁").approve(1, codes: [], on: day) } == "obstructed")
    }

    @Test func `a batch holds what is due and in no other`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt", date: "2010-05-01"),
            try await test.code(ofText: "二", name: "2.txt", date: "2011-05-01"),
            try await test.code(ofText: "三", name: "3.txt", date: "2030-05-01"),
            try await test.code(ofText: "四", name: "4.txt", date: "2012-05-01"),
        ]
        _ = try Holding(archive: test.archive).place(codes: [codes[3]], persons: [], reason: "诉讼")
        _ = try appraising("甲").open(title: "先开", codes: [codes[0]])
        #expect(await failure { try appraising("乙").open(title: "又开", codes: [codes[0]]) } == "inAppraisal")
        let view = try appraising("甲").open(title: "到期", due: day, classCode: nil, org: nil)
        #expect(view.appraisal.items == [codes[1]])
        #expect(
            await failure { try appraising("甲").open(title: "空", due: day, classCode: nil, org: nil) }
                == "nothingToAppraise")
        #expect(await failure { try opinion("乙", .destroy, codes: [codes[2]]) } == "notInAppraisal")
        #expect(await failure { try opinion("乙", .destroy, batch: 7) } == "noSuchAppraisal")
        #expect(try appraising("甲").list().count == 2)
    }
}
