internal import ChineseText
internal import Foundation
internal import GRDB
internal import Records

/// One search: what was typed becomes a plan, the plan a set of documents, and these an order, totals and facets.
struct Ranking {
    /// A text typed without spaces was not cut into words by who typed it: where fewer documents than this have all of its
    /// words, they come first and those that have some follow. In a small archive one is enough.
    private var enoughOfCutWords: Int { min(5, 1 + view.count / 10_000) }

    private let query: SearchQuery
    private let plan: QueryPlan
    private let lookup: Lookup
    private let board: ScoreBoard

    private var db: Database { lookup.db }
    private var columns: ItemColumns { lookup.columns }
    private var view: ReaderView { lookup.view }
    private var matcher: Matcher { lookup.matcher }

    init(
        query: SearchQuery, parsed: ParsedQuery, tables: SearchTables, workspace: SearchWorkspace, lookup: Lookup
    ) {
        self.query = query
        self.lookup = lookup
        board = workspace.board
        plan = QueryPlanner.plan(parsed, tables: tables, analyzer: lookup.analyzer)
    }

    func run() throws -> SearchOutcome {
        let required = try requirements()
        let isBlank = query.text.allSatisfy(\.isWhitespace)
        guard plan.words != nil || !plan.scored.isEmpty || !plan.characters.isEmpty else {
            // No words, but a filter: everything that passes it, newest first.
            guard required != nil || query.hasFilter, isBlank || !plan.filters.isEmpty else {
                return try outcome(.nothing, hint: isBlank ? .empty : .nothingToSearch)
            }
            var set = lookup.all
            if let required { set.formIntersection(required) }
            return try outcome(Found(documents: .set(set)), hint: set.isEmpty ? .nothingFound : nil)
        }
        var full: ItemSet?
        if let words = plan.words {
            var among = lookup.all
            if let required { among.formIntersection(required) }
            var set = try matcher.documents(words, among: among)
            set.formIntersection(among)
            if set.count >= (plan.wasCut ? enoughOfCutWords : 1) {
                return try outcome(ranked(set), hint: plan.wasShortened ? .shortened : nil)
            }
            if !set.isEmpty { full = set }
        }
        let partial = try rankedPartly(required, full)
        guard !partial.isEmpty else { return try outcome(.nothing, hint: .nothingFound) }
        let hint: SearchOutcome.Hint = plan.wasShortened ? .shortened : plan.isQuestion ? .question : .relaxed
        return try outcome(partial, hint: hint, relaxed: true)
    }

    /// Whether any document has all that is asked for and passes every filter; nothing is ranked.
    func hasMatches() throws -> Bool {
        guard let words = plan.words else { return false }
        var among = lookup.all
        if let required = try requirements() { among.formIntersection(required) }
        var set = try matcher.documents(words, among: among)
        set.formIntersection(among)
        return !set.isEmpty
    }

