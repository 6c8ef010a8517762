/// Steps through well-formed UTF-8 and knows where sentences, clauses and words begin. Offsets are those of scalars.
struct BorderReader {
    let bytes: UnsafeBufferPointer<UInt8>

    func offsetBefore(_ offset: Int) -> Int {
        var offset = offset - 1
        while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
        return max(offset, 0)
    }

    func offset(_ offset: Int, movedBy scalars: Int) -> Int {
        var offset = offset
        var left = scalars
        while left > 0, offset < bytes.count {
            offset += bytes.scalar(at: offset).length
            left -= 1
        }
        while left < 0, offset > 0 {
            offset = offsetBefore(offset)
            left += 1
        }
        return offset
    }

    /// Number of scalars that begin in the range, but at most about `most`.
    func scalars(in range: Range<Int>, most: Int) -> Int {
        var count = 0
        var offset = range.lowerBound
        while offset < range.upperBound, count < most {
            if bytes[offset] & 0xC0 != 0x80 { count += 1 }
            offset += 1
        }
        return count
    }

    /// The text's start, or behind a mark that ends a sentence or a line break; closing quotes and spaces may follow it.
    func isStartOfSentence(_ offset: Int) -> Bool {
        if offset == 0 { return true }
        if offset < bytes.count, Self.closers.contains(bytes.scalar(at: offset).value) { return false }
        var before = offset
        var steps = 0
        while before > 0, steps < 8 {
            before = offsetBefore(before)
            let scalar = bytes.scalar(at: before).value
            if Self.sentenceEnds.contains(scalar) { return true }
            guard Self.closers.contains(scalar) || Self.isSpace(scalar) else { return false }
            steps += 1
        }
        return false
    }

    func isStartOfClause(_ offset: Int) -> Bool {
        offset > 0 && Self.clauseEnds.contains(bytes.scalar(at: offsetBefore(offset)).value)
    }

    /// The next scalar that is not white space, but not behind `limit`.
    func offsetBehindSpace(_ offset: Int, before limit: Int) -> Int {
        var offset = offset
        while offset < limit {
            let scalar = bytes.scalar(at: offset)
            guard Self.isSpace(scalar.value) else { break }
            offset += scalar.length
        }
        return offset
    }

    /// Where the word of letters around `offset` begins; `offset` itself between words, in Chinese, and when the word
    /// is longer than `most` scalars.
    func startOfWord(at offset: Int, most: Int) -> Int {
        var start = offset
        var steps = 0
        while start > 0, start < bytes.count, isLetter(start), isLetter(offsetBefore(start)) {
            if steps == most { return offset }
            start = offsetBefore(start)
            steps += 1
        }
        return start
    }

    /// The range moved outwards to borders of what a reader sees as one character (extended grapheme clusters, UAX #29).
    ///
    /// Looks no further than 64 bytes: no character is that long, and a text made to have one must not cost more.
    func characters(around range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        let leastLower = range.lowerBound - Self.reach
        while lower > 0, lower > leastLower, !isBorderOfCharacter(lower) { lower = offsetBefore(lower) }
        var upper = range.upperBound
        while upper < bytes.count, upper < range.upperBound + Self.reach, !isBorderOfCharacter(upper) {
            upper += bytes.scalar(at: upper).length
        }
        return lower..<upper
    }

    private func isBorderOfCharacter(_ offset: Int) -> Bool {
        if offset == 0 || offset == bytes.count { return true }
        let before = bytes.scalar(at: offsetBefore(offset)).value
        if Self.isPlain(before), Self.isPlain(bytes.scalar(at: offset).value) { return true }
        var from = max(0, offset - Self.reach)
        while bytes[from] & 0xC0 == 0x80 { from += 1 }
        let context = String(decoding: bytes[from..<min(bytes.count, offset + 4)], as: UTF8.self)
        let index = context.utf8.index(context.startIndex, offsetBy: offset - from)
        return String.Index(index, within: context) != nil
    }

    private static let reach = 64

    /// Characters by themselves, neither spaces nor controls: most of any text, and quick to tell.
    static func isPlain(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x21...0x7E, 0x3001...0x3020, 0x3041...0x3096, 0x3400...0x9FFF, 0xFF01...0xFF60: true
        default: false
        }
    }

    private func isLetter(_ offset: Int) -> Bool {
        guard let scalar = Unicode.Scalar(bytes.scalar(at: offset).value) else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .decimalNumber: return true
        default: return false
        }
    }

    private static func isSpace(_ scalar: UInt32) -> Bool {
        Unicode.Scalar(scalar)?.properties.isWhitespace == true
    }

    private static let sentenceEnds = numbers("。！？；!?;\n\r\u{2028}\u{2029}")
    private static let clauseEnds = numbers("，、：,: \t\u{3000}")
    private static let closers = numbers("”’」』）》〉】)\"'")

    private static func numbers(_ marks: String) -> Set<UInt32> { Set(marks.unicodeScalars.map(\.value)) }
}
