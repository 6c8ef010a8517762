internal import ChineseText
internal import Foundation
package import Records

extension SearchIndex {
    /// At most so many are given.
    fileprivate static let mostSuggestions = 3

    /// What may have been meant by a query that found little: its text with words replaced that hardly any document has.
    /// Each suggestion has hits under the filters of the query, and nothing is looked at that does not pass them.
    /// - Parameter withNames: whether names on record are given that were not typed.
    package func suggestions(
        for query: SearchQuery, today: Day, withNames: Bool = true, classCode: @escaping (String) -> String = { $0 }
    ) throws -> [String] {
        let parser = QueryParser(today: today)
        let parsed = parser.parse(query.text)
        return try read(for: query, classCode: classCode) { lookup, tables, workspace in
            let suggester = try Suggester(lookup: lookup, query: query, tables: tables, withNames: withNames)
            return try suggester.suggestions(for: parsed) { text in
                var other = query
                other.text = text
                return try Ranking(
                    query: other, parsed: parser.parse(text), tables: tables, workspace: workspace, lookup: lookup
                ).hasMatches()
            }
        }
    }
}

/// Finds replacements for the words of one query.
private final class Suggester {
    /// A word that so many documents have was meant.
    private static let enough = 3
    /// Words that are looked up in place of typed ones, and whole queries that are tried.
    private static let mostCandidates = 40
    private static let mostForOneWord = 24
    private static let mostQueries = 8

    private let text: String
    private let tables: SearchTables
    private let withNames: Bool
    private let analyzer: Analyzer
    private let occurrences: OccurrenceTest
    private let nearby: NearbyWords
    private var candidatesLeft = Suggester.mostCandidates

    init(lookup: Lookup, query: SearchQuery, tables: SearchTables, withNames: Bool) throws {
        text = query.text
        self.tables = tables
        self.withNames = withNames
        analyzer = lookup.analyzer
        occurrences = try OccurrenceTest(lookup: lookup, query: query)
        nearby = NearbyWords(
            db: lookup.db, tables: tables, analyzer: analyzer, occurrences: occurrences, withNames: withNames)
    }

    /// Replaces what was typed at a place.
    private struct Change {
        var range: Range<Int>
        var text: String
    }

    /// - Parameter hasMatches: whether a whole query finds anything that has all its words.
    func suggestions(for query: ParsedQuery, hasMatches: (String) throws -> Bool) throws -> [String] {
        let stretches = TypedStretch.all(in: text, of: query, tables: tables, analyzer: analyzer)
        var choices: [[[Change]]] = []
        for stretch in stretches {
            let found = try changes(of: stretch)
            if !found.isEmpty { choices.append(found) }
        }
        guard !choices.isEmpty else { return [] }
        var tried: [String] = []
        func consider(_ changes: [Change]) {
            let changed = apply(changes)
            if !tried.contains(changed) { tried.append(changed) }
        }
        // The likeliest for each stretch together, then the second …; then one stretch changed alone.
        for rank in 0..<Self.enough { consider(choices.flatMap { $0[min(rank, $0.count - 1)] }) }
        if choices.count > 1 { choices.forEach { consider($0[0]) } }
        var suggestions: [String] = []
        for changed in tried.prefix(Self.mostQueries)
        where try (withNames || !namesSomebody(changed)) && hasMatches(changed) {
            suggestions.append(changed)
            if suggestions.count == SearchIndex.mostSuggestions { break }
        }
        return suggestions
    }

    /// Whether a query has a name on record that was not typed: characters put right one by one make one as well.
    private func namesSomebody(_ query: String) throws -> Bool {
        let typed = analyzer.fold(text)
        let scalars = Array(analyzer.fold(query).unicodeScalars)
        for start in scalars.indices.dropLast() {
            for end in start + 2...min(start + NearbyWords.longest, scalars.count) {
                let name = String(String.UnicodeScalarView(scalars[start..<end]))
                if tables.pinyin.isName(name), !typed.contains(name),
                    try occurrences.count(ofMark: IndexMarks.person(name), upTo: 1) > 0
                {
                    return true
                }
            }
        }
        return false
    }

    private func apply(_ changes: [Change]) -> String {
        var utf8 = Array(text.utf8)
        for change in changes.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            utf8.replaceSubrange(change.range, with: change.text.utf8)
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// Ways to put a stretch right: as a whole, or else its words.
    private func changes(of stretch: TypedStretch) throws -> [[Change]] {
        let whole = try replacements(of: stretch.whole)
        if !whole.isEmpty || stretch.words.isEmpty { return whole.map { [$0] } }
        let words = try stretch.words.map { try replacements(of: $0) }.filter { !$0.isEmpty }
        guard let most = words.map(\.count).max() else { return [] }
        return (0..<most).map { rank in words.map { $0[min(rank, $0.count - 1)] } }
    }

    /// What may stand in place of a word that hardly any document has, and is in more documents.
    private func replacements(of word: TypedStretch.Word) throws -> [Change] {
        let hits = try hits(of: word, upTo: Self.enough)
        guard hits < Self.enough, candidatesLeft > 0 else { return [] }
        let candidates =
            word.isLatin
            ? try nearby.names(soundingLike: tables.pinyin.ears(ofTyped: word.text))
            : try nearby.candidates(for: word.text)
        var found: [Change] = []
        for candidate in candidates.prefix(min(Self.mostForOneWord, candidatesLeft)) {
            candidatesLeft -= 1
            // A search for 未保法 finds 未成年人保护法 as well.
            let replacing = TypedStretch.Word(text: candidate, range: word.range, isLatin: false)
            guard try self.hits(of: replacing, upTo: hits + 1) > hits else { continue }
            found.append(Change(range: word.range, text: candidate))
            if found.count == SearchIndex.mostSuggestions { break }
        }
        return found
    }

    /// How many documents a search for the word finds; not all are counted once there are as many as `limit`.
    private func hits(of word: TypedStretch.Word, upTo limit: Int) throws -> Int {
        var hits = try occurrences.count(ofPhrase: word.text, upTo: limit)
        for other in word.isLatin ? [] : tables.synonyms.others(for: word.text) where hits < limit {
            hits += try occurrences.count(ofPhrase: other, upTo: limit)
        }
        for key in word.isLatin ? tables.pinyin.key(ofTyped: word.text) ?? [] : [] where hits < limit {
            hits += try occurrences.count(ofMark: IndexMarks.spelling(key), upTo: limit)
            hits += try occurrences.count(ofMark: IndexMarks.initials(key), upTo: limit)
        }
        return hits
    }
}
