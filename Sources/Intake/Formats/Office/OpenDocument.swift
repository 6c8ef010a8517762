import Foundation

/// Text of OpenDocument files (ISO/IEC 26300): texts, sheets, slides; as packages and as single XML files.
enum OpenDocument {
    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
        let package = OfficePackage(bytes)
        var extraction = Extraction(mediaType: mediaType)
        if package.isEncrypted || isEncrypted(package) {
            extraction.warnings = [.encrypted]
            return extraction
        }
        guard let content = package["content.xml"] else {
            extraction.warnings.append(.damaged(detail: "no part content.xml"))
            return extraction
        }
        let reader = OpenDocumentReader()
        if let styles = package["styles.xml"] { XMLWalker.walk(styles, StyleReader(reader.numbering)) }
        var isDamaged = XMLWalker.walk(content, reader) != .whole || package.isDamaged
        reader.flow.close()
        // Objects written into it, such as tables in a text.
        for name in package.names where name.hasSuffix("/content.xml") {
            if let data = package[name], XMLWalker.walk(data, reader) != .whole { isDamaged = true }
            reader.flow.close()
        }
        if let styles = package["styles.xml"] {
            reader.isStyles = true
            XMLWalker.walk(styles, reader)
        }
        extraction.finish(reader, isDamaged: isDamaged)
        if let meta = package["meta.xml"] {
            extraction.read(
                properties: meta,
                ["title": "title", "initial-creator": "author", "creation-date": "created", "language": "language"])
        }
        if mediaType.hasSuffix("presentation"), !reader.pages.isEmpty {
            extraction.properties.pageCount = reader.pages.count
        }
        ScannedPictures.readInstead(of: &extraction, in: bytes, folder: "pictures/", workspace: workspace)
        return extraction
    }

    /// A whole document in one XML file (part 3, 2.2.1).
    static func extractSingleFile(_ bytes: Data, mediaType: String) -> Extraction {
        let reader = OpenDocumentReader()
        let ending = XMLWalker.walk(bytes, reader)
        var extraction = Extraction(mediaType: mediaType)
        extraction.finish(reader, isDamaged: ending != .whole)
        return extraction
    }

    /// Part 3, 4.8.3: the manifest says of each part how it is encrypted.
    private static func isEncrypted(_ package: OfficePackage) -> Bool {
        guard let manifest = package["META-INF/manifest.xml"] else { return false }
        return manifest.span.finds(Array("encryption-data".utf8))
    }
}

extension Extraction {
    fileprivate mutating func finish(_ reader: OpenDocumentReader, isDamaged: Bool) {
        heading = reader.heading
        finish(reader.flow, package: nil, isDamaged: isDamaged)
        if !reader.pages.isEmpty, let text, reader.pages.allSatisfy({ $0 <= text.utf8.count }) { pages = reader.pages }
        if reader.hasComments { warnings.append(.hiddenContent(.comments)) }
        if reader.hasNotes { warnings.append(.hiddenContent(.notes)) }
    }
}

/// Reads the list styles of `styles.xml`.
private final class StyleReader: XMLReceiver {
    private let numbering: OpenDocumentNumbering

    init(_ numbering: OpenDocumentNumbering) { self.numbering = numbering }

    func open(_ name: String, _ attributes: XMLAttributes) { numbering.define(name, attributes) }
    func close(_ name: String) { numbering.endDefining(name) }
    func add(_ text: UnsafeBufferPointer<UInt8>) {}
}

/// Paragraphs, tables, notes and what stands at the edges of pages.
private final class OpenDocumentReader: XMLReceiver {
    var flow = TextFlow()
    let numbering = OpenDocumentNumbering()
    /// Whether `styles.xml` is being read, where only headers and footers are text.
    var isStyles = false
    private(set) var pages: [Int] = []
    private(set) var heading: String?
    private(set) var hasComments = false
    private(set) var hasNotes = false

    private var hidden = 0
    private var paragraphs = 0
    private var edges = 0
    private var title: [UInt8]?
    private var isTable = 0
    private var endsInSpace = false
    private var isPresentation = false
    private var annotations = 0

    /// Deleted text, readings, and the parts of a single file that hold no text.
    private static let passedOver: Set<String> = [
        "tracked-changes", "ruby-text", "script", "scripts", "font-face-decls", "automatic-styles", "settings",
        "meta", "sequence-decls", "variable-decls", "user-field-decls", "forms", "binary-data", "dde-connection-decls",
        "page-number", "page-count", "note-citation", "desc", "data-pilot-tables", "named-expressions",
        "content-validations", "calculation-settings", "database-ranges",
    ]

