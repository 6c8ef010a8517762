import CMagic
import Foundation

/// What a file is, by its content. The name counts only where the content leaves a choice.
enum ContentType: Equatable {
    case word(String), workbook(String), slides(String)
    case openDocument(String), fixedLayout
    case compound
    case richText, pdf, dBase
    case picture(String)
    case container(String)
    case mail(String)
    case wordXML, workbookXML, openDocumentXML(String), drawing
    case binaryWorkbook
    /// Read by nothing here.
    case other(String)
    case text

    static let fixedLayoutType = "application/ofd"

    /// Nil where that hangs on what lies in a compound file, or on the name of a text.
    var mediaType: String? {
        switch self {
        case .word(let known), .workbook(let known), .slides(let known), .openDocument(let known), .picture(let known),
            .container(let known), .mail(let known), .openDocumentXML(let known), .other(let known):
            known
        case .fixedLayout: Self.fixedLayoutType
        case .richText: "application/rtf"
        case .pdf: "application/pdf"
        case .dBase: "application/x-dbf"
        case .wordXML: "application/msword"
        case .workbookXML: "application/vnd.ms-excel"
        case .drawing: "image/svg+xml"
        case .binaryWorkbook: "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
        case .compound, .text: nil
        }
    }

    static func of(_ bytes: Data, name: String) -> ContentType {
        let span = bytes.span
        let named = NamedFormat(name: name)
        if let known = BinaryFormat.recognise(span, named: named) {
            return refined(known, bytes)
        }
        // Text and what is written as text, in any encoding.
        if let encoding = EncodingDetector.detect(span, isNamedText: named.isText) {
            if let written = written(span, encoding, named) { return written }
            if named.isText || named == .unknown { return .text }
        }
        let magic = Magic.mediaType(of: bytes)
        switch magic {
        case "message/rfc822": return .mail(magic)
        case "application/x-dbf": return .dBase
        case "application/pdf": return .pdf
        case "text/rtf": return .richText
        case "text/html", "text/plain", "text/xml": return .text
        case "application/x-tar", "application/x-bzip2", "application/x-lzma", "application/x-lz4",
            "application/x-lzip",
            "application/vnd.ms-cab-compressed", "application/x-compress":
            return .container(magic)
        case "application/octet-stream", "":
            if named.mediaType == "application/x-dbf" { return .dBase }
            return EncodingDetector.detect(span, isNamedText: named.isText) == nil
                ? .other(named.isText || named == .unknown ? "application/octet-stream" : named.mediaType) : .text
        default:
            if magic.hasPrefix("image/") { return .picture(magic) }
            if magic.hasPrefix("text/") || magic == "application/json" { return .text }
            return .other(magic)
        }
    }

    /// What lies in packages and compound files tells more than their first bytes.
    private static func refined(_ known: String, _ bytes: Data) -> ContentType {
        switch known {
        case "application/pdf": return .pdf
        case "application/rtf": return .richText
        case "image/png", "image/jpeg", "image/tiff", "image/bmp", "image/gif", "image/webp": return .picture(known)
        case "application/vnd.rar", "application/x-7z-compressed", "application/gzip", "application/zstd",
            "application/x-xz", "application/x-tar":
            return .container(known)
        case _
        where known.hasPrefix("application/vnd.ms-") || known == "application/msword"
            || known == "application/x-ole-storage":
            return .compound
        case "application/zip", BinaryFormat.wordType, BinaryFormat.sheetType, BinaryFormat.slidesType, fixedLayoutType:
            return package(bytes, known)
        default:
            return known.hasPrefix("application/vnd.oasis.opendocument") ? .openDocument(known) : .other(known)
        }
    }

