import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Whatever somebody is refused stands in the log once, as what was tried.
@Suite struct RefusalTests {
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
        try Organising(archive: test.archive).set([Organisation(code: "210203", name: "另一区未保中心")])
    }

    private func hands(_ who: String, _ role: Role?, _ org: String = "2102") throws -> ArchiveFolder {
        try test.archive(as: who, role: role, org: role == nil ? nil : org)
    }

    /// What was refused, and the objects of the refusals in the log.
    private func refused(_ body: () async throws -> some Any) async throws -> String {
        let reading = LogReading(archive: test.archive)
        let before = try reading.entries(limit: 1).first?.seq ?? 0
        let kind = await failure(body)
        let entries = try reading.entries(limit: 1000).filter { $0.seq > before && $0.denied }
        #expect(entries.allSatisfy { $0.act == "test" })
        return ([kind] + entries.map { $0.object ?? "-" }).joined(separator: " ")
    }

    @Test func `files that cannot be masked`() async throws {
        let code = try await test.code(ofText: "登记", classCode: "GA", volume: "某个案", org: "210202")
        let auditor = try hands("郑审", .auditor)
        #expect(try await refused { try Reading(archive: auditor).file(code, name: nil) } == "masked \(code)")
        var choice = Exporting.Choice()
        choice.codes = [code]
        #expect(
            try await refused {
                try Exporting(archive: auditor).export(
                    choice, to: test.folder.path("包"), format: .bag, progress: WorkProgress())
            } == "masked \(code)")
    }

    @Test func `what somebody else decides on`() async throws {
        let code = try await test.code(ofText: "小结", org: "210202")
        let supervisor = try hands("周督", .supervisor)
        let own = try Granting(archive: supervisor).request(code, purpose: "会商")
        #expect(try await refused { try Granting(archive: supervisor).decide(own.id, grants: true) } == "ownRequest 1")
        let far = try hands("外督", .supervisor, "210203")
        #expect(try await refused { try Granting(archive: far).decide(own.id, grants: false) } == "noSuchGrant 1")
        _ = try Requesting(archive: hands("周督", .archivist)).take(
            Requesting.Intake(
                kind: .copy, party: .subject, asker: "某", identityCheck: "证", codes: [code], text: "要一份"))
        #expect(
            try await refused { try Requesting(archive: supervisor).decide(1, .refused, reason: "无据") }
                == "requestTakenByDecider 1")
        let officer = try hands("安全", .securityOfficer)
        #expect(try await refused { try UserKeeping(archive: officer).setRole(.auditor, of: "安全") } == "ownRole 安全")
        let administrator = try hands("系统", .systemAdministrator)
        #expect(
            try await refused { try UserKeeping(archive: administrator).setState(.disabled, of: "系统") } == "ownRole 系统")
        let seq = try #require(
            try LogReading(archive: test.archive).entries(limit: 100).first { $0.who == "周督" && $0.denied }
        ).seq
        #expect(
            try await refused { try LogKeeping(archive: supervisor).markReviewed([seq], note: "无事") }
                == "reviewOfOwnUse \(seq)")
    }

    @Test func `a hold over what lies elsewhere too`() async throws {
        let near = try await test.code(ofText: "近", name: "近.txt", org: "210202")
        let far = try await test.code(ofText: "远", name: "远.txt", org: "210203")
        _ = try Holding(archive: hands("周督", .supervisor)).place(codes: [near, far], persons: [], reason: "诉讼")
        let district = try hands("吴督", .supervisor, "210202")
        #expect(try await refused { try Holding(archive: district).lift(1, reason: "已结") } == "notPermitted 1")
    }

    @Test func `steps of a disposal that others have to do`() async throws {
        let day = try #require(Day("2099-01-01"))
        let codes = [
            try await test.code(ofText: "一", name: "一.txt"), try await test.code(ofText: "二", name: "二.txt"),
        ]
        try test.approved([codes[0]], on: day)
        #expect(
            try await refused {
                try await Disposing(archive: hands("丁", nil)).destroy(
                    1, witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
            } == "separation 1")
        let batch = try Appraising(archive: hands("甲", nil)).open(title: "又一批", codes: [codes[1]]).appraisal.number
        for who in ["乙", "丙"] {
            _ = try Appraising(archive: hands(who, nil)).giveOpinion(
                batch, codes: [], verdict: .destroy, reason: "已无保存价值")
        }
        #expect(
            try await refused { try Appraising(archive: hands("乙", nil)).approve(batch, codes: [], on: day) }
                == "separation \(batch)")
    }

    // MARK: - Purposes

    @Test(arguments: ["", " \t\n", "\u{3000}\u{200B}\u{2060}"])
    func `a reason that nobody can see is none`(blank: String) async throws {
        let code = try await test.code(ofText: "登记", classCode: "GA", volume: "某个案", org: "210202001")
        let worker = try hands("李工", .caseworker, "210202")
        let supervisor = try hands("周督", .supervisor)
        #expect(await failure { try Granting(archive: worker).request(code, purpose: blank) } == "requestFieldMissing")
        #expect(
            await failure { try Granting(archive: worker).openInEmergency(code, reason: blank) }
                == "requestFieldMissing")
        #expect(await failure { try Reading(archive: worker).record(code) } == "noSuchRecord")
        let grant = try Granting(archive: worker).openInEmergency(code, reason: "孩子失联")
        #expect(
            await failure { try Granting(archive: supervisor).review(grant.id, note: blank) } == "requestFieldMissing")
        #expect(
            await failure { try LogKeeping(archive: supervisor).markReviewed([1], note: blank) }
                == "requestFieldMissing")
    }

    @Test func `a grant without a purpose, of long ago, gives none`() async throws {
        let code = try await test.code(ofText: "登记", classCode: "GA", volume: "某个案", org: "210202001")
        _ = try Granting(archive: hands("李工", .caseworker, "210202")).openInEmergency(code, reason: "孩子失联")
        let update =
            "import sqlite3; d = sqlite3.connect('catalog.sqlite'); "
            + "d.execute('UPDATE access_grant SET purpose = char(32, 8203)'); d.commit()"
        try Shell.run("python3 -c \(Shell.quoted(update))", in: test.folder.path("档案/Corpus"))
        let silent = try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(who: "李工", face: "command", act: "test", role: .caseworker, org: "210202"))
        #expect(await failure { try Reading(archive: silent).record(code) } == "purposeMissing")
        #expect(await failure { try Reading(archive: hands("李工", .caseworker, "210202")).record(code) } == "none")
    }

    // MARK: - Auditors

    @Test func `an auditor sees emergencies and the log with persons masked`() async throws {
        let code = try await test.code(
            ofText: "登记", classCode: "GA", volume: "某个案", org: "210202001", fields: [(name: "当事人", value: "王小明")])
        let worker = try hands("李工", .caseworker, "210202")
        _ = try Granting(archive: worker).openInEmergency(code, reason: "找王小明")
        _ = try Granting(archive: worker).request("王小明 2023", purpose: "会商")
        _ = try await Searching(archive: worker).search(SearchQuery(text: "王小明 登记"))
        let auditor = try hands("郑审", .auditor)
        let seen = try Granting(archive: auditor).list()
        #expect(seen.map(\.object) == [code] && seen.map(\.purpose) == ["找王*"])
        #expect(try Granting(archive: hands("外审", .auditor, "210203")).list().isEmpty)
        let log = try LogReading(archive: auditor).entries(limit: 1000)
        let uses = try LogKeeping(archive: auditor).uses(of: code)
        #expect(log.contains { $0.object == "王* 登记" } && uses.contains { $0.act == "emergency" })
        #expect(!"\(log)\(uses)".contains("王小明"))
        #expect(
            try LogReading(archive: hands("审官", .auditOfficer)).entries(limit: 1000).contains { $0.object == "王小明 登记" })
        let found = try await Searching(archive: auditor).search(SearchQuery(text: "王晓明"))
        #expect(!found.suggestions.contains { $0.contains("王小明") })
    }
}
