import Foundation

/// Text of Word documents in Office Open XML (ECMA-376 part 1, 17), and in the single XML file of Word 2003.
///
/// The body comes first, then what stands at the edges of pages, then notes and comments. Deletions that are tracked
/// are left out: the document does not say them any more.
enum WordDocument {
    /// How deep documents may stand in documents.
    private static let chunkDepth = 4

    /// - Parameter depth: how many documents stand around this one as pieces of theirs.
    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace, depth: Int = 0) -> Extraction {
        let package = OfficePackage(bytes)
        var extraction = Extraction(mediaType: mediaType)
        let main =
            package.relationships(of: "").first { $0.kind == "officeDocument" }?.target ?? "word/document.xml"
        guard package[main] != nil else {
            extraction.warnings.append(.damaged(detail: "no part \(main)"))
            return extraction
        }
        let reader = DocumentTextReader()
        let related = package.relationships(of: main)
        func part(_ kind: String) -> Data? { related.first { $0.kind == kind }.flatMap { package[$0.target] } }
        if let definitions = part("numbering") {
            reader.numbering = WordNumbering(definitions: definitions, styles: part("styles"))
        }
        var isDamaged = package.isDamaged
        func walk(_ part: String) {
            guard let data = package[part] else { return }
            if XMLWalker.walk(data, reader) != .whole { isDamaged = true }
            reader.flow.close()
        }
        walk(main)
        var seen: Set<String> = [main]
        for kind in ["diagramData", "chart", "header", "footer", "footnotes", "endnotes", "comments"] {
            let before = reader.flow.bytes.count
            for part in related where part.kind == kind && seen.insert(part.target).inserted { walk(part.target) }
            if kind == "comments", reader.flow.bytes.count > before {
                extraction.warnings.append(.hiddenContent(.comments))
            }
        }
        let chunks = related.filter { $0.kind == "aFChunk" }.map(\.target)
        if !chunks.isEmpty { read(chunks, in: bytes, reader, into: &extraction, workspace, depth: depth) }
        extraction.takeEmbedded(in: [main], of: package, bytes, limits: workspace.limits)
        extraction.finish(reader.flow, package: package, isDamaged: isDamaged)
        ScannedPictures.readInstead(of: &extraction, in: bytes, folder: "word/media/", workspace: workspace)
        return extraction
    }

    /// A whole document in one XML file.
    static func extractSingleFile(_ bytes: Data, mediaType: String) -> Extraction {
        let reader = DocumentTextReader()
        reader.numbering = WrittenNumbering()
        let ending = XMLWalker.walk(bytes, reader)
        var extraction = Extraction(mediaType: mediaType)
        extraction.finish(reader.flow, package: nil, isDamaged: ending != .whole)
        return extraction
    }

    /// Files of any format that stand for a piece of the document (17.17.2): web pages, mostly, that some systems wrap so
    /// and call a Word document.
    private static func read(
        _ chunks: [String], in bytes: Data, _ reader: DocumentTextReader, into extraction: inout Extraction,
        _ workspace: Workspace, depth: Int
    ) {
        guard depth < chunkDepth else {
            extraction.warnings.append(.limitExceeded(.depth))
            return
        }
        let names = Set(chunks.map { $0.lowercased() })
        let files = OfficePackage.contents(of: bytes) { names.contains($0.lowercased()) }
        for chunk in chunks {
            guard let file = files.first(where: { $0.name.lowercased() == chunk.lowercased() }) else {
                extraction.warnings.append(.damaged(detail: "no part \(chunk)"))
                continue
            }
            let read: Extraction =
                if case .word(let mediaType) = ContentType.of(file.content, name: file.name) {
                    extract(file.content, mediaType: mediaType, workspace: workspace, depth: depth + 1)
                } else {
                    ContentReader.read(file.content, name: file.name, workspace: workspace)
                }
            for line in (read.text ?? "").split(separator: "\n") { reader.flow.line(String(line)) }
            extraction.members += read.members
            extraction.warnings += read.warnings.filter { $0 != .empty }
        }
    }
}

/// Paragraphs and tables of WordprocessingML and DrawingML, whose elements bear the same names.
class DocumentTextReader: XMLReceiver {
    var flow = TextFlow()
    /// How many elements are open within one whose text the document does not show.
    private(set) var hidden = 0
    private var isInText = 0
    /// How many elements are open whose values are names in a chart: its series and their categories.
    private var chartNames = 0
    private var chartSeries = 0
    /// What a list to choose from holds, and which of it is chosen (17.16.9).
    private var choice: (chosen: Int?, entries: [String]) = (nil, [])
    /// Of a document that numbers its paragraphs.
    var numbering: (any ParagraphNumbering)?

    private static let passedOver: Set<String> = [
        "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "numPr", "rubyPr", "Fallback", "rt",
        "instrText", "delText", "delInstrText", "moveFrom", "del", "binData", "fldData", "ffData", "bodyPr", "lstStyle",
        "DocumentProperties", "styles", "fonts", "lists", "docPr", "oMathParaPr", "rPh", "phoneticPr",
        "AlternateContentFallback",
    ]

