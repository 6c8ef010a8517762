import Foundation

/// Text of the binary formats of Word, Excel, PowerPoint, WPS Office and Works, and of RTF.
///
/// LibreOffice makes today's format of them, which is read like any other: text boxes, notes, comments and hidden
/// sheets come along. Measured beside it, catdoc lost the cells of a table and Japanese in RTF, xls2csv the characters
/// of some cells and all dates. They serve where LibreOffice is not installed.
enum OldOffice {
    private enum Target: String { case docx, xlsx, pptx }

    static func extract(_ bytes: Data, kind: CompoundFile.Kind, file: CompoundFile, workspace: Workspace) -> Extraction
    {
        var extraction = Extraction(mediaType: kind.mediaType, properties: file.properties())
        // A book locked against changes alone is encrypted with a password that every program knows ([MS-OFFCRYPTO]
        // 2.4.2.3), so LibreOffice is asked all the same.
        let isEncrypted = file.isEncrypted
        guard !isEncrypted || kind == .sheet else {
            extraction.warnings = [.encrypted]
            return extraction
        }
        defer { if isEncrypted, extraction.text == nil { extraction.warnings = [.encrypted] } }
        switch kind {
        case .word, .worksText:
            read(bytes, ending: kind == .word ? "doc" : "wps", as: .docx, into: &extraction, workspace)
        case .sheet, .worksSheet:
            read(bytes, ending: kind == .sheet ? "xls" : "xlr", as: .xlsx, into: &extraction, workspace)
        case .slides: read(bytes, ending: "ppt", as: .pptx, into: &extraction, workspace)
        case .message, .encryptedPackage, .other:
            extraction.warnings = [.textNotSearchable(mediaType: kind.mediaType)]
        }
        return extraction
    }

    static func extractRichText(_ bytes: Data, workspace: Workspace) -> Extraction {
        var extraction = Extraction(mediaType: "application/rtf")
        // What may stand before its beginning makes it plain text to LibreOffice.
        let begin = bytes.prefix(1100).range(of: Data("{\\rtf".utf8))?.lowerBound ?? bytes.startIndex
        read(
            begin == bytes.startIndex ? bytes : Data(bytes[begin...]), ending: "rtf", as: .docx, into: &extraction,
            workspace)
        return extraction
    }

    /// A sheet in a form that only LibreOffice reads, such as Excel's binary workbook.
    static func extractSheet(_ bytes: Data, mediaType: String, ending: String, workspace: Workspace) -> Extraction {
        var extraction = Extraction(mediaType: mediaType)
        read(bytes, ending: ending, as: .xlsx, into: &extraction, workspace)
        return extraction
    }

    private static func read(
        _ bytes: Data, ending: String, as target: Target, into extraction: inout Extraction, _ workspace: Workspace
    ) {
        var problem: ExtractionWarning?
        do {
            if let converted = try convert(bytes, ending: ending, to: target, workspace) {
                take(converted, target, into: &extraction, workspace)
                return
            }
            problem = .damaged(detail: "LibreOffice cannot open it")
        } catch let failure as Workspace.ProgramFailure {
            let suite: LibreOffice.Suite = [Target.docx: .writer, .xlsx: .calc, .pptx: .impress][target] ?? .writer
            problem = failure.warning(package: suite.package)
        } catch {
            problem = .extractorFailed(detail: "\(error)")
        }
        guard let text = small(bytes, ending: ending, workspace), !PlainText.isBlank(text) else {
            extraction.warnings.append(problem ?? .empty)
            return
        }
        extraction.set(text: Array(text.utf8))
        // What the small programs pass over is missed by nobody but a search: say that there may be more.
        if let problem { extraction.warnings.append(problem) }
    }

    /// - Returns: nil where LibreOffice does not take the file for what it should be.
    private static func convert(
        _ bytes: Data, ending: String, to target: Target, _ workspace: Workspace
    ) throws -> Data? {
        try LibreOffice.convert(
            bytes, ending: ending, to: target.rawValue, endingIn: target.rawValue, workspace)
    }

    private static func take(
        _ converted: Data, _ target: Target, into extraction: inout Extraction, _ workspace: Workspace
    ) {
        let read: Extraction =
            switch target {
            case .docx: WordDocument.extract(converted, mediaType: extraction.mediaType, workspace: workspace)
            case .xlsx: Workbook.extract(converted, mediaType: extraction.mediaType, workspace: workspace)
            case .pptx: SlideShow.extract(converted, mediaType: extraction.mediaType, workspace: workspace)
            }
        let own = extraction.properties
        extraction = read
        extraction.properties.title = own.title ?? read.properties.title
        extraction.properties.author = own.author ?? read.properties.author
    }

    // MARK: Small programs

    private static func small(_ bytes: Data, ending: String, _ workspace: Workspace) -> String? {
        guard let path = try? workspace.write(bytes, ending: ending) else { return nil }
        let attempts: [(program: String, arguments: [String])]
        switch ending {
        case "doc":
            attempts = [
                ("antiword", ["-m", "UTF-8.txt", "-w", "0", path]), ("catdoc", ["-d", "utf-8", "-w", path]),
            ]
        case "xls": attempts = [("xls2csv", ["-d", "utf-8", "-c", "\t", "-q", "0", path])]
        case "ppt": attempts = [("catppt", ["-d", "utf-8", path])]
        case "rtf": attempts = [("unrtf", ["--html", path])]
        default: attempts = []
        }
        for attempt in attempts {
            guard let result = try? workspace.run(attempt.program, attempt.arguments, seconds: 10), result.status == 0
            else { continue }
            if attempt.program == "unrtf" {
                return HTML.extract(result.output.span, detected: DetectedEncoding(name: .utf8)).text
            }
            let text = String(decoding: result.output, as: UTF8.self)
            if !PlainText.isBlank(text) { return text }
        }
        return nil
    }
}
