import ChineseText
import Indexes
import Records
import Search

/// All that the benchmark uses of `Search`: when its door changes, this file does.
struct Engine {
    /// What of the index lies on disk.
    static let files = ["search.sqlite", "search.sqlite-wal"]

    /// Nothing here asks for relative dates: any day will do.
    private let today: Day

    private let index: SearchIndex
    private let highlighter = Highlighter(analyzer: Analyzer(variants: IndexDefinition.variants))

    init(folder: String) throws {
        index = try SearchIndex(path: folder + "/" + Self.files[0])
        guard let day = Day("2024-01-01") else { preconditionFailure("not a day") }
        today = day
    }

    /// Enters documents as items `after + 1` and following, in one transaction.
    func add(_ documents: [Document], after: Int64) async throws {
        var number = after
        let changes = documents.map { document in
            number += 1
            return IndexChange(
                sequence: number, item: number, old: nil,
                new: IndexedText(title: document.title, number: "", names: "", body: document.text, tags: []),
                classCode: document.classCode, org: document.org, date: document.date, voided: false)
        }
        _ = try await index.apply(changes, after: after, through: number)
    }

    func optimize() throws { try index.optimize() }

    func search(_ query: SearchQuery) throws -> Answer { try Answer(outcome: index.search(query, today: today)) }

    func complete(_ prefix: String, _ query: SearchQuery) throws {
        _ = try index.completions(of: prefix, query: query, limit: query.limit)
    }

    /// A passage of a hit's text, ready for a page.
    func passage(in text: String, for answer: Answer) -> String {
        highlighter.passage(
            in: text, matching: [], phrases: answer.outcome.marked
        ).html()
    }

    /// Has the query scored without approximation.
    static func makeExhaustive(_ query: inout SearchQuery) { query.exhaustive = true }

    struct Answer {
        fileprivate let outcome: SearchOutcome

        var page: [(item: Int64, score: Double)] { outcome.page }
        var total: Int { outcome.total }
    }
}
