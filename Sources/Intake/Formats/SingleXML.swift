import Foundation

/// Tables in Excel's XML format of 2003, which web systems still export under the name `.xls`.
enum WorkbookXML {
    static func extract(_ bytes: Data) -> Extraction {
        var extraction = Extraction(mediaType: "application/vnd.ms-excel")
        let reader = Reader()
        let ending = XMLWalker.walk(bytes, reader)
        extraction.finish(reader.flow, package: nil, isDamaged: ending != .whole)
        return extraction
    }

    private final class Reader: XMLReceiver {
        var flow = TextFlow()
        private var sheets = 0
        private var isInData = false

        func open(_ name: String, _ attributes: XMLAttributes) {
            switch name {
            case "Worksheet":
                sheets += 1
                if sheets > 1, let sheet = attributes["Name"] { flow.line(sheet) }
            case "Row": flow.beginRow()
            case "Cell": flow.beginCell()
            case "Data", "Comment": isInData = true
            default: break
            }
        }

        func close(_ name: String) {
            switch name {
            case "Row": flow.endRow()
            case "Cell": flow.endCell()
            case "Data", "Comment": isInData = false
            default: break
            }
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if isInData { flow.add(text) }
        }
    }
}

/// The words in a drawing (SVG). Its scripts and styles are none.
enum Drawing {
    static func extract(_ bytes: Data) -> Extraction {
        var extraction = Extraction(mediaType: "image/svg+xml")
        let reader = Reader()
        let ending = XMLWalker.walk(bytes, reader)
        extraction.finish(reader.flow, package: nil, isDamaged: ending == .damaged)
        if extraction.text?.isEmpty != false {
            extraction.text = nil
            extraction.warnings.append(.textNotSearchable(mediaType: extraction.mediaType))
        }
        return extraction
    }

    private final class Reader: XMLReceiver {
        var flow = TextFlow()
        private var texts = 0

        func open(_ name: String, _ attributes: XMLAttributes) {
            if name == "text" || name == "title" || name == "desc" { texts += 1 }
        }

        func close(_ name: String) {
            guard name == "text" || name == "title" || name == "desc" else { return }
            texts = max(0, texts - 1)
            flow.endParagraph()
        }

        func add(_ text: UnsafeBufferPointer<UInt8>) {
            if texts > 0 { flow.add(text) }
        }
    }
}
