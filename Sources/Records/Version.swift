/// One file of a version. `storedIn` is the number of the version in whose folder the bytes stand: a version that
/// corrects the description alone points back to the one that brought the content.
package struct VersionFile: Codable, Equatable, Sendable {
    package var name: String
    /// Bytes.
    package var size: Int
    /// Lower-case hexadecimal SHA-256 of the bytes.
    package var sha256: String
    package var mediaType: String
    /// IANA name of the text encoding, where the file is text.
    package var encoding: String?
    package var storedIn: Int

    package init(name: String, size: Int, sha256: String, mediaType: String, encoding: String?, storedIn: Int) {
        self.name = name
        self.size = size
        self.sha256 = sha256
        self.mediaType = mediaType
        self.encoding = encoding
        self.storedIn = storedIn
    }
}

/// The extracted text of a version: `text.txt`, UTF-8.
package struct VersionText: Codable, Equatable, Sendable {
    package var size: Int
    package var sha256: String
    package var storedIn: Int

    package init(size: Int, sha256: String, storedIn: Int) {
        self.size = size
        self.sha256 = sha256
        self.storedIn = storedIn
    }
}

/// One immutable version of an item: what `metadata.json` in its box says (BoxFormat.md).
package struct Version: Codable, Equatable, Sendable {
    package static let format = "lantai-version/1"

    package var format: String
    /// The archive-wide number of this act of filing: rising, never used twice.
    package var sequence: Int64
    /// The item's archival code.
    package var code: String
    /// Counts from 1.
    package var number: Int
    package var description: Description
    /// ISO 8601 with zone.
    package var filedAt: String
    package var filedBy: String
    package var reason: String?
    /// True from the version on that declared the item void (作废).
    package var voided: Bool
    /// Names of what was proposed from the text or the file and not given: `title`, `date`, `documentNumber`.
    package var proposed: [String]
    package var retention: RetentionRule
    package var filePlanVersion: Int
    package var files: [VersionFile]
    package var text: VersionText?
    /// SHA-256 over the content and what was given about it: the same input is recognised by it.
    package var fingerprint: String

    package init(
        sequence: Int64, code: String, number: Int, description: Description, filedAt: String, filedBy: String,
        reason: String?, voided: Bool, proposed: [String], retention: RetentionRule, filePlanVersion: Int,
        files: [VersionFile], text: VersionText?, fingerprint: String
    ) {
        self.format = Self.format
        self.sequence = sequence
        self.code = code
        self.number = number
        self.description = description
        self.filedAt = filedAt
        self.filedBy = filedBy
        self.reason = reason
        self.voided = voided
        self.proposed = proposed
        self.retention = retention
        self.filePlanVersion = filePlanVersion
        self.files = files
        self.text = text
        self.fingerprint = fingerprint
    }

    private enum CodingKeys: String, CodingKey {
        case format, sequence, code, description, filedAt, filedBy, reason, voided, proposed, retention
        case filePlanVersion, files, text, fingerprint
        case number = "version"
    }
}
