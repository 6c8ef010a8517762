package import Foundation
import Glibc

// Manifests describe many files at once: a table (CSV) or JSON lines. Libraries such as SwiftCSV hold the whole file
// in memory; a manifest may describe a million records with their texts, so this reader of ours holds one at a time.

/// One record of a manifest.
package struct ManifestRecord: Sendable, Equatable {
    /// The line of the file where the record begins, counted from 1.
    package var line: Int
    /// What is said under the known keys (`ManifestKey`), without keys that are empty.
    package var values: [String: String]
    /// The description fields of the record's class, in the order they were written.
    package var fields: [ManifestField]
    /// Why the record cannot be used; the records behind it can.
    package var problem: ManifestProblem?

    package init(
        line: Int, values: [String: String] = [:], fields: [ManifestField] = [], problem: ManifestProblem? = nil
    ) {
        self.line = line
        self.values = values
        self.fields = fields
        self.problem = problem
    }
}

/// One description field: from a column `field.NAME`, or a member of the object `fields`.
package struct ManifestField: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Why one record cannot be used. The front doors make words of it.
package enum ManifestProblem: Error, Sendable, Equatable {
    /// Not JSON from this column on (in Unicode scalars of the line, from 1).
    case invalidJSON(column: Int)
    /// The line is JSON, but not an object `{…}`.
    case notAnObject
    /// The key has a list or an object where a text belongs, or `fields` is no object.
    case wrongKind(key: String)
    /// The same key, under one name or two, with two values.
    case repeatedKey(key: String)
    /// The row has another number of cells than the heading.
    case wrongCellCount(expected: Int, found: Int)
    /// A quotation mark opens a cell and none closes it.
    case unterminatedQuote
    /// Something other than a separator stands behind a closing quotation mark.
    case textBehindQuote(cell: Int)
    /// So many bytes of the record have no meaning in the manifest's encoding.
    case undecodableBytes(count: Int, encoding: String)
    /// The record is longer than a record may be, in bytes.
    case tooLong(limit: Int)
    /// Reading the file failed here, by the system's error number; nothing follows.
    case readFailed(errno: Int32)
}

/// Why a manifest cannot be read at all.
package enum ManifestError: Error, Sendable, Equatable {
    case cannotOpen(path: String, errno: Int32)
    case readFailed(errno: Int32)
    /// The file has no record and no heading.
    case empty
    /// No heading of the table is a known key.
    case noKnownHeading(found: [String], known: [String])
    /// Two columns of the table mean the same key.
    case repeatedHeading(key: String)
    /// The heading breaks the rules of CSV, or is longer than a record may be.
    case unreadableHeading(ManifestProblem)
    /// This system's C library cannot decode the encoding.
    case decoderMissing(encoding: String)
}

/// The two forms of a manifest.
package enum ManifestFormat: Sendable, Equatable {
    /// A table as RFC 4180 has it, with a heading; separated by commas, semicolons or tabs.
    case csv
    /// An object a line.
    case jsonl

    /// The form by the ending of a file's name; nil if that does not tell.
    package static func detect(name: String) -> ManifestFormat? {
        let ending = name.lowercased().split(separator: ".").last
        switch ending {
        case "csv", "tsv", "tab": return .csv
        case "jsonl", "ndjson", "json": return .jsonl
        default: return nil
        }
    }
}

