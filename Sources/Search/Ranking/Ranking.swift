internal import ChineseText
internal import Foundation
internal import GRDB
internal import Records

/// One search: what was typed becomes a plan, the plan a set of documents, and these an order, totals and facets.
struct Ranking {
    /// A text typed without spaces was not cut into words by who typed it: where fewer documents than this have all of its
    /// words, they come first and those that have some follow. In a small archive one is enough.
    private var enoughOfCutWords: Int { min(5, 1 + columns.items / 10_000) }

    private let db: Database
    private let columns: ItemColumns
    private let query: SearchQuery
    private let plan: QueryPlan
    private let matcher: Matcher
    private let filter: ItemFilter
    private let board: ScoreBoard
    private let analyzer: Analyzer

    init(
        db: Database, columns: ItemColumns, query: SearchQuery, parsed: ParsedQuery, tables: SearchTables,
        workspace: SearchWorkspace, classCode: @escaping (String) -> String
    ) throws {
        self.db = db
        self.columns = columns
        self.query = query
        board = workspace.board
        analyzer = workspace.analyzer
        workspace.frequent.prepare(sequence: columns.sequence)
        plan = QueryPlanner.plan(parsed, tables: tables, analyzer: analyzer)
        let reader = PostingReader(
            pages: try IndexPages(db: db), documentLimit: columns.count,
            isPresent: columns.hasReplaced ? { columns.isPresent(Int($0)) } : nil)
        matcher = Matcher(
            reader: reader, frequent: workspace.frequent, capacity: columns.count,
            exactTotal: query.exact ? .max : Scoring.exactTotal,
            documentsWithCharacter: { scalar in
                try CharacterProfile.documents(with: tables.ranks[scalar], in: db, capacity: columns.count)
            }
        ) { condition in
            switch condition {
            case .recordClass(let name):
                return ItemFilter.documents(meeting: .recordClass(classCode(name)), columns: columns)
                    ?? ItemSet(capacity: columns.count)
            case .volume(let code):
                return try Self.tagged([IndexedText.tag(volume: code)], reader, columns)
            case .field(let name, let value):
                return try Self.tagged(
                    [IndexedText.tag(field: FieldValue(name: name, value: value))], reader, columns)
            case .date, .org:
                return ItemFilter.documents(meeting: condition, columns: columns) ?? ItemSet(capacity: columns.count)
            }
        }
        filter = ItemFilter(query: query, columns: columns)
    }

    /// Documents that bear all of some tags.
    private static func tagged(_ tags: [String], _ reader: PostingReader, _ columns: ItemColumns) throws -> ItemSet {
        var set: ItemSet?
        for tag in tags {
            let bearers = ItemSet(
                capacity: columns.count,
                try reader.postings(of: IndexMarks.term(of: tag), columns: IndexColumn.marks.mask, withPositions: false)
                    .documents)
            if set == nil { set = bearers } else { set?.formIntersection(bearers) }
        }
        return set ?? ItemSet(capacity: columns.count)
    }

    func run() throws -> SearchOutcome {
        let required = try requirements()
        let isBlank = query.text.allSatisfy(\.isWhitespace)
        guard plan.words != nil || !plan.scored.isEmpty || !plan.characters.isEmpty else {
            // No words, but a filter: everything that passes it, newest first.
            guard required != nil || query.hasFilter, isBlank || !plan.filters.isEmpty else {
                return outcome(.nothing, hint: isBlank ? .empty : .nothingToSearch)
            }
            var set = filter.documents()
            if let required { set.formIntersection(required) }
            return outcome(Found(documents: .set(set)), hint: set.isEmpty ? .nothingFound : nil)
        }
        var full: ItemSet?
        if let words = plan.words {
            var set = try matcher.documents(words)
            if let required { set.formIntersection(required) }
            restrict(&set)
            if set.count >= (plan.wasCut ? enoughOfCutWords : 1) {
                return outcome(try ranked(set), hint: plan.wasShortened ? .shortened : nil)
            }
            if !set.isEmpty { full = set }
        }
        let partial = try rankedPartly(required, full)
        guard !partial.isEmpty else { return outcome(.nothing, hint: .nothingFound) }
        let hint: SearchOutcome.Hint = plan.wasShortened ? .shortened : plan.isQuestion ? .question : .relaxed
        return outcome(partial, hint: hint, relaxed: true)
    }

    /// What holds in any case: conditions and exclusions of the text, tags of the query.
    private func requirements() throws -> ItemSet? {
        var set: ItemSet?
        func require(_ other: ItemSet) {
            if set == nil { set = other } else { set?.formIntersection(other) }
        }
        for match in plan.filters { require(try matcher.documents(match)) }
        var tags = query.fields.map { IndexedText.tag(field: $0) }
        if let volume = query.volume { tags.append(IndexedText.tag(volume: volume)) }
        if !tags.isEmpty { require(try Self.tagged(tags, matcher.reader, columns)) }
        return set
    }

    private func restrict(_ set: inout ItemSet) {
        var passing = ItemSet(capacity: columns.count)
        set.forEach { if filter.passes($0) { passing.insert($0) } }
        set = passing
    }

    // MARK: - Ranking

    /// What was found, and the scores of the best.
    private struct Found {
        enum Documents {
            case set(ItemSet)
            case list([UInt32])
        }

        var documents: Documents
        /// First-pass scores by document; nil where the order is that of dates.
        var score: ((Int) -> Float)?
        /// Best first, with final scores.
        var best: [(document: UInt32, score: Float)] = []
        /// These come before all others: they have a word as it was typed, not another word for it; or all words.
        var preferred: ItemSet?
        var isExact = true

        static var nothing: Found { Found(documents: .list([])) }

        var isEmpty: Bool { count == 0 }

