internal import Foundation
internal import GRDB

/// What ranking, filters and facets look up by item: length, date, class, organisation, flags (schema.sql, `columns`).
struct ItemColumns: Sendable {
    static let chunkSize = 1024
    static let rowSize = 16
    static let present: UInt16 = 1
    static let voided: UInt16 = 2

    struct Row: Equatable {
        var length: UInt32
        var date: Int32
        var classID: UInt16
        var orgID: UInt16
        var flags: UInt16
    }

    /// The state of the index that these were read from.
    let sequence: Int64
    /// Indexed by item id; the rows of absent items are zero.
    private let bytes: [UInt8]
    /// One more than the highest item id that has a row.
    let count: Int
    /// Indexed by the number in the row.
    let classes: [String]
    let orgs: [String]
    let items: Int
    let averageLength: Float

    init(db: Database, sequence: Int64) throws {
        self.sequence = sequence
        let last = try Int.fetchOne(db, sql: "SELECT max(chunk) FROM columns") ?? -1
        let chunkBytes = Self.chunkSize * Self.rowSize
        var bytes = [UInt8](repeating: 0, count: (last + 1) * chunkBytes)
        let rows = try GRDB.Row.fetchCursor(db, sql: "SELECT chunk, data FROM columns")
        while let row = try rows.next() {
            let chunk: Int = row[0]
            try row.withUnsafeData(atIndex: 1) { data in
                guard let data, data.count == chunkBytes, chunk >= 0 else {
                    throw IndexError.unusable("column chunk \(chunk)")
                }
                bytes.replaceSubrange(chunk * chunkBytes..<(chunk + 1) * chunkBytes, with: data)
            }
        }
        self.bytes = bytes
        count = (last + 1) * Self.chunkSize
        classes = try Self.codes("class", db)
        orgs = try Self.codes("org", db)
        let state = try GRDB.Row.fetchOne(db, sql: "SELECT items, length FROM state")
        items = state?[0] ?? 0
        let total: Int = state?[1] ?? 0
        averageLength = items > 0 ? max(1, Float(total) / Float(items)) : 1
    }

    subscript(item: Int) -> Row {
        bytes.withUnsafeBytes { Self.row($0, item) }
    }

    /// All rows at once, for loops over many items.
    func withRows<T>(_ body: (_ row: (Int) -> Row) throws -> T) rethrows -> T {
        try bytes.withUnsafeBytes { buffer in try body { Self.row(buffer, $0) } }
    }

    private static func row(_ buffer: UnsafeRawBufferPointer, _ item: Int) -> Row {
        let at = item * rowSize
        return Row(
            length: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self)),
            date: Int32(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 4, as: Int32.self)),
            classID: UInt16(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 8, as: UInt16.self)),
            orgID: UInt16(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 10, as: UInt16.self)),
            flags: UInt16(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 12, as: UInt16.self)))
    }

    private static func codes(_ kind: String, _ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT code FROM code WHERE kind = ? ORDER BY id", arguments: [kind])
    }
}

/// Collects changes of columns during one transaction and writes each touched chunk once.
struct ColumnWriter {
    private let db: Database
    private var chunks: [Int: [UInt8]] = [:]
    private var codes: [String: [String: UInt16]] = [:]

    init(db: Database) {
        self.db = db
    }

    mutating func set(_ row: ItemColumns.Row, item: Int) throws {
        let chunk = item / ItemColumns.chunkSize
        if chunks[chunk] == nil { chunks[chunk] = try load(chunk) }
        let at = item % ItemColumns.chunkSize * ItemColumns.rowSize
        chunks[chunk]?.withUnsafeMutableBytes { buffer in
            buffer.storeBytes(of: row.length.littleEndian, toByteOffset: at, as: UInt32.self)
            buffer.storeBytes(of: row.date.littleEndian, toByteOffset: at + 4, as: Int32.self)
            buffer.storeBytes(of: row.classID.littleEndian, toByteOffset: at + 8, as: UInt16.self)
            buffer.storeBytes(of: row.orgID.littleEndian, toByteOffset: at + 10, as: UInt16.self)
            buffer.storeBytes(of: row.flags.littleEndian, toByteOffset: at + 12, as: UInt16.self)
        }
    }

    /// The number of a class or organisation code, given on first use.
    mutating func id(of code: String, kind: String) throws -> UInt16 {
        if let known = codes[kind]?[code] { return known }
        let found = try Int.fetchOne(
            db, sql: "SELECT id FROM code WHERE kind = ? AND code = ?", arguments: [kind, code])
        let id: Int
        if let found {
            id = found
        } else {
            id = try Int.fetchOne(db, sql: "SELECT count(*) FROM code WHERE kind = ?", arguments: [kind]) ?? 0
            try db.execute(sql: "INSERT INTO code (kind, id, code) VALUES (?, ?, ?)", arguments: [kind, id, code])
        }
        guard let number = UInt16(exactly: id) else { throw IndexError.unusable("too many codes of kind \(kind)") }
        codes[kind, default: [:]][code] = number
        return number
    }

    func finish() throws {
        for (chunk, data) in chunks {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO columns (chunk, data) VALUES (?, ?)")
                .execute(arguments: [chunk, Data(data)])
        }
    }

    private func load(_ chunk: Int) throws -> [UInt8] {
        let data = try Data.fetchOne(db, sql: "SELECT data FROM columns WHERE chunk = ?", arguments: [chunk])
        return data.map { [UInt8]($0) }
            ?? [UInt8](repeating: 0, count: ItemColumns.chunkSize * ItemColumns.rowSize)
    }
}
