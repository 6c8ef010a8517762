/// Collects postings while they are decoded: plain memory that grows, because arrays ask at each append whether they are
/// theirs alone, which costs more than decoding.
///
/// Every write is behind a check of the room left; what was written becomes arrays at the end.
final class PostingSink {
    private var documents: UnsafeMutablePointer<UInt32>
    private var weights: UnsafeMutablePointer<UInt8>
    private var ends: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    private(set) var count = 0
    private var positions: UnsafeMutablePointer<UInt8>
    private var positionCapacity: Int
    private var positionCount = 0
    private let withPositions: Bool

    init(withPositions: Bool) {
        self.withPositions = withPositions
        capacity = 1024
        positionCapacity = withPositions ? 8192 : 1
        documents = .allocate(capacity: capacity)
        weights = .allocate(capacity: capacity)
        ends = .allocate(capacity: withPositions ? capacity : 1)
        positions = .allocate(capacity: positionCapacity)
    }

    deinit {
        documents.deallocate()
        weights.deallocate()
        ends.deallocate()
        positions.deallocate()
    }

    @inline(__always)
    func add(_ document: UInt32, weight: UInt8, positions bytes: UnsafeRawBufferPointer) {
        if count == capacity { grow() }
        documents[count] = document
        weights[count] = weight
        if withPositions {
            keep(bytes)
            ends[count] = UInt32(positionCount)
        }
        count += 1
    }

    @inline(__always)
    private func keep(_ bytes: UnsafeRawBufferPointer) {
        if positionCapacity - positionCount < bytes.count { growPositions(by: bytes.count) }
        let room = positions + positionCount
        for (index, byte) in bytes.enumerated() { room[index] = byte }
        positionCount += bytes.count
    }

    @inline(never)
    private func grow() {
        let more = capacity * 4
        documents = Self.moved(documents, count, to: more)
        weights = Self.moved(weights, count, to: more)
        if withPositions { ends = Self.moved(ends, count, to: more) }
        capacity = more
    }

    @inline(never)
    private func growPositions(by needed: Int) {
        positionCapacity = max(positionCapacity * 4, positionCount + needed)
        positions = Self.moved(positions, positionCount, to: positionCapacity)
    }

    private static func moved<Element: BitwiseCopyable>(
        _ old: UnsafeMutablePointer<Element>, _ count: Int, to capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        new.update(from: old, count: count)
        old.deallocate()
        return new
    }

    /// What was collected; the sink is empty again.
    func take() -> PostingList {
        defer { (count, positionCount) = (0, 0) }
        return PostingList(
            documents: Array(UnsafeBufferPointer(start: documents, count: count)),
            weights: Array(UnsafeBufferPointer(start: weights, count: count)),
            positions: Array(UnsafeBufferPointer(start: positions, count: positionCount)),
            ends: withPositions ? Array(UnsafeBufferPointer(start: ends, count: count)) : [])
    }
}
