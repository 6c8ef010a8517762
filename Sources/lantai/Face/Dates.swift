import Intake
import Records

/// Dates as typed on the command line.
enum Dates {
    static func day(_ typed: String?, option: String) throws -> Day? {
        guard let typed else { return nil }
        guard let day = CalendarDate.parse(typed).flatMap({ Day($0) }) else {
            throw UsageFault.invalidDate(option: option, value: typed)
        }
        return day
    }

    /// A day, or the first or last day of a year or month: `2023`, `2023-05`.
    static func period(_ typed: String?, end: Bool, option: String) throws -> String? {
        guard let typed else { return nil }
        let parts = typed.split(separator: "-").map { Int($0) }
        if typed.utf8.count == 4, parts.count == 1, let year = parts[0],
            let day = Day(year: year, month: end ? 12 : 1, day: end ? 31 : 1)
        {
            return day.description
        }
        if typed.utf8.count == 7, parts.count == 2, let year = parts[0], let month = parts[1] {
            let last = [31, 30, 29, 28].lazy.compactMap { Day(year: year, month: month, day: end ? $0 : 1) }.first
            if let last { return last.description }
        }
        return try day(typed, option: option)?.description
    }
}
