/// Finds the number an office gave a document, such as 国未保组〔2021〕1号 (GB/T 9704-2012, 7.2.5).
enum DocumentNumberFinder {
    private struct Found {
        /// Where it stands in the scalars.
        var range: Range<Int>
        /// With 〔〕 and ASCII digits, without spaces.
        var text: String
    }

    /// How many lines the head of a document has at most: marks, letterhead, number, title.
    private static let headingLines = 8

    /// The document's own number; nil for numbers that it only cites, and in doubt.
    static func find(_ lines: Lines) -> String? {
        for (index, line) in lines.ranges.enumerated() {
            guard line.lowerBound < DescriptionProposer.openingLength else { return nil }
            for open in line where openings.contains(lines.scalars[open]) {
                guard let found = number(around: open, in: line, lines) else { continue }
                if isOwn(found, line, isInHeading: index < headingLines, lines) { return found.text }
            }
        }
        return nil
    }

    /// Whether a line is a document number and nothing else, but for brackets around it or a signer behind it.
    static func isNumberLine(_ line: Range<Int>, _ lines: Lines) -> Bool {
        guard line.count <= 60 else { return false }
        for open in line where openings.contains(lines.scalars[open]) {
            if let found = number(around: open, in: line, lines) { return standsAlone(found.range, line, lines) }
        }
        return false
    }

    private static func isOwn(_ found: Found, _ line: Range<Int>, isInHeading: Bool, _ lines: Lines) -> Bool {
        let scalars = lines.scalars
        if standsAlone(found.range, line, lines) { return true }
        let before = line.lowerBound..<found.range.lowerBound
        // 文号：连未保〔2023〕第7号. A 编号 of a case or form is not a document number.
        if let colon = scalars[before].lastIndex(where: { $0 == "：" || $0 == ":" }),
            scalars[colon + 1..<before.upperBound].allSatisfy(DateScanner.isSpace)
        {
            var end = colon
            while end > before.lowerBound, DateScanner.isSpace(scalars[end - 1]) { end -= 1 }
            return labels.contains { lines.ends(before.lowerBound..<end, with: $0) }
        }
        guard isInHeading, let last = before.last else { return false }
        let after = found.range.upperBound..<line.upperBound
        guard !scalars[line].contains("。") else { return false }
        // 大连市民政局文件　大民发〔2023〕12号
        if after.isEmpty, DateScanner.isSpace(scalars[last]) { return !lines.holds(quote, in: before) }
        // 关于开展摸底排查的通知（大民发〔2023〕12号): a title's own number, unless what is cited ends right before it.
        let isBracketed = scalars[last] == "（" || scalars[last] == "("
        let isClosed = after.count == 1 && (scalars[after.lowerBound] == "）" || scalars[after.lowerBound] == ")")
        guard isBracketed, isClosed, before.count >= 5 else { return false }
        return ownGenres.contains { lines.ends(before.lowerBound..<last, with: $0) }
    }

    private static func standsAlone(_ found: Range<Int>, _ line: Range<Int>, _ lines: Lines) -> Bool {
        var begin = line.lowerBound
        var end = line.upperBound
        let isBracketed = lines.scalars[begin] == "（" || lines.scalars[begin] == "("
        if isBracketed, lines.scalars[end - 1] == "）" || lines.scalars[end - 1] == ")" {
            begin += 1
            end -= 1
        }
        guard found.lowerBound == begin else { return false }
        if found.upperBound == end { return true }
        // The signer stands beside the number of a document that goes upward.
        var rest = found.upperBound
        guard DateScanner.isSpace(lines.scalars[rest]) else { return false }
        while rest < end, DateScanner.isSpace(lines.scalars[rest]) { rest += 1 }
        return lines.begins(rest..<end, with: signer)
    }

    /// The number whose year's opening bracket stands at an offset.
    private static func number(around open: Int, in line: Range<Int>, _ lines: Lines) -> Found? {
        let scalars = lines.scalars
        var index = skipSpaces(open + 1, line, scalars)
        var year = 0
        for _ in 0..<4 {
            guard index < line.upperBound, let digit = DateScanner.digit(scalars[index]) else { return nil }
            year = year * 10 + digit
            index = skipSpaces(index + 1, line, scalars)
        }
        guard (1900...2199).contains(year), index < line.upperBound else { return nil }
        if scalars[index] == "年" { index = skipSpaces(index + 1, line, scalars) }
        guard index < line.upperBound, closings.contains(scalars[index]) else { return nil }
        index = skipSpaces(index + 1, line, scalars)
        var hasOrdinal = false
        if index < line.upperBound, scalars[index] == "第" {
            hasOrdinal = true
            index = skipSpaces(index + 1, line, scalars)
        }
        var digits = ""
        while index < line.upperBound, digits.utf8.count < 6, let digit = DateScanner.digit(scalars[index]) {
            digits += String(digit)
            index = skipSpaces(index + 1, line, scalars)
        }
        guard !digits.isEmpty, index < line.upperBound, scalars[index] == "号" || scalars[index] == "號" else {
            return nil
        }
        guard let office = officeBefore(open, line, scalars) else { return nil }
        var word = String.UnicodeScalarView()
        for scalar in scalars[office] where !DateScanner.isSpace(scalar) { word.append(scalar) }
        let text = "\(String(word))〔\(year)〕\(hasOrdinal ? "第" : "")\(digits)号"
        return Found(range: office.lowerBound..<index + 1, text: text)
    }

    /// The office's sign before the year: up to 15 Han characters or Latin letters.
    private static func officeBefore(_ open: Int, _ line: Range<Int>, _ scalars: [Unicode.Scalar]) -> Range<Int>? {
        var end = open
        while end > line.lowerBound, DateScanner.isSpace(scalars[end - 1]) { end -= 1 }
        var begin = end
        while begin > line.lowerBound, isOfficeSign(scalars[begin - 1]) { begin -= 1 }
        return (1...15).contains(end - begin) ? begin..<open : nil
    }

    private static func isOfficeSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x9FFF, 0x20000...0x3FFFF, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func skipSpaces(_ begin: Int, _ line: Range<Int>, _ scalars: [Unicode.Scalar]) -> Int {
        var index = begin
        while index < line.upperBound, DateScanner.isSpace(scalars[index]) { index += 1 }
        return index
    }

    private static let openings = Set("〔[(（【［﹝「〖{｛<〈".unicodeScalars)
    private static let closings = Set("〕])）】］﹞」〗}｝>〉".unicodeScalars)
    private static let labels = words("文号 发文字号 发文号 字号 公文文号 文件号 文件字号 文件编号 发文文号")
    private static let ownGenres = words("通知 意见 办法 决定 通告 公告 函 报告 批复 纪要 请示 方案 规定 细则 制度 计划 总结")
    private static let quote = words("《")[0]
    private static let signer = words("签发")[0]
}
