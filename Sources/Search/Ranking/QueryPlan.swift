internal import ChineseText
internal import Foundation
internal import Records

/// A query made ready for the index: what documents must have, and what their order depends on.
struct QueryPlan {
    /// What a document may be required to have.
    indirect enum Match {
        case phrase(Phrase)
        /// A whole term of the column of marks.
        case mark(String)
        /// The phrases within so many positions of each other.
        case near([Phrase], within: Int)
        case condition(QueryNode.Condition)
        case all([Match])
        case any([Match])
        case none(Match)
    }

    /// Terms that follow each other in one of the columns of a mask.
    struct Phrase: Hashable {
        var terms: [[UInt8]]
        /// The last stands for all terms that begin with it.
        var isOpen: Bool
        var columns: UInt8

        init(terms: [[UInt8]], isOpen: Bool, columns: UInt8) {
            self.terms = terms
            self.isOpen = isOpen
            self.columns = columns
        }

        /// - Parameter terms: as a query is cut. Nil where there are none.
        init?(_ terms: [Term], columns: UInt8 = QueryPlan.allColumns) {
            let terms = TermSequence.indexed(terms)
            guard let last = terms.last else { return nil }
            self.terms = terms.map { Array($0.text.utf8) }
            isOpen = last.kind == .character
            self.columns = columns
        }

        /// The scalar of a Chinese character that stands alone; nil for any other phrase.
        var character: UInt32? {
            guard isOpen, terms.count == 1 else { return nil }
            let scalars = String(decoding: terms[0], as: UTF8.self).unicodeScalars
            guard scalars.count == 1, let scalar = scalars.first, scalar.value >= 0x2E80 else { return nil }
            return scalar.value
        }
    }

    /// A term that adds to the score of documents that have it.
    struct ScoredTerm {
        var term: [UInt8]
        var columns: UInt8
        var weight: Float
    }

    static let allColumns: UInt8 = IndexColumn.allCases.reduce(0) { $0 | $1.mask } & ~IndexColumn.marks.mask

    /// What the words require; nil when none are typed, or when a text is a question that need not match as a whole.
    var words: Match?
    /// The same without synonyms; nil where it is the same.
    var typedWords: Match?
    /// Conditions and exclusions, which hold in any case.
    var filters: [Match] = []
    var scored: [ScoredTerm] = []
    /// Single characters of the query, by rank, each once.
    var characters: [UInt32] = []
    /// How much single characters count beside terms of several.
    var characterWeight: Float = 0
    var isQuestion = false
    /// A stretch of text was cut into words that were not typed apart.
    var wasCut = false
    /// What snippets mark: terms of each word or phrase.
    var marked: [[String]] = []
    var wasShortened = false
    var problems: [QueryProblem] = []
    var isEmpty: Bool { words == nil && scored.isEmpty && characters.isEmpty && filters.isEmpty }
}

/// Reads what was typed and makes a plan of it.
struct QueryPlanner {
    /// Weight of a pair of characters that straddles two words, against one inside a word: 1 − this × h.
    private static let straddlingLoss: Float = 0.4
    /// Weight of a pair that touches a stopword.
    private static let stopWeight: Float = 0.7
    /// How much the repetition of a term in the query counts: 1 + this × ln of the number.
    private static let repetition: Float = 0.3
    /// Of a long text so many terms are looked up: the rest says little.
    private static let mostTerms = 300
    /// Terms of a query at which h is a half: short queries lean on words and characters, long ones on pairs alone.
    private static let halfLength: Float = 50

    private let tables: SearchTables
    private let analyzer: Analyzer
    private var plan = QueryPlan()
    private var collected: [String: Collected] = [:]
    private var order: [String] = []
    private var characters: [UInt32] = []
    private var seenCharacters: Set<UInt32> = []

    private struct Collected {
        var columns: UInt8
        var count: Int
        var isInsideWord: Bool
        var touchesStop: Bool
        var isMark: Bool
        /// How rare its word is in the language: 0 for the most frequent.
        var rarity: Float = 0
    }

    static func plan(_ query: ParsedQuery, tables: SearchTables, analyzer: Analyzer) -> QueryPlan {
        var planner = QueryPlanner(tables: tables, analyzer: analyzer)
        return planner.plan(query)
    }

    private init(tables: SearchTables, analyzer: Analyzer) {
        self.tables = tables
        self.analyzer = analyzer
    }

