/// Finds what has several spellings (dates, articles, document numbers, identity and archival numbers, counts) and
/// gives each one canonical term, so that `二〇二三年五月十九日` finds `2023-05-19` and `第三十九条` finds `第39条`.
///
/// The same function reads documents, which are indexed with all terms of an expression, and queries, in which an
/// expression is replaced by its first term, the most specific. Terms are:
///
/// | Term | Of |
/// |---|---|
/// | `d:20230519` `d:202305` `n:5月19日` | a date: the day, its month, and the day without its year |
/// | `n:第39条` `n:第260条之1` | an article, chapter, issue … |
/// | `n:12岁` `n:30000元` | a number right before a unit |
/// | `k:民发2023-12` `k:2023-12` | a document or case number: with its issuer, and year and number alone |
/// | `i:J016-ZY-WB-007` `i:210202201503011230` | an archival code, or a number of 11 and more digits |
/// | `t:1230` | the last four characters of such a number |
/// | `a:210202` | the area in an identity number, whose birthday becomes `d:` terms |
///
/// A year alone gets no term: it would be one of half of all documents.
package struct CanonicalForms: Sendable {
    package init() {}

    /// Emits the terms of each expression, the expressions in the order of the text and never overlapping, the terms
    /// of one from the most specific to the least.
    ///
    /// - Parameters:
    ///   - text: UTF-8, as it was written or folded; bytes that are not well-formed are passed over.
    ///   - emit: gets a term and the range [start, end) of bytes of its expression.
    package func forEach(
        in text: UnsafeBufferPointer<UInt8>,
        _ emit: (_ term: String, _ start: Int, _ end: Int) -> Void
    ) {
        withoutActuallyEscaping(emit) { emit in
            var reader = ExpressionReader(text: text, emit: emit)
            Self.starters.withUnsafeBufferPointer { starters in
                var position = 0
                while let start = Self.nextStart(in: text, from: position, starters) {
                    position = reader.read(at: start)
                }
            }
        }
    }

    /// The same as values. Ranges are UTF-8 offsets in `text`.
    package func terms(in text: String) -> [(term: String, range: Range<Int>)] {
        var terms: [(term: String, range: Range<Int>)] = []
        var text = text
        text.withUTF8 { bytes in
            forEach(in: bytes) { term, start, end in terms.append((term, start..<end)) }
        }
        return terms
    }

    /// The value of a number in Chinese or Arabic digits, with or without units; nil if the text is anything else.
    package static func number(_ text: some StringProtocol) -> Int? {
        var text = String(text)
        return text.withUTF8 { bytes in
            guard let numeral = Numeral(in: bytes, at: 0), numeral.end == bytes.count else { return nil }
            return numeral.value
        }
    }

    // MARK: Skipping what begins no expression

    /// One bit for each scalar of the Basic Multilingual Plane that may begin an expression. Nearly all text is passed
    /// over with one look-up here for each character.
    private static let starters: [UInt64] = {
        var bits = [UInt64](repeating: 0, count: 0x1_0000 / 64)
        func add(_ scalar: Int) { bits[scalar >> 6] |= 1 << UInt64(scalar & 63) }
        for range in [0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A] {
            range.forEach(add)
        }
        for scalar in "第〇零○◯一二三四五六七八九两兩十廿卅壹贰貳叁參叄肆伍陆陸柒捌玖拾".unicodeScalars {
            add(Int(scalar.value))
        }
        return bits
    }()

    @inline(__always)
    private static func nextStart(
        in text: UnsafeBufferPointer<UInt8>, from: Int, _ starters: UnsafeBufferPointer<UInt64>
    ) -> Int? {
        var position = from
        let count = text.count
        while position < count {
            let first = text[position]
            if first < 0x80 {
                if starters[Int(first) >> 6] >> UInt64(first & 63) & 1 != 0 { return position }
                position += 1
            } else if first >= 0xE0, first < 0xF0, position + 2 < count {
                let second = text[position + 1]
                let third = text[position + 2]
                if second & 0xC0 != 0x80 || third & 0xC0 != 0x80 {
                    position += 1
                    continue
                }
                let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
                if starters[scalar >> 6] >> UInt64(scalar & 63) & 1 != 0 { return position }
                position += 3
            } else {
                position += 1
            }
        }
        return nil
    }
}
