internal import Crypto
internal import Foundation

/// A checkpoint by C2SP tlog-checkpoint: which log, how many entries, and their root.
package struct Checkpoint: Equatable, Sendable {
    package var origin: String
    package var size: Int
    package var root: TreeHash

    package init(origin: String, size: Int, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// What is signed.
    package var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty, let size = Int(lines[1]), size >= 0,
            String(size) == lines[1], let root = TreeHash(base64: String(lines[2])), root.base64 == lines[2]
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }
}

/// A checkpoint with its signatures, as C2SP signed-note:
///
/// ```
/// lantai-log/9f0c41d2a7b3e865
/// 1204
/// vX1mA2…=
///
/// — lantai-log/9f0c41d2a7b3e865 base64(4 bytes of key id, 64 of Ed25519)
/// ```
package struct SignedCheckpoint: Equatable, Sendable {
    package let note: String
    package let checkpoint: Checkpoint
    private let body: String
    private let signatures: [Signature]

    private struct Signature: Equatable {
        var name: String
        var keyID: [UInt8]
        var bytes: [UInt8]
    }

    /// - Returns: nil for what is no signed checkpoint.
    package init?(note: String) {
        guard let gap = note.range(of: "\n\n", options: .backwards) else { return nil }
        body = String(note[..<gap.lowerBound]) + "\n"
        guard let checkpoint = Checkpoint(text: body), note.hasSuffix("\n") else { return nil }
        var signatures: [Signature] = []
        for line in note[gap.upperBound...].dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "—", !parts[1].isEmpty,
                let data = Self.bytes(parts[2]), data.count > 4
            else { return nil }
            signatures.append(
                Signature(name: String(parts[1]), keyID: Array(data.prefix(4)), bytes: Array(data.dropFirst(4))))
        }
        guard !signatures.isEmpty else { return nil }
        self.note = note
        self.checkpoint = checkpoint
        self.signatures = signatures
    }

    /// Base64 in its one form: else the same note could be written in several ways.
    private static func bytes(_ text: Substring) -> Data? {
        Data(base64Encoded: String(text)).flatMap { $0.base64EncodedString() == text ? $0 : nil }
    }

    package func isSigned(by verifier: LogVerifier) -> Bool {
        signatures.contains { signature in
            signature.name == verifier.name && signature.keyID == verifier.keyID
                && verifier.accepts(signature.bytes, of: body)
        }
    }
}

/// The public key of a log, as a note's verifier key: `name+hash+base64(0x01, 32 bytes)`.
package struct LogVerifier: Equatable, Sendable {
    package let name: String
    fileprivate let key: [UInt8]
    fileprivate let keyID: [UInt8]

    fileprivate static let ed25519: UInt8 = 1

    fileprivate init(name: String, key: [UInt8]) {
        self.name = name
        self.key = key
        keyID = Array(
            SHA256.hash(data: Array(name.utf8) + [0x0A, Self.ed25519] + key).prefix(4))
    }

    /// - Returns: nil for what is no such key.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let data = Data(base64Encoded: String(parts[2])), data.count == 33,
            data.first == Self.ed25519
        else { return nil }
        self.init(name: String(parts[0]), key: Array(data.dropFirst()))
        guard Hex.text(keyID) == parts[1] else { return nil }
    }

    package var text: String {
        name + "+" + Hex.text(keyID) + "+" + Data([Self.ed25519] + key).base64EncodedString()
    }

    fileprivate func accepts(_ signature: [UInt8], of text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
        return key.isValidSignature(signature, for: Array(text.utf8))
    }
}

/// The key that signs a log's checkpoints, as a note's private key: `PRIVATE+KEY+name+hash+base64(0x01, 32 bytes)`.
package struct LogKey: Sendable {
    package let verifier: LogVerifier
    private let key: Curve25519.Signing.PrivateKey

    private static let prefix = "PRIVATE+KEY+"

    /// A new key.
    package init(name: String) {
        key = Curve25519.Signing.PrivateKey()
        verifier = LogVerifier(name: name, key: Array(key.publicKey.rawRepresentation))
    }

    /// - Returns: nil for what is no such key.
    package init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Data(base64Encoded: String(parts[2])), data.count == 33,
            data.first == LogVerifier.ed25519,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: data.dropFirst())
        else { return nil }
        self.key = key
        verifier = LogVerifier(name: String(parts[0]), key: Array(key.publicKey.rawRepresentation))
        guard Hex.text(verifier.keyID) == parts[1] else { return nil }
    }

    package var text: String {
        Self.prefix + verifier.name + "+" + Hex.text(verifier.keyID) + "+"
            + Data([LogVerifier.ed25519] + Array(key.rawRepresentation)).base64EncodedString()
    }

    package func sign(_ checkpoint: Checkpoint) throws -> SignedCheckpoint {
        let text = checkpoint.text
        let signature = Array(try key.signature(for: Array(text.utf8)))
        let line = "— " + verifier.name + " " + Data(verifier.keyID + signature).base64EncodedString() + "\n"
        guard let signed = SignedCheckpoint(note: text + "\n" + line) else { throw AccessLogError.badKey }
        return signed
    }
}
