/// The highest few of many numbers, without keeping or sorting all: a heap with the lowest of them on top.
///
/// An order of documents is packed into one number each, so that all that is asked of most of them is one comparison.
struct BestKeys {
    private let wanted: Int
    private var heap: [UInt64] = []

    init(_ wanted: Int) {
        self.wanted = wanted
        heap.reserveCapacity(min(wanted, 1 << 16))
    }

    @inline(__always)
    mutating func offer(_ key: UInt64) {
        if heap.count == wanted {
            guard let least = heap.first, key > least else { return }
            replaceLeast(by: key)
        } else {
            add(key)
        }
    }

    func descending() -> [UInt64] { heap.sorted(by: >) }

    /// A key that ascends with a score, which is not negative, and descends with the document: of equals the one that was
    /// filed first comes first, so that pages never overlap.
    @inline(__always)
    static func key(_ score: Float, _ document: Int, isPreferred: Bool = false) -> UInt64 {
        (isPreferred ? 1 << 63 : 0) | UInt64(max(0, score).bitPattern) << 32
            | UInt64(~UInt32(truncatingIfNeeded: document))
    }

    /// The newest first.
    @inline(__always)
    static func key(date: Int32, _ document: Int) -> UInt64 {
        UInt64(UInt32(bitPattern: date) ^ 1 << 31) << 32 | UInt64(~UInt32(truncatingIfNeeded: document))
    }

    static func document(of key: UInt64) -> Int { Int(~UInt32(truncatingIfNeeded: key)) }

    @inline(never)
    private mutating func add(_ key: UInt64) {
        heap.append(key)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    @inline(never)
    private mutating func replaceLeast(by key: UInt64) {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < key else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = key
    }
}
