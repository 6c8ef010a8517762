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
    /// - Returns: the number of the first; the others follow it without a gap.
    @discardableResult
    package func append(_ entries: [AccessEntry]) throws -> Int64? {
        guard !entries.isEmpty else { return nil }
        var first: Int64?
        // Immediate: the tree's state is read and written, and nobody else may do so in between.
        try database.inTransaction(.immediate) { db in
            var writer = try AccessLogWriter(db)
            let noted = try Self.clockSetBack(before: entries[0], db)
            first = writer.next + Int64(noted.count)
            for entry in noted + entries {
                try writer.append(
                    at: entry.at, face: entry.face, act: entry.act, denied: entry.denied, role: entry.role?.rawValue,
                    org: entry.org, version: entry.version.map { Int64($0) },
                    payload: LogPayload(who: entry.who, object: entry.object, purpose: entry.purpose))
            }
            try writer.finish()
            return .commit
        }
        return first
    }

    /// Seconds by which times may differ that processes took before they waited for each other, or by which clocks are put right.
    private static let tolerance = 600.0

    /// An entry that the clock was set back since the last one, where it was: what is over by the log must not begin again.
    private static func clockSetBack(before next: AccessEntry, _ db: Database) throws -> [AccessEntry] {
        guard let last = try String.fetchOne(db, sql: "SELECT at FROM access_log ORDER BY seq DESC LIMIT 1"),
            // Of one zone, as nearly always, times sort as they are written.
            last > next.at || last.dropFirst(19) != next.at.dropFirst(19),
            let before = try? Date(last, strategy: .iso8601), let now = try? Date(next.at, strategy: .iso8601),
            before.timeIntervalSince(now) > tolerance
        else { return [] }
        return [
            AccessEntry(
                at: next.at, who: next.who, role: next.role, org: next.org, face: next.face,
                act: LogAct.clockSetBack, object: String(last.prefix(10)))
        ]
    }

    /// Whether a day is over by the log's own account, since an object was opened to somebody: the system's clock may have been
    /// set back.
    /// - Parameters:
    ///   - who: opened it.
    ///   - at: when, by the grant; the entry was written in the same commit, a moment later at most.
    package func isOver(_ day: String, sinceGrantOf object: String, by who: String, at: String) throws -> Bool {
        try database.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM access_log WHERE object > ?1 AND object < ':' AND act = ?2 AND seq >
                        coalesce((SELECT seq FROM access_log
                            WHERE object = ?3 AND act IN ('access grant', 'emergency') AND NOT denied
                                AND who = ?4 AND at >= ?5 ORDER BY at, seq LIMIT 1), 0))
                    """, arguments: [day, LogAct.clockSetBack, object, who, at]) ?? false
        }
    }

    /// The numbers of all entries that mention one of some texts, and of all uses of some objects: what was destroyed must not
    /// be found in the log either. Who appraised and destroyed them stays.
    package func numbers(mentioning texts: [String], objects: [String]) throws -> EntryNumbers {
        if texts.isEmpty && objects.isEmpty { return EntryNumbers() }
        return try database.read { db in
            let numbers = try Int64.fetchCursor(
                db,
                sql: """
                    SELECT seq FROM access_log WHERE salt IS NOT NULL AND (
                        EXISTS (SELECT 1 FROM json_each(?1) t
                            WHERE instr(coalesce(object, '') || ' ' || coalesce(purpose, ''), t.value) > 0)
                        OR (object IN (SELECT value FROM json_each(?2))
                            AND substr(act, 1, 8) NOT IN ('disposal', 'appraisa')))
                    ORDER BY seq
                    """, arguments: [Self.json(texts), Self.json(objects)])
            var found = EntryNumbers()
            while let number = try numbers.next() { found.add(number) }
            return found
        }
    }

    static func json(_ list: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
    }

    /// Erases who, object and purpose of some entries, and nothing else: the tree still holds. That they are erased must be in
    /// the log before.
    /// - Returns: how many still had them.
    package func erase(_ numbers: EntryNumbers) throws -> Int {
        let count = try database.write { db -> Int in
            let update = try db.makeStatement(
                sql: """
                    UPDATE access_log SET who = NULL, object = NULL, purpose = NULL, salt = NULL
                    WHERE salt IS NOT NULL AND seq BETWEEN ? AND ?
                    """)
            return try numbers.ranges.reduce(0) { count, range in
                try update.execute(arguments: [range.lowerBound, range.upperBound])
                return count + db.changesCount
            }
        }
        // What was overwritten must not be found in the write-ahead log either.
        try database.writeWithoutTransaction { db in
            let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            guard row?[0] == 0 else { throw AccessLogError.stillInUse }
        }
        return count
    }

    /// Goes through the entries before a day (`YYYY-MM-DD`) that still have their personal part, oldest first.
    package func forEachErasable(
        before day: String, _ body: (_ seq: Int64, _ at: String, _ object: String?) throws -> Void
    ) throws {
        let reader = try reader()
        try reader.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT seq, at, object FROM access_log WHERE salt IS NOT NULL AND substr(at, 1, 10) < ? ORDER BY seq",
                arguments: [day])
            while let row = try rows.next() { try body(row[0], row[1], row[2]) }
        }
        // A connection that goes on reading would stand in the way of the erasure.
        try reader.close()
    }

    // MARK: - Reading

    private static let columns = "seq, at, face, act, denied, role, org, version, who, object, purpose, salt IS NULL"

    private static func entry(_ row: Row) -> AccessEntry {
        AccessEntry(
            seq: row[0], at: row[1], who: row[8] ?? "", role: (row[5] as String?).flatMap { Role(rawValue: $0) },
            org: row[6], face: row[2], act: row[3], denied: row[4], object: row[9], version: row[7],
            purpose: row[10], erased: row[11])
    }

    /// The newest entries that a filter lets pass, newest first.
    package func entries(limit: Int, _ filter: LogFilter = LogFilter()) throws -> [AccessEntry] {
        var conditions: [String] = filter.isDeniedOnly ? ["denied"] : []
        var arguments = StatementArguments()
        func ask(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        ask("object = ?", filter.object)
        ask("who = ?", filter.who)
        ask("substr(at, 1, 10) >= ?", filter.from?.description)
        ask("substr(at, 1, 10) <= ?", filter.to?.description)
        ask("seq < ?", filter.before)
        let wanted = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        arguments += [limit]
        return try database.read { db in
            try Row.fetchAll(
                db, sql: "SELECT \(Self.columns) FROM access_log \(wanted) ORDER BY seq DESC LIMIT ?",
                arguments: arguments
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
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.columns) FROM access_log
                    WHERE object IN (SELECT value FROM json_each(?)) ORDER BY seq
                    """, arguments: [Self.json(objects)]
            ).map(Self.entry)
        }
    }

    /// When something was done for the last time; nil where it never was.
    package func last(_ act: String) throws -> String? {
        try reader().read { db in
            try String.fetchOne(
                db, sql: "SELECT at FROM access_log WHERE act = ? AND denied = 0 ORDER BY seq DESC LIMIT 1",
                arguments: [act])
        }
    }

    /// When somebody did something with an object for the last time; nil where it never was.
    package func last(_ act: String, of object: String, by who: String) throws -> String? {
        try reader().read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT at FROM access_log WHERE object = ? AND act = ? AND who = ? AND denied = 0
                    ORDER BY seq DESC LIMIT 1
                    """, arguments: [object, act, who])
        }
    }

    /// How many records were filed, and how often one was read, in each month (`YYYY-MM`).
    package func countsByMonth() throws -> (filed: [String: Int], read: [String: Int]) {
        try reader().read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT substr(at, 1, 7), act = ?1, count(*) FROM access_log
                    WHERE denied = 0 AND (act = ?1 OR act IN (SELECT value FROM json_each(?2))) GROUP BY 1, 2
                    """, arguments: [LogAct.filed, Self.json(LogAct.readings)])
            var (filed, read) = ([String: Int](), [String: Int]())
            while let row = try rows.next() {
                let (month, isFiling, count): (String, Bool, Int) = (row[0], row[1], row[2])
                if isFiling { filed[month] = count } else { read[month] = count }
            }
            return (filed, read)
        }
    }

    /// Goes through all entries, oldest first.
    package func forEach(after seq: Int64 = 0, _ body: (AccessEntry) -> Void) throws {
        try reader().read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT \(Self.columns) FROM access_log WHERE seq > ? ORDER BY seq", arguments: [seq])
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
