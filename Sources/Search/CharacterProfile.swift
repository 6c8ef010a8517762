internal import ChineseText
internal import Foundation
internal import GRDB

/// Numbers for characters: their rank by frequency in general Chinese (`Indexes/v3/characters.txt`), and behind those
/// the scalar values of all others.
struct CharacterRanks: Sendable {
    /// By scalar, for the Basic Multilingual Plane; 0 where the character has no rank, else rank + 1.
    private let ranks: [UInt16]
    private let ranked: UInt32

    init(characters: [UInt8]) {
        var ranks = [UInt16](repeating: 0, count: 0x1_0000)
        var next: UInt16 = 0
        for scalar in String(decoding: characters, as: UTF8.self).unicodeScalars
        where scalar.value < 0x1_0000 && scalar.value > 0x20 {
            next += 1
            ranks[Int(scalar.value)] = next
        }
        self.ranks = ranks
        ranked = UInt32(next)
    }

    @inline(__always)
    subscript(scalar: UInt32) -> UInt32 {
        if scalar < 0x1_0000, ranks[Int(scalar)] != 0 { return UInt32(ranks[Int(scalar)]) - 1 }
        return ranked + scalar
    }
}

/// Which characters a document has and how often, and which series it belongs to: what the second pass of ranking asks of
/// the best documents.
///
/// Single characters carry much of the ranking of Chinese, but their posting lists are the longest of all. Kept by
/// document they take about a ninth of the text and are read for a few hundred documents of each search only.
///
/// Bytes: the series (UInt32, little-endian, a hash; 0 is none), the number of characters (UInt16), then bits, the lowest
/// of each byte first. For each character by ascending rank: the rank's difference from the one before, less 1, in a Rice
/// code (quotient in ones closed by a zero, remainder in k bits) with a k that grows with the rank; then its count less 1 in
/// ones closed by a zero, at most `mostCounted` of them.
struct CharacterProfile {
    private static let headerSize = 6
    /// BM25 is saturated long before.
    private static let mostCounted: UInt32 = 15
    /// A quotient this large is followed by the difference in 32 bits.
    private static let escape: UInt32 = 24

    /// Bits of the remainder for a difference from a rank: common characters stand close to each other.
    @inline(__always)
    private static func remainderBits(after rank: UInt32) -> UInt32 {
        rank < 64 ? 1 : UInt32(max(1, 27 - rank.leadingZeroBitCount))
    }

    /// - Parameter counts: by rank, ascending.
    static func encode(series: UInt32, counts: [(rank: UInt32, count: Int)]) -> [UInt8] {
        let counts = counts.prefix(Int(UInt16.max))
        var bytes: [UInt8] = (0..<UInt32(4)).map { UInt8(truncatingIfNeeded: series >> ($0 * 8)) }
        bytes += [UInt8(truncatingIfNeeded: counts.count), UInt8(truncatingIfNeeded: counts.count >> 8)]
        bytes.reserveCapacity(headerSize + counts.count * 2)
        var pending: UInt64 = 0
        var held: UInt64 = 0
        func put(_ value: UInt32, _ bits: UInt32) {
            pending |= UInt64(value) << held
            held += UInt64(bits)
            while held >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: pending))
                pending >>= 8
                held -= 8
            }
        }
        var next: UInt32 = 0
        for (rank, count) in counts {
            let difference = rank - next
            let bits = remainderBits(after: next)
            let quotient = difference >> bits
            if quotient < escape {
                put((1 << quotient) - 1, quotient + 1)
                put(difference & ((1 << bits) - 1), bits)
            } else {
                put((1 << escape) - 1, escape + 1)
                put(difference, 32)
            }
            let ones = min(UInt32(count) - 1, mostCounted)
            put((1 << ones) - 1, ones == mostCounted ? ones : ones + 1)
            next = rank + 1
        }
        if held > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
        return bytes
    }

    static func series(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        bytes.count >= headerSize ? UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) : 0
    }

    /// Calls `body` with each character's rank and count, until it returns false. Damaged bytes give other characters, or
    /// none.
    @inline(__always)
    static func forEach(in bytes: UnsafeRawBufferPointer, _ body: (_ rank: UInt32, _ count: Int) -> Bool) {
        guard bytes.count >= headerSize else { return }
        var left = Int(bytes[4]) | Int(bytes[5]) << 8
        var reader = BitReader(bytes: bytes, at: headerSize)
        var next: UInt32 = 0
        while left > 0, !reader.isAtEnd {
            left -= 1
            let bits = remainderBits(after: next)
            let quotient = reader.ones(atMost: escape + 1)
            if quotient < escape {
                next &+= quotient << bits | reader.bits(bits)
            } else {
                next &+= reader.bits(32)
            }
            let count = reader.ones(atMost: mostCounted) + 1
            if !body(next, Int(count)) { return }
            next &+= 1
        }
    }

    /// All documents that have a character: a walk over every profile, for single characters only.
    static func documents(with rank: UInt32, in db: Database, capacity: Int) throws -> ItemSet {
        var set = ItemSet(capacity: capacity)
        let rows = try Row.fetchCursor(db, sql: "SELECT document, data FROM profile")
        while let row = try rows.next() {
            let document: Int = row[0]
            try row.withUnsafeData(atIndex: 1) { data in
                data?.withUnsafeBytes { bytes in
                    if has(rank, bytes) { set.insert(document) }
                }
            }
        }
        return set
    }

    /// The same among a few documents, each looked up by itself.
    static func documents(
        with rank: UInt32, among documents: ItemSet, in db: Database, capacity: Int
    ) throws -> ItemSet {
        var set = ItemSet(capacity: capacity)
        let profiles = try ProfileReader(db: db)
        for document in documents.map({ $0 }) {
            try profiles.withProfile(of: UInt32(document)) { bytes in
                if has(rank, bytes) { set.insert(document) }
            }
        }
        return set
    }

    private static func has(_ rank: UInt32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var isFound = false
        forEach(in: bytes) { found, _ in
            isFound = found == rank
            return found < rank
        }
        return isFound
    }
}

