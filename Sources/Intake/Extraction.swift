package import Foundation

// The door of `Intake`, with `Proposal.swift`, `CalendarDate.swift` and `Manifest.swift`: the bytes of a file that
// comes in become a recognised type and searchable text. What each format needs lies in `Formats/`, one file each.

/// What was read out of one incoming file.
package struct Extraction: Sendable, Equatable {
    /// The media type by content first and by the name second, such as `text/plain` or `application/pdf`.
    package var mediaType: String
    /// The text, in lines that end in `\n`, without a byte order mark and without control characters.
    /// Nil when the file has no searchable text: an unknown, binary or too large file.
    package var text: String?
    /// The IANA name of the encoding the text was stored in, such as `GB18030`. Nil when there is no text, or when
    /// the format leaves no choice.
    package var encoding: String?
    /// What the document calls itself by the means of its format, such as `<title>` or `<h1>` in HTML, or the subject
    /// of a mail.
    package var heading: String?
    /// Offsets in the UTF-8 of `text` at which the pages (slides, sheets) begin, ascending, the first one 0.
    /// Nil where the format knows no pages or the reader cannot tell them.
    package var pages: [Int]?
    /// For text that was recognised in images: the mean certainty of the recognised words, 0 to 1.
    package var confidence: Double?
    /// What the format says of the document beside its text.
    package var properties: DocumentProperties
    /// The files inside a container or a mail, in their order there. Nested containers stay bytes.
    package var members: [Member]
    /// What an archivist should know about this reading; empty for almost every file.
    package var warnings: [ExtractionWarning]

    package init(
        mediaType: String, text: String? = nil, encoding: String? = nil, heading: String? = nil, pages: [Int]? = nil,
        confidence: Double? = nil, properties: DocumentProperties = DocumentProperties(), members: [Member] = [],
        warnings: [ExtractionWarning] = []
    ) {
        self.mediaType = mediaType
        self.text = text
        self.encoding = encoding
        self.heading = heading
        self.pages = pages
        self.confidence = confidence
        self.properties = properties
        self.members = members
        self.warnings = warnings
    }
}

/// A file inside a container or mail.
package struct Member: Sendable, Equatable {
    /// As decoded, folders included, and not trusted: it may say `../`, be empty or occur twice.
    package var name: String
    package var bytes: Data

    package init(name: String, bytes: Data) {
        self.name = name
        self.bytes = bytes
    }
}

/// What a document's format says of it. None of it is checked.
package struct DocumentProperties: Sendable, Equatable, Codable {
    package var title: String?
    package var author: String?
    /// `YYYY-MM-DD`: when the document was made; of a mail, when it was sent.
    package var created: String?
    package var pageCount: Int?
    /// A tag of BCP 47, such as `zh-CN`.
    package var language: String?

    package init(
        title: String? = nil, author: String? = nil, created: String? = nil, pageCount: Int? = nil,
        language: String? = nil
    ) {
        self.title = title
        self.author = author
        self.created = created
        self.pageCount = pageCount
        self.language = language
    }
}

/// A fact about an extraction. The front doors make words of it.
package enum ExtractionWarning: Sendable, Equatable, Codable {
    /// The file is kept whole, but no search will find it by its content.
    case textNotSearchable(mediaType: String)
    /// So many bytes had no meaning in this encoding; each place shows U+FFFD in the text.
    case undecodableBytes(count: Int, encoding: String)
    /// The file has no bytes at all, or nothing but white space.
    case empty
    /// The file is larger than what is read for its text (both in bytes), so it is not searchable.
    case tooLarge(bytes: Int, limit: Int)
    /// This system's C library cannot decode the encoding (its conversion modules are missing).
    case decoderMissing(encoding: String)
    /// The text, or a part of it, is missing because this program is not installed; the Debian package has it.
    case toolMissing(program: String, package: String)
    /// Text or members cannot be read without a password.
    case encrypted
    /// The content breaks the rules of its format; what could be read was. The detail is for a technician.
    case damaged(detail: String)
    /// Reading ended early.
    case limitExceeded(ReadingLimit)
    /// The reader, or the program it runs, ended badly. The detail is for a technician.
    case extractorFailed(detail: String)
    /// What was filled into a form, or noted on the pages, may be missing in the text or stand out of its place.
    case fieldsUnread
    /// The text holds what the document does not show when it is opened.
    case hiddenContent(HiddenContent)
}

