import Foundation
import Records

/// Queries of the kinds that people ask, the same ones for the same corpus.
struct QueryMix {
    struct Query {
        var text: String
        var filter: (inout SearchQuery) -> Void = { _ in }

        func query(_ options: SearchOptions, limit: Int) -> SearchQuery {
            var query = options.query(text, limit: limit)
            filter(&query)
            return query
        }
    }

    private(set) var kinds: [(name: String, queries: [Query])] = []
    /// Kinds that could not be made, and why.
    private(set) var leftOut: [String] = []
    /// Words, names and titles that somebody may be typing.
    let completed: [String]

    /// - Parameter count: how many of each kind, at most.
    init(list: DocumentList, file: DocumentFile, count: Int) throws {
        let sample = spread(Array(1...max(1, list.count)), 4000).compactMap {
            file.document(at: list[Int64($0)].offset)
        }
        let words = CommonWords(texts: sample.map(\.text)).words
        let frequent = Array(words.prefix(count))
        let names = sample.compactMap { $0.text.firstMatch(of: #/姓名：(\S+)/#).map { String($0.1) } }
        completed =
            frequent + spread(names, count)
            + spread(sample.map(\.title).filter { !$0.isEmpty }, count)
        let short = words.dropFirst(count).filter { $0.count == 2 }
        let none = "none in this corpus"
        add("frequent words", frequent.map { Query(text: $0) }, orBecause: none)
        add("two characters", spread(short, count).map { Query(text: $0) }, orBecause: none)
        let phrases = sample.compactMap { Self.phrase(in: $0.text) }
        add("phrases", spread(phrases, count).map { Query(text: "\"\($0)\"") }, orBecause: none)
        add("names", spread(names, count).map { Query(text: $0) }, orBecause: none)
        try addJudged("questions", "stard", \.text, count)
        try addJudged("keywords", "stard", \.keywords, count)
        try addJudged("long descriptions", "lecard", \.text, count)
        let filters = spread(sample, count).enumerated().map { number, document in
            Query(text: words.isEmpty ? "" : words[number % min(words.count, count)]) { query in
                let year = document.date / 10000
                switch number % 3 {
                case 0: (query.from, query.to) = ("\(year)-01-01", "\(year + 1)-12-31")
                case 1: query.org = String(document.org.prefix(4))
                default: query.classCode = document.classCode
                }
            }
        }
        add("filtered", filters, orBecause: none)
    }

    private mutating func add(_ name: String, _ queries: [Query], orBecause reason: String) {
        if queries.isEmpty { leftOut.append(name + ": " + reason) } else { kinds.append((name, queries)) }
    }

    private struct Judged: Decodable {
        var text: String
        var keywords: String?
    }

    /// Queries that nobody in this project wrote.
    private mutating func addJudged(
        _ name: String, _ collection: String, _ field: (Judged) -> String?, _ count: Int
    ) throws {
        let place = "data/retrieval/\(collection)/queries.dev.jsonl"
        guard let root = ProcessInfo.processInfo.environment["LANTAI_DATA"],
            let lines = try? String(contentsOfFile: root + "/" + place, encoding: .utf8)
        else { return leftOut.append("\(name): LANTAI_DATA names no folder with \(place)") }
        let asked = try lines.split(separator: "\n").compactMap {
            field(try JSONDecoder().decode(Judged.self, from: Data($0.utf8)))
        }
        add(name, spread(asked.filter { !$0.isEmpty }, count).map { Query(text: $0) }, orBecause: "none in " + place)
    }

    /// Some 6 to 8 characters that stand together, from the middle of a text on.
    private static func phrase(in text: String) -> String? {
        let half = text[text.index(text.startIndex, offsetBy: text.count / 2)...]
        return half.firstMatch(of: #/[\u{4e00}-\u{9fff}]{6,8}/#).map { String($0.0) }
    }
}

/// At most so many of them, evenly from first to last.
private func spread<Element>(_ elements: [Element], _ count: Int) -> [Element] {
    guard elements.count > count else { return elements }
    return (0..<count).map { elements[$0 * elements.count / count] }
}
