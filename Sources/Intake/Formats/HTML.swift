import CLibXML2

/// Text of web pages and of what exports as such.
enum HTML {
    /// Whether content begins like a page whatever its name: white space, comments or an XML declaration may precede.
    static func beginsLikeHTML(_ bytes: Span<UInt8>, _ encoding: DetectedEncoding) -> Bool {
        // UTF-16 has a zero beside each letter of a tag: dropping zeros serves both byte orders.
        var head: [UInt8] = []
        for index in encoding.markLength..<min(1024, bytes.count) where bytes[index] != 0 {
            let byte = bytes[index]
            head.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
            // The usual case: the first byte of a text is no tag.
            if head.count == 1, byte > 0x20, byte != UInt8(ascii: "<") { return false }
        }
        let span = head.span
        var begin = 0
        var isXML = false
        while begin < span.count {
            if span[begin] <= 0x20 {
                begin += 1
            } else if span.holds("<?xml", at: begin), let end = span.end(of: "?>", from: begin) {
                begin = end
                isXML = true
            } else if span.holds("<!--", at: begin), let end = span.end(of: "-->", from: begin) {
                begin = end
            } else {
                if ["<!doctype html", "<html", "<head", "<body"].contains(where: { span.holds($0, at: begin) }) {
                    return true
                }
                return !isXML && fragments.contains { span.holdsTag($0, at: begin) }
            }
        }
        return false
    }

    /// With what the pages begin that web systems export without the frame of a page. (XML may have elements of these
    /// names.)
    private static let fragments = [
        "table", "meta", "style", "div", "p", "font", "center", "script", "title", "span", "h1", "h2", "h3",
    ]

    /// Decodes a page and reads its text.
    /// - Parameter detected: the encoding by the bytes alone; the page's own word may correct it.
    static func extract(_ bytes: Span<UInt8>, detected: DetectedEncoding) -> Extraction {
        let encoding = trueEncoding(bytes, detected: detected)
        let source = PlainText.extract(bytes, encoding, mediaType: "text/html")
        guard let page = source.text else { return source }
        var reading = source
        let collected = PageText.read(page)
        reading.text = collected.text
        reading.heading = collected.heading
        if PlainText.isBlank(collected.text), !reading.warnings.contains(.empty) {
            reading.warnings.append(.empty)
        }
        return reading
    }

    /// A byte order mark and valid UTF-8 are stronger than what the page says of itself, for pages are often saved
    /// anew in UTF-8 with their old `<meta>`, while no Chinese text in another encoding is valid UTF-8 by chance.
    /// Between GB18030 and Big5 the page's word decides if all its bytes are valid so.
    private static func trueEncoding(_ bytes: Span<UInt8>, detected: DetectedEncoding) -> DetectedEncoding {
        let isNarrow = detected.name == .gb18030 || detected.name == .big5
        guard detected.markLength == 0, isNarrow, let declared = declaredEncoding(bytes), declared != detected.name
        else { return detected }
        let areas: PairStatistics.Areas
        switch declared {
        case .gb18030: areas = .gb18030
        case .big5: areas = .big5
        default: return detected
        }
        let asDeclared = PairStatistics(bytes, areas: areas)
        return asDeclared.invalid == 0 ? DetectedEncoding(name: declared) : detected
    }

    /// The value behind the first `charset=` of the page's first 2048 bytes: `<meta charset>` and `http-equiv` alike.
    private static func declaredEncoding(_ bytes: Span<UInt8>) -> TextEncoding? {
        let head = bytes.extracting(0..<min(2048, bytes.count))
        guard let end = head.end(of: "charset=", from: 0) else { return nil }
        var name: [UInt8] = []
        var index = end
        while index < head.count, name.count < 20 {
            let byte = head[index]
            let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0x20
            if isQuote, name.isEmpty {
                index += 1
                continue
            }
            guard byte > 0x20, byte < 0x7F, !isQuote, byte != UInt8(ascii: ";"), byte != UInt8(ascii: ">") else {
                break
            }
            name.append(byte)
            index += 1
        }
        return TextEncoding(declared: String(decoding: name, as: UTF8.self))
    }
}

/// Walks a page with libxml2's HTML parser and keeps its text.
///
/// The parser's events (SAX) are used, not its tree: memory stays at the size of the text, and no depth of nesting can
/// exhaust the stack.
enum PageText {
    /// How deep elements may nest before the parser begins anew at that place. For each stray end tag the parser
    /// walks through all open elements, which a hostile page would make quadratic; pages of people stay below 100.
    private static let maxDepth = 256
    /// Tags longer than this many bytes lose their attributes: the parser compares each attribute with all before
    /// it. Mostly these are pictures written into the page.
    private static let maxTagLength = 256
    /// How many bytes are searched for the end of a tag at a time, which bounds what a stray quote costs.
    private static let reach = 1 << 20

    struct Result {
        var text: String
        var heading: String?
    }

    static func read(_ page: String) -> Result {
        _ = libraryIsReady
        let collector = PageCollector(maxDepth: maxDepth)
        let source = PageSource(shortenTags(page))
        var begin = 0
        while begin < source.bytes.count {
            let next = parse(source, from: begin, into: collector)
            guard next > begin else { break }
            begin = next
        }
        return collector.result()
    }