    func open(_ name: String, _ attributes: XMLAttributes) {
        // Styles hold no text, and lists are none of what is not read.
        if !isStyles { numbering.define(name, attributes) }
        if hidden > 0 || Self.passedOver.contains(name) || isUnseenField(name) {
            hidden += 1
            return
        }
        if !isStyles { numbering.open(name, attributes) }
        switch name {
        case "p", "h":
            paragraphs += 1
            endsInSpace = false
        case "header", "footer", "header-left", "footer-left", "header-first", "footer-first": edges += 1
        case "tab": flow.add("\t")
        case "line-break": flow.add("\n")
        case "s":
            let count = attributes["c"].flatMap { Int($0) } ?? 1
            flow.add(String(repeating: " ", count: min(max(count, 1), 20)))
        case "table-row": flow.beginRow()
        case "table-cell", "covered-table-cell": flow.beginCell()
        case "table":
            let sheet = attributes.value("name", prefix: "table") ?? ""
            // A sheet's name counts, a text's table has one that nobody gave.
            if isSheet { beginSheet(sheet) }
            isTable += 1
        case "spreadsheet": isSheet = true
        case "page":
            isPresentation = true
            pages.append(flow.bytes.count)
        case "frame", "custom-shape":
            if attributes["class"] == "title", heading == nil { title = [] }
        case "text-box": flow.beginAside()
        case "notes":
            // Of a slide; in a text each note is a "note".
            if isPresentation { hasNotes = true }
        case "annotation":
            hasComments = true
            annotations += 1
            flow.beginAside()
        case "note-body": flow.beginAside()
        default: break
        }
    }

    func close(_ name: String) {
        if !isStyles { numbering.endDefining(name) }
        if hidden > 0 {
            hidden -= 1
            return
        }
        if !isStyles { numbering.close(name) }
        switch name {
        case "p", "h":
            paragraphs = max(0, paragraphs - 1)
            flow.endParagraph()
        case "header", "footer", "header-left", "footer-left", "header-first", "footer-first":
            edges = max(0, edges - 1)
        case "table-cell", "covered-table-cell": flow.endCell()
        case "table-row": flow.endRow()
        case "table":
            isTable = max(0, isTable - 1)
            if isSheet, isTable == 0 { endSheet() }
        case "frame", "custom-shape":
            if let made = title {
                let text = PlainText.clean(made.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if !text.isEmpty { heading = text }
                title = nil
            }
        case "annotation":
            annotations = max(0, annotations - 1)
            flow.endAside()
        case "text-box", "note-body": flow.endAside()
        default: break
        }
    }

    /// Who wrote a comment and when, and the date in the page style that every sheet of Calc has (00/00/0000). Elsewhere the
    /// same names are fields that the document shows.
    private func isUnseenField(_ name: String) -> Bool {
        (name == "creator" || name == "date") && (annotations > 0 || isStyles && isSheet)
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
        guard hidden == 0, paragraphs > 0, !isStyles || edges > 0 else { return }
        if title != nil { title?.append(contentsOf: text) }
        // White space of the file is one space, and none at a paragraph's beginning (part 3, 6.1.2).
        var begin = 0
        while begin < text.count {
            var end = begin
            while end < text.count, text[end] > 0x20 { end += 1 }
            if end > begin {
                if !isStyles, let label = numbering.takeLabel() { flow.add(label) }
                flow.add(UnsafeBufferPointer(rebasing: text[begin..<end]))
                endsInSpace = false
            }
            if end < text.count, !endsInSpace, !flow.isParagraphEmpty {
                flow.add(" ")
                endsInSpace = true
            }
            begin = end + 1
        }
    }

    // MARK: Sheets

    private var isSheet = false
    private var sheetName = ""
    private var sheetBegin = 0

    private func beginSheet(_ name: String) {
        sheetName = name
        pages.append(flow.bytes.count)
        sheetBegin = flow.bytes.count
        let isDefault = ["Sheet", "工作表"].contains {
            name.hasPrefix($0) && name.dropFirst($0.count).allSatisfy(\.isNumber)
        }
        if isDefault { sheetName = "" }
        if pages.count > 1, !sheetName.isEmpty { flow.line(sheetName) }
    }

    private func endSheet() {
        guard pages.count == 1 else { return }
        // The title over the first table names the document; the sheet's name stands below it.
        let first = flow.bytes[sheetBegin...].prefix { $0 != 0x0A }
        if !first.isEmpty, !first.contains(0x09) {
            let text = String(decoding: first, as: UTF8.self)
            if (4...60).contains(text.count) { heading = text }
        }
        if !sheetName.isEmpty, sheetName != heading { flow.line(sheetName) }
    }
}
