import Records
import Retention
import Testing

/// One line a case: `rule | made | filed | volume | volume's rule | births → reason start due`. A rule is trigger, period
/// and disposition; a volume is `none`, `open` or the day it was closed; a birth date that is not known is `-`.
@Suite struct RetentionClockTests {
    private static let golden = """
        yearEnd D30 appraise  | 2023-05-19 | 2023-06-01 | none | - | - → running 2024-01-01 2054-01-01
        yearEnd D10 appraise  | 2023-01-01 | 2024-06-01 | none | - | - → running 2024-01-01 2034-01-01
        yearEnd D10 appraise  | 2023-12-31 | 2024-06-01 | none | - | - → running 2024-01-01 2034-01-01
        yearEnd Y transfer    | 2023-05-19 | 2023-06-01 | none | - | - → permanent 2024-01-01 -
        yearEnd D30 appraise  | 2023-05-19 | 2023-06-01 | open | closedAndAdult Y transfer | - → running 2024-01-01 2054-01-01
        filed D10 appraise    | 1998-05-19 | 2023-06-01 | none | - | - → running 2024-01-01 2034-01-01
        closed D30 appraise   | 2023-05-19 | 2023-06-01 | none | - | - → running 2024-01-01 2054-01-01
        closed D30 appraise   | 2023-05-19 | 2023-06-01 | open | closed D30 appraise | - → volumeOpen - -
        closed D30 appraise   | 2023-05-19 | 2023-06-01 | 2025-02-03 | closed D30 appraise | - → running 2026-01-01 2056-01-01
        closedAndAdult Y transfer | 2023-05-19 | 2023-06-01 | none | - | 2015-03-02 → noVolume - -
        closedAndAdult Y transfer | 2023-05-19 | 2023-06-01 | open | closedAndAdult Y transfer | 2015-03-02 → volumeOpen - -
        closedAndAdult Y transfer | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult Y transfer | - → birthDateUnknown - -
        closedAndAdult Y transfer | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult Y transfer | 2015-03-02 → permanent 2034-01-01 -
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult D30 appraise | 2015-03-02 → running 2034-01-01 2064-01-01
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2035-02-03 | closedAndAdult D30 appraise | 2015-03-02 → running 2036-01-01 2066-01-01
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult D30 appraise | 2008-02-29 → running 2027-01-01 2057-01-01
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult D30 appraise | 2005-12-31 → running 2025-01-01 2055-01-01
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult D30 appraise | 2006-01-01 → running 2025-01-01 2055-01-01
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult D30 appraise | 2012-06-01 2016-09-09 1980-01-01 → running 2035-01-01 2065-01-01
        closedAndAdult D30 appraise | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult D30 appraise | 2000-01-01 - → birthDateUnknown - -
        closed D30 appraise   | 2023-05-19 | 2023-06-01 | 2025-02-03 | closed D30 appraise | 2000-01-01 - → running 2026-01-01 2056-01-01
        employmentEnded D10 appraise | 2023-05-19 | 2023-06-01 | none | - | - → eventNotRecorded - -
        superseded Y transfer | 2023-05-19 | 2023-06-01 | none | - | - → eventNotRecorded - -
        asVolume D30 asVolume | 2023-05-19 | 2023-06-01 | none | - | 2015-03-02 → noVolume - -
        asVolume D30 asVolume | 2023-05-19 | 2023-06-01 | open | closedAndAdult Y transfer | 2015-03-02 → volumeOpen - -
        asVolume D30 asVolume | 2023-05-19 | 2023-06-01 | 2024-02-03 | closedAndAdult Y transfer | 2015-03-02 → permanent 2034-01-01 -
        asVolume D30 asVolume | 2023-05-19 | 2023-06-01 | 2024-02-03 | closed D10 appraise | - → running 2025-01-01 2055-01-01
        asVolume D10 asVolume | 2023-05-19 | 2023-06-01 | 2024-02-03 | closed D30 appraise | - → running 2025-01-01 2055-01-01
        asVolume Y asVolume | 2023-05-19 | 2023-06-01 | 2024-02-03 | closed D10 appraise | - → permanent 2025-01-01 -
        asVolume D10 asVolume | 2023-05-19 | 2023-06-01 | open | yearEnd D30 appraise | - → running 2024-01-01 2054-01-01
        asVolume D10 asVolume | 2023-05-19 | 2023-06-01 | open | asVolume D30 asVolume | - → noVolume - -
        """

    @Test(arguments: golden.split(separator: "\n").map(String.init))
    func `rule and dates give the outlook`(line: String) throws {
        let halves = line.components("→")
        let cells = halves[0].components("|")
        let rule = try #require(Self.rule(cells[0]))
        let result = RetentionClock.outlook(
            rule: rule, made: try #require(Day(cells[1])), filed: try #require(Day(cells[2])),
            inVolume: cells[3] != "none", volumeClosed: Day(cells[3]), volumeRule: Self.rule(cells[4]),
            births: cells[5].components(" ").map { Day($0) })
        let found = [
            result.reason.rawValue, result.startsOn?.description ?? "-", result.dueOn?.description ?? "-",
        ]
        #expect(found == halves[1].components(" "))
    }

