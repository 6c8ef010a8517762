extension ExpressionReader {
    /// Letters and digits, alone or joined by `-` `·` `.` `_` `/`: an archival code, a long number, a date, or nothing
    /// special; in that case the first part alone is looked at.
    mutating func readCode(at start: Int) -> Int {
        if let end = readPlainWord(at: start) { return end }
        let code = CodeReading(self, start)
        let first = code.parts[0]
        if let end = readNumericDate(code) ?? readTelephone(code) { return end }
        if code.isArchival, !code.parts.contains(where: \.isLong) {
            guard !touchesAt(start, code.end) else { return code.end }
            emit(["i:\(code.joined)"], start, code.end)
            return code.end
        }
        if first.isLong {
            emit(LongNumber(first.text).terms, start, first.end)
            return first.end
        }
        guard first.isDigits else {
            return first.letters == first.text.count && code.digits == 0 ? code.end : first.end
        }
        if first.text.count == 8, let date = Int(first.text).flatMap(CanonicalDate.init(digits:)) {
            emit(date.terms, start, first.end)
            return first.end
        }
        return readNumber(at: start)
    }

    /// Reads a word, short number or decimal that stands alone, as nearly all do; nil if there may be more to it.
    private mutating func readPlainWord(at start: Int) -> Int? {
        let (end, characters, letters) = word(at: start)
        // Encoded data.
        if characters > CodeReading.longestPart { return end }
        let next = value(at: end)
        if letters > 0 {
            return CodeReading.separator(next) == nil && (letters > 1 || characters != 18) ? end : nil
        }
        if next == 0x2E, characters != 4, characters < 8 {
            // 12.5; behind the number of a paragraph, four digits may be a year: 1.2023年5月.
            let decimals = word(at: end + 1)
            let isDecimal = (1...7).contains(decimals.characters) && decimals.characters != 4 && decimals.letters == 0
            return isDecimal && CodeReading.separator(value(at: decimals.end)) == nil ? decimals.end : nil
        }
        let mayBeTelephone = characters == 3 && Self.isSpace(next)
        if characters >= 8 || mayBeTelephone || CodeReading.separator(next) != nil { return nil }
        return readNumber(at: start)
    }

    /// The run of letters and digits at `start`.
    @inline(__always)
    private func word(at start: Int) -> (end: Int, characters: Int, letters: Int) {
        var end = start
        var characters = 0
        var letters = 0
        while end < text.count {
            let first = text[end]
            // Only fullwidth forms lie beyond ASCII.
            if first >= 0x80, first != 0xEF { break }
            let scalar = text.scalar(at: end)
            guard let character = Self.alphanumeric(scalar.value) else { break }
            characters += 1
            if character >= 0x41 { letters += 1 }
            end += scalar.length
        }
        return (end, characters, letters)
    }

    /// A part of an e-mail address.
    private func touchesAt(_ start: Int, _ end: Int) -> Bool {
        value(at: end) == 0x40 || scalar(before: start)?.value == 0x40
    }

    /// `2023-05-19`, `2023.5.19`, `2023/5/19`, `2023-05`, also with a time behind `T`.
    private mutating func readNumericDate(_ code: CodeReading) -> Int? {
        let parts = code.parts
        guard parts.count > 1, parts[0].isDigits, parts[0].text.count == 4, parts[1].isDigits, parts[1].text.count <= 2,
            let year = Int(parts[0].text), let month = Int(parts[1].text)
        else { return nil }
        if parts.count > 2, parts[2].separator == parts[1].separator,
            let day = Int(parts[2].text.prefix { $0 != "T" }), parts[2].text.prefix(while: { $0 != "T" }).count <= 2,
            parts.count == 3 || parts[3].separator != parts[2].separator || parts[2].text.contains("T"),
            let date = CanonicalDate(year: year, month: month, day: day)
        {
            let end = parts[2].isDigits ? parts[2].end : code.end
            emit(date.terms, code.start, end)
            return end
        }
        guard parts.count == 2, parts[1].text.count == 2, let date = CanonicalDate(year: year, month: month, day: nil)
        else { return nil }
        emit(date.terms, code.start, parts[1].end)
        return parts[1].end
    }

    /// `138-1234-5678`, `138 1234 5678`, `0411-82345678`.
    private mutating func readTelephone(_ code: CodeReading) -> Int? {
        let first = code.parts[0]
        guard first.isDigits, (3...4).contains(first.text.count) else { return nil }
        if code.parts.count <= 3, code.parts.allSatisfy(\.isDigits) {
            let lengths = code.parts.map(\.text.count)
            let isMobile = lengths == [3, 4, 4] && first.text.hasPrefix("1")
            let isFixed = lengths.count == 2 && first.text.hasPrefix("0") && (7...8).contains(lengths[1])
            if isMobile || isFixed {
                let digits = code.parts.map(\.text).joined()
                emit(LongNumber(digits).terms, code.start, code.end)
                return code.end
            }
        }
        guard first.text.count == 3, first.text.hasPrefix("1"), code.parts.count == 1,
            let (middle, middleEnd) = digitsBehindSpace(first.end, 4),
            let (last, end) = digitsBehindSpace(middleEnd, 4), Self.alphanumeric(value(at: end)) == nil
        else { return nil }
        emit(LongNumber(first.text + middle + last).terms, code.start, end)
        return end
    }

    private func digitsBehindSpace(_ position: Int, _ count: Int) -> (digits: String, end: Int)? {
        guard Self.isSpace(value(at: position)) else { return nil }
        var end = behind(position)
        var digits = ""
        for _ in 0..<count {
            guard let digit = Self.alphanumeric(value(at: end)), digit < 0x41 else { return nil }
            digits.unicodeScalars.append(Unicode.Scalar(digit))
            end = behind(end)
        }
        return (digits, end)
    }
}

