/// The postings of one term: documents in ascending order, how often the term stands in each, weighted by column.
struct PostingList {
    var documents: [UInt32] = []
    /// Saturates at 255.
    var weights: [UInt8] = []
    /// Position lists as FTS5 keeps them, one after the other; only where they were asked for.
    var positions: [UInt8] = []
    /// Where each document's position list ends in `positions`.
    var ends: [UInt32] = []

    var count: Int { documents.count }

    var hasPositions: Bool { ends.count == count }

    /// Bytes of memory.
    var size: Int { count * 5 + positions.count + ends.count * 4 }

    /// Position list of the posting at an index, among all bytes of `positions`.
    func positions(at index: Int, of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return UnsafeRawBufferPointer(rebasing: bytes[start..<Int(ends[index])])
    }
}

/// The columns of the index, in the order of the schema: the body comes first, because FTS5 spends no bytes on
/// saying that a position is in the first column.
enum IndexColumn: Int, CaseIterable {
    case body, title, number, names, marks

    /// What one occurrence counts.
    var weight: Int {
        switch self {
        case .body, .title, .number, .names: 1
        case .marks: 1
        }
    }

    var mask: UInt8 { 1 << UInt8(rawValue) }
}

/// Position lists: positions as differences plus 2, one column after another, each but the first behind a byte 1 and
/// its number.
enum PositionList {
    /// How often the term occurs in the columns of a mask, and which columns those are.
    @inline(__always)
    static func weight(of bytes: UnsafeRawBufferPointer, columns: UInt8) -> Int {
        // Most terms stand once in a document, in its body.
        if bytes.count == 1 { return bytes[0] != 1 && columns & 1 != 0 ? 1 : 0 }
        var count = 0
        var isWanted = columns & 1 != 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 1 {
                guard index < bytes.count else { break }
                isWanted = columns & (1 << (bytes[index] & 7)) != 0
                index += 1
                continue
            }
            if byte >= 0x80 {
                while index < bytes.count, bytes[index] >= 0x80 { index += 1 }
                index += 1
            }
            if isWanted { count += 1 }
        }
        return count
    }

    /// The part of a place that is the position; the upper eight bits are the column.
    static let positionMask: UInt32 = 0xFF_FFFF

    /// All places: column in the upper eight bits, position below; ascending.
    @inline(__always)
    static func forEachPlace(in bytes: UnsafeRawBufferPointer, columns: UInt8, _ body: (UInt32) -> Void) {
        var column: UInt32 = 0
        var position: UInt32 = 0
        var isWanted = columns & 1 != 0
        var index = 0
        while index < bytes.count {
            var value = UInt32(bytes[index])
            index += 1
            if value >= 0x80 {
                value &= 0x7F
                while index < bytes.count {
                    let byte = bytes[index]
                    index += 1
                    value = value << 7 | UInt32(byte & 0x7F)
                    if byte < 0x80 { break }
                }
            }
            if value == 1 {
                guard index < bytes.count else { return }
                column = UInt32(bytes[index])
                isWanted = columns & (1 << UInt8(column & 7)) != 0
                position = 0
                index += 1
            } else {
                position &+= value &- 2
                if isWanted { body(column << 24 | position & positionMask) }
            }
        }
    }
}
