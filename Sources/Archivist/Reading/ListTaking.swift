internal import Boxes
internal import Foundation
internal import Records
internal import Spreadsheets

/// Lists that are taken along as tables: what a page shows, as CSV or a spreadsheet. A list of records is an export, and each
/// record of it is in the log before the first byte goes out.
package struct ListTaking {
    package enum Format: String, Sendable {
        case csv, xlsx
    }

    package enum Cell: Sendable {
        case text(String)
        case number(Int)
    }

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameters:
    ///   - title: what the table is about, for the log where no records are listed, and for the spreadsheet.
    ///   - codes: of the records and volumes that it lists.
    /// - Returns: the table; no cell of it is run by a spreadsheet program.
    package func table(
        _ title: String, heading: [String], rows: [[Cell]], codes: [String], as format: Format
    ) throws -> [UInt8] {
        if codes.isEmpty {
            try archive.record("export table", object: title)
        } else {
            try archive.require(.export, object: codes.count == 1 ? codes[0] : title)
            try archive.record("export list", objects: codes)
        }
        switch format {
        case .csv:
            let texts = rows.map { row in
                row.map { cell in
                    switch cell {
                    case .text(let text): text
                    case .number(let number): String(number)
                    }
                }
            }
            return Array(TableText.csv([heading] + texts).utf8)
        case .xlsx: return try spreadsheet(title, heading, rows)
        }
    }

    private func spreadsheet(_ title: String, _ heading: [String], _ rows: [[Cell]]) throws -> [UInt8] {
        // Written by a library that wants a file; nothing of it stays.
        let outgoing = try Outgoing(name: title, in: archive)
        let sheet = try SheetWriter(
            path: outgoing.path, title: title, heading: heading, widths: Self.widths(heading, rows),
            unfinishedIn: archive.layout.temporary)
        for row in rows {
            try sheet.add(
                row.map { cell in
                    switch cell {
                    case .text(let text): .text(text)
                    case .number(let number): .number(Double(number))
                    }
                })
        }
        try sheet.close()
        return try outgoing.read(count: outgoing.length, at: 0)
    }

    /// In characters, of which a Chinese one takes the room of two.
    private static func widths(_ heading: [String], _ rows: [[Cell]]) -> [Double] {
        heading.enumerated().map { column, name in
            let longest = rows.prefix(200).reduce(width(name)) { longest, row in
                guard column < row.count, case .text(let text) = row[column] else { return longest }
                return max(longest, width(text))
            }
            return Double(min(max(longest + 2, 8), 60))
        }
    }

    private static func width(_ text: String) -> Int {
        text.unicodeScalars.prefix(60).reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) }
    }
}