/// Reads bits, the lowest of each byte first; behind the end there are zeros.
private struct BitReader {
    let bytes: UnsafeRawBufferPointer
    private var at: Int
    private var pending: UInt64 = 0
    private var held: UInt32 = 0

    init(bytes: UnsafeRawBufferPointer, at: Int) {
        self.bytes = bytes
        self.at = at
    }

    var isAtEnd: Bool { at >= bytes.count && held == 0 }

    @inline(__always)
    private mutating func fill() {
        while held <= 56, at < bytes.count {
            pending |= UInt64(bytes[at]) << UInt64(held)
            at += 1
            held += 8
        }
    }

    @inline(__always)
    mutating func bits(_ count: UInt32) -> UInt32 {
        if held < count { fill() }
        let value = UInt32(truncatingIfNeeded: pending & ((1 << UInt64(count)) - 1))
        take(count)
        return value
    }

    /// Ones up to a zero, which is taken too; or as many as there may be, and then no zero is expected.
    @inline(__always)
    mutating func ones(atMost most: UInt32) -> UInt32 {
        if held < most + 1 { fill() }
        let ones = UInt32((~pending).trailingZeroBitCount)
        if ones >= most {
            take(most)
            return most
        }
        take(ones + 1)
        return ones
    }

    @inline(__always)
    private mutating func take(_ count: UInt32) {
        pending >>= UInt64(count)
        held = held > count ? held - count : 0
    }
}

/// Counts the characters of one document after the other, without clearing tables in between.
final class CharacterCounter {
    private let ranks: CharacterRanks
    private var counts: [UInt16]
    private var seen: [UInt32] = []
    /// Characters without a rank are rare.
    private var others: [UInt32: Int] = [:]

    init(ranks: CharacterRanks) {
        self.ranks = ranks
        counts = [UInt16](repeating: 0, count: Int(UInt16.max))
    }

    func add(_ scalar: UInt32) {
        let rank = ranks[scalar]
        if Int(rank) < counts.count {
            if counts[Int(rank)] == 0 { seen.append(rank) }
            if counts[Int(rank)] < 255 { counts[Int(rank)] += 1 }
        } else {
            others[rank, default: 0] += 1
        }
    }

    /// The counts by ascending rank; makes ready for the next document.
    func take() -> [(rank: UInt32, count: Int)] {
        seen.sort()
        var taken = seen.map { (rank: $0, count: Int(counts[Int($0)])) }
        for rank in seen { counts[Int(rank)] = 0 }
        seen.removeAll(keepingCapacity: true)
        if !others.isEmpty {
            taken += others.sorted { $0.key < $1.key }.map { (rank: $0.key, count: $0.value) }
            others.removeAll()
        }
        return taken
    }
}
