internal import ChineseText
internal import Records

/// Tells whether words stand in documents that the reader of a query may read and that pass its filters. Nothing is ever
/// looked at of others: how many they are changes neither the answer nor how far is looked.
final class OccurrenceTest {
    private let lookup: Lookup
    private let passing: ItemSet

    init(lookup: Lookup, query: SearchQuery) throws {
        self.lookup = lookup
        var passing = lookup.all
        if let tagged = try lookup.tagged(query) { passing.formIntersection(tagged) }
        self.passing = passing
    }

    /// In how many documents a text stands, counted to `limit`.
    func count(ofPhrase text: String, upTo limit: Int) throws -> Int {
        guard let phrase = QueryPlan.Phrase(lookup.analyzer.terms(in: text, mode: .query)) else { return 0 }
        return try lookup.matcher.count(phrase, among: passing, upTo: limit)
    }

    func count(ofMark mark: String, upTo limit: Int) throws -> Int {
        let phrase = QueryPlan.Phrase(
            terms: [IndexMarks.term(of: mark)], isOpen: false, columns: IndexColumn.marks.mask)
        return try lookup.matcher.count(phrase, among: passing, upTo: limit)
    }

    /// Whether a document passes that was found otherwise.
    func passes(_ document: Int64) -> Bool { passing.contains(Int(document)) }
}