    func open(_ name: String, _ attributes: XMLAttributes) {
        numbering?.open(name, attributes)
        // Every series repeats the categories.
        if hidden > 0 || Self.passedOver.contains(name) || (name == "cat" && chartSeries > 1) {
            hidden += 1
            openChoice(name, attributes)
            return
        }
        switch name {
        case "t": isInText += 1
        case "chartSpace": chartSeries = 0
        case "ser": chartSeries += 1
        case "tx", "cat", "strCache", "strLit": chartNames += 1
        case "v" where chartNames > 0: isInText += 1
        case "tab", "ptab": flow.add("\t")
        case "br", "cr": flow.add("\n")
        case "noBreakHyphen": flow.add("-")
        case "sym": flow.add(Symbols.character(font: attributes["font"], code: attributes["char"]) ?? "")
        case "tr": flow.beginRow()
        case "tc": flow.beginCell()
        case "txbxContent": flow.beginAside()
        case "textpath":
            // Ornamental text, such as a watermark in a header.
            flow.beginAside()
            flow.add(attributes["string"] ?? "")
            flow.endAside()
        default: break
        }
    }

    func close(_ name: String) {
        numbering?.close(name)
        if hidden > 0 {
            hidden -= 1
            if name == "ffData", hidden == 0 { endChoice() }
            return
        }
        switch name {
        case "t": isInText = max(0, isInText - 1)
        case "tx", "cat", "strCache", "strLit": chartNames = max(0, chartNames - 1)
        case "v" where chartNames > 0:
            isInText = max(0, isInText - 1)
            flow.endParagraph()
        case "p": flow.endParagraph()
        case "tc": flow.endCell()
        case "tr": flow.endRow()
        case "txbxContent": flow.endAside()
        default: break
        }
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
        guard isInText > 0, hidden == 0, !text.isEmpty else { return }
        if let label = numbering?.takeLabel() { flow.add(label) }
        flow.add(text)
    }
}

extension DocumentTextReader {
    /// The data of a form's field are none of the text, but of a list to choose from they alone say what is chosen.
    private func openChoice(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "ddList": choice = (nil, [])
        case "result": choice.chosen = attributes["val"].flatMap { Int($0) }
        case "default": choice.chosen = choice.chosen ?? attributes["val"].flatMap { Int($0) }
        case "listEntry": choice.entries.append(attributes["val"] ?? "")
        default: break
        }
    }

    private func endChoice() {
        // Without a result it is the first (17.16.28).
        let chosen = choice.chosen ?? 0
        if choice.entries.indices.contains(chosen) { flow.add(choice.entries[chosen]) }
        choice = (nil, [])
    }
}

/// Signs that documents take from symbol fonts: the boxes and ticks of forms.
enum Symbols {
    static func character(font: String?, code: String?) -> String? {
        guard let code, let value = UInt32(code, radix: 16) else { return nil }
        let position = value >= 0xF000 && value <= 0xF0FF ? value - 0xF000 : value
        switch (font ?? "", position) {
        case ("Wingdings", 0x6F), ("Wingdings", 0x71), ("Wingdings", 0x72), ("Wingdings", 0xA8),
            ("Wingdings 2", 0xA3), ("Wingdings 2", 0x2A):
            return "□"
        case ("Wingdings", 0xFE), ("Wingdings 2", 0x52): return "☑"
        case ("Wingdings", 0xFC), ("Wingdings 2", 0x50): return "✓"
        case ("Wingdings", 0xFD), ("Wingdings 2", 0x54), ("Wingdings 2", 0x53): return "☒"
        case ("Wingdings", 0xFB), ("Wingdings 2", 0x4F): return "✗"
        case ("Wingdings", 0x6E), ("Wingdings", 0xA7): return "■"
        case ("Wingdings", 0x6C), ("Symbol", 0xB7): return "●"
        case ("Wingdings", _), ("Wingdings 2", _), ("Wingdings 3", _), ("Webdings", _): return nil
        default: return value >= 0xE000 && value <= 0xF8FF ? nil : Unicode.Scalar(value).map { String($0) }
        }
    }
}

extension Extraction {
    /// Takes the text, and what a package says of itself; says what is wrong.
    mutating func finish(_ flow: TextFlow, package: OfficePackage?, isDamaged: Bool) {
        var flow = flow
        flow.close()
        set(text: flow.bytes)
        if let core = package?["docProps/core.xml"] {
            read(
                properties: core, ["title": "title", "creator": "author", "created": "created", "language": "language"])
        }
        if let app = package?["docProps/app.xml"] { read(properties: app, ["Pages": "pages", "Slides": "pages"]) }
        if flow.isFull { warnings.append(.limitExceeded(.output)) }
        if isDamaged { warnings.append(.damaged(detail: "zip or XML")) }
        if package?.isEncrypted == true { warnings.append(.encrypted) }
    }

    mutating func set(text bytes: [UInt8]) {
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0x0A { end -= 1 }
        text = PlainText.clean(bytes.span.extracting(0..<end))
    }

    mutating func read(properties part: Data, _ kinds: [String: String]) {
        let reader = PropertyReader(kinds)
        XMLWalker.walk(part, reader)
        if let title = reader.properties["title"] { properties.title = title }
        if let author = reader.properties["author"] { properties.author = author }
        if let created = reader.properties["created"] {
            properties.created = CalendarDate.parse(String(created.prefix(10)))
        }
        if let language = reader.properties["language"] { properties.language = language }
        if let pages = reader.properties["pages"].flatMap({ Int($0) }), pages > 0, pages < 100_000 {
            properties.pageCount = pages
        }
    }
}
