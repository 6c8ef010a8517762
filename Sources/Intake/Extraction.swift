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
    /// The IANA name of the encoding the text was stored in, such as `GB18030`. Nil when there is no text.
    package var encoding: String?
    /// What the document calls itself by the means of its format, such as `<title>` or `<h1>` in HTML.
    package var heading: String?
    /// What an archivist should know about this reading; empty for almost every file.
    package var warnings: [ExtractionWarning]

    package init(
        mediaType: String, text: String? = nil, encoding: String? = nil, heading: String? = nil,
        warnings: [ExtractionWarning] = []
    ) {
        self.mediaType = mediaType
        self.text = text
        self.encoding = encoding
        self.heading = heading
        self.warnings = warnings
    }
}

/// A fact about an extraction. The front doors make words of it.
package enum ExtractionWarning: Sendable, Equatable {
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
}

/// Reads the text out of incoming files.
///
/// Has no state and may be used from any number of tasks at a time.
package struct TextExtractor: Sendable {
    /// Files above this many bytes are kept without text: 64 MiB of text is some hundred novels, so a larger file
    /// is data or a trap, and its text would be held in memory several times over.
    package static let limit = 64 << 20

    package init() {}

    /// Recognises a file and reads its text. Never fails: what cannot be read is a warning.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: its name or path; only the ending counts, and only where the content leaves a choice.
    package func extract(_ bytes: Data, name: String) -> Extraction {
        extract(bytes.span, name: name)
    }

    func extract(_ bytes: Span<UInt8>, name: String) -> Extraction {
        let named = NamedFormat(name: name)
        if bytes.isEmpty {
            return Extraction(mediaType: named.mediaType, text: "", warnings: [.empty])
        }
        if let mediaType = BinaryFormat.recognise(bytes, named: named) {
            return notSearchable(mediaType)
        }
        if named == .mail {
            return notSearchable(named.mediaType)
        }
        guard bytes.count <= Self.limit else {
            let mediaType = named.isText ? named.mediaType : "application/octet-stream"
            return Extraction(mediaType: mediaType, warnings: [.tooLarge(bytes: bytes.count, limit: Self.limit)])
        }
        guard let encoding = EncodingDetector.detect(bytes, isNamedText: named.isText) else {
            return notSearchable(named.isText || named == .unknown ? "application/octet-stream" : named.mediaType)
        }
        if named == .html || (named.mayHideHTML && HTML.beginsLikeHTML(bytes, encoding)) {
            return HTML.extract(bytes, detected: encoding)
        }
        return PlainText.extract(bytes, encoding, mediaType: named.isText ? named.mediaType : "text/plain")
    }

    private func notSearchable(_ mediaType: String) -> Extraction {
        Extraction(mediaType: mediaType, warnings: [.textNotSearchable(mediaType: mediaType)])
    }
}
