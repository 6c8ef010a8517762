import Foundation

/// Text of OFD documents (GB/T 33190-2016), the national format for documents in fixed layout.
///
/// A page holds text objects at places; a line of a paragraph is one object or several. They are read in the order of
/// the file, which is the order a writer laid them out in, unless it plainly runs against the page.
enum FixedLayout {
    private static let pageLimit = 5_000

    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
        let package = OfficePackage(bytes)
        var extraction = Extraction(mediaType: mediaType)
        guard
            let root = package["OFD.xml"]
                ?? package.names.first(where: { $0.hasSuffix("OFD.xml") }).flatMap({ package[$0] })
        else {
            extraction.warnings.append(package.isEncrypted ? .encrypted : .damaged(detail: "no part OFD.xml"))
            return extraction
        }
        let entrance = EntranceReader()
        var isDamaged = XMLWalker.walk(root, entrance) != .whole || package.isDamaged
        var flow = TextFlow()
        var pages: [Int] = []
        var attachments: [(name: String, part: String)] = []
        for document in entrance.documents {
            let part = OfficePackage.normal(document)
            guard let data = package[part] else {
                isDamaged = true
                continue
            }
            let contents = DocumentReader()
            if XMLWalker.walk(data, contents) != .whole { isDamaged = true }
            var templates: [String: Data] = [:]
            for template in contents.templates {
                templates[template.id] = package[OfficePackage.resolve(template.place, from: part)]
            }
            let annotations = annotations(contents, of: part, in: package)
            for page in contents.pages.prefix(pageLimit) {
                let place = OfficePackage.resolve(page.place, from: part)
                pages.append(flow.bytes.count)
                guard let data = package[place] else {
                    isDamaged = true
                    continue
                }
                let reader = PageReader()
                if XMLWalker.walk(data, reader) != .whole { isDamaged = true }
                let own = reader.pieces.count
                for template in reader.templates {
                    if let data = templates[template] { XMLWalker.walk(data, reader) }
                }
                // A form's labels are the template's and its values the page's: only places bring them together.
                let isFilledForm = own > 0 && reader.pieces.count > own
                for part in annotations[page.id] ?? [] {
                    if let data = package[part] { XMLWalker.walk(data, reader) }
                }
                for line in PlacedText.lines(reader.pieces, isUnordered: isFilledForm) { flow.line(line) }
            }
            if contents.pages.count > pageLimit { extraction.warnings.append(.limitExceeded(.pages)) }
            if let list = contents.attachments {
                let place = OfficePackage.resolve(list, from: part)
                let reader = AttachmentReader()
                if let data = package[place] { XMLWalker.walk(data, reader) }
                attachments += reader.found.map { ($0.name, OfficePackage.resolve($0.place, from: place)) }
            }
        }
        extraction.finish(flow, package: nil, isDamaged: isDamaged)
        extraction.properties = entrance.properties
        extraction.properties.pageCount = pages.count
        if let text = extraction.text, pages.allSatisfy({ $0 <= text.utf8.count }), !pages.isEmpty {
            extraction.pages = pages
        }
        // Scans come as OFD too, a picture on each page.
        ScannedPictures.readInstead(of: &extraction, in: bytes, folder: "", workspace: workspace)
        if !attachments.isEmpty {
            let contents = OfficePackage.contents(of: bytes) { name in
                attachments.contains { $0.part.lowercased() == name.lowercased() }
            }
            for attachment in attachments {
                guard let content = contents.first(where: { $0.name.lowercased() == attachment.part.lowercased() })
                else { continue }
                extraction.members.append(Member(name: attachment.name, bytes: content.content))
            }
        }
        return extraction
    }

    /// Annotations (seals aside) are pages of their own beside those they stand on: 15.2.
    private static func annotations(
        _ contents: DocumentReader, of part: String, in package: OfficePackage
    ) -> [String: [String]] {
        guard let list = contents.annotations else { return [:] }
        let place = OfficePackage.resolve(list, from: part)
        let reader = AnnotationListReader()
        if let data = package[place] { XMLWalker.walk(data, reader) }
        var found: [String: [String]] = [:]
        for entry in reader.found {
            found[entry.page, default: []].append(OfficePackage.resolve(entry.place, from: place))
        }
        return found
    }

    // MARK: Parts

    /// OFD.xml: what documents there are, and what they say of themselves (7.4).
    private final class EntranceReader: XMLReceiver {
        var documents: [String] = []
        var properties = DocumentProperties()
        private var value: [UInt8] = []

        func open(_ name: String, _ attributes: XMLAttributes) { value.removeAll() }

        func close(_ name: String) {
            let text = PlainText.clean(value.span).trimmingCharacters(in: .whitespacesAndNewlines)
            value.removeAll()
            guard !text.isEmpty else { return }
            switch name {
            case "DocRoot": documents.append(text)
            case "Title": properties.title = text
            case "Author": properties.author = text
            case "CreationDate": properties.created = CalendarDate.parse(String(text.prefix(10)))
            default: break
            }
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if value.count < 4000 { value.append(contentsOf: text) }
        }
    }

    /// Document.xml (7.5).
    private final class DocumentReader: XMLReceiver {
        var pages: [(id: String, place: String)] = []
        var templates: [(id: String, place: String)] = []
        var attachments: String?
        var annotations: String?
        private var value: [UInt8] = []

        func open(_ name: String, _ attributes: XMLAttributes) {
            value.removeAll()
            switch name {
            case "Page":
                if let place = attributes["BaseLoc"] { pages.append((attributes["ID"] ?? "", place)) }
            case "TemplatePage":
                if let place = attributes["BaseLoc"] { templates.append((attributes["ID"] ?? "", place)) }
            default: break
            }
        }

        func close(_ name: String) {
            let text = String(decoding: value, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            value.removeAll()
            if name == "Attachments", !text.isEmpty { attachments = text }
            if name == "Annotations", !text.isEmpty { annotations = text }
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if value.count < 4000 { value.append(contentsOf: text) }
        }
    }

    private final class AttachmentReader: XMLReceiver {
        var found: [(name: String, place: String)] = []
        private var name = ""
        private var format = ""
        private var value: [UInt8] = []

        func open(_ element: String, _ attributes: XMLAttributes) {
            value.removeAll()
            if element == "Attachment" {
                name = attributes["Name"] ?? ""
                format = attributes["Format"] ?? ""
            }
        }

        func close(_ element: String) {
            let text = String(decoding: value, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            value.removeAll()
            guard element == "FileLoc", !text.isEmpty else { return }
            let last = text.split(separator: "/").last.map(String.init) ?? text
            // The name may lack the ending that the file has.
            let isWhole = name.contains(".") || !last.contains(".")
            let ending = last.split(separator: ".").last.map { "." + $0 } ?? ""
            found.append((name.isEmpty ? last : isWhole ? name : name + ending, text))
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if value.count < 4000 { value.append(contentsOf: text) }
        }
    }

    private final class AnnotationListReader: XMLReceiver {
        var found: [(page: String, place: String)] = []
        private var page = ""
        private var value: [UInt8] = []

        func open(_ name: String, _ attributes: XMLAttributes) {
            value.removeAll()
            if name == "Page" { page = attributes["PageID"] ?? "" }
        }

        func close(_ name: String) {
            let text = String(decoding: value, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            value.removeAll()
            if name == "FileLoc", !text.isEmpty { found.append((page, text)) }
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if value.count < 4000 { value.append(contentsOf: text) }
        }
    }

    /// Content.xml of a page or a template: its text objects (11.1, 11.3).
    private final class PageReader: XMLReceiver {
        var pieces: [PlacedText] = []
        var templates: [String] = []
        private var origin = (x: 0.0, y: 0.0)
        private var matrix = Matrix.identity
        private var size = 0.0
        private var start = (x: 0.0, y: 0.0)
        private var advance: Double?
        private var isInCode = false
        private var value: [UInt8] = []
        /// Where the objects of an annotation begin.
        private var shift = (x: 0.0, y: 0.0)

        func open(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "Template": if let id = attributes["TemplateID"] { templates.append(id) }
            case "Appearance":
                let box = Self.numbers(attributes["Boundary"])
                shift = box.count >= 2 ? (box[0], box[1]) : (0, 0)
            case "TextObject":
                let box = Self.numbers(attributes["Boundary"])
                origin = box.count >= 2 ? (box[0] + shift.x, box[1] + shift.y) : shift
                matrix = Matrix(Self.numbers(attributes["CTM"])) ?? .identity
                size = attributes["Size"].flatMap { Double($0) } ?? 4
                start = (0, 0)
            case "TextCode":
                // A missing X or Y is that of the code before (11.3, table 46).
                if let x = attributes["X"].flatMap({ Double($0) }), x.isFinite { start.x = x }
                if let y = attributes["Y"].flatMap({ Double($0) }), y.isFinite { start.y = y }
                advance = Self.sum(attributes["DeltaX"])
                isInCode = true
                value.removeAll(keepingCapacity: true)
            default: break
            }
        }

        func close(_ name: String) {
            if name == "Appearance" { shift = (0, 0) }
            guard name == "TextCode", isInCode else { return }
            isInCode = false
            let text = PlainText.clean(value.span)
            guard !text.isEmpty, pieces.count < 500_000 else { return }
            let begin = matrix.place(start.x, start.y)
            let height = max(0.1, size * matrix.scale)
            // The last character is as wide as the size at most.
            let width = ((advance ?? size * Double(max(0, text.unicodeScalars.count - 1))) + size) * matrix.scale
            pieces.append(
                PlacedText(
                    text: text, x: origin.x + begin.x, y: origin.y + begin.y, width: max(0, width), size: height))
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if isInCode, value.count < 1 << 20 { value.append(contentsOf: text) }
        }

        private static func numbers(_ list: String?) -> [Double] {
            (list ?? "").split(whereSeparator: { $0 == " " || $0 == "," }).prefix(6).map {
                let value = Double($0) ?? 0
                return value.isFinite ? value : 0
            }
        }

        /// The sum of `DeltaX`: numbers, and `g n d` for n times d (8.3).
        private static func sum(_ list: String?) -> Double? {
            guard let list else { return nil }
            var total = 0.0
            var rest = list.split(separator: " ")[...]
            while let next = rest.popFirst() {
                if next == "g", let count = rest.popFirst().flatMap({ Double($0) }) {
                    total += count * (rest.popFirst().flatMap { Double($0) } ?? 0)
                } else {
                    total += Double(next) ?? 0
                }
            }
            return total.isFinite ? total : nil
        }

        private struct Matrix {
            var a: Double, b: Double, c: Double, d: Double, e: Double, f: Double
            static let identity = Matrix(a: 1, b: 0, c: 0, d: 1, e: 0, f: 0)

            init(a: Double, b: Double, c: Double, d: Double, e: Double, f: Double) {
                (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
            }

            init?(_ numbers: [Double]) {
                guard numbers.count == 6 else { return nil }
                self.init(
                    a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
            }

            var scale: Double { (abs(a * d - b * c)).squareRoot() }

            func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (a * x + c * y + e, b * x + d * y + f) }
        }
    }
}
