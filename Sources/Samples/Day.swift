/// A calendar day as a count of days since 1970-01-01: samples need no clock and no time zone.
struct Day: Sendable, Comparable {
    var number: Int

    static let first = Day(year: 2021, month: 1, day: 4)
    static let last = Day(year: 2025, month: 12, day: 31)

    init(number: Int) {
        self.number = number
    }

    init(year: Int, month: Int, day: Int) {
        // Years counted from March, so that the leap day comes last and months have fixed offsets.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    static func < (left: Day, right: Day) -> Bool {
        left.number < right.number
    }

    static func + (day: Day, days: Int) -> Day {
        Day(number: day.number + days)
    }

    static func - (day: Day, days: Int) -> Day {
        Day(number: day.number - days)
    }

    var parts: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    var year: Int { parts.year }

    /// `YYYY-MM-DD`
    var iso: String {
        let (year, month, day) = parts
        return "\(year)-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `2023年5月6日`
    var chinese: String {
        let (year, month, day) = parts
        return "\(year)年\(month)月\(day)日"
    }

    /// `5月6日`
    var monthAndDay: String {
        let (_, month, day) = parts
        return "\(month)月\(day)日"
    }

    var compact: String {
        let (year, month, day) = parts
        return "\(year)\(padded(month, 2))\(padded(day, 2))"
    }
}

/// `number` in decimal with leading zeros to `width`.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
