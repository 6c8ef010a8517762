/// A closed stretch of the access log, boxed: the entries of the numbers `first` to `last`.
///
/// Beside the act stand, in its box, the leaves of the tree and, apart from them, who, object and purpose, which can be erased.
package struct LogStretch: Codable, Equatable, Sendable {
    /// The log's name.
    package var origin: String
    /// The public key under which its checkpoints are signed, once there is one.
    package var verifier: String?
    package var first: Int64
    package var last: Int64
    /// The root of the whole tree up to `last`, base64.
    package var root: String
    /// SHA-256 of the leaves' file, lower-case hexadecimal.
    package var leavesSHA256: String
    /// Checkpoints that were issued since the stretch before, as signed notes.
    package var checkpoints: [String]

    package init(
        origin: String, verifier: String?, first: Int64, last: Int64, root: String, leavesSHA256: String,
        checkpoints: [String]
    ) {
        self.origin = origin
        self.verifier = verifier
        self.first = first
        self.last = last
        self.root = root
        self.leavesSHA256 = leavesSHA256
        self.checkpoints = checkpoints
    }
}
