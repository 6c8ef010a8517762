/// What the ending of a file's name claims. The content is asked first: see `BinaryFormat` and `EncodingDetector`.
enum NamedFormat: Equatable {
    case plainText, markdown, html, commaTable, tabTable, json, xml, mail
    /// A type that has no text of its own to read yet.
    case other(mediaType: String)
    case unknown

    /// Reads the claim from the part of the name behind its last dot, in any case.
    init(name: String) {
        // Walks the bytes from the end: names can be long paths, and the ending is short.
        var ending: [UInt8] = []
        for byte in name.utf8.reversed() {
            if byte == UInt8(ascii: ".") {
                let key = String(decoding: ending.reversed(), as: UTF8.self)
                self = Self.byEnding[key] ?? Self.otherTypes[key].map { .other(mediaType: $0) } ?? .unknown
                return
            }
            guard ending.count < 8, byte != UInt8(ascii: "/"), byte < 0x80 else { break }
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            ending.append(isCapital ? byte | 0x20 : byte)
        }
        self = .unknown
    }

    /// Whether files of this name hold text that is read as it stands.
    var isText: Bool {
        switch self {
        case .plainText, .markdown, .html, .commaTable, .tabTable, .json, .xml: true
        case .mail, .other, .unknown: false
        }
    }

    /// Whether the content may turn out to be HTML. Exports of web systems name HTML `.xls` or `.txt`;
    /// Markdown and tables that begin with a tag are what their names say.
    var mayHideHTML: Bool {
        switch self {
        case .plainText, .html, .xml, .other, .unknown: true
        case .markdown, .commaTable, .tabTable, .json, .mail: false
        }
    }

    var mediaType: String {
        switch self {
        case .plainText: "text/plain"
        case .markdown: "text/markdown"
        case .html: "text/html"
        case .commaTable: "text/csv"
        case .tabTable: "text/tab-separated-values"
        case .json: "application/json"
        case .xml: "application/xml"
        case .mail: "message/rfc822"
        case .other(let mediaType): mediaType
        case .unknown: "application/octet-stream"
        }
    }

    private static let byEnding: [String: NamedFormat] = [
        "txt": .plainText, "text": .plainText, "log": .plainText,
        "md": .markdown, "markdown": .markdown,
        "html": .html, "htm": .html, "xhtml": .html, "shtml": .html,
        "csv": .commaTable, "tsv": .tabTable, "tab": .tabTable,
        "json": .json, "jsonl": .json, "xml": .xml,
        "eml": .mail,
    ]

    // Names as IANA registers them, and as Debian's /etc/mime.types has them for those that are not registered.
    private static let otherTypes: [String: String] = [
        "pdf": "application/pdf", "ofd": "application/ofd", "rtf": "application/rtf",
        "doc": "application/msword", "wps": "application/msword",
        "xls": "application/vnd.ms-excel", "et": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint", "dps": "application/vnd.ms-powerpoint",
        "docx": BinaryFormat.wordType, "xlsx": BinaryFormat.sheetType, "pptx": BinaryFormat.slidesType,
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "tif": "image/tiff", "tiff": "image/tiff",
        "gif": "image/gif", "bmp": "image/bmp", "webp": "image/webp",
        "heic": "image/heic", "heif": "image/heic", "avif": "image/avif",
        "mp4": "video/mp4", "3gp": "video/3gpp", "m4a": "audio/mp4", "mov": "video/quicktime", "avi": "video/x-msvideo",
        "mp3": "audio/mpeg", "wav": "audio/x-wav", "amr": "audio/AMR",
        "zip": "application/zip", "7z": "application/x-7z-compressed", "rar": "application/vnd.rar",
        "gz": "application/gzip", "tgz": "application/gzip", "tar": "application/x-tar", "dbf": "application/x-dbf",
        "svg": "image/svg+xml", "fodt": "application/vnd.oasis.opendocument.text",
        "fods": "application/vnd.oasis.opendocument.spreadsheet", "xlsb": "application/vnd.ms-excel",
        "docm": BinaryFormat.wordType, "dotx": BinaryFormat.wordType, "xlsm": BinaryFormat.sheetType,
        "ppsx": BinaryFormat.slidesType, "xlr": "application/vnd.ms-works",
        "mht": "multipart/related", "mhtml": "multipart/related", "msg": "application/vnd.ms-outlook",
    ]
}
