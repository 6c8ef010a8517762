import Foundation
import Testing
import Workbench

/// Clocks that are set back, zones, leap days: order follows the numbers of acts, and nothing lasts longer than it was meant to.
@Suite(.enabled("faketime (Debian: faketime) sets the clock of a program", { Shell.has("faketime") }))
struct ClockTests {
    private let institution: Institution
    private let item = Institution.volume + "-001"
    private static let witnesses = "--witness yuan --witness yuan2"

    init() throws {
        institution = try Institution()
    }

    private func reads(_ clock: String, zone: String = "Asia/Shanghai") throws -> Bool {
        let shown = try institution.run("yuan", "show \(item) --text", at: clock, zone: zone)
        #expect(shown.status == 0 && shown.output.contains("酗酒") || shown.status == 79, "\(shown.errors)")
        return shown.status == 0
    }

    private func granted(_ number: Int, at clock: String, until: String? = nil) throws {
        try institution.expect(
            0, try institution.run("yuan", "access request \(Institution.volume) --reason 再次接报", at: clock))
        try institution.expect(
            0,
            try institution.run(
                "du", "access grant \(number)" + (until.map { " --until \($0)" } ?? ""), at: clock))
    }

    @Test func `a grant that is over stays so when the clock is set back`() throws {
        try granted(1, at: "2030-03-01 12:00:00")
        #expect(try reads("2030-03-31 23:50:00"))
        #expect(try !reads("2030-04-01 00:10:00"))
        // Within the time of the grant, before it, and after an hour of work under the wrong clock.
        for clock in ["2030-03-20 12:00:00", "2029-01-01 12:00:00", "2030-03-20 13:00:00"] {
            #expect(try !reads(clock), "\(clock)")
        }
        let noted = Lantai.objects(
            try institution.run("shen", "log list --limit 100 --json", at: "2030-03-20 13:00:00").output
        ).filter { $0["act"] as? String == "clock set back" }
        #expect(noted.compactMap { $0["object"] as? String } == ["2030-03-20", "2030-04-01"])
        #expect(try institution.run("shen", "log verify --quiet", at: "2030-03-20 13:00:00").status == 0)
        // What is granted under the wrong clock counts from there, and ends by it.
        try granted(2, at: "2030-03-20 14:00:00")
        #expect(try reads("2030-04-19 12:00:00"))
        #expect(try !reads("2030-04-20 12:00:00"))
    }

    @Test func `an emergency over a leap day ends the day after`() throws {
        try institution.expect(
            0,
            try institution.run(
                "yuan", "access emergency \(Institution.volume) --reason 失联", at: "2028-02-28 23:00:00"))
        #expect(try reads("2028-02-29 23:50:00"))
        #expect(try !reads("2028-03-01 00:10:00"))
        try granted(2, at: "2028-03-01 01:00:00", until: "2032-02-29")
        #expect(try reads("2032-02-29 12:00:00"))
        #expect(try !reads("2032-03-01 00:10:00"))
    }