    /// libxml2 must be initialised once before several threads use it (xmlInitParser(3)).
    private static let libraryIsReady: Void = xmlInitParser()

    /// Parses until the end or until elements nest too deep.
    /// - Returns: the offset to go on from.
    private static func parse(_ source: PageSource, from begin: Int, into collector: PageCollector) -> Int {
        collector.beginStretch()
        source.position = begin
        let length = source.bytes.count
        guard let context = htmlNewParserCtxt() else { return length }
        defer { htmlFreeParserCtxt(context) }
        // No network, no messages on stderr, and no belief in `<meta charset>`: this is UTF-8 already.
        let options =
            HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_RECOVER.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        htmlCtxtUseOptions(context, Int32(options))
        context.pointee.sax.pointee = PageCollector.events
        context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
        // Read through a callback, a piece at a time: given as memory, the rest would be copied at each new beginning.
        let reading = Unmanaged.passUnretained(source).toOpaque()
        guard let buffer = xmlParserInputBufferCreateIO(PageSource.read, nil, reading, XML_CHAR_ENCODING_NONE)
        else { return length }
        guard let stream = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE) else {
            xmlFreeParserInputBuffer(buffer)
            return length
        }
        inputPush(context, stream)
        return withExtendedLifetime((collector, source)) {
            collector.context = context
            context.pointee.userData = Unmanaged.passUnretained(collector).toOpaque()
            htmlParseDocument(context)
            collector.context = nil
            guard let stopped = collector.stoppedAt else { return length }
            // Stopped within a start tag, behind its attributes: go on behind its end.
            var next = begin + max(0, stopped)
            while next < length, source.bytes[next] != UInt8(ascii: ">") { next += 1 }
            return next + 1
        }
    }

    /// The page with the attributes of very long tags left out.
    private static func shortenTags(_ page: String) -> [UInt8] {
        let bytes = Array(page.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count + 1)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            kept.append(byte)
            index += 1
            guard byte == UInt8(ascii: "<"), index < bytes.count, isLetter(bytes[index]) else { continue }
            var end = endOfTag(bytes, from: index)
            if let end, end - index <= maxTagLength { continue }
            // No end within reach: all of it is attributes, and what follows still is.
            var reached = index
            while end == nil, reached < bytes.count {
                reached = min(bytes.count, reached + reach)
                end = endOfTag(bytes, from: reached)
            }
            if bytes.count - index <= maxTagLength { continue }
            let close = end ?? bytes.count
            while index < close, isLetter(bytes[index]) || (0x30...0x39).contains(bytes[index]) {
                kept.append(bytes[index])
                index += 1
            }
            index = close
        }
        return kept
    }

    /// The offset of the `>` that ends a tag. A quote that is never closed counts as none, so that a stray one
    /// does not swallow the page.
    private static func endOfTag(_ bytes: [UInt8], from begin: Int) -> Int? {
        var index = begin
        var firstEnd: Int?
        var quote: UInt8 = 0
        let limit = min(bytes.count, begin + reach)
        while index < limit {
            let byte = bytes[index]
            if byte == UInt8(ascii: ">") {
                if quote == 0 { return index }
                firstEnd = firstEnd ?? index
            } else if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            index += 1
        }
        return firstEnd
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte & 0xDF)
    }
}

/// The page as the parser asks for it: piece after piece.
private final class PageSource {
    let bytes: [UInt8]
    /// How many bytes the parser has been given.
    var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// libxml2's read callback: fills the space and says how many bytes it wrote, 0 at the end.
    static let read: xmlInputReadCallback = { context, space, size in
        guard let context, let space, size > 0 else { return 0 }
        let source = Unmanaged<PageSource>.fromOpaque(context).takeUnretainedValue()
        let count = min(Int(size), source.bytes.count - source.position)
        guard count > 0 else { return 0 }
        source.bytes.withUnsafeBytes { bytes in
            let piece = UnsafeRawBufferPointer(rebasing: bytes[source.position..<source.position + count])
            UnsafeMutableRawBufferPointer(start: space, count: count).copyMemory(from: piece)
        }
        source.position += count
        return Int32(count)
    }
}

extension Span where Element == UInt8 {
    /// Whether a start tag of this name stands at an offset.
    fileprivate func holdsTag(_ name: String, at offset: Int) -> Bool {
        let end = offset + 1 + name.utf8.count
        guard holds("<" + name, at: offset), end < count else { return false }
        return self[end] <= 0x20 || self[end] == UInt8(ascii: ">")
    }

    /// The offset behind the first place of an ASCII text, whose letters are small; capitals of the span match too.
    func end(of text: String, from begin: Int) -> Int? {
        let wanted = Array(text.utf8)
        guard count - begin >= wanted.count else { return nil }
        for start in begin...(count - wanted.count) {
            var length = 0
            while length < wanted.count {
                let byte = self[start + length]
                let small = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
                if small != wanted[length] { break }
                length += 1
            }
            if length == wanted.count { return start + length }
        }
        return nil
    }
}
