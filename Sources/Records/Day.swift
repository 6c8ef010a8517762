/// A calendar day of the Gregorian calendar, without a zone: `YYYY-MM-DD`.
package struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var year: Int
    package var month: Int
    package var day: Int

    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Exactly `YYYY-MM-DD`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45,
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    /// `20230519`: sorts and compares as the day does.
    package var number: Int32 { Int32(year * 10000 + month * 100 + day) }

    package init?(number: Int32) {
        self.init(year: Int(number / 10000), month: Int(number / 100 % 100), day: Int(number % 100))
    }

    package static func < (a: Day, b: Day) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

    /// The same day some years on; 29 February becomes 1 March where there is none, as an age is reckoned in law.
    package func adding(years: Int) -> Day? {
        Day(year: year + years, month: month, day: day) ?? Day(year: year + years, month: 3, day: 1)
    }

    /// The day so many days later (earlier, where they are fewer than none), within the days there are.
    package func adding(days: Int) -> Day {
        var (year, month, day) = (year, month, day + days)
        while day > Self.days(in: month, of: year), year <= 9999 {
            day -= Self.days(in: month, of: year)
            month += 1
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        while day < 1, year > 0 {
            month -= 1
            if month < 1 { (year, month) = (year - 1, 12) }
            day += Self.days(in: month, of: year)
        }
        return Day(year: year, month: month, day: day) ?? self
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int(digit) - 48
        }
        return value
    }
}