    private mutating func plan(_ query: ParsedQuery) -> QueryPlan {
        plan.wasShortened = query.wasShortened
        plan.problems = query.problems
        plan.isQuestion = query.isProse
        var required: [QueryNode] = []
        if let root = query.root { required = root.parts }
        var words: [QueryPlan.Match] = []
        var typed: [QueryPlan.Match] = []
        var hasSynonyms = false
        for node in required {
            if node.isFilter {
                if let match = match(node, scores: false) { plan.filters.append(match.full) }
            } else if let match = match(node, scores: true) {
                words.append(match.full)
                typed.append(match.typed)
                hasSynonyms = hasSynonyms || match.hasSynonyms
            }
        }
        if !query.isProse, !words.isEmpty {
            plan.words = words.count == 1 ? words[0] : .all(words)
            if hasSynonyms { plan.typedWords = typed.count == 1 ? typed[0] : .all(typed) }
        }
        weigh()
        return plan
    }

    /// Recipe and figures: `Search.docc/Ranking.md`.
    private mutating func weigh() {
        if order.count > Self.mostTerms {
            let worth = order.enumerated().map { place, key -> (place: Int, worth: Float) in
                guard let found = collected[key] else { return (place, 0) }
                return (place, found.rarity * (1 + Float(log(Double(found.count)))))
            }
            let kept = worth.sorted { $0.worth != $1.worth ? $0.worth > $1.worth : $0.place < $1.place }
                .prefix(Self.mostTerms).map(\.place).sorted()
            order = kept.map { order[$0] }
        }
        let half = Self.halfLength / (Self.halfLength + Float(order.count))
        plan.scored = order.compactMap { key in
            guard let found = collected[key] else { return nil }
            let inside: Float = found.isInsideWord || found.isMark ? 1 : 1 - Self.straddlingLoss * half
            let stop: Float = found.touchesStop ? Self.stopWeight : 1
            let times = 1 + Self.repetition * Float(log(Double(found.count)))
            return QueryPlan.ScoredTerm(
                term: found.isMark ? IndexMarks.term(of: String(key.dropFirst())) : Array(key.utf8),
                columns: found.columns,
                weight: inside * stop * times)
        }
        plan.characters = characters
        plan.characterWeight = 0.3 + 0.6 * half
    }

    // MARK: - Nodes

    private struct Planned {
        var full: QueryPlan.Match
        var typed: QueryPlan.Match
        var hasSynonyms = false

        init(_ match: QueryPlan.Match) {
            full = match
            typed = match
        }

        init(full: QueryPlan.Match, typed: QueryPlan.Match) {
            self.full = full
            self.typed = typed
            hasSynonyms = true
        }

        init(_ parts: [Planned], _ join: ([QueryPlan.Match]) -> QueryPlan.Match) {
            full = parts.count == 1 ? parts[0].full : join(parts.map(\.full))
            typed = parts.count == 1 ? parts[0].typed : join(parts.map(\.typed))
            hasSynonyms = parts.contains(where: \.hasSynonyms)
        }
    }

    private mutating func match(_ node: QueryNode, scores: Bool) -> Planned? {
        switch node {
        case .words(let text, let scope):
            if plan.isQuestion {
                // The dates and spellings of a long description say little about what it resembles.
                for terms in analyzer.phrases(in: text) {
                    for run in Run.runs(of: terms) {
                        score(run, columns(scope))
                        _ = units(of: run, scope, true)
                    }
                }
                return nil
            }
            let parts = units(of: text, scope, scores)
            return parts.isEmpty ? nil : Planned(parts) { .all($0) }
        case .phrase(let text, let scope):
            let terms = analyzer.terms(in: text, mode: .query)
            guard let phrase = phrase(terms, scope) else { return nil }
            if scores { score(text, columns(scope)) }
            if scores { plan.marked.append(terms.map(\.text)) }
            return Planned(.phrase(phrase))
        case .prefix(let text, let scope):
            let terms = analyzer.terms(in: text, mode: .query)
            guard var phrase = phrase(terms, scope) else { return nil }
            phrase.isOpen = terms.last?.kind != .bigram
            if scores {
                score(text, columns(scope))
                plan.marked.append(terms.map(\.text))
            }
            return Planned(.phrase(phrase))
        case .near(let texts, let distance, let scope):
            let phrases = texts.compactMap { text -> QueryPlan.Phrase? in
                let terms = analyzer.terms(in: text, mode: .query)
                if scores { plan.marked.append(terms.map(\.text)) }
                return phrase(terms, scope)
            }
            if scores { texts.forEach { score($0, columns(scope)) } }
            return phrases.isEmpty ? nil : Planned(.near(phrases, within: distance))
        case .condition(let condition):
            return Planned(.condition(condition))
        case .and(let nodes):
            let parts = nodes.compactMap { match($0, scores: scores) }
            return parts.isEmpty ? nil : Planned(parts) { .all($0) }
        case .or(let nodes):
            let parts = nodes.compactMap { match($0, scores: scores) }
            return parts.isEmpty ? nil : Planned(parts) { .any($0) }
        case .not(let node):
            return match(node, scores: false).map { Planned(.none($0.full)) }
        }
    }

