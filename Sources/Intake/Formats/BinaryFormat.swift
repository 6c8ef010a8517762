/// Types without readable text, told by the bytes they begin with ("magic numbers").
///
/// A small table of what child-protection institutions send; it gives the media type alone.
enum BinaryFormat {
    static let wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    static let sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    static let slidesType = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

    /// The media type if the bytes begin like one of the table's types, else nil.
    static func recognise(_ bytes: Span<UInt8>, named: NamedFormat) -> String? {
        typeOfBeginning(bytes, named) ?? typeBehindBeginning(bytes)
    }

    /// PDF and RTF with white space, a byte order mark or the words of a web server before them: readers of PDF look for
    /// its beginning in the first 1024 bytes (ISO 32000-1, annex H, note 13).
    private static func typeBehindBeginning(_ bytes: Span<UInt8>) -> String? {
        let head = bytes.extracting(0..<min(1024, bytes.count))
        var begin = head.begins(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while begin < head.count, head[begin] <= 0x20 { begin += 1 }
        if begin > 0 {
            if head.holds("%PDF-", at: begin) { return "application/pdf" }
            if head.holds("{\\rtf", at: begin) { return "application/rtf" }
        }
        // A text may speak of PDF: a document has its end as well.
        let tail = bytes.extracting(max(0, bytes.count - 2048)..<bytes.count)
        return head.finds(Array("%PDF-".utf8)) && tail.finds(Array("startxref".utf8)) ? "application/pdf" : nil
    }

    private static func typeOfBeginning(_ bytes: Span<UInt8>, _ named: NamedFormat) -> String? {
        // Only these first bytes occur in the table: text is through after one comparison.
        switch bytes[0] {
        case 0x25: return bytes.begins(with: "%PDF-") ? "application/pdf" : nil
        case 0x7B: return bytes.begins(with: "{\\rtf") ? "application/rtf" : nil
        case 0x50: return bytes.begins(with: [0x50, 0x4B, 3, 4]) ? packageType(bytes, named: named) : nil
        case 0xD0: return bytes.begins(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) ? oleType(bytes) : nil
        case 0x89: return bytes.begins(with: [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]) ? "image/png" : nil
        case 0xFF:
            if bytes.begins(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
            let isSound = bytes.count > 1 && [0xFB, 0xF3, 0xF2, 0xFA].contains(bytes[1])
            return isSound && named.mediaType == "audio/mpeg" ? "audio/mpeg" : nil
        case 0x47: return bytes.begins(with: "GIF87a") || bytes.begins(with: "GIF89a") ? "image/gif" : nil
        case 0x49:
            if bytes.begins(with: [0x49, 0x49, 0x2A, 0]) { return "image/tiff" }
            return bytes.begins(with: [0x49, 0x44, 0x33]) && bytes.count > 3 && bytes[3] < 5 ? "audio/mpeg" : nil
        case 0x4D: return bytes.begins(with: [0x4D, 0x4D, 0, 0x2A]) ? "image/tiff" : nil
        case 0x42:
            let isBitmap = bytes.begins(with: "BM") && bytes.count > 14 && bytes[6] == 0 && bytes[7] == 0
            return isBitmap && bytes[8] == 0 && bytes[9] == 0 ? "image/bmp" : nil
        case 0x52:
            if bytes.begins(with: "Rar!\u{1A}\u{7}") { return "application/vnd.rar" }
            return bytes.begins(with: "RIFF") ? riffType(bytes) : nil
        case 0x37:
            return bytes.begins(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) ? "application/x-7z-compressed" : nil
        case 0x1F: return bytes.begins(with: [0x1F, 0x8B, 8]) ? "application/gzip" : nil
        case 0x28: return bytes.begins(with: [0x28, 0xB5, 0x2F, 0xFD]) ? "application/zstd" : nil
        case 0xFD: return bytes.begins(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) ? "application/x-xz" : nil
        case 0x23: return bytes.begins(with: "#!AMR") ? "audio/AMR" : nil
        case 0x00: return bytes.count > 11 && bytes.holds("ftyp", at: 4) ? movieType(bytes) : nil
        default: return bytes.count > 262 && bytes.holds("ustar", at: 257) ? "application/x-tar" : nil
        }
    }

    /// Office documents and OFD are ZIP files; the names of their parts tell which. They stand in the directory at
    /// the end (APPNOTE.TXT 4.3.6) and mostly at the beginning too, so both ends are searched, not the whole file.
    private static func packageType(_ bytes: Span<UInt8>, named: NamedFormat) -> String {
        let window = 32 << 10
        let head = bytes.extracting(0..<min(window, bytes.count))
        let tail = bytes.extracting(max(0, bytes.count - window)..<bytes.count)
        if let type = openDocumentType(head) { return type }
        let parts = [
            ("word/document.xml", wordType), ("xl/workbook.xml", sheetType),
            ("ppt/presentation.xml", slidesType), ("OFD.xml", "application/ofd"),
        ]
        for (part, type) in parts where tail.finds(Array(part.utf8)) || head.finds(Array(part.utf8)) {
            return type
        }
        // A package whose part names are elsewhere: its name decides, if it names a kind of package at all.
        let packages = [wordType, sheetType, slidesType, "application/ofd"]
        return packages.contains(named.mediaType) ? named.mediaType : "application/zip"
    }

    /// OpenDocument files begin with an uncompressed member `mimetype` (ODF 1.2 part 3, 3.3).
    private static func openDocumentType(_ head: Span<UInt8>) -> String? {
        guard head.count > 38, head.holds("mimetype", at: 30) else { return nil }
        let prefix = "application/vnd.oasis.opendocument."
        let begin = 38 + Int(head[28]) + Int(head[29]) << 8
        guard head.holds(prefix, at: begin) else { return nil }
        for kind in ["text", "spreadsheet", "presentation"] where head.holds(kind, at: begin + prefix.utf8.count) {
            return prefix + kind
        }
        return "application/vnd.oasis.opendocument"
    }

    /// Compound files (OLE2) are told by the names of their streams, UTF-16LE in the directory ([MS-CFB] 2.6.1).
    private static func oleType(_ bytes: Span<UInt8>) -> String {
        let searched = bytes.extracting(0..<min(8 << 20, bytes.count))
        let streams = [
            ("WordDocument", "application/msword"), ("Workbook", "application/vnd.ms-excel"),
            ("PowerPoint Document", "application/vnd.ms-powerpoint"),
            ("__properties_version1.0", "application/vnd.ms-outlook"), ("CONTENTS", "application/vnd.ms-works"),
        ]
        for (stream, type) in streams where searched.finds(stream.utf8.flatMap { [$0, 0] }) {
            return type
        }
        // "Book" is the stream of Excel 5; with its end mark, for it also ends longer names.
        let isOldExcel = searched.finds([0x42, 0, 0x6F, 0, 0x6F, 0, 0x6B, 0, 0, 0])
        return isOldExcel ? "application/vnd.ms-excel" : "application/x-ole-storage"
    }

    private static func riffType(_ bytes: Span<UInt8>) -> String? {
        if bytes.holds("WAVE", at: 8) { return "audio/x-wav" }
        if bytes.holds("AVI ", at: 8) { return "video/x-msvideo" }
        return bytes.holds("WEBP", at: 8) ? "image/webp" : nil
    }

    /// ISO/IEC 14496-12, 4.3: the brand. Telephones keep photographs in the same file format as films.
    private static func movieType(_ bytes: Span<UInt8>) -> String {
        let types = [
            ("M4A", "audio/mp4"), ("qt  ", "video/quicktime"), ("3gp", "video/3gpp"), ("avif", "image/avif"),
            ("avis", "image/avif"), ("heic", "image/heic"), ("heix", "image/heic"), ("hevc", "image/heic"),
            ("mif1", "image/heic"), ("msf1", "image/heic"),
        ]
        return types.first { bytes.holds($0.0, at: 8) }?.1 ?? "video/mp4"
    }
}

extension Span where Element == UInt8 {
    func begins(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        for index in prefix.indices where self[index] != prefix[index] { return false }
        return true
    }

    func begins(with prefix: StaticString) -> Bool {
        holds(prefix.description, at: 0)
    }

    /// Whether the bytes of a text stand at an offset.
    func holds(_ text: String, at offset: Int) -> Bool {
        guard offset >= 0, count - offset >= text.utf8.count else { return false }
        var index = offset
        for byte in text.utf8 {
            if self[index] != byte { return false }
            index += 1
        }
        return true
    }

    /// Whether a run of bytes stands anywhere.
    func finds(_ needle: [UInt8]) -> Bool {
        guard !needle.isEmpty, count >= needle.count else { return false }
        for begin in 0...(count - needle.count) where self[begin] == needle[0] {
            var length = 1
            while length < needle.count, self[begin + length] == needle[length] { length += 1 }
            if length == needle.count { return true }
        }
        return false
    }
}
