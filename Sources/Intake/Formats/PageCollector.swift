import CLibXML2
import Glibc

/// Gathers the text of a page from the parser's events.
final class PageCollector {
    /// The parser at work, so that an event can stop it.
    var context: htmlParserCtxtPtr?
    /// Where in its input, in bytes, the parser stood when elements nested too deep; nil if they did not.
    private(set) var stoppedAt: Int?

    private let maxDepth: Int
    private var depth = 0
    /// How many open elements hide their text (scripts, styles, templates).
    private var hidden = 0
    private var isInTitle = false
    private var headingDepth = 0
    private var preformatted = 0

    private var text: [UInt8] = []
    private var title: [UInt8] = []
    private var heading: [UInt8] = []
    private var headingIsComplete = false
    private var titleIsComplete = false

    /// White space that was met and is written only once something follows it.
    private var pendingSpace = false
    private var pendingNewline = false
    private var pendingTab = false

    init(maxDepth: Int) {
        self.maxDepth = maxDepth
    }

    /// Forgets the elements that are open: the parser begins anew.
    func beginStretch() {
        stoppedAt = nil
        depth = 0
        hidden = 0
        headingDepth = 0
        preformatted = 0
        isInTitle = false
    }

    // MARK: Events

    /// The events of libxml2 that matter; every one finds the collector in its context.
    static var events: htmlSAXHandler {
        var events = htmlSAXHandler()
        events.startElement = { context, name, attributes in
            guard let context, let name else { return }
            let collector = Unmanaged<PageCollector>.fromOpaque(context).takeUnretainedValue()
            let kind = PageCollector.elementKind(name)
            collector.open(kind)
            if kind == .field || kind == .picture { collector.addShown(kind, attributes) }
        }
        events.endElement = { context, name in
            guard let context, let name else { return }
            Unmanaged<PageCollector>.fromOpaque(context).takeUnretainedValue().close(PageCollector.elementKind(name))
        }
        let characters: charactersSAXFunc = { context, bytes, count in
            guard let context, let bytes, count > 0 else { return }
            let span = UnsafeBufferPointer(start: bytes, count: Int(count))
            Unmanaged<PageCollector>.fromOpaque(context).takeUnretainedValue().add(span)
        }
        events.characters = characters
        events.ignorableWhitespace = characters
        // Scripts and styles come as these; without a receiver they would come as characters.
        events.cdataBlock = { _, _, _ in }
        return events
    }

    private enum ElementKind {
        case inline, block, lineBreak, cell, hidden, title, heading, preformatted, field, picture
    }

