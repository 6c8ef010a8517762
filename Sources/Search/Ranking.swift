internal import ChineseText
internal import Foundation
internal import GRDB
internal import Indexes
internal import Records

/// One search: BM25 over weighted columns, filters, totals and facets in one pass over the postings.
///
/// BM25 as Robertson and Zaragoza give it (The Probabilistic Relevance Framework, 2009), k1 = 1.2, b = 0.75, with term
/// frequencies weighted by column before saturation.
struct Ranking {
    private static let k1: Float = 1.2
    private static let b: Float = 0.75

    private let db: Database
    private let columns: ItemColumns
    private let query: SearchQuery
    private let read: ReadQuery
    private let filter: ItemFilter

    init(db: Database, columns: ItemColumns, query: SearchQuery) throws {
        self.db = db
        self.columns = columns
        self.query = query
        read = ReadQuery(query.text, analyzer: Analyzer(variants: IndexDefinition.variants))
        filter = try ItemFilter(query: query, columns: columns, db: db)
    }

    func run() throws -> SearchOutcome {
        let isBlank = query.text.allSatisfy(\.isWhitespace)
        if read.groups.isEmpty {
            // No words, but a filter: everything that passes it, newest first.
            guard query.hasFilter, isBlank || !read.excluded.isEmpty else {
                return outcome(of: [], scores: [], hint: isBlank ? .empty : .nothingToSearch)
            }
            let excluded = try marks(of: read.excluded)
            let matches = (0..<columns.count).filter { filter.passes($0, columns[$0]) && !excluded.contains($0) }
            return outcome(of: matches, scores: [], hint: matches.isEmpty ? .nothingFound : nil)
        }
        let strict = try match(read.groups.map(\.phrases), needsAll: true)
        if !strict.items.isEmpty {
            return outcome(of: strict.items, scores: strict.scores, hint: read.wasShortened ? .shortened : nil)
        }
        guard read.singleTerms.count > 1 else { return outcome(of: [], scores: [], hint: .nothingFound) }
        let partial = try match(read.singleTerms.map { [$0] }, needsAll: false)
        let hint: SearchOutcome.Hint = partial.items.isEmpty ? .nothingFound : read.wasShortened ? .shortened : .relaxed
        return outcome(of: partial.items, scores: partial.scores, hint: hint, relaxed: !partial.items.isEmpty)
    }

    // MARK: - Matching

    /// Items that match all groups, or any, in ascending order, and the scores of all items by id.
    private func match(_ groups: [[String]], needsAll: Bool) throws -> (items: [Int], scores: [Float]) {
        // One bit a group; a question of more words than that is not meant as "all of them".
        if needsAll && groups.count > 64 { return ([], []) }
        var scores = [Float](repeating: 0, count: columns.count)
        var matched = [UInt64](repeating: 0, count: columns.count)
        let excluded = try marks(of: read.excluded)
        let groupOfPhrase = groups.enumerated().flatMap { index, phrases in phrases.map { _ in index } }
        let total = Float(columns.items)
        let norm = Self.b / columns.averageLength
        try columns.withRows { row in
            try TermWalk.walk(groups.flatMap { $0 }, in: db) { phrase, postings in
                let bit: UInt64 = needsAll ? 1 << UInt64(groupOfPhrase[phrase]) : 1
                let frequency = Float(postings.count)
                let idf = max(1e-6, log((total - frequency + 0.5) / (frequency + 0.5)))
                for posting in postings {
                    let item = Int(posting.item)
                    guard item >= 0, item < scores.count else { continue }
                    let length = Float(row(item).length)
                    let saturated =
                        posting.weight * (Self.k1 + 1) / (posting.weight + Self.k1 * (1 - Self.b + norm * length))
                    scores[item] += idf * saturated
                    matched[item] |= bit
                }
            }
        }
        let all: UInt64 = !needsAll ? 1 : groups.count == 64 ? .max : (1 << UInt64(groups.count)) - 1
        let items = columns.withRows { row in
            (0..<matched.count).filter { item in
                matched[item] & all == all && filter.passes(item, row(item)) && !excluded.contains(item)
            }
        }
        return (items, scores)
    }

    private func marks(of phrases: [String]) throws -> ItemSet {
        var set = ItemSet(capacity: columns.count)
        try TermWalk.walk(phrases, in: db) { _, postings in
            for posting in postings { set.insert(Int(posting.item)) }
        }
        return set
    }

    // MARK: - Putting in order

    private func outcome(
        of items: [Int], scores: [Float], hint: SearchOutcome.Hint?, relaxed: Bool = false
    ) -> SearchOutcome {
        var byClass = [Int](repeating: 0, count: columns.classes.count)
        var byOrg = [Int](repeating: 0, count: columns.orgs.count)
        var byYear: [Int32: Int] = [:]
        columns.withRows { row in
            for item in items {
                let values = row(item)
                byClass[Int(values.classID)] += 1
                byOrg[Int(values.orgID)] += 1
                byYear[values.date / 10000, default: 0] += 1
            }
        }
        func named(_ counts: [Int], _ names: [String]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: zip(names, counts).filter { $0.1 > 0 })
        }
        let page = page(of: items, scores: scores)
        return SearchOutcome(
            total: items.count, relaxed: relaxed, hint: hint,
            page: page.map { (Int64($0), scores.isEmpty ? 0 : Double(scores[$0])) },
            classFacet: named(byClass, columns.classes),
            yearFacet: Dictionary(uniqueKeysWithValues: byYear.map { (String($0.key), $0.value) }),
            orgFacet: named(byOrg, columns.orgs),
            markedTerms: relaxed ? Set(read.markedPhrases.joined()) : [],
            markedPhrases: relaxed ? [] : read.markedPhrases)
    }

    /// The asked-for page. Ties go to the item filed first, so that pages never overlap.
    private func page(of items: [Int], scores: [Float]) -> [Int] {
        let wanted = min(items.count, query.offset + query.limit)
        guard query.offset < wanted else { return [] }
        let precedes: (Int, Int) -> Bool
        if query.sort == .date || scores.isEmpty {
            let columns = columns
            precedes = { a, b in
                let (x, y) = (columns[a].date, columns[b].date)
                return x != y ? x > y : a < b
            }
        } else {
            precedes = { a, b in scores[a] != scores[b] ? scores[a] > scores[b] : a < b }
        }
        return Array(BestFirst.first(wanted, of: items, by: precedes)[query.offset...])
    }
}

/// The first few of many, in order, without sorting all.
enum BestFirst {
    static func first(_ wanted: Int, of items: [Int], by precedes: (Int, Int) -> Bool) -> [Int] {
        if wanted * 8 >= items.count { return Array(items.sorted(by: precedes).prefix(wanted)) }
        // A heap of the best so far, the worst of them on top.
        var heap: [Int] = []
        heap.reserveCapacity(wanted)
        for item in items {
            if heap.count < wanted {
                heap.append(item)
                var child = heap.count - 1
                while child > 0, precedes(heap[(child - 1) / 2], heap[child]) {
                    heap.swapAt(child, (child - 1) / 2)
                    child = (child - 1) / 2
                }
            } else if let worst = heap.first, precedes(item, worst) {
                heap[0] = item
                var parent = 0
                while true {
                    var last = parent
                    for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                        if precedes(heap[last], heap[child]) { last = child }
                    }
                    if last == parent { break }
                    heap.swapAt(parent, last)
                    parent = last
                }
            }
        }
        return heap.sorted(by: precedes)
    }
}
