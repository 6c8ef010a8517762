package import ChineseText
internal import Foundation

/// Words that may stand for each other in a search: lines of words joined by `=`; `#` starts a comment.
package struct Synonyms: Sendable {
    /// What is wrong with a line of the file.
    package enum Fault: Equatable, Sendable {
        /// A line without `=`.
        case alone(line: Int, String)
        /// A word that stands in two groups, or twice in one.
        case twice(line: Int, String, first: Int)
        /// A word of one character or none, or of nothing that could be looked up.
        case unusable(line: Int, String)
    }

    package let faults: [Fault]
    /// The groups, words as written.
    package let groups: [[String]]
    /// The number of its group by folded word.
    private let groupOfWord: [String: Int]
    private let folded: [[String]]

    /// - Parameter texts: several files are one after the other; a word keeps its first group.
    package init(reading texts: [String], analyzer: Analyzer) {
        var faults: [Fault] = []
        var groups: [[String]] = []
        var folded: [[String]] = []
        var groupOfWord: [String: Int] = [:]
        var lineOfWord: [String: Int] = [:]
        for text in texts {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let number = index + 1
                let content = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
                if content.isEmpty { continue }
                var group: [(word: String, folded: String)] = []
                for part in content.split(whereSeparator: { $0 == "=" || $0 == "＝" }) {
                    let word = part.trimmingCharacters(in: .whitespaces)
                    let plain = analyzer.fold(word)
                    if plain.count < 2 || analyzer.terms(in: plain, mode: .query).isEmpty {
                        faults.append(.unusable(line: number, word))
                    } else if let first = lineOfWord[plain] {
                        faults.append(.twice(line: number, word, first: first))
                    } else {
                        lineOfWord[plain] = number
                        group.append((word, plain))
                    }
                }
                guard group.count > 1 else {
                    if !content.contains("=") && !content.contains("＝") { faults.append(.alone(line: number, content)) }
                    continue
                }
                for word in group { groupOfWord[word.folded] = groups.count }
                groups.append(group.map(\.word))
                folded.append(group.map(\.folded))
            }
        }
        self.faults = faults
        self.groups = groups
        self.folded = folded
        self.groupOfWord = groupOfWord
    }

    /// What may stand for a folded word, folded; empty if nothing may.
    func others(for word: String) -> [String] {
        groupOfWord[word].map { folded[$0].filter { $0 != word } } ?? []
    }
}
