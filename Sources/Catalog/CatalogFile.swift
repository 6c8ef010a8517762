internal import CSQLite
internal import Foundation
internal import GRDB
internal import Records

/// The catalog: tables of fonds, organisations, file plan, volumes, items, versions, persons, boxes and acts.
///
/// The door of the target: `read` and `write` give a session, whose methods stand in the files named after the tables.
/// Durable when `write` returns (WAL, synchronous=FULL).
package struct CatalogFile: Sendable {
    private let database: DatabaseQueue

    /// SQLite counts its memory under one lock for the whole process, where catalog and index, written side by side,
    /// stand in each other's way. Must come before the first use of SQLite, and the catalog is always opened first.
    private static let withoutMemoryStatistics: Void = { _ = lantai_sqlite_without_memory_statistics() }()

    package init(path: String) throws {
        Self.withoutMemoryStatistics
        var configuration = Configuration()
        configuration.label = "catalog"
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            // Not by `Configuration.journalMode`: GRDB then sets synchronous = NORMAL after this closure, and a commit
            // is no longer on the disk when it returns.
            // cache_size in KiB: a batch of filings dirties pages all over the indexes by digest, which must not spill.
            // secure_delete: what is destroyed leaves no bytes in free pages.
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;
                    PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON
                    """)
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        guard try database.read({ try Int.fetchOne($0, sql: "PRAGMA synchronous") }) == 2 else {
            throw CatalogError.notDurable
        }
        let migrator = CatalogSchema.migrator
        if try database.read({ try !migrator.hasCompletedMigrations($0) }) {
            try migrator.migrate(database)
        }
    }

    /// One view of the catalog: what others commit meanwhile is not seen, and what `body` should write is undone.
    package func read<T>(_ body: (CatalogSession) throws -> T) throws -> T {
        // GRDB leaves it to the caller that nothing is written and one state is seen: `reading` sees to both.
        try database.unsafeRead { try $0.reading { try body(CatalogSession(db: $0)) } }
    }

    /// One transaction: all or nothing, and only one writer at a time across processes.
    @discardableResult
    package func write<T>(_ body: (CatalogSession) throws -> T) throws -> T {
        try database.write { try body(CatalogSession(db: $0)) }
    }

    /// Copies the catalog to a new file while it stays in use.
    package func backup(to path: String) throws {
        let copy = try DatabaseQueue(path: path)
        try database.backup(to: copy)
        try copy.close()
    }

    /// Ends the use of the file; everything is in the one file afterwards.
    package func close() throws {
        try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try database.close()
    }

    /// Leaves nothing of what was deleted: no free page, no gap in a page, no frame of the write-ahead log.
    package func erase() throws {
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM")
            try db.checkpoint(.truncate)
        }
    }

    /// SQLite's own structural check; no findings when the file is sound.
    package func structuralProblems() throws -> [String] {
        try database.read { db in
            try String.fetchAll(db, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
        }
    }
}

extension Database {
    /// A transaction that changes nothing. Not GRDB's `read`: that sets `PRAGMA query_only` and clears it again around each
    /// one, whereupon SQLite compiles every kept statement anew.
    fileprivate func reading<T>(_ body: (Database) throws -> T) throws -> T {
        try cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
        do {
            let result = try body(self)
            try cachedStatement(sql: "ROLLBACK").execute()
            return result
        } catch {
            // What went wrong is told, not that it could not be undone: there was nothing to undo.
            try? rollback()
            throw error
        }
    }
}

/// A read or write in progress; not to be kept beyond the closure that got it.
package struct CatalogSession {
    let db: Database
}

package enum CatalogError: Error, Equatable {
    /// A row that must be there is not: the catalog contradicts itself.
    case inconsistent(String)
    /// A commit would not be on the disk when it returns.
    case notDurable
}
