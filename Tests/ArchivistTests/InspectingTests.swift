import Archivist
import Foundation
import Inspection
import Intake
import Records
import Testing
import Workbench

/// The facts of an inspection, gathered from a real archive that was tampered with.
@Suite struct InspectingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    /// All that is not a plain pass, `code check cause`.
    private func wrong(_ codes: [String], stage: Stage = .keeping, least: Conclusion = .warn) throws -> [String] {
        try test.reopen()
        var choice = Exporting.Choice()
        choice.codes = codes
        choice.allVersions = true
        var wrong: [String] = []
        _ = try Inspecting(archive: test.archive).inspect(choice, stage: stage, progress: WorkProgress()) { record in
            for finding in record.findings where finding.verdict >= least {
                let number = record.code.split(separator: "-").last ?? ""
                wrong.append("\(number) \(finding.check.rawValue) \(finding.cause?.rawValue ?? "")")
            }
        }
        return wrong
    }

    private func fill() async throws -> [String] {
        var codes: [String] = []
        for number in 1...3 {
            codes.append(
                try await test.code(
                    ofText: "会商纪要\(number)", name: "纪要\(number).txt", classCode: "GA", volume: "林小满个案",
                    date: "2023-03-0\(number)", fields: [("当事人", "林小满")]))
        }
        return codes
    }

    private func tamper(_ file: String, _ sql: String) throws {
        let outcome = try Shell.run(
            "python3 -c \(Shell.quoted("import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute(sys.argv[2])")) 档案/Corpus/\(file) \(Shell.quoted(sql))",
            in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: Stage.allCases) func `what was filed and corrected passes`(stage: Stage) async throws {
        let codes = try await fill()
        var change = Revising.Change()
        change.title = "更正"
        _ = try await Revising(archive: test.archive).revise(codes[0], change, reason: "更正")
        change = Revising.Change()
        change.voids = true
        _ = try await Revising(archive: test.archive).revise(codes[1], change, reason: "重复")
        let found = try wrong([], stage: stage, least: .fail)
        #expect(found.isEmpty, "\(found)")
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        #expect(try wrong([], stage: stage, least: .fail).isEmpty)
    }

    @Test func `samples of every class pass`() async throws {
        try await test.fileSamples(120)
        let found = try wrong([], stage: .transfer, least: .fail)
        #expect(found.isEmpty, "\(found)")
    }

    @Test func `bytes that differ are found in the record that they belong to`() async throws {
        let codes = try await fill()
        let box = try #require(folder.files(in: "档案/Corpus/boxes").first { $0.contains("GA-Y") })
        try folder.flipByte(of: "档案/Corpus/boxes/" + box, at: 200)
        let found = try wrong(codes, least: .fail)
        #expect(found.contains("001 usable.frame unreadable") && found.contains("001 authentic.digest unreadable"))
    }

    @Test func `a catalog that says something else is found`() async throws {
        let codes = try await fill()
        try tamper(
            "catalog.sqlite", "UPDATE version SET metadata = replace(metadata, '\"GA\"', '\"GA\" ') WHERE number = 1")
        #expect(try wrong([codes[0]]).contains("001 authentic.metadata metadataDiffers"))
    }

    @Test func `a filing that the log does not have, or has otherwise`() async throws {
        let codes = try await fill()
        try tamper("access.sqlite", "UPDATE access_log SET who = '乙' WHERE act = 'file' AND object LIKE '%-001'")
        #expect(try wrong([codes[0]]) == ["001 authentic.filing filingChanged"])
        #expect(try wrong([codes[1]]) == [])
        try tamper("access.sqlite", "DELETE FROM access_log WHERE act = 'file' AND object LIKE '%-002'")
        #expect(try wrong([codes[1]]) == ["002 authentic.filing logBroken"])
    }

    @Test func `a gap in a volume is found unless a stub says how it came`() async throws {
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "林小满个案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "林小满", birthDate: "2004-03-02")], force: false)
        var codes: [String] = []
        for number in 1...3 {
            codes.append(
                try await test.code(
                    ofText: "第\(number)次", name: "\(number).txt", classCode: "PG", volume: volume.code,
                    fields: [("当事人", "林小满 2004-03-02")]))
        }
        _ = try VolumeKeeping(archive: test.archive).close(volume.code, on: Day("2022-01-31"), note: nil)
        try await test.destroy([codes[1]], on: try #require(Day("2190-01-01")))
        #expect(try wrong([codes[0], codes[2]]) == [])
        try tamper("catalog.sqlite", "DELETE FROM stub")
        #expect(
            try wrong([codes[0], codes[2]])
                == ["003 complete.numbers numberGap", "001 complete.count countDiffers"])
    }

    @Test func `risks are found at filing and in keeping, and weigh more at a transfer`() async throws {
        try folder.write("in/通知.html", "<p onclick=\"x()\">通知</p>")
        try folder.write("in/工具.txt", "#!/bin/sh\necho x\n")
        let options = FilingOptions(classCode: "PX", date: "2023-05-19")
        let outcomes = try await test.file("in/通知.html", "in/工具.txt", options: options)
        #expect(outcomes[0].warnings.contains(.risk(.activeContent)))
        #expect(outcomes[1].warnings.contains(.risk(.executable)))
        let codes = outcomes.compactMap(\.code)
        #expect(
            try wrong(codes, least: .fail) == ["0002 safe.executable executable"])
        #expect(
            try wrong(codes, stage: .transfer, least: .fail)
                == ["0001 safe.active activeContent", "0002 safe.executable executable"])
    }

    @Test func `an institution's own list of formats`() async throws {
        let codes = try await fill()
        try folder.write("档案/Corpus/formats.yaml", "accepted: [text/plain]\n")
        #expect(try wrong(codes) == [])
        #expect(try wrong([codes[0]], stage: .transfer).contains("001 usable.format formatAccepted"))
        try folder.write("档案/Corpus/formats.yaml", "fit: [application/pdf]\n")
        let outcome = try await test.file("in/纪要1.txt", options: FilingOptions(classCode: "PX", title: "另一件"))[0]
        #expect(outcome.warnings.contains(.formatUnlisted(mediaType: "text/plain")))
        #expect(try wrong([codes[0]], stage: .transfer, least: .fail) == ["001 usable.format formatUnlisted"])
        try folder.write("档案/Corpus/formats.yaml", "fit: x\n")
        #expect(await failure { try wrong(codes) } == "badFormats")
    }

    @Test func `a register has a line for each record and volume, a column for each check`() async throws {
        let codes = try await fill()
        let (report, register) = try Inspecting(archive: test.archive).inspect(codes, stage: .keeping)
        #expect(report.records == 3 && report.volumes == 1 && report.failed == 0)
        let lines = register.split(separator: "\r\n")
        #expect(lines.count == 5 && lines[0].contains("真实性：摘要与归档时相符（authentic.digest）"))
        #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 5 + 18 + 3 })
        #expect(lines[1].hasPrefix("1,\(codes[0]),1,长期保存,通过,通过"))
        #expect(lines[4].hasPrefix("4,J016-ZY·WB·GA·2023·Y-001,,长期保存,通过,"))
    }

    @Test func `it takes a duty, and shows nothing of what the reader may not know of`() async throws {
        let codes = try await fill()
        for role in [Role.caseworker, .supervisor, .securityOfficer] {
            let archive = try test.archive(as: "乙", role: role, org: "2102")
            #expect(
                await failure { try Inspecting(archive: archive).inspect(codes, stage: .keeping) } == "notPermitted")
        }
        // Who administers the system takes care of it, and knows of no record.
        let admin = try test.archive(as: "乙", role: .systemAdministrator, org: "2102")
        #expect(await failure { try Inspecting(archive: admin).inspect(codes, stage: .keeping) } == "noSuchRecord")
        let elsewhere = try test.archive(as: "乙", role: .archivist, org: "210202")
        #expect(await failure { try Inspecting(archive: elsewhere).inspect(codes, stage: .keeping) } == "noSuchRecord")
        let archivist = try test.archive(as: "乙", role: .archivist, org: "2102")
        #expect(try Inspecting(archive: archivist).inspect(codes, stage: .keeping).report.records == 3)
        let entry = try LogReading(archive: test.archive).entries(limit: 2)[1]
        #expect(entry.act == "inspect" && entry.who == "乙")
    }
}
