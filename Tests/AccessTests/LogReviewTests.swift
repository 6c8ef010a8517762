import Access
import Foundation
import Records
import Testing

@Suite struct LogReviewTests {
    private func entry(
        _ seq: Int64, _ at: String, who: String = "甲", act: String = "show", denied: Bool = false,
        object: String? = "J016-X-0001"
    ) -> AccessEntry {
        AccessEntry(seq: seq, at: at, who: who, face: "command", act: act, denied: denied, object: object)
    }

    private func open(_ yaml: String, _ entries: [AccessEntry]) throws -> [LogReview.Finding] {
        var review = LogReview(rules: try LogReviewRules(yaml: yaml))
        for entry in entries { review.take(entry) }
        return review.open
    }

    @Test func `the rules that come with the program are rules`() throws {
        let rules = try LogReviewRules(yaml: LogReviewRules.standard)
        #expect(rules.volume?.atLeast == 60 && rules.denialsAtLeast == 5 && rules.emergency)
        #expect(rules.officeHours?.days == [1, 2, 3, 4, 5])
    }

    @Test(arguments: [
        ("volume: { atLeast: 0, timesUsual: 3 }", 1), ("\ndenials: x", 2), ("officeHours: { from: \"8\" }", 1),
        ("emergency: 3", 1), ("more: 1", 1), ("[", 1), ("", 1),
    ])
    func `what is no rule is refused with its line`(yaml: String, line: Int) {
        #expect {
            try LogReviewRules(yaml: yaml)
        } throws: { error in
            if case AccessLogError.badRules(let found, _) = error { found == line } else { false }
        }
    }

    @Test func `unusually many uses in a day, measured by the person's own`() throws {
        var entries: [AccessEntry] = []
        func add(_ count: Int, on day: Int, who: String) {
            for _ in 0..<count {
                entries.append(entry(Int64(entries.count + 1), "2023-05-\(day)T10:00:00+08:00", who: who))
            }
        }
        for day in 10...14 {
            add(12, on: day, who: "忙人")
            add(1, on: day, who: "闲人")
        }
        add(20, on: 15, who: "忙人")
        add(20, on: 15, who: "闲人")
        let found = try open("volume: { atLeast: 10, timesUsual: 3 }", entries)
        // The busy one's first day had nothing to compare with.
        #expect(found.map(\.who) == ["忙人", "闲人"] && found.map(\.count) == [10, 10])
        #expect(found.map(\.at).map { $0.prefix(10) } == ["2023-05-10", "2023-05-15"] && found[1].usual == 1)
    }

    @Test func `refusals of one day and person are counted, once`() throws {
        let entries = (1...12).map {
            entry(Int64($0), "2023-05-\($0 < 3 ? 10 : 11)T10:00:00Z", who: $0 == 5 ? "乙" : "甲", denied: true)
        }
        let found = try open("denials: { atLeast: 4 }", entries)
        #expect(found.count == 1 && found[0].seq == 7 && found[0].kind == .denials)
    }

    @Test(arguments: [
        ("2023-05-19T10:00:00+08:00", true), ("2023-05-19T06:59:59+08:00", false), ("2023-05-19T18:00:00Z", false),
        ("2023-05-20T10:00:00+08:00", false), ("2023-05-21T10:00:00+08:00", false), ("2024-02-29T08:00:00Z", true),
    ])
    func `office hours are by the clock and the week`(at: String, isWithin: Bool) throws {
        let yaml = "officeHours: { from: \"07:00\", to: \"18:00\", days: [1, 2, 3, 4, 5] }"
        #expect(try open(yaml, [entry(1, at)]).isEmpty == isWithin)
        #expect(try open(yaml, [entry(1, at, act: "verify")]).isEmpty, "what runs at night by itself")
    }

    @Test func `every emergency is looked at, until it was reviewed`() throws {
        var entries = (1...3).map { entry(Int64($0), "2023-05-19T10:00:00Z", act: "emergency") }
        #expect(try open("emergency: true", entries).map(\.seq) == [1, 2, 3])
        #expect(try open("emergency: false", entries).isEmpty)
        entries.append(entry(4, "2023-05-20T10:00:00Z", act: LogAct.reviewed, object: "2"))
        entries.append(entry(5, "2023-05-20T10:00:00Z", act: LogAct.reviewed, denied: true, object: "3"))
        #expect(try open("emergency: true", entries).map(\.seq) == [1, 3])
        // Reviewed as the grants that they were.
        entries.append(entry(6, "2023-05-20T10:00:00Z", act: "access review", object: "J016-X-0002"))
        #expect(try open("emergency: true", entries).map(\.seq) == [1, 3])
        entries.append(entry(7, "2023-05-20T10:00:00Z", act: "access review"))
        #expect(try open("emergency: true", entries).isEmpty)
    }
}
