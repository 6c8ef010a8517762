internal import ChineseText
internal import GRDB
internal import Indexes

/// What one search leaves for the next: scores to be cleared, an analyzer that has learned its characters, the postings
/// of frequent terms, and what filters let pass.
///
/// Unchecked, because it is touched only inside a read of the `DatabaseQueue` of its seat (``SearchSeats``), which runs one
/// after the other.
final class SearchWorkspace: @unchecked Sendable {
    let board = ScoreBoard()
    let analyzer = Analyzer(variants: IndexDefinition.variants)
    let frequent: PostingCache
    let filters = FilterCache()
    let views = ViewCache()
    let characters = CharacterCache()
    let phrases = PhraseCache()

    /// - Parameter readers: who have one each: what postings may take is for all of them.
    init(readers: Int = 1) { frequent = PostingCache(limit: PostingCache.most / readers) }
}

/// Who has a character, for the last ones that were asked for alone: each costs a walk over every document.
final class CharacterCache {
    /// Bytes of all sets; each has a bit a document.
    private static let limit = 8 << 20
    /// Looking up one document costs as much as walking over so many.
    private static let walkPays = 5

    private var sets: [UInt32: ItemSet] = [:]
    private var sequence: Int64 = -1

    /// - Parameter among: beyond these documents it does not matter who is found; nil where it does.
    func documents(with rank: UInt32, of columns: ItemColumns, among: ItemSet?, _ db: Database) throws -> ItemSet {
        if sequence != columns.sequence { sets.removeAll() }
        sequence = columns.sequence
        if let known = sets[rank] { return known }
        if let among, among.count < columns.count / Self.walkPays {
            return try CharacterProfile.documents(with: rank, among: among, in: db, capacity: columns.count)
        }
        let documents = try CharacterProfile.documents(with: rank, in: db, capacity: columns.count)
        // Whichever goes: which characters come again is anybody's guess.
        if (sets.count + 1) * columns.count / 8 > Self.limit, let old = sets.keys.first { sets[old] = nil }
        sets[rank] = documents
        return documents
    }
}

/// Where phrases of several terms stand, for the last ones that were looked for: a query asks for some of them twice, and
/// whoever turns the page, narrows a search or goes back to it asks for the same ones again.
final class PhraseCache {
    /// Bytes of all sets; each has a bit a document.
    private static let limit = 4 << 20

    private struct Key: Hashable {
        var phrase: QueryPlan.Phrase
        /// Of whom the documents are: see ``ReaderView/id``.
        var view: Int
    }

    private var sets: [Key: (documents: ItemSet, used: Int)] = [:]
    private var most = 0
    private var clock = 0
    private var sequence: Int64 = -1

    /// Forgets everything when the index has changed.
    func prepare(for columns: ItemColumns) {
        guard sequence != columns.sequence else { return }
        sequence = columns.sequence
        sets.removeAll()
        most = min(1000, max(32, Self.limit * 8 / max(1, columns.count)))
    }

    func documents(of phrase: QueryPlan.Phrase, view: Int, found: () throws -> ItemSet) rethrows -> ItemSet {
        let key = Key(phrase: phrase, view: view)
        clock += 1
        if let known = sets[key]?.documents {
            sets[key]?.used = clock
            return known
        }
        let documents = try found()
        if sets.count >= most {
            // The half that was not used for longest goes.
            let order = sets.sorted { $0.value.used < $1.value.used }
            for (old, _) in order.prefix(order.count / 2 + 1) { sets[old] = nil }
        }
        sets[key] = (documents, clock)
        return documents
    }
}

/// What filters let pass: whoever searches mostly does so with the same ones, such as a year or a class.
final class FilterCache {
    /// A bit a document each.
    private static let most = 8

    private var sets: [(terms: ItemFilter.Terms, documents: ItemSet)] = []
    private var sequence: Int64 = -1

    /// - Returns: nil where every document passes that is there.
    func documents(passing filter: ItemFilter, of columns: ItemColumns) -> ItemSet? {
        if filter.isTrivial { return nil }
        if sequence != columns.sequence { sets.removeAll() }
        sequence = columns.sequence
        if let place = sets.firstIndex(where: { $0.terms == filter.terms }) {
            sets.append(sets.remove(at: place))
        } else {
            if sets.count == Self.most { sets.removeFirst() }
            sets.append((filter.terms, filter.documents()))
        }
        return sets.last?.documents
    }
}

/// Postings of frequent terms, as they were decoded: a few hundred terms make up most of the work of searching, and the
/// same ones come again and again.
final class PostingCache {
    struct Key: Hashable {
        var term: [UInt8]
        var columns: UInt8
        /// Of whom the postings are: see ``ReaderView/id``.
        var view: Int
    }

    /// Shorter lists are decoded faster than they are worth keeping.
    private static let shortest = 2048
    /// Bytes.
    static let most = 64 << 20

    private let limit: Int
    private var entries: [Key: (list: PostingList, used: Int)] = [:]
    private var bytes = 0
    private var clock = 0
    private var sequence: Int64 = -1

    init(limit: Int) { self.limit = limit }

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
        guard list.count >= Self.shortest, list.size < limit / 4 else { return }
        // Kept without positions so far.
        if let known = entries[key] { bytes -= known.list.size }
        if bytes + list.size > limit {
            // The half that was not used for longest goes.
            for (old, entry) in entries.sorted(by: { $0.value.used < $1.value.used }) where bytes > limit / 2 {
                if old != key { bytes -= entry.list.size }
                entries[old] = nil
            }
        }
        clock += 1
        entries[key] = (list, clock)
        bytes += list.size
    }
}