        var count: Int {
            switch documents {
            case .set(let set): set.count
            case .list(let list): list.count
            }
        }

        func forEach(_ body: (Int) -> Void) {
            switch documents {
            case .set(let set): set.forEach(body)
            case .list(let list): for document in list { body(Int(document)) }
            }
        }
    }

    private func scoring() throws -> Scoring {
        let terms = try plan.scored.map { scored in
            Scoring.Term(
                list: try matcher.postings(of: scored.term, columns: scored.columns), weight: scored.weight)
        }
        return Scoring(
            terms: terms, documents: columns.items, isExhaustive: query.exhaustive, isExact: query.exact)
    }

    /// All documents of a set are found.
    private func ranked(_ set: ItemSet) throws -> Found {
        var found = Found(documents: .set(set))
        if query.sort == .date { return found }
        if let typed = plan.typedWords {
            var documents = try matcher.documents(typed)
            documents.formIntersection(set)
            found.preferred = documents
        }
        let scoring = try scoring()
        board.clear()
        board.prepare(count: columns.count)
        _ = scoring.score(
            board, relativeLengths: columns.relativeLengths, keeping: SecondPass.candidates,
            passes: { set.contains($0) })
        return try finish(&found, scoring)
    }

    /// Documents with some of the words.
    private func rankedPartly(_ required: ItemSet?, _ full: ItemSet?) throws -> Found {
        let scoring = try scoring()
        board.clear()
        board.prepare(count: columns.count)
        let filter = filter
        let sawAll = scoring.score(
            board, relativeLengths: columns.relativeLengths,
            keeping: max(SecondPass.candidates, query.offset + query.limit),
            passes: filter.isTrivial && required == nil
                ? nil : { filter.passes($0) && required?.contains($0) != false })
        // Those that have all words come first, where others were only added to them.
        var found = Found(documents: .list(board.touched), isExact: sawAll)
        found.preferred = full
        return try finish(&found, scoring)
    }

    private func finish(_ found: inout Found, _ scoring: Scoring) throws -> Found {
        let scores = board.scores
        found.score = { max(0, scores[$0]) }
        let all = query.exhaustive ? found.count : SecondPass.candidates
        let candidates = first(all, of: found).map { UInt32($0) }.sorted()
        let second = SecondPass(db: db, plan: plan, columns: columns)
        let final = try second.scores(
            of: candidates, first: candidates.map { max(0, scores[Int($0)]) },
            rest: scoring.rest(of: candidates, relativeLengths: columns.relativeLengths))
        let exact = try documentsWithTitle()
        let spread = (final.max() ?? 0) + 1
        found.best = zip(candidates, final).map { ($0, exact.contains($0) ? $1 + spread : $1) }
        let preferred = found.preferred
        found.best.sort { a, b in
            let (x, y) = (preferred?.contains(Int(a.document)) != false, preferred?.contains(Int(b.document)) != false)
            if x != y { return x }
            return a.score != b.score ? a.score > b.score : a.document < b.document
        }
        board.clear()
        return found
    }

    /// Documents whose title is what was typed, letter for letter after folding.
    private func documentsWithTitle() throws -> Set<UInt32> {
        Set(
            try Int64.fetchAll(
                db, sql: "SELECT document FROM title WHERE folded = ? LIMIT 100", arguments: [analyzer.fold(query.text)]
            ).map { UInt32(truncatingIfNeeded: $0) })
    }

    /// The first so many by the first pass. Ties go to what was filed first, so that pages never overlap.
    private func first(_ wanted: Int, of found: Found) -> [Int] {
        var documents: [Int] = []
        documents.reserveCapacity(found.count)
        found.forEach { documents.append($0) }
        guard let score = found.score else {
            let columns = columns
            return BestFirst.first(wanted, of: documents) { a, b in
                let (x, y) = (columns[a].date, columns[b].date)
                return x != y ? x > y : a < b
            }
        }
        let preferred = found.preferred
        return BestFirst.first(wanted, of: documents) { a, b in
            if let preferred {
                let (x, y) = (preferred.contains(a), preferred.contains(b))
                if x != y { return x }
            }
            let (x, y) = (score(a), score(b))
            return x != y ? x > y : a < b
        }
    }

    // MARK: - The answer

    private func outcome(
        _ found: Found, hint: SearchOutcome.Hint?, relaxed: Bool = false
    ) -> SearchOutcome {
        let counts = query.brief ? ([], [], []) : columns.counts { found.forEach($0) }
        func named(_ counts: [Int], _ names: [String]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: zip(names, counts).filter { $0.1 > 0 })
        }
        let years = counts.2.enumerated().filter { $0.element > 0 }.map { (String($0.offset), $0.element) }
        return SearchOutcome(
            total: found.count, totalIsExact: found.isExact && matcher.isExact, relaxed: relaxed, hint: hint,
            problems: plan.problems,
            page: page(of: found).map { (Int64(columns[$0.0].item), Double($0.1)) },
            classFacet: named(counts.0, columns.classes), yearFacet: Dictionary(uniqueKeysWithValues: years),
            orgFacet: named(counts.1, columns.orgs), marked: plan.marked)
    }

    private func page(of found: Found) -> [(Int, Float)] {
        let wanted = min(found.count, query.offset + query.limit)
        guard query.offset < wanted else { return [] }
        if query.sort == .date || found.score == nil {
            var byDate = found
            byDate.score = nil
            return first(wanted, of: byDate)[query.offset...].map { ($0, found.score?($0) ?? 0) }
        }
        var order = found.best.map { (Int($0.document), $0.score) }
        if wanted > order.count, let score = found.score {
            order += first(wanted, of: found)[order.count...].map { ($0, score($0)) }
        }
        return Array(order[query.offset..<wanted])
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
