import Foundation

/// A message of Outlook ([MS-OXMSG]): a compound file with a stream for each property, and a storage for each
/// attachment and for a message within the message.
enum OutlookMessage {
    private static let depthLimit = 8

    static func extract(_ file: CompoundFile, size: Int, workspace: Workspace) -> Extraction {
        let letter = letter(of: file.root, depth: 0)
        return letter.extraction(
            mediaType: CompoundFile.Kind.message.mediaType, containerBytes: size, limits: workspace.limits)
    }

    /// Identifiers of properties ([MS-OXPROPS]).
    private enum Property: String {
        case subject = "0037", body = "1000", page = "1013", senderName = "0C1A", senderAddress = "0C1F"
        case to = "0E04", copied = "0E03", headers = "007D", longName = "3707", shortName = "3704", content = "3701"
        case displayName = "3001", richText = "1009", messageClass = "001A"
    }

    private static func letter(of node: CompoundFile.Node, depth: Int) -> MailText {
        var letter = MailText()
        let page = codePage(of: node)
        func text(_ property: Property) -> String? { string(property, of: node, codePage: page) }
        letter.subject = text(.subject)
        let address = text(.senderAddress).flatMap { $0.contains("@") ? " <\($0)>" : nil }
        letter.from = text(.senderName).map { $0 + (address ?? "") } ?? address
        letter.to = text(.to)
        letter.copied = text(.copied)
        letter.day = day(of: node)
        if let body = text(.body), !PlainText.isBlank(body) {
            letter.body = body
        } else if let html = bytes(.page, "0102", of: node), !html.isEmpty {
            let encoding = EncodingDetector.detect(html.span, isNamedText: true) ?? DetectedEncoding(name: .utf8)
            letter.body = HTML.extract(html.span, detected: encoding).text ?? ""
        } else if let html = text(.page) {
            letter.body = MailText.text(ofPage: html)
        } else if bytes(.richText, "0102", of: node) != nil {
            letter.warnings.append(.extractorFailed(detail: "body in compressed RTF alone"))
        }
        if text(.messageClass)?.hasPrefix("IPM.Note.SMIME") == true { letter.warnings.append(.encrypted) }
        for name in node.names where name.hasPrefix("__attach_version1.0_") {
            guard let attachment = node[name] else { continue }
            letter.members += members(of: attachment, codePage: page, depth: depth)
        }
        return letter
    }

    private static func members(of node: CompoundFile.Node, codePage: TextEncoding?, depth: Int) -> [Member] {
        let name =
            [.longName, .displayName, .shortName].lazy.compactMap { string($0, of: node, codePage: codePage) }
            .first { !$0.isEmpty } ?? "附件"
        if let content = bytes(.content, "0102", of: node) { return [Member(name: name, bytes: content)] }
        // A message in the message is a storage; it is handed on as its text and what is attached to it.
        guard depth < depthLimit, let inner = node["__substg1.0_3701000D"],
            inner.names.contains("__properties_version1.0")
        else { return [] }
        let letter = letter(of: inner, depth: depth + 1)
        let text = letter.extraction(mediaType: "text/plain", containerBytes: .max, limits: ReadingLimits()).text ?? ""
        return [Member(name: name + ".txt", bytes: Data(text.utf8))] + letter.members
    }

    private static func bytes(_ property: Property, _ type: String, of node: CompoundFile.Node) -> Data? {
        node["__substg1.0_\(property.rawValue)\(type)"]?.content()
    }

    /// A string in UTF-16, or in the code page of the computer it was written on.
    private static func string(_ property: Property, of node: CompoundFile.Node, codePage: TextEncoding?) -> String? {
        if let wide = bytes(property, "001F", of: node) {
            return decoded(wide, DetectedEncoding(name: .utf16LE))
        }
        guard let narrow = bytes(property, "001E", of: node), !narrow.isEmpty else { return nil }
        let detected = EncodingDetector.detect(narrow.span, isNamedText: true) ?? DetectedEncoding(name: .gb18030)
        // Few bytes tell little: the code page decides where it is known and the bytes are not UTF-8.
        let isUTF8 = (try? UTF8Span(validating: narrow.span)) != nil
        return decoded(
            narrow, isUTF8 ? DetectedEncoding(name: .utf8) : codePage.map { DetectedEncoding(name: $0) } ?? detected)
    }

    private static func decoded(_ bytes: Data, _ encoding: DetectedEncoding) -> String? {
        guard case .success(let decoded) = PlainText.decode(bytes.span, encoding) else { return nil }
        return decoded.text
    }

    /// The properties of fixed length ([MS-OXMSG] 2.4): 16 bytes each, behind a head of 24 or 32 bytes.
    private static func fixed(_ wanted: [UInt32], of node: CompoundFile.Node) -> [UInt32: UInt64] {
        guard let stream = node["__properties_version1.0"]?.content(limit: 1 << 20) else { return [:] }
        let bytes = [UInt8](stream)
        func number(_ offset: Int, _ length: Int) -> UInt64 {
            (0..<length).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
        }
        var found: [UInt32: UInt64] = [:]
        for head in [32, 24] {
            var offset = head
            while offset + 16 <= bytes.count {
                let tag = UInt32(number(offset, 4))
                if wanted.contains(tag), found[tag] == nil { found[tag] = number(offset + 8, 8) }
                offset += 16
            }
            if !found.isEmpty { break }
        }
        return found
    }

    /// PidTagMessageCodepage and PidTagInternetCodepage.
    private static func codePage(of node: CompoundFile.Node) -> TextEncoding? {
        let found = fixed([0x3FFD_0003, 0x3FDE_0003], of: node)
        for tag: UInt32 in [0x3FFD_0003, 0x3FDE_0003] {
            switch found[tag].map({ $0 & 0xFFFF_FFFF }) {
            case 936, 54936, 52936: return .gb18030
            case 950: return .big5
            default: continue
            }
        }
        return nil
    }

    /// PidTagClientSubmitTime or PidTagMessageDeliveryTime: tenths of microseconds since 1601, as the day in China.
    private static func day(of node: CompoundFile.Node) -> String? {
        let found = fixed([0x0039_0040, 0x0E06_0040], of: node)
        guard let time = found[0x0039_0040] ?? found[0x0E06_0040] else { return nil }
        let seconds = Int(time / 10_000_000) - 11_644_473_600 + 8 * 3600
        guard seconds > 0, seconds < 4_102_444_800 else { return nil }
        return NumberStyles.civilDate(seconds / 86_400)
    }
}