    private static func package(_ bytes: Data, _ known: String) -> ContentType {
        let package = OfficePackage(bytes) { name in
            ["[content_types].xml", "mimetype"].contains(name.lowercased())
        }
        if let kind = package["mimetype"].map({ String(decoding: $0.prefix(100), as: UTF8.self) }),
            kind.hasPrefix("application/vnd.oasis.opendocument.")
        {
            return .openDocument(kind.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        if package.has("OFD.xml") { return .fixedLayout }
        if let types = package["[Content_Types].xml"] {
            // Of the main part: a text may hold a sheet, and slides a text.
            func holds(_ text: String) -> Bool { types.span.finds(Array(text.utf8)) }
            if holds("wordprocessingml.document.main") || holds("wordprocessingml.template.main")
                || holds("ms-word.document.macroEnabled.main")
            {
                return .word(BinaryFormat.wordType)
            }
            if holds("presentationml.presentation.main") || holds("presentationml.slideshow.main") {
                return .slides(BinaryFormat.slidesType)
            }
            if holds("sheet.binary.macroEnabled.main") { return .binaryWorkbook }
            if holds("spreadsheetml.sheet.main") || holds("ms-excel.sheet.macroEnabled.main") {
                return .workbook(BinaryFormat.sheetType)
            }
        }
        if package.has("word/document.xml") { return .word(BinaryFormat.wordType) }
        if package.has("xl/workbook.xml") { return .workbook(BinaryFormat.sheetType) }
        if package.has("ppt/presentation.xml") { return .slides(BinaryFormat.slidesType) }
        // A package whose directory is lost: the first bytes had told.
        switch known {
        case BinaryFormat.wordType: return .word(known)
        case BinaryFormat.sheetType: return .workbook(known)
        case BinaryFormat.slidesType: return .slides(known)
        case fixedLayoutType: return package.names.isEmpty ? .fixedLayout : .container("application/zip")
        default: return .container("application/zip")
        }
    }

    /// What is written as text and is more than that: office documents in one XML file, drawings, letters. Looks at the first
    /// bytes and parses nothing.
    static func written(_ bytes: Span<UInt8>, _ encoding: DetectedEncoding, _ named: NamedFormat) -> ContentType? {
        if let marked = markup(bytes, encoding, named) { return marked }
        if named == .mail || named.mediaType == "multipart/related" { return .mail(named.mediaType) }
        return looksLikeMail(bytes) ? .mail("message/rfc822") : nil
    }

    /// Office documents in one XML file, and drawings.
    private static func markup(
        _ bytes: Span<UInt8>, _ encoding: DetectedEncoding, _ named: NamedFormat
    ) -> ContentType? {
        if named.mayHideHTML, HTML.beginsLikeHTML(bytes, encoding) { return nil }
        var head: [UInt8] = []
        for index in 0..<min(4096, bytes.count) where bytes[index] != 0 { head.append(bytes[index]) }
        let span = head.span
        guard let first = head.first(where: { $0 > 0x20 && $0 < 0x80 }), first == UInt8(ascii: "<") else { return nil }
        func holds(_ text: String) -> Bool { span.finds(Array(text.utf8)) }
        if holds("schemas.microsoft.com/office/word/2003/wordml")
            || holds("schemas.microsoft.com/office/2006/xmlPackage")
        {
            return .wordXML
        }
        if holds("urn:schemas-microsoft-com:office:spreadsheet") { return .workbookXML }
        if holds("<office:document") {
            let kind = ["spreadsheet", "presentation"].first { holds("opendocument." + $0) } ?? "text"
            return .openDocumentXML("application/vnd.oasis.opendocument.\(kind)")
        }
        return holds("http://www.w3.org/2000/svg") && holds("<svg") ? .drawing : nil
    }

    /// Letters saved without an ending that says so begin with fields such as these.
    private static func looksLikeMail(_ bytes: Span<UInt8>) -> Bool {
        let fields = [
            "Received: ", "Return-Path: ", "Delivered-To: ", "MIME-Version: ", "Message-ID: ", "From: ", "Date: ",
        ]
        guard fields.contains(where: { bytes.holds($0, at: 0) }) else { return false }
        let head = bytes.extracting(0..<min(16 << 10, bytes.count))
        let found = ["\nSubject:", "\nFrom:", "\nContent-Type:", "\nMessage-ID:"].count { head.finds(Array($0.utf8)) }
        // Word saves web pages in one file so, mostly under the name of a document.
        return found >= (bytes.holds("MIME-Version: ", at: 0) ? 1 : 2)
    }
}

/// Types by libmagic, the library of file(1), for what needs no look inside.
enum Magic {
    /// Empty where the library's table is missing.
    static func mediaType(of bytes: Data) -> String {
        library.mediaType(of: bytes)
    }

    /// Loading its table takes longer than looking at a file.
    private static let library = Library()

    /// Unchecked, because libmagic's handle serves one caller at a time, and the lock sees to it that there is one.
    private final class Library: @unchecked Sendable {
        private let lock = NSLock()
        private let cookie: magic_t?

        init() {
            let opened = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS)
            cookie = opened.flatMap { magic_load($0, nil) == 0 ? $0 : nil }
        }

        func mediaType(of bytes: Data) -> String {
            guard let cookie else { return "" }
            lock.lock()
            defer { lock.unlock() }
            return Magic.ask(cookie, bytes)
        }
    }

    private static func ask(_ cookie: magic_t, _ bytes: Data) -> String {
        let head = bytes.prefix(1 << 20)
        return head.withUnsafeBytes { buffer in
            magic_buffer(cookie, buffer.baseAddress, buffer.count).map { String(cString: $0) } ?? ""
        }
    }
}
