import Foundation

/// Text of slides in Office Open XML (ECMA-376 part 1, 19): each slide in its order, then its notes and comments.
enum SlideShow {
    static func extract(_ bytes: Data, mediaType: String, workspace: Workspace) -> Extraction {
        let package = OfficePackage(bytes)
        var extraction = Extraction(mediaType: mediaType)
        let main =
            package.relationships(of: "").first { $0.kind == "officeDocument" }?.target ?? "ppt/presentation.xml"
        guard let show = package[main] else {
            extraction.warnings.append(.damaged(detail: "no part \(main)"))
            return extraction
        }
        let order = OrderReader()
        var isDamaged = XMLWalker.walk(show, order) != .whole || package.isDamaged
        let related = package.relationships(of: main)
        var slides = order.ids.compactMap { id in related.first { $0.id == id }?.target }
        if slides.isEmpty {
            slides = package.names(beginning: "ppt/slides/slide").map(OfficePackage.normal)
        }
        let reader = SlideReader()
        var pages: [Int] = []
        func walk(_ part: String) {
            guard let data = package[part] else { return }
            if XMLWalker.walk(data, reader) != .whole { isDamaged = true }
            reader.flow.close()
        }
        for slide in slides {
            pages.append(reader.flow.bytes.count)
            walk(slide)
            let beside = package.relationships(of: slide)
            for kind in ["diagramData", "chart", "notesSlide", "comments"] {
                let before = reader.flow.bytes.count
                for part in beside where part.kind == kind { walk(part.target) }
                let warning = ["notesSlide": HiddenContent.notes, "comments": .comments][kind]
                if let warning, reader.flow.bytes.count > before,
                    !extraction.warnings.contains(.hiddenContent(warning))
                {
                    extraction.warnings.append(.hiddenContent(warning))
                }
            }
        }
        extraction.heading = reader.heading
        extraction.takeEmbedded(in: slides, of: package, bytes, limits: workspace.limits)
        extraction.finish(reader.flow, package: package, isDamaged: isDamaged)
        extraction.properties.pageCount = slides.count
        if let text = extraction.text, pages.allSatisfy({ $0 <= text.utf8.count }), !pages.isEmpty {
            extraction.pages = pages
        }
        ScannedPictures.readInstead(of: &extraction, in: bytes, folder: "ppt/media/", workspace: workspace)
        return extraction
    }

    private final class OrderReader: XMLReceiver {
        var ids: [String] = []

        func open(_ name: String, _ attributes: XMLAttributes) {
            if name == "sldId", let id = attributes.value("id", prefix: "r") { ids.append(id) }
        }

        func close(_ name: String) {}
        func add(_ text: UnsafeBufferPointer<UInt8>) {}
    }

    /// A slide's shapes. The first slide's title is the name of all.
    private final class SlideReader: DocumentTextReader {
        private(set) var heading: String?
        private var isTitle = false
        private var isNumber = false
        private var title: [UInt8] = []
        private var isInComment = false

        override func open(_ name: String, _ attributes: XMLAttributes) {
            super.open(name, attributes)
            switch name {
            case "sp":
                isTitle = false
                isNumber = false
            case "ph":
                isTitle = heading == nil && ["title", "ctrTitle"].contains(attributes["type"])
                isNumber = attributes["type"] == "sldNum"
            case "text": isInComment = true
            default: break
            }
        }

        override func close(_ name: String) {
            super.close(name)
            switch name {
            case "sp":
                let text = PlainText.clean(title.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if isTitle, !text.isEmpty { heading = text }
                isTitle = false
                isNumber = false
                title.removeAll()
            case "text":
                isInComment = false
                flow.endParagraph()
            default: break
            }
        }

        override func add(_ text: UnsafeBufferPointer<UInt8>) {
            if isNumber { return }
            if isTitle, title.count < 1000 { title.append(contentsOf: text) }
            if isInComment, hidden == 0 { flow.add(text) } else { super.add(text) }
        }
    }
}
