import Face
import Foundation

/// The years of what a search found: bars with their counts, and a slider with two ends over them.
///
/// Without scripts the fields of the form say the same; the bars are a picture beside the list of years.
struct Period {
    /// From the first year to the last, those with nothing in them too.
    private let bars: [(year: Int, count: Int)]
    private let from: Int
    private let to: Int

    /// Years that are shown at most: earlier ones than these are chosen in the form.
    private static let most = 60
    private static let height = 60.0
    private static let step = 10.0

    /// Nil where there are not two years to choose between.
    /// - Parameters:
    ///   - from: the first day that is asked for, `YYYY-MM-DD`.
    ///   - to: the last one.
    init?(years: [String: Int], from: String?, to: String?) {
        func year(_ day: String?) -> Int? { day.flatMap { Int($0.prefix(4)) } }
        let counts = Dictionary(years.compactMap { key, count in Int(key).map { ($0, count) } }, uniquingKeysWith: +)
        guard let last = counts.keys.max(), let earliest = counts.keys.min(), earliest < last else { return nil }
        let first = max(earliest, last - Self.most + 1)
        bars = (first...last).map { ($0, counts[$0] ?? 0) }
        self.from = min(max(year(from) ?? first, first), last)
        self.to = max(min(year(to) ?? last, last), self.from)
    }

    var values: [String: Any] {
        let first = bars[0].year
        return [
            "svg": svg, "first": first, "last": first + bars.count - 1, "from": from, "to": to,
            "told": from == to ? "\(from)" : "\(from) – \(to)",
            "most": bars.map(\.count).max() ?? 0,
        ]
    }

    private var svg: String {
        let most = Double(max(bars.map(\.count).max() ?? 1, 1))
        let width = Self.step * Double(bars.count)
        // Of few years the bars are far apart, not broad.
        let thick = bars.count < 6 ? 3.0 : 8.0
        var out =
            "<svg viewBox=\"0 0 \(Int(width)) \(Int(Self.height))\" preserveAspectRatio=\"none\" class=\"years\" aria-hidden=\"true\">"
        for (index, bar) in bars.enumerated() where bar.count > 0 {
            let length = max(Self.height * Double(bar.count) / most, 3)
            let place = Self.step * Double(index) + (Self.step - thick) / 2
            out += String(
                format: "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.1f\" class=\"", place,
                Self.height - length, thick, length)
            out += ((from...to).contains(bar.year) ? "in" : "out") + "\"/>"
        }
        return out + "</svg>"
    }
}
