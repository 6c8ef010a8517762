package import ChineseText
internal import Foundation
internal import Indexes

/// Words that may stand for each other in a search: lines of words joined by `=`; `#` starts a comment.
///
/// The institution's own file comes before ours: a word that stands in both belongs to the institution's group.
package struct Synonyms: Sendable {
    /// What is wrong with a line of the institution's file.
    package enum Fault: Equatable, Sendable {
        /// A line with one word only.
        case alone(line: Int, String)
        /// A word that stands in two groups, or twice in one.
        case twice(line: Int, String, first: Int)
        /// A word of one character, or of nothing that could be looked up.
        case unusable(line: Int, String)
        /// The line is not UTF-8.
        case undecodable(line: Int)

        package var line: Int {
            switch self {
            case .alone(let line, _), .twice(let line, _, _), .unusable(let line, _), .undecodable(let line): line
            }
        }
    }

    /// The groups, words as written; the institution's come first.
    package private(set) var groups: [[String]] = []
    /// So many of them are the institution's.
    package private(set) var ownCount = 0
    /// The lines that the groups stand on in their files.
    package private(set) var lines: [Int] = []
    /// What is wrong with the institution's file.
    package private(set) var faults: [Fault] = []
    /// The number of its group by folded word.
    private var groupOfWord: [String: Int] = [:]
    private var folded: [[String]] = []

    /// - Parameters:
    ///   - own: the institution's file, as it was read.
    ///   - supplied: ours.
    package init(own: [UInt8], supplied: [UInt8], analyzer: Analyzer) {
        var lineOfWord: [String: Int] = [:]
        let (ownLines, undecodable) = Self.lines(of: own)
        faults = undecodable.map { .undecodable(line: $0) }
        for (number, content) in ownLines { read(content, number, &lineOfWord, isOwn: true, analyzer) }
        ownCount = groups.count
        for (number, content) in Self.lines(of: supplied).lines {
            read(content, number, &lineOfWord, isOwn: false, analyzer)
        }
        faults.sort { $0.line < $1.line }
    }

    /// The institution's file and the groups that come with the program.
    package init(own: [UInt8] = []) {
        self.init(
            own: own, supplied: IndexDefinition.synonyms, analyzer: Analyzer(variants: IndexDefinition.variants))
    }

    /// What stands on each line that says something, and the numbers of lines that are not UTF-8.
    private static func lines(of bytes: [UInt8]) -> (lines: [(Int, Substring)], undecodable: [Int]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        var lines: [(Int, Substring)] = []
        var undecodable: [Int] = []
        for (index, line) in content.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard let text = String(validating: line, as: UTF8.self) else {
                undecodable.append(index + 1)
                continue
            }
            let said = text.prefix { $0 != "#" && $0 != "＃" }
            if !said.allSatisfy(\.isWhitespace) { lines.append((index + 1, said)) }
        }
        return (lines, undecodable)
    }

    private mutating func read(
        _ content: Substring, _ number: Int, _ lineOfWord: inout [String: Int], isOwn: Bool, _ analyzer: Analyzer
    ) {
        var group: [(word: String, folded: String)] = []
        var found: [Fault] = []
        for part in content.split(whereSeparator: { $0 == "=" || $0 == "＝" }) {
            let word = part.trimmingCharacters(in: .whitespacesAndNewlines)
            if word.isEmpty { continue }
            let plain = analyzer.fold(word)
            if plain.count < 2 || analyzer.terms(in: plain, mode: .query).isEmpty {
                found.append(.unusable(line: number, word))
            } else if let first = lineOfWord[plain] {
                found.append(.twice(line: number, word, first: first))
            } else {
                lineOfWord[plain] = number
                group.append((word, plain))
            }
        }
        if group.count > 1 {
            for word in group { groupOfWord[word.folded] = groups.count }
            groups.append(group.map(\.word))
            folded.append(group.map(\.folded))
            lines.append(number)
        } else if found.isEmpty {
            found.append(
                .alone(line: number, group.first?.word ?? content.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        if isOwn { faults += found }
    }

    /// All words, folded.
    var words: [String] { folded.flatMap { $0 } }

    /// What may stand for a folded word, folded; empty if nothing may.
    func others(for word: String) -> [String] {
        groupOfWord[word].map { folded[$0].filter { $0 != word } } ?? []
    }
}
