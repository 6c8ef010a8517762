/// Writes JSON (RFC 8259) as it stands in boxes: indented by two spaces, members in the order in which they are
/// written, so that it is read with the eye and comes out the same each time. About ten times as fast as an encoder of
/// `Codable` values, which would take an eighth of the time of filing a document.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var isFirst = true
    private let isCompact: Bool

    /// - Parameter isCompact: everything on one line, without blanks.
    package init(isCompact: Bool = false) {
        self.isCompact = isCompact
        bytes.reserveCapacity(2048)
    }

    package mutating func object(_ key: StaticString? = nil, _ body: (inout JSONWriter) -> Void) {
        nested(key, open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), body)
    }

    package mutating func array(_ key: StaticString? = nil, _ body: (inout JSONWriter) -> Void) {
        nested(key, open: UInt8(ascii: "["), close: UInt8(ascii: "]"), body)
    }

    /// A member of an object or, without a key, an element of an array.
    package mutating func text(_ key: StaticString? = nil, _ value: String) {
        begin(key)
        quote(value)
    }

    /// Left out where there is nothing to say.
    package mutating func text(_ key: StaticString, ifAny value: String?) {
        if let value { text(key, value) }
    }

    package mutating func text(_ key: StaticString, orNull value: String?) {
        begin(key)
        if let value { quote(value) } else { bytes.append(contentsOf: "null".utf8) }
    }

    package mutating func number(_ key: StaticString?, _ value: Int64) {
        begin(key)
        bytes.append(contentsOf: String(value).utf8)
    }

    package mutating func number(_ key: StaticString, orNull value: Int64?) {
        begin(key)
        bytes.append(contentsOf: (value.map { String($0) } ?? "null").utf8)
    }

    package mutating func flag(_ key: StaticString, _ value: Bool) {
        begin(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    // MARK: -

    private mutating func nested(
        _ key: StaticString?, open: UInt8, close: UInt8, _ body: (inout JSONWriter) -> Void
    ) {
        begin(key)
        bytes.append(open)
        depth += 1
        isFirst = true
        body(&self)
        depth -= 1
        if !isFirst { newLine() }
        isFirst = false
        bytes.append(close)
    }

    private mutating func begin(_ key: StaticString?) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 { newLine() }
        isFirst = false
        guard let key else { return }
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: (isCompact ? "\":" : "\": ").utf8)
    }

    private mutating func newLine() {
        if isCompact { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes.append(contentsOf: "  ".utf8) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension Version {
    /// `metadata.json`. Whatever `Codable` reads back from it is the same version.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.text("format", format)
            json.number("sequence", sequence)
            json.text("code", code)
            json.number("version", Int64(number))
            json.object("description") { description.write(to: &$0) }
            json.text("filedAt", filedAt)
            json.text("filedBy", filedBy)
            json.text("reason", ifAny: reason)
            json.flag("voided", voided)
            json.array("proposed") { array in proposed.forEach { array.text(nil, $0) } }
            json.object("retention") { rule in
                rule.text("trigger", retention.trigger.rawValue)
                rule.text("period", retention.period.description)
                rule.text("disposition", retention.disposition.rawValue)
                rule.text("field", ifAny: retention.field)
                rule.text("until", ifAny: retention.until)
            }
            json.number("filePlanVersion", Int64(filePlanVersion))
            json.array("files") { array in files.forEach { file in array.object { file.write(to: &$0) } } }
            if let text {
                json.object("text") { json in
                    json.number("size", Int64(text.size))
                    json.text("sha256", text.sha256)
                    json.number("storedIn", Int64(text.storedIn))
                    if let confidence = text.confidence { json.number("confidence", Int64(confidence)) }
                    json.text("language", ifAny: text.language)
                    if let parts = text.parts {
                        json.array("parts") { array in parts.forEach { part in array.object { part.write(to: &$0) } } }
                    }
                }
            }
            json.text("fingerprint", fingerprint)
        }
        return writer.bytes
    }
}

extension Description {
    fileprivate func write(to json: inout JSONWriter) {
        json.text("title", title)
        json.text("date", date)
        json.text("class", classCode)
        json.text("org", org)
        json.text("volume", ifAny: volume)
        json.text("author", ifAny: author)
        json.text("documentNumber", ifAny: documentNumber)
        json.text("externalID", ifAny: externalID)
        json.array("fields") { array in fields.forEach { field in array.object { field.write(to: &$0) } } }
        json.array("persons") { array in
            for person in persons {
                array.object { json in
                    json.number("person", person.person)
                    json.text("name", person.name)
                    json.text("birthDate", ifAny: person.birthDate)
                    json.text("identityNumber", ifAny: person.identityNumber)
                    json.text("role", person.role)
                }
            }
        }
        if let proposedFields {
            json.array("proposedFields") { array in
                proposedFields.forEach { field in array.object { field.write(to: &$0) } }
            }
        }
    }
}

extension FieldValue {
    fileprivate func write(to json: inout JSONWriter) {
        json.text("name", name)
        json.text("value", value)
    }
}

extension VersionFile {
    fileprivate func write(to json: inout JSONWriter) {
        json.text("name", name)
        json.number("size", Int64(size))
        json.text("sha256", sha256)
        json.text("mediaType", mediaType)
        json.text("encoding", ifAny: encoding)
        json.number("storedIn", Int64(storedIn))
        json.text("original", ifAny: original)
        json.text("inside", ifAny: inside)
        if let unread {
            json.object("unread") { json in
                json.text("reason", unread.reason.rawValue)
                json.text("program", ifAny: unread.program)
                json.text("package", ifAny: unread.package)
            }
        }
    }
}

extension TextPart {
    fileprivate func write(to json: inout JSONWriter) {
        json.text("file", file)
        json.number("offset", Int64(offset))
        if let pages {
            json.array("pages") { array in pages.forEach { array.number(nil, Int64($0)) } }
        }
    }
}

extension AccessEntry {
    /// One line, for other programs.
    /// - Parameter sentence: the entry in words, beside it.
    package func json(sentence: String? = nil) -> String {
        var writer = JSONWriter(isCompact: true)
        writer.object { json in
            write(to: &json)
            json.text("sentence", ifAny: sentence)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The members of an entry; who is `null` once erased.
    package func write(to json: inout JSONWriter) {
        json.number("seq", seq)
        json.text("at", at)
        json.text("who", orNull: erased ? nil : who)
        json.text("face", face)
        json.text("act", act)
        json.text("object", orNull: object)
        json.number("version", orNull: version.map { Int64($0) })
        json.text("purpose", orNull: purpose)
        json.text("role", orNull: role?.rawValue)
        json.text("org", orNull: org)
        json.flag("denied", denied)
    }
}
