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
        guard let text = extraction.text, let table = try? EnumeratedCSV(string: text, loadColumns: false) else {
            throw ArchiveFailure.badTable(line: 1, reason: .notText)
        }
        return [Row(line: 1, cells: table.header)]
            + table.rows.enumerated().map { Row(line: $0.offset + 2, cells: $0.element) }
    }

    /// A table with a byte order mark, as spreadsheet programs expect Chinese. A cell that a spreadsheet would run as a
    /// formula gets an apostrophe in front.
    package static func csv(_ rows: [[String]]) -> String {
        "\u{FEFF}" + rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    package static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(text) == nil {
            text = "'" + text
        }
        // By Unicode scalars: CR LF together is one Character, neither of the two.
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
