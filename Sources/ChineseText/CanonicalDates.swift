/// A day or a month of the Gregorian calendar, checked.
struct CanonicalDate {
    let year: Int
    let month: Int
    /// Nil: the whole month.
    let day: Int?

    static let years = 1900...2100

    init?(year: Int, month: Int, day: Int?) {
        guard Self.years.contains(year), (1...12).contains(month) else { return nil }
        if let day, !(1...Self.days(month, year)).contains(day) { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// `20230519`.
    init?(digits: Int) {
        self.init(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    }

    var terms: [String] {
        let month = "d:\(year * 100 + month)"
        guard let day else { return [month] }
        return ["d:\(year * 10_000 + self.month * 100 + day)", month, Self.term(month: self.month, day: day)]
    }

    /// A day without its year.
    static func term(month: Int, day: Int) -> String { "n:\(month)月\(day)日" }

    static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension ExpressionReader {
    /// The year that a number of four digits may be.
    static func year(_ number: Numeral) -> Int? {
        guard number.digits == 4, let value = number.value, CanonicalDate.years.contains(value) else { return nil }
        return value
    }

    /// `2023年5月19日` or `2023年5月`, whose year has been read up to `yearEnd`; a year alone is read, but has no term.
    mutating func readDate(_ year: Int, _ start: Int, _ yearEnd: Int) -> Int? {
        guard let behindYear = skip("年", at: skipSpaces(at: yearEnd)) else { return nil }
        guard let (month, behindMonth) = readMonth(at: skipSpaces(at: behindYear)),
            let whole = CanonicalDate(year: year, month: month, day: nil)
        else { return behindYear }
        if let (day, end) = readDay(at: skipSpaces(at: behindMonth)),
            let date = CanonicalDate(year: year, month: month, day: day)
        {
            emit(date.terms, start, end)
            return end
        }
        emit(whole.terms, start, behindMonth)
        return behindMonth
    }

    /// `5月19日`, whose month is `number`.
    mutating func readDayOfMonth(_ number: Numeral, _ start: Int) -> Int? {
        guard let (month, behindMonth) = readMonth(at: start), behindMonth > number.end,
            let (day, end) = readDay(at: skipSpaces(at: behindMonth)), day <= CanonicalDate.days(month, 2000)
        else { return nil }
        emit([CanonicalDate.term(month: month, day: day)], start, end)
        return end
    }

    private func readMonth(at position: Int) -> (month: Int, end: Int)? {
        if let end = skip("元", at: position).flatMap({ skip("月", at: $0) }) { return (1, end) }
        guard let number = Numeral(in: text, at: position), let month = number.value, (1...12).contains(month),
            let end = skip("月", at: skipSpaces(at: number.end))
        else { return nil }
        return (month, end)
    }

    private func readDay(at position: Int) -> (day: Int, end: Int)? {
        guard let number = Numeral(in: text, at: position), let day = number.value, (1...31).contains(day),
            let end = skip(anyOf: ["日", "号", "號"], at: skipSpaces(at: number.end))
        else { return nil }
        return (day, end)
    }
}
