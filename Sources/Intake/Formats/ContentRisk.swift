package import Foundation

/// What of a file may harm whoever opens it, or keep them out.
package enum ContentRisk: String, CaseIterable, Sendable {
    /// Encrypted, or opened with a password only.
    case encrypted
    /// Program code of an office suite.
    case macros
    /// Scripts, actions that start programs, embedded objects.
    case activeContent
    /// A program, by its content.
    case executable

    /// The risks that the bytes show, in order.
    ///
    /// Looks at structure, not for known viruses: a scanner's work is left to a scanner. What stands compressed inside a PDF
    /// (object streams) or an OpenDocument file is not looked into.
    package static func found(in bytes: Data, mediaType: String) -> [ContentRisk] {
        bytes.withUnsafeBytes { raw in
            let file = FileBytes(raw: raw)
            let found: Set<ContentRisk> = file.isProgram ? [.executable] : file.risks(of: mediaType)
            return allCases.filter(found.contains)
        }
    }
}

/// A file's bytes, searched fast.
private struct FileBytes {
    let raw: UnsafeRawBufferPointer

    func risks(of mediaType: String) -> Set<ContentRisk> {
        switch mediaType {
        case "application/pdf": pdf
        case "text/html", "application/xml", "image/svg+xml", "application/xhtml+xml": markup
        case "application/rtf": has("\\objdata") || has("\\objupdate") ? [.activeContent] : []
        case "application/vnd.rar": isEncryptedRAR ? [.encrypted] : []
        default: begins([0x50, 0x4B, 3, 4]) ? package : begins([0xD0, 0xCF, 0x11, 0xE0]) ? compound : []
        }
    }

    // MARK: - Programs

    /// Windows (also DOS), Linux, macOS, Java, shortcuts, scripts with an interpreter.
    var isProgram: Bool {
        guard raw.count > 4 else { return false }
        switch (raw[0], raw[1], raw[2], raw[3]) {
        // Text may begin with MZ: the header says where the program's own begins ([MS-PE] 2).
        case (0x4D, 0x5A, _, _): return raw.count > 64 && signature(at: Int(number(at: 0x3C)))
        case (0x7F, 0x45, 0x4C, 0x46): return true
        case (0xFE, 0xED, 0xFA, 0xCE...0xCF), (0xCE...0xCF, 0xFA, 0xED, 0xFE), (0xCA, 0xFE, 0xBA, 0xBE): return true
        // [MS-SHLLINK] 2.1
        case (0x4C, 0, 0, 0): return raw.count > 8 && raw[4] == 1 && raw[5] == 0x14 && raw[6] == 2
        case (0x23, 0x21, _, _): return begins(Array("#!/".utf8)) || begins(Array("#! /".utf8))
        default: return false
        }
    }

    private func signature(at place: Int) -> Bool {
        guard place > 0, place + 1 < raw.count else { return false }
        return (raw[place] == 0x50 && raw[place + 1] == 0x45) || (raw[place] == 0x4E && raw[place + 1] == 0x45)
    }

    private static let programNames = [
        ".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".msi", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".ps1", ".lnk",
        ".hta",
        ".jar", ".apk",
    ]

    // MARK: - PDF (ISO 32000-1)

    private var pdf: Set<ContentRisk> {
        var found: Set<ContentRisk> = []
        if hasName("/Encrypt") { found.insert(.encrypted) }
        if ["/JavaScript", "/JS", "/Launch", "/RichMedia", "/EmbeddedFile"].contains(where: hasName) {
            found.insert(.activeContent)
        }
        return found
    }

