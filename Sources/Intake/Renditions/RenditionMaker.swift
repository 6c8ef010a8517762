import Foundation

/// Makes renditions, in the process that reads a file: what is said of hostile files in `ContentReader` holds here too.
enum RenditionMaker {
    /// - Returns: the rendition as the only member; the page count among the properties; or the reason why there is none
    ///   as a warning.
    static func make(_ kind: RenditionKind, of bytes: Data, name: String, workspace: Workspace) -> Extraction {
        var extraction = Extraction(mediaType: kind.mediaType)
        do {
            let made =
                switch kind {
                case .readingCopy: try readingCopy(of: bytes, name: name, workspace)
                case .page(let image): try page(image, of: bytes, name: name, workspace, &extraction.properties)
                }
            if let made { extraction.members = [Member(name: "", bytes: made)] }
        } catch let problem as Problem {
            extraction.warnings = [problem.warning]
        } catch {
            extraction.warnings = [.extractorFailed(detail: "\(error)")]
        }
        return extraction
    }

    private struct Problem: Error {
        var warning: ExtractionWarning

        init(_ warning: ExtractionWarning) { self.warning = warning }
    }

    // MARK: - Reading copies

    private static func readingCopy(of bytes: Data, name: String, _ workspace: Workspace) throws -> Data {
        let (ending, suite) = try document(bytes, name: name)
        // A copy without its characters would pass for the document. (Exit status 1: no font has them.)
        if let fonts = try? workspace.run("fc-list", ["-q", ":lang=zh-cn"]), fonts.status == 1 {
            throw Problem(.toolMissing(program: "Noto Sans CJK", package: "fonts-noto-cjk"))
        }
        // SelectPdfVersion 2: PDF/A-2b, with all fonts inside.
        let target =
            "pdf:\(suite.rawValue)_pdf_Export:" + #"{"SelectPdfVersion":{"type":"long","value":"2"}}"#
        do {
            let made = try LibreOffice.convert(bytes, ending: ending, to: target, endingIn: "pdf", workspace)
            guard let made else { throw Problem(.damaged(detail: "LibreOffice cannot open it")) }
            return made
        } catch let failure as Workspace.ProgramFailure {
            throw Problem(failure.warning(package: suite.package))
        }
    }

    /// What LibreOffice is to take a file for.
    private static func document(_ bytes: Data, name: String) throws -> (ending: String, LibreOffice.Suite) {
        let type = bytes.isEmpty ? .text : ContentType.of(bytes, name: name)
        switch type {
        case .word: return ("docx", .writer)
        case .workbook: return ("xlsx", .calc)
        case .slides: return ("pptx", .impress)
        case .richText: return ("rtf", .writer)
        case .wordXML: return ("xml", .writer)
        case .workbookXML: return ("xml", .calc)
        case .binaryWorkbook: return ("xlsb", .calc)
        case .openDocument(let mediaType): return try openDocument(mediaType, package: true)
        case .openDocumentXML(let mediaType): return try openDocument(mediaType, package: false)
        case .compound: return try compound(bytes)
        default: throw unsupported(type, bytes, name: name)
        }
    }

    private static func unsupported(_ type: ContentType, _ bytes: Data, name: String) -> Problem {
        Problem(.textNotSearchable(mediaType: type.mediaType ?? TextExtractor().mediaType(of: bytes, name: name)))
    }

    private static func openDocument(_ mediaType: String, package: Bool) throws -> (String, LibreOffice.Suite) {
        let kinds: [(name: String, ending: String, suite: LibreOffice.Suite)] = [
            ("text", "t", .writer), ("spreadsheet", "s", .calc), ("presentation", "p", .impress),
            ("graphics", "g", .draw),
        ]
        guard let kind = kinds.first(where: { mediaType.hasPrefix("application/vnd.oasis.opendocument." + $0.name) })
        else { throw Problem(.textNotSearchable(mediaType: mediaType)) }
        return ((package ? "od" : "fod") + kind.ending, kind.suite)
    }

    private static func compound(_ bytes: Data) throws -> (String, LibreOffice.Suite) {
        guard let file = CompoundFile(bytes) else { throw Problem(.damaged(detail: "compound file")) }
        let kind = file.kind
        switch kind {
        case .encryptedPackage: throw Problem(.encrypted)
        // A workbook locked against changes alone is encrypted too, and opens (`OldOffice`).
        case .word where file.isEncrypted, .slides where file.isEncrypted: throw Problem(.encrypted)
        case .word: return ("doc", .writer)
        case .worksText: return ("wps", .writer)
        case .sheet: return ("xls", .calc)
        case .worksSheet: return ("xlr", .calc)
        case .slides: return ("ppt", .impress)
        case .message, .other: throw Problem(.textNotSearchable(mediaType: kind.mediaType))
        }
    }

