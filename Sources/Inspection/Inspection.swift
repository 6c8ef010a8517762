package import Records

/// The four-property inspection (四性检测, DA/T 70-2018; 档案法实施条例 40): facts about a record in, verdicts out. Pure: who can
/// read gathers the facts; words are made at the door.
package enum Stage: String, CaseIterable, Sendable {
    /// At filing (归档), while it is kept (长期保存), before it is handed over (移交).
    case filing, keeping, transfer
}

/// Authenticity, integrity, usability, security (真实性、完整性、可用性、安全性).
package enum Property: String, CaseIterable, Sendable {
    case authentic, complete, usable, safe
}

/// What is looked at. The raw values are stable: reports are kept.
package enum Check: String, CaseIterable, Sendable {
    /// The bytes have the digest taken at filing.
    case digest = "authentic.digest"
    /// The description in the box is the catalog's.
    case metadata = "authentic.metadata"
    /// Who filed it, and when, stands in the provable log.
    case filing = "authentic.filing"
    /// Versions follow each other without a gap.
    case versions = "authentic.versions"
    /// Times are in order.
    case times = "authentic.times"
    /// What the file plan requires is described.
    case description = "complete.description"
    /// All files are there.
    case files = "complete.files"
    /// No number is missing before this one, unless it is known why.
    case numbers = "complete.numbers"
    /// A volume has as many items as it gave numbers, but for those known to be gone.
    case count = "complete.count"
    /// What the box keeps can be read.
    case frame = "usable.frame"
    /// The type is known, and is what was written down.
    case type = "usable.type"
    /// The format is fit for long keeping.
    case format = "usable.format"
    /// The text was extracted, or it is known why not.
    case text = "usable.text"
    /// The text's encoding is known, and all of it was decoded.
    case encoding = "usable.encoding"
    case encryption = "safe.encryption"
    case macros = "safe.macros"
    case activeContent = "safe.active"
    case executable = "safe.executable"

    package var property: Property { Property(rawValue: String(rawValue.prefix { $0 != "." })) ?? .authentic }
}

package enum Conclusion: String, Sendable, Comparable {
    case notApplicable, pass, warn, fail

    private var rank: Int { [.notApplicable, .pass, .warn, .fail].firstIndex(of: self) ?? 0 }
    package static func < (left: Conclusion, right: Conclusion) -> Bool { left.rank < right.rank }
}

/// Why a verdict is not a plain pass.
package enum Cause: String, CaseIterable, Sendable {
    case digestDiffers, unreadable, metadataDiffers
    case filingMissing, filingByOther, filingAtOtherTime, filingChanged, filingErased, logBroken
    case versionGap, contentNowhere, timesOutOfOrder, inFuture, datedAfterFiling
    case elementMissing, fieldMissing, unconfirmed, noFile, fileMissing, numberGap, countDiffers, noVolume
    case typeUnknown, typeDiffers, formatAccepted, formatUnlisted
    case textMissing, hasNoText, encodingUnknown, undecoded
    case encrypted, macros, activeContent, executable
}

/// What one check came to.
package struct Finding: Equatable, Sendable {
    package var check: Check
    package var verdict: Conclusion
    /// Nil for a plain pass.
    package var cause: Cause?
    /// In few words where: `v2`, a file's or a field's name, numbers.
    package var detail: String

    package init(_ check: Check, _ verdict: Conclusion, _ cause: Cause? = nil, _ detail: String = "") {
        self.check = check
        self.verdict = verdict
        self.cause = cause
        self.detail = detail
    }
}

/// Everything about one record that is inspected.
package struct RecordFacts: Sendable {
    /// Oldest first.
    package var versions: [VersionFacts]
    /// Names of the fields that its class requires.
    package var requiredFields: [String]
    /// Numbers between the item before it and this one, of which nobody knows; nil outside of volumes.
    package var missingNumbers: [Int]?
    /// Seconds since 1970.
    package var now: Int

    package init(
        versions: [VersionFacts], requiredFields: [String], missingNumbers: [Int]?, now: Int
    ) {
        self.versions = versions
        self.requiredFields = requiredFields
        self.missingNumbers = missingNumbers
        self.now = now
    }
}

package struct VersionFacts: Sendable {
    /// As the catalog has it.
    package var version: Version
    /// Seconds since 1970 of `filedAt`.
    package var filedAt: Int
    /// Nil where its frame cannot be read.
    package var kept: Kept?
    package var filing: Filing

    /// What the box has.
    package struct Kept: Sendable {
        package var metadataFits: Bool
        /// Of the files whose bytes stand in this version.
        package var files: [KeptFile]
        /// Nil where the version brought no text of its own.
        package var textFits: Bool?
        /// U+FFFD in the text: bytes that had no meaning.
        package var hasUndecodedText: Bool

        package init(metadataFits: Bool, files: [KeptFile], textFits: Bool?, hasUndecodedText: Bool) {
            self.metadataFits = metadataFits
            self.files = files
            self.textFits = textFits
            self.hasUndecodedText = hasUndecodedText
        }
    }

    package struct KeptFile: Sendable {
        package var file: VersionFile
        package var isThere: Bool
        package var digestFits: Bool
        /// The type by its bytes as they are recognised today; nil where they are not there.
        package var type: String?
        package var isText: Bool
        package var risks: Set<Cause>

        package init(file: VersionFile, isThere: Bool, digestFits: Bool, type: String?, isText: Bool, risks: Set<Cause>)
        {
            self.file = file
            self.isThere = isThere
            self.digestFits = digestFits
            self.type = type
            self.isText = isText
            self.risks = risks
        }
    }

    /// What the access log says of its filing.
    package enum Filing: Sendable {
        /// - Parameter isSound: the entry is as it was hashed.
        case logged(who: String, at: Int, isSound: Bool)
        /// Its personal part was erased by schedule: an entry of that day says no more than that something was filed.
        case erased
        case missing
        /// The log as a whole is not what its tree says.
        case unprovable
    }

    package init(version: Version, filedAt: Int, kept: Kept?, filing: Filing) {
        self.version = version
        self.filedAt = filedAt
        self.kept = kept
        self.filing = filing
    }
}

/// Numbers of a volume.
package struct VolumeFacts: Sendable {
    /// The last number that was given.
    package var lastNumber: Int
    /// Of items that are there, or of which a stub says how they went.
    package var known: Set<Int>

    package init(lastNumber: Int, known: Set<Int>) {
        self.lastNumber = lastNumber
        self.known = known
    }

    package var missing: [Int] { lastNumber < 1 ? [] : (1...lastNumber).filter { !known.contains($0) } }

    package var finding: Finding {
        missing.isEmpty
            ? Finding(.count, .pass)
            : Finding(.count, .fail, .countDiffers, missing.map { "\($0)" }.joined(separator: ", "))
    }

    /// The numbers missing right before one.
    package func missing(before number: Int) -> [Int] {
        var (missing, place) = ([Int](), number - 1)
        while place > 0, !known.contains(place) {
            missing.insert(place, at: 0)
            place -= 1
        }
        return missing
    }
}
