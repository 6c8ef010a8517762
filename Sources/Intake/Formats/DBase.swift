import Foundation

/// Tables of dBase and FoxPro (`.dbf`), which Chinese offices of the 1990s and registers since are kept in: a head with
/// the fields, then records of fixed length.
enum DBase {

    static func extract(_ bytes: Data) -> Extraction {
        var extraction = Extraction(mediaType: "application/x-dbf")
        let all = [UInt8](bytes)
        guard all.count > 33 else {
            extraction.warnings = [.damaged(detail: "head cut short")]
            return extraction
        }
        let records = all[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let headLength = Int(all[8]) | Int(all[9]) << 8
        let recordLength = Int(all[10]) | Int(all[11]) << 8
        var fields: [(bytes: [UInt8], kind: UInt8, length: Int)] = []
        var offset = 32
        while offset + 32 <= min(headLength, all.count), all[offset] != 0x0D, fields.count < 2048 {
            let name = Array(all[offset..<offset + 11].prefix { $0 != 0 })
            fields.append((name, all[offset + 11], Int(all[offset + 16])))
            offset += 32
        }
        let width = fields.reduce(1) { $0 + $1.length }
        guard !fields.isEmpty, recordLength >= width, headLength >= 33, headLength <= all.count else {
            extraction.warnings = [.damaged(detail: "fields")]
            return extraction
        }
        let encoding = encoding(of: all, from: headLength)
        func text(_ bytes: ArraySlice<UInt8>) -> String {
            guard case .success(let decoded) = PlainText.decode(Array(bytes).span, DetectedEncoding(name: encoding))
            else { return "" }
            return decoded.text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        var flow = TextFlow()
        flow.line(fields.map { text($0.bytes[...]) }.joined(separator: "\t"))
        var begin = headLength
        var count = 0
        while begin + width <= all.count, count < records {
            count += 1
            defer { begin += recordLength }
            // 2A marks a record as deleted; it is there until the table is packed.
            if all[begin] == 0x2A { continue }
            var place = begin + 1
            var cells: [String] = []
            for field in fields {
                // Memos (M, G, P) are kept in a file beside this one.
                if ![0x4D, 0x47, 0x50].contains(field.kind) { cells.append(text(all[place..<place + field.length])) }
                place += field.length
            }
            let row = cells.joined(separator: "\t")
            if !row.allSatisfy(\.isWhitespace) { flow.line(row) }
        }
        if count < records { extraction.warnings.append(.damaged(detail: "records cut short")) }
        extraction.set(text: flow.bytes)
        extraction.encoding = encoding.rawValue
        return extraction
    }

    /// The head's word (byte 29, the language driver), else what the characters look like.
    private static func encoding(of all: [UInt8], from begin: Int) -> TextEncoding {
        let sample = Array(all[begin..<min(all.count, begin + (64 << 10))]).map { $0 == 0 ? 0x20 : $0 }
        let detected = EncodingDetector.detect(sample.span, isNamedText: true)?.name
        switch all[29] {
        case 0x4D, 0x7A: return detected == .utf8 && sample.contains { $0 >= 0x80 } ? .utf8 : .gb18030
        case 0x4F, 0x78: return .big5
        default: return detected ?? .gb18030
        }
    }
}
