/// Lines `key TAB value`, sorted by the UTF-8 bytes of the key, searched where they lie.
///
/// Nothing is read or built before the first search, so that a table of megabytes costs a short command nothing.
/// Keys contain no byte at or below TAB; hence a key sorts before every longer key that begins with it, and the bytes
/// of two lines can be compared without looking for the ends of their keys.
struct SortedLines: Sendable {
    private let bytes: TableBytes

    init(_ bytes: TableBytes) { self.bytes = bytes }

    /// Searches; `body` must not keep what it is given.
    @inline(__always)
    func search<Result>(_ body: (LineSearch) throws -> Result) rethrows -> Result {
        try bytes.withBytes { try body(LineSearch(table: $0)) }
    }
}

/// The content of a data file: an array, or memory that the program holds as long as it runs.
package struct TableBytes: @unchecked Sendable {
    // Unchecked because of the pointer: nobody writes to what it points at (see ``init(fixed:)``).
    private let array: [UInt8]
    private let fixed: UnsafeBufferPointer<UInt8>?

    package init(_ array: [UInt8]) {
        self.array = array
        fixed = nil
    }

    /// Takes the bytes without copying them.
    ///
    /// - Parameter fixed: constant data of the program: never freed and never written.
    package init(fixed: UnsafeBufferPointer<UInt8>) {
        array = []
        self.fixed = fixed
    }

    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        if let fixed { return try body(fixed) }
        return try array.withUnsafeBufferPointer(body)
    }
}

/// One search in ``SortedLines``. Positions are offsets of lines' first bytes.
struct LineSearch {
    typealias Key = UnsafeBufferPointer<UInt8>

    let table: UnsafeBufferPointer<UInt8>
    /// The first line behind the comments at the top.
    let start: Int

    private static let lineFeed = UInt8(ascii: "\n")
    private static let tab = UInt8(ascii: "\t")

    init(table: UnsafeBufferPointer<UInt8>) {
        self.table = table
        var start = 0
        while start < table.count, table[start] == UInt8(ascii: "#") {
            start = Self.nextLine(table, start)
        }
        self.start = start
    }

    /// The first line in `from..<to` whose key is `key` or sorts behind it; `to` if there is none.
    func lowerBound(_ key: Key, from: Int, to: Int) -> Int {
        bound(from, to) { isBefore($0, key) }
    }

    /// As ``lowerBound(_:from:to:)`` up to the end, for a key that is expected shortly behind `from`.
    func lowerBound(_ key: Key, near from: Int) -> Int {
        var low = from
        var step = 64
        while low + step < table.count {
            let line = lineStart(of: low + step, notBefore: low)
            if line > low, !isBefore(line, key) { return lowerBound(key, from: low, to: line) }
            if line > low { low = line }
            step *= 2
        }
        return lowerBound(key, from: low, to: table.count)
    }

    /// The lines whose keys begin with `prefix`.
    func lines(from prefix: Key) -> Range<Int> {
        let first = lowerBound(prefix, from: start, to: table.count)
        return first..<bound(first, table.count) { begins($0, with: prefix) }
    }

    /// Whether the line's key begins with `key`.
    @inline(__always)
    func begins(_ line: Int, with key: Key) -> Bool {
        if line + key.count > table.count { return false }
        for offset in 0..<key.count where table[line + offset] != key[offset] { return false }
        return true
    }

    /// The value of the line if its key is `key`, else nil.
    @inline(__always)
    func value(_ line: Int, ifKey key: Key) -> Range<Int>? {
        let tab = line + key.count
        guard begins(line, with: key), tab < table.count, table[tab] == Self.tab else { return nil }
        return tab + 1..<end(tab)
    }

    /// The value of `key`.
    func value(of key: Key) -> Range<Int>? {
        value(lowerBound(key, from: start, to: table.count), ifKey: key)
    }

    /// Key and value of the line at `line`; the value is empty where a line has no tab.
    func line(_ line: Int) -> (key: Range<Int>, value: Range<Int>) {
        let end = end(line)
        var tab = line
        while tab < end, table[tab] != Self.tab { tab += 1 }
        return (line..<tab, min(tab + 1, end)..<end)
    }

    func next(_ line: Int) -> Int { Self.nextLine(table, line) }

    /// The decimal number in `range`, up to the first other byte.
    @inline(__always)
    func number(_ range: Range<Int>) -> Int {
        var number = 0
        for position in range {
            let digit = Int(table[position]) - 0x30
            guard (0...9).contains(digit), number < Int.max / 100 else { break }
            number = number * 10 + digit
        }
        return number
    }

    func string(_ range: Range<Int>) -> String { String(decoding: table[range], as: UTF8.self) }

    // MARK: Inside

    /// Halves `from..<to` until the first line for which `isBefore` does not hold.
    @inline(__always)
    private func bound(_ from: Int, _ to: Int, _ isBefore: (Int) -> Bool) -> Int {
        var low = from
        var high = to
        while low < high {
            let line = lineStart(of: low + (high - low) / 2, notBefore: low)
            if isBefore(line) { low = min(next(line), high) } else { high = line }
        }
        return low
    }

    @inline(__always)
    private func isBefore(_ line: Int, _ key: Key) -> Bool {
        for offset in 0..<key.count {
            guard line + offset < table.count else { return true }
            let byte = table[line + offset]
            if byte != key[offset] { return byte < key[offset] }
        }
        return false
    }

    @inline(__always)
    private func lineStart(of position: Int, notBefore first: Int) -> Int {
        var line = position
        while line > first, table[line - 1] != Self.lineFeed { line -= 1 }
        return line
    }

    @inline(__always)
    private func end(_ position: Int) -> Int {
        var end = position
        while end < table.count, table[end] != Self.lineFeed { end += 1 }
        return end
    }

    @inline(__always)
    private static func nextLine(_ table: UnsafeBufferPointer<UInt8>, _ line: Int) -> Int {
        var end = line
        while end < table.count, table[end] != lineFeed { end += 1 }
        return min(end + 1, table.count)
    }
}