    /// A name as a whole: `/JS` is not in `/JSmith`.
    private func hasName(_ name: String) -> Bool {
        var start = 0
        while let place = find(name, from: start) {
            let end = place + name.utf8.count
            guard end < raw.count else { return true }
            switch raw[end] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2D, 0x5F, 0x23: start = end
            default: return true
            }
        }
        return false
    }

    // MARK: - HTML and SVG

    /// Tags that run something, addresses that do, and handlers of events (`onload=`), which only count inside a tag.
    private var markup: Set<ContentRisk> {
        // In small letters and without the zeros of UTF-16.
        let text = raw.compactMap { byte -> UInt8? in
            byte == 0 ? nil : byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        }
        return text.withUnsafeBytes { raw in
            let text = FileBytes(raw: raw)
            let marks = ["<script", "<iframe", "<object", "<embed", "<applet", "javascript:", "vbscript:"]
            return marks.contains(where: text.has) || text.hasHandler ? [.activeContent] : []
        }
    }

    private var hasHandler: Bool {
        var isTag = false
        for place in 0..<raw.count {
            switch raw[place] {
            case UInt8(ascii: "<"): isTag = true
            case UInt8(ascii: ">"): isTag = false
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "/"), UInt8(ascii: "\""),
                UInt8(ascii: "'"):
                guard isTag, place + 3 < raw.count, raw[place + 1] == UInt8(ascii: "o"),
                    raw[place + 2] == UInt8(ascii: "n")
                else { continue }
                var end = place + 3
                while end < raw.count, (0x61...0x7A).contains(raw[end]) { end += 1 }
                let isName = end > place + 4
                while end < raw.count, raw[end] == 0x20 { end += 1 }
                if isName, end < raw.count, raw[end] == UInt8(ascii: "=") { return true }
            default: continue
            }
        }
        return false
    }

    // MARK: - Packages (APPNOTE.TXT) and compound files ([MS-CFB])

    /// By the directory at the end: names and flags of all members.
    private var package: Set<ContentRisk> {
        var found: Set<ContentRisk> = []
        var start = 0
        while let place = find([0x50, 0x4B, 1, 2], from: start) {
            start = place + 4
            guard place + 46 <= raw.count else { break }
            let length = Int(raw[place + 28]) | Int(raw[place + 29]) << 8
            guard place + 46 + length <= raw.count else { continue }
            let name = String(decoding: raw[(place + 46)..<(place + 46 + length)], as: UTF8.self).lowercased()
            if raw[place + 8] & 1 == 1 { found.insert(.encrypted) }
            if name.hasSuffix("vbaproject.bin") || name.hasPrefix("basic/") || name.hasPrefix("scripts/") {
                found.insert(.macros)
            }
            if name.contains("/embeddings/") && name.hasSuffix(".bin") || name.contains("/activex/") {
                found.insert(.activeContent)
            }
            if Self.programNames.contains(where: name.hasSuffix) { found.insert(.executable) }
        }
        return found
    }

    /// By the names of streams, UTF-16LE in the directory.
    private var compound: Set<ContentRisk> {
        var found: Set<ContentRisk> = []
        if hasStream("EncryptedPackage") || isOldEncrypted { found.insert(.encrypted) }
        if hasStream("_VBA_PROJECT") || hasStream("VBA") || hasStream("Macros") { found.insert(.macros) }
        // A packaged file. (`\u{1}Ole` alone stands in ordinary documents too.)
        if hasStream("\u{1}Ole10Native") { found.insert(.activeContent) }
        return found
    }

    /// A directory entry begins at a multiple of 128 bytes ([MS-CFB] 2.6.1), with the name and zeros behind it.
    private func hasStream(_ name: String) -> Bool {
        let bytes: [UInt8] = (Array(name.utf16) + [0]).flatMap { unit -> [UInt8] in
            [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
        }
        var start = 0
        while let place = find(bytes, from: start) {
            if place % 128 == 0 { return true }
            start = place + 2
        }
        return false
    }

    /// Word before 2007: a flag in the first block ([MS-DOC] 2.5.2, fEncrypted). Excel: the record behind the beginning
    /// ([MS-XLS] 2.4.117, FilePass). Both where the first stream stands right behind the header, as programs write it.
    private var isOldEncrypted: Bool {
        guard raw.count > 1024 else { return false }
        if raw[512] == 0xEC, raw[513] == 0xA5 { return raw[512 + 11] & 1 == 1 }
        guard raw[512] == 0x09, raw[513] == 0x08 else { return false }
        let next = 512 + 4 + (Int(raw[514]) | Int(raw[515]) << 8)
        return next + 1 < raw.count && raw[next] == 0x2F && raw[next + 1] == 0
    }

    /// RAR 4: flags of the archive's and the files' headers, block by block. RAR 5: an encryption header comes first.
    private var isEncryptedRAR: Bool {
        if begins([0x52, 0x61, 0x72, 0x21, 0x1A, 7, 1, 0]) { return raw.count > 13 && raw[13] == 4 }
        var place = 7
        while place + 11 <= raw.count {
            let (kind, flags) = (raw[place + 2], Int(raw[place + 3]) | Int(raw[place + 4]) << 8)
            if kind == 0x73 && flags & 0x80 != 0 || kind == 0x74 && flags & 4 != 0 { return true }
            let length = Int(raw[place + 5]) | Int(raw[place + 6]) << 8
            guard length >= 7 else { return false }
            place += length + (flags & 0x8000 != 0 ? Int(number(at: place + 7)) : 0)
        }
        return false
    }

    // MARK: - Bytes

    private func number(at place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(raw[place + $1]) << UInt32(8 * $1) }
    }

    private func begins(_ bytes: [UInt8]) -> Bool { raw.starts(with: bytes) }

    func has(_ text: String) -> Bool { find(text, from: 0) != nil }

    private func find(_ text: String, from start: Int) -> Int? { find(Array(text.utf8), from: start) }

    private func find(_ needle: [UInt8], from start: Int) -> Int? {
        guard let base = raw.baseAddress, let first = needle.first else { return nil }
        var place = start
        while place + needle.count <= raw.count {
            guard let found = memchr(base + place, Int32(first), raw.count - needle.count + 1 - place) else {
                return nil
            }
            place = UnsafeRawPointer(found) - base
            if memcmp(base + place, needle, needle.count) == 0 { return place }
            place += 1
        }
        return nil
    }
}
