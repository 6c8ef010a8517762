internal import ChineseText
internal import Foundation
internal import Indexes

/// What was typed, understood: words that must all match, alternatives, exact phrases, and what must not occur.
///
/// Anything may be typed: quotation marks that do not close, operators that stand alone, control characters. What
/// cannot be meant as an operator is taken as a word, or passed over.
struct ReadQuery {
    /// One thing asked for: any of its phrases will do.
    struct Group {
        /// FTS5 phrases.
        var phrases: [String]
    }

    var groups: [Group] = []
    var excluded: [String] = []
    /// Each term of the asked-for groups by itself, in order, without repeats: what is looked up when nothing matches
    /// all groups.
    var singleTerms: [String] = []
    /// What snippets mark: the terms of each asked-for phrase.
    var markedPhrases: [[String]] = []
    var wasShortened = false

    /// More terms than this are not looked up at once.
    static let termLimit = 120
    /// Bytes of what was typed that are read.
    static let inputLimit = 65536

    init(_ text: String, analyzer: Analyzer) {
        var stopwords: Set<String>?
        var seen: Set<String> = []
        var joinsNext = false
        for word in Self.words(text, wasShortened: &wasShortened) {
            if word.text == "OR" && !word.isQuoted && !word.isExcluded {
                joinsNext = !groups.isEmpty
                continue
            }
            let phrases =
                word.isQuoted
                ? [analyzer.terms(in: word.text, mode: .query)] : analyzer.phrases(in: word.text)
            for terms in phrases where !terms.isEmpty {
                let phrase = Self.phrase(terms, in: word.text)
                if word.isExcluded {
                    excluded.append(phrase)
                    continue
                }
                if joinsNext, !groups.isEmpty {
                    groups[groups.count - 1].phrases.append(phrase)
                } else {
                    groups.append(Group(phrases: [phrase]))
                }
                joinsNext = false
                markedPhrases.append(terms.map(\.text))
                for term in terms where seen.insert(term.text).inserted {
                    if stopwords == nil { stopwords = Self.stopwords }
                    if stopwords?.contains(term.text) == true { continue }
                    singleTerms.append(Self.quoted(term.text, isPrefix: term.kind == .character))
                }
            }
            joinsNext = false
        }
        if singleTerms.count > Self.termLimit {
            singleTerms.removeSubrange(Self.termLimit...)
            wasShortened = true
        }
    }

    /// The stretch of `text` that the terms were cut from: FTS5 has it cut again, in the same way.
    private static func phrase(_ terms: [Term], in text: String) -> String {
        guard let first = terms.first, let last = terms.last else { return "\"\"" }
        let stretch = text.utf8.dropFirst(first.range.lowerBound).prefix(last.range.upperBound - first.range.lowerBound)
        return quoted(String(decoding: stretch, as: UTF8.self), isPrefix: last.kind == .character)
    }

    /// Quoted for FTS5. A single character at the end stands for every term that begins with it.
    private static func quoted(_ text: String, isPrefix: Bool) -> String {
        "\"" + text.replacing("\"", with: "\"\"") + "\"" + (isPrefix ? " *" : "")
    }

    private static var stopwords: Set<String> {
        let lines = String(decoding: IndexDefinition.stopwords, as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { !$0.hasPrefix("#") }.map { $0.trimmingCharacters(in: .whitespaces) })
    }

    // MARK: - Words

    struct Word: Equatable {
        var text: String
        var isQuoted: Bool
        var isExcluded: Bool
    }

    private static let opening: [Character: Character] = ["\"": "\"", "“": "”", "「": "」", "『": "』", "＂": "＂"]

    static func words(_ text: String, wasShortened: inout Bool) -> [Word] {
        // SQLite takes a NUL for the end of the query.
        var text = text.replacing("\0", with: " ")
        if text.utf8.count > inputLimit {
            text = String(decoding: text.utf8.prefix(inputLimit), as: UTF8.self)
            wasShortened = true
        }
        var words: [Word] = []
        var current = ""
        var isExcluded = false
        var closing: Character?
        func finish(quoted: Bool) {
            if !current.isEmpty { words.append(Word(text: current, isQuoted: quoted, isExcluded: isExcluded)) }
            current = ""
            isExcluded = false
        }
        for character in text {
            if let end = closing {
                if character == end {
                    finish(quoted: true)
                    closing = nil
                } else {
                    current.append(character)
                }
            } else if let end = opening[character] {
                if !current.isEmpty { finish(quoted: false) }
                closing = end
            } else if character.isWhitespace || character == "(" || character == ")" && current.isEmpty {
                finish(quoted: false)
            } else if character == "-" || character == "－", current.isEmpty, !isExcluded {
                isExcluded = true
            } else {
                current.append(character)
            }
        }
        // A quotation mark that does not close: what follows it are plain words.
        if closing != nil {
            let rest = current
            current = ""
            for part in rest.split(whereSeparator: \.isWhitespace) {
                words.append(Word(text: String(part), isQuoted: false, isExcluded: isExcluded))
                isExcluded = false
            }
        } else {
            finish(quoted: false)
        }
        return words
    }
}
