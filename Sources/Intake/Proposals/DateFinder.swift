/// Finds the date of a document: never a birthday, never the date of something it cites.
enum DateFinder {
    /// The signature's date at the end, else a labelled one at the head, else the first of the opening.
    /// - Parameters:
    ///   - opening: the lines of the text's head.
    ///   - ending: the lines of its end; empty if the head is the whole text.
    static func find(_ opening: Lines, ending: Lines) -> String? {
        signatureDate(ending) ?? signatureDate(opening) ?? labelledDate(opening) ?? firstDate(opening)
    }

    // MARK: A date on a line of its own

    private static func signatureDate(_ lines: Lines) -> String? {
        for (index, line) in lines.ranges.enumerated().reversed() where line.count <= 48 {
            guard let found = loneDate(line, lines) ?? signedDate(line, lines) else { continue }
            // A form may have its labels on lines of their own: 出生日期, and the value below it.
            if index > 0, endsAsOtherDate(lines.ranges[index - 1], lines) { continue }
            return found.text
        }
        return nil
    }

    /// The date a line consists of, brackets, a weekday or a time of day behind it allowed.
    static func loneDate(_ line: Range<Int>, _ lines: Lines) -> DateScanner.Found? {
        var begin = line.lowerBound
        var end = line.upperBound
        if lines.scalars[begin] == "（" || lines.scalars[begin] == "(" {
            guard lines.scalars[end - 1] == "）" || lines.scalars[end - 1] == ")" else { return nil }
            begin += 1
            end -= 1
        }
        guard let found = DateScanner.date(in: lines.scalars, at: begin), found.end <= end, isCredible(found)
        else { return nil }
        var rest = found.end
        while rest < end, DateScanner.isSpace(lines.scalars[rest]) { rest += 1 }
        if rest == end || isWeekday(rest..<end, lines) { return found }
        return DateScanner.isTimeOfDay(lines.scalars[found.end..<end]) ? found : nil
    }

    /// 大连市民政局　2023年5月19日: the signing office and the date on one line.
    static func signedDate(_ line: Range<Int>, _ lines: Lines) -> DateScanner.Found? {
        guard let last = lines.scalars[line].last, last == "日" else { return nil }
        var begin = line.lowerBound + 1
        while begin < line.upperBound {
            let previous = lines.scalars[begin - 1]
            switch previous {
            // A sentence, a label or a row of a table is no signature.
            case "。", "，", "；", "：", ":", "\t", "|", "、", ",", "《", "（", "(": return nil
            default: break
            }
            if previous == " " || previous == "\u{3000}", let found = DateScanner.date(in: lines.scalars, at: begin) {
                return found.end == line.upperBound && isCredible(found) ? found : nil
            }
            begin += 1
        }
        return nil
    }

    private static func isWeekday(_ range: Range<Int>, _ lines: Lines) -> Bool {
        range.count <= 5 && (lines.holds(weekday, in: range) || lines.holds(shortWeekday, in: range))
    }

    // MARK: A labelled date

    private static func labelledDate(_ lines: Lines) -> String? {
        let scalars = lines.scalars
        let limit = min(scalars.count, DescriptionProposer.openingLength)
        for (index, line) in lines.ranges.enumerated() where line.lowerBound < limit {
            for begin in line {
                guard let length = labelLength(begin, line, scalars) else { continue }
                let label = line.lowerBound..<begin + length
                if endsAsOtherDate(label, lines) { continue }
                var value = begin + length
                while value < line.upperBound, isBetween(scalars[value]) { value += 1 }
                if value < line.upperBound {
                    if let found = bounded(value, lines), found.end <= line.upperBound { return found.text }
                } else if index + 1 < lines.ranges.count, let found = loneDate(lines.ranges[index + 1], lines) {
                    return found.text
                }
            }
        }
        return nil
    }

    /// How long a label's last word is if it begins here.
    private static func labelLength(_ begin: Int, _ line: Range<Int>, _ scalars: [Unicode.Scalar]) -> Int? {
        guard begin + 1 < line.upperBound else { return nil }
        switch (scalars[begin], scalars[begin + 1]) {
        case ("日", "期"), ("时", "间"), ("時", "間"): return 2
        case ("D", "a"), ("d", "a"):
            let isDate = begin + 3 < line.upperBound && scalars[begin + 2] == "t" && scalars[begin + 3] == "e"
            return isDate ? 4 : nil
        default: return nil
        }
    }

