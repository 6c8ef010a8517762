internal import CArgon2
internal import Foundation

/// Passwords: hashed so that guessing costs memory and time, and never so weak that guessing is worth while.
///
/// Argon2id (RFC 9106) with 19 MiB, two passes and one lane, the least that OWASP's password storage sheet asks for: some
/// 30 ms on an old PC.
package enum Passwords {
    private static let memory: UInt32 = 19 * 1024
    private static let passes: UInt32 = 2
    private static let hashBytes = 32
    private static let saltBytes = 16
    /// Characters.
    package static let shortest = 10
    package static let longest = 128

    /// Why a password will not do.
    package enum Weakness: String, Error, Sendable {
        case tooShort, tooLong, sameAsName, tooSimple
    }

    /// The hash in Argon2's own text form, with its salt and costs.
    package static func hash(_ password: String) throws -> String {
        var salt = [UInt8](repeating: 0, count: saltBytes)
        var random = SystemRandomNumberGenerator()
        for index in salt.indices { salt[index] = UInt8.random(in: .min ... .max, using: &random) }
        var encoded = [CChar](
            repeating: 0,
            count: argon2_encodedlen(passes, memory, 1, UInt32(saltBytes), UInt32(hashBytes), Argon2_id))
        let secret = Array(normalised(password).utf8)
        let status = argon2id_hash_encoded(
            passes, memory, 1, secret, secret.count, salt, salt.count, hashBytes, &encoded, encoded.count)
        guard status == ARGON2_OK.rawValue else { throw PasswordError.notHashed(status) }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package static func matches(_ password: String, hash: String) -> Bool {
        let secret = Array(normalised(password).utf8)
        return argon2id_verify(hash, secret, secret.count) == ARGON2_OK.rawValue
    }

    /// - Throws: `Weakness`.
    package static func check(_ password: String, of name: String) throws {
        let text = normalised(password)
        guard text.count >= shortest else { throw Weakness.tooShort }
        guard text.count <= longest else { throw Weakness.tooLong }
        if text.lowercased().contains(name.lowercased()) { throw Weakness.sameAsName }
        if Set(text).count < 5 || isRun(text) || mostUsed.contains(text.lowercased())
            || common.contains(where: { text.lowercased().contains($0) && text.count < $0.count + 4 })
        {
            throw Weakness.tooSimple
        }
    }

    /// A password for the first sign-in: 99 bits, of letters and digits that are not taken for each other.
    package static func oneTime() -> String { groups(4, of: 5) }

    /// Random letters and digits to be typed from paper, almost five bits each.
    static func groups(_ count: Int, of length: Int) -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var random = SystemRandomNumberGenerator()
        let groups = (0..<count).map { _ in
            String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
        }
        return groups.joined(separator: "-")
    }

    /// The same text however a keyboard composed it.
    private static func normalised(_ password: String) -> String { password.precomposedStringWithCompatibilityMapping }

    /// Each character one behind the one before: `abcdefghij`, `9876543210`.
    private static func isRun(_ text: String) -> Bool {
        let values = text.unicodeScalars.map { Int($0.value) }
        let steps = zip(values.dropFirst(), values).map { $0 - $1 }
        return Set(steps).count == 1
    }

    /// What many choose is what is tried first (ASVS 5.0, 6.2.4).
    private static let mostUsed = Set(
        String(decoding: PackageResources.common_passwords_txt, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map(String.init))

    /// Beginnings and middles of others.
    private static let common = [
        "password", "1234567890", "12345678", "qwertyuiop", "1q2w3e4r5t", "qazwsxedc", "admin", "woaini1314", "5201314",
        "asdfghjkl", "zxcvbnm", "88888888", "11111111", "lantai",
    ]
}

enum PasswordError: Error {
    /// Argon2's own code.
    case notHashed(Int32)
}
