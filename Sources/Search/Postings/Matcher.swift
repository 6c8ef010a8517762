/// Finds the documents that a match requires, a bit each. Posting lists are read once and kept for scoring.
final class Matcher {
    private typealias Key = PostingCache.Key

    let reader: PostingReader
    private let frequent: PostingCache
    /// Of whom the reader's postings are.
    private let view: Int
    private let capacity: Int
    private let conditions: (QueryNode.Condition) throws -> ItemSet
    private var lists: [Key: PostingList] = [:]
    /// Phrases of several terms that were looked for: a query asks for some of them twice.
    private var sets: [QueryPlan.Phrase: ItemSet] = [:]
    /// The documents whose profile has a character.
    private let documentsWithCharacter: (UInt32) throws -> ItemSet
    /// Totals need not be counted beyond so many.
    private let exactTotal: Int
    /// False once documents were left out because there are enough.
    private(set) var isExact = true

    /// - Parameters:
    ///   - conditions: the documents that meet one.
    ///   - documentsWithCharacter: asked for a single character, by its scalar.
    init(
        reader: PostingReader, frequent: PostingCache, view: Int, capacity: Int, exactTotal: Int,
        documentsWithCharacter: @escaping (UInt32) throws -> ItemSet,
        conditions: @escaping (QueryNode.Condition) throws -> ItemSet
    ) {
        self.reader = reader
        self.frequent = frequent
        self.view = view
        self.exactTotal = exactTotal
        self.documentsWithCharacter = documentsWithCharacter
        self.capacity = capacity
        self.conditions = conditions
    }

    /// The postings of a term, with positions where a phrase needs them.
    func postings(of term: [UInt8], columns: UInt8, withPositions: Bool = false) throws -> PostingList {
        let key = Key(term: term, columns: columns, view: view)
        for known in [lists[key], frequent.list(key)] {
            guard let known, !withPositions || known.hasPositions else { continue }
            lists[key] = known
            return known
        }
        let list = try reader.postings(of: term, columns: columns, withPositions: withPositions)
        lists[key] = list
        frequent.keep(list, key)
        return list
    }

    func documents(_ match: QueryPlan.Match) throws -> ItemSet {
        switch match {
        case .mark(let mark):
            return ItemSet(
                capacity: capacity,
                try postings(of: IndexMarks.term(of: mark), columns: IndexColumn.marks.mask).documents)
        case .phrase(let phrase): return try documents(phrase)
        case .near(let phrases, let distance): return try near(phrases, within: distance)
        case .condition(let condition): return try conditions(condition)
        case .all(let matches):
            guard let first = matches.first else { return ItemSet(capacity: capacity) }
            var set = try documents(first)
            for match in matches.dropFirst() {
                if case .none(let excluded) = match {
                    set.subtract(try documents(excluded))
                } else {
                    set.formIntersection(try documents(match))
                }
            }
            return set
        case .any(let matches):
            var set = ItemSet(capacity: capacity)
            for match in matches { set.formUnion(try documents(match)) }
            return set
        case .none(let match):
            var set = ItemSet.all(capacity: capacity)
            set.subtract(try documents(match))
            return set
        }
    }

    // MARK: - Phrases

    private func documents(_ phrase: QueryPlan.Phrase) throws -> ItemSet {
        if phrase.terms.count == 1 {
            guard phrase.isOpen else {
                return ItemSet(
                    capacity: capacity, try postings(of: phrase.terms[0], columns: phrase.columns).documents)
            }
            let list = try reader.postings(ofPrefix: phrase.terms[0], columns: phrase.columns)
            var set = ItemSet(capacity: capacity, list.documents)
            let character = String(decoding: phrase.terms[0], as: UTF8.self).unicodeScalars
            if character.count == 1, let scalar = character.first, scalar.value >= 0x2E80,
                phrase.columns & IndexColumn.body.mask != 0
            {
                // Where it only ends runs, it begins no term.
                if list.count > exactTotal {
                    isExact = false
                } else {
                    set.formUnion(try documentsWithCharacter(scalar.value))
                }
            }
            return set
        }
        if let known = sets[phrase] { return known }
        var found = ItemSet(capacity: capacity)
        try forEachPlace(of: phrase) { document, _ in found.insert(Int(document)) }
        sets[phrase] = found
        return found
    }

    /// In how many documents of a set the phrase stands; not all are counted once there are as many as `limit`.
    func count(_ phrase: QueryPlan.Phrase, among set: ItemSet, upTo limit: Int) throws -> Int {
        var found = 0
        if phrase.isOpen {
            var documents = try documents(phrase)
            documents.formIntersection(set)
            found = documents.count
        } else if phrase.terms.count == 1 {
            for document in try postings(of: phrase.terms[0], columns: phrase.columns).documents where found < limit {
                if set.contains(Int(document)) { found += 1 }
            }
        } else {
            try forEachClosedPlace(of: phrase.terms[...], phrase.columns, PlaceBuffer(), among: set) { _, _ in
                found += 1
                return found < limit
            }
        }
        return min(found, limit)
    }

