internal import Crypto
internal import Foundation

/// The codes that an authenticator app on a phone shows: TOTP (RFC 6238) over HOTP (RFC 4226), the way that every such app
/// knows: HMAC-SHA-1, six digits, steps of 30 seconds.
package enum TimeCodes {
    /// Seconds.
    private static let step = 30
    package static let digits = 6
    /// 160 bits (RFC 4226, section 4, R6).
    private static let secretBytes = 20
    /// Steps that the phone's clock may be off, either way (RFC 6238, section 5.2).
    private static let drift = 1

    package static func newSecret() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<secretBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// - Parameter seconds: since 1970.
    package static func step(at seconds: Int) -> Int { max(0, seconds) / step }

    /// The code of a step (RFC 4226, section 5.3).
    package static func code(of secret: [UInt8], at step: Int, digits: Int = digits) -> String {
        let counter = withUnsafeBytes(of: UInt64(step).bigEndian) { Data($0) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(hash[hash.count - 1] & 0xF)
        let number = hash[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number).suffix(digits)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// Which step's code was typed.
    /// - Parameters:
    ///   - seconds: since 1970.
    ///   - last: its code and all before it were used; each is good once.
    /// - Returns: nil where it is the code of no step from now, or of one that is over.
    package static func step(of typed: String, by secret: [UInt8], at seconds: Int, after last: Int) -> Int? {
        let now = step(at: seconds)
        return (max(0, now - drift)...now + drift).filter { $0 > last && isSame(code(of: secret, at: $0), typed) }.first
    }

    /// What an app takes in as a picture, or typed (RFC 4648, section 6, without padding).
    package static func base32(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, bits, count) = ("", 0, 0)
        for byte in bytes {
            (bits, count) = (bits << 8 | Int(byte), count + 8)
            while count >= 5 {
                count -= 5
                text.append(digits[bits >> count & 31])
            }
            bits &= 31
        }
        if count > 0 { text.append(digits[bits << (5 - count) & 31]) }
        return text
    }

    /// Takes as long whatever is different.
    private static func isSame(_ code: String, _ typed: String) -> Bool {
        code.utf8.count == typed.utf8.count && zip(code.utf8, typed.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Codes on paper for who has lost the phone, each good once. With 118 bits they need no slow hash (ASVS 5.0, 6.5.2).
package enum RecoveryCodes {
    package static let count = 10

    package static func new() -> [String] { (0..<count).map { _ in Passwords.groups(6, of: 4) } }

    /// All that is kept of one.
    /// - Parameter typed: as by `TypedCode.plain`.
    package static func digest(of typed: String) -> [UInt8] { Array(SHA256.hash(data: Data(typed.utf8))) }
}

package enum TypedCode {
    /// A code however it was typed: in groups or not, with letters of either size, with a Chinese keyboard's wide digits.
    package static func plain(_ typed: String) -> String {
        String(typed.precomposedStringWithCompatibilityMapping.lowercased().filter { $0.isLetter || $0.isNumber })
    }
}
