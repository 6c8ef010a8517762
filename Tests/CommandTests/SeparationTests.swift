import Foundation
import Testing
import Workbench

/// No record is destroyed by one person, by the wrong one, or under a hold: by the program as built, with users.
@Suite struct SeparationTests {
    private let institution: Institution
    private let code = Institution.old
    private static let witnesses = "--witness yuan --witness yuan2"

    init() throws {
        institution = try Institution()
    }

    private func refused(_ who: String, _ command: String, _ status: Int32 = 77) throws {
        let outcome = try institution.run(who, command)
        #expect(outcome.status == status, "\(who) \(command): \(outcome.output)\(outcome.errors)")
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
    }

    @Test func `a destruction takes five persons, each with the role for it`() throws {
        // Opening is an archivist's.
        for who in ["yuan", "du", "shen", "admin", "safe"] {
            try refused(who, "appraisal open --title 到期 --items \(code)")
        }
        try institution.expect(0, try institution.run("dang", "appraisal open --title 到期 --items \(code)"))
        // One person's opinion counts once, however often it is given.
        for _ in 0..<2 {
            try institution.expect(0, try institution.run("yuan", "appraisal opinion 1 --destroy --reason 无价值"))
        }
        try refused("shen", "appraisal opinion 1 --destroy --reason 无价值")
        try refused("du", "appraisal approve 1")
        try institution.expect(0, try institution.run("du2", "appraisal opinion 1 --destroy --reason 无价值"))
        // Who gave an opinion does not approve, nor does anybody whose role is another.
        for who in ["du2", "dang", "dang2", "yuan", "shen", "admin", "safe"] { try refused(who, "appraisal approve 1") }
        try refused("dang2", "disposal execute 1 \(Self.witnesses)")
        try institution.expect(0, try institution.run("du", "appraisal approve 1"))
        // Neither who opened nor who approved executes, nor anybody whose role is another; before two others who may witness.
        for who in ["dang", "du", "du2", "yuan", "shen", "admin", "safe"] {
            try refused(who, "disposal execute 1 \(Self.witnesses)")
        }
        for witnesses in [
            "", "--witness yuan", "--witness yuan --witness yuan", "--witness yuan --witness dang2",
            "--witness yuan --witness dang",
        ] { try refused("dang2", "disposal execute 1 \(witnesses)") }
        for other in ["admin", "safe", "du", "nobody"] {
            try refused("dang2", "disposal execute 1 --witness yuan --witness \(other)", 65)
        }
        #expect(try institution.state(code) == "active")
        try institution.expect(0, try institution.run("dang2", "disposal execute 1 \(Self.witnesses)"))
        #expect(try institution.state(code) == "destroyed")
        // What is done is not done again.
        #expect(try institution.run("dang2", "disposal execute 1 \(Self.witnesses)").status != 0)
        #expect(try institution.lantai.run("find 档案/Corpus/boxes/J016/2005 -type f | wc -l").output == "0\n")
    }

    @Test func `nothing is destroyed or approved under a hold`() throws {
        let batch = try institution.appraised([code])
        try institution.expect(0, try institution.run("dang3", "hold place \(code) --reason 诉讼"))
        try refused("du", "appraisal approve \(batch)")
        try institution.expect(0, try institution.run("dang3", "hold lift 1 --reason 已结"))
        try institution.expect(0, try institution.run("du", "appraisal approve \(batch)"))
        try institution.expect(0, try institution.run("dang3", "hold place \(code) --reason 复议"))
        try refused("dang2", "disposal execute \(batch) \(Self.witnesses)")
        #expect(try institution.state(code) == "held")
        // The hold is over, and so is the approval that came before it.
        try institution.expect(0, try institution.run("dang3", "hold lift 2 --reason 已结"))
        try refused("dang2", "disposal execute \(batch) \(Self.witnesses)")
        #expect(try institution.state(code) == "active")
        #expect(try institution.run("yuan", "show \(code) --text").output.contains("一事已毕"))
    }

    // MARK: - At once

    /// Both commands, the second one some time after the first.
    private func together(_ first: String, _ second: String, after delay: String) throws -> [Shell.Outcome] {
        let running = [
            try institution.lantai.start(first), try institution.lantai.start("sleep \(delay); " + second),
        ]
        return try running.map { try $0.wait() }
    }

    @Test(arguments: ["0", "0.05", "0.15"]) func `a hold placed while a batch is executed comes first or too late`(
        delay: String
    ) throws {
        let batch = try institution.appraised([code])
        try institution.expect(0, try institution.run("du", "appraisal approve \(batch)"))
        let outcomes = try together(
            institution.line("dang3", "hold place \(code) --reason 诉讼"),
            institution.line("dang2", "disposal execute \(batch) \(Self.witnesses)"), after: delay)
        switch (outcomes[0].status, outcomes[1].status) {
        case (0, 77): #expect(try institution.state(code) == "held")
        case (let status, 0) where status != 0: #expect(try institution.state(code) == "destroyed")
        default: Issue.record("\(outcomes)")
        }
        #expect(try institution.run("dang2", "verify --quiet").status == 0)
    }

    @Test(arguments: ["0", "0.05", "0.15"]) func `a hold placed while a batch is approved stops its execution`(
        delay: String
    ) throws {
        let batch = try institution.appraised([code])
        let outcomes = try together(
            institution.line("du", "appraisal approve \(batch)"),
            institution.line("dang3", "hold place \(code) --reason 诉讼"), after: delay)
        #expect(outcomes[1].status == 0 && [0, 77].contains(outcomes[0].status), "\(outcomes)")
        try refused("dang2", "disposal execute \(batch) \(Self.witnesses)")
        // Not by lifting it either: it was placed after the approval, or there is none.
        try institution.expect(0, try institution.run("dang3", "hold lift 1 --reason 已结"))
        try refused("dang2", "disposal execute \(batch) \(Self.witnesses)")
    }

    @Test func `of two that approve at once one does`() throws {
        let batch = try institution.appraised([code])
        let outcomes = try together(
            institution.line("du", "appraisal approve \(batch)"),
            institution.line("du2", "appraisal approve \(batch)"), after: "0")
        #expect(outcomes.filter { $0.status == 0 }.count == 1, "\(outcomes)")
        let item = try #require(
            (Lantai.objects(try institution.run("du", "appraisal show \(batch) --json").output).first?["items"]
                as? [[String: Any]])?.first)
        #expect(item["state"] as? String == "approved")
        #expect(item["approvedBy"] as? String == (outcomes[0].status == 0 ? "du" : "du2"))
    }

    @Test func `of two that execute at once one does`() throws {
        let batch = try institution.appraised([code])
        try institution.expect(0, try institution.run("du", "appraisal approve \(batch)"))
        let outcomes = try together(
            institution.line("dang2", "disposal execute \(batch) \(Self.witnesses)"),
            institution.line("dang3", "disposal execute \(batch) \(Self.witnesses)"), after: "0")
        #expect(outcomes.filter { $0.status == 0 }.count == 1, "\(outcomes)")
        let listed = Lantai.objects(try institution.run("du", "disposal list --json").output)
        #expect(listed.count == 1 && listed.first?["finished"] as? Bool == true)
        #expect(try institution.run("dang2", "verify --quiet").status == 0)
    }
}
