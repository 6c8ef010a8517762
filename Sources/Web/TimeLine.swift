import Face
import Records

/// Records on a line of time, a row for each class: a picture beside a table that says the same.
struct TimeLine {
    struct Point {
        var day: Day
        /// The row that it stands in.
        var row: String
        var title: String
        var link: String
        /// Something that is still to be done on that day.
        var isDue = false
    }

    /// Where fewer stand, the table is seen at a glance.
    private static let fewest = 3
    // In units of the picture, which is as wide as the page.
    private static let width = 960
    private static let labelWidth = 110
    private static let rowHeight = 30
    private static let radius = 6

    var title: String
    var points: [Point]

    /// Nil where it would show nothing that the table does not.
    var svg: String? {
        let places = points.map { Self.place(of: $0.day) }
        guard points.count >= Self.fewest, let first = places.min(), let last = places.max(), first < last else {
            return nil
        }
        let rows = points.reduce(into: [String]()) { if !$0.contains($1.row) { $0.append($1.row) } }
        let bottom = Self.rowHeight * rows.count
        func across(_ place: Double) -> Int {
            Self.labelWidth + Int(Double(Self.width - Self.labelWidth - 20) * (place - first) / (last - first))
        }
        var out =
            "<svg viewBox=\"0 0 \(Self.width) \(bottom + 26)\" role=\"group\" aria-label=\"\(Markup.escaped(title))\" class=\"dots\">"
        for tick in Self.ticks(from: first, to: last) {
            let x = across(tick.place)
            out += "<line x1=\"\(x)\" y1=\"0\" x2=\"\(x)\" y2=\"\(bottom + 8)\"/>"
            out += "<text x=\"\(x + 3)\" y=\"\(bottom + 20)\">\(tick.label)</text>"
        }
        for (number, row) in rows.enumerated() {
            let y = Self.rowHeight * number + Self.rowHeight / 2
            out +=
                "<text x=\"\(Self.labelWidth - 12)\" y=\"\(y + 4)\" text-anchor=\"end\">\(Markup.escaped(row))</text>"
            out += "<line x1=\"\(Self.labelWidth)\" y1=\"\(y)\" x2=\"\(Self.width)\" y2=\"\(y)\"/>"
            for (point, place) in zip(points, places) where point.row == row {
                let words = Markup.escaped(point.day.description + " " + point.title)
                out +=
                    "<a href=\"\(Markup.escaped(point.link))\"\(point.isDue ? " class=\"due\"" : "") aria-label=\"\(words)\">"
                out +=
                    "<circle cx=\"\(across(place))\" cy=\"\(y)\" r=\"\(Self.radius)\"><title>\(words)</title></circle></a>"
            }
        }
        return out + "</svg>"
    }

    /// In years, as exact as a dot.
    private static func place(of day: Day) -> Double {
        Double(day.year) + (Double(day.month - 1) + Double(day.day - 1) / 31) / 12
    }

    /// Years, or months where it is about one year.
    private static func ticks(from first: Double, to last: Double) -> [(place: Double, label: String)] {
        let areYears = last - first > 1.5
        return (Int(first)...Int(last)).flatMap { year in
            (areYears ? [1] : Array(stride(from: 1, through: 12, by: 2))).compactMap { month in
                Day(year: year, month: month, day: 1).map { day in
                    (place(of: day), areYears ? String(year) : String(day.description.prefix(7)))
                }
            }
        }.filter { first <= $0.place && $0.place <= last }
    }
}
