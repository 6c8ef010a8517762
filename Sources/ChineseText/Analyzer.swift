/// Turns text into index terms; the same analysis serves documents and queries.
///
/// Chinese is written without spaces, so every two neighbouring characters are a term (`未成年人` → `未成` `成年`
/// `年人`): a word is then found as a phrase of consecutive terms, without a dictionary that would have to know it.
/// Words and numbers of other scripts are one term for each run of letters and digits (`J016`, `2023`).
///
/// Before cutting, each character is folded: width and compatibility forms, upper case, accents, traditional and
/// variant characters; zero-width characters, soft hyphens and bidirectional controls are passed over. Everything else
/// that is neither letter nor digit ends a run: spaces, line breaks (also inside a Chinese sentence), punctuation.
///
/// Not `Sendable`: an analyzer learns characters as it meets them, without locks. Make one for each database
/// connection or task; that takes well under a millisecond.
package final class Analyzer {
    package enum Mode: Sendable {
        /// Each run of Chinese gives its bigrams and then its last character alone, so that every single character
        /// begins some term.
        case document
        /// The whole text is one phrase of consecutive terms. As in a document, except that a run of two or more
        /// characters at the end of the text does not give its last character alone: in the document the run may go on.
        case query
    }

    private let table: FoldingTable

    /// - Parameter variants: content of `Indexes/v3/variants.tsv`: UTF-8 lines `variant TAB simplified`.
    package init(variants: [UInt8]) {
        table = FoldingTable(variants: variants)
    }

    /// Emits each term with the place it covers, in the order of the text; each takes one position of the index.
    ///
    /// - Parameters:
    ///   - text: UTF-8; bytes that are not well-formed end a term and are otherwise passed over.
    ///   - emit: gets the term as UTF-8, valid during the call only, and the range [start, end) of bytes of `text`
    ///     that it was made of. Starts never descend. Returning false stops.
    package func forEachTerm(
        in text: UnsafeBufferPointer<UInt8>,
        mode: Mode,
        _ emit: (_ term: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool
    ) {
        scan(text, mode) { term, start, end, _ in emit(term, start, end) }
    }

    /// The same as values, for queries, snippets and tests. Ranges are UTF-8 offsets in `text`.
    package func terms(in text: String, mode: Mode) -> [Term] {
        var terms: [Term] = []
        var text = text
        text.withUTF8 { bytes in
            scan(bytes, mode) { term, start, end, kind in
                terms.append(Term(text: String(decoding: term, as: UTF8.self), range: start..<end, kind: kind))
                return true
            }
        }
        return terms
    }

    /// What a reader typed, as phrases that may stand apart: cut at white space, at the marks that end or divide
    /// sentences, and at quotation marks. Each is analysed as a query of its own; ranges are UTF-8 offsets in `query`.
    ///
    /// Connectors (`-`, `·`, `.`, `/`, round and square brackets) do not cut: `J016-ZY·WB·GA·2023·Y-007-003` and
    /// `民发〔2023〕12号` stay phrases.
    package func phrases(in query: String) -> [[Term]] {
        let parts = query.unicodeScalars.split { scalar in
            scalar.properties.isWhitespace || Self.dividers.contains(scalar)
        }
        return parts.compactMap { part in
            let offset = query.utf8.distance(from: query.startIndex, to: part.startIndex)
            let terms = terms(in: String(part), mode: .query).map { term in
                Term(
                    text: term.text, range: term.range.lowerBound + offset..<term.range.upperBound + offset,
                    kind: term.kind)
            }
            return terms.isEmpty ? nil : terms
        }
    }

    private static let dividers = Set("，。；：、？！,;:?!…—《》〈〉“”‘’\"'「」『』【】".unicodeScalars)

    /// Folded form for comparing names and titles: as the terms are folded, punctuation kept in its plain form, white
    /// space as single spaces, none at the ends. Not for display.
    package func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        var isSpaceDue = false
        func append(_ part: Folded) {
            if part.has(.ignored) { return }
            if part.has(.separator), part.payload == 0x20 {
                isSpaceDue = !folded.isEmpty
            } else if let scalar = Unicode.Scalar(part.payload) {
                if isSpaceDue { folded.append(" ") }
                isSpaceDue = false
                folded.append(scalar)
            }
        }
        for scalar in text.unicodeScalars {
            let part = table.folded(scalar.value)
            if part.has(.expansion) {
                table.expansions[Int(part.payload)].forEach(append)
            } else {
                append(part)
            }
        }
        return String(folded)
    }

    /// What the analysis makes of a scalar.
    func kind(of scalar: Unicode.Scalar) -> Folded.Kind? {
        Folded.Kind(rawValue: table.folded(scalar.value).rawKind)
    }

    /// ``forEachTerm(in:mode:_:)``, with the kind of each term.
    func scan(
        _ text: UnsafeBufferPointer<UInt8>,
        _ mode: Mode,
        _ emit: (UnsafeBufferPointer<UInt8>, Int, Int, Term.Kind) -> Bool
    ) {
        // On the stack for each call, so that `emit` may use the same analyzer again.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TermCutter.room) { room in
            var cutter = TermCutter(room: room, keepsLastCharacter: mode == .document)
            var position = 0
            while position < text.count {
                let scalar = text.scalar(at: position)
                let end = position + scalar.length
                let folded = table.folded(scalar.value)
                if folded.has(.expansion) {
                    for part in table.expansions[Int(folded.payload)] {
                        guard cutter.take(part, position, end, emit) else { return }
                    }
                } else {
                    guard cutter.take(folded, position, end, emit) else { return }
                }
                position = end
            }
            _ = cutter.finish(emit)
        }
    }
}

/// One index term and where it stands.
package struct Term: Hashable, Sendable {
    package enum Kind: Sendable {
        /// Two neighbouring characters of a script written without spaces.
        case bigram
        /// One such character. At the end of a query it stands for every term that begins with it (`童*`).
        case character
        /// A run of letters and digits, at most 64 scalars; a longer run is several words.
        case word
    }

    /// Folded.
    package let text: String
    /// UTF-8 offsets in the text that was cut.
    package let range: Range<Int>
    package let kind: Kind

    package init(text: String, range: Range<Int>, kind: Kind) {
        self.text = text
        self.range = range
        self.kind = kind
    }
}
