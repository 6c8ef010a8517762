internal import Crypto
internal import Foundation

/// Tokens that programs sign in with in a user's name. 256 random bits need no slow hash: nobody tries them out.
package enum Tokens {
    /// What a program that looks for secrets in files knows them by.
    package static let prefix = "lantai_"
    private static let length = 32

    package static func new() -> String {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let text = Data(bytes).base64EncodedString()
        // RFC 4648, 5: what can stand in a URL and a shell unquoted.
        return prefix
            + text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// All that is kept of a token.
    package static func digest(of token: String) -> [UInt8] { Array(SHA256.hash(data: Data(token.utf8))) }

    /// Takes as long whatever is different.
    package static func matches(_ token: String, digest: [UInt8]) -> Bool {
        SHA256.hash(data: Data(token.utf8)) == Data(digest)
    }
}
