/// Reads one expression of ``CanonicalForms`` after the other. What the kinds of expressions look like stands in
/// `CanonicalDates.swift`, `CanonicalCounts.swift`, `DocumentNumbers.swift` and `CanonicalCodes.swift`.
struct ExpressionReader {
    typealias Emit = (_ term: String, _ start: Int, _ end: Int) -> Void

    let text: UnsafeBufferPointer<UInt8>
    private let emitTerm: Emit
    /// Behind the last expression: a later one that reaches back for its issuer stops here.
    private(set) var lastEnd = 0

    init(text: UnsafeBufferPointer<UInt8>, emit: @escaping Emit) {
        self.text = text
        emitTerm = emit
    }

    /// Reads what begins at `start`, whether it is an expression or not, and returns where to go on.
    mutating func read(at start: Int) -> Int {
        let first = value(at: start)
        if first == 0x7B2C { return readOrdinal(at: start) }  // 第
        if Self.alphanumeric(first) != nil { return readCode(at: start) }
        return readNumber(at: start)
    }

    /// Reads an expression that opens with a number.
    mutating func readNumber(at start: Int) -> Int {
        guard let number = Numeral(in: text, at: start) else { return start + text.scalar(at: start).length }
        if let year = Self.year(number),
            let end = readDocumentNumber(year, start, number.end) ?? readDate(year, start, number.end)
        {
            return end
        }
        return readDayOfMonth(number, start) ?? readCount(number, start) ?? number.end
    }

    /// Reports terms of the expression in `start..<end`, the most specific first.
    mutating func emit(_ terms: [String], _ start: Int, _ end: Int) {
        lastEnd = end
        for term in terms { emitTerm(term, start, end) }
    }

    // MARK: Looking around

    /// The scalar at `position`; 0 at the end.
    @inline(__always)
    func value(at position: Int) -> UInt32 {
        position < text.count ? text.scalar(at: position).value : 0
    }

    /// Behind the scalar at `position`.
    @inline(__always)
    func behind(_ position: Int) -> Int {
        position < text.count ? position + text.scalar(at: position).length : position
    }

    /// Where the scalar before `position` begins, and what it is; nil at the beginning of the text.
    func scalar(before position: Int) -> (start: Int, value: UInt32)? {
        guard position > 0 else { return nil }
        var start = position - 1
        while start > 0, position - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        let scalar = text.scalar(at: start)
        return start + scalar.length == position ? (start, scalar.value) : (position - 1, ReadScalar.damaged)
    }

    /// Behind `scalar` if it stands at `position`.
    @inline(__always)
    func skip(_ scalar: Unicode.Scalar, at position: Int) -> Int? {
        value(at: position) == scalar.value ? behind(position) : nil
    }

    /// Behind the first of `scalars` if it stands at `position`.
    func skip(anyOf scalars: [Unicode.Scalar], at position: Int) -> Int? {
        let value = value(at: position)
        return scalars.contains { $0.value == value } ? behind(position) : nil
    }

    /// Behind up to two spaces, as word processors put between digits and characters.
    func skipSpaces(at position: Int) -> Int {
        var position = position
        for _ in 0..<2 where Self.isSpace(value(at: position)) { position = behind(position) }
        return position
    }

    static func isSpace(_ scalar: UInt32) -> Bool { scalar == 0x20 || scalar == 0xA0 || scalar == 0x3000 }

    static func isHan(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x3007, 0x2_0000...0x3_FFFD: true
        default: false
        }
    }

    /// The letter or digit as ASCII, letters in upper case; nil for anything else. Fullwidth forms are the same.
    @inline(__always)
    static func alphanumeric(_ scalar: UInt32) -> UInt8? {
        let plain = scalar >= 0xFF10 && scalar <= 0xFF5A ? scalar - 0xFEE0 : scalar
        switch plain {
        case 0x30...0x39, 0x41...0x5A: return UInt8(plain)
        case 0x61...0x7A: return UInt8(plain - 0x20)
        default: return nil
        }
    }
}
