import CXlsxWriter
import Foundation

/// Writes one table as a spreadsheet (Office Open XML, ISO/IEC 29500) through libxlsxwriter. Not shared between threads.
///
/// Texts are written as texts: whatever a cell begins with, no program takes it for a formula. Rows go to the disk as they
/// come, so that memory does not grow with the table.
package final class SheetWriter {
    package enum Cell: Sendable {
        case text(String)
        case number(Double)
    }

    /// Characters (UTF-16) that a cell holds in spreadsheet programs.
    private static let cellLimit = 32_767
    /// Rows that a sheet holds in spreadsheet programs, the heading among them.
    private static let rowLimit = 1_048_576

    private var book: UnsafeMutablePointer<lxw_workbook>?
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private var row: lxw_row_t = 0
    private let columns: Int

    /// - Parameters:
    ///   - title: the document's title.
    ///   - widths: of the columns, in characters.
    ///   - unfinished: the folder for what is not written out yet; nil for the one of the target.
    package init(
        path: String, title: String, heading: [String], widths: [Double], unfinishedIn unfinished: String? = nil
    ) throws(SheetFault) {
        // In constant memory every row is written once the next one begins; it stands in a file beside the target until then.
        let folder = unfinished ?? (path as NSString).deletingLastPathComponent
        book = path.withCString { path in
            folder.withCString { folder in
                var options = lxw_workbook_options()
                options.constant_memory = 1
                options.tmpdir = UnsafeMutablePointer(mutating: folder)
                return workbook_new_opt(path, &options)
            }
        }
        guard let book else { throw SheetFault(reason: "workbook") }
        columns = heading.count
        guard let sheet = workbook_add_worksheet(book, nil) else { throw SheetFault(reason: "worksheet") }
        self.sheet = sheet
        title.withCString { title in
            var properties = lxw_doc_properties()
            properties.title = UnsafeMutablePointer(mutating: title)
            workbook_set_properties(book, &properties)
        }
        for (column, width) in widths.enumerated() {
            let column = lxw_col_t(column)
            worksheet_set_column(sheet, column, column, width, nil)
        }
        let bold = workbook_add_format(book)
        format_set_bold(bold)
        worksheet_freeze_panes(sheet, 1, 0)
        try add(heading.map { .text($0) }, format: bold)
    }

    deinit {
        // What was not closed is nobody's: it is finished only to give back its memory.
        if let book { workbook_close(book) }
    }

    package func add(_ cells: [Cell]) throws(SheetFault) { try add(cells, format: nil) }

    private func add(_ cells: [Cell], format: UnsafeMutablePointer<lxw_format>?) throws(SheetFault) {
        guard Int(row) < Self.rowLimit else { throw SheetFault(reason: "rows > \(Self.rowLimit)") }
        for (column, cell) in cells.enumerated() {
            let column = lxw_col_t(column)
            let fault =
                switch cell {
                case .text(""): LXW_NO_ERROR
                case .text(let text): worksheet_write_string(sheet, row, column, Self.fitting(text), format)
                case .number(let number): worksheet_write_number(sheet, row, column, number, format)
                }
            try Self.check(fault)
        }
        row += 1
    }

    /// A cell holds no more; the end says that something is missing.
    private static func fitting(_ text: String) -> String {
        guard text.utf16.count > cellLimit else { return text }
        var (fitting, length) = ("", 0)
        for character in text {
            length += String(character).utf16.count
            if length >= cellLimit { break }
            fitting.append(character)
        }
        return fitting + "…"
    }

    /// Only then is the file a spreadsheet.
    package func close() throws(SheetFault) {
        guard let book else { return }
        self.book = nil
        if row > 1 { worksheet_autofilter(sheet, 0, 0, row - 1, lxw_col_t(columns - 1)) }
        try Self.check(workbook_close(book))
    }

    private static func check(_ fault: lxw_error) throws(SheetFault) {
        guard fault != LXW_NO_ERROR else { return }
        throw SheetFault(reason: lxw_strerror(fault).map { String(cString: $0) } ?? "\(fault.rawValue)")
    }
}

/// What libxlsxwriter says went wrong.
package struct SheetFault: Error {
    package var reason: String
}
