internal import GRDB

/// The tables of `access.sqlite`. Migrations are frozen once shipped.
enum AccessLogSchema {
    static var migrator: DatabaseMigrator {
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
        migrator.registerMigration("2") { db in
            // Who, object and purpose become nullable, for they can be erased; SQLite takes a new table for that.
            // `payload` is the hash of salt and these three, `leaf` the hash of the entry in the tree. `log_tree` keeps the
            // roots of the complete subtrees, joined; `verifier` is the public key, once there is one.
            let origin = "lantai-log/" + Hex.text(Array(LogPayload.newSalt().prefix(8)))
            try db.execute(
                sql: """
                    ALTER TABLE access_log RENAME TO access_log_1;
                    CREATE TABLE access_log (
                        seq INTEGER PRIMARY KEY,
                        at TEXT NOT NULL,
                        face TEXT NOT NULL,
                        act TEXT NOT NULL,
                        denied INTEGER NOT NULL,
                        role TEXT,
                        org TEXT,
                        version INTEGER,
                        who TEXT,
                        object TEXT,
                        purpose TEXT,
                        salt BLOB,
                        payload BLOB NOT NULL,
                        leaf BLOB NOT NULL
                    ) STRICT;
                    CREATE INDEX access_log_object ON access_log (object) WHERE object IS NOT NULL;
                    CREATE TABLE log_tree (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        origin TEXT NOT NULL,
                        size INTEGER NOT NULL,
                        peaks BLOB NOT NULL,
                        verifier TEXT
                    ) STRICT;
                    CREATE TABLE log_checkpoint (
                        size INTEGER NOT NULL,
                        at TEXT NOT NULL,
                        note TEXT NOT NULL
                    ) STRICT;
                    """)
            try db.execute(
                sql: "INSERT INTO log_tree (id, origin, size, peaks) VALUES (1, ?, 0, x'')", arguments: [origin])
            // A log that was kept before becomes the tree's beginning, in its order.
            var writer = try AccessLogWriter(db)
            let rows = try Row.fetchCursor(
                db, sql: "SELECT at, who, face, act, object, version, purpose FROM access_log_1 ORDER BY seq")
            while let row = try rows.next() {
                try writer.append(
                    at: row[0], face: row[2], act: row[3], denied: false, role: nil, org: nil, version: row[5],
                    payload: LogPayload(who: row[1], object: row[4], purpose: row[6]))
            }
            try writer.finish()
            try db.execute(sql: "DROP TABLE access_log_1")
        }
        return migrator
    }

    /// Names of tables, indexes and triggers that are not as the migrations make them.
    static func differences(_ db: Database) throws -> [String] {
        let fresh = try DatabaseQueue()
        try migrator.migrate(fresh)
        let expected = try fresh.read(shape)
        let found = try shape(db)
        return Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }.sorted()
    }

    /// SQLite's own (`sqlite_…`) are its own affair: nobody else can make any.
    private static func shape(_ db: Database) throws -> [String: String] {
        var shape: [String: String] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'") {
            shape[row[0]] = (row[1] as String?) ?? ""
        }
        return shape
    }
}

/// Adds entries within one transaction: each to the table and to the tree.
struct AccessLogWriter {
    private let db: Database
    private let insert: Statement
    private var tree: CompactTree
    private var seq: Int64

    static let insertion = """
        INSERT INTO access_log
            (seq, at, face, act, denied, role, org, version, who, object, purpose, salt, payload, leaf)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    init(_ db: Database) throws {
        self.db = db
        insert = try db.cachedStatement(sql: Self.insertion)
        let state = try AccessLogState(db)
        tree = state.tree
        // Where somebody took entries away or put some in, their trace must not be covered by what comes next.
        seq = max(Int64(tree.size), try Int64.fetchOne(db, sql: "SELECT max(seq) FROM access_log") ?? 0)
    }

    /// The number of the entry that is appended next.
    var next: Int64 { seq + 1 }

    mutating func append(
        at: String, face: String, act: String, denied: Bool, role: String?, org: String?, version: Int64?,
        payload: LogPayload
    ) throws {
        seq += 1
        let payload = LogPayload(
            who: Self.storable(payload.who), object: payload.object.map(Self.storable),
            purpose: payload.purpose.map(Self.storable))
        let salt = LogPayload.newSalt()
        let hash = payload.hash(salt: salt)
        let leaf = LogLeaf(
            seq: seq, at: Self.storable(at), face: Self.storable(face), act: Self.storable(act), denied: denied,
            role: role.map(Self.storable), org: org.map(Self.storable), version: version, payload: hash)
        let place = leaf.hash
        // Unchecked: their number stands right above.
        insert.setUncheckedArguments([
            seq, leaf.at, leaf.face, leaf.act, leaf.denied, leaf.role, leaf.org, leaf.version, payload.who,
            payload.object, payload.purpose, Blob.data(salt), Blob.data(hash), Blob.data(place.bytes),
        ])
        try insert.execute()
        tree.append(place)
    }

    func finish() throws {
        try db.execute(
            sql: "UPDATE log_tree SET size = ?, peaks = ?",
            arguments: [tree.size, Blob.data(tree.peaks.flatMap(\.bytes))])
    }

    /// SQLite ends a text at a NUL: what is hashed must be what is kept.
    private static func storable(_ text: String) -> String {
        text.utf8.withContiguousStorageIfAvailable { $0.contains(0) } ?? true
            ? text.replacing("\0", with: "\u{FFFD}") : text
    }
}

/// The tree as the log keeps it.
struct AccessLogState {
    var origin: String
    var tree: CompactTree
    var verifier: LogVerifier?

    /// - Throws: `damaged` where the table has no such row, or peaks that do not fit the size.
    init(_ db: Database) throws {
        let statement = try db.cachedStatement(sql: "SELECT origin, size, peaks, verifier FROM log_tree")
        guard let row = try Row.fetchOne(statement) else {
            throw AccessLogError.damaged("log_tree")
        }
        let bytes = Blob.bytes(row[2])
        let peaks = stride(from: 0, to: bytes.count, by: 32).compactMap {
            TreeHash(Array(bytes[$0..<min($0 + 32, bytes.count)]))
        }
        guard bytes.count % 32 == 0, let tree = CompactTree(size: row[1], peaks: peaks) else {
            throw AccessLogError.damaged("log_tree")
        }
        origin = row[0]
        self.tree = tree
        verifier = (row[3] as String?).flatMap { LogVerifier($0) }
    }
}
