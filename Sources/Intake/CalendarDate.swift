/// Dates as people and spreadsheets write them.
package enum CalendarDate {
    /// Normalises a date to `YYYY-MM-DD`; nil if the text is not one whole date with year, month and day that exists.
    ///
    /// Reads 2023-05-19, 2023/5/19, 2023.5.19, 20230519, 2023年5月19日 (or 号), 二〇二三年五月十九日, full-width
    /// digits, spaces between the parts, and a time of day behind it as spreadsheets and forms append it.
    package static func parse(_ text: String) -> String? {
        // Longer text is prose; a date with its time and zone has fewer than 40 bytes but in Chinese words.
        guard text.utf8.count <= 120 else { return nil }
        let scalars = Array(text.unicodeScalars)
        var begin = 0
        while begin < scalars.count, DateScanner.isSpace(scalars[begin]) { begin += 1 }
        guard let found = DateScanner.date(in: scalars, at: begin) else { return nil }
        return DateScanner.isTimeOfDay(scalars[found.end...]) ? found.text : nil
    }
}

/// Reads dates out of Unicode scalars.
enum DateScanner {
    struct Found: Equatable {
        var year: Int
        var month: Int
        var day: Int
        /// The offset behind the date.
        var end: Int

        /// `YYYY-MM-DD`.
        var text: String {
            func padded(_ number: Int, _ width: Int) -> String {
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
            return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        }
    }

    /// The existing calendar date that begins exactly at an offset.
    static func date(in scalars: [Unicode.Scalar], at begin: Int) -> Found? {
        guard begin < scalars.count else { return nil }
        if digit(scalars[begin]) != nil { return numericDate(scalars, begin) }
        return digitWord(scalars[begin]) != nil ? wordDate(scalars, begin) : nil
    }

    private static func numericDate(_ scalars: [Unicode.Scalar], _ begin: Int) -> Found? {
        var index = begin
        var number = 0
        var length = 0
        while index < scalars.count, length < 9, let value = digit(scalars[index]) {
            number = number * 10 + value
            length += 1
            index += 1
        }
        if length == 8 { return valid(number / 10_000, number / 100 % 100, number % 100, index) }
        guard length == 4 else { return nil }
        index = skipSpaces(scalars, index)
        guard index < scalars.count, let separator = separator(scalars[index]) else { return nil }
        index = skipSpaces(scalars, index + 1)
        guard let month = oneOrTwoDigits(scalars, &index) else { return nil }
        index = skipSpaces(scalars, index)
        guard index < scalars.count else { return nil }
        if separator == "年" {
            guard scalars[index] == "月" else { return nil }
        } else {
            guard self.separator(scalars[index]) == separator else { return nil }
        }
        index = skipSpaces(scalars, index + 1)
        guard let day = oneOrTwoDigits(scalars, &index) else { return nil }
        if separator == "年" {
            index = skipSpaces(scalars, index)
            guard index < scalars.count, scalars[index] == "日" || scalars[index] == "号" else { return nil }
            index += 1
        } else if index < scalars.count, digit(scalars[index]) != nil {
            return nil
        }
        return valid(number, month, day, index)
    }

    /// 二〇二三年五月十九日. The zero is written with five different signs.
    private static func wordDate(_ scalars: [Unicode.Scalar], _ begin: Int) -> Found? {
        var index = begin
        var year = 0
        for _ in 0..<4 {
            guard index < scalars.count, let value = digitWord(scalars[index]) else { return nil }
            year = year * 10 + value
            index += 1
        }
        index = skipSpaces(scalars, index)
        guard index < scalars.count, scalars[index] == "年" else { return nil }
        index = skipSpaces(scalars, index + 1)
        guard let month = numberWord(scalars, &index) else { return nil }
        index = skipSpaces(scalars, index)
        guard index < scalars.count, scalars[index] == "月" else { return nil }
        index = skipSpaces(scalars, index + 1)
        guard let day = numberWord(scalars, &index) else { return nil }
        index = skipSpaces(scalars, index)
        guard index < scalars.count, scalars[index] == "日" || scalars[index] == "号" else { return nil }
        return valid(year, month, day, index + 1)
    }

    /// A number up to 39 in words: 五, 〇五, 十, 十九, 二十, 二十九, 廿九, 卅一.
    private static func numberWord(_ scalars: [Unicode.Scalar], _ index: inout Int) -> Int? {
        var total = 0
        var ones: Int?
        var length = 0
        while index < scalars.count, length < 3 {
            let scalar = scalars[index]
            if scalar == "十" || scalar == "拾" {
                total += (ones ?? 1) * 10
                ones = nil
            } else if scalar == "廿" {
                total += 20
            } else if scalar == "卅" {
                total += 30
            } else if let value = digitWord(scalar) {
                // 〇五 or 一九 written digit by digit.
                ones = (ones ?? 0) * 10 + value
            } else {
                break
            }
            index += 1
            length += 1
        }
        return length == 0 ? nil : total + (ones ?? 0)
    }

    private static func valid(_ year: Int, _ month: Int, _ day: Int, _ end: Int) -> Found? {
        guard (1000...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= days[month - 1] ? Found(year: year, month: month, day: day, end: end) : nil
    }

    /// Whether nothing but a time of day stands in the rest: ` 00:00:00`, `T08:30:00+08:00`, ` 16时20分`.
    static func isTimeOfDay(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        var index = rest.startIndex
        while index < rest.endIndex, isSpace(rest[index]) { index += 1 }
        if index == rest.endIndex { return true }
        // Digits directly behind the date would belong to a longer number.
        guard index > rest.startIndex || rest[index] == "T" else { return false }
        if rest[index] == "T" { index += 1 }
        guard index < rest.endIndex, digit(rest[index]) != nil else { return false }
        var hasColon = false
        for scalar in rest[index...] {
            switch scalar {
            case ":", "：", "时", "時": hasColon = true
            case ".", "+", "-", "Z", "分", "秒", " ", "\u{3000}": break
            default: if digit(scalar) == nil { return false }
            }
        }
        return hasColon
    }

    private static func separator(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "-", "－", "‐", "–", "−": "-"
        case "/", "／": "/"
        case ".", "．": "."
        case "年": "年"
        default: nil
        }
    }

    private static func oneOrTwoDigits(_ scalars: [Unicode.Scalar], _ index: inout Int) -> Int? {
        guard index < scalars.count, let first = digit(scalars[index]) else { return nil }
        index += 1
        guard index < scalars.count, let second = digit(scalars[index]) else { return first }
        index += 1
        return first * 10 + second
    }

    private static func skipSpaces(_ scalars: [Unicode.Scalar], _ begin: Int) -> Int {
        var index = begin
        while index < scalars.count, isSpace(scalars[index]) { index += 1 }
        return index
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\u{3000}" || scalar == "\u{A0}"
    }

    /// An ASCII or full-width digit.
    static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value) - 0x30
        case 0xFF10...0xFF19: Int(scalar.value) - 0xFF10
        default: nil
        }
    }

    private static func digitWord(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "〇", "○", "◯", "零", "Ｏ", "O", "0", "０": 0
        case "一", "壹": 1
        case "二", "贰", "貳": 2
        case "三", "叁", "參": 3
        case "四", "肆": 4
        case "五", "伍": 5
        case "六", "陆", "陸": 6
        case "七", "柒": 7
        case "八", "捌": 8
        case "九", "玖": 9
        default: nil
        }
    }
}