    private static func elementKind(_ name: UnsafePointer<xmlChar>) -> ElementKind {
        // Element names are short; libxml2 has made them small letters.
        let length = strnlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self), 16)
        return kinds[String(decoding: UnsafeBufferPointer(start: name, count: length), as: UTF8.self)] ?? .inline
    }

    private static let kinds: [String: ElementKind] = {
        var kinds: [String: ElementKind] = [
            "br": .lineBreak, "hr": .lineBreak, "td": .cell, "th": .cell, "title": .title, "h1": .heading,
            "input": .field, "img": .picture, "pre": .preformatted, "textarea": .preformatted, "listing": .preformatted,
            "xmp": .preformatted,
        ]
        for name in ["script", "style", "template", "noframes", "datalist"] { kinds[name] = .hidden }
        // As the standard's style sheet for browsers has them (HTML, 15.3 "Flow content").
        let blocks =
            "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
            + "figure footer form h2 h3 h4 h5 h6 head header hgroup html legend li main menu nav ol optgroup option p "
            + "search section select summary table tbody tfoot thead tr ul"
        for name in blocks.split(separator: " ") { kinds[String(name)] = .block }
        return kinds
    }()

    private func open(_ kind: ElementKind) {
        depth += 1
        switch kind {
        case .inline, .field, .picture: break
        case .block, .lineBreak: pendingNewline = true
        case .cell: pendingTab = true
        case .hidden: hidden += 1
        case .title: isInTitle = true
        case .heading:
            pendingNewline = true
            headingDepth += 1
        case .preformatted:
            pendingNewline = true
            preformatted += 1
        }
        if depth > maxDepth, stoppedAt == nil, let context, let input = context.pointee.input {
            stoppedAt = Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
            xmlStopParser(context)
        }
    }

    private func close(_ kind: ElementKind) {
        // A stopped parser closes what is open: these ends are not the page's.
        guard stoppedAt == nil else { return }
        depth -= 1
        switch kind {
        case .inline, .lineBreak, .cell, .field, .picture: break
        case .block: pendingNewline = true
        case .hidden: hidden = max(0, hidden - 1)
        case .title:
            isInTitle = false
            titleIsComplete = titleIsComplete || !title.isEmpty
        case .heading:
            pendingNewline = true
            headingDepth = max(0, headingDepth - 1)
            headingIsComplete = headingIsComplete || (headingDepth == 0 && !heading.isEmpty)
        case .preformatted:
            pendingNewline = true
            preformatted = max(0, preformatted - 1)
        }
    }

    // MARK: Text

    /// What a page shows in place of an element: what is typed into a field, what a picture stands for.
    private func addShown(_ kind: ElementKind, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
        guard var next = attributes else { return }
        var values: [String: String] = [:]
        // Names and values by turns; a name may have none.
        while let name = next[0] {
            if let value = next[1] { values[String(cString: name)] = String(cString: value) }
            next += 2
        }
        if kind == .field, !Self.typedInto.contains((values["type"] ?? "text").lowercased()) { return }
        guard var shown = kind == .field ? values["value"] : values["alt"], !shown.isEmpty else { return }
        pendingSpace = true
        brokeLine = false
        shown.withUTF8(add)
        pendingSpace = true
    }

    /// Kinds of fields whose value is text on the page: no buttons, no secrets.
    private static let typedInto: Set<String> = [
        "text", "search", "tel", "url", "email", "number", "date", "datetime-local", "month", "week", "time", "",
    ]

    private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard hidden == 0, stoppedAt == nil else { return }
        if isInTitle {
            if !titleIsComplete, title.count < 2000 { title.append(contentsOf: bytes) }
            return
        }
        if headingDepth > 0, !headingIsComplete, heading.count < 2000 { heading.append(contentsOf: bytes) }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte <= 0x20 {
                if preformatted > 0, byte == 0x0A {
                    pendingNewline = true
                } else if byte == 0x0A || byte == 0x0D {
                    pendingSpace = true
                    brokeLine = true
                } else {
                    pendingSpace = true
                }
                index += 1
                continue
            }
            // The no-break space, U+00A0, is how pages indent.
            if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0xA0 {
                pendingSpace = true
                brokeLine = false
                index += 2
                continue
            }
            writePending(before: byte)
            // All up to the next space in one go.
            var end = index + 1
            while end < bytes.count, bytes[end] > 0x20, bytes[end] != 0xC2 { end += 1 }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
            index = end
        }
    }

    /// Whether the pending space has a line end of the source in it.
    private var brokeLine = false

    /// Writes the white space between what was and what comes: at most one character.
    private func writePending(before next: UInt8) {
        defer {
            pendingSpace = false
            pendingNewline = false
            pendingTab = false
            brokeLine = false
        }
        guard let last = text.last else { return }
        if pendingNewline {
            text.append(0x0A)
        } else if pendingTab {
            text.append(last == 0x0A ? 0x20 : 0x09)
        } else if pendingSpace {
            // A source line that ends between two Chinese characters is no space (CSS Text 3, 4.1.3).
            if brokeLine, Self.leadsWide(next), endsWide() { return }
            text.append(0x20)
        }
    }

    /// Whether a character that begins with this byte is Chinese or full-width: U+2E80–U+9FFF, U+FE00–U+FFFF and the
    /// supplementary planes, roughly.
    private static func leadsWide(_ byte: UInt8) -> Bool {
        (0xE3...0xE9).contains(byte) || byte == 0xEF || byte == 0xF0
    }

    private func endsWide() -> Bool {
        var index = text.count - 1
        while index > 0, text[index] & 0xC0 == 0x80 { index -= 1 }
        return Self.leadsWide(text[index])
    }

    // MARK: Result

    /// The page's text and name. A name that the text does not begin with anyway becomes its first line.
    func result() -> PageText.Result {
        let heading = chooseHeading()
        let beginning = Array(text.prefix(4096))
        if let heading, !beginning.span.finds(Array(heading.utf8)) {
            text.insert(contentsOf: Array(heading.utf8) + (text.isEmpty ? [] : [0x0A]), at: 0)
        }
        let whole = text
        return PageText.Result(text: PlainText.clean(whole.span), heading: heading)
    }

    /// `<title>`, unless it is empty or what an editor put there; without the name of the site that web pages append
    /// if the first `<h1>` shows where the title ends.
    private func chooseHeading() -> String? {
        let title = Self.squeezed(title)
        let heading = Self.squeezed(heading)
        let placeholders = ["无标题文档", "無標題文件", "无标题", "新建网页", "Untitled Document", "Untitled", "Document", "Title"]
        if title.isEmpty || placeholders.contains(title) { return heading.isEmpty ? nil : heading }
        return !heading.isEmpty && title.hasPrefix(heading) ? heading : title
    }

    /// Text with runs of white space as one space, and none at the ends.
    private static func squeezed(_ bytes: [UInt8]) -> String {
        PlainText.clean(bytes.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
