internal import GRDB
internal import Records

/// The filters of a search, made ready so that testing an item is a few comparisons.
struct ItemFilter {
    private let isAllowedClass: [Bool]
    private let isAllowedOrg: [Bool]
    private let from: Int32
    private let to: Int32
    private let includeVoided: Bool
    /// Items that bear all asked-for tags; nil when none is asked for.
    private let tagged: ItemSet?

    init(query: SearchQuery, columns: ItemColumns, db: Database) throws {
        isAllowedClass = columns.classes.map { query.classCode == nil || $0 == query.classCode }
        isAllowedOrg = columns.orgs.map { code in
            query.org.map { Organisation.jurisdiction(of: $0, covers: code) } ?? true
        }
        from = query.from.flatMap { Day($0) }?.number ?? .min
        to = query.to.flatMap { Day($0) }?.number ?? .max
        includeVoided = query.includeVoided
        var tags = query.fields.map { IndexedText.tag(field: $0) }
        if let volume = query.volume { tags.append(IndexedText.tag(volume: volume)) }
        if tags.isEmpty {
            tagged = nil
        } else {
            var counts = [UInt8](repeating: 0, count: columns.count)
            // FTS5 hands a quoted string to the tokenizer as it is; within it only `"` needs doubling.
            let phrases = tags.map { tag in
                "\"" + String(IndexTokenizer.tagMark) + tag.replacing("\0", with: " ").replacing("\"", with: "\"\"")
                    + "\""
            }
            try TermWalk.walk(phrases, in: db) { _, postings in
                for posting in postings where Int(posting.item) < counts.count { counts[Int(posting.item)] += 1 }
            }
            var set = ItemSet(capacity: columns.count)
            for (item, count) in counts.enumerated() where Int(count) == tags.count { set.insert(item) }
            tagged = set
        }
    }

    func passes(_ item: Int, _ row: ItemColumns.Row) -> Bool {
        row.flags & ItemColumns.present != 0 && (includeVoided || row.flags & ItemColumns.voided == 0)
            && row.date >= from && row.date <= to && isAllowedClass[Int(row.classID)] && isAllowedOrg[Int(row.orgID)]
            && (tagged?.contains(item) ?? true)
    }
}

/// A set of items, a bit each.
struct ItemSet {
    private var words: [UInt64]

    init(capacity: Int) {
        words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    }

    mutating func insert(_ item: Int) {
        guard item >= 0, item / 64 < words.count else { return }
        words[item / 64] |= 1 << UInt64(item % 64)
    }

    func contains(_ item: Int) -> Bool {
        item >= 0 && item / 64 < words.count && words[item / 64] & 1 << UInt64(item % 64) != 0
    }
}
