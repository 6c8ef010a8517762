/// Names inside archives, which say nothing of their encoding: Chinese Windows wrote GBK for decades, others UTF-8.
enum MemberName {
    /// One name alone: UTF-8 if it is, else GB18030.
    static func decode(_ bytes: [UInt8]) -> String {
        if let valid = try? UTF8Span(validating: bytes.span) { return String(copying: valid) }
        return text(bytes, .gb18030)
    }

    /// All names of one archive, which one program wrote in one encoding: the more names, the surer it is.
    static func decode(_ names: [[UInt8]]) -> [String] {
        let isUTF8 = names.map { (try? UTF8Span(validating: $0.span)) != nil }
        var others: [UInt8] = []
        for index in names.indices where !isUTF8[index] { others += names[index] + [0x0A] }
        let detected = others.isEmpty ? nil : EncodingDetector.detect(others.span, isNamedText: true)
        let isTraditional = detected?.name == .big5
        return names.indices.map { index in
            isUTF8[index] ? decode(names[index]) : text(names[index], isTraditional ? .big5 : .gb18030)
        }
    }

    private static func text(_ bytes: [UInt8], _ encoding: TextEncoding) -> String {
        switch PlainText.decode(bytes.span, DetectedEncoding(name: encoding)) {
        case .success(let decoded): decoded.text
        case .failure: String(decoding: bytes, as: UTF8.self)
        }
    }
}
