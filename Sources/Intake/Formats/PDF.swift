import Foundation

/// Text of PDF documents through Poppler's programs, and of scanned pages through recognition.
///
/// `pdftotext -bbox-layout` gives lines with their places, so that lines of a paragraph can be joined: a word that the
/// edge of the page breaks in two must be found as one.
enum PDF {
    static let package = "poppler-utils"
    /// Pages with fewer characters than this are looked at as pictures.
    private static let fewCharacters = 16
    /// With fewer than this, if a picture covers the page: a scanning program's mark stands on each page as text.
    private static let fewOnPicture = 60

    static func extract(_ bytes: Data, workspace: Workspace) -> Extraction {
        var extraction = Extraction(mediaType: "application/pdf")
        do {
            let path = try workspace.write(bytes, ending: "pdf")
            try read(path, into: &extraction, workspace)
        } catch let failure as Workspace.ProgramFailure {
            extraction.warnings.append(failure.warning(package: package))
        } catch {
            extraction.warnings.append(.extractorFailed(detail: "\(error)"))
        }
        if extraction.text == nil, extraction.warnings.isEmpty || extraction.warnings == [.empty] {
            extraction.warnings = [.textNotSearchable(mediaType: extraction.mediaType)]
        }
        if hasNotes(bytes), !extraction.warnings.contains(.fieldsUnread) { extraction.warnings.append(.fieldsUnread) }
        return extraction
    }

    private static func read(
        _ path: String, into extraction: inout Extraction, _ workspace: Workspace
    ) throws(Workspace.ProgramFailure) {
        let info = try workspace.run("pdfinfo", ["-enc", "UTF-8", "-isodates", path], seconds: 10)
        if info.status != 0 {
            if info.errors.contains("Incorrect password") {
                extraction.warnings.append(.encrypted)
                return
            }
            extraction.warnings.append(.damaged(detail: "pdfinfo: " + String(info.errors.prefix(200))))
        }
        properties(of: String(decoding: info.output, as: UTF8.self), into: &extraction)
        var undrawn = ""
        guard var pages = try pages(path, workspace, undrawn: &undrawn), !pages.isEmpty else {
            if extraction.warnings.isEmpty { extraction.warnings.append(.damaged(detail: "no pages")) }
            return
        }
        try recognise(&pages, path, into: &extraction, workspace)
        var text: [UInt8] = []
        var begins: [Int] = []
        for page in pages {
            begins.append(text.count)
            for line in page { text += Array(PlainText.clean(Array(line.utf8).span).utf8) + [0x0A] }
        }
        if !undrawn.isEmpty {
            text += Array(PlainText.clean(Array(undrawn.utf8).span).utf8)
            extraction.warnings.append(.fieldsUnread)
        }
        extraction.properties.pageCount = extraction.properties.pageCount ?? pages.count
        try attachments(of: path, into: &extraction, workspace)
        guard !text.isEmpty else { return }
        extraction.set(text: text)
        let length = extraction.text?.utf8.count ?? 0
        if begins.allSatisfy({ $0 <= length }) { extraction.pages = begins }
    }

