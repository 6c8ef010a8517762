import Access
import Foundation
import GRDB
import Records
import Workbench

/// A log in a folder of its own, and what somebody with the file in hand can do to it.
struct TestLog {
    let folder: TestFolder
    let log: AccessLog
    let key: LogKey

    init(_ count: Int = 0) throws {
        folder = try TestFolder()
        log = try AccessLog(path: folder.path("access.sqlite"))
        key = LogKey(name: try log.origin())
        try log.append((0..<count).map(Self.entry))
    }

    static func entry(_ number: Int) -> AccessEntry {
        AccessEntry(
            at: "20\(10 + number / 300)-05-19T10:00:0\(number % 10)+08:00", who: number % 3 == 0 ? "甲" : "乙",
            role: number % 2 == 0 ? .caseworker : nil, org: number % 2 == 0 ? "210202" : nil, face: "command",
            act: ["show", "search", "export", "show text"][number % 4], denied: number % 7 == 0,
            object: number % 5 == 0 ? nil : "林小满 \"\(number)\"\n\t\u{1}\u{7F}", version: number % 4 == 0 ? number : nil,
            purpose: number % 3 == 0 ? nil : "会商第 \(number) 次")
    }

    func sign() throws -> SignedCheckpoint { try log.checkpoint(key: key, at: "2023-05-19T10:00:00+08:00") }

    /// Changes the file behind the log's back.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        let database = try DatabaseQueue(path: folder.path("access.sqlite"))
        try database.write { try $0.execute(sql: sql, arguments: arguments) }
        try database.close()
    }

    /// Writes the whole log anew with the entries given, as its own program would, and seals it with today's key.
    func reseal(_ entries: [AccessEntry], removesCheckpoints: Bool = true) throws {
        let path = folder.path("forged-\(UInt64.random(in: 0...UInt64.max)).sqlite")
        try AccessLog(path: path).append(entries)
        try tamper("DELETE FROM access_log")
        let database = try DatabaseQueue(path: folder.path("access.sqlite"))
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH ? AS forged", arguments: [path])
            try db.execute(
                sql: """
                    BEGIN;
                    INSERT INTO access_log SELECT * FROM forged.access_log;
                    UPDATE log_tree SET size = (SELECT size FROM forged.log_tree),
                        peaks = (SELECT peaks FROM forged.log_tree);
                    """)
            if removesCheckpoints { try db.execute(sql: "DELETE FROM log_checkpoint") }
            try db.execute(sql: "COMMIT; DETACH forged")
        }
        try database.close()
        if removesCheckpoints { _ = try sign() }
    }

    /// Erases what is before a day, but for some entries.
    func erase(before day: String, leaving left: EntryNumbers = EntryNumbers()) throws -> Int {
        var going = EntryNumbers()
        try log.forEachErasable(before: day) { seq, _, _ in if !left.contains(seq) { going.add(seq) } }
        return try log.erase(going)
    }

    func kinds(
        _ checkpoints: [SignedCheckpoint] = [], verifier: LogVerifier? = nil
    ) throws -> Set<LogCheck.Problem.Kind> {
        Set(try log.check(against: checkpoints, verifier: verifier).problems.map(\.kind))
    }
}
