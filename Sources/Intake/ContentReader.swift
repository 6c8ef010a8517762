package import Foundation

/// Reads any file: the door of `Formats/`, and the only one through which a format is parsed.
///
/// What comes in may be made to break its reader, so this runs in a process of its own (`Confinement`, `Child/`) with
/// little memory, no network, and no place to write but the workspace. Whatever happens there costs the text of one file.
package enum ContentReader {
    /// Recognises a file and reads its text and its members. Never fails: what cannot be read is a warning.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: its name or path; only the ending counts, and only where the content leaves a choice.
    package static func read(_ bytes: Data, name: String, workspace: Workspace) -> Extraction {
        if let text = TextExtractor().extract(bytes, name: name) { return text }
        guard bytes.count <= fileLimit else {
            let named = NamedFormat(name: name)
            return Extraction(mediaType: named.mediaType, warnings: [.tooLarge(bytes: bytes.count, limit: fileLimit)])
        }
        var extraction = read(bytes, as: ContentType.of(bytes, name: name), name: name, workspace)
        if let text = extraction.text, PlainText.isBlank(text), extraction.members.isEmpty {
            extraction.text = ""
            if extraction.warnings.isEmpty { extraction.warnings.append(.empty) }
        }
        extraction.heading =
            extraction.heading.flatMap(DocumentHeading.plain)
            ?? DocumentHeading.credible(extraction.properties.title, in: extraction.text)
        return extraction
    }

    /// Bytes; a larger file is kept without text.
    private static let fileLimit = 256 << 20

    private static func read(
        _ bytes: Data, as type: ContentType, name: String, _ workspace: Workspace
    ) -> Extraction {
        switch type {
        case .word(let mediaType): WordDocument.extract(bytes, mediaType: mediaType, workspace: workspace)
        case .workbook(let mediaType): Workbook.extract(bytes, mediaType: mediaType, workspace: workspace)
        case .slides(let mediaType): SlideShow.extract(bytes, mediaType: mediaType, workspace: workspace)
        case .openDocument(let mediaType): OpenDocument.extract(bytes, mediaType: mediaType, workspace: workspace)
        case .fixedLayout:
            FixedLayout.extract(bytes, mediaType: ContentType.fixedLayoutType, workspace: workspace)
        case .compound: readCompound(bytes, workspace)
        case .richText: OldOffice.extractRichText(bytes, workspace: workspace)
        case .pdf: PDF.extract(bytes, workspace: workspace)
        case .dBase: DBase.extract(bytes)
        case .picture(let mediaType): Scan.extract(bytes, mediaType: mediaType, workspace: workspace)
        case .container(let mediaType):
            Container.extract(bytes, name: name, mediaType: mediaType, workspace: workspace)
        case .mail(let mediaType): InternetMail.extract(bytes, mediaType: mediaType, workspace: workspace)
        case .wordXML: WordDocument.extractSingleFile(bytes, mediaType: "application/msword")
        case .workbookXML: WorkbookXML.extract(bytes)
        case .openDocumentXML(let mediaType): OpenDocument.extractSingleFile(bytes, mediaType: mediaType)
        case .drawing: Drawing.extract(bytes)
        case .binaryWorkbook:
            OldOffice.extractSheet(
                bytes, mediaType: "application/vnd.ms-excel.sheet.binary.macroEnabled.12", ending: "xlsb",
                workspace: workspace)
        case .other(let mediaType): notSearchable(mediaType)
        case .text: readText(bytes.span, name: name)
        }
    }

    private static func readCompound(_ bytes: Data, _ workspace: Workspace) -> Extraction {
        guard let file = CompoundFile(bytes) else {
            return Extraction(mediaType: "application/x-ole-storage", warnings: [.damaged(detail: "compound file")])
        }
        let kind = file.kind
        return kind == .message
            ? OutlookMessage.extract(file, size: bytes.count, workspace: workspace)
            : OldOffice.extract(bytes, kind: kind, file: file, workspace: workspace)
    }

    private static func readText(_ bytes: Span<UInt8>, name: String) -> Extraction {
        let named = NamedFormat(name: name)
        guard bytes.count <= TextExtractor.limit else {
            return Extraction(
                mediaType: named.mediaType, warnings: [.tooLarge(bytes: bytes.count, limit: TextExtractor.limit)])
        }
        guard let encoding = EncodingDetector.detect(bytes, isNamedText: named.isText) else {
            return notSearchable(named.isText || named == .unknown ? "application/octet-stream" : named.mediaType)
        }
        if named == .html || (named.mayHideHTML && HTML.beginsLikeHTML(bytes, encoding)) {
            return HTML.extract(bytes, detected: encoding)
        }
        return PlainText.extract(bytes, encoding, mediaType: named.isText ? named.mediaType : "text/plain")
    }

    private static func notSearchable(_ mediaType: String) -> Extraction {
        Extraction(mediaType: mediaType, warnings: [.textNotSearchable(mediaType: mediaType)])
    }
}

/// What a format names as a document's title is often the template's, the program's or another document's.
enum DocumentHeading {
    /// On one line, without signs that do not show.
    static func plain(_ heading: String) -> String? {
        var kept = String.UnicodeScalarView()
        for scalar in heading.unicodeScalars {
            switch scalar.properties.generalCategory {
            // Zero-width and direction marks: a title that looks like another must not be another.
            case .format, .control: if scalar == "\n" || scalar == "\t" { kept.append(" ") }
            default: kept.append(scalar)
            }
        }
        let text = String(kept).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? nil : String(text.prefix(200))
    }

    /// Without the signs that do not show.
    static func visible(_ title: String) -> String? {
        let kept = title.unicodeScalars.filter {
            $0.properties.generalCategory != .format && $0.properties.generalCategory != .control
        }
        return kept.isEmpty ? nil : String(String.UnicodeScalarView(kept))
    }

    /// A title among the document's properties counts if the document shows it at its beginning.
    static func credible(_ title: String?, in text: String?) -> String? {
        guard let title = title.flatMap(plain), let text, (4...100).contains(title.count) else { return nil }
        let isChinese = title.unicodeScalars.contains { $0.value >= 0x3400 }
        func bare(_ text: Substring) -> String { String(text.filter { !$0.isWhitespace }) }
        return isChinese && bare(text.prefix(1000)).contains(bare(title[...])) ? title : nil
    }
}
