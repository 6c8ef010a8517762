extension ExpressionReader {
    /// The number of a document or a court case whose year stands in brackets: `民发〔2023〕12号`, `(2015)襄刑初字第22号`.
    ///
    /// - Parameters:
    ///   - start: where the year begins.
    ///   - yearEnd: behind its last digit.
    mutating func readDocumentNumber(_ year: Int, _ start: Int, _ yearEnd: Int) -> Int? {
        guard let bracket = openingBracket(before: start),
            let behindBracket = skip(anyOf: Self.closingBrackets, at: skipSpaces(at: yearEnd)),
            let serial = readSerial(at: skipSpaces(at: behindBracket))
        else { return nil }
        let before = issuer(before: bracket.start)
        // A court puts its name and the kind of the case behind the year.
        let usesBefore = !serial.issuer.isEmpty ? !bracket.isRound : true
        let issuer = (usesBefore ? before.text : "") + serial.issuer
        // Without 号 anything could be a number: only the brackets of document numbers make it one.
        guard serial.hasMark || (!bracket.isRound && !before.text.isEmpty) else { return nil }
        let plain = "k:\(year)-\(serial.number)"
        let from = usesBefore ? before.start : bracket.start
        emit(issuer.isEmpty ? [plain] : ["k:\(issuer)\(year)-\(serial.number)", plain], from, serial.end)
        return serial.end
    }

    private static let closingBrackets: [Unicode.Scalar] = ["〕", "]", "】", "）", ")", "］", "〗", "》", "〉", "』"]

    private func openingBracket(before position: Int) -> (start: Int, isRound: Bool)? {
        guard let (start, value) = scalar(before: startOfSpaces(before: position)), start >= lastEnd,
            let bracket = Unicode.Scalar(value)
        else { return nil }
        switch bracket {
        case "〔", "[", "【", "［", "〖", "《", "〈", "『": return (start, false)
        case "（", "(": return (start, true)
        default: return nil
        }
    }

    private func startOfSpaces(before position: Int) -> Int {
        var position = position
        for _ in 0..<2 {
            guard let (start, value) = scalar(before: position), Self.isSpace(value) else { break }
            position = start
        }
        return position
    }

    // MARK: Issuer

    private static let longestIssuer = 12

    /// The characters before the bracket, without words of the sentence that lead to them (`根据民发〔2023〕12号`).
    private func issuer(before bracket: Int) -> (text: String, start: Int) {
        let end = startOfSpaces(before: bracket)
        var start = end
        var characters: [Unicode.Scalar] = []
        while characters.count < Self.longestIssuer, let (position, value) = scalar(before: start), position >= lastEnd,
            Self.isHan(value), let character = Unicode.Scalar(value)
        {
            characters.insert(character, at: 0)
            start = position
        }
        let kept = characters[Self.endOfLead(characters)...]
        if kept.isEmpty { return ("", bracket) }
        for character in characters[..<kept.startIndex] { start += UTF8.width(character) }
        return (Self.plainIssuer(kept), start)
    }

    /// Behind the last character that belongs to the sentence rather than to an issuer's code.
    private static func endOfLead(_ characters: [Unicode.Scalar]) -> Int {
        var end = 0
        for (place, character) in characters.enumerated() {
            let isLead =
                leadCharacters.contains(character)
                || (place > 0
                    && leadWords.contains(String(String.UnicodeScalarView([characters[place - 1], character]))))
            if isLead { end = place + 1 }
        }
        return end
    }

    private static let leadCharacters = Set("的和与與及见見是为為以按如了等至由将將从從并並于於号號即".unicodeScalars)
    private static let leadWords: Set<String> = [
        "根据", "根據", "依据", "依據", "按照", "依照", "遵照", "参照", "參照", "贯彻", "貫徹", "落实", "落實", "执行", "執行",
        "印发", "印發", "转发", "轉發", "下发", "下發", "发布", "發布", "有关", "有關", "关于", "關於", "文件", "通知", "编号",
        "文号", "查阅", "查找", "对照",
    ]

    /// `襄刑初字第` is the same code as `襄刑初`.
    private static func plainIssuer(_ characters: some Collection<Unicode.Scalar>) -> String {
        var code = Array(characters)
        if code.last == "第" { code.removeLast() }
        if code.count > 1, code.last == "字" { code.removeLast() }
        return String(String.UnicodeScalarView(code))
    }

    // MARK: Serial number

    private struct Serial {
        let issuer: String
        let number: Int
        let end: Int
        /// 号 stands behind it.
        let hasMark: Bool
    }

    /// What stands behind the bracket: `12号`, `第12号`, `民发12号`, `辽02刑初字第22号`.
    private func readSerial(at start: Int) -> Serial? {
        if let serial = serial([], start) { return serial }
        var position = start
        var characters: [Unicode.Scalar] = []
        while characters.count < Self.longestIssuer {
            let value = value(at: position)
            guard let character = Unicode.Scalar(value) else { return nil }
            if NumeralPart(value) != nil, !characters.isEmpty, let serial = serial(characters, position), serial.hasMark
            {
                return serial
            }
            if let plain = Self.alphanumeric(value), plain < 0x41 {
                characters.append(Unicode.Scalar(plain))
            } else if Self.isHan(value), character != "号", character != "號" {
                characters.append(character)
            } else if !Self.isSpace(value) || characters.isEmpty {
                return nil
            }
            position = behind(position)
        }
        return nil
    }

    private func serial(_ issuer: [Unicode.Scalar], _ position: Int) -> Serial? {
        var start = skip("第", at: position) ?? position
        start = skipSpaces(at: start)
        guard let number = Numeral(in: text, at: start), let value = number.value, !number.isVague else { return nil }
        let mark = skip(anyOf: ["号", "號"], at: skipSpaces(at: number.end))
        return Serial(
            issuer: Self.plainIssuer(issuer), number: value, end: mark ?? number.end, hasMark: mark != nil)
    }
}
