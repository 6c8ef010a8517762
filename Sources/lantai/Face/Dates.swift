import Face
import Records

/// Dates as typed on the command line.
enum Dates {
    static func day(_ typed: String?, option: String) throws -> Day? {
        guard let typed else { return nil }
        guard let day = TypedDate.day(typed) else { throw UsageFault.invalidDate(option: option, value: typed) }
        return day
    }

    /// A day, or the first or last day of a year or month: `2023`, `2023-05`.
    static func period(_ typed: String?, end: Bool, option: String) throws -> String? {
        guard let typed else { return nil }
        guard let day = TypedDate.period(typed, end: end) else {
            throw UsageFault.invalidDate(option: option, value: typed)
        }
        return day
    }
}
