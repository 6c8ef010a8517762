internal import Foundation
internal import GRDB

/// What ranking, filters and facets look up by document: length, date, class, organisation, item (schema.sql, `columns`).
struct ItemColumns: Sendable {
    static let chunkSize = 1024
    static let rowSize = 16
    private static let present: UInt32 = 1 << 31
    private static let void: UInt32 = 1 << 30
    private static let lengthMask: UInt32 = void - 1

    struct Row: Equatable {
        /// Bytes of text.
        var length: UInt32
        var date: Int32
        var classID: UInt16
        var orgID: UInt16
        var item: UInt32
        var isPresent: Bool
        var isVoid: Bool
    }

    /// The state of the index that these were read from.
    let sequence: Int64
    /// Indexed by document; the rows of absent documents are zero.
    private let bytes: [UInt8]
    /// One more than the highest document number that has a row.
    let count: Int
    /// Indexed by the number in the row.
    let classes: [String]
    let orgs: [String]
    /// Some documents were replaced: their postings may still be there.
    let hasReplaced: Bool
    /// Some documents are void.
    let hasVoid: Bool
    /// The documents that are there.
    let present: ItemSet

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
        classes = try Self.codes("class", db)
        orgs = try Self.codes("org", db)
        let state = try GRDB.Row.fetchOne(db, sql: "SELECT replaced FROM state")
        hasReplaced = (state?[0] ?? 0) > 0
        let count = (last + 1) * Self.chunkSize
        var anyVoid: UInt32 = 0
        var present = ItemSet(capacity: count)
        bytes.withUnsafeBytes { rows in
            for document in 0..<count {
                let length = UInt32(
                    littleEndian: rows.loadUnaligned(fromByteOffset: document * Self.rowSize, as: UInt32.self))
                anyVoid |= length & Self.void
                if length & Self.present != 0 { present.insert(document) }
            }
        }
        hasVoid = anyVoid != 0
        self.present = present
        self.bytes = bytes
        self.count = count
    }

    /// Length over the average length of some documents, for every document.
    func relativeLengths(among documents: ItemSet) -> [Float] {
        bytes.withUnsafeBytes { rows in
            func length(_ document: Int) -> UInt32 {
                UInt32(littleEndian: rows.loadUnaligned(fromByteOffset: document * Self.rowSize, as: UInt32.self))
                    & Self.lengthMask
            }
            var total = 0
            documents.forEach { total += Int(length($0)) }
            let number = documents.count
            let average = number > 0 ? max(1, Float(Double(total) / Double(number))) : 1
            return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
                for document in 0..<count { buffer[document] = Float(length(document)) / average }
                initialized = count
            }
        }
    }

    subscript(document: Int) -> Row {
        bytes.withUnsafeBytes { Self.row($0, document) }
    }

    /// Counts documents by class, organisation and year.
    func counts(of forEach: ((Int) -> Void) -> Void) -> (classes: [Int], orgs: [Int], years: [Int]) {
        var byClass = [Int](repeating: 0, count: classes.count + 1)
        var byOrg = [Int](repeating: 0, count: orgs.count + 1)
        var byYear = [Int](repeating: 0, count: 10_000)
        bytes.withUnsafeBytes { rows in
            byClass.withUnsafeMutableBufferPointer { byClass in
                byOrg.withUnsafeMutableBufferPointer { byOrg in
                    byYear.withUnsafeMutableBufferPointer { byYear in
                        forEach { document in
                            let at = document * Self.rowSize + 4
                            let date = Int32(littleEndian: rows.loadUnaligned(fromByteOffset: at, as: Int32.self))
                            let ids = UInt32(littleEndian: rows.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                            byClass[min(Int(ids & 0xFFFF), byClass.count - 1)] += 1
                            byOrg[min(Int(ids >> 16), byOrg.count - 1)] += 1
                            byYear[min(9999, max(0, Int(date) / 10000))] += 1
                        }
                    }
                }
            }
        }
        return (byClass, byOrg, byYear)
    }

    /// All rows at once, for loops over many documents.
    func withRows<T>(_ body: (_ row: (Int) -> Row) throws -> T) rethrows -> T {
        try bytes.withUnsafeBytes { buffer in try body { Self.row(buffer, $0) } }
    }

    @inline(__always)
    private static func row(_ buffer: UnsafeRawBufferPointer, _ document: Int) -> Row {
        precondition(document >= 0 && (document + 1) * rowSize <= buffer.count)
        let at = document * rowSize
        let length = UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self))
        return Row(
            length: length & lengthMask,
            date: Int32(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 4, as: Int32.self)),
            classID: UInt16(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 8, as: UInt16.self)),
            orgID: UInt16(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 10, as: UInt16.self)),
            item: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self)),
            isPresent: length & present != 0, isVoid: length & void != 0)
    }

    static func write(_ row: Row, to buffer: UnsafeMutableRawBufferPointer, at: Int) {
        let length = min(row.length, lengthMask) | (row.isPresent ? present : 0) | (row.isVoid ? void : 0)
        buffer.storeBytes(of: length.littleEndian, toByteOffset: at, as: UInt32.self)
        buffer.storeBytes(of: row.date.littleEndian, toByteOffset: at + 4, as: Int32.self)
        buffer.storeBytes(of: row.classID.littleEndian, toByteOffset: at + 8, as: UInt16.self)
        buffer.storeBytes(of: row.orgID.littleEndian, toByteOffset: at + 10, as: UInt16.self)
        buffer.storeBytes(of: row.item.littleEndian, toByteOffset: at + 12, as: UInt32.self)
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

    mutating func set(_ row: ItemColumns.Row, document: Int) throws {
        let chunk = document / ItemColumns.chunkSize
        if chunks[chunk] == nil { chunks[chunk] = try load(chunk) }
        let at = document % ItemColumns.chunkSize * ItemColumns.rowSize
        chunks[chunk]?.withUnsafeMutableBytes { ItemColumns.write(row, to: $0, at: at) }
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
