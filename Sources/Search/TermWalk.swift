internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Walks the postings of phrases of the index, one phrase at a time.
///
/// FTS5's own `rank` works a row at a time: it merges the position lists of all phrases for each hit and looks up each
/// document's size, about 10 µs a hit. An auxiliary function that walks each phrase once with `xQueryPhrase` does the
/// same work in about a twenty-fifth of the time, and counts and filters come almost free in the same walk.
enum TermWalk {
    /// One posting: the item and how often the phrase stands in it, weighted by column.
    struct Posting {
        var item: Int32
        var weight: Float
    }

    /// Weights of title, number, names, body and tags.
    static let columnWeights: [Float] = [3, 3, 1.5, 1, 1]

    /// Makes the walking function known to a connection; once for each.
    static func register(on db: Database) throws {
        var api: UnsafeMutablePointer<fts5_api>?
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(db.sqliteConnection, "SELECT fts5(?)", -1, &statement, nil) == SQLITE_OK else {
            throw IndexError.unusable("no FTS5")
        }
        withUnsafeMutablePointer(to: &api) { pointer in
            _ = sqlite3_bind_pointer(statement, 1, pointer, "fts5_api_ptr", nil)
            _ = sqlite3_step(statement)
        }
        sqlite3_finalize(statement)
        guard let api, let create = api.pointee.xCreateFunction else { throw IndexError.unusable("no FTS5") }
        guard create(api, "walk", nil, walkFunction, nil) == SQLITE_OK else { throw IndexError.unusable("no FTS5") }
    }

    /// Calls `body` for each phrase, in order, with all its postings in the order of items. Phrases that occur nowhere
    /// are called with none.
    /// - Parameter phrases: FTS5 phrases as they stand in a query: quoted, perhaps with a star.
    static func walk(_ phrases: [String], in db: Database, _ body: (_ phrase: Int, _ postings: [Posting]) -> Void)
        throws
    {
        guard !phrases.isEmpty else { return }
        try withoutActuallyEscaping(body) { body in
            let job = Job(phrases: phrases.count, body: body)
            try withExtendedLifetime(job) {
                var statement: OpaquePointer?
                let sql = "SELECT walk(terms, ?1) FROM terms WHERE terms MATCH ?2 LIMIT 1"
                guard sqlite3_prepare_v2(db.sqliteConnection, sql, -1, &statement, nil) == SQLITE_OK else {
                    throw failure(db)
                }
                defer { sqlite3_finalize(statement) }
                let expression = phrases.joined(separator: " OR ")
                sqlite3_bind_pointer(statement, 1, Unmanaged.passUnretained(job).toOpaque(), "lantai_walk", nil)
                // The destructor SQLITE_TRANSIENT: SQLite keeps a copy.
                sqlite3_bind_text(statement, 2, expression, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
                switch sqlite3_step(statement) {
                case SQLITE_ROW: break
                case SQLITE_DONE: for phrase in phrases.indices { body(phrase, []) }
                default: throw failure(db)
                }
            }
        }
    }

    private static func failure(_ db: Database) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_errcode(db.sqliteConnection)),
            message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }

    /// What one statement works for; the walking function finds it in its argument.
    private final class Job {
        let phrases: Int
        let body: (Int, [Posting]) -> Void
        var postings: [Posting] = []

        init(phrases: Int, body: @escaping (Int, [Posting]) -> Void) {
            self.phrases = phrases
            self.body = body
        }
    }

    private static let walkFunction: fts5_extension_function = { api, context, result, count, values in
        guard let api, count == 1, let value = values?[0],
            let pointer = sqlite3_value_pointer(value, "lantai_walk"), let queryPhrase = api.pointee.xQueryPhrase
        else { return }
        let job = Unmanaged<Job>.fromOpaque(pointer).takeUnretainedValue()
        for phrase in 0..<job.phrases {
            job.postings.removeAll(keepingCapacity: true)
            let status = queryPhrase(context, Int32(phrase), pointer, addPosting)
            guard status == SQLITE_OK else {
                sqlite3_result_error_code(result, status)
                return
            }
            job.body(phrase, job.postings)
        }
        sqlite3_result_int(result, 1)
    }

    private static let addPosting:
        @convention(c) (
            UnsafePointer<Fts5ExtensionApi>?, OpaquePointer?, UnsafeMutableRawPointer?
        ) -> Int32 = { api, context, pointer in
            guard let api, let pointer, let first = api.pointee.xPhraseFirst, let next = api.pointee.xPhraseNext,
                let rowid = api.pointee.xRowid
            else { return SQLITE_ERROR }
            let job = Unmanaged<Job>.fromOpaque(pointer).takeUnretainedValue()
            var iterator = Fts5PhraseIter()
            var column: Int32 = 0
            var offset: Int32 = 0
            var weight: Float = 0
            guard first(context, 0, &iterator, &column, &offset) == SQLITE_OK else { return SQLITE_ERROR }
            while column >= 0 {
                weight += columnWeights[Int(column)]
                next(context, &iterator, &column, &offset)
            }
            job.postings.append(Posting(item: Int32(truncatingIfNeeded: rowid(context)), weight: weight))
            return SQLITE_OK
        }
}