    @Test func `the days of a grant end where it was decided, whatever zone is set for the reader`() throws {
        try granted(1, at: "2031-12-01 12:00:00", until: "2031-12-31")
        for (clock, zone) in [
            ("2031-12-31 15:50:00", "UTC"), ("2031-12-31 23:52:00", "Asia/Shanghai"),
            ("2032-01-01 05:54:00", "Pacific/Kiritimati"),
        ] { #expect(try reads(clock, zone: zone), "\(clock) \(zone)") }
        for (clock, zone) in [
            ("2031-12-31 16:10:00", "UTC"), ("2031-12-31 06:12:00", "Pacific/Honolulu"),
            ("2032-01-01 00:14:00", "Asia/Shanghai"),
        ] { #expect(try !reads(clock, zone: zone), "\(clock) \(zone)") }
    }

    @Test func `what falls due on New Year's Day does so by the calendar of the place`() throws {
        let batch = try institution.appraised([Institution.young])
        try institution.expect(
            77, try institution.run("du", "appraisal approve \(batch)", at: "2031-12-31 16:33:00", zone: "UTC"))
        try institution.expect(
            0, try institution.run("du", "appraisal approve \(batch)", at: "2032-01-01 00:34:00"))
        try institution.expect(
            77,
            try institution.run(
                "dang2", "disposal execute \(batch) \(Self.witnesses)", at: "2031-12-31 16:35:00", zone: "UTC"))
        try institution.expect(
            0,
            try institution.run("dang2", "disposal execute \(batch) \(Self.witnesses)", at: "2032-01-01 00:36:00"))
    }

    @Test func `acts count in the order in which they were done, whatever the clock said`() throws {
        let code = Institution.old
        let batch = try institution.appraised([code])
        try institution.expect(0, try institution.run("du", "appraisal approve \(batch)", at: "2030-06-01 12:00:00"))
        // A year earlier by the clock, and later all the same: the approval is void.
        try institution.expect(
            0, try institution.run("dang3", "hold place \(code) --reason 诉讼", at: "2029-06-01 12:00:00"))
        try institution.expect(
            0, try institution.run("dang3", "hold lift 1 --reason 已结", at: "2028-06-01 12:00:00"))
        let execute = "disposal execute \(batch) \(Self.witnesses)"
        try institution.expect(77, try institution.run("dang2", execute, at: "2031-06-01 12:00:00"))
        try institution.expect(0, try institution.run("du", "appraisal approve \(batch)", at: "2027-06-01 12:00:00"))
        // Filed and corrected under clocks that run backwards: numbers and versions go on.
        let folder = institution.lantai.folder
        try folder.write("新.txt", "倒拨时钟之后的小结\n")
        let filed = try institution.run("dang", "file 新.txt --class PX --json", at: "2026-02-01 12:00:00")
        let new = try #require(Lantai.objects(filed.output).first?["code"] as? String, "\(filed.errors)")
        try institution.expect(
            0, try institution.run("dang", "revise \(new) --title 改过的小结 --reason 更正", at: "2025-02-01 12:00:00"))
        let found = Lantai.objects(try institution.run("dang", "search 倒拨时钟 --json", at: "2025-02-01 12:00:00").output)
        let hit = (found.first?["hits"] as? [[String: Any]])?.first
        #expect(hit?["version"] as? Int == 2 && hit?["title"] as? String == "改过的小结")
        try institution.expect(0, try institution.run("dang2", execute, at: "2026-06-01 12:00:00"))
        #expect(try institution.state(code) == "destroyed")
        #expect(try institution.run("dang2", "verify --quiet", at: "2024-02-01 12:00:00").status == 0)
        #expect(try institution.run("shen", "log verify --quiet", at: "2024-02-01 12:00:00").status == 0)
        // The boxes alone tell the same order.
        let recovered = try institution.lantai.run(
            "rm -f 档案/Corpus/catalog.sqlite* && faketime -f '@2023-02-01 12:00:00' lantai recover --quiet")
        #expect(recovered.status == 0, "\(recovered.errors)")
        let listed = try institution.lantai.run(
            "python3 -c 'import sqlite3; d = sqlite3.connect(\"档案/Corpus/catalog.sqlite\"); print(d.execute(\"select count(*) from stub\").fetchone()[0], d.execute(\"select title from item where code = ?\", [\"\(new)\"]).fetchone()[0])'"
        )
        #expect(listed.output == "1 改过的小结\n", "\(listed.errors)")
    }

    @Test func `what is due waits for its day under a clock that was set back`() throws {
        let batch = try institution.appraised([Institution.young])
        try institution.expect(0, try institution.run("du", "appraisal approve \(batch)", at: "2032-06-01 12:00:00"))
        let execute = "disposal execute \(batch) \(Self.witnesses)"
        try institution.expect(77, try institution.run("dang2", execute, at: "2031-12-31 23:50:00"))
        #expect(try institution.state(Institution.young) == "active")
        try institution.expect(0, try institution.run("dang2", execute, at: "2032-06-01 13:00:00"))
    }
}