    /// `rule | field or until | event | field's day | reset → reason start due`, for a record made on 29 February 2024.
    private static let moreGolden = """
        employmentEnded D10 appraise | - | - | - | - → eventNotRecorded - -
        employmentEnded D10 appraise | - | 2024-02-29 | - | - → running 2025-01-01 2035-01-01
        employmentEnded D10 appraise | 离职日期 | - | 2023-12-31 | - → running 2024-01-01 2034-01-01
        employmentEnded D10 appraise | 离职日期 | 2024-02-29 | 2023-12-31 | - → running 2025-01-01 2035-01-01
        superseded Y transfer | - | 2025-06-30 | - | - → permanent 2026-01-01 -
        dateField D10 appraise | 到期日期 | - | - | - → fieldEmpty - -
        dateField D10 appraise | 到期日期 | - | 2028-02-29 | - → running 2029-01-01 2039-01-01
        yearEnd D10 appraise | until 2040-02-29 | - | - | - → running 2025-01-01 2040-02-29
        yearEnd D10 appraise | until 2030-02-28 | - | - | - → running 2025-01-01 2035-01-01
        yearEnd Y keep | until 2030-02-28 | - | - | - → permanent 2025-01-01 -
        yearEnd D10 appraise | - | - | - | 2050-01-01 → extended 2025-01-01 2050-01-01
        yearEnd D10 appraise | - | - | - | 2030-01-01 → extended 2025-01-01 2035-01-01
        yearEnd D10 appraise | - | - | - | permanent → permanent 2025-01-01 -
        employmentEnded D10 appraise | - | - | - | 2050-01-01 → eventNotRecorded - -
        closedAndAdult D30 appraise | - | - | - | permanent → permanent - -
        """

    @Test(arguments: moreGolden.split(separator: "\n").map(String.init))
    func `events, fields, days and appraisals move the outlook`(line: String) throws {
        let halves = line.components("→")
        let cells = halves[0].components("|")
        var rule = try #require(Self.rule(cells[0]))
        if cells[1].hasPrefix("until ") { rule.until = cells[1].components(" ")[1] } else { rule.field = cells[1] }
        let made = try #require(Day("2024-02-29"))
        let result = RetentionClock.outlook(
            rule: rule, made: made, filed: made, inVolume: false, volumeClosed: nil, volumeRule: nil, births: [],
            events: Day(cells[2]).map { [rule.trigger: $0] } ?? [:], fieldDay: Day(cells[3]),
            reset: cells[4] == "permanent" ? .permanent : Day(cells[4]).map { .until($0) })
        let found = [
            result.reason.rawValue, result.startsOn?.description ?? "-", result.dueOn?.description ?? "-",
        ]
        #expect(found == halves[1].components(" "))
    }

    /// Ages as in law: who was born on 29 February comes of age on 1 March of a common year.
    @Test(arguments: [
        ("2008-02-29", "2026-02-28", "2027-01-01"), ("2007-12-31", "2025-12-31", "2026-01-01"),
        ("2008-01-01", "2025-12-31", "2027-01-01"),
    ])
    func `the youngest subject's age counts to the day`(birth: String, closed: String, starts: String) throws {
        let rule = try #require(Self.rule("closedAndAdult D30 appraise"))
        let made = try #require(Day("2024-02-29"))
        let born = try #require(Day(birth))
        let result = RetentionClock.outlook(
            rule: rule, made: made, filed: made, inVolume: true, volumeClosed: Day(closed), volumeRule: rule,
            births: [born])
        #expect(result.startsOn == Day(starts))
    }

    @Test func `what is kept as its volume is disposed of as its volume`() throws {
        let result = RetentionClock.outlook(
            rule: try #require(Self.rule("asVolume D30 asVolume")), made: try #require(Day("2023-05-19")),
            filed: try #require(Day("2023-05-19")), inVolume: true, volumeClosed: Day("2024-01-01"),
            volumeRule: Self.rule("closed D10 transfer"), births: [])
        #expect(result.rule == Self.rule("closed D30 transfer"))
    }

    @Test func `a period that ends beyond the calendar has no due day`() throws {
        let result = RetentionClock.outlook(
            rule: try #require(Self.rule("yearEnd D30 appraise")), made: try #require(Day("9980-01-01")),
            filed: try #require(Day("2023-01-01")), inVolume: false, volumeClosed: nil, volumeRule: nil, births: [])
        #expect(result.dueOn == nil)
    }

    private static func rule(_ text: String) -> RetentionRule? {
        let words = text.components(" ")
        guard words.count == 3, let trigger = RetentionTrigger(rawValue: words[0]),
            let period = RetentionPeriod(words[1]), let disposition = Disposition(rawValue: words[2])
        else { return nil }
        return RetentionRule(trigger: trigger, period: period, disposition: disposition)
    }
}

extension String {
    /// The parts between separators, without white space around them.
    fileprivate func components(_ separator: Character) -> [String] {
        split(separator: separator).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
