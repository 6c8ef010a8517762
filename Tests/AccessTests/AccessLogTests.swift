import Access
import Foundation
import Records
import Testing
import Workbench

@Suite struct AccessLogTests {
    private let folder: TestFolder
    private let log: AccessLog

    init() throws {
        folder = try TestFolder()
        log = try AccessLog(path: folder.path("access.sqlite"))
    }

    private func entry(_ object: String?, _ number: Int = 0) -> AccessEntry {
        AccessEntry(
            at: "2023-05-19T10:00:00+08:00", who: "甲", face: "command", act: "show", object: object,
            version: number, purpose: "会商第 \(number) 次")
    }

    @Test func `entries are numbered from 1 without a gap`() throws {
        for number in 1...20 { try log.append([entry("J016-X-0001", number)]) }
        try log.append((21...50).map { entry("J016-X-0001", $0) })
        try log.append([])
        let entries = try log.entries(limit: 100)
        #expect(entries.reversed().map(\.seq) == Array(1...50).map(Int64.init))
        #expect(entries.reversed().map(\.version) == Array(1...50))
    }

    @Test func `the newest comes first, and no more than asked for`() throws {
        try log.append((1...10).map { entry("J016-X-0001", $0) })
        #expect(try log.entries(limit: 3).map(\.version) == [10, 9, 8])
        #expect(try log.entries(limit: 0).isEmpty)
    }

    @Test func `the entries of one object are found`() throws {
        try log.append((1...6).map { entry($0 % 2 == 0 ? "J016-X-0002" : nil, $0) })
        #expect(try log.entries(limit: 10, LogFilter(object: "J016-X-0002")).map(\.version) == [6, 4, 2])
        #expect(try log.entries(limit: 10, LogFilter(object: "J016-X-0003")).isEmpty)
    }

    @Test func `entries are found by person, day and outcome, page by page`() throws {
        for (number, day) in ["2023-05-19", "2023-05-20", "2023-05-21", "2024-02-29"].enumerated() {
            for who in ["甲", "乙"] {
                var done = entry("J016-X-0001", number)
                (done.at, done.who, done.denied) = (day + "T23:59:59+08:00", who, number % 2 == 1)
                try log.append([done])
            }
        }
        func found(_ edit: (inout LogFilter) -> Void) throws -> [Int64] {
            var filter = LogFilter()
            edit(&filter)
            return try log.entries(limit: 100, filter).map(\.seq)
        }
        #expect(try found { $0.who = "乙" } == [8, 6, 4, 2])
        #expect(try found { ($0.from, $0.to) = (Day("2023-05-20"), Day("2023-05-21")) } == [6, 5, 4, 3])
        #expect(try found { $0.isDeniedOnly = true } == [8, 7, 4, 3])
        #expect(try found { ($0.who, $0.isDeniedOnly, $0.before) = ("甲", true, 7) } == [3])
        #expect(try found { ($0.object, $0.from) = ("J016-X-0001", Day("2024-01-01")) } == [8, 7])
        #expect(try found { $0.who = "丙" }.isEmpty)
    }

    @Test func `months count what was filed and what was read, and no refusals`() throws {
        func append(_ act: String, _ day: String, denied: Bool = false) throws {
            var done = entry("J016-X-0001")
            (done.act, done.at, done.denied) = (act, day + "T10:00:00+08:00", denied)
            try log.append([done])
        }
        for act in ["file", "show text", "show copy", "show page", "export list", "show thumbnail", "log list"] {
            try append(act, "2023-05-19")
        }
        try append("show", "2023-05-20", denied: true)
        try append("print", "2023-06-01")
        let counts = try log.countsByMonth()
        #expect(counts.filed == ["2023-05": 1])
        #expect(counts.read == ["2023-05": 4, "2023-06": 1])
    }

    @Test func `an entry is read as it was written`() throws {
        var written = entry("林小满 \"临时监护\" org:21\n", 2)
        written.purpose = nil
        try log.append([written])
        written.seq = 1
        #expect(try log.entries(limit: 1) == [written])
    }

    @Test func `entries are there after reopening, and counting goes on`() throws {
        try log.append((1...3).map { entry("J016-X-0001", $0) })
        let again = try AccessLog(path: folder.path("access.sqlite"))
        #expect(try again.entries(limit: 10).count == 3)
        try again.append([entry(nil)])
        try log.append([entry(nil)])
        #expect(try again.entries(limit: 10).map(\.seq) == [5, 4, 3, 2, 1])
    }

    @Test func `two that write at once leave no gap`() async throws {
        let path = folder.path("access.sqlite")
        let entry = entry("J016-X-0001")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let log = try AccessLog(path: path)
                    for _ in 0..<25 { try log.append([entry]) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try log.entries(limit: 100).map(\.seq) == (1...50).reversed().map(Int64.init))
    }

    @Test func `a copy has the same entries`() throws {
        try log.append((1...3).map { entry("J016-X-0001", $0) })
        try log.backup(to: folder.path("copy.sqlite"))
        #expect(try AccessLog(path: folder.path("copy.sqlite")).entries(limit: 10) == log.entries(limit: 10))
    }

    @Test func `a grant that is over is not revived by another's under a clock that was set back`() throws {
        func add(_ act: String, _ who: String, _ at: String) throws {
            try log.append([
                AccessEntry(at: at + "T10:00:01+08:00", who: who, face: "command", act: act, object: "J016-X-0001")
            ])
        }
        func isOver(_ day: String, _ who: String, _ at: String) throws -> Bool {
            try log.isOver(day, sinceGrantOf: "J016-X-0001", by: who, at: at + "T10:00:00+08:00")
        }
        try add("emergency", "甲", "2030-03-01")
        try add("access grant", "督导", "2030-03-02")
        #expect(try !isOver("2030-03-02", "甲", "2030-03-01") && !isOver("2030-03-10", "督导", "2030-03-02"))
        try add("show", "丙", "2030-03-20")
        // The clock is set back, and the object opened to others.
        try add("emergency", "乙", "2030-02-28")
        try add("access grant", "督导", "2030-03-01")
        #expect(try isOver("2030-03-02", "甲", "2030-03-01") && isOver("2030-03-10", "督导", "2030-03-02"))
        #expect(try !isOver("2030-03-01", "乙", "2030-02-28") && !isOver("2030-03-05", "督导", "2030-03-01"))
    }
}
