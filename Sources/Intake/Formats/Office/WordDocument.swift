import Foundation

/// Text of Word documents in Office Open XML (ECMA-376 part 1, 17), and in the single XML file of Word 2003.
///
/// The body comes first, then what stands at the edges of pages, then notes and comments. Deletions that are tracked
/// are left out: the document does not say them any more.
enum WordDocument {
    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
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
        for kind in ["diagramData", "header", "footer", "footnotes", "endnotes", "comments", "aFChunk"] {
            let before = reader.flow.bytes.count
            for part in related where part.kind == kind && seen.insert(part.target).inserted {
                if kind == "aFChunk" {
                    embed(package[part.target], reader)
                } else {
                    walk(part.target)
                }
            }
            if kind == "comments", reader.flow.bytes.count > before {
                extraction.warnings.append(.hiddenContent(.comments))
            }
        }
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

    /// Pages of HTML that some systems wrap into a Word document and call it one (17.17.2).
    private static func embed(_ page: Data?, _ reader: DocumentTextReader) {
        guard let page, let encoding = EncodingDetector.detect(page.span, isNamedText: true),
            HTML.beginsLikeHTML(page.span, encoding),
            let text = HTML.extract(page.span, detected: encoding).text
        else { return }
        for line in text.split(separator: "\n") { reader.flow.line(String(line)) }
    }
}

/// Paragraphs and tables of WordprocessingML and DrawingML, whose elements bear the same names.
class DocumentTextReader: XMLReceiver {
    var flow = TextFlow()
    /// How many elements are open within one whose text the document does not show.
    private(set) var hidden = 0
    private var isInText = 0
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
        if hidden > 0 || Self.passedOver.contains(name) {
            hidden += 1
            return
        }
        switch name {
        case "t": isInText += 1
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
            return
        }
        switch name {
        case "t": isInText = max(0, isInText - 1)
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