    private func columns(_ scope: QueryNode.Scope?) -> UInt8 {
        switch scope {
        case nil: QueryPlan.allColumns
        case .title: IndexColumn.title.mask
        case .number: IndexColumn.number.mask
        case .author, .names: IndexColumn.names.mask
        case .body: IndexColumn.body.mask
        }
    }

    private func phrase(_ terms: [Term], _ scope: QueryNode.Scope?) -> QueryPlan.Phrase? {
        QueryPlan.Phrase(terms, columns: columns(scope))
    }

    // MARK: - Words

    /// What one stretch of typed text requires: each expression of several spellings in any of them, each word.
    private mutating func units(of text: String, _ scope: QueryNode.Scope?, _ scores: Bool) -> [Planned] {
        var units: [Planned] = []
        var at = 0
        let utf8 = Array(text.utf8)
        func piece(_ range: Range<Int>) -> String { String(decoding: utf8[range], as: UTF8.self) }
        if scope == nil || scope == .number || scope == .body {
            var last = -1
            for (form, range) in CanonicalForms().terms(in: text) where range.lowerBound != last {
                last = range.lowerBound
                units += plainUnits(of: piece(at..<range.lowerBound), scope, scores)
                at = range.upperBound
                let terms = analyzer.terms(in: piece(range), mode: .query)
                if scores {
                    collectMark(form)
                    plan.marked.append(terms.map(\.text))
                }
                var ways: [QueryPlan.Match] = [.mark(form)]
                if let literal = phrase(terms, scope) { ways.append(.phrase(literal)) }
                units.append(Planned(.any(ways)))
            }
        }
        units += plainUnits(of: piece(at..<utf8.count), scope, scores)
        return units
    }

    private mutating func plainUnits(of text: String, _ scope: QueryNode.Scope?, _ scores: Bool) -> [Planned] {
        if let spelled = spelledName(text, scope, scores) { return [spelled] }
        var units: [Planned] = []
        for terms in analyzer.phrases(in: text) {
            for run in Run.runs(of: terms) {
                if scores { score(run, columns(scope)) }
                units += self.units(of: run, scope, scores)
            }
        }
        return units
    }

    /// Latin letters that may be the spelling or the initials of a name.
    private mutating func spelledName(_ text: String, _ scope: QueryNode.Scope?, _ scores: Bool) -> Planned? {
        guard scope == nil || scope == .names || scope == .author,
            text.unicodeScalars.contains(where: { $0.properties.isAlphabetic }),
            !text.unicodeScalars.contains(where: { $0.properties.isIdeographic }),
            let keys = tables.pinyin.key(ofTyped: text), !keys.isEmpty
        else { return nil }
        let terms = analyzer.terms(in: text, mode: .query)
        var ways: [QueryPlan.Match] = []
        if let literal = phrase(terms, scope) { ways.append(.phrase(literal)) }
        for key in keys {
            for mark in [IndexMarks.spelling(key), IndexMarks.initials(key)] {
                ways.append(.mark(mark))
                if scores { collectMark(mark) }
            }
        }
        if scores { plan.marked.append(terms.map(\.text)) }
        return Planned(.any(ways))
    }

    /// Words of a run, each with what may stand for it.
    private mutating func units(of run: Run, _ scope: QueryNode.Scope?, _ scores: Bool) -> [Planned] {
        guard run.isHan else {
            if scores { plan.marked.append(run.terms.map(\.text)) }
            return phrase(run.terms, scope).map { [Planned(.phrase($0))] } ?? []
        }
        let scalars = Array(run.text.unicodeScalars)
        var words: [Range<Int>] = [0..<scalars.count]
        let isOneWord =
            scalars.count <= 2 || tables.words.frequency(of: run.text) != nil
            || !tables.synonyms.others(for: run.text).isEmpty
        if !isOneWord {
            let found = tables.words.searchWords(in: run.text, stopwords: tables.stopwords)
            // A character left over between words asks for too much and says too little.
            let longer = found.filter { $0.count > 1 }
            if !found.isEmpty { words = longer.isEmpty ? found : longer }
            if found.count > 1 { plan.wasCut = true }
        }
        return words.compactMap { range in
            let word = String(String.UnicodeScalarView(scalars[range]))
            let terms = analyzer.terms(in: word, mode: .query)
            guard let typed = phrase(terms, scope) else { return nil }
            if scores { plan.marked.append(terms.map(\.text)) }
            let others = tables.synonyms.others(for: word)
            guard !others.isEmpty else { return Planned(.phrase(typed)) }
            var ways: [QueryPlan.Match] = [.phrase(typed)]
            for other in others {
                let terms = analyzer.terms(in: other, mode: .query)
                guard let phrase = phrase(terms, scope) else { continue }
                ways.append(.phrase(phrase))
                if scores { plan.marked.append(terms.map(\.text)) }
            }
            return Planned(full: .any(ways), typed: .phrase(typed))
        }
    }

