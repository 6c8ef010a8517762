import Foundation

/// Text of workbooks in Office Open XML (ECMA-376 part 1, 18): each sheet by its name, its rows, then its comments,
/// text boxes and what is printed at the edges of its pages. Hidden sheets are read as well.
enum Workbook {
    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
        let package = OfficePackage(bytes)
        var extraction = Extraction(mediaType: mediaType)
        let main = package.relationships(of: "").first { $0.kind == "officeDocument" }?.target ?? "xl/workbook.xml"
        guard let book = package[main] else {
            extraction.warnings.append(.damaged(detail: "no part \(main)"))
            return extraction
        }
        let contents = ContentsReader()
        var isDamaged = XMLWalker.walk(book, contents) != .whole || package.isDamaged
        let related = package.relationships(of: main)
        func part(_ kind: String, _ usual: String) -> Data? {
            package[related.first { $0.kind == kind }?.target ?? usual]
        }
        let strings = SharedStringsReader()
        if let data = part("sharedStrings", "xl/sharedStrings.xml"), XMLWalker.walk(data, strings) != .whole {
            isDamaged = true
        }
        let styles = NumberStyles()
        if let data = part("styles", "xl/styles.xml") { XMLWalker.walk(data, styles) }
        styles.usesYear1904 = contents.usesYear1904

        var flow = TextFlow()
        var pages: [Int] = []
        var sheets = contents.sheets.compactMap { sheet in
            related.first { $0.id == sheet.id }.map { (name: sheet.name, isHidden: sheet.isHidden, part: $0.target) }
        }
        if sheets.isEmpty {
            sheets = package.names(beginning: "xl/worksheets/sheet").map { ("", false, OfficePackage.normal($0)) }
        }
        for (index, sheet) in sheets.enumerated() {
            pages.append(flow.bytes.count)
            let reader = SheetReader(strings: strings.strings, styles: styles)
            if let data = package[sheet.part], XMLWalker.walk(data, reader) != .whole { isDamaged = true }
            if index == 0 { extraction.heading = reader.heading }
            if sheet.isHidden, !reader.rows.isEmpty { extraction.warnings.append(.hiddenContent(.sheets)) }
            let beside = beside(sheet.part, in: package)
            // A sheet that nobody named and nobody filled is not worth a line.
            let isNamed = !isDefaultName(sheet.name)
            if isNamed, sheets.count > 1 || !reader.rows.isEmpty, reader.heading != sheet.name, index > 0 {
                flow.line(sheet.name)
            }
            for row in reader.rows { flow.line(row) }
            if isNamed, index == 0, reader.heading != sheet.name { flow.line(sheet.name) }
            for line in reader.edges + beside.lines { flow.line(line) }
            if beside.hasComments { extraction.warnings.append(.hiddenContent(.comments)) }
        }
        extraction.takeEmbedded(in: sheets.map { $0.part }, of: package, bytes, limits: workspace.limits)
        extraction.finish(flow, package: package, isDamaged: isDamaged)
        extraction.warnings = extraction.warnings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        if let text = extraction.text, pages.allSatisfy({ $0 <= text.utf8.count }) { extraction.pages = pages }
        return extraction
    }

    /// Comments, text boxes and charts' words of one sheet.
    private static func beside(_ part: String, in package: OfficePackage) -> (lines: [String], hasComments: Bool) {
        var hasComments = false
        let reader = CommentReader()
        for related in package.relationships(of: part) {
            switch related.kind {
            case "comments", "threadedComment":
                guard let data = package[related.target] else { continue }
                XMLWalker.walk(data, reader)
                hasComments = true
            case "drawing":
                let charts = package.relationships(of: related.target).filter { $0.kind == "chart" }
                for part in [related.target] + charts.map(\.target) {
                    if let data = package[part] { XMLWalker.walk(data, reader) }
                    reader.flow.close()
                }
            default: break
            }
            reader.flow.close()
        }
        let text = String(decoding: reader.flow.bytes, as: UTF8.self)
        return (text.split(separator: "\n").map(String.init), hasComments)
    }

    private static func isDefaultName(_ name: String) -> Bool {
        let lower = name.lowercased()
        for word in ["sheet", "工作表", "chart"] where lower.hasPrefix(word) {
            return lower.dropFirst(word.count).allSatisfy(\.isNumber)
        }
        return name.isEmpty
    }

    /// The sheets in their order.
    private final class ContentsReader: XMLReceiver {
        var sheets: [(name: String, id: String, isHidden: Bool)] = []
        var usesYear1904 = false

        func open(_ name: String, _ attributes: XMLAttributes) {
            if name == "sheet", let id = attributes.value("id", prefix: "r") ?? attributes["id"] {
                let state = attributes["state"] ?? "visible"
                sheets.append((attributes["name"] ?? "", id, state != "visible"))
            } else if name == "workbookPr" {
                usesYear1904 = attributes["date1904"] == "1" || attributes["date1904"] == "true"
            }
        }

        func close(_ name: String) {}
        func add(_ text: UnsafeBufferPointer<UInt8>) {}
    }

    /// Strings that cells name by their number; runs joined, without readings.
    private final class SharedStringsReader: XMLReceiver {
        var strings: [String] = []
        private var current: [UInt8] = []
        private var isInText = false
        private var phonetic = 0

        func open(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "si": current.removeAll(keepingCapacity: true)
            case "rPh": phonetic += 1
            case "t": isInText = phonetic == 0
            default: break
            }
        }

        func close(_ name: String) {
            switch name {
            case "si": strings.append(String(decoding: current, as: UTF8.self))
            case "rPh": phonetic = max(0, phonetic - 1)
            case "t": isInText = false
            default: break
            }
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if isInText { current.append(contentsOf: text) }
        }
    }

    /// Comments (old and threaded) and the paragraphs of drawings.
    private final class CommentReader: DocumentTextReader {
        private var depth = 0

        override func open(_ name: String, _ attributes: XMLAttributes) {
            super.open(name, attributes)
            // A threaded comment's text element bears a longer name.
            if name == "text" || name == "comment" || name == "threadedComment" { depth += 1 }
        }

        override func close(_ name: String) {
            super.close(name)
            if name == "text" || name == "comment" || name == "threadedComment" {
                depth = max(0, depth - 1)
                flow.endParagraph()
            }
        }

        override func add(_ text: UnsafeBufferPointer<UInt8>) {
            if depth > 0, hidden == 0 { flow.add(text) } else { super.add(text) }
        }
    }
}

