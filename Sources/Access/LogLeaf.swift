internal import Crypto
internal import Foundation

/// What the tree is made of: an entry's permanent part, with the hash of its personal part (AccessLogFormat.md).
///
/// The encoding is frozen: another one would be `lantai-log/2`, beside it.
struct LogLeaf {
    static let format = "lantai-log/1"

    var seq: Int64
    var at: String
    var face: String
    var act: String
    var denied: Bool
    var role: String?
    var org: String?
    var version: Int64?
    /// SHA-256 of salt and personal part.
    var payload: [UInt8]

    /// JSON by RFC 8785.
    var json: [UInt8] {
        var json = CanonicalObject()
        json.text("act", act)
        json.text("at", at)
        json.literal("denied", denied ? "true" : "false")
        json.text("face", face)
        json.text("format", Self.format)
        json.text("org", org)
        json.text("payload", hex: payload)
        json.text("role", role)
        json.literal("seq", String(seq))
        json.literal("version", version.map { String($0) } ?? "null")
        return json.closed
    }

    var hash: TreeHash { MerkleTree.leaf(json) }
}

/// The part of an entry that says who did it, to what, and why. It can be erased when its time is over: its hash stays, and
/// without the salt nobody can find out by trying what it was.
struct LogPayload {
    var who: String
    var object: String?
    var purpose: String?

    var json: [UInt8] {
        var json = CanonicalObject()
        json.text("object", object)
        json.text("purpose", purpose)
        json.text("who", who)
        return json.closed
    }

    func hash(salt: [UInt8]) -> [UInt8] { SHA256.hash(data: salt + json).withUnsafeBytes { Array($0) } }

    static func newSalt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return withUnsafeBytes(of: (generator.next() as UInt64, generator.next() as UInt64)) { Array($0) }
    }
}

/// One flat JSON object by RFC 8785 (JCS): no blanks, keys in order, only what must be escaped is.
private struct CanonicalObject {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    init() { bytes.reserveCapacity(384) }

    /// Keys are given in their order.
    mutating func text(_ key: StaticString, _ value: String?) {
        begin(key)
        guard var value else { return bytes.append(contentsOf: "null".utf8) }
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { escape($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            return bytes.append(contentsOf: text)
        }
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0C: bytes.append(contentsOf: "\\f".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0..<0x20: bytes += Array("\\u00".utf8) + Hex.bytes([byte])
            default: bytes.append(byte)
            }
        }
    }

    mutating func text(_ key: StaticString, hex value: [UInt8]) {
        begin(key)
        bytes.append(UInt8(ascii: "\""))
        bytes += Hex.bytes(value)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func literal(_ key: StaticString, _ value: String) {
        begin(key)
        bytes.append(contentsOf: value.utf8)
    }

    var closed: [UInt8] { bytes + [UInt8(ascii: "}")] }

    private mutating func begin(_ key: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }
}