    private static func isBetween(_ scalar: Unicode.Scalar) -> Bool {
        DateScanner.isSpace(scalar) || scalar == "：" || scalar == ":" || scalar == "|" || scalar == "*"
            || scalar == "\""
    }

    /// Whether a label names a date that is not the document's: 出生日期, 截止时间 …
    private static func endsAsOtherDate(_ line: Range<Int>, _ lines: Lines) -> Bool {
        var end = line.upperBound
        while end > line.lowerBound, isBetween(lines.scalars[end - 1]) { end -= 1 }
        let last = max(line.lowerBound, end - 8)..<end
        return otherDates.contains { lines.holds($0, in: last) }
    }

    // MARK: The first date in running text

    private static func firstDate(_ lines: Lines) -> String? {
        let scalars = lines.scalars
        let limit = min(scalars.count, DescriptionProposer.openingLength)
        var index = 0
        var quoted = 0
        while index < limit {
            let scalar = scalars[index]
            if scalar == "《" { quoted += 1 }
            if scalar == "》" { quoted = max(0, quoted - 1) }
            if quoted == 0, let found = bounded(index, lines) {
                if isOfDocument(index..<found.end, lines) { return found.text }
                index = found.end
                continue
            }
            index += 1
        }
        return nil
    }

    /// Whether a date in running text may be the document's own, by the words around it.
    private static func isOfDocument(_ date: Range<Int>, _ lines: Lines) -> Bool {
        let scalars = lines.scalars
        var begin = date.lowerBound
        // The value of a form may stand on the line below its label.
        if begin > 0, scalars[begin - 1] == "\n" { begin -= 1 }
        while begin > 0, date.lowerBound - begin < 12, !endsClause(scalars[begin - 1]) { begin -= 1 }
        if otherDates.contains(where: { lines.holds($0, in: begin..<date.lowerBound) }) { return false }
        var end = date.upperBound
        var isInBrackets = false
        // 2020年10月17日第十三届全国人民代表大会常务委员会第二十二次会议修订: the word may come late within brackets.
        while end < scalars.count, end - date.upperBound < 48, scalars[end] != "\n", scalars[end] != "。" {
            if scalars[end] == "）" || scalars[end] == ")" {
                isInBrackets = true
                break
            }
            end += 1
        }
        let reach = isInBrackets ? end : min(end, date.upperBound + 8)
        return !otherActs.contains { lines.holds($0, in: date.upperBound..<reach) }
    }

    private static func endsClause(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "。", "，", "；", ",", ";": true
        default: false
        }
    }

    /// A credible date at an offset that is not part of a longer number.
    private static func bounded(_ begin: Int, _ lines: Lines) -> DateScanner.Found? {
        let scalars = lines.scalars
        if begin > 0 {
            let previous = scalars[begin - 1]
            let isJoined = previous == "-" || previous == "." || previous == "/" || isLetter(previous)
            if isJoined || DateScanner.digit(previous) != nil { return nil }
        }
        guard let found = DateScanner.date(in: scalars, at: begin), isCredible(found) else { return nil }
        guard found.end < scalars.count else { return found }
        let next = scalars[found.end]
        // 2023年3月20日14时: 日 and 号 end a date whatever follows.
        if scalars[found.end - 1] == "日" || scalars[found.end - 1] == "号" { return found }
        // T begins a time of day.
        let isJoined = next == "-" || DateScanner.digit(next) != nil || (isLetter(next) && next != "T")
        return isJoined ? nil : found
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        (0x41...0x5A).contains(scalar.value & ~0x20)
    }

    /// Whether an archive may hold a document of that year; others are numbers of something else.
    private static func isCredible(_ found: DateScanner.Found) -> Bool {
        (1900...2100).contains(found.year)
    }

    private static let weekday = words("星期")[0]
    private static let shortWeekday = words("周")[0]
    private static let otherDates = words(
        "出生 生于 生日 生辰 出世 截止 截至 到期 有效 入学 入职 入园 下次 预计 计划 结婚 死亡 去世 毕业 离职 离婚 "
            + "生效 施行 实施 发生 起止 发现 birth Birth born expir")
    private static let otherActs = words(
        "修订 修正 修改 通过 公布 发布 施行 实施 印发 废止 起施 出生 生， 生) 生） 以前 之前 前， 截止 到期")
}
