internal import Foundation
internal import GRDB
package import Records

/// The access log: append-only, in a file of its own, so that reading never waits for filing.
///
/// An entry is durable when `append` returns (synchronous=FULL); only then may the content be shown.
package struct AccessLog: Sendable {
    private let database: DatabaseQueue

    package init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "access"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // Not by `Configuration.journalMode`, with which GRDB sets synchronous = NORMAL after this closure.
            try db.execute(
                sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        guard try database.read({ try Int.fetchOne($0, sql: "PRAGMA synchronous") }) == 2 else {
            throw AccessLogError.notDurable
        }
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            // `seq` is the rowid: it counts every use from 1 without a gap.
            try db.execute(
                sql: """
                    CREATE TABLE access_log (
                        seq INTEGER PRIMARY KEY,
                        at TEXT NOT NULL,
                        who TEXT NOT NULL,
                        face TEXT NOT NULL,
                        act TEXT NOT NULL,
                        object TEXT,
                        version INTEGER,
                        purpose TEXT
                    ) STRICT
                    """)
        }
        if try database.read({ try !migrator.hasCompletedMigrations($0) }) {
            try migrator.migrate(database)
        }
    }

    /// Writes the entries down, all or none; they are durable on return.
    package func append(_ entries: [AccessEntry]) throws {
        try database.write { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO access_log (at, who, face, act, object, version, purpose)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """)
            for entry in entries {
                try statement.execute(arguments: [
                    entry.at, entry.who, entry.face, entry.act, entry.object, entry.version, entry.purpose,
                ])
            }
        }
    }

    /// The newest entries, or those about one object, newest first.
    package func entries(limit: Int, object: String? = nil) throws -> [AccessEntry] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT seq, at, who, face, act, object, version, purpose FROM access_log
                    WHERE ?1 IS NULL OR object = ?1 ORDER BY seq DESC LIMIT ?2
                    """, arguments: [object, limit]
            ).map { row in
                AccessEntry(
                    seq: row[0], at: row[1], who: row[2], face: row[3], act: row[4], object: row[5], version: row[6],
                    purpose: row[7])
            }
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
}
