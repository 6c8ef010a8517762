/// Collects postings while they are decoded: plain memory that grows, because arrays ask at each append whether they are
/// theirs alone, which costs more than decoding.
///
/// Every write is behind a check of the room left; what was written becomes arrays at the end.
final class PostingSink {
    private var documents: UnsafeMutablePointer<UInt32>
    private var weights: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    private var positions: [UInt8] = []
    private var ends: [UInt32] = []
    private let withPositions: Bool

    init(withPositions: Bool) {
        self.withPositions = withPositions
        capacity = 1024
        documents = .allocate(capacity: capacity)
        weights = .allocate(capacity: capacity)
    }

    deinit {
        documents.deallocate()
        weights.deallocate()
    }

    @inline(__always)
    func add(_ document: UInt32, weight: UInt8, positions bytes: UnsafeRawBufferPointer) {
        if count == capacity { grow() }
        documents[count] = document
        weights[count] = weight
        count += 1
        if withPositions {
            positions.append(contentsOf: bytes)
            ends.append(UInt32(positions.count))
        }
    }

    @inline(never)
    private func grow() {
        let moreDocuments = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 4)
        let moreWeights = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 4)
        moreDocuments.update(from: documents, count: count)
        moreWeights.update(from: weights, count: count)
        documents.deallocate()
        weights.deallocate()
        documents = moreDocuments
        weights = moreWeights
        capacity *= 4
    }

    /// What was collected; the sink is empty again.
    func take() -> PostingList {
        defer {
            count = 0
            positions = []
            ends = []
        }
        return PostingList(
            documents: Array(UnsafeBufferPointer(start: documents, count: count)),
            weights: Array(UnsafeBufferPointer(start: weights, count: count)), positions: positions, ends: ends)
    }
}
