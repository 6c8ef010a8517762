internal import Intake
package import Records

/// Dates as people and programs type them, at either door.
package enum TypedDate {
    package static func day(_ typed: String) -> Day? { CalendarDate.parse(typed).flatMap { Day($0) } }

    /// A day, or the first or last day of a year or month: `2023`, `2023-05`.
    package static func period(_ typed: String, end: Bool) -> String? {
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
        return day(typed)?.description
    }
}
