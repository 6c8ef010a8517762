internal import Foundation
package import Records

/// Times as the archive writes them: ISO 8601 with the local zone, to the second.
package enum Timestamp {
    package static func now() -> String { text(of: time(nil)) }

    /// - Parameter seconds: since 1970, UTC.
    package static func text(of seconds: Int) -> String {
        var seconds = seconds
        var parts = tm()
        localtime_r(&seconds, &parts)
        let zone = parts.tm_gmtoff / 60
        let clock =
            day(parts).description + "T" + two(parts.tm_hour) + ":" + two(parts.tm_min) + ":"
            + two(parts.tm_sec)
        if zone == 0 { return clock + "Z" }
        return clock + (zone < 0 ? "-" : "+") + two(Int32(abs(zone) / 60)) + ":" + two(Int32(abs(zone) % 60))
    }

    package static func today() -> Day { day(of: time(nil)) }

    /// The local calendar day of a moment.
    package static func day(of seconds: Int) -> Day {
        var seconds = seconds
        var parts = tm()
        localtime_r(&seconds, &parts)
        return day(parts)
    }

    /// The calendar day of a moment where a time was written down (`…+08:00`, `…Z`).
    static func day(of seconds: Int, inZoneOf text: String) -> Day {
        let zone = text.dropFirst(19)
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2 else { return zone == "Z" ? utcDay(of: seconds) : day(of: seconds) }
        let offset = parts[0] * 3600 + parts[1] * 60
        return utcDay(of: zone.hasPrefix("-") ? seconds - offset : seconds + offset)
    }

    private static func utcDay(of seconds: Int) -> Day {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return day(parts)
    }

    private static func day(_ parts: tm) -> Day {
        // The system's own calendar cannot give an impossible day, and this one there is in any case.
        Day(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
            ?? Day(number: 1970_01_01)!
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Timestamp {
    /// Seconds since 1970, UTC, of a time as the archive writes it; 0 for anything else.
    static func seconds(of text: String) -> Int {
        (try? Date(text, strategy: .iso8601)).map { Int($0.timeIntervalSince1970) } ?? 0
    }
}
