/// A set of documents, a bit each.
struct ItemSet: Sendable {
    private(set) var words: [UInt64]

    init(capacity: Int) {
        words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    }

    /// Every document that there may be, also such as there are not.
    static func all(capacity: Int) -> ItemSet {
        var set = ItemSet(capacity: capacity)
        set.words = [UInt64](repeating: .max, count: set.words.count)
        return set
    }

    init(capacity: Int, _ documents: [UInt32]) {
        self.init(capacity: capacity)
        words.withUnsafeMutableBufferPointer { words in
            for document in documents where Int(document) / 64 < words.count {
                words[Int(document) / 64] |= 1 << UInt64(document % 64)
            }
        }
    }

    mutating func insert(_ document: Int) {
        guard document >= 0, document / 64 < words.count else { return }
        words[document / 64] |= 1 << UInt64(document % 64)
    }

    @inline(__always)
    func contains(_ document: Int) -> Bool {
        document >= 0 && document / 64 < words.count && words[document / 64] & 1 << UInt64(document % 64) != 0
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    mutating func formIntersection(_ other: ItemSet) {
        for index in words.indices { words[index] &= index < other.words.count ? other.words[index] : 0 }
    }

    mutating func formUnion(_ other: ItemSet) {
        for index in words.indices where index < other.words.count { words[index] |= other.words[index] }
    }

    mutating func subtract(_ other: ItemSet) {
        for index in words.indices where index < other.words.count { words[index] &= ~other.words[index] }
    }

    /// Calls `body` with each document, ascending.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    func map<Value>(_ transform: (Int) -> Value) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        forEach { values.append(transform($0)) }
        return values
    }
}
