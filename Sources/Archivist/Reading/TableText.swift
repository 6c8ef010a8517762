internal import Foundation
internal import Intake
internal import SwiftCSV

/// Small tables as CSV (RFC 4180).
package enum TableText {
    package struct Row: Sendable {
        package var line: Int
        package var cells: [String]
    }

    /// The rows of a small table in any Chinese encoding. (Manifests, which may be huge, are read as streams.)
    static func rows(_ bytes: [UInt8]) throws -> [Row] {
        let extraction = TextExtractor().extract(Data(bytes), name: "table.csv")
        guard let text = extraction?.text, let table = try? EnumeratedCSV(string: text, loadColumns: false) else {
            throw ArchiveFailure.badTable(line: 1, reason: .notText)
        }
        return [Row(line: 1, cells: table.header)]
            + table.rows.enumerated().map { Row(line: $0.offset + 2, cells: $0.element) }
    }

    /// A table with a byte order mark, as spreadsheet programs expect Chinese.
    package static func csv(_ rows: [[String]]) -> String {
        "\u{FEFF}" + rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A cell that a spreadsheet program would run as a formula gets an apostrophe in front (OWASP, CSV Injection): one that
    /// begins with `=` `+` `-` `@`, in full width too, also behind white space, or with a tab or line break. A plain number
    /// stays as it is.
    package static func cell(_ text: String) -> String {
        let text = isFormula(text) ? "'" + text : text
        // By Unicode scalars: CR LF together is one Character, neither of the two; so is a quotation mark with an accent.
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        let quoted = text.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
        return "\"" + String(String.UnicodeScalarView(quoted)) + "\""
    }

    private static func isFormula(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        if let first = scalars.first, first == "\t" || first == "\r" || first == "\n" { return true }
        // What cannot be seen is skipped as well: a zero-width blank hides a sign from the eye, not from every program.
        let shown = scalars.drop {
            $0.properties.isWhitespace || $0.properties.generalCategory == .format
                || $0.properties.generalCategory == .control
        }
        guard let sign = shown.first, "=+-@＝＋－＠".unicodeScalars.contains(sign) else { return false }
        return !isNumber(text)
    }

    /// `-5`, `+86`, `-12.5`, `-1,200.50`
    private static func isNumber(_ text: String) -> Bool {
        text.wholeMatch(of: #/[+-]?[0-9]+(,[0-9]{3})*(\.[0-9]+)?%?/#) != nil
    }
}