/// What a reading may not exceed.
package enum ReadingLimit: String, Sendable, Equatable, Codable {
    case time, memory
    /// Of the text, or of what a program wrote.
    case output
    /// How many files a container holds.
    case members
    /// The bytes of a container's files together, or their ratio to the container's own.
    case unpackedBytes
    /// Containers in containers.
    case depth
    /// Pages that are recognised in images.
    case pages
}

package enum HiddenContent: String, Sendable, Equatable, Codable {
    case sheets, rowsOrColumns, text, comments, notes, deletions
}

/// Reads text that stands as it is (plain text, Markdown, tables, JSON) in the calling process: no format is parsed.
///
/// Has no state and may be used from any number of tasks at a time.
package struct TextExtractor: Sendable {
    /// Files above this many bytes are kept without text: 64 MiB of text is some hundred novels, so a larger file
    /// is data or a trap, and its text would be held in memory several times over.
    package static let limit = 64 << 20

    package init() {}

    /// Whether a file looks like a container or a mail, which may hold many files.
    package func mayHoldFiles(_ bytes: Data, name: String) -> Bool {
        switch mediaType(of: bytes, name: name) {
        case "application/zip", "application/x-7z-compressed", "application/vnd.rar", "application/gzip",
            "application/zstd", "application/x-xz", "application/x-tar", "application/vnd.ms-outlook",
            "message/rfc822", "multipart/related", "application/octet-stream":
            true
        default: false
        }
    }

    /// Reads a file that is nothing but text. Never fails: what cannot be decoded is a warning.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: its name or path; only the ending counts, and only where the content leaves a choice.
    /// - Returns: nil for everything else, which `ContentReader` reads, in a process of its own.
    package func extract(_ bytes: Data, name: String) -> Extraction? {
        extract(bytes.span, name: name)
    }

    /// The type alone, by content first and by name second, as `ContentReader` tells it, as far as that goes without a look
    /// into packages: nothing is parsed.
    package func mediaType(of bytes: Data, name: String) -> String {
        let named = NamedFormat(name: name)
        let bytes = bytes.span
        if bytes.isEmpty { return named.mediaType }
        if let type = BinaryFormat.recognise(bytes, named: named) { return type }
        guard bytes.count <= Self.limit else { return named.mediaType }
        guard let encoding = EncodingDetector.detect(bytes, isNamedText: named.isText) else {
            return named.isText || named == .unknown ? "application/octet-stream" : named.mediaType
        }
        // What `extract` takes is text, whatever is written there.
        let isPlain = named == .unknown || (named.isText && named != .html && named != .xml)
        if !isPlain, let type = ContentType.written(bytes, encoding, named)?.mediaType { return type }
        let isHTML = named == .html || (named.mayHideHTML && HTML.beginsLikeHTML(bytes, encoding))
        return isHTML ? NamedFormat.html.mediaType : named.isText ? named.mediaType : "text/plain"
    }

    func extract(_ bytes: Span<UInt8>, name: String) -> Extraction? {
        let named = NamedFormat(name: name)
        if bytes.isEmpty {
            return Extraction(mediaType: named.mediaType, text: "", warnings: [.empty])
        }
        guard named.isText || named == .unknown, BinaryFormat.recognise(bytes, named: named) == nil else { return nil }
        guard bytes.count <= Self.limit else {
            return Extraction(
                mediaType: named.mediaType, warnings: [.tooLarge(bytes: bytes.count, limit: Self.limit)])
        }
        guard named != .html, named != .xml,
            let encoding = EncodingDetector.detect(bytes, isNamedText: named.isText),
            !(named.mayHideHTML && HTML.beginsLikeHTML(bytes, encoding))
        else { return nil }
        return PlainText.extract(bytes, encoding, mediaType: named.isText ? named.mediaType : "text/plain")
    }
}
