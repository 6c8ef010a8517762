internal import Foundation
internal import GRDB
internal import Records

/// The documents that a reader may read, and what ranking takes from all documents: how many there are, how long they are,
/// in how many of them a character stands. Made of these documents alone, so that a record that is kept from the reader
/// leaves no trace in any score.
struct ReaderView: Sendable {
    /// Tells views apart.
    let id: Int
    /// Nil where that is every posting there is.
    let documents: ItemSet?
    let count: Int
    /// Length over the average length, by document; a contiguous array, as the scoring loop reads nothing else.
    let relativeLengths: [Float]
    let characters: CharacterStatistics

    /// - Parameter scope: nil for whoever may read everything.
    init(id: Int, scope: ReaderScope?, db: Database, columns: ItemColumns) throws {
        self.id = id
        let set = try scope.map { try Self.documents(in: $0, db, columns) } ?? columns.present
        documents = scope == nil && !columns.hasReplaced ? nil : set
        count = set.count
        relativeLengths = columns.relativeLengths(among: set)
        characters = try CharacterStatistics(db: db, documents: set, count: count)
    }

    private static func documents(in scope: ReaderScope, _ db: Database, _ columns: ItemColumns) throws -> ItemSet {
        var set = scope.readsEverything ? columns.present : try opened(to: scope, db, columns)
        guard !scope.withheldItems.isEmpty else { return set }
        let withheld = Set(scope.withheldItems.map { UInt32(clamping: $0) })
        var documents = ItemSet(capacity: columns.count)
        columns.withRows { row in
            set.forEach { if withheld.contains(row($0).item) { documents.insert($0) } }
        }
        set.subtract(documents)
        return set
    }

    private static func opened(to scope: ReaderScope, _ db: Database, _ columns: ItemColumns) throws -> ItemSet {
        let isReadable = columns.classes.map { scope.classes.contains($0) }
        let isInside = columns.orgs.map { Organisation.jurisdiction(of: scope.org, covers: $0) }
        let opened = Set(scope.openedItems.map { UInt32(clamping: $0) })
        var set = ItemSet(capacity: columns.count)
        var openedItems = set
        columns.withRows { row in
            for document in 0..<columns.count {
                let values = row(document)
                guard values.isPresent else { continue }
                if isReadable[Int(values.classID)] && isInside[Int(values.orgID)] { set.insert(document) }
                if opened.contains(values.item) { openedItems.insert(document) }
            }
        }
        let reader = PostingReader(
            pages: try IndexPages(db: db), documentLimit: columns.count, present: columns.present)
        func items(of volumes: Set<String>) throws -> ItemSet {
            var items = ItemSet(capacity: columns.count)
            for volume in volumes {
                let term = IndexMarks.term(of: IndexedText.tag(volume: volume))
                items.formUnion(
                    ItemSet(
                        capacity: columns.count,
                        try reader.postings(of: term, columns: IndexColumn.marks.mask, withPositions: false).documents))
            }
            return items
        }
        set.subtract(try items(of: scope.closedVolumes))
        set.formUnion(try items(of: scope.openedVolumes))
        set.formUnion(openedItems)
        return set
    }
}

/// In which share of the documents a character stands, from a sample of them.
///
/// Counting all would cost a walk over the whole index for each reader. The sample is taken in blocks of neighbours, spread
/// evenly: few seeks on an old disk.
struct CharacterStatistics: Sendable {
    private static let blocks = 16
    private static let blockSize = 128

    private let counts: [UInt32: Int]
    private let sampled: Int

    init(db: Database, documents: ItemSet, count: Int) throws {
        var counts: [UInt32: Int] = [:]
        var place = 0
        var sample: [UInt32] = []
        let whole = count <= Self.blocks * Self.blockSize
        documents.forEach { document in
            // The place of a document within the part that one block stands for.
            if whole || place % (count / Self.blocks) < Self.blockSize { sample.append(UInt32(document)) }
            place += 1
        }
        let profiles = try ProfileReader(db: db)
        for document in sample {
            try profiles.withProfile(of: document) { bytes in
                CharacterProfile.forEach(in: bytes) { rank, _ in
                    counts[rank, default: 0] += 1
                    return true
                }
            }
        }
        self.counts = counts
        sampled = sample.count
    }

    /// How much the character says, as BM25 has it; 0 where no document has it.
    func idf(_ rank: UInt32) -> Double {
        let found = Double(counts[rank] ?? 0)
        return max(1e-6, log((Double(sampled) - found + 0.5) / (found + 0.5)))
    }
}

/// The views of the last readers, good as long as the index has not moved on.
final class ViewCache {
    private static let most = 4

    private var views: [(scope: ReaderScope?, view: ReaderView)] = []
    private var sequence: Int64 = -1
    private var lastID = 0

    func view(of scope: ReaderScope?, db: Database, columns: ItemColumns) throws -> ReaderView {
        if sequence != columns.sequence { views.removeAll() }
        sequence = columns.sequence
        if let place = views.firstIndex(where: { $0.scope == scope }) {
            let known = views.remove(at: place)
            views.append(known)
            return known.view
        }
        if views.count == Self.most { views.removeFirst() }
        lastID += 1
        let view = try ReaderView(id: lastID, scope: scope, db: db, columns: columns)
        views.append((scope, view))
        return view
    }
}
