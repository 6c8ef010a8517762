/// The encodings that Chinese offices write, under their IANA names.
///
/// GB2312 and GBK are read as GB18030, which contains both.
enum TextEncoding: String, Sendable {
    case utf8 = "UTF-8"
    case utf16LE = "UTF-16LE"
    case utf16BE = "UTF-16BE"
    case utf32LE = "UTF-32LE"
    case utf32BE = "UTF-32BE"
    case gb18030 = "GB18030"
    case big5 = "Big5"

    /// The encoding a document says of itself, as in `<meta charset>`; nil for a name that is not of this list.
    init?(declared name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "windows-936":
            self = .gb18030
        case "big5", "big5-hkscs", "big-5", "cp950", "x-x-big5": self = .big5
        case "utf-16", "utf-16le", "unicode": self = .utf16LE
        case "utf-16be": self = .utf16BE
        default: return nil
        }
    }
}

/// An encoding as found in some bytes.
struct DetectedEncoding: Equatable {
    var name: TextEncoding
    /// How many bytes at the beginning are the byte order mark.
    var markLength = 0
    /// False when some bytes are known to be invalid in this encoding.
    var isIntact = true
}
