/// Text that is read as it stands: plain text, Markdown, tables, JSON and XML.
enum PlainText {
    /// Decodes the bytes and cleans the text.
    static func extract(_ bytes: Span<UInt8>, _ encoding: DetectedEncoding, mediaType: String) -> Extraction {
        switch decode(bytes, encoding) {
        case .success(let decoded):
            var warnings: [ExtractionWarning] = []
            if decoded.undecodable > 0 {
                warnings.append(.undecodableBytes(count: decoded.undecodable, encoding: encoding.name.rawValue))
            }
            if isBlank(decoded.text) { warnings.append(.empty) }
            return Extraction(
                mediaType: mediaType, text: decoded.text, encoding: encoding.name.rawValue, warnings: warnings)
        case .failure:
            return Extraction(mediaType: mediaType, warnings: [.decoderMissing(encoding: encoding.name.rawValue)])
        }
    }

    struct Decoded {
        /// Clean text: no byte order mark, lines end in `\n`, no control characters but tab and line feed.
        var text: String
        /// How many bytes had no meaning in the encoding.
        var undecodable: Int
    }

    /// Decodes bytes in a known encoding to clean text. Fails only if the system lacks the decoder.
    static func decode(_ bytes: Span<UInt8>, _ encoding: DetectedEncoding) -> Result<Decoded, DecoderMissing> {
        let body = bytes.extracting(min(encoding.markLength, bytes.count)..<bytes.count)
        if encoding.name == .utf8 {
            // The usual case: one check for control characters, one for validity, one copy.
            if !needsCleaning(body), let valid = try? UTF8Span(validating: body) {
                return .success(Decoded(text: String(copying: valid), undecodable: 0))
            }
            let undecodable = encoding.isIntact ? 0 : UTF8Repair.invalidBytes(body)
            return .success(Decoded(text: clean(body), undecodable: undecodable))
        }
        do {
            let decoder = try StreamDecoder(encoding.name)
            var utf8: [UInt8] = []
            utf8.reserveCapacity(body.count + body.count / 2)
            let undecodable = decoder.decode(body, isLast: true, into: &utf8)
            return .success(Decoded(text: clean(utf8.span), undecodable: undecodable))
        } catch {
            return .failure(error)
        }
    }

    /// Whether a byte stands in the text that `clean` would change. Branch-free so that it runs on wide registers.
    private static func needsCleaning(_ bytes: Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            found |= (byte < 0x20 ? 1 : 0) & (byte != 0x09 ? 1 : 0) & (byte != 0x0A ? 1 : 0)
            found |= byte == 0x7F ? 1 : 0
        }
        return found != 0
    }

    /// UTF-8 as text with line feeds as line ends and no other control characters; bad bytes become U+FFFD.
    static func clean(_ bytes: Span<UInt8>) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            switch byte {
            case 0x20..<0x7F, 0x80..., 0x09: kept.append(byte)
            case 0x0A: if previous != 0x0D { kept.append(0x0A) }
            case 0x0B, 0x0C, 0x0D: kept.append(0x0A)
            default: break
            }
            previous = byte
        }
        if kept.starts(with: [0xEF, 0xBB, 0xBF]) { kept.removeFirst(3) }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Whether the text has nothing but white space. Looks at the first bytes only in the usual case.
    static func isBlank(_ text: String) -> Bool {
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ", "\t", "\n", "\u{3000}", "\u{A0}", "\u{FEFF}": continue
            default: return false
            }
        }
        return true
    }
}
