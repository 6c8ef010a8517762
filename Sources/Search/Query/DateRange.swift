internal import Records

/// A stretch of days as it may be written behind `日期:`.
///
/// A point is `2023`, `2023-05`, `2023-05-19`, also with `.` or `/`, `20230519`, `202305`, `2023年5月19日`, or one of
/// 今年 去年 前年 本月 上月 今天 昨天; it stands for its first to its last day. Ranges are `2023..2024`, also with `~` `至` `到`
/// or dashes, open at one end (`2023..`, `2023至今`), or `>=2023`, `>2023`, `<2023`, `<=2023`. Behind 至 the year need
/// not be said again (`2023年5月至12月`). Full-width forms are read as their ASCII ones.
struct DateRange: Equatable {
    /// ``Day/number``, inclusive; nil is open. At least one is given.
    var from: Int32?
    var to: Int32?

    /// Between the ends of a range, with or without spaces around them.
    static let signs = ["~", "～", "至", "到"]

    /// Scalars; longer texts are no dates.
    static let lengthLimit = 40

    init?(_ text: String, today: Day) {
        guard text.unicodeScalars.count <= Self.lengthLimit else { return nil }
        let text = Self.plain(text)
        if let range = Self.comparison(text, today) ?? Self.point(text, today)?.range ?? Self.span(text, today) {
            self = range
        } else {
            return nil
        }
    }

    private init(from: Day?, to: Day?) {
        self.from = from?.number
        self.to = to?.number
    }

    /// One way of writing each sign, no white space.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars where !scalar.isSpace {
            switch scalar {
            case "\u{FF01}"..."\u{FF5E}": plain.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case "≥": plain += ">="
            case "≤": plain += "<="
            case "至", "到", "〜", "∼": plain += "~"
            case "‐", "‑", "–", "—", "―", "−": plain += "-"
            case "号": plain += "日"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain.replacing("--", with: "-")
    }

    // MARK: - Points

    /// A year, a month or a day.
    private struct Point {
        var first: Day
        var last: Day

        init?(year: Int, month: Int? = nil, day: Int? = nil) {
            guard let first = Day(year: year, month: month ?? 1, day: day ?? 1),
                let last = day == nil ? DateRange.lastDay(of: month ?? 12, in: year) : first
            else { return nil }
            self.first = first
            self.last = last
        }

        var range: DateRange { DateRange(from: first, to: last) }
    }

    private static func lastDay(of month: Int, in year: Int) -> Day? {
        (28...31).reversed().lazy.compactMap { Day(year: year, month: month, day: $0) }.first
    }

    /// - Parameter earlier: the beginning of a range, from which year and month are taken when they are not said again.
    private static func point(_ text: String, _ today: Day, after earlier: Point? = nil) -> Point? {
        if let point = relative(text, today) { return point }
        var numbers: [Substring] = []
        var signs: [Character] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isASCII, first.isNumber {
                numbers.append(rest.prefix { $0.isASCII && $0.isNumber })
                rest = rest.dropFirst(numbers.last?.count ?? 0)
            } else {
                guard signs.count < numbers.count else { return nil }
                signs.append(first)
                rest = rest.dropFirst()
            }
        }
        guard (1...3).contains(numbers.count), numbers.allSatisfy({ $0.count <= 8 }) else { return nil }
        let values = numbers.compactMap { Int($0) }
        let style = String(signs)

