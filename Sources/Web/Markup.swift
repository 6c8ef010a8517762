import Mustache

/// Text as it may stand in HTML and SVG: between tags, and in attributes with quotes.
///
/// By bytes, not by characters: a quotation mark with a combining accent behind it (`"` and U+0301) is one character and no
/// quotation mark to Swift, and ends an attribute all the same.
enum Markup {
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { name(of: $0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if let name = name(of: byte) { bytes.append(contentsOf: name.utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func name(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

/// The same for templates, in the place of the library's own, which goes by characters.
struct MarkupContent: MustacheContentType {
    private static let name = "MARKUP"
    /// What a template has to begin with.
    static let pragma = "{{% CONTENT_TYPE:\(name)}}\n"

    static func register() { MustacheContentTypes.register(MarkupContent(), named: name) }

    func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
