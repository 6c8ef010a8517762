internal import GRDB
internal import Records

/// Tells whether words stand in documents that pass the filters of a query, from the first documents that do.
///
/// FTS5 hands out matches one by one, so that a word that many documents have costs as little as a word that none has.
/// What is not found before the patience is spent counts as absent: nothing is ever told of documents that do not pass.
final class OccurrenceTest {
    /// Documents that one word may be looked for in, and all words together.
    private static let patienceForOne = 4_000
    private static let patienceForAll = 30_000

    private let filter: ItemFilter
    /// Restricts the matches themselves: volume and fields.
    private let restriction: String
    private let matches: Statement
    private let matchesOne: Statement
    private var patience = OccurrenceTest.patienceForAll

    init(db: Database, columns: ItemColumns, query: SearchQuery) throws {
        filter = ItemFilter(query: query, columns: columns)
        var tags = query.fields.map { IndexedText.tag(field: $0) }
        if let volume = query.volume { tags.append(IndexedText.tag(volume: volume)) }
        restriction = tags.map { " AND " + Self.mark($0) }.joined()
        matches = try db.cachedStatement(sql: "SELECT rowid FROM terms WHERE terms MATCH ?")
        matchesOne = try db.cachedStatement(sql: "SELECT rowid FROM terms WHERE terms MATCH ? AND rowid = ?")
    }

    /// In how many documents a text stands, counted to `limit`.
    func count(ofPhrase text: String, upTo limit: Int) throws -> Int {
        try count(Self.quoted(text), limit)
    }

    func count(ofMark mark: String, upTo limit: Int) throws -> Int {
        try count(Self.mark(mark), limit)
    }

    /// Whether a document passes that was found otherwise.
    func passes(_ document: Int64) throws -> Bool {
        guard filter.passes(Int(document)) else { return false }
        if restriction.isEmpty { return true }
        patience -= 1
        guard patience > 0 else { return false }
        return try Int64.fetchOne(
            matchesOne, arguments: [String(restriction.dropFirst(" AND ".count)), document]) != nil
    }

    private func count(_ match: String, _ limit: Int) throws -> Int {
        var found = 0
        var left = min(Self.patienceForOne, patience)
        let rows = try Int64.fetchCursor(matches, arguments: [match + restriction])
        while left > 0, found < limit, let document = try rows.next() {
            left -= 1
            patience -= 1
            if filter.passes(Int(document)) { found += 1 }
        }
        return found
    }

    private static func mark(_ mark: String) -> String { "marks : " + quoted(String(IndexTokenizer.tagMark) + mark) }

    private static func quoted(_ text: String) -> String {
        "\"" + text.filter { $0 != "\0" }.replacing("\"", with: "\"\"") + "\""
    }
}
