import Archivist
import Face
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Records

/// Any table of any page as CSV or a spreadsheet: the page's address with `as=csv|xlsx` and the table's place on it, through
/// the same action and the same permission.
struct TableDownload {
    private let format: ListTaking.Format
    private let place: Int

    /// Nil where the page itself is asked for.
    init?(_ uri: URI) throws {
        guard let name = uri.queryParameters["as"] else { return nil }
        guard let format = ListTaking.Format(rawValue: String(name)) else { throw HTTPError(.badRequest) }
        self.format = format
        place = uri.queryParameters["table"].flatMap { Int($0) } ?? 0
    }

    func response(_ page: Page, _ archive: ArchiveFolder) async throws -> Response {
        let tables = page.tables
        guard tables.indices.contains(place) else { throw HTTPError(.notFound) }
        let table = tables[place]
        let rows = try await table.all?() ?? table.rows
        // Columns of buttons are for the page alone.
        let columns = table.columns.indices.filter { !table.columns[$0].isEmpty }
        let bytes = try ListTaking(archive: archive).table(
            page.title, heading: columns.map { table.columns[$0] },
            rows: rows.map { row in
                columns.map { column in
                    guard column < row.count else { return .text("") }
                    let cell = row[column]
                    return (cell.isNumber ? Int(cell.text).map { .number($0) } : nil) ?? .text(cell.text)
                }
            }, codes: Table.codes(rows), as: format)
        // A caption that counts what the page shows is no name for all of it.
        let isNamedByPage = table.all != nil || table.caption.isEmpty || table.caption == page.title
        let name = isNamedByPage ? page.title : page.title + "-" + table.caption
        return Response(
            status: .ok,
            headers: [
                .contentType: format == .csv
                    ? "text/csv; charset=utf-8"
                    : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment" + RecordPage.disposition(of: name + "." + format.rawValue),
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The address of a table of the page at an address.
    static func link(_ uri: URI, table: Int, as format: ListTaking.Format) -> String {
        var values = uri.queryParameters.map { (String($0.key), String($0.value)) }
            .filter { !["as", "table", "page", "after"].contains($0.0) }
        values.append(("as", format.rawValue))
        if table > 0 { values.append(("table", String(table))) }
        return uri.path + "?" + Query.text(values)
    }
}

extension Page {
    /// The tables that can be taken along, in the order in which they stand on the page.
    var tables: [Table] {
        blocks.compactMap { block in
            switch block {
            case .table(let table): table
            case .chart(let chart): chart.table
            default: nil
            }
        }
    }

    /// Puts beside each table where it is to be had as a file, if whoever reads it may take it along.
    mutating func offerTables(at uri: URI, _ archive: ArchiveFolder) {
        var place = 0
        func links(_ table: Table) -> [String: Any] {
            defer { place += 1 }
            guard table.isListing, archive.permits(.export) || Table.codes(table.rows).isEmpty else { return [:] }
            return [
                "csv": TableDownload.link(uri, table: place, as: .csv),
                "xlsx": TableDownload.link(uri, table: place, as: .xlsx),
            ]
        }
        if template == "blocks" {
            func withLinks(_ table: Table) -> [String: Any] {
                table.values.merging(links(table)) { old, _ in old }
            }
            values["blocks"] = blocks.map { block -> [String: Any] in
                switch block {
                case .table(let table): ["table": withLinks(table)]
                case .chart(let chart): ["chart": chart.values(withLinks(chart.table))]
                default: block.values
                }
            }
        } else if let table = tables.first {
            for (name, link) in links(table) { values[name] = link }
        }
    }
}

extension Table {
    /// Whether there is something to take along.
    fileprivate var isListing: Bool { !rows.isEmpty && columns.contains { !$0.isEmpty } }

    /// The records and volumes that rows lead to, each once.
    fileprivate static func codes(_ rows: [[Cell]]) -> [String] {
        var seen: Set<String> = []
        return rows.flatMap { $0 }.compactMap { cell -> String? in
            for root in ["/records/", "/volumes/"] {
                guard let link = cell.link, link.hasPrefix(root) else { continue }
                let code = link.dropFirst(root.count).prefix { $0 != "?" && $0 != "/" }
                return ArchivalCode.normalised(String(code).removingPercentEncoding ?? String(code))
            }
            return nil
        }.filter { seen.insert($0).inserted }
    }
}
