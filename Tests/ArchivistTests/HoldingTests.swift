import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

@Suite struct HoldingTests {
    private let test: TestArchive
    private var holding: Holding { Holding(archive: test.archive) }

    init() throws {
        test = try TestArchive()
    }

    private func state(_ code: String) throws -> String { try test.record(code).state }

    @Test func `a hold on an item covers it until it is lifted`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt"), try await test.code(ofText: "二", name: "2.txt"),
        ]
        let held = try holding.place(codes: [codes[0]], persons: [], reason: "诉讼")
        #expect(held.hold.number == 1 && held.hold.items == [codes[0]])
        #expect(try codes.map(state) == ["held", "active"])
        _ = try holding.place(codes: [codes[0]], persons: [], reason: "审计")
        _ = try holding.lift(1, reason: "已结")
        #expect(try codes.map(state) == ["held", "active"])
        _ = try holding.lift(2, reason: "已结")
        #expect(try codes.map(state) == ["active", "active"])
        #expect(try holding.list(includesLifted: false).isEmpty)
        #expect(try holding.list(includesLifted: true).map(\.liftReason) == ["已结", "已结"])
    }

    @Test func `a hold on a volume stays on what is moved out of it, and covers what comes later`() async throws {
        let first = try await test.code(ofText: "一", name: "1.txt", classCode: "GA", volume: "林小满个案")
        let volume = try #require(try test.record(first).chosen.description.volume)
        _ = try holding.place(codes: [volume], persons: [], reason: "诉讼")
        let later = try await test.code(ofText: "二", name: "2.txt", classCode: "GA", volume: volume)
        #expect(try [first, later].map(state) == ["held", "held"])
        for code in [first, later] {
            var change = Revising.Change()
            change.leavesVolume = true
            change.classCode = "DJ"
            _ = try await Revising(archive: test.archive).revise(code, change, reason: "归错")
        }
        #expect(try [first, later].map(state) == ["held", "held"])
    }

    @Test func `a hold on a person covers all that names the person or stands in the volume`() async throws {
        let fields = [(name: "当事人", value: "林小满 2015-03-02")]
        let named = try await test.code(
            ofText: "一", name: "1.txt", classCode: "GA", volume: "林小满个案", fields: fields)
        let volume = try #require(try test.record(named).chosen.description.volume)
        let beside = try await test.code(ofText: "二", name: "2.txt", classCode: "GA", volume: volume)
        let person = try #require(try Persons(archive: test.archive).list(named: "林小满", limit: 1).first)
        _ = try holding.place(codes: [], persons: [person.id], reason: "复议")
        let later = try await test.code(ofText: "三", name: "3.txt", classCode: "DJ", fields: fields)
        let other = try await test.code(
            ofText: "四", name: "4.txt", classCode: "DJ", fields: [("当事人", "曹一舟 2014-01-01")])
        #expect(try [named, beside, later, other].map(state) == ["held", "held", "held", "active"])
        // The name is taken out of the description: the version that named the person is still there.
        var change = Revising.Change()
        change.fields = [("当事人", "")]
        _ = try await Revising(archive: test.archive).revise(later, change, reason: "更正")
        #expect(try state(later) == "held")
    }

    @Test func `a hold on what a search finds`() async throws {
        let code = try await test.code(ofText: "寒潮防范", name: "1.txt")
        _ = try await test.code(ofText: "防溺水", name: "2.txt")
        let codes = try await holding.codes(foundBy: SearchQuery(text: "寒潮"))
        #expect(codes == [code])
        #expect(try holding.place(codes: codes, persons: [], reason: "审计").hold.items == [code])
        #expect(try await holding.codes(foundBy: SearchQuery(text: "寒潮 无此词")).isEmpty)
        #expect(await failure { try holding.place(codes: [], persons: [], reason: "空") } == "nothingToHold")
        #expect(await failure { try holding.place(codes: ["J016-X-1"], persons: [], reason: "空") } == "noSuchRecord")
        #expect(await failure { try holding.place(codes: [], persons: [99], reason: "空") } == "noSuchPerson")
        #expect(await failure { try holding.lift(9, reason: "无") } == "noSuchHold")
        _ = try holding.lift(1, reason: "已结")
        #expect(await failure { try holding.lift(1, reason: "又") } == "holdLifted")
    }

    @Test func `recovery brings holds, events, opinions and approvals back`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt"), try await test.code(ofText: "二", name: "2.txt"),
            try await test.code(ofText: "三", name: "3.txt", classCode: "RZ"),
        ]
        _ = try holding.place(codes: [codes[0]], persons: [], reason: "诉讼")
        _ = try holding.place(codes: [codes[1]], persons: [], reason: "审计")
        _ = try holding.lift(2, reason: "已结")
        _ = try Retaining(archive: test.archive).record(
            .employmentEnded, of: codes[2], on: try #require(Day("2024-08-31")))
        let day = try #require(Day("2040-01-01"))
        try test.approved([codes[1]], .extend(years: 10), on: day)
        let before = (
            try codes.map { "\(try test.record($0).retention) \(try state($0))" },
            try holding.list(includesLifted: true).map(\.hold), "\(try Appraising(archive: test.archive).list())"
        )
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try codes.map { "\(try test.record($0).retention) \(try state($0))" } == before.0)
        #expect(try holding.list(includesLifted: true).map(\.hold) == before.1)
        #expect("\(try Appraising(archive: test.archive).list())" == before.2)
        #expect(try test.record(codes[1]).retention.dueOn == Day("2050-01-01"))
        #expect(try test.record(codes[2]).retention.dueOn == Day("2035-01-01"))
    }

    @Test func `only roles with the duty may`() async throws {
        let code = try await test.code(ofText: "一")
        let caseworker = try test.archive(as: "己", role: .caseworker)
        #expect(
            await failure { try Holding(archive: caseworker).place(codes: [code], persons: [], reason: "x") }
                == "notPermitted")
        #expect(
            await failure { try Appraising(archive: caseworker).open(title: "x", codes: [code]) } == "notPermitted")
    }
}
