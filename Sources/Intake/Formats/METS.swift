import CLibXML2

/// What a METS 1.x document says that it describes: the object, and its files with digest and size. No more is read: the
/// description that counts stands in the files.
package struct METSListing: Equatable, Sendable {
    package struct File: Hashable, Sendable {
        /// From the document's folder on, percent-decoded.
        package var path: String
        package var sha256: String
        /// Bytes.
        package var size: Int

        package init(path: String, sha256: String, size: Int) {
            self.path = path
            self.sha256 = sha256
            self.size = size
        }
    }

    package var object: String
    package var files: Set<File>

    /// Nil for what is no well-formed METS document with a SHA-256 for each file, or brings definitions of its own, which
    /// none of ours does and a hostile one might to expand without end.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count < 64 << 20 else { return nil }
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let document = bytes.withUnsafeBytes { buffer in
            xmlReadMemory(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, nil, Int32(options))
        }
        guard let document else { return nil }
        defer { xmlFreeDoc(document) }
        guard document.pointee.intSubset == nil, let root = xmlDocGetRootElement(document),
            Self.name(of: root) == "mets", let object = Self.attribute("OBJID", of: root)
        else { return nil }
        self.object = object
        files = []
        var open: [xmlNodePtr] = [root]
        while let node = open.popLast() {
            if Self.name(of: node) == "file" {
                guard let file = Self.file(node), files.insert(file).inserted else { return nil }
                continue
            }
            var child = node.pointee.children
            while let next = child {
                if next.pointee.type == XML_ELEMENT_NODE { open.append(next) }
                child = next.pointee.next
            }
        }
    }

    private static func file(_ node: xmlNodePtr) -> File? {
        guard attribute("CHECKSUMTYPE", of: node) == "SHA-256", let sha256 = attribute("CHECKSUM", of: node),
            let size = attribute("SIZE", of: node).flatMap(Int.init)
        else { return nil }
        var child = node.pointee.children
        while let next = child {
            if name(of: next) == "FLocat", let path = attribute("href", of: next).flatMap(percentDecoded) {
                return File(path: path, sha256: sha256, size: size)
            }
            child = next.pointee.next
        }
        return nil
    }

    private static let namespace = "http://www.loc.gov/METS/"

    /// The local name of an element of METS; nil for anything else.
    private static func name(of node: xmlNodePtr) -> String? {
        guard node.pointee.type == XML_ELEMENT_NODE, let href = node.pointee.ns?.pointee.href,
            String(cString: href) == namespace, let name = node.pointee.name
        else { return nil }
        return String(cString: name)
    }

    private static func attribute(_ name: String, of node: xmlNodePtr) -> String? {
        var attribute = node.pointee.properties
        while let next = attribute {
            if String(cString: next.pointee.name) == name {
                var text = ""
                var part = next.pointee.children
                while let piece = part {
                    if let content = piece.pointee.content { text += String(cString: content) }
                    part = piece.pointee.next
                }
                return text
            }
            attribute = next.pointee.next
        }
        return nil
    }

    /// RFC 3986, 2.1; nil for what is not UTF-8.
    private static func percentDecoded(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
