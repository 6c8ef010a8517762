import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

@Suite struct RetainingTests {
    private let test: TestArchive
    private var retaining: Retaining { Retaining(archive: test.archive) }

    init() throws {
        test = try TestArchive()
    }

    private func due(_ date: String, classCode: String? = nil, org: String? = nil) throws -> [String] {
        var codes: [String] = []
        try retaining.due(
            on: try #require(Day(date)), classCode: classCode, org: org, progress: WorkProgress()
        ) { codes.append($0.code) }
        return codes
    }

    @Test func `a record is due from the day on which its period has ended`() async throws {
        let code = try await test.code(ofText: "一", name: "1.txt", date: "2023-12-31")
        let next = try await test.code(ofText: "二", name: "2.txt", classCode: "XC", date: "2024-01-01", org: "210202")
        #expect(try due("2033-12-31").isEmpty)
        #expect(try due("2034-01-01") == [code])
        #expect(try due("2035-01-01") == [code, next])
        #expect(try due("2035-01-01", classCode: "宣传") == [next])
        #expect(try due("2035-01-01", org: "210202") == [next])
        #expect(try due("2024-02-29").isEmpty)
        var found: [DueRecord] = []
        let district = try test.archive(as: "己", role: .archivist, org: "210202")
        try Retaining(archive: district).due(
            on: try #require(Day("2040-01-01")), classCode: nil, org: nil, progress: WorkProgress()
        ) { found.append($0) }
        #expect(found.map(\.code) == [next])
    }

    @Test func `what is held is listed with its holds`() async throws {
        let code = try await test.code(ofText: "一", date: "2010-05-01")
        _ = try Holding(archive: test.archive).place(codes: [code], persons: [], reason: "诉讼")
        var found: [DueRecord] = []
        try retaining.due(
            on: try #require(Day("2040-01-01")), classCode: nil, org: nil, progress: WorkProgress()
        ) { found.append($0) }
        #expect(found.map(\.holds) == [[1]])
    }

    @Test func `an event starts a clock, and a later one replaces it`() async throws {
        let code = try await test.code(ofText: "一", classCode: "RZ")
        #expect(try test.record(code).retention.reason == .eventNotRecorded)
        _ = try retaining.record(.employmentEnded, of: code, on: try #require(Day("2024-02-29")))
        #expect(try test.record(code).retention.dueOn == Day("2035-01-01"))
        _ = try retaining.record(.employmentEnded, of: code, on: try #require(Day("2025-12-31")))
        #expect(try test.record(code).retention.dueOn == Day("2036-01-01"))
        // Another kind of event does not.
        let rule = try await test.code(ofText: "二", name: "2.txt", classCode: "FG")
        _ = try retaining.record(.employmentEnded, of: rule, on: try #require(Day("2024-02-29")))
        #expect(try test.record(rule).retention.reason == .eventNotRecorded)
    }

    @Test func `a date field starts a clock, and a day keeps it longer`() async throws {
        let yaml = Planning.standard.replacing(
            "trigger: employmentEnded, period: D10, disposition: appraise",
            with: "trigger: dateField, field: 查询日期, period: D10, until: 2040-06-30, disposition: appraise")
        _ = try Planning(archive: test.archive).adopt(yaml)
        let late = try await test.code(
            ofText: "一", name: "1.txt", classCode: "RZ", fields: [("查询日期", "2032-05-01")])
        #expect(try test.record(late).retention.dueOn == Day("2043-01-01"))
        let early = try await test.code(
            ofText: "二", name: "2.txt", classCode: "RZ", fields: [("查询日期", "2020-05-01")])
        #expect(try test.record(early).retention.dueOn == Day("2040-06-30"))
        let empty = try await test.code(ofText: "三", name: "3.txt", classCode: "RZ")
        #expect(try test.record(empty).retention.reason == .fieldEmpty)
        try test.loseCatalog()
        try test.recover()
        #expect(try test.record(early).retention.dueOn == Day("2040-06-30"))
    }

    @Test func `the effect of a plan is shown before it is in force`() async throws {
        let single = try await test.code(ofText: "一", name: "1.txt")
        let kept = try await test.code(ofText: "二", name: "2.txt", classCode: "PG", volume: "林小满个案")
        let volume = try #require(try test.record(kept).chosen.description.volume)
        _ = try VolumeKeeping(archive: test.archive).close(volume, on: Day("2024-05-01"), note: nil)
        let yaml = Planning.standard
            .replacing("trigger: closedAndAdult", with: "trigger: closed")
            .replacing(
                "  - code: PX\n    name: 培训\n    access: open\n    retention: { trigger: yearEnd, period: D10",
                with: "  - code: PX\n    name: 培训\n    access: open\n    retention: { trigger: yearEnd, period: D30")
        let effect = try retaining.effect(of: yaml, progress: WorkProgress())
        #expect(effect.classes.map(\.code) == ["GA", "PX"])
        #expect(effect.classes.map(\.items) == [0, 1])
        #expect(effect.changes.map(\.code) == [kept])
        #expect(effect.changes.first?.old.reason == .birthDateUnknown && effect.changes.first?.new.reason == .permanent)
        #expect(effect.lost.isEmpty)
        #expect(try Planning(archive: test.archive).current().version == 1)
        #expect(try test.record(single).retention.rule.period == .years(10))
    }

    @Test func `the effect of a plan is for who keeps the plan, and counts nothing that they may not know of`()
        async throws
    {
        let kept = try await test.code(ofText: "一", name: "1.txt", classCode: "PG", volume: "林小满个案")
        let yaml = Planning.standard.replacing("trigger: closedAndAdult", with: "trigger: closed")
        func effect(_ role: Role) throws -> ScheduleEffect {
            let archive = try test.archive(as: "己", role: role, org: "2102")
            return try Retaining(archive: archive).effect(of: yaml, progress: WorkProgress())
        }
        for role in [Role.caseworker, .archivist, .supervisor, .auditor] {
            #expect(await failure { try effect(role) } == "notPermitted", "\(role)")
        }
        let volume = try #require(try test.record(kept).chosen.description.volume)
        _ = try VolumeKeeping(archive: test.archive).close(volume, on: Day("2024-05-01"), note: nil)
        #expect(try retaining.effect(of: yaml, progress: WorkProgress()).changes.map(\.code) == [kept])
        let seen = try effect(.securityOfficer)
        #expect(seen.classes.map(\.code) == ["GA"] && seen.classes.map(\.items) == [nil] && seen.changes.isEmpty)
        let entries = try LogReading(archive: test.archive).entries(limit: 9)
        #expect(entries.filter { $0.act == "plan effect" && !$0.denied }.map(\.who) == ["己", "甲"])
    }

    @Test func `a case waits while one of its subjects has no birth date`() async throws {
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "兄妹案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "林小满", birthDate: "2000-01-01"), PersonMention(name: "林小圆")], force: false)
        let code = try await test.code(ofText: "一", name: "1.txt", classCode: "PG", volume: volume.code)
        _ = try VolumeKeeping(archive: test.archive).close(volume.code, on: Day("2022-01-31"), note: nil)
        #expect(try test.record(code).retention.reason == .birthDateUnknown)
        #expect(try due("2150-01-01").isEmpty)
        let person = try #require(try Persons(archive: test.archive).list(named: "林小圆", limit: 1).first)
        _ = try Persons(archive: test.archive).describe(
            person.id, name: nil, birthDate: Day("2015-05-05"), identityNumber: nil)
        #expect(try test.record(code).retention.startsOn == Day("2034-01-01"))
    }
}
