import Records
import Samples
import Search
import Testing
import Workbench

/// An index in a folder of its own.
final class TestIndex {
    let folder: TestFolder
    let index: SearchIndex
    private var sequence: Int64 = 0
    private var known: [Int64: (text: IndexedText, document: Int64)] = [:]

    init(ownSynonyms: String = "", readers: Int = 1) throws {
        folder = try TestFolder()
        index = try SearchIndex(
            path: folder.path("search.sqlite"), ownSynonyms: Array(ownSynonyms.utf8), readers: readers)
    }

    struct Entry {
        var title = ""
        var number = ""
        var names = ""
        var body = ""
        var tags: [String] = []
        var classCode = "PX"
        var org = "210202"
        var date: Int32 = 20230519
        var voided = false

        var text: IndexedText { IndexedText(title: title, number: number, names: names, body: body, tags: tags) }
    }

    /// Enters an item, or a new version of it.
    func put(_ item: Int64, _ entry: Entry) async throws {
        let change = IndexChange(
            sequence: sequence + 1, item: item, old: known[item], new: entry.text, classCode: entry.classCode,
            org: entry.org, date: entry.date, voided: entry.voided)
        let isApplied = try await index.apply([change], after: sequence, through: sequence + 1)
        #expect(isApplied)
        sequence += 1
        known[item] = (entry.text, sequence)
    }

    /// Enters bodies as items 1, 2, 3 …
    func fill(_ bodies: [String]) async throws {
        for (number, body) in bodies.enumerated() { try await put(Int64(number + 1), Entry(body: body)) }
    }

    func search(_ text: String) throws -> SearchOutcome { try index.search(SearchQuery(text: text, limit: 1000)) }

    /// The items found, best first; nothing where the words were relaxed.
    func items(_ text: String) throws -> [Int64] {
        let outcome = try search(text)
        return outcome.relaxed ? [] : outcome.page.map(\.item)
    }
}

extension SearchIndex {
    /// As if today were the first of June 2024.
    func search(_ query: SearchQuery) throws -> SearchOutcome {
        try search(query, today: try #require(Day("2024-06-01")))
    }
}

/// A few hundred generated documents, indexed once for all tests that only search.
struct SampleIndex: Sendable {
    let documents: [SampleDocument]
    let index: SearchIndex
    private let folder: TestFolder

    static let shared = Task { try await SampleIndex(count: 480) }

    init(count: Int) async throws {
        folder = try TestFolder()
        index = try SearchIndex(path: folder.path("search.sqlite"))
        let generator = SampleGenerator(seed: 7)
        documents = (0..<count).map { generator.document(at: $0) }
        let changes = documents.enumerated().map { number, document in
            IndexChange(
                sequence: Int64(number + 1), item: Int64(number + 1), old: nil, new: Self.text(of: document),
                classCode: document.classCode, org: document.org,
                date: Day(document.date)?.number ?? 0, voided: false)
        }
        _ = try await index.apply(changes, after: 0, through: Int64(count))
    }

    private static func text(of document: SampleDocument) -> IndexedText {
        let names = [document.author].compactMap { $0 } + document.fields.map(\.value)
        var tags = document.fields.map { IndexedText.tag(field: FieldValue(name: $0.name, value: $0.value)) }
        if let volume = document.volume { tags.append(IndexedText.tag(volume: volume)) }
        return IndexedText(
            title: document.title,
            number: [document.documentNumber ?? "", document.externalID].joined(separator: "\n"),
            names: names.joined(separator: "\n"), body: document.text, tags: tags)
    }

    /// All that a word can stand in.
    func contains(_ word: String, _ document: SampleDocument) -> Bool {
        ([document.title, document.documentNumber ?? "", document.author ?? "", document.text]
            + document.fields.map(\.value)).contains { $0.contains(word) }
    }
}