        if numbers.count == 1, signs.isEmpty, numbers[0].count == 6 || numbers[0].count == 8 {
            let isMonth = numbers[0].count == 6
            let month = isMonth ? values[0] : values[0] / 100
            return Point(year: month / 100, month: month % 100, day: isMonth ? nil : values[0] % 100)
        }
        if numbers[0].count == 4 {
            let isWritten =
                switch numbers.count {
                case 1: ["", "年"].contains(style)
                case 2: ["-", ".", "/", "年", "年月"].contains(style)
                default: ["--", "..", "//", "年月", "年月日"].contains(style)
                }
            guard isWritten, numbers.dropFirst().allSatisfy({ $0.count <= 2 }) else { return nil }
            return Point(
                year: values[0], month: values.count > 1 ? values[1] : nil, day: values.count > 2 ? values[2] : nil)
        }
        guard let earlier = earlier?.first else { return nil }
        return switch style {
        case "月": Point(year: earlier.year, month: values[0])
        case "月日": values.count == 2 ? Point(year: earlier.year, month: values[0], day: values[1]) : nil
        case "日": Point(year: earlier.year, month: earlier.month, day: values[0])
        default: nil
        }
    }

    private static func relative(_ text: String, _ today: Day) -> Point? {
        func day(_ day: Day?) -> Point? { day.flatMap { Point(year: $0.year, month: $0.month, day: $0.day) } }
        return switch text {
        case "今年", "本年": Point(year: today.year)
        case "去年", "上年": Point(year: today.year - 1)
        case "前年": Point(year: today.year - 2)
        case "本月", "这个月": Point(year: today.year, month: today.month)
        case "上月", "上个月":
            today.month > 1
                ? Point(year: today.year, month: today.month - 1) : Point(year: today.year - 1, month: 12)
        case "今天", "今日": day(today)
        case "昨天", "昨日": day(previous(today))
        default: nil
        }
    }

    private static func next(_ day: Day) -> Day? {
        Day(year: day.year, month: day.month, day: day.day + 1)
            ?? Day(year: day.year, month: day.month + 1, day: 1) ?? Day(year: day.year + 1, month: 1, day: 1)
    }

    private static func previous(_ day: Day) -> Day? {
        Day(year: day.year, month: day.month, day: day.day - 1)
            ?? (day.month > 1 ? lastDay(of: day.month - 1, in: day.year) : lastDay(of: 12, in: day.year - 1))
    }

    // MARK: - Ranges

    private static func comparison(_ text: String, _ today: Day) -> DateRange? {
        let sign = text.prefix { "<>=".contains($0) }
        guard !sign.isEmpty, let point = point(String(text.dropFirst(sign.count)), today) else { return nil }
        switch sign {
        case "=", "==": return point.range
        case ">=", "=>": return DateRange(from: point.first, to: nil)
        case "<=", "=<": return DateRange(from: nil, to: point.last)
        case ">": return next(point.last).map { DateRange(from: $0, to: nil) }
        case "<": return previous(point.first).map { DateRange(from: nil, to: $0) }
        default: return nil
        }
    }

    private static func span(_ text: String, _ today: Day) -> DateRange? {
        for sign in ["..", "~"] {
            guard let found = text.firstRange(of: sign) else { continue }
            let end = text[found.upperBound...].drop { $0 == "." }
            return span(text[..<found.lowerBound], end, today, mayBeOpen: true)
        }
        // A dash also stands inside dates: whichever makes two of them is meant.
        return text.indices.lazy.filter { text[$0] == "-" }
            .compactMap { span(text[..<$0], text[text.index(after: $0)...], today, mayBeOpen: false) }.first
    }

    private static func span(_ start: Substring, _ end: Substring, _ today: Day, mayBeOpen: Bool) -> DateRange? {
        let isOpenEnd = end.isEmpty || end == "今"
        guard mayBeOpen || !(start.isEmpty || isOpenEnd), !(start.isEmpty && isOpenEnd) else { return nil }
        let first = point(String(start), today)
        let last = point(String(end), today, after: first)
        if isOpenEnd { return first.map { DateRange(from: $0.first, to: nil) } }
        if start.isEmpty { return last.map { DateRange(from: nil, to: $0.last) } }
        guard let first, let last else { return nil }
        // Written the wrong way round, the same days are meant.
        return DateRange(from: min(first.first, last.first), to: max(first.last, last.last))
    }
}
