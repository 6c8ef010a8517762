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
    private let phrases: PhraseCache
    /// The documents whose profile has a character.
    private let documentsWithCharacter: (_ scalar: UInt32, _ among: ItemSet?) throws -> ItemSet
    /// Totals need not be counted beyond so many.
    private let exactTotal: Int
    /// False once documents were left out because there are enough.
    private(set) var isExact = true

    /// - Parameters:
    ///   - conditions: the documents that meet one.
    ///   - documentsWithCharacter: asked for a single character, by its scalar; nothing matters beyond `among`.
    init(
        reader: PostingReader, frequent: PostingCache, phrases: PhraseCache, view: Int, capacity: Int, exactTotal: Int,
        documentsWithCharacter: @escaping (_ scalar: UInt32, _ among: ItemSet?) throws -> ItemSet,
        conditions: @escaping (QueryNode.Condition) throws -> ItemSet
    ) {
        self.reader = reader
        self.frequent = frequent
        self.phrases = phrases
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

    /// - Parameter among: beyond these documents it does not matter who is found; nil where it does.
    func documents(_ match: QueryPlan.Match, among: ItemSet? = nil) throws -> ItemSet {
        switch match {
        case .mark(let mark):
            return ItemSet(
                capacity: capacity,
                try postings(of: IndexMarks.term(of: mark), columns: IndexColumn.marks.mask).documents)
        case .phrase(let phrase): return try documents(phrase, among: among)
        case .near(let phrases, let distance): return try near(phrases, within: distance)
        case .condition(let condition): return try conditions(condition)
        case .all(let matches):
            // Single characters come last: among few documents each is looked up by itself.
            let order = matches.filter { !Self.asksForCharacter($0) } + matches.filter(Self.asksForCharacter)
            guard let first = order.first else { return ItemSet(capacity: capacity) }
            var set = try documents(first, among: among)
            for match in order.dropFirst() {
                var left = set
                if let among { left.formIntersection(among) }
                set.formIntersection(try documents(match, among: left))
            }
            return set
        case .any(let matches):
            var set = ItemSet(capacity: capacity)
            for match in matches { set.formUnion(try documents(match, among: among)) }
            return set
        case .none(let match):
            var set = ItemSet.all(capacity: capacity)
            set.subtract(try documents(match, among: among))
            return set
        }
    }

    private static func asksForCharacter(_ match: QueryPlan.Match) -> Bool {
        switch match {
        case .phrase(let phrase): phrase.character != nil
        case .all(let matches), .any(let matches): matches.contains(where: asksForCharacter)
        case .none(let match): asksForCharacter(match)
        case .mark, .near, .condition: false
        }
    }

    // MARK: - Phrases

    private func documents(_ phrase: QueryPlan.Phrase, among: ItemSet? = nil) throws -> ItemSet {
        if phrase.terms.count == 1 {
            guard phrase.isOpen else {
                return ItemSet(
                    capacity: capacity, try postings(of: phrase.terms[0], columns: phrase.columns).documents)
            }
            let list = try reader.postings(ofPrefix: phrase.terms[0], columns: phrase.columns)
            var set = ItemSet(capacity: capacity, list.documents)
            if let character = phrase.character, phrase.columns & IndexColumn.body.mask != 0 {
                // Where it only ends runs, it begins no term.
                if list.count > exactTotal {
                    isExact = false
                } else {
                    set.formUnion(try documentsWithCharacter(character, among))
                }
            }
            return set
        }
        return try phrases.documents(of: phrase, view: view) {
            var found = ItemSet(capacity: capacity)
            if phrase.isOpen, let last = phrase.terms.last {
                for key in try openBeginnings(of: phrase.terms.dropLast(), last, phrase.columns) {
                    found.insert(Int(key >> 32))
                }
            } else {
                try forEachPlace(of: phrase) { document, _ in found.insert(Int(document)) }
            }
            return found
        }
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
        var keys = try openBeginnings(of: phrase.terms.dropLast(), last, columns)
        keys.sort()
        var places: [UInt32] = []
        var index = 0
        while index < keys.count {
            let document = keys[index] >> 32
            places.removeAll(keepingCapacity: true)
            while index < keys.count, keys[index] >> 32 == document {
                places.append(UInt32(truncatingIfNeeded: keys[index]))
                index += 1
            }
            begins.fill(places)
            body(UInt32(document), begins)
        }
    }

    /// Where whole terms stand with one behind them that begins so: the document in the upper 32 bits, the place below; in
    /// no order.
    private func openBeginnings(of closed: ArraySlice<[UInt8]>, _ prefix: [UInt8], _ columns: UInt8) throws -> [UInt64]
    {
        if closed.isEmpty { return try reader.places(ofPrefix: prefix, columns: columns, among: nil) }
        var begins: [UInt64] = []
        var among = ItemSet(capacity: capacity)
        try forEachClosedPlace(of: closed, columns, PlaceBuffer()) { document, places in
            places.append(to: &begins, document: document)
            among.insert(Int(document))
            return true
        }
        if begins.isEmpty { return [] }
        let offset = UInt64(closed.count)
        // Each term that begins so has its documents in order: a look-up goes on from the one before.
        var cursor = 0
        return try reader.places(ofPrefix: prefix, columns: columns, among: among).compactMap { place in
            guard place & UInt64(PositionList.positionMask) >= offset else { return nil }
            let begin = place - offset
            if cursor == begins.count || begins[cursor] > begin { cursor = 0 }
            cursor = begins.firstIndex(notBefore: begin, from: cursor)
            return cursor < begins.count && begins[cursor] == begin ? begin : nil
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
    /// The first posting of a document not before one, from where the last search ended.
    func firstIndex(notBefore document: UInt32, from start: Int) -> Int {
        documents.firstIndex(notBefore: document, from: start)
    }
}

extension Array where Element: FixedWidthInteger {
    /// Of ascending numbers the first not less than one, by doubling steps from where the last search ended.
    @inline(__always)
    fileprivate func firstIndex(notBefore number: Element, from start: Int) -> Int {
        withUnsafeBufferPointer { numbers in
            var low = start
            if low >= numbers.count || numbers[low] >= number { return low }
            var step = 1
            while low + step < numbers.count, numbers[low + step] < number {
                low += step
                step *= 2
            }
            var high = Swift.min(low + step, numbers.count)
            low += 1
            while low < high {
                let middle = (low + high) / 2
                if numbers[middle] < number { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
