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
    /// What the container calls a file that came inside one, where that is no safe or no unique name.
    package var original: String?
    /// The name of the file (a container or mail) that this one came inside of.
    package var inside: String?
    /// Why the text has nothing of this file; nil where it was read.
    package var unread: Unread?

    package init(name: String, size: Int, sha256: String, mediaType: String, encoding: String?, storedIn: Int) {
        self.name = name
        self.size = size
        self.sha256 = sha256
        self.mediaType = mediaType
        self.encoding = encoding
        self.storedIn = storedIn
    }
}

/// Why a file, or a part of it, was not read.
package struct Unread: Codable, Equatable, Sendable {
    package enum Reason: String, Codable, Sendable {
        /// There is nothing in it that could be read.
        case noText
        case encrypted, toolMissing, failed, timeOut, outOfMemory
    }

    package var reason: Reason
    /// Of the program that is missing: its name, and the Debian package that has it.
    package var program: String?
    package var package: String?

    package init(_ reason: Reason, program: String? = nil, package: String? = nil) {
        self.reason = reason
        self.program = program
        self.package = package
    }

    /// Whether a later attempt may find more.
    package var isWorthRetrying: Bool {
        switch reason {
        case .toolMissing, .failed, .timeOut, .outOfMemory: true
        case .noText, .encrypted: false
        }
    }
}

/// The stretch of an extracted text that came of one file.
package struct TextPart: Codable, Equatable, Sendable {
    /// The file's name.
    package var file: String
    /// Where it begins, in bytes of UTF-8.
    package var offset: Int
    /// Where its pages begin, in bytes from the beginning of the whole text; nil where they are not known.
    package var pages: [Int]?

    package init(file: String, offset: Int, pages: [Int]? = nil) {
        self.file = file
        self.offset = offset
        self.pages = pages
    }
}

/// The extracted text of a version: `text.txt`, UTF-8.
package struct VersionText: Codable, Equatable, Sendable {
    package var size: Int
    package var sha256: String
    package var storedIn: Int
    /// Of which files it came, in its order; nil where that is one without pages.
    package var parts: [TextPart]?
    /// For text that was recognised in images: the mean certainty, in hundredths.
    package var confidence: Int?
    /// A tag of BCP 47, such as `zh`, recognised by its script; nil where that does not tell.
    package var language: String?

    package init(size: Int, sha256: String, storedIn: Int) {
        self.size = size
        self.sha256 = sha256
        self.storedIn = storedIn
    }
}

extension Array where Element == TextPart {
    /// Which file a place in the text came of, and on which of its pages (from 1) it stands.
    /// - Parameter offset: bytes of UTF-8 from the beginning of the text.
    package func place(at offset: Int) -> (file: String, page: Int?)? {
        guard let part = last(where: { $0.offset <= offset }) else { return nil }
        let page = part.pages?.lastIndex { $0 <= offset }
        return (part.file, page.map { $0 + 1 })
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
    /// Names of what was proposed from the text or the file and neither given nor confirmed: `title`, `date`, `author`,
    /// `documentNumber`, `field.NAME` (of `Description.proposedFields`).
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

    /// The name under which a proposed field stands in `proposed`.
    package static func proposedName(of field: FieldValue) -> String { "field." + field.name }

    /// Forgets the proposals of these names, and of fields that the record's class does not have.
    package mutating func forgetProposals(_ isAnswered: (_ name: String) -> Bool, fieldsOf recordClass: RecordClass) {
        let fields = (description.proposedFields ?? []).filter { field in
            !isAnswered(Self.proposedName(of: field)) && recordClass.field(field.name) != nil
        }
        description.proposedFields = fields.isEmpty ? nil : fields
        let names = Set(fields.map(Self.proposedName(of:)))
        proposed.removeAll { name in
            name.hasPrefix("field.") ? !names.contains(name) : isAnswered(name)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case format, sequence, code, description, filedAt, filedBy, reason, voided, proposed, retention
        case filePlanVersion, files, text, fingerprint
        case number = "version"
    }
}
