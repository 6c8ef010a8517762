internal import ChineseText
internal import Foundation
internal import GRDB
internal import Indexes

/// Lets FTS5 cut text as `ChineseText.Analyzer` does. Text that begins with `tagMark` is a list of marks, each of them
/// one whole term.
final class IndexTokenizer: FTS5CustomTokenizer {
    static let name = "lantai"
    /// U+0001 stands before each tag; extracted text has no control characters.
    static let tagMark: Unicode.Scalar = "\u{1}"

    private let analyzer: Analyzer

    init(db: Database, arguments: [String]) throws {
        analyzer = Analyzer(variants: IndexDefinition.variants)
    }

    func tokenize(
        context: UnsafeMutableRawPointer?, tokenization: FTS5Tokenization, pText: UnsafePointer<CChar>?, nText: CInt,
        tokenCallback: @escaping FTS5TokenCallback
    ) -> CInt {
        guard let pText, nText > 0 else { return 0 }
        var status: CInt = 0
        pText.withMemoryRebound(to: UInt8.self, capacity: Int(nText)) { base in
            let text = UnsafeBufferPointer(start: base, count: Int(nText))
            func emit(_ term: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
                guard let base = term.baseAddress else { return true }
                status = base.withMemoryRebound(to: CChar.self, capacity: term.count) {
                    tokenCallback(context, 0, $0, CInt(term.count), CInt(start), CInt(end))
                }
                return status == 0
            }
            if text[0] == UInt8(Self.tagMark.value) {
                Self.forEachTag(in: text, emit)
            } else {
                var lastEnd = -1
                analyzer.forEachTerm(in: text, mode: .document) { term, start, end in
                    // The last character of a run is in its last pair: it is no term of its own (see `TermSequence`).
                    defer { lastEnd = end }
                    return end == lastEnd || emit(term, start, end)
                }
            }
        }
        return status
    }

    private static func forEachTag(
        in text: UnsafeBufferPointer<UInt8>, _ emit: (UnsafeBufferPointer<UInt8>, Int, Int) -> Bool
    ) {
        let mark = UInt8(tagMark.value)
        var start = 0
        while start < text.count {
            var end = start + 1
            while end < text.count && text[end] != mark { end += 1 }
            guard emit(UnsafeBufferPointer(rebasing: text[start..<end]), start, end) else { return }
            start = end
        }
    }
}

/// Terms as they follow each other in the index.
enum TermSequence {
    /// The terms of a text without the last characters of runs of several, which the analyzer gives by themselves too:
    /// they are a tenth of all terms, and a single character is found by the pairs that it begins and by the profiles of
    /// documents (``CharacterProfile``).
    static func indexed(_ terms: [Term]) -> [Term] {
        var kept: [Term] = []
        for term in terms where term.kind != .character || kept.last?.range.upperBound != term.range.upperBound {
            kept.append(term)
        }
        return kept
    }
}