    /// Calls `body` with each document that has the phrase and the places where it begins, in no order of documents.
    private func forEachPlace(of phrase: QueryPlan.Phrase, _ body: (UInt32, PlaceBuffer) -> Void) throws {
        let columns = phrase.columns
        let begins = PlaceBuffer()
        guard phrase.isOpen, let last = phrase.terms.last else {
            return try forEachClosedPlace(of: phrase.terms[...], columns, begins) { document, begins in
                body(document, begins)
                return true
            }
        }
        let closed = phrase.terms.dropLast()
        var beginsOf: [UInt32: [UInt32]] = [:]
        var among: ItemSet?
        if !closed.isEmpty {
            try forEachClosedPlace(of: closed, columns, begins) {
                beginsOf[$0] = $1.array
                return true
            }
            if beginsOf.isEmpty { return }
            among = ItemSet(capacity: capacity, Array(beginsOf.keys))
        }
        let offset = UInt32(closed.count)
        try forEachOpenPlace(of: last, columns, among: among) { document, places in
            if closed.isEmpty {
                begins.fill(places)
            } else {
                begins.fill(beginsOf[document] ?? [])
                begins.keep(places, offset: offset)
            }
            if !begins.isEmpty { body(document, begins) }
        }
    }

    /// The same for whole terms, by ascending documents, until `body` returns false.
    private func forEachClosedPlace(
        of terms: ArraySlice<[UInt8]>, _ columns: UInt8, _ begins: PlaceBuffer, among set: ItemSet? = nil,
        _ body: (UInt32, PlaceBuffer) -> Bool
    ) throws {
        let lists = try terms.enumerated().map { offset, term in
            (list: try postings(of: term, columns: columns, withPositions: true), offset: UInt32(offset))
        }.sorted { $0.list.count < $1.list.count }
        var cursors = [Int](repeating: 0, count: lists.count)
        Self.withPositions(of: lists.map(\.list)) { positions in
            candidates: for index in lists[0].list.documents.indices {
                let document = lists[0].list.documents[index]
                if let set, !set.contains(Int(document)) { continue }
                for other in lists.indices.dropFirst() {
                    cursors[other] = lists[other].list.firstIndex(notBefore: document, from: cursors[other])
                    if cursors[other] == lists[other].list.count { break candidates }
                    if lists[other].list.documents[cursors[other]] != document { continue candidates }
                }
                begins.fill(
                    lists[0].list.positions(at: index, of: positions[0]), columns: columns, offset: lists[0].offset)
                for other in lists.indices.dropFirst() where !begins.isEmpty {
                    begins.keep(
                        lists[other].list.positions(at: cursors[other], of: positions[other]), columns: columns,
                        offset: lists[other].offset)
                }
                if !begins.isEmpty, !body(document, begins) { break }
            }
        }
    }

    /// The bytes of all lists' positions at once.
    private static func withPositions(
        of lists: [PostingList], _ found: [UnsafeRawBufferPointer] = [], _ body: ([UnsafeRawBufferPointer]) -> Void
    ) {
        guard found.count < lists.count else { return body(found) }
        lists[found.count].positions.withUnsafeBytes { withPositions(of: lists, found + [$0], body) }
    }

    /// Places of all terms that begin so.
    private func forEachOpenPlace(
        of prefix: [UInt8], _ columns: UInt8, among: ItemSet?, _ body: (UInt32, [UInt32]) -> Void
    ) throws {
        var keys = try reader.places(ofPrefix: prefix, columns: columns, among: among)
        keys.sort()
        var index = 0
        while index < keys.count {
            let document = keys[index] >> 32
            var places: [UInt32] = []
            while index < keys.count, keys[index] >> 32 == document {
                places.append(UInt32(truncatingIfNeeded: keys[index]))
                index += 1
            }
            body(UInt32(document), places)
        }
    }

    // MARK: - Nearness

    private func near(_ phrases: [QueryPlan.Phrase], within distance: Int) throws -> ItemSet {
        var placesOf: [[UInt32: [UInt32]]] = []
        for phrase in phrases {
            var places: [UInt32: [UInt32]] = [:]
            try forEachPlace(of: phrase) { places[$0] = $1.array }
            placesOf.append(places)
        }
        var found = ItemSet(capacity: capacity)
        guard let first = placesOf.first else { return found }
        for (document, places) in first {
            let others = placesOf.dropFirst().map { $0[document] ?? [] }
            if others.contains(where: \.isEmpty) { continue }
            // Each of the others must have a place in the same column, at most so far from the first one's.
            let isNear = places.contains { place in
                others.allSatisfy { $0.contains { $0 >> 24 == place >> 24 && abs(Int($0) - Int(place)) <= distance } }
            }
            if isNear { found.insert(Int(document)) }
        }
        return found
    }
}

extension PostingList {
    /// The first posting of a document not before one, by doubling steps from where the last search ended.
    func firstIndex(notBefore document: UInt32, from start: Int) -> Int {
        documents.withUnsafeBufferPointer { documents in
            var low = start
            if low >= documents.count || documents[low] >= document { return low }
            var step = 1
            while low + step < documents.count, documents[low + step] < document {
                low += step
                step *= 2
            }
            var high = min(low + step, documents.count)
            low += 1
            while low < high {
                let middle = (low + high) / 2
                if documents[middle] < document { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
