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
        let numbers = try (1...50).map { try log.append(entry("J016-X-0001", $0)) }
        #expect(numbers == Array(1...50).map(Int64.init))
    }

    @Test func `the newest comes first, and no more than asked for`() throws {
        for number in 1...10 { try log.append(entry("J016-X-0001", number)) }
        #expect(try log.entries(limit: 3).map(\.version) == [10, 9, 8])
        #expect(try log.entries(limit: 100).map(\.seq) == (1...10).reversed().map(Int64.init))
        #expect(try log.entries(limit: 0).isEmpty)
    }

    @Test func `the entries of one object are found`() throws {
        for number in 1...6 { try log.append(entry(number % 2 == 0 ? "J016-X-0002" : nil, number)) }
        #expect(try log.entries(limit: 10, object: "J016-X-0002").map(\.version) == [6, 4, 2])
        #expect(try log.entries(limit: 10, object: "J016-X-0003").isEmpty)
    }

    @Test func `an entry is read as it was written`() throws {
        var written = entry("林小满 \"临时监护\" org:21\n", 2)
        written.purpose = nil
        written.seq = try log.append(written)
        #expect(try log.entries(limit: 1) == [written])
    }

    @Test func `entries are there after reopening, and counting goes on`() throws {
        for number in 1...3 { try log.append(entry("J016-X-0001", number)) }
        let again = try AccessLog(path: folder.path("access.sqlite"))
        #expect(try again.entries(limit: 10).count == 3)
        #expect(try again.append(entry(nil)) == 4)
        #expect(try log.append(entry(nil)) == 5)
    }

    @Test func `two that write at once leave no gap`() async throws {
        let path = folder.path("access.sqlite")
        let entry = entry("J016-X-0001")
        let numbers = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let log = try AccessLog(path: path)
                    return try (0..<25).map { _ in try log.append(entry) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(numbers.sorted() == Array(1...50).map(Int64.init))
    }

    @Test func `a copy has the same entries`() throws {
        for number in 1...3 { try log.append(entry("J016-X-0001", number)) }
        try log.backup(to: folder.path("copy.sqlite"))
        #expect(try AccessLog(path: folder.path("copy.sqlite")).entries(limit: 10) == log.entries(limit: 10))
    }
}