    // MARK: - What is scored

    private mutating func collectMark(_ mark: String) {
        // A letter that no term begins with keeps marks apart from words of the same letters.
        collect("\u{1}" + mark, columns: IndexColumn.marks.mask, isInsideWord: true, touchesStop: false, isMark: true)
    }

    private mutating func collect(
        _ key: String, columns: UInt8, isInsideWord: Bool, touchesStop: Bool, isMark: Bool = false,
        rarity: Float = 10
    ) {
        if var known = collected[key] {
            known.count += 1
            known.columns |= columns
            known.isInsideWord = known.isInsideWord || isInsideWord
            known.touchesStop = known.touchesStop && touchesStop
            known.rarity = max(known.rarity, rarity)
            collected[key] = known
        } else {
            collected[key] = Collected(
                columns: columns, count: 1, isInsideWord: isInsideWord, touchesStop: touchesStop, isMark: isMark,
                rarity: rarity)
            order.append(key)
        }
    }

    private mutating func score(_ text: String, _ columns: UInt8) {
        for terms in analyzer.phrases(in: text) {
            for run in Run.runs(of: terms) { score(run, columns) }
        }
    }

    private mutating func score(_ run: Run, _ columns: UInt8) {
        guard run.isHan else {
            for term in run.terms { collect(term.text, columns: columns, isInsideWord: true, touchesStop: false) }
            return
        }
        let scalars = Array(run.text.unicodeScalars)
        for scalar in scalars where seenCharacters.insert(tables.ranks[scalar.value]).inserted {
            characters.append(tables.ranks[scalar.value])
        }
        guard scalars.count > 1 else { return }
        let words = tables.words.segments(in: run.text)
        // By character: the word it is in, and whether that is a stopword.
        var wordOf = [Int](repeating: 0, count: scalars.count)
        let isStop = words.map { tables.stopwords.contains(String(String.UnicodeScalarView(scalars[$0]))) }
        for (index, word) in words.enumerated() { for character in word { wordOf[character] = index } }
        let rarities = words.map { word -> Float in
            let frequency = tables.words.frequency(of: String(String.UnicodeScalarView(scalars[word]))) ?? 1
            return max(0.1, 14 - Float(log(Double(frequency + 1))))
        }
        for at in 0..<(scalars.count - 1) {
            let (left, right) = (wordOf[at], wordOf[at + 1])
            collect(
                String(String.UnicodeScalarView(scalars[at...(at + 1)])), columns: columns,
                isInsideWord: left == right, touchesStop: isStop[left] || isStop[right],
                rarity: left == right ? rarities[left] : min(rarities[left], rarities[right]) / 2)
        }
    }
}

/// A run of Han characters, or of words of other scripts, in the terms of a phrase.
private struct Run {
    var terms: [Term]
    var isHan: Bool
    /// Folded.
    var text: String

    static func runs(of terms: [Term]) -> [Run] {
        var runs: [Run] = []
        var endsRun = true
        for term in terms {
            switch term.kind {
            case .word:
                if var last = runs.last, !last.isHan {
                    last.terms.append(term)
                    last.text += " " + term.text
                    runs[runs.count - 1] = last
                } else {
                    runs.append(Run(terms: [term], isHan: false, text: term.text))
                }
                endsRun = true
            case .bigram:
                if !endsRun, var last = runs.last, last.isHan {
                    last.terms.append(term)
                    last.text.unicodeScalars.append(contentsOf: term.text.unicodeScalars.dropFirst())
                    runs[runs.count - 1] = last
                } else {
                    runs.append(Run(terms: [term], isHan: true, text: term.text))
                }
                endsRun = false
            case .character:
                // The last character of a run, which is already in its last pair; or a run of one.
                if !endsRun {
                    endsRun = true
                } else {
                    runs.append(Run(terms: [term], isHan: true, text: term.text))
                }
            }
        }
        return runs
    }
}

extension QueryNode {
    /// The parts that must all hold.
    var parts: [QueryNode] {
        if case .and(let nodes) = self { return nodes }
        return [self]
    }

    /// Restricts what is found without being looked for: a condition, an exclusion, or several of them.
    var isFilter: Bool {
        switch self {
        case .condition, .not: true
        case .and(let nodes), .or(let nodes): nodes.allSatisfy(\.isFilter)
        default: false
        }
    }
}
