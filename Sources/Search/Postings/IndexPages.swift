internal import GRDB
internal import GRDBSQLite

/// The segments of the FTS5 table `terms` and their leaf pages, read as FTS5 writes them.
///
/// FTS5's own interface costs about 20 ns a posting and 10 µs a ranked hit; its pages, decoded in a loop, cost 3 to 5 ns.
/// The format is that of the comments at the head of `ext/fts5/fts5_index.c` in SQLite's sources, version 4, unchanged
/// since 2015: segments of leaf pages in `terms_data`, the first term of each page in `terms_idx`. Whatever does not look
/// like that format makes the index unusable, and it is built anew.
///
/// Good within one read transaction, on the thread of its database.
final class IndexPages {
    /// A segment: pages `first...last`, terms ascending.
    struct Segment {
        var id: Int64
        var first: Int64
        var last: Int64
    }

    /// Row of the structure record in `terms_data`.
    private static let structureRow: Int64 = 10
    private static let supportedVersion = 4

    /// Newest first.
    let segments: [Segment]
    private let connection: OpaquePointer
    private let page: OpaquePointer
    private let place: OpaquePointer

    init(db: Database) throws {
        guard let connection = db.sqliteConnection else { throw IndexError.unusable("no connection") }
        self.connection = connection
        guard
            try Int.fetchOne(db.cachedStatement(sql: "SELECT v FROM terms_config WHERE k = 'version'"))
                == Self.supportedVersion,
            let structure = try [UInt8].fetchStructure(db, row: Self.structureRow)
        else { throw IndexError.unusable("terms of another format") }
        segments = try Self.segments(in: structure)
        page = try Self.prepare(
            connection, "SELECT id, block FROM terms_data WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
        place = try Self.prepare(
            connection, "SELECT pgno FROM terms_idx WHERE segid = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1")
    }

    deinit {
        sqlite3_finalize(page)
        sqlite3_finalize(place)
    }

    private static func prepare(_ connection: OpaquePointer, _ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw DatabaseError(of: connection)
        }
        return statement
    }

    /// Structure record: cookie (4 bytes), then varints: levels, segments, writes; for each level: merges, segments, and
    /// for each segment: id, first and last page.
    private static func segments(in record: [UInt8]) throws -> [Segment] {
        try record.withUnsafeBytes { bytes in
            var reader = VarintReader(bytes: bytes, at: 4)
            let levels = try reader.next()
            _ = try reader.next()
            _ = try reader.next()
            guard levels <= 64 else { throw IndexError.unusable("terms of another format") }
            var found: [Segment] = []
            for _ in 0..<levels {
                _ = try reader.next()
                let count = try reader.next()
                guard count <= 10_000 else { throw IndexError.unusable("terms of another format") }
                for _ in 0..<count {
                    let segment = Segment(
                        id: Int64(try reader.next()), first: Int64(try reader.next()), last: Int64(try reader.next()))
                    if segment.first > 0 { found.append(segment) }
                }
            }
            return found
        }
    }

    /// The page of a segment on which a term stands, if it stands anywhere.
    func page(of term: [UInt8], in segment: Segment) throws -> Int64 {
        defer { sqlite3_reset(place) }
        sqlite3_bind_int64(place, 1, segment.id)
        // Bound for the time of the step; the array outlives it.
        return try term.withUnsafeBytes { bytes in
            sqlite3_bind_blob(place, 2, bytes.baseAddress, Int32(bytes.count), nil)
            switch sqlite3_step(place) {
            // The lowest bit says whether the term has a page index of its own.
            case SQLITE_ROW: return max(sqlite3_column_int64(place, 0) >> 1, segment.first)
            case SQLITE_DONE: return segment.first
            default: throw DatabaseError(of: connection)
            }
        }
    }

    /// Calls `body` with each page of a segment from `first` on, until it returns false.
    func forEachPage(of segment: Segment, from first: Int64, _ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
        // Pages of a segment are numbered within its part of the row numbers (`FTS5_SEGMENT_ROWID`).
        sqlite3_bind_int64(page, 1, segment.id << 37 + first)
        sqlite3_bind_int64(page, 2, segment.id << 37 + segment.last)
        defer { sqlite3_reset(page) }
        while true {
            switch sqlite3_step(page) {
            case SQLITE_ROW:
                guard let blob = sqlite3_column_blob(page, 1) else { throw IndexError.unusable("empty page") }
                let bytes = UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(page, 1)))
                if try !body(bytes) { return }
            case SQLITE_DONE: return
            default: throw DatabaseError(of: connection)
            }
        }
    }
}

extension [UInt8] {
    fileprivate static func fetchStructure(_ db: Database, row: Int64) throws -> [UInt8]? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT block FROM terms_data WHERE id = ?"), arguments: [row])?
            .withUnsafeData(atIndex: 0) { $0.map { [UInt8]($0) } }
    }
}

/// Reads SQLite's variable-length integers (big-endian, seven bits a byte, at most nine bytes), never past the end.
struct VarintReader {
    let bytes: UnsafeRawBufferPointer
    private(set) var at: Int

    init(bytes: UnsafeRawBufferPointer, at: Int) {
        self.bytes = bytes
        self.at = at
    }

    @inline(__always)
    mutating func next() throws -> UInt64 {
        // Nearly all are of one or two bytes.
        if at >= 0, at + 1 < bytes.count {
            let first = bytes[at]
            if first < 0x80 {
                at += 1
                return UInt64(first)
            }
            let second = bytes[at + 1]
            if second < 0x80 {
                at += 2
                return UInt64(first & 0x7F) << 7 | UInt64(second)
            }
        }
        return try nextLong()
    }

    @inline(never)
    private mutating func nextLong() throws -> UInt64 {
        var value: UInt64 = 0
        for count in 1...9 {
            guard at >= 0, at < bytes.count else { throw IndexError.unusable("a page that ends too soon") }
            let byte = bytes[at]
            at += 1
            if count == 9 { return value << 8 | UInt64(byte) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { break }
        }
        return value
    }

    mutating func skip(_ count: Int) {
        at += count
    }
}
