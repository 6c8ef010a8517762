import Foundation

/// Encoded words in the headers of mail (RFC 2047).
enum EncodedWords {
    /// A header whose words in base64 are written as "Q" words instead; nil where it has none.
    ///
    /// GMime joins neighbouring words of base64 to one stream, and that ends at the first padding: what follows is lost.
    /// Words in "Q" it joins whole, even where a character is cut in two.
    /// - Returns: bytes that end in a zero, as C takes them.
    static func withoutBase64(_ header: UnsafePointer<CChar>) -> [CChar]? {
        let bytes = [UInt8](UnsafeRawBufferPointer(start: header, count: strlen(header)))
        var kept: [UInt8] = []
        var isChanged = false
        var index = 0
        while index < bytes.count {
            if let word = base64Word(in: bytes, at: index) {
                kept += word.rewritten
                index = word.end
                isChanged = true
            } else {
                kept.append(bytes[index])
                index += 1
            }
        }
        return isChanged ? kept.map { CChar(bitPattern: $0) } + [0] : nil
    }

    /// The word `=?charset?B?…?=` that begins there, rewritten, and where it ends.
    private static func base64Word(in bytes: [UInt8], at begin: Int) -> (rewritten: [UInt8], end: Int)? {
        let mark = UInt8(ascii: "?")
        guard begin + 1 < bytes.count, bytes[begin] == UInt8(ascii: "="), bytes[begin + 1] == mark else { return nil }
        // The names of character sets are short.
        guard let charsetEnd = bytes[(begin + 2)...].prefix(60).firstIndex(of: mark), charsetEnd + 2 < bytes.count,
            bytes[charsetEnd + 1] | 0x20 == UInt8(ascii: "b"), bytes[charsetEnd + 2] == mark,
            let end = bytes[(charsetEnd + 3)...].firstIndex(of: mark), end + 1 < bytes.count,
            bytes[end + 1] == UInt8(ascii: "=")
        else { return nil }
        // Some programs leave the padding out, or fold a line within a word.
        var digits = bytes[(charsetEnd + 3)..<end].filter { $0 > 0x20 }
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        digits += [UInt8](repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
        guard let content = Data(base64Encoded: Data(digits)) else { return nil }
        if content.isEmpty { return ([], end + 2) }
        var rewritten = Array(bytes[begin...charsetEnd]) + Array("Q?".utf8)
        let hex = Array("0123456789ABCDEF".utf8)
        for byte in content { rewritten += [UInt8(ascii: "="), hex[Int(byte >> 4)], hex[Int(byte & 15)]] }
        return (rewritten + Array("?=".utf8), end + 2)
    }
}
