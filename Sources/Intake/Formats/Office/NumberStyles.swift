import Foundation

/// What a sheet's numbers mean: dates are days since 1900, and only the cell's format says so (ECMA-376 part 1,
/// 18.8.30 and 18.17.4.1).
final class NumberStyles: XMLReceiver {
    private enum Kind { case plain, date, time, dateAndTime, percent }

    var usesYear1904 = false
    private var codes: [Int: String] = [:]
    private var formats: [Int] = []
    private var isInCellFormats = false

    func open(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "numFmt":
            if let id = attributes["numFmtId"].flatMap({ Int($0) }) { codes[id] = attributes["formatCode"] }
        case "cellXfs": isInCellFormats = true
        case "xf":
            if isInCellFormats { formats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0) }
        default: break
        }
    }

    func close(_ name: String) {
        if name == "cellXfs" { isInCellFormats = false }
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {}

    /// A number as a reader sees it, dates as YYYY-MM-DD.
    func shown(_ text: String, style: Int) -> String {
        guard let number = Double(text), number.isFinite else { return text }
        switch kind(of: style) {
        case .date: return date(number) ?? Self.plain(number, text)
        case .time: return Self.time(number)
        case .dateAndTime:
            guard let date = date(number) else { return Self.plain(number, text) }
            return number == number.rounded(.down) ? date : date + " " + Self.time(number)
        case .percent: return Self.plain((number * 1e6).rounded() / 1e4, nil) + "%"
        case .plain: return Self.plain(number, text)
        }
    }

    private func kind(of style: Int) -> Kind {
        guard formats.indices.contains(style) else { return .plain }
        let id = formats[style]
        if let code = codes[id] { return Self.kind(ofCode: code) }
        switch id {
        case 9, 10: return .percent
        // 27…36 and 50…58 are dates where Excel speaks Chinese (18.8.30).
        case 14...17, 27...31, 36, 50...54, 57, 58: return .date
        case 18...21, 32...35, 45...47, 55, 56: return .time
        case 22: return .dateAndTime
        default: return .plain
        }
    }

    private static func kind(ofCode code: String) -> Kind {
        var letters = ""
        var isQuoted = false
        var rest = Substring(code.lowercased())
        while let next = rest.popFirst() {
            if next == "\"" {
                isQuoted.toggle()
            } else if next == "\\" || next == "_" || next == "*" {
                _ = rest.popFirst()
            } else if next == "[" {
                // [Red], [$-804], [h]: only the hours count.
                let inner = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(inner.count + 1)
                if inner.allSatisfy({ $0 == "h" || $0 == "m" || $0 == "s" }) { letters += inner }
            } else if next == ";" {
                break
            } else if !isQuoted {
                letters.append(next)
            }
        }
        if letters.contains("general") { return .plain }
        let hasDay = letters.contains("y") || letters.contains("d") || letters.contains("e")
        let hasTime = letters.contains("h") || letters.contains("s")
        let hasMonth = letters.contains("m")
        if letters.contains("0") || letters.contains("#") || letters.contains("?") {
            if !hasDay { return letters.contains("%") ? .percent : hasTime ? .time : .plain }
        }
        if letters.contains("%") { return .percent }
        if hasDay { return hasTime ? .dateAndTime : .date }
        return hasTime ? .time : hasMonth ? .date : .plain
    }

    /// YYYY-MM-DD of a day's number. Excel believes in the 29th of February 1900, which is day 60.
    private func date(_ number: Double) -> String? {
        guard number >= 0, number < 2_958_466 else { return nil }
        var day = Int(number)
        if usesYear1904 { day += 1462 }
        if day == 0 { return nil }
        // Days since 1970-01-01.
        let civil = day - 25_569 + (day < 60 ? 1 : 0)
        return Self.civilDate(civil)
    }

    /// The date of a day counted from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    static func civilDate(_ days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return DateScanner.Found(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, end: 0
        ).text
    }

    /// HH:MM, with seconds where there are any.
    private static func time(_ number: Double) -> String {
        let isWithinDay = number < 1
        let fraction = isWithinDay ? number : number - number.rounded(.down)
        let seconds = Int((fraction * 86_400).rounded())
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let minutes = two(seconds / 3600) + ":" + two(seconds / 60 % 60)
        return seconds % 60 == 0 ? minutes : minutes + ":" + two(seconds % 60)
    }

    /// Fifteen digits, as Excel shows: 0.1+0.2 is stored as 0.30000000000000004.
    private static func plain(_ number: Double, _ text: String?) -> String {
        // Identity numbers and the like are whole and short enough to stand as they are.
        if let text, !text.contains("."), !text.contains("e"), !text.contains("E") { return text }
        if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
        return String(format: "%.15g", number)
    }
}