/// The rows of one sheet. Empty rows and cells cost nothing, whatever their number.
final class SheetReader: XMLReceiver {
    private(set) var rows: [String] = []
    /// What is printed at the edges of pages.
    private(set) var edges: [String] = []
    /// The first row where it has one cell: the title that stands over a table.
    private(set) var heading: String?

    private let strings: [String]
    private let styles: NumberStyles
    private var cells: [String] = []
    private var kind = ""
    private var style = 0
    private var value: [UInt8] = []
    private var isInValue = false
    private var phonetic = 0
    private var hasRows = false

    init(strings: [String], styles: NumberStyles) {
        self.strings = strings
        self.styles = styles
    }

    func open(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "row": cells.removeAll(keepingCapacity: true)
        case "c":
            kind = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value.removeAll(keepingCapacity: true)
        case "v": isInValue = kind != "inlineStr"
        case "t": isInValue = phonetic == 0
        case "rPh": phonetic += 1
        case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
            value.removeAll(keepingCapacity: true)
            isInValue = true
        default: break
        }
    }

    func close(_ name: String) {
        switch name {
        case "v", "t": isInValue = false
        case "rPh": phonetic = max(0, phonetic - 1)
        case "c": if !value.isEmpty { endCell() }
        case "row":
            guard !cells.isEmpty else { return }
            if !hasRows, cells.count == 1, (4...60).contains(cells[0].count), !cells[0].contains("\n") {
                heading = cells[0]
            }
            hasRows = true
            rows.append(cells.joined(separator: "\t"))
        case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
            isInValue = false
            let text = Self.withoutCodes(String(decoding: value, as: UTF8.self))
            if !text.isEmpty, !edges.contains(text) { edges.append(text) }
        default: break
        }
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
        if isInValue { value.append(contentsOf: text) }
    }

    private func endCell() {
        let text = String(decoding: value, as: UTF8.self)
        let shown: String
        switch kind {
        case "s": shown = Int(text).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? ""
        case "b": shown = text == "1" ? "TRUE" : "FALSE"
        case "n": shown = styles.shown(text, style: style)
        default: shown = text
        }
        // Line ends of Windows within a cell are written so (22.9.2.19).
        let whole = shown.contains("_x000D_") ? shown.replacing("_x000D_", with: "") : shown
        let trimmed = whole.trimmingCharacters(in: .whitespacesAndNewlines)
        if !trimmed.isEmpty { cells.append(trimmed) }
    }

    /// 18.3.1.46: `&L&"宋体"&12内部资料&R第 &P 页`, where `&` and what follows sets a place, a font or a field.
    static func withoutCodes(_ text: String) -> String {
        var kept = ""
        var rest = Substring(text)
        while let first = rest.first {
            rest.removeFirst()
            guard first == "&", let code = rest.first else {
                kept.append(first)
                continue
            }
            rest.removeFirst()
            switch code {
            case "&": kept.append("&")
            case "L", "C", "R": kept.append(" ")
            case "\"":
                if let end = rest.firstIndex(of: "\"") { rest = rest[rest.index(after: end)...] }
            case "K": rest = rest.dropFirst(6)
            case _ where code.isNumber: rest = rest.drop { $0.isNumber }
            default: break
            }
        }
        return kept.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
