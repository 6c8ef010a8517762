import Foundation

/// Text of pictures: scans and photographs of pages. A photograph of anything else has none.
enum Scan {
    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
        var extraction = Extraction(mediaType: mediaType)
        let limit = workspace.limits.recognisedPages
        do {
            let pictures = try PagePicture.pages(of: bytes, limit: limit + 1)
            let orientation = mediaType == "image/jpeg" ? CameraOrientation.of(bytes) : 1
            extraction.properties.pageCount = pictures.count
            read(pictures, orientation: orientation, into: &extraction, workspace: workspace)
        } catch {
            switch error {
            case .unreadable: extraction.warnings.append(.damaged(detail: "picture"))
            case .tooLarge: extraction.warnings.append(.limitExceeded(.memory))
            }
        }
        if extraction.text == nil { extraction.warnings.append(.textNotSearchable(mediaType: mediaType)) }
        return extraction
    }

    /// Recognises pictures one after the other; each is a page of the text.
    static func read(
        _ pictures: [PagePicture], orientation: Int, into extraction: inout Extraction, workspace: Workspace
    ) {
        let limit = workspace.limits.recognisedPages
        var text: [UInt8] = []
        var pages: [Int] = []
        var certainty = 0.0
        var characters = 0
        do {
            let recognition = try Recognition(workspace)
            for picture in pictures.prefix(limit) {
                pages.append(text.count)
                guard let page = try recognition.read(picture, orientation: orientation) else { continue }
                for line in page.lines { text += Array(line.utf8) + [0x0A] }
                certainty += page.confidence * Double(page.characters)
                characters += page.characters
            }
        } catch {
            extraction.warnings.append(error.warning(package: Recognition.package))
        }
        if pictures.count > limit { extraction.warnings.append(.limitExceeded(.pages)) }
        guard characters > 0 else { return }
        extraction.set(text: text)
        extraction.confidence = certainty / Double(characters)
        let length = extraction.text?.utf8.count ?? 0
        if pages.count > 1, pages.allSatisfy({ $0 <= length }) { extraction.pages = pages }
    }
}

/// Documents of pictures alone: pages scanned or photographed and pasted into a text document.
enum ScannedPictures {
    private static let fewCharacters = 30

    /// Where a document has hardly a word and has pictures, the text is what the pictures say.
    /// - Parameter folder: where the package keeps its pictures, in small letters.
    static func readInstead(of extraction: inout Extraction, in bytes: Data, folder: String, workspace: Workspace) {
        let text = extraction.text ?? ""
        guard text.unicodeScalars.count(where: { !$0.properties.isWhitespace }) < fewCharacters else { return }
        let endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"]
        let found = OfficePackage.contents(of: bytes) { name in
            let lower = name.lowercased()
            return lower.hasPrefix(folder) && endings.contains { lower.hasSuffix($0) }
        }
        let sorted = found.sorted { $0.name.compare($1.name, options: .numeric) == .orderedAscending }
        var pictures: [PagePicture] = []
        for picture in sorted where pictures.count <= workspace.limits.recognisedPages {
            // A stamp or a logo is no page.
            guard let pages = try? PagePicture.pages(of: picture.content, limit: 1), let page = pages.first,
                min(page.width, page.height) >= 400
            else { continue }
            pictures.append(page)
        }
        guard !pictures.isEmpty else { return }
        var recognised = Extraction(mediaType: extraction.mediaType)
        Scan.read(pictures, orientation: 1, into: &recognised, workspace: workspace)
        extraction.warnings += recognised.warnings
        guard let more = recognised.text else { return }
        extraction.text = text.isEmpty ? more : text + "\n" + more
        extraction.confidence = recognised.confidence
        extraction.pages = text.isEmpty ? recognised.pages : nil
    }
}