    private static func properties(of info: String, into extraction: inout Extraction) {
        for line in info.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            guard !value.isEmpty else { continue }
            switch line[..<colon] {
            case "Title": extraction.properties.title = value
            case "Author": extraction.properties.author = value
            case "CreationDate": extraction.properties.created = CalendarDate.parse(String(value.prefix(10)))
            case "Pages": extraction.properties.pageCount = Int(value)
            default: break
            }
        }
    }

    // MARK: Pages of text

    /// The lines of each page.
    /// - Parameter undrawn: the characters of forms and notes that Poppler had to draw itself and had no font for.
    private static func pages(
        _ path: String, _ workspace: Workspace, undrawn: inout String
    ) throws(Workspace.ProgramFailure) -> [[String]]? {
        var placed: Data?
        do {
            let result = try workspace.run(
                "pdftotext", ["-enc", "UTF-8", "-bbox-layout", path, "-"], seconds: 20, outputLimit: 96 << 20)
            placed = result.output
            undrawn = charactersWithoutFont(result.errors)
        } catch {
            // Too large a document to be listed word by word: its plain text is smaller.
            if case .missing = error { throw error }
        }
        if let placed, let body = placed.range(of: Data("<body>".utf8)) {
            let reader = PageListReader()
            let document = placed[body.lowerBound...].prefix(placed.count)
            // The list's own head names a document type, which the walker refuses; the body stands alone as well.
            if XMLWalker.walk(Data(document), reader) != .refused, !reader.pages.isEmpty {
                return reader.pages.map { PlacedText.lines($0, keepsOrder: true) }
            }
        }
        let plain = try workspace.run(
            "pdftotext", ["-enc", "UTF-8", "-eol", "unix", path, "-"], seconds: 20)
        undrawn = charactersWithoutFont(plain.errors)
        guard !plain.output.isEmpty else { return nil }
        var pages = String(decoding: plain.output, as: UTF8.self).split(
            separator: "\u{C}", omittingEmptySubsequences: false)
        if pages.last?.isEmpty == true { pages.removeLast() }
        return pages.map { $0.split(separator: "\n").map(String.init) }
    }

    /// What was filled into a form by a program that left the drawing to the viewer (ISO 32000-1, 12.7.2,
    /// NeedAppearances) Poppler draws with the fonts the form names, which are Western. It tells each other character:
    /// `couldn't find a font for character U+6797`.
    private static func charactersWithoutFont(_ errors: String) -> String {
        var found = String.UnicodeScalarView()
        for match in errors.matches(of: #/find a font for character U\+([0-9A-Fa-f]{4,6})/#) {
            if let scalar = UInt32(match.output.1, radix: 16).flatMap({ Unicode.Scalar($0) }) { found.append(scalar) }
        }
        return String(found)
    }

    /// Whether notes stand beside the pages (12.5.6.4): what they say is on none.
    private static func hasNotes(_ bytes: Data) -> Bool {
        ["/Subtype /Text", "/Subtype/Text"].contains { bytes.span.finds(Array($0.utf8)) }
    }

    private final class PageListReader: XMLReceiver {
        var pages: [[PlacedText]] = []
        private var line: PlacedText?
        private var word: [UInt8] = []
        private var place = (x: 0.0, y: 0.0, right: 0.0, top: 0.0)
        private var isInWord = false

        func open(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "page": pages.append([])
            case "line": line = nil
            case "word":
                func number(_ text: String?) -> Double {
                    let value = text.flatMap { Double($0) } ?? 0
                    return value.isFinite ? value : 0
                }
                place = (
                    number(attributes["xMin"]), number(attributes["yMax"]), number(attributes["xMax"]),
                    number(attributes["yMin"])
                )
                word.removeAll(keepingCapacity: true)
                isInWord = true
            default: break
            }
        }

        func close(_ name: String) {
            if name == "word" {
                isInWord = false
                endWord()
            } else if name == "line", let ended = line, !pages.isEmpty {
                pages[pages.count - 1].append(ended)
                line = nil
            }
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if isInWord { word.append(contentsOf: text) }
        }

        private func endWord() {
            let text = PlainText.clean(word.span)
            guard !text.isEmpty else { return }
            let piece = PlacedText(
                text: text, x: place.x, y: place.y, width: max(0, place.right - place.x),
                size: max(0.1, place.y - place.top))
            guard var last = line else {
                line = piece
                return
            }
            let gap = piece.x - last.end
            let size = max(last.size, piece.size)
            let isTight = PlacedText.endsWide(last.text) && PlacedText.beginsWide(text)
            last.text += gap > size * 2 ? "\t" : isTight && gap < size * 0.7 ? "" : " "
            last.text += text
            last.width = max(last.width, piece.end - last.x)
            last.y = max(last.y, piece.y)
            last.size = size
            line = last
        }
    }

    // MARK: Pages that are pictures

    /// A page's picture as Poppler lists it.
    private struct Picture {
        var width = 0
        var height = 0
        /// Dots an inch.
        var density = 0
    }

    /// Puts recognised lines where a page has no text of its own, or none that means anything.
    private static func recognise(
        _ pages: inout [[String]], _ path: String, into extraction: inout Extraction, _ workspace: Workspace
    ) throws(Workspace.ProgramFailure) {
        let counts = pages.map { page in
            page.reduce(0) { $0 + $1.unicodeScalars.count { !$0.properties.isWhitespace } }
        }
        let garbled = pages.map(isGarbled)
        guard pages.indices.contains(where: { counts[$0] < fewOnPicture || garbled[$0] }) else { return }
        let pictures = pictures(in: path, workspace)
        let wanted = pages.indices.filter { index in
            // Characters may also be drawn as curves: a page of nothing is looked at in any case.
            if garbled[index] || counts[index] == 0 { return true }
            guard counts[index] < fewOnPicture, let picture = pictures[index + 1], picture.density > 0 else {
                return false
            }
            // In square inches: half an A4 page, or a strip with a few lines on it.
            let area = Double(picture.width * picture.height) / Double(picture.density * picture.density)
            return area > (counts[index] < fewCharacters ? 4 : 40)
        }
        guard !wanted.isEmpty else { return }
        let limit = workspace.limits.recognisedPages
        var certainty = 0.0
        var characters = 0
        do {
            let recognition = try Recognition(workspace)
            for index in wanted.prefix(limit) {
                // A scan is drawn at its own density: drawn finer, its grain only grows.
                let density = pictures[index + 1].map { min(300, max(150, $0.density)) } ?? 300
                let number = String(index + 1)
                let drawn = try workspace.run(
                    "pdftoppm",
                    ["-f", number, "-l", number, "-singlefile", "-gray", "-r", String(density), path],
                    seconds: 30, outputLimit: 128 << 20)
                guard let picture = try? PagePicture.pages(of: drawn.output, limit: 1).first,
                    let page = try recognition.read(picture)
                else { continue }
                pages[index] = garbled[index] ? page.lines : page.lines + pages[index]
                certainty += page.confidence * Double(page.characters)
                characters += page.characters
            }
        } catch {
            let isOwn = if case .missing("tesseract") = error { true } else { false }
            extraction.warnings.append(error.warning(package: isOwn ? Recognition.package : package))
        }
        if wanted.count > limit { extraction.warnings.append(.limitExceeded(.pages)) }
        if characters > 0 { extraction.confidence = certainty / Double(characters) }
    }

    /// The largest picture of each page, by the page's number.
    private static func pictures(in path: String, _ workspace: Workspace) -> [Int: Picture] {
        guard let list = try? workspace.run("pdfimages", ["-list", path], seconds: 10) else { return [:] }
        var found: [Int: Picture] = [:]
        for row in String(decoding: list.output, as: UTF8.self).split(separator: "\n").dropFirst(2) {
            let columns = row.split(separator: " ")
            guard columns.count > 13, let page = Int(columns[0]), columns[2] == "image", let width = Int(columns[3]),
                let height = Int(columns[4]), let density = Int(columns[12]), width < 100_000, height < 100_000
            else { continue }
            if width * height > (found[page].map { $0.width * $0.height } ?? 0) {
                found[page] = Picture(width: width, height: height, density: density)
            }
        }
        return found
    }

    /// Whether a page's text is what a font without a table of its characters gives: signs that mean nothing.
    private static func isGarbled(_ page: [String]) -> Bool {
        var all = 0
        var meaningless = 0
        for scalar in page.lazy.flatMap(\.unicodeScalars) where !scalar.properties.isWhitespace {
            all += 1
            switch scalar.properties.generalCategory {
            case .privateUse, .unassigned, .control, .surrogate: meaningless += 1
            default: if scalar == "\u{FFFD}" { meaningless += 1 }
            }
        }
        return all >= 8 && meaningless * 10 > all * 3
    }

    // MARK: Files attached

    private static func attachments(
        of path: String, into extraction: inout Extraction, _ workspace: Workspace
    ) throws(Workspace.ProgramFailure) {
        let list = try workspace.run("pdfdetach", ["-enc", "UTF-8", "-list", path], seconds: 10)
        // `2 embedded files`, then `1: 名单.xlsx` for each.
        let names = String(decoding: list.output, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            line.firstIndex(of: ":").map { line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces) }
        }
        var total = 0
        for (index, name) in names.enumerated() {
            let place = workspace.folder + "/attachment-\(index + 1)"
            let saved = try workspace.run(
                "pdfdetach", ["-save", String(index + 1), "-o", place, path], seconds: 10)
            guard saved.status == 0, let content = FileManager.default.contents(atPath: place) else { continue }
            total += content.count
            if let limit = workspace.limits.exceeded(
                members: names.count, bytes: total, containerBytes: max(1, content.count))
            {
                extraction.members.removeAll()
                extraction.warnings.append(.limitExceeded(limit))
                return
            }
            extraction.members.append(Member(name: name, bytes: content))
        }
    }
}
