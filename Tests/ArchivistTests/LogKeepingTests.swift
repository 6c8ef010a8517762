import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct LogKeepingTests {
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
    }

    /// What was logged since, oldest first: `act object`, with `!` before what was denied.
    private func logged(_ body: () async throws -> Void) async throws -> [String] {
        let reading = LogReading(archive: test.archive)
        let before = try reading.entries(limit: 1).first?.seq ?? 0
        try await body()
        return try reading.entries(limit: 1000).reversed().filter { $0.seq > before }.dropLast().map {
            ($0.denied ? "!" : "") + $0.act + ($0.object.map { " " + $0 } ?? "")
        }
    }

    private func acting(_ role: Role, _ act: String = "test") throws -> ArchiveFolder {
        try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(who: "乙", face: "command", act: act, purpose: "会商", role: role, org: "210202"))
    }

    @Test func `every act is in the log exactly once`() async throws {
        let archive = test.archive
        var code = ""
        #expect(
            try await logged { code = try await test.code(ofText: "培训小结") } == ["file J016-ZY·WB·PX·2023·D10-0001"])
        // The same again: nothing is filed.
        #expect(try await logged { _ = try await test.file("in/文件.txt", options: .init(classCode: "PX")) } == [])
        #expect(
            try await logged {
                var change = Revising.Change()
                change.title = "新题名"
                _ = try await Revising(archive: archive).revise(code, change, reason: "更正")
                // Nothing is different: nothing is done.
                _ = try await Revising(archive: archive).revise(code, change, reason: "更正")
                change = Revising.Change()
                change.voids = true
                _ = try await Revising(archive: archive).revise(code, change, reason: "重复")
            } == ["revise \(code)", "void \(code)"])
        var volume = ""
        #expect(
            try await logged {
                let keeping = VolumeKeeping(archive: archive)
                volume = try keeping.create(
                    title: "林小满个案", classCode: "GA", org: nil, year: "2023", period: nil,
                    subjects: [PersonMention(name: "林小满")], force: false
                ).code
                _ = try keeping.describe(volume, title: "林小满", subjects: nil)
                _ = try keeping.close(volume, on: nil, note: nil)
                _ = try keeping.reopen(volume, reason: "再次接报")
                _ = try keeping.contents(volume)
            }
                == ["volume create", "volume describe", "volume close", "volume reopen", "volume show"]
                .map { $0 + " J016-ZY·WB·GA·2023·Y-001" })
        #expect(
            try await logged {
                _ = try Persons(archive: archive).describe(1, name: nil, birthDate: nil, identityNumber: "x")
            } == ["person describe 1", "person show 1"])
        #expect(
            try await logged {
                try Organising(archive: archive).set([
                    Organisation(code: "2103", name: "甲"), Organisation(code: "2104", name: "乙"),
                ])
                try Organising(archive: archive).remove("2103")
                _ = try Planning(archive: archive).adopt(Planning.standard)
            } == ["org add 2103", "org add 2104", "org remove 2103", "plan adopt"])
        #expect(
            try await logged {
                _ = try Reading(archive: archive).record(code)
                _ = try Reading(archive: archive).text(code)
                _ = try Reading(archive: archive).file(code, name: nil)
                _ = try Reading(archive: archive).history(code)
                _ = try await test.search(SearchQuery(text: "培训"))
            } == ["show \(code)", "show text \(code)", "show file \(code)", "history \(code)", "search 培训"])
        #expect(
            try LogKeeping(archive: archive).verify(against: nil, publicKey: nil, progress: .init()).problems.isEmpty)
    }

    @Test func `a batch is one entry a record, and refused ones are none`() async throws {
        try test.folder.write("批/一.txt", "甲")
        try test.folder.write("批/二.txt", "乙")
        try test.folder.write(
            "清单.csv",
            "path,class,title,date\n批/一.txt,PX,一,2023-05-19\n批/没有.txt,PX,二,2023-05-19\n批/二.txt,PX,三,2023-05-19\n")
        #expect(
            try await logged { _ = try await test.file(manifest: "清单.csv") } == [
                "file J016-ZY·WB·PX·2023·D10-0001", "file J016-ZY·WB·PX·2023·D10-0002",
            ])
    }

    @Test func `refusals are in the log, once each`() async throws {
        let archive = test.archive
        let none = "J016-X-0001"
        func refused(_ body: () async throws -> Void) async throws -> [String] {
            try await logged { await #expect(throws: ArchiveFailure.self) { try await body() } }
        }
        #expect(try await refused { _ = try Reading(archive: archive).record(none) } == ["!test \(none)"])
        #expect(try await refused { _ = try Reading(archive: archive).text(none) } == ["!test \(none)"])
        #expect(try await refused { _ = try VolumeKeeping(archive: archive).contents(none) } == ["!test \(none)"])
        #expect(
            try await refused { _ = try VolumeKeeping(archive: archive).close(none, on: nil, note: nil) } == [
                "!test \(none)"
            ])
        #expect(try await refused { _ = try Persons(archive: archive).entry(99) } == ["!test 99"])
        #expect(
            try await refused {
                _ = try await Searching(archive: archive).similar(toRecord: none, query: SearchQuery(text: ""))
            } == ["!test \(none)"])
        #expect(
            try await refused {
                var choice = Exporting.Choice()
                choice.codes = [none]
                _ = try Exporting(archive: archive).export(
                    choice, to: test.folder.path("包"), format: .bag, progress: WorkProgress())
            } == ["!test \(none)"])
        #expect(
            try await refused {
                var change = Revising.Change()
                change.title = "题名"
                _ = try await Revising(archive: archive).revise(none, change, reason: "更正")
            } == ["!test \(none)"])
        #expect(try await refused { _ = try LogKeeping(archive: archive).uses(of: none) }.count == 2)
        let code = try await test.code(ofText: "内容")
        #expect(
            try await refused { _ = try Reading(archive: archive).record(code, choice: .number(9)) } == [
                "!test \(code)"
            ])
        let caseworker = try acting(.caseworker)
        #expect(try await refused { _ = try LogKeeping(archive: caseworker).review() } == ["!test"])
        let entry = try #require(try LogReading(archive: archive).entries(limit: 3).last)
        #expect(entry.denied && entry.role == .caseworker && entry.org == "210202" && entry.who == "乙")
    }

    @Test func `a commit that fails is not in the log`() async throws {
        let archive = test.archive
        #expect(
            try await logged {
                #expect(throws: ArchiveFailure.self) { try Organising(archive: archive).remove("210299") }
                #expect(throws: ArchiveFailure.self) { try Planning(archive: archive).adopt("x") }
            } == [])
    }

    // MARK: - Key, checkpoints, proofs

    @Test func `the key is made at first need, for its owner alone`() throws {
        let keeping = LogKeeping(archive: test.archive)
        #expect(!test.folder.exists("档案/Corpus/log-key"))
        let key = try keeping.publicKey()
        let path = test.folder.path("档案/Corpus/log-key")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try keeping.publicKey() == key)
        #expect(key.hasPrefix("lantai-log/"))
    }

    @Test func `a key kept outside is not replaced by a new one`() throws {
        let file = test.folder.path("钥匙/log-key")
        let keeping = LogKeeping(archive: test.archive, keyFile: file)
        let note = try keeping.checkpoint()
        #expect(test.folder.exists("钥匙/log-key") && !test.folder.exists("档案/Corpus/log-key"))
        #expect {
            try LogKeeping(archive: test.archive).checkpoint()
        } throws: { error in
            if case ArchiveFailure.logKeyMissing = error { true } else { false }
        }
        // Checking takes the public key alone.
        let report = try LogKeeping(archive: test.archive).verify(against: note, publicKey: nil, progress: .init())
        #expect(report.problems.isEmpty && report.checkedAgainst != nil)
        try test.folder.write("钥匙/other", "PRIVATE+KEY+x")
        #expect(throws: ArchiveFailure.self) {
            try LogKeeping(archive: test.archive, keyFile: test.folder.path("钥匙/other")).checkpoint()
        }
    }

    @Test func `a backup goes on with the same log`() async throws {
        let note = try LogKeeping(archive: test.archive).checkpoint()
        _ = try await BackingUp(archive: test.archive).backup(to: test.folder.path("备份"), progress: WorkProgress())
        let (restored, _) = try await BackingUp.restore(
            from: test.folder.path("备份"), to: test.folder.path("恢复"), principal: TestArchive.principal,
            progress: WorkProgress())
        let keeping = LogKeeping(archive: restored)
        #expect(try keeping.verify(against: note, publicKey: nil, progress: .init()).problems.isEmpty)
        #expect(try keeping.consistency(since: note).since == note)
        #expect(try keeping.publicKey() == LogKeeping(archive: test.archive).publicKey())
    }

    @Test func `growth and entries are proved, and nothing that is not so`() throws {
        let keeping = LogKeeping(archive: test.archive)
        let note = try keeping.checkpoint()
        let proof = try keeping.proof(of: 2)
        #expect(
            proof.contains("\"entry\":{\"seq\":2,") && proof.contains("\"act\":\"org add\"")
                && proof.contains("\"index\":1,"))
        #expect(try keeping.consistency(since: note).checkpoint != note)
        #expect(throws: ArchiveFailure.self) { try keeping.proof(of: 10_000) }
        #expect(throws: ArchiveFailure.self) { try keeping.consistency(since: "x") }
        let another = try TestArchive()
        let other = try LogKeeping(archive: another.archive).checkpoint()
        #expect(throws: ArchiveFailure.self) { try keeping.consistency(since: other) }
        let report = try keeping.verify(against: other, publicKey: nil, progress: .init())
        #expect(Set(report.problems.map(\.kind.rawValue)).isSuperset(of: ["foreignLog", "checkpointSignature"]))
    }

    // MARK: - Who has read this file?

    @Test func `all uses of a person's file are found, by name, number or code`() async throws {
        let code = try await test.code(
            ofText: "会商纪要", classCode: "GA", volume: "林小满个案", org: "210202",
            fields: [(name: "当事人", value: "林小满")])
        let other = try await test.code(ofText: "别的", name: "别的.txt", org: "210202")
        let reader = try acting(.supervisor, "show")
        _ = try Reading(archive: reader).text(code)
        _ = try Reading(archive: reader).text(other)
        let keeping = LogKeeping(archive: test.archive)
        for subject in ["林小满", "1", "J016-ZY.WB.GA.2023.Y-001"] {
            let uses = try keeping.uses(of: subject)
            #expect(uses.map(\.act) == ["volume create", "file", "show text"], "\(subject)")
            #expect(uses.last?.role == .supervisor && uses.last?.purpose == "会商")
        }
        #expect(try keeping.uses(of: code).map(\.act) == ["file", "show text"])
        #expect(try keeping.organisationNames()["210202"] == "某区未保中心")
    }

    @Test func `whom a case concerns may ask who has read it, and of no other`() async throws {
        let code = try await test.code(
            ofText: "会商纪要", classCode: "GA", volume: "林小满个案", org: "210202", fields: [(name: "当事人", value: "林小满")])
        let open = try await test.code(ofText: "别的", name: "别的.txt", org: "210202")
        let volume = "J016-ZY·WB·GA·2023·Y-001"
        _ = try UserKeeping(archive: test.archive).add(
            User(name: "系统", fullName: "系统", role: .systemAdministrator, org: "2102"))
        _ = try UserKeeping(archive: acting(.systemAdministrator)).add(
            User(name: "李工", fullName: "李工", role: nil, org: "210202"))
        let worker = try test.archive(as: "李工", role: .caseworker, org: "210202")
        #expect(try !LogKeeping(archive: worker).concerns(code) && !LogKeeping(archive: worker).concerns(volume))
        #expect(throws: ArchiveFailure.self) { try LogKeeping(archive: worker).uses(of: code) }
        _ = try VolumeKeeping(archive: acting(.supervisor, "access assign")).assign(volume, to: ["李工"])
        let keeping = LogKeeping(archive: worker)
        #expect(try keeping.concerns(code) && keeping.concerns(volume) && !keeping.concerns(open))
        #expect(try keeping.uses(of: code).map(\.act) == ["file"])
        #expect(try keeping.uses(of: volume).map(\.act).contains("access assign"))
        #expect(throws: ArchiveFailure.self) { try keeping.uses(of: open) }
        #expect(throws: ArchiveFailure.self) { try keeping.uses(of: "林小满") }
        let supervisor = LogKeeping(archive: try acting(.supervisor, "log subject"))
        #expect(try supervisor.concerns(open) && supervisor.uses(of: open).map(\.act) == ["file"])
        #expect(throws: ArchiveFailure.self) { try supervisor.uses(of: "林小满") }
        #expect(try !supervisor.concerns("J016-ZY·WB·GA·2023·Y-077"))
        #expect(try !LogKeeping(archive: acting(.archivist)).concerns(code))
        // The question is in the log, and what was refused is not in the answer.
        let log = try LogReading(archive: test.archive).entries(limit: 100, LogFilter(object: code)).filter {
            $0.who == "李工"
        }
        #expect(
            log.contains { $0.denied }
                && log.contains { $0.act == "log subject" && !$0.denied })
        #expect(try keeping.uses(of: code).allSatisfy { !$0.denied })
    }

    // MARK: - Review and erasure

    @Test func `an archive that stays open reviews what came since, and says what a fresh look says`() throws {
        try test.folder.write("档案/Corpus/log-rules.yaml", "denials: { atLeast: 2 }\n")
        let open = try OpenArchive(path: test.folder.path("档案"), account: "甲", face: "page")
        func review() throws -> [Int64] {
            try LogKeeping(archive: open.archive(for: .owner, act: "log review")).review().map(\.seq)
        }
        func beDenied() {
            #expect(throws: ArchiveFailure.self) { try Reading(archive: test.archive).record("J016-X-1") }
        }
        beDenied()
        #expect(try review().isEmpty)
        beDenied()
        #expect(try review().count == 1)
        #expect(try review() == LogKeeping(archive: test.archive).review().map(\.seq))
        try LogKeeping(archive: test.archive).markReviewed(review(), note: "已核实")
        #expect(try review().isEmpty)
        try test.folder.write("档案/Corpus/log-rules.yaml", "denials: { atLeast: 1 }\n")
        #expect(try review().count == 1)
    }

    @Test func `what was reviewed is not shown again`() throws {
        try test.folder.write("档案/Corpus/log-rules.yaml", "denials: { atLeast: 2 }\n")
        for _ in 0..<3 {
            #expect(throws: ArchiveFailure.self) { try Reading(archive: test.archive).record("J016-X-1") }
        }
        let keeping = LogKeeping(archive: test.archive)
        let finding = try #require(try keeping.review().first)
        #expect(finding.kind == .denials && finding.who == "甲")
        try keeping.markReviewed([finding.seq], note: "已核实")
        #expect(try keeping.review().isEmpty)
        let entry = try #require(
            try LogReading(archive: test.archive).entries(limit: 10, LogFilter(object: "\(finding.seq)")).last)
        #expect(entry.act == "log reviewed" && entry.purpose == "已核实" && entry.who == "甲")
        #expect(throws: ArchiveFailure.self) { try keeping.markReviewed([99_999], note: "x") }
        try test.folder.write("档案/Corpus/log-rules.yaml", "denials: many\n")
        #expect(throws: ArchiveFailure.self) { try keeping.review() }
    }

    @Test func `reading a case that is assigned to others stands out, by grant or as one's own filing it does not`()
        async throws
    {
        try test.folder.write("档案/Corpus/log-rules.yaml", "unassigned: { roles: [archivist] }\n")
        _ = try UserKeeping(archive: test.archive).add(
            User(name: "系统", fullName: "系统", role: .systemAdministrator, org: "2102"))
        func hands(_ who: String, _ role: Role) throws -> ArchiveFolder {
            try ArchiveFolder(
                path: test.folder.path("档案"),
                principal: Principal(who: who, face: "command", act: "test", purpose: "例行巡阅", role: role, org: "2102"))
        }
        func file(_ text: String, as archive: ArchiveFolder) async throws -> String {
            try test.folder.write("in/\(text).txt", text)
            var outcomes: [FilingOutcome] = []
            _ = try await Filing(
                archive: archive, options: FilingOptions(classCode: "GA", volume: "某个案", date: "2024-05-19")
            ).file(PathInputs([test.folder.path("in/\(text).txt")]), progress: WorkProgress()) { outcomes.append($0) }
            return try #require(outcomes.first?.code)
        }
        // Whoever opens a case works on it.
        let code = try await file("个案登记", as: hands("老陈", .caseworker))
        let filer = try hands("老吴", .archivist)
        let own = try await file("补充材料", as: filer)
        let granted = try hands("老周", .archivist)
        let asked = try Granting(archive: granted).request(code, purpose: "会商")
        _ = try Granting(archive: hands("督导", .supervisor)).decide(asked.id, grants: true)
        let other = try hands("老李", .archivist)
        for archive in [other, other, granted] { _ = try Reading(archive: archive).record(code) }
        _ = try Reading(archive: filer).record(own)
        let found = try LogKeeping(archive: hands("督导", .supervisor)).review()
        #expect(found.map(\.who) == ["老李"] && found.allSatisfy { $0.kind == .unassigned }, "\(found)")
    }

    @Test func `nobody reviews their own use`() throws {
        let supervisor = try acting(.supervisor)
        #expect(throws: ArchiveFailure.self) { try Reading(archive: supervisor).record("J016-X-1") }
        let newest = try LogReading(archive: test.archive).entries(limit: 2)
        let seq = try #require(newest.last { $0.denied }?.seq)
        #expect {
            try LogKeeping(archive: supervisor).markReviewed([seq], note: "无事")
        } throws: { error in
            if case ArchiveFailure.reviewOfOwnUse(seq) = error { true } else { false }
        }
        try LogKeeping(archive: test.archive).markReviewed([seq], note: "已核实")
    }

    @Test func `findings and reviews are of one's own jurisdiction`() throws {
        try test.folder.write("档案/Corpus/log-rules.yaml", "denials: { atLeast: 1 }\n")
        try Organising(archive: test.archive).set([Organisation(code: "210203", name: "另一区未保中心")])
        for (who, org) in [("甲工", "210202"), ("乙工", "210203")] {
            let worker = try test.archive(as: who, role: .caseworker, org: org)
            #expect(throws: ArchiveFailure.self) { try Reading(archive: worker).record("J016-X-1") }
        }
        let district = LogKeeping(archive: try test.archive(as: "吴督", role: .supervisor, org: "210203"))
        let city = LogKeeping(archive: try test.archive(as: "周督", role: .supervisor, org: "2102"))
        #expect(try district.review().map(\.who) == ["乙工"])
        #expect(try city.review().map(\.who) == ["甲工", "乙工"])
        let foreign = try #require(try city.review().first).seq
        #expect {
            try district.markReviewed([foreign], note: "无事")
        } throws: { error in
            if case ArchiveFailure.noSuchEntry(foreign) = error { true } else { false }
        }
        let denied = try #require(try LogReading(archive: test.archive).entries(limit: 2).last)
        #expect(denied.denied && denied.who == "吴督" && denied.object == "\(foreign)")
        #expect(try city.review().map(\.who) == ["甲工", "乙工", "吴督"])
        try district.markReviewed(district.review().filter { $0.who == "乙工" }.map(\.seq), note: "已核实")
        #expect(try city.review().map(\.who) == ["甲工", "吴督"])
    }

    @Test func `an emergency that was reviewed takes no other off the desk`() async throws {
        try test.folder.write("档案/Corpus/log-rules.yaml", "emergency: true\n")
        let open = try OpenArchive(path: test.folder.path("档案"), account: "甲", face: "page")
        func review() throws -> [String] {
            let found = try LogKeeping(archive: test.archive).review().map(\.who)
            #expect(try LogKeeping(archive: open.archive(for: .owner, act: "log review")).review().map(\.who) == found)
            return found
        }
        let code = try await test.code(ofText: "值班日志", classCode: "RZ", org: "210202001")
        let grants = try ["李工", "孙工"].map { who in
            try Granting(archive: test.archive(as: who, role: .caseworker, org: "210202"))
                .openInEmergency(code, reason: "孩子失联")
        }
        #expect(try review() == ["李工", "孙工"])
        let supervisor = Granting(archive: try test.archive(as: "周督", role: .supervisor, org: "2102"))
        _ = try supervisor.review(grants[0].id, note: "属实")
        #expect(try review() == ["孙工"])
        _ = try supervisor.review(grants[1].id, note: "属实")
        #expect(try review().isEmpty)
    }

    @Test func `a log that takes no more entries shows nothing, but can be checked`() throws {
        let delete =
            "import sqlite3; sqlite3.connect('access.sqlite', isolation_level=None).execute('DELETE FROM log_tree')"
        try Shell.run("python3 -c \(Shell.quoted(delete))", in: test.folder.path("档案/Corpus"))
        #expect(throws: (any Error).self) { try test.record("J016-X-1") }
        let report = try LogKeeping(archive: test.archive).verify(against: nil, publicKey: nil, progress: .init())
        #expect(report.problems.contains { $0.kind == .damaged })
    }

    @Test func `nothing younger than ten years is erased`() throws {
        let keeping = LogKeeping(archive: test.archive)
        let young = try #require(Timestamp.today().adding(years: -9))
        let old = try #require(Timestamp.today().adding(years: -10))
        #expect(throws: ArchiveFailure.self) { try keeping.erase(before: young, isDryRun: true) }
        #expect(try keeping.erase(before: old, isDryRun: true).entries == 0)
        #expect(try keeping.erase(before: old, isDryRun: false).entries == 0)
        #expect(try LogReading(archive: test.archive).entries(limit: 2).last?.act == "log erase")
        #expect(throws: ArchiveFailure.self) {
            try LogKeeping(archive: acting(.supervisor)).erase(before: old, isDryRun: true)
        }
    }
}
