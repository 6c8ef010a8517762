import CLibXML2
import Foundation

/// Receives the parts of an XML document as they are read. Names come without their namespace: the formats that are
/// read here give the same name to the same thing in all of theirs (`t` is a stretch of text, `p` a paragraph).
protocol XMLReceiver: AnyObject {
    func open(_ name: String, _ attributes: XMLAttributes)
    func close(_ name: String)
    func add(_ text: UnsafeBufferPointer<UInt8>)
}

/// The attributes of one element; valid only while it is being received.
struct XMLAttributes {
    fileprivate let start: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    fileprivate let count: Int

    /// The value by the name without its namespace; of several the first.
    subscript(_ name: StaticString) -> String? {
        guard let start else { return nil }
        for index in 0..<count {
            // localname, prefix, URI, value, end of the value
            let attribute = start + index * 5
            guard let local = attribute[0], matches(local, name), let value = attribute[3], let end = attribute[4]
            else { continue }
            return String(decoding: UnsafeBufferPointer(start: value, count: end - value), as: UTF8.self)
        }
        return nil
    }

    /// The value of an attribute with a namespace's customary prefix, such as `r:id` beside `id`.
    func value(_ name: StaticString, prefix wanted: StaticString) -> String? {
        guard let start else { return nil }
        for index in 0..<count {
            let attribute = start + index * 5
            guard let local = attribute[0], matches(local, name), let prefix = attribute[1], matches(prefix, wanted),
                let value = attribute[3], let end = attribute[4]
            else { continue }
            return String(decoding: UnsafeBufferPointer(start: value, count: end - value), as: UTF8.self)
        }
        return nil
    }

    private func matches(_ name: UnsafePointer<xmlChar>, _ wanted: StaticString) -> Bool {
        strcmp(
            UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(wanted.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
    }
}

/// Walks XML from outside with libxml2's SAX2 events, bare: no document type, no entities but the five predefined, no
/// network, nesting to 256 (libxml2's own limit), and no tree, so that memory stays at the size of what is kept.
enum XMLWalker {
    enum Ending { case whole, damaged, refused }

    @discardableResult
    static func walk(_ document: Data, _ receiver: any XMLReceiver) -> Ending {
        _ = libraryIsReady
        let decoded = decoded(document)
        let text = decoded ?? document
        guard !text.isEmpty, text.count < Int(Int32.max) else { return .damaged }
        let context = text.withUnsafeBytes { bytes in
            xmlCreateMemoryParserCtxt(bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
        }
        guard let context else { return .damaged }
        defer { xmlFreeParserCtxt(context) }
        // Entities are replaced so that `&amp;` in an attribute is `&`; as none can be declared, only the five exist.
        var options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_RECOVER.rawValue | XML_PARSE_NOENT.rawValue
        if decoded != nil { options |= XML_PARSE_IGNORE_ENC.rawValue }
        xmlCtxtUseOptions(context, Int32(options))
        context.pointee.sax.pointee = events
        let walk = Walk(receiver, context)
        return withExtendedLifetime((walk, text)) {
            context.pointee.userData = Unmanaged.passUnretained(walk).toOpaque()
            xmlParseDocument(context)
            if walk.isRefused { return .refused }
            return context.pointee.wellFormed != 0 ? .whole : .damaged
        }
    }

    /// A document that says it is in GB2312, GBK or Big5, as UTF-8; nil for every other. libxml2 takes it at its word and
    /// ends at the first character beyond: what calls itself GB2312 is mostly GBK, and sometimes UTF-8 that was saved anew.
    private static func decoded(_ document: Data) -> Data? {
        let head = document.prefix(200)
        guard head.starts(with: Array("<?xml".utf8)), let end = head.range(of: Data("?>".utf8)),
            let label = head[..<end.lowerBound].range(of: Data("encoding".utf8))
        else { return nil }
        let name = head[label.upperBound..<end.lowerBound].split { $0 <= 0x20 || "='\"".utf8.contains($0) }.first
        guard let name, let encoding = TextEncoding(declared: String(decoding: name, as: UTF8.self)),
            encoding == .gb18030 || encoding == .big5
        else { return nil }
        if (try? UTF8Span(validating: document.span)) != nil { return document }
        guard let decoder = try? StreamDecoder(encoding) else { return nil }
        var text: [UInt8] = []
        _ = decoder.decode(document.span, isLast: true, into: &text)
        return Data(text)
    }

    /// libxml2 must be initialised once before several threads use it (xmlInitParser(3)).
    private static let libraryIsReady: Void = xmlInitParser()

    private static var events: xmlSAXHandler {
        var events = xmlSAXHandler()
        events.initialized = XML_SAX2_MAGIC
        events.internalSubset = { context, _, _, _ in
            guard let context else { return }
            let walk = Unmanaged<Walk>.fromOpaque(context).takeUnretainedValue()
            walk.isRefused = true
            xmlStopParser(walk.context)
        }
        events.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            guard let context, let name else { return }
            let walk = Unmanaged<Walk>.fromOpaque(context).takeUnretainedValue()
            guard !walk.isRefused else { return }
            walk.receiver.open(walk.string(name), XMLAttributes(start: attributes, count: Int(count)))
        }
        events.endElementNs = { context, name, _, _ in
            guard let context, let name else { return }
            let walk = Unmanaged<Walk>.fromOpaque(context).takeUnretainedValue()
            guard !walk.isRefused else { return }
            walk.receiver.close(walk.string(name))
        }
        let characters: charactersSAXFunc = { context, bytes, count in
            guard let context, let bytes, count > 0 else { return }
            let walk = Unmanaged<Walk>.fromOpaque(context).takeUnretainedValue()
            guard !walk.isRefused else { return }
            walk.receiver.add(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        events.characters = characters
        events.ignorableWhitespace = characters
        events.cdataBlock = characters
        return events
    }

    private final class Walk {
        let receiver: any XMLReceiver
        let context: xmlParserCtxtPtr
        var isRefused = false
        /// The parser keeps each name once, so its address stands for it.
        private var names: [UnsafePointer<xmlChar>: String] = [:]

        init(_ receiver: any XMLReceiver, _ context: xmlParserCtxtPtr) {
            self.receiver = receiver
            self.context = context
        }

        func string(_ name: UnsafePointer<xmlChar>) -> String {
            if let known = names[name] { return known }
            let made = String(cString: name)
            names[name] = made
            return made
        }
    }
}