/// Reads a manifest record by record. Memory is bounded by the longest record, which may have 64 MiB.
///
/// Copies share one place in the file: this is a stream, not a collection.
package struct ManifestReader: Sequence, IteratorProtocol {
    private let rows: Rows

    private enum Rows {
        case csv(CSVRows)
        case jsonl(JSONRows)
    }

    /// Opens a manifest file.
    /// - Throws: `ManifestError`.
    package init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ManifestError.cannotOpen(path: path, errno: errno) }
        let source = ManifestSource(descriptor: descriptor, closes: true)
        try self.init(source, format: ManifestFormat.detect(name: path))
    }

    /// Reads a manifest from an open file or pipe, from where it stands.
    /// - Parameter format: nil to tell by the first character: JSON lines begin with `{`.
    /// - Throws: `ManifestError`.
    package init(handle: FileHandle, format: ManifestFormat? = nil) throws {
        let source = ManifestSource(descriptor: handle.fileDescriptor, closes: false, owner: handle)
        try self.init(source, format: format)
    }

    private init(_ source: ManifestSource, format: ManifestFormat?) throws {
        let isObject = try source.firstCharacter() == UInt8(ascii: "{")
        switch format ?? (isObject ? .jsonl : .csv) {
        case .csv: rows = .csv(try CSVRows(source))
        case .jsonl: rows = .jsonl(JSONRows(source))
        }
    }

    /// Keys that are none of ours, in the order they were met, each once. In JSON lines it grows while reading.
    package var unknownHeadings: [String] {
        switch rows {
        case .csv(let rows): rows.unknownHeadings
        case .jsonl(let rows): rows.unknownKeys
        }
    }

    /// The next record, or nil at the end. A record that cannot be used has a `problem`; reading goes on behind it.
    package mutating func next() -> ManifestRecord? {
        switch rows {
        case .csv(let rows): rows.next()
        case .jsonl(let rows): rows.next()
        }
    }
}

/// The keys of a manifest and their names.
package enum ManifestKey {
    /// The canonical names, as `ManifestRecord.values` has them.
    package static let all = [
        "path", "text", "externalID", "title", "date", "class", "volume", "org", "author", "documentNumber", "reason",
    ]

    /// The key a heading means, in English or Chinese, in any case; nil if none.
    static func key(for heading: String) -> String? {
        names[heading] ?? names[normalised(heading)]
    }

    /// The field a heading `field.NAME` means; nil if it is no such heading.
    static func fieldName(in heading: String) -> String? {
        guard let dot = heading.firstIndex(where: { $0 == "." || $0 == "．" || $0 == "。" }) else { return nil }
        guard ["field", "fields", "字段"].contains(normalised(String(heading[..<dot]))) else { return nil }
        let name = trimmed(heading[heading.index(after: dot)...])
        return name.isEmpty ? nil : name
    }

    static func isFields(_ key: String) -> Bool {
        key == "fields" || normalised(key) == "fields" || key == "字段"
    }

    private static func normalised(_ heading: String) -> String {
        heading.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" && $0 != "\u{3000}" }
    }

    private static let names: [String: String] = {
        var names = [
            "原编号": "externalID", "题名": "title", "标题": "title", "日期": "date", "形成日期": "date", "类别": "class",
            "案卷": "volume", "案卷号": "volume", "机构": "org", "责任者": "author", "文号": "documentNumber", "正文": "text",
            "路径": "path", "文件": "path", "文件路径": "path", "理由": "reason", "更正理由": "reason",
            "organisation": "org", "organization": "org", "file": "path",
        ]
        for key in all {
            names[key] = key
            names[normalised(key)] = key
        }
        return names
    }()

    /// A text without white space around it, ideographic space and byte order mark included.
    static func trimmed(_ text: some StringProtocol) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return "" }
        // The usual case first: nothing to trim.
        if !isSpace(first), !isSpace(last) { return String(text) }
        guard let begin = scalars.firstIndex(where: { !isSpace($0) }),
            let end = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[begin...end]))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09...0x0D, 0xA0, 0x3000, 0xFEFF, 0x200B: true
        default: false
        }
    }
}

extension ManifestRecord {
    /// Puts a value under a known key; an empty one is left out.
    mutating func put(_ value: String, under key: String) {
        // A text is kept as it is; around everything else, white space is an accident of typing.
        let kept = key == "text" ? value : ManifestKey.trimmed(value)
        guard !kept.isEmpty else { return }
        if values.updateValue(kept, forKey: key) != nil { problem = problem ?? .repeatedKey(key: key) }
    }
}