/// Parts of letters and digits with single separators between them.
private struct CodeReading {
    struct Part {
        /// The separator before it, in plain form; nil before the first.
        let separator: UInt8?
        /// ASCII, upper case.
        var text = ""
        var letters = 0
        var end: Int

        var isDigits: Bool { letters == 0 }
        /// A number that names a person or an account: telephone, identity, bank.
        var isLong: Bool {
            text.count >= 11 && (letters == 0 || (letters == 1 && text.count == 18 && text.hasSuffix("X")))
        }
    }

    let start: Int
    private(set) var parts: [Part] = []
    private(set) var digits = 0
    private(set) var letters = 0

    /// Longer chains are no codes but leaders, hashes, paths; they are read in pieces.
    private static let mostParts = 24
    static let longestPart = 64

    init(_ reader: ExpressionReader, _ start: Int) {
        self.start = start
        var position = start
        var separator: UInt8?
        repeat {
            var part = Part(separator: separator, end: position)
            while part.text.utf8.count < Self.longestPart,
                let character = ExpressionReader.alphanumeric(reader.value(at: part.end))
            {
                part.text.unicodeScalars.append(Unicode.Scalar(character))
                if character >= 0x41 { part.letters += 1 }
                part.end = reader.behind(part.end)
            }
            letters += part.letters
            digits += part.text.utf8.count - part.letters
            parts.append(part)
            position = part.end
            separator = Self.separator(reader.value(at: position))
            // A slash joins dates only.
            if separator == UInt8(ascii: "/"), !parts.allSatisfy(\.isDigits) { separator = nil }
            if separator != nil { position = reader.behind(position) }
        } while separator != nil && parts.count < Self.mostParts
            && ExpressionReader.alphanumeric(reader.value(at: position)) != nil
    }

    var end: Int { parts[parts.count - 1].end }

    /// The whole code with `-` between its parts.
    var joined: String { parts.map(\.text).joined(separator: "-") }

    /// Looks like the number of a thing on a shelf, not like a decimal, a range of numbers, or a file's name.
    var isArchival: Bool {
        if digits == 0 || parts.count < 2 || parts.count >= Self.mostParts { return false }
        let separators = parts.compactMap(\.separator)
        if separators.contains(UInt8(ascii: "/")) { return false }
        if letters > 0 { return separators.count > 1 || separators[0] != UInt8(ascii: ".") }
        return separators.count > 1 && digits >= 6 && separators.contains(UInt8(ascii: "-"))
    }

    static func separator(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x2D, 0x2010...0x2013, 0x2212, 0xFF0D: UInt8(ascii: "-")
        case 0x2E, 0xFF0E: UInt8(ascii: ".")
        case 0x2F, 0xFF0F: UInt8(ascii: "/")
        case 0x5F, 0xFF3F: UInt8(ascii: "_")
        case 0xB7, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65: 0xB7
        default: nil
        }
    }
}
