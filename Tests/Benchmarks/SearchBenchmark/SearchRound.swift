import ArgumentParser
import Foundation
import Records

/// Queries put to one open index, one after the other: each once untimed, then each once timed.
struct SearchRound {
    struct Result {
        var answer: Engine.Answer
        var took: Stopwatch
    }

    private let engine: Engine
    private let documents: DocumentList
    /// The texts to take passages from; nil when the page alone is wanted.
    private let texts: DocumentFile?
    private let exhaustive: Bool

    init(folder: String, documents: DocumentList, options: SearchOptions, extent: Extent) throws {
        engine = try Engine(folder: folder)
        self.documents = documents
        exhaustive = options.exhaustive
        guard extent == .full else {
            texts = nil
            return
        }
        guard let path = options.texts else { throw ValidationError("A full answer needs --texts.") }
        texts = try DocumentFile(path: path)
    }

    func run(_ queries: [SearchQuery]) throws -> [Result] {
        var queries = queries
        if exhaustive {
            for number in queries.indices { Engine.makeExhaustive(&queries[number]) }
        }
        for number in queries.indices { queries[number].brief = texts == nil }
        for query in queries { _ = try answer(query) }
        return try queries.map(answer)
    }

    private func answer(_ query: SearchQuery) throws -> Result {
        var took = Stopwatch()
        took.start()
        let answer = try engine.search(query)
        took.stop()
        guard let texts else { return Result(answer: answer, took: took) }
        // Reading the texts is the storage's part: it is not timed here.
        let found = answer.page.compactMap { texts.document(at: documents[$0.item].offset)?.text }
        took.start()
        let shown = found.map { engine.passage(in: $0, for: answer).utf8.count }
        took.stop()
        precondition(shown.count == answer.page.count)
        return Result(answer: answer, took: took)
    }
}
