internal import Foundation
internal import Records

/// Why a document resembles a text: the words of the text that it has too.
struct SharedTerms {
    private static let most = 8

    private struct Word {
        var text: String
        var lists: [PostingList]
        var weight: Float
    }

    private let words: [Word]

    /// - Parameter documents: how many there are.
    init(plan: QueryPlan, matcher: Matcher, documents: Int) throws {
        var weights: [[UInt8]: Float] = [:]
        for scored in plan.scored { weights[scored.term] = scored.weight }
        let total = Double(max(1, documents))
        var seen: Set<String> = []
        var words: [Word] = []
        for terms in plan.marked {
            let text = Self.text(of: terms)
            let keys = terms.map { Array($0.utf8) }.filter { weights[$0] != nil }
            guard text.unicodeScalars.count > 1, keys.count == terms.count, seen.insert(text).inserted else { continue }
            var word = Word(text: text, lists: [], weight: 0)
            for key in keys {
                let list = try matcher.postings(of: key, columns: QueryPlan.allColumns)
                word.lists.append(list)
                // Never below zero: in a small archive a word of two records may be in most of them, and still be shared.
                let idf = log(1 + (total - Double(list.count) + 0.5) / (Double(list.count) + 0.5))
                word.weight += Float(idf) * (weights[key] ?? 0)
            }
            words.append(word)
        }
        self.words = words
    }

    /// Pairs of characters overlap: `监护` `护人` are 监护人.
    private static func text(of terms: [String]) -> String {
        terms.dropFirst().reduce(terms.first ?? "") { text, term in
            text.unicodeScalars.last == term.unicodeScalars.first
                ? text + String(term.unicodeScalars.dropFirst()) : text + " " + term
        }
    }

    /// For each document the words it shares, the weightiest first.
    func words(of documents: [UInt32], relativeLengths: [Float]) -> [[SharedWord]] {
        documents.map { document in
            var shared: [SharedWord] = []
            for word in words where word.weight > 0 {
                var least: Float = .infinity
                for list in word.lists {
                    let place = list.firstIndex(notBefore: document, from: 0)
                    guard place < list.count, list.documents[place] == document else {
                        least = 0
                        break
                    }
                    least = min(least, Float(list.weights[place]))
                }
                guard least > 0 else { continue }
                let weight = word.weight * Scoring.saturated(least, relativeLengths[Int(document)])
                shared.append(SharedWord(term: word.text, weight: (Double(weight) * 100).rounded() / 100))
            }
            shared.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.term < $1.term }
            // A word inside a longer one that is shared as well says nothing more.
            var kept: [SharedWord] = []
            for word in shared where !kept.contains(where: { $0.term.contains(word.term) }) {
                kept.append(word)
                if kept.count == Self.most { break }
            }
            return kept
        }
    }
}
