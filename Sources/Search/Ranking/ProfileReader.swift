internal import GRDB
internal import GRDBSQLite

/// Looks up profiles of documents, one after the other, with one statement for all: through GRDB's rows each look-up
/// costs twice as much, and ranking makes hundreds.
///
/// Good within one read transaction, on the thread of its database.
final class ProfileReader {
    private let connection: OpaquePointer
    private let statement: OpaquePointer

    init(db: Database) throws {
        guard let connection = db.sqliteConnection else { throw IndexError.unusable("no connection") }
        self.connection = connection
        var statement: OpaquePointer?
        guard
            sqlite3_prepare_v2(connection, "SELECT data FROM profile WHERE document = ?", -1, &statement, nil)
                == SQLITE_OK, let statement
        else { throw DatabaseError(of: connection) }
        self.statement = statement
    }

    deinit { sqlite3_finalize(statement) }

    /// Calls with the profile's bytes, which are gone afterwards; not at all where the document has none.
    func withProfile(of document: UInt32, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        defer { sqlite3_reset(statement) }
        sqlite3_bind_int64(statement, 1, Int64(document))
        switch sqlite3_step(statement) {
        case SQLITE_ROW:
            guard let blob = sqlite3_column_blob(statement, 0) else { return }
            body(UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, 0))))
        case SQLITE_DONE: return
        default: throw DatabaseError(of: connection)
        }
    }
}

extension DatabaseError {
    /// What a connection says of its last call.
    init(of connection: OpaquePointer) {
        self.init(
            resultCode: ResultCode(rawValue: sqlite3_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}
