/// Where a phrase begins in one document, in memory that is used again for the next: a frequent phrase is worked out in
/// a hundred thousand documents, and an array for each would cost more than the work itself.
///
/// Every write is behind a check of the room left.
final class PlaceBuffer {
    private var places: UnsafeMutablePointer<UInt32>
    private var capacity = 64
    private(set) var count = 0

    init() { places = .allocate(capacity: capacity) }

    deinit { places.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// As `PositionList` has them; ascending.
    var array: [UInt32] { Array(UnsafeBufferPointer(start: places, count: count)) }

    /// Where the phrase may begin, for a term that stands `offset` behind its beginning.
    func fill(_ positions: UnsafeRawBufferPointer, columns: UInt8, offset: UInt32) {
        var filled = 0
        PositionList.forEachPlace(in: positions, columns: columns) { place in
            // Positions count from the beginning of their column.
            guard place & PositionList.positionMask >= offset else { return }
            if filled == capacity { grow(filled) }
            places[filled] = place - offset
            filled += 1
        }
        count = filled
    }

    /// Keeps the beginnings behind which another term stands at its offset.
    func keep(_ positions: UnsafeRawBufferPointer, columns: UInt8, offset: UInt32) {
        let places = places
        let count = count
        var next = 0
        var kept = 0
        PositionList.forEachPlace(in: positions, columns: columns) { place in
            while next < count, places[next] &+ offset < place { next += 1 }
            guard next < count, places[next] &+ offset == place else { return }
            places[kept] = places[next]
            kept += 1
            next += 1
        }
        self.count = kept
    }

    /// Adds them behind those of other documents: the document in the upper 32 bits.
    func append(to keys: inout [UInt64], document: UInt32) {
        for index in 0..<count { keys.append(UInt64(document) << 32 | UInt64(places[index])) }
    }

    func fill(_ beginnings: [UInt32]) {
        while capacity < beginnings.count { grow(0) }
        for (index, place) in beginnings.enumerated() { places[index] = place }
        count = beginnings.count
    }

    private func grow(_ filled: Int) {
        let more = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 4)
        more.update(from: places, count: filled)
        places.deallocate()
        places = more
        capacity *= 4
    }
}
