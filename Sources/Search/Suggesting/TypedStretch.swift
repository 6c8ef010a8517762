internal import ChineseText

/// A stretch of what was typed that may be wrong as a whole, and the words in it that may.
struct TypedStretch {
    struct Word {
        /// Folded.
        var text: String
        /// UTF-8 offsets in the query's text.
        var range: Range<Int>
        /// Latin letters: only the spelling of a name.
        var isLatin: Bool
    }

    var whole: Word
    /// The words it is cut into; empty where it is one word.
    var words: [Word]

    private static let mostStretches = 8

    /// The stretches of a query in order.
    static func all(
        in text: String, of query: ParsedQuery, tables: SearchTables, analyzer: Analyzer
    ) -> [TypedStretch] {
        guard !query.isProse, !query.wasShortened, let root = query.root else { return [] }
        let utf8 = Array(text.utf8)
        if let spelled = spelledName(text, utf8.count, tables: tables) { return [spelled] }
        var stretches: [TypedStretch] = []
        var at = 0
        for leaf in root.leaves {
            for part in leaf.texts {
                guard let start = place(of: Array(part.utf8), in: utf8, from: at) else { continue }
                at = start + part.utf8.count
                stretches += Self.stretches(
                    in: part, at: start, isExact: leaf.isExact, tables: tables, analyzer: analyzer)
                if stretches.count >= mostStretches { return Array(stretches.prefix(mostStretches)) }
            }
        }
        return stretches
    }

    /// The whole query, where it is nothing but the pinyin of a name: `zhang san`.
    private static func spelledName(_ text: String, _ count: Int, tables: SearchTables) -> TypedStretch? {
        guard !text.unicodeScalars.contains(where: { $0.properties.isIdeographic }),
            !tables.pinyin.ears(ofTyped: text).isEmpty
        else { return nil }
        return TypedStretch(whole: Word(text: text, range: 0..<count, isLatin: true), words: [])
    }

    private static func place(of part: [UInt8], in text: [UInt8], from: Int) -> Int? {
        guard !part.isEmpty, text.count >= part.count, from <= text.count - part.count else { return nil }
        return (from...(text.count - part.count)).first {
            text[$0] == part[0] && text[$0..<($0 + part.count)] == part[...]
        }
    }

    /// Runs of Han characters, each character with the place it was typed at.
    private static func stretches(
        in part: String, at start: Int, isExact: Bool, tables: SearchTables, analyzer: Analyzer
    ) -> [TypedStretch] {
        if let latin = spelledName(part, part.utf8.count, tables: tables) {
            var word = latin.whole
            word.range = start..<(start + part.utf8.count)
            return [TypedStretch(whole: word, words: [])]
        }
        var stretches: [TypedStretch] = []
        var run: [(scalar: Unicode.Scalar, range: Range<Int>)] = []
        func close() {
            defer { run.removeAll() }
            guard run.count > 1 else { return }
            func word(_ range: Range<Int>) -> Word {
                let text = String(run[range].map(\.scalar))
                return Word(
                    text: text,
                    range: run[range.lowerBound].range.lowerBound..<run[range.upperBound - 1].range.upperBound,
                    isLatin: false)
            }
            let whole = word(0..<run.count)
            let isOneWord =
                isExact || run.count <= 2 || tables.words.frequency(of: whole.text) != nil
                || !tables.synonyms.others(for: whole.text).isEmpty
            let words = isOneWord ? [] : tables.words.searchWords(in: whole.text, stopwords: tables.stopwords)
            stretches.append(
                TypedStretch(
                    whole: whole,
                    words: words.filter { $0.count > 1 && $0.count < run.count }.map(word)))
        }
        var place = start
        for scalar in part.unicodeScalars {
            let range = place..<(place + UTF8.width(scalar))
            place = range.upperBound
            let folded = Array(analyzer.fold(String([scalar])).unicodeScalars)
            if folded.count == 1, folded[0].properties.isIdeographic {
                run.append((folded[0], range))
            } else {
                close()
            }
        }
        close()
        return stretches
    }
}

extension QueryNode {
    /// The texts of a leaf.
    fileprivate var texts: [String] {
        switch self {
        case .words(let text, _), .phrase(let text, _): [text]
        case .near(let texts, _, _): texts
        default: []
        }
    }

    /// Looked up letter for letter, not cut into words.
    fileprivate var isExact: Bool {
        if case .words = self { false } else { true }
    }
}
