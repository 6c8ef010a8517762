package import Foundation

/// What is made of a file so that it can be looked at where the file itself cannot: a help for reading, never the record.
package enum RenditionKind: Sendable, Hashable, Codable {
    /// A PDF/A-2b (ISO 19005-2) of an office document.
    case readingCopy
    /// One page of a PDF, a scan or an office document.
    case page(PageImage)

    /// Whether one is made of files of this type: for lists and pages, which offer it. Making it looks at the file itself.
    package func isOffered(forType mediaType: String) -> Bool {
        let isOffice =
            mediaType.hasPrefix("application/vnd.openxmlformats-officedocument.")
            || mediaType.hasPrefix("application/vnd.oasis.opendocument.")
            || [
                "application/msword", "application/rtf", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
                "application/vnd.ms-works", "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
            ].contains(mediaType)
        return switch self {
        case .readingCopy: isOffice
        case .page:
            isOffice || mediaType == "application/pdf"
                || (mediaType.hasPrefix("image/") && mediaType != "image/svg+xml")
        }
    }

    package var mediaType: String {
        switch self {
        case .readingCopy: "application/pdf"
        case .page(let image): image.format.mediaType
        }
    }
}

/// A page as a picture.
package struct PageImage: Sendable, Hashable, Codable {
    package enum Format: String, Sendable, CaseIterable, Codable {
        case png, jpeg

        package var mediaType: String { "image/" + rawValue }
    }

    /// Pixels: from an icon to an A4 page at 290 dots an inch.
    package static let widths = 64...2400
    /// The first page, small, as it stands in a list.
    package static let thumbnail = PageImage(number: 1, width: 240, format: .jpeg)

    /// From 1.
    package var number: Int
    /// Pixels at most; a smaller scan is not made larger.
    package var width: Int
    package var format: Format

    package init(number: Int, width: Int, format: Format) {
        self.number = number
        self.width = width
        self.format = format
    }
}

/// A rendition, checked to be what it is said to be.
package struct Rendition: Sendable, Equatable {
    package var bytes: Data
    package var mediaType: String
    /// How many pages the file has; nil where that was not found out.
    package var pages: Int?

    package init(bytes: Data, mediaType: String, pages: Int?) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.pages = pages
    }
}

/// Why there is no rendition.
package enum RenditionFailure: Error, Sendable, Equatable {
    /// None is made of files of this type: they are read as they are, or as text.
    case unsupported(mediaType: String)
    case noSuchPage(Int, of: Int)
    /// What reading the file met with.
    case unreadable(ExtractionWarning)

    /// The file may be sound: a program of the system is not installed.
    package var isMissingProgram: Bool { if case .unreadable(.toolMissing) = self { true } else { false } }
}

/// Whether bytes are a whole file of the type that was asked for, and of its size.
///
/// They come from a process that has read a hostile file, and go to a browser: what is no PDF, PNG or JPEG at all, is too
/// large to be shown, or is a PDF with scripts is not let through. (What a reader of PDF or pictures does with a file that
/// is well-formed outside and hostile inside stays its own affair.)
enum RenditionCheck {
    /// Bytes.
    static let copyLimit = 64 << 20
    static let imageLimit = 24 << 20
    /// Pixels: a page may be long, such as a till receipt.
    static let heightLimit = 9600

    static func accepts(_ bytes: Data, as kind: RenditionKind) -> Bool {
        let bytes = bytes.startIndex == 0 ? bytes : Data(bytes)
        switch kind {
        case .readingCopy:
            return bytes.count <= copyLimit && bytes.starts(with: Data("%PDF-1.".utf8))
                && bytes.suffix(1024).range(of: Data("%%EOF".utf8)) != nil
                && ContentRisk.found(in: bytes, mediaType: kind.mediaType).isEmpty
        case .page(let image):
            guard bytes.count <= imageLimit else { return false }
            guard let size = image.format == .png ? sizeOfPNG(bytes) : sizeOfJPEG(bytes) else { return false }
            return (1...image.width).contains(size.width) && (1...heightLimit).contains(size.height)
        }
    }

    /// ISO/IEC 15948: signature, IHDR first, IEND last.
    private static func sizeOfPNG(_ bytes: Data) -> (width: Int, height: Int)? {
        let head = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]) + Data("IHDR".utf8)
        guard bytes.count >= 45, bytes.starts(with: head), bytes.suffix(8).starts(with: Data("IEND".utf8)) else {
            return nil
        }
        func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(bytes[at + $1]) } }
        return (number(16), number(20))
    }

    /// ITU-T T.81, annex B: from SOI to EOI, with the size in the frame's header.
    private static func sizeOfJPEG(_ bytes: Data) -> (width: Int, height: Int)? {
        guard bytes.starts(with: [0xFF, 0xD8, 0xFF]), bytes.suffix(2) == Data([0xFF, 0xD9]) else { return nil }
        var index = 2
        while index + 9 < bytes.count, bytes[index] == 0xFF {
            let marker = bytes[index + 1]
            func number(_ at: Int) -> Int { Int(bytes[index + at]) << 8 | Int(bytes[index + at + 1]) }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) { return (number(7), number(5)) }
            // Where the scan begins, no header may follow; a segment has its own length in it.
            guard marker != 0xDA, number(2) >= 2 else { return nil }
            index += 2 + number(2)
        }
        return nil
    }
}
