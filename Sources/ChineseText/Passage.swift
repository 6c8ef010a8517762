/// A piece of a text to show under a search result, with the places that matched.
package struct Passage: Hashable, Sendable {
    /// Original characters, not folded; white space as single spaces; `…` where a sentence is cut.
    package let text: String
    /// UTF-8 offsets in `text`, ascending, neither overlapping nor touching.
    package let marks: [Range<Int>]

    package init(text: String, marks: [Range<Int>]) {
        self.text = text
        self.marks = marks
    }

    /// The text as HTML, safe in elements and quoted attributes, with each mark in a `<mark>` element.
    package func html() -> String {
        var html: [UInt8] = []
        html.reserveCapacity(text.utf8.count + marks.count * 13)
        var marks = marks[...]
        for (offset, byte) in text.utf8.enumerated() {
            if let mark = marks.first, mark.upperBound == offset {
                html.append(contentsOf: "</mark>".utf8)
                marks.removeFirst()
            }
            if marks.first?.lowerBound == offset { html.append(contentsOf: "<mark>".utf8) }
            switch byte {
            case UInt8(ascii: "&"): html.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): html.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): html.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): html.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): html.append(contentsOf: "&#39;".utf8)
            default: html.append(byte)
            }
        }
        if !marks.isEmpty { html.append(contentsOf: "</mark>".utf8) }
        return String(decoding: html, as: UTF8.self)
    }
}

/// Finds the passage of a text that shows best why it matched a query.
///
/// Not `Sendable`, because its ``Analyzer`` is not.
package struct Highlighter {
    private let analyzer: Analyzer

    /// - Parameter analyzer: the one that made the query's terms, or one with the same variants.
    package init(analyzer: Analyzer) {
        self.analyzer = analyzer
    }

    /// A word as a phrase to look for.
    package func terms(of word: String) -> [String] { analyzer.terms(in: word, mode: .query).map(\.text) }

    /// The whole of `text`, character by character as it is, with every place that matches.
    package func marked(_ text: String, phrases: [[String]]) -> Passage {
        let query = PassageQuery(terms: [], phrases: phrases, analyzer: analyzer)
        var text = text
        let marks = text.withUTF8 { bytes in
            let reader = BorderReader(bytes: bytes)
            return query.matches(in: bytes, analyzer: analyzer).reduce(into: [Range<Int>]()) { marks, match in
                let shown = reader.characters(around: match.range)
                if let last = marks.last, shown.lowerBound <= last.upperBound {
                    marks[marks.count - 1] = last.lowerBound..<max(last.upperBound, shown.upperBound)
                } else {
                    marks.append(shown)
                }
            }
        }
        return Passage(text: text, marks: marks)
    }

    /// The stretch of `text` with most of the query: each phrase counts as many as it has terms, each other term one,
    /// however often it occurs. The earliest of equals wins; without any match it is the beginning of the text.
    ///
    /// A character alone, as a term or at the end of a phrase, matches whatever begins with it, and so does a term that
    /// ends in `*`. When a phrase is found as a whole, its terms are not marked elsewhere.
    ///
    /// - Parameters:
    ///   - terms: folded terms, as ``Analyzer`` makes them from the query.
    ///   - phrases: folded terms that must follow each other.
    ///   - length: Unicode scalars of the text to show, about. `Int.max` shows all of it.
    package func passage(
        in text: String, matching terms: Set<String>, phrases: [[String]] = [], length: Int = 90
    ) -> Passage {
        placedPassage(in: text, matching: terms, phrases: phrases, length: length).passage
    }

    /// The passage, and where in `text` its first match stands, in UTF-8: the beginning of the passage without any.
    package func placedPassage(
        in text: String, matching terms: Set<String>, phrases: [[String]] = [], length: Int = 90
    ) -> (passage: Passage, offset: Int) {
        let query = PassageQuery(terms: terms, phrases: phrases, analyzer: analyzer)
        var text = text
        return text.withUTF8 { bytes in
            let matches = query.matches(in: bytes, analyzer: analyzer)
            let window = PassageWindow(
                bytes: bytes, matches: matches, weights: query.weights, length: max(length, 1))
            let first = matches.first { $0.range.overlaps(window.range) }
            return (
                window.passage(of: bytes, marking: matches), first?.range.lowerBound ?? window.range.lowerBound
            )
        }
    }
}