    // MARK: - Page images

    private static func page(
        _ image: PageImage, of bytes: Data, name: String, _ workspace: Workspace,
        _ properties: inout DocumentProperties
    ) throws -> Data? {
        let type = bytes.isEmpty ? .text : ContentType.of(bytes, name: name)
        switch type {
        case .pdf:
            do {
                return try pageOfPDF(image, bytes, workspace, &properties)
            } catch let failure as Workspace.ProgramFailure {
                throw Problem(failure.warning(package: PDF.package))
            }
        case .picture(let mediaType):
            return try pageOfScan(image, bytes, mediaType: mediaType, workspace, &properties)
        default: throw unsupported(type, bytes, name: name)
        }
    }

    private static func pageOfPDF(
        _ image: PageImage, _ bytes: Data, _ workspace: Workspace, _ properties: inout DocumentProperties
    ) throws -> Data? {
        let path = try workspace.write(bytes, ending: "pdf")
        let number = String(image.number)
        let info = try workspace.run("pdfinfo", ["-f", number, "-l", number, path], seconds: 10)
        if info.errors.contains("Incorrect password") { throw Problem(.encrypted) }
        var (count, size) = facts(String(decoding: info.output, as: UTF8.self))
        // Of a page that is not there it says nothing but that.
        if count == nil {
            count = facts(String(decoding: try workspace.run("pdfinfo", [path]).output, as: UTF8.self)).pages
        }
        guard let count, count > 0 else {
            throw Problem(.damaged(detail: "pdfinfo: " + String(info.errors.prefix(100))))
        }
        properties.pageCount = count
        guard image.number <= count else { return nil }
        // A page may be turned, so that its height is the width that is seen: the longer side decides for both.
        let ratio = size.map { max($0.width / $0.height, $0.height / $0.width) } ?? 1.5
        let isLong = Double(image.width) * ratio > Double(RenditionCheck.heightLimit)
        let scale =
            isLong
            ? ["-scale-to", String(min(image.width, RenditionCheck.heightLimit))]
            : ["-scale-to-x", String(image.width), "-scale-to-y", "-1"]
        let format = image.format == .png ? ["-png"] : ["-jpeg", "-jpegopt", "quality=\(jpegQuality)"]
        let drawn = try workspace.run(
            "pdftoppm", ["-f", number, "-l", number, "-singlefile", "-cropbox"] + scale + format + [path],
            seconds: 30, outputLimit: RenditionCheck.imageLimit)
        guard !drawn.output.isEmpty else {
            throw Problem(.damaged(detail: "pdftoppm: " + String(drawn.errors.prefix(100))))
        }
        return drawn.output
    }

    private static let jpegQuality = 82

    /// `Pages: 12` and, of the page that was asked for, `Page    3 size: 595.3 x 841.9 pts (A4)`.
    private static func facts(_ info: String) -> (pages: Int?, size: (width: Double, height: Double)?) {
        var pages: Int?
        var size: (width: Double, height: Double)?
        for line in info.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "Pages:" { pages = Int(words[1]) }
            if words.count >= 6, words[0] == "Page", words[2] == "size:", words[4] == "x",
                let width = Double(words[3]), let height = Double(words[5]), width > 0, height > 0
            {
                size = (width, height)
            }
        }
        return (pages, size)
    }

    private static func pageOfScan(
        _ image: PageImage, _ bytes: Data, mediaType: String, _ workspace: Workspace,
        _ properties: inout DocumentProperties
    ) throws -> Data? {
        do {
            let path = try workspace.write(bytes, ending: "scan")
            let count = mediaType == "image/tiff" ? PagePicture.pageCount(ofTIFF: path) ?? 1 : 1
            properties.pageCount = count
            guard image.number <= count else { return nil }
            let picture = try PagePicture.page(image.number, of: bytes)
            let orientation = mediaType == "image/jpeg" ? CameraOrientation.of(bytes) : 1
            guard
                let shown = picture.shown(
                    width: image.width, height: RenditionCheck.heightLimit, orientation: orientation),
                let written = image.format == .png ? shown.png() : shown.jpeg(quality: jpegQuality)
            else { throw Problem(.limitExceeded(.memory)) }
            return written
        } catch let failure as PagePicture.Failure {
            throw Problem(failure == .tooLarge ? .limitExceeded(.memory) : .damaged(detail: "picture"))
        }
    }
}
