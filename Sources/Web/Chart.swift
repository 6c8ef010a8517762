import Face
import Foundation

/// Bars with their figures: a picture for those who see it, beside a table that says the same.
struct Chart {
    var title: String
    /// What the bars are for: the name of the table's first column.
    var of: String
    var unit: String
    var bars: [(label: String, value: Int)]

    private static let rowHeight = 26.0
    private static let labelWidth = 150.0
    private static let width = 640.0

    /// - Parameter table: of the figures, as it is shown.
    func values(_ table: [String: Any]) -> [String: Any] { ["svg": svg, "table": table] }

    var table: Table {
        Table(
            caption: title, columns: [of, unit], rows: bars.map { [Cell($0.label), Cell($0.value)] },
            empty: say("还没有。", "Nothing yet."))
    }

    private var svg: String {
        let most = Double(max(bars.map(\.value).max() ?? 1, 1))
        let height = Self.rowHeight * Double(bars.count) + 8
        var out =
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(height))\" role=\"img\" aria-label=\"\(Markup.escaped(title))\" class=\"chart\">"
        for (index, bar) in bars.enumerated() {
            let y = Self.rowHeight * Double(index) + 4
            let length = (Self.width - Self.labelWidth - 70) * Double(bar.value) / most
            let end = Self.labelWidth + length
            out +=
                "<text x=\"\(Self.labelWidth - 8)\" y=\"\(y + 16)\" text-anchor=\"end\">\(Markup.escaped(bar.label))</text>"
            out += String(
                format: "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.1f\" height=\"18\" rx=\"2\"/>", Self.labelWidth, y + 2,
                max(length, 1))
            out += String(format: "<text x=\"%.1f\" y=\"%.0f\">%d</text>", end + 6, y + 16, bar.value)
        }
        return out + "</svg>"
    }
}