    /// What holds in any case: conditions and exclusions of the text, tags of the query.
    private func requirements() throws -> ItemSet? {
        var set: ItemSet?
        func require(_ other: ItemSet) {
            if set == nil { set = other } else { set?.formIntersection(other) }
        }
        for match in plan.filters { require(try matcher.documents(match)) }
        if let volume = query.excludedVolume {
            require(try matcher.documents(.none(.mark(IndexedText.tag(volume: volume)))))
        }
        if let tagged = try lookup.tagged(query) { require(tagged) }
        return set
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
        var scores: [Float]?
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
            terms: terms, documents: view.count, isExhaustive: query.exhaustive, isExact: query.exact)
    }

    /// All documents of a set are found.
    private func ranked(_ set: ItemSet) throws -> Found {
        var found = Found(documents: .set(set))
        if query.sort == .date || query.limit == 0 { return found }
        if let typed = plan.typedWords {
            var documents = try matcher.documents(typed, among: set)
            documents.formIntersection(set)
            found.preferred = documents
        }
        let scoring = try scoring()
        board.clear()
        board.prepare(count: columns.count)
        _ = scoring.score(
            board, relativeLengths: view.relativeLengths, keeping: SecondPass.candidates,
            among: set)
        return try finish(&found, scoring)
    }

    /// Documents with some of the words.
    private func rankedPartly(_ required: ItemSet?, _ full: ItemSet?) throws -> Found {
        let scoring = try scoring()
        board.clear()
        board.prepare(count: columns.count)
        var among = lookup.allowed
        if let required {
            if among == nil { among = required } else { among?.formIntersection(required) }
        }
        let sawAll = scoring.score(
            board, relativeLengths: view.relativeLengths,
            keeping: max(SecondPass.candidates, query.offset + query.limit), among: among)
        // Those that have all words come first, where others were only added to them.
        var found = Found(documents: .list(board.touched), isExact: sawAll)
        if query.limit == 0 { return found }
        found.preferred = full
        return try finish(&found, scoring)
    }

    private func finish(_ found: inout Found, _ scoring: Scoring) throws -> Found {
        let scores = board.scores
        found.scores = scores
        let all = query.exhaustive ? found.count : SecondPass.candidates
        let candidates = first(all, of: found).map { UInt32($0) }.sorted()
        let second = SecondPass(db: db, plan: plan, view: view)
        let final = try second.scores(
            of: candidates, first: candidates.map { scores[Int($0)] },
            rest: scoring.rest(of: candidates, relativeLengths: view.relativeLengths))
        let exact = try withTitle(among: candidates)
        let spread = (final.max() ?? 0) + 1
        found.best = zip(candidates, final).map { ($0, exact.contains($0) ? $1 + spread : $1) }
        let preferred = found.preferred
        found.best.sort { a, b in
            let (x, y) = (preferred?.contains(Int(a.document)) != false, preferred?.contains(Int(b.document)) != false)
            if x != y { return x }
            return a.score != b.score ? a.score > b.score : a.document < b.document
        }
        return found
    }

    /// Those whose title is what was typed, letter for letter after folding.
    private func withTitle(among candidates: [UInt32]) throws -> Set<UInt32> {
        let title = lookup.analyzer.fold(query.text)
        let any = try db.cachedStatement(sql: "SELECT 1 FROM title WHERE folded = ? LIMIT 1")
        guard try Int.fetchOne(any, arguments: [title]) != nil
        else {
            return []
        }
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM title WHERE folded = ? AND document = ?")
        return Set(try candidates.filter { try Int.fetchOne(statement, arguments: [title, Int64($0)]) != nil })
    }

    /// The first so many by the first pass, or by date where nothing has a score.
    private func first(_ wanted: Int, of found: Found) -> [Int] {
        guard wanted > 0 else { return [] }
        var best = BestKeys(wanted)
        if let scores = found.scores {
            let preferred = found.preferred
            scores.withUnsafeBufferPointer { scores in
                found.forEach {
                    best.offer(BestKeys.key(scores[$0], $0, isPreferred: preferred?.contains($0) == true))
                }
            }
        } else {
            found.forEach { best.offer(BestKeys.key(date: columns[$0].date, $0)) }
        }
        return best.descending().map { BestKeys.document(of: $0) }
    }

    // MARK: - The answer

    private func outcome(
        _ found: Found, hint: SearchOutcome.Hint?, relaxed: Bool = false
    ) throws -> SearchOutcome {
        let counts = query.brief ? ([], [], []) : columns.counts { found.forEach($0) }
        func named(_ counts: [Int], _ names: [String]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: zip(names, counts).filter { $0.1 > 0 })
        }
        let years = counts.2.enumerated().filter { $0.element > 0 }.map { (String($0.offset), $0.element) }
        let page = page(of: found)
        return SearchOutcome(
            total: found.count, totalIsExact: found.isExact && matcher.isExact, relaxed: relaxed, hint: hint,
            problems: plan.problems,
            page: page.map { (Int64(columns[$0.0].item), Double($0.1)) },
            reasons: query.resembles
                ? try SharedTerms(plan: plan, matcher: matcher, documents: view.count)
                    .words(of: page.map { UInt32($0.0) }, relativeLengths: view.relativeLengths) : [],
            classFacet: named(counts.0, columns.classes), yearFacet: Dictionary(uniqueKeysWithValues: years),
            orgFacet: named(counts.1, columns.orgs), marked: plan.marked)
    }

    private func page(of found: Found) -> [(Int, Float)] {
        let wanted = min(found.count, query.offset + query.limit)
        guard query.offset < wanted else { return [] }
        guard query.sort != .date, let scores = found.scores else {
            var byDate = found
            byDate.scores = nil
            return first(wanted, of: byDate)[query.offset...].map { ($0, found.scores?[$0] ?? 0) }
        }
        var order = found.best.map { (Int($0.document), $0.score) }
        if wanted > order.count { order += first(wanted, of: found)[order.count...].map { ($0, scores[$0]) } }
        return Array(order[query.offset..<wanted])
    }
}
