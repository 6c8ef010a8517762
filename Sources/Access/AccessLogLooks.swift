internal import GRDB

/// Short looks at the end of the log, for what is shown when somebody arrives.
extension AccessLog {
    /// Entries that are looked through for what somebody used last: a desk is opened often, and a log is long.
    private static let lookback = 50_000

    /// What somebody had before them last, the latest first, each once.
    /// - Parameter objects: how many.
    package func lastRead(by who: String, objects: Int) throws -> [String] {
        try reader().read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT object FROM access_log
                    WHERE seq > (SELECT max(seq) FROM access_log) - ?1 AND who = ?2 AND denied = 0 AND object IS NOT NULL
                    AND act IN (SELECT value FROM json_each(?3))
                    GROUP BY object ORDER BY max(seq) DESC LIMIT ?4
                    """, arguments: [Self.lookback, who, Self.json(LogAct.readings), objects])
        }
    }

    /// When the newest checkpoint was signed; nil where none was.
    package func lastCheckpoint() throws -> String? {
        try reader().read { db in
            try String.fetchOne(db, sql: "SELECT at FROM log_checkpoint ORDER BY size DESC, at DESC LIMIT 1")
        }
    }
}
