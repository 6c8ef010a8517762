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
        ("emergency: 3", 1), ("unassigned: { roles: [nobody] }", 1), ("more: 1", 1), ("[", 1), ("", 1),
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

    @Test func `leafing through a record is one use of it`() throws {
        var entries: [AccessEntry] = []
        func add(_ act: String, _ object: String, times: Int = 1) {
            for _ in 0..<times {
                entries.append(entry(Int64(entries.count + 1), "2023-05-10T10:00:00+08:00", act: act, object: object))
            }
        }
        add("show", "J016-X-0001")
        add("show page", "J016-X-0001", times: 300)
        #expect(try open("volume: { atLeast: 3, timesUsual: 3 }", entries).isEmpty)
        // The pages of another one are another use, and so is its text.
        add("show page", "J016-X-0002", times: 2)
        add("show text", "J016-X-0002")
        #expect(try open("volume: { atLeast: 3, timesUsual: 3 }", entries).map(\.seq) == [304])
    }

    @Test func `a case of others is found once a day, for the roles that the rules name`() throws {
        var review = LogReview(rules: try LogReviewRules(yaml: "unassigned: { roles: [caseworker] }"))
        for (seq, who, role, day, object) in [
            (1, "旁人", Role.caseworker, 10, "卷-001"), (2, "旁人", .caseworker, 10, "卷-001"),
            (3, "旁人", .caseworker, 11, "卷-001"), (4, "旁人", .caseworker, 11, "别卷-001"),
            (5, "经办", .caseworker, 11, "卷-001"), (6, "督导", .supervisor, 11, "卷-001"),
        ] {
            var read = entry(Int64(seq), "2023-05-\(day)T10:00:00+08:00", who: who, object: object)
            read.role = role
            review.take(read) { $0.object == "卷-001" && $0.who != "经办" ? "卷" : nil }
        }
        #expect(review.open.map(\.seq) == [1, 3] && review.open.allSatisfy { $0.kind == .unassigned })
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

    @Test(arguments: ["show text", "show copy", "print", "export list", "sample"])
    func `whatever shows records is a use`(act: String) throws {
        let yaml = "officeHours: { from: \"07:00\", to: \"18:00\", days: [1, 2, 3, 4, 5] }"
        #expect(try open(yaml, [entry(1, "2023-05-20T03:00:00+08:00", act: act)]).map(\.kind) == [.outsideHours])
    }

    @Test func `what was looked into elsewhere is left out, and stays so`() throws {
        var review = LogReview(rules: try LogReviewRules(yaml: "emergency: true"))
        for (seq, who) in [(1, "甲"), (2, "乙")] {
            var opened = entry(Int64(seq), "2023-05-19T10:00:00Z", who: who, act: "emergency")
            opened.org = "210202"
            review.take(opened)
        }
        #expect(review.open.allSatisfy { $0.org == "210202" && $0.object == "J016-X-0001" })
        review.leaveOut { $0.who == "甲" }
        #expect(review.open.map(\.seq) == [2])
        review.leaveOut { _ in false }
        #expect(review.open.map(\.seq) == [2])
    }

    @Test func `every emergency is looked at, until it was reviewed`() throws {
        var entries = (1...3).map { entry(Int64($0), "2023-05-19T10:00:00Z", act: "emergency") }
        #expect(try open("emergency: true", entries).map(\.seq) == [1, 2, 3])
        #expect(try open("emergency: false", entries).isEmpty)
        entries.append(entry(4, "2023-05-20T10:00:00Z", act: LogAct.reviewed, object: "2"))
        entries.append(entry(5, "2023-05-20T10:00:00Z", act: LogAct.reviewed, denied: true, object: "3"))
        #expect(try open("emergency: true", entries).map(\.seq) == [1, 3])
        // Of which emergency a review was, its entry does not say.
        entries.append(entry(6, "2023-05-20T10:00:00Z", act: "access review"))
        #expect(try open("emergency: true", entries).map(\.seq) == [1, 3])
    }
}
