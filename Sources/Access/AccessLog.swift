internal import Foundation
internal import GRDB
package import Records

/// The access log: append-only and provable, in a file of its own, so that reading never waits for filing.
///
/// An entry is durable when `append` returns (synchronous=FULL); only then may the content be shown. Entries are the leaves
/// of a Merkle tree (`MerkleTree`), whose state stands beside them and changes in the same transaction; whoever keeps a
/// signed checkpoint of it can tell for ever that nothing up to there was changed. The bytes: AccessLogFormat.md.
package struct AccessLog: Sendable {
    let database: DatabaseQueue
    private let path: String

    package init(path: String) throws {
        self.path = path
        var configuration = Self.configuration
        configuration.prepareDatabase { db in
            // Not by `Configuration.journalMode`, with which GRDB sets synchronous = NORMAL after this closure.
            try db.execute(
                sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        guard try database.read({ try Int.fetchOne($0, sql: "PRAGMA synchronous") }) == 2 else {
            throw AccessLogError.notDurable
        }
        let migrator = AccessLogSchema.migrator
        if try database.read({ try !migrator.hasCompletedMigrations($0) }) {
            try migrator.migrate(database)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "access"
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// A connection of its own, for what reads the whole log: nobody's entry waits for it.
    func reader() throws -> DatabaseQueue {
        var configuration = Self.configuration
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    // MARK: - Writing

    /// Writes the entries down, all or none; they are durable on return.
    package func append(_ entries: [AccessEntry]) throws {
        guard !entries.isEmpty else { return }
        // Immediate: the tree's state is read and written, and nobody else may do so in between.
        try database.inTransaction(.immediate) { db in
            var writer = try AccessLogWriter(db)
            for entry in entries {
                try writer.append(
                    at: entry.at, face: entry.face, act: entry.act, denied: entry.denied, role: entry.role?.rawValue,
                    org: entry.org, version: entry.version.map { Int64($0) },
                    payload: LogPayload(who: entry.who, object: entry.object, purpose: entry.purpose))
            }
            try writer.finish()
            return .commit
        }
    }

    /// Erases who, object and purpose of all entries before a day (`YYYY-MM-DD`), and nothing else: the tree still holds.
    /// - Returns: how many were erased.
    package func erase(before day: String) throws -> Int {
        try erase(where: "substr(at, 1, 10) < ?", [day])
    }

    /// The numbers of all entries that mention one of some texts, and of all uses of some objects: what was destroyed must not
    /// be found in the log either. Who appraised and destroyed them stays.
    package func numbers(mentioning texts: [String], objects: [String]) throws -> [Int64] {
        if texts.isEmpty && objects.isEmpty { return [] }
        return try database.read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT seq FROM access_log WHERE salt IS NOT NULL AND (
                        EXISTS (SELECT 1 FROM json_each(?1) t
                            WHERE instr(coalesce(object, '') || ' ' || coalesce(purpose, ''), t.value) > 0)
                        OR (object IN (SELECT value FROM json_each(?2))
                            AND substr(act, 1, 8) NOT IN ('disposal', 'appraisa')))
                    ORDER BY seq
                    """, arguments: [Self.json(texts), Self.json(objects)])
        }
    }

    /// Erases who, object and purpose of some entries. That they are erased must be in the log before.
    package func erase(_ numbers: [Int64]) throws {
        _ = try erase(where: "seq IN (SELECT value FROM json_each(?))", [Self.json(numbers)])
    }

    private static func json(_ list: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
    }

    private func erase(where condition: String, _ arguments: StatementArguments) throws -> Int {
        let count = try database.write { db -> Int in
            try db.execute(
                sql: """
                    UPDATE access_log SET who = NULL, object = NULL, purpose = NULL, salt = NULL
                    WHERE salt IS NOT NULL AND (\(condition))
                    """, arguments: arguments)
            return db.changesCount
        }
        // What was overwritten must not be found in the write-ahead log either.
        try database.writeWithoutTransaction { db in
            let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            guard row?[0] == 0 else { throw AccessLogError.stillInUse }
        }
        return count
    }

    /// How many entries before a day still have their personal part.
    package func erasable(before day: String) throws -> Int {
        try database.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM access_log WHERE salt IS NOT NULL AND substr(at, 1, 10) < ?",
                arguments: [day]) ?? 0
        }
    }

    // MARK: - Reading

    private static let columns = "seq, at, face, act, denied, role, org, version, who, object, purpose, salt IS NULL"

    private static func entry(_ row: Row) -> AccessEntry {
        AccessEntry(
            seq: row[0], at: row[1], who: row[8] ?? "", role: (row[5] as String?).flatMap { Role(rawValue: $0) },
            org: row[6], face: row[2], act: row[3], denied: row[4], object: row[9], version: row[7],
            purpose: row[10], erased: row[11])
    }

    /// The newest entries, or those about one object, newest first.
    package func entries(limit: Int, object: String? = nil) throws -> [AccessEntry] {
        try database.read { db in
            let condition = object == nil ? "" : "WHERE object = ?"
            return try Row.fetchAll(
                db,
                sql: "SELECT \(Self.columns) FROM access_log \(condition) ORDER BY seq DESC LIMIT ?",
                arguments: StatementArguments([object].compactMap { $0 }) + [limit]
            ).map(Self.entry)
        }
    }

    /// One entry; nil where there is none of this number.
    package func entry(_ seq: Int64) throws -> AccessEntry? {
        try database.read { db in
            try Row.fetchOne(
                db, sql: "SELECT \(Self.columns) FROM access_log WHERE seq = ?", arguments: [seq]
            ).map(Self.entry)
        }
    }

    /// All entries about any of the objects, oldest first.
    package func entries(objects: [String]) throws -> [AccessEntry] {
        try database.read { db in
            let list = String(decoding: try JSONEncoder().encode(objects), as: UTF8.self)
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.columns) FROM access_log
                    WHERE object IN (SELECT value FROM json_each(?)) ORDER BY seq
                    """, arguments: [list]
            ).map(Self.entry)
        }
    }

    /// Goes through all entries, oldest first.
    package func forEach(_ body: (AccessEntry) -> Void) throws {
        try reader().read { db in
            let rows = try Row.fetchCursor(db, sql: "SELECT \(Self.columns) FROM access_log ORDER BY seq")
            while let row = try rows.next() { body(Self.entry(row)) }
        }
    }

    /// Copies the log to a new file while it stays in use.
    package func backup(to path: String) throws {
        let copy = try DatabaseQueue(path: path)
        try database.backup(to: copy)
        try copy.close()
    }
}

package enum AccessLogError: Error, Equatable {
    /// An entry would not be on the disk when `append` returns.
    case notDurable
    /// A table of the log has not what belongs there.
    case damaged(String)
    /// A text is no signing key.
    case badKey
    /// The log is signed with another key.
    case otherKey
    case noSuchEntry(Int64)
    /// Erased data may still stand in the write-ahead log, since somebody reads there.
    case stillInUse
    case badRules(line: Int, reason: String)
}
