import Archivist
import Foundation
import Records
import Testing

/// What cases wait for, by the days that their records name.
@Suite struct CaseTasksTests {
    private let test: TestArchive

    init() throws { test = try TestArchive() }

    private func visit(_ day: String, next: String?, of volume: String = "林小满个案") async throws -> String {
        try await test.code(
            ofText: "\(day)入户走访", name: "走访-\(day).txt", classCode: "GA", volume: volume, date: day,
            fields: next.map { [(name: "下次回访日期", value: $0)] } ?? [])
    }

    private func due(_ until: Day? = nil) throws -> [String] {
        try CaseTasks(archive: test.archive).own(until: until).map { "\($0.on) \($0.title) \($0.record)" }
    }

    @Test func `a later record of the class answers the earlier, and a closed case waits for nothing`() async throws {
        let first = try await visit("2024-03-01", next: "2024-04-01")
        #expect(try due() == ["2024-04-01 林小满个案 \(first)"])
        // A form of another class does not answer it; it names its own day.
        let form = try await test.code(
            ofText: "监护评估表", classCode: "PG", volume: "林小满个案", date: "2024-03-20",
            fields: [(name: "下次评估日期", value: "2024-09-20")])
        #expect(try due() == ["2024-04-01 林小满个案 \(first)", "2024-09-20 林小满个案 \(form)"])
        let second = try await visit("2024-04-02", next: "2024-05-06")
        #expect(try due() == ["2024-05-06 林小满个案 \(second)", "2024-09-20 林小满个案 \(form)"])
        #expect(try due(Day("2024-05-06")) == ["2024-05-06 林小满个案 \(second)"])
        #expect(try due(Day("2024-05-05")).isEmpty)
        // One that was filed late is earlier all the same.
        _ = try await visit("2024-03-10", next: "2024-03-12")
        #expect(try due().first == "2024-05-06 林小满个案 \(second)")
        // A void record names nothing: what stood before it stands again.
        var void = Revising.Change()
        void.voids = true
        _ = try await Revising(archive: test.archive).revise(second, void, reason: "填错")
        #expect(try due().first == "2024-03-12 林小满个案 J016-ZY·WB·GA·2024·Y-001-004")
        // The last visit names no other.
        _ = try await visit("2024-06-01", next: nil)
        #expect(try due() == ["2024-09-20 林小满个案 \(form)"])
        let contents = try VolumeKeeping(archive: test.archive).contents("J016-ZY·WB·GA·2024·Y-001")
        #expect(contents.tasks.map(\.field) == ["下次评估日期"] && contents.tasks.map(\.record) == [form])
        _ = try VolumeKeeping(archive: test.archive).close(contents.volume.code, on: nil, note: nil)
        #expect(try due().isEmpty)
    }

    @Test func `the earliest stands first, across cases`() async throws {
        _ = try await visit("2024-03-01", next: "2024-06-01", of: "甲个案")
        _ = try await visit("2024-03-02", next: "2024-05-01", of: "乙个案")
        #expect(try due().map { String($0.prefix(14)) } == ["2024-05-01 乙个案", "2024-06-01 甲个案"])
    }

    @Test func `a personal day is not for who sees persons masked`() async throws {
        let first = try await visit("2024-03-01", next: "2024-04-01")
        let plan = try Planning(archive: test.archive).current().yaml
        _ = try Planning(archive: test.archive).adopt(
            plan.replacing("下次回访日期, type: date, due: true", with: "下次回访日期, type: date, due: true, personal: true"))
        #expect(try due() == ["2024-04-01 林小满个案 \(first)"])
        let auditor = try test.archive(as: "shenji", role: .auditor, org: "2102")
        let contents = try VolumeKeeping(archive: auditor).contents("J016-ZY·WB·GA·2024·Y-001")
        #expect(contents.items.count == 1 && contents.tasks.isEmpty)
    }

    @Test func `of others' cases nothing is told`() async throws {
        _ = try await visit("2024-03-01", next: "2024-04-01")
        let others = try test.archive(as: "zhouqi", role: .caseworker, org: "210202")
        #expect(try CaseTasks(archive: others).own().isEmpty)
        let administrator = try test.archive(as: "admin", role: .systemAdministrator, org: "2102")
        #expect(await failure { try CaseTasks(archive: administrator).own() } == "notPermitted")
    }
}
