internal import ChineseText
internal import Indexes

/// What one search leaves for the next: scores to be cleared, an analyzer that has learned its characters, and the
/// postings of frequent terms.
///
/// Unchecked, because it is touched only inside a read of its index's `DatabaseQueue`, which runs one after the other.
final class SearchWorkspace: @unchecked Sendable {
    let board = ScoreBoard()
    let analyzer = Analyzer(variants: IndexDefinition.variants)
    let frequent = PostingCache()
}

/// Postings of frequent terms, as they were decoded: a few hundred terms make up most of the work of searching, and the
/// same ones come again and again.
final class PostingCache {
    struct Key: Hashable {
        var term: [UInt8]
        var columns: UInt8
    }

    /// Shorter lists are decoded faster than they are worth keeping.
    private static let shortest = 2048
    /// Bytes.
    private static let limit = 64 << 20

    private var entries: [Key: (list: PostingList, used: Int)] = [:]
    private var bytes = 0
    private var clock = 0
    private var sequence: Int64 = -1

    /// Forgets everything when the index has changed.
    func prepare(sequence: Int64) {
        guard sequence != self.sequence else { return }
        self.sequence = sequence
        entries.removeAll()
        bytes = 0
    }

    func list(_ key: Key) -> PostingList? {
        guard let found = entries[key]?.list else { return nil }
        clock += 1
        entries[key]?.used = clock
        return found
    }

    func keep(_ list: PostingList, _ key: Key) {
        let size = Self.size(list)
        guard list.count >= Self.shortest, size < Self.limit / 4, entries[key] == nil else { return }
        if bytes + size > Self.limit {
            // The half that was not used for longest goes.
            for (old, entry) in entries.sorted(by: { $0.value.used < $1.value.used }) where bytes > Self.limit / 2 {
                bytes -= Self.size(entry.list)
                entries[old] = nil
            }
        }
        clock += 1
        entries[key] = (list, clock)
        bytes += size
    }

    private static func size(_ list: PostingList) -> Int {
        list.count * (MemoryLayout<UInt32>.size + MemoryLayout<UInt8>.size)
    }
}
