/// The rows of a manifest that is a table (RFC 4180).
final class CSVRows {
    /// Headings that are neither a key nor a field.
    let unknownHeadings: [String]

    private enum Column {
        case key(String)
        case field(String)
        case unknown
    }

    private let source: ManifestSource
    private let columns: [Column]
    private let separator: UInt8

    /// Reads the heading.
    /// - Throws: `ManifestError`.
    init(_ source: ManifestSource) throws {
        self.source = source
        var heading: ArraySlice<UInt8> = []
        search: while true {
            switch source.take(.lineOutsideQuotes) {
            case .record(let bytes, _, let undecodable):
                guard bytes.contains(where: { $0 > 0x20 }) else { continue }
                if undecodable > 0 {
                    let encoding = source.encoding.rawValue
                    throw ManifestError.unreadableHeading(.undecodableBytes(count: undecodable, encoding: encoding))
                }
                heading = bytes
                break search
            case .tooLong: throw ManifestError.unreadableHeading(.tooLong(limit: ManifestSource.recordLimit))
            case .unterminatedQuote: throw ManifestError.unreadableHeading(.unterminatedQuote)
            case .end: throw ManifestError.empty
            }
        }
        // The separator that makes the most known headings; a comma if none does.
        var best: (separator: UInt8, names: [String], known: Int) = (UInt8(ascii: ","), [], -1)
        for separator in [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")] {
            guard case .success(let cells) = Self.cells(heading, separator) else { continue }
            let names = cells.map { ManifestKey.trimmed($0) }
            let known = names.count { ManifestKey.key(for: $0) != nil || ManifestKey.fieldName(in: $0) != nil }
            if known > best.known { best = (separator, names, known) }
        }
        guard best.known >= 0 else { throw ManifestError.unreadableHeading(.textBehindQuote(cell: 1)) }
        var unknown: [String] = []
        var keys: Set<String> = []
        separator = best.separator
        columns = try best.names.map { name in
            if let key = ManifestKey.key(for: name) {
                guard keys.insert(key).inserted else { throw ManifestError.repeatedHeading(key: key) }
                return .key(key)
            }
            if let field = ManifestKey.fieldName(in: name) {
                guard keys.insert("field." + field).inserted else {
                    throw ManifestError.repeatedHeading(key: "field." + field)
                }
                return .field(field)
            }
            if !name.isEmpty, !unknown.contains(name) { unknown.append(name) }
            return .unknown
        }
        unknownHeadings = unknown
        // A table of fields alone says nothing that can be filed.
        guard columns.contains(where: { if case .key = $0 { true } else { false } }) else {
            throw ManifestError.noKnownHeading(found: best.names, known: ManifestKey.all)
        }
    }

    func next() -> ManifestRecord? { source.next(.lineOutsideQuotes, record) }

    private func record(_ bytes: ArraySlice<UInt8>, _ line: Int, _ undecodable: Int) -> ManifestRecord {
        var record = ManifestRecord(line: line)
        if undecodable > 0 {
            record.problem = .undecodableBytes(count: undecodable, encoding: source.encoding.rawValue)
        }
        switch Self.cells(bytes, separator) {
        case .failure(let problem):
            record.problem = record.problem ?? problem
        case .success(let cells):
            // Spreadsheets append empty cells where a column once was; cells that are missing shift the rest.
            let surplus = cells.dropFirst(columns.count)
            guard cells.count >= columns.count, surplus.allSatisfy(\.isEmpty) else {
                record.problem = record.problem ?? .wrongCellCount(expected: columns.count, found: cells.count)
                return record
            }
            for (column, cell) in zip(columns, cells) where !cell.isEmpty {
                switch column {
                case .key(let key): record.put(cell, under: key)
                case .field(let name):
                    let value = ManifestKey.trimmed(cell)
                    if !value.isEmpty { record.fields.append(ManifestField(name: name, value: value)) }
                case .unknown: break
                }
            }
        }
        return record
    }

    /// Cuts a row into its cells. A quotation mark within an unquoted cell stands for itself, as spreadsheets read it.
    private static func cells(_ row: ArraySlice<UInt8>, _ separator: UInt8) -> Result<[String], ManifestProblem> {
        var cells: [String] = []
        var index = row.startIndex
        while true {
            var end = index
            if index < row.endIndex, row[index] == 0x22 {
                var cell: [UInt8] = []
                index += 1
                while true {
                    guard let mark = row[index...].firstIndex(of: 0x22) else { return .failure(.unterminatedQuote) }
                    cell.append(contentsOf: row[index..<mark])
                    index = mark + 1
                    // Two marks stand for one.
                    guard index < row.endIndex, row[index] == 0x22 else { break }
                    cell.append(0x22)
                    index += 1
                }
                cells.append(String(decoding: cell, as: UTF8.self))
                end = index
                while end < row.endIndex, row[end] == 0x20 { end += 1 }
                guard end == row.endIndex || row[end] == separator else {
                    return .failure(.textBehindQuote(cell: cells.count))
                }
            } else {
                while end < row.endIndex, row[end] != separator { end += 1 }
                cells.append(String(decoding: row[index..<end], as: UTF8.self))
            }
            guard end < row.endIndex else { return .success(cells) }
            index = end + 1
        }
    }
}
