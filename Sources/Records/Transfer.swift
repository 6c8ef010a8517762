/// Records packed to be handed over to a higher archive (移交): what the package is known by, and what is in it. They stay
/// as they are until the receiver's receipt is in.
package struct Transfer: Codable, Equatable, Sendable {
    package struct Item: Codable, Equatable, Sendable {
        package var code: String
        /// As in the record's stub: SHA-256 over the versions' `metadata.json`, one after the other.
        package var digest: String

        package init(code: String, digest: String) {
            self.code = code
            self.digest = digest
        }
    }

    package var number: Int
    /// The batch whose approval permits it.
    package var appraisal: Int
    /// The institution that it is meant for, where that was said.
    package var receiver: String?
    /// SHA-256 of the package's `tagmanifest-sha256.txt`.
    package var package: String
    package var items: [Item]

    package init(number: Int, appraisal: Int, receiver: String?, package: String, items: [Item]) {
        self.number = number
        self.appraisal = appraisal
        self.receiver = receiver
        self.package = package
        self.items = items
    }
}

/// Why a receiving archive does not take a record. Words for programs, without anything of what the record says.
package enum AccessionRefusal: String, Codable, CaseIterable, Sendable {
    /// Its files are not those of the package's manifest.
    case fileMissing, fileChanged, fileUnexpected
    /// What the package, its XML or its list says of it does not agree with its files.
    case descriptionDiffers
    /// A file larger than the receiver keeps, or with a name that it cannot keep.
    case fileNotKept
    case unknownClass, unknownOrganisation, outsideJurisdiction
    /// Its code belongs to a record that was taken before and is another.
    case codeTaken
}

/// What an archive that received a package says of it (回执): TransferPackage.md.
package struct TransferReceipt: Codable, Equatable, Sendable {
    package static let format = "lantai-receipt/1"

    package struct Party: Codable, Equatable, Sendable {
        package var fonds: String
        package var name: String

        package init(fonds: String, name: String) {
            self.fonds = fonds
            self.name = name
        }
    }

    package struct Item: Codable, Equatable, Sendable {
        /// The sender's code.
        package var code: String
        package var digest: String
        package var accepted: Bool
        /// The receiver's code, where it was accepted.
        package var filedAs: String?
        /// Why it was not, and of which class, organisation or record that is said.
        package var reason: AccessionRefusal?
        package var detail: String?
        /// ISO 8601 with zone.
        package var at: String
        package var by: String

        package init(
            code: String, digest: String, accepted: Bool, filedAs: String? = nil, reason: AccessionRefusal? = nil,
            detail: String? = nil, at: String, by: String
        ) {
            self.code = code
            self.digest = digest
            self.accepted = accepted
            self.filedAs = filedAs
            self.reason = reason
            self.detail = detail
            self.at = at
            self.by = by
        }
    }

    package var format: String
    package var package: String
    package var sender: Party
    package var receiver: Party
    package var items: [Item]

    package init(package: String, sender: Party, receiver: Party, items: [Item]) {
        format = Self.format
        self.package = package
        self.sender = sender
        self.receiver = receiver
        self.items = items
    }
}

/// A receipt that was taken in, and what became of each record of its package.
package struct Handover: Codable, Equatable, Sendable {
    package enum Outcome: String, Codable, Sendable {
        /// Handed over; nothing stays here.
        case gone
        /// Handed over; a copy stays here to be read.
        case kept
        /// Not accepted: it stays in force here.
        case refused
    }

    package struct Item: Codable, Equatable, Sendable {
        package var code: String
        package var outcome: Outcome
        /// The receiver's code.
        package var filedAs: String?
        package var reason: AccessionRefusal?
        package var detail: String?

        package init(
            code: String, outcome: Outcome, filedAs: String?, reason: AccessionRefusal?, detail: String?
        ) {
            self.code = code
            self.outcome = outcome
            self.filedAs = filedAs
            self.reason = reason
            self.detail = detail
        }
    }

    package var transfer: Int
    package var receiver: TransferReceipt.Party
    /// SHA-256 of the receipt's file, and the archival code under which it was filed.
    package var receipt: String
    package var filedAs: String
    /// The code of the register (移交清册); nil where nothing was accepted.
    package var register: String?
    package var witnesses: [String]
    package var items: [Item]

    package init(
        transfer: Int, receiver: TransferReceipt.Party, receipt: String, filedAs: String, register: String?,
        witnesses: [String], items: [Item]
    ) {
        self.transfer = transfer
        self.receiver = receiver
        self.receipt = receipt
        self.filedAs = filedAs
        self.register = register
        self.witnesses = witnesses
        self.items = items
    }
}

/// Records of a package that this archive took, or did not (接收).
package struct Accession: Codable, Equatable, Sendable {
    package struct Item: Codable, Equatable, Sendable {
        /// The sender's code.
        package var code: String
        package var digest: String
        /// The code here; nil where it was not accepted.
        package var filedAs: String?
        package var reason: AccessionRefusal?
        package var detail: String?

        package init(
            code: String, digest: String, filedAs: String? = nil, reason: AccessionRefusal? = nil,
            detail: String? = nil
        ) {
            self.code = code
            self.digest = digest
            self.filedAs = filedAs
            self.reason = reason
            self.detail = detail
        }
    }

    /// A volume of the sender's, and the one that was opened for it here.
    package struct OpenedVolume: Codable, Equatable, Sendable {
        package var code: String
        package var filedAs: String

        package init(code: String, filedAs: String) {
            self.code = code
            self.filedAs = filedAs
        }
    }

    package var package: String
    package var sender: TransferReceipt.Party
    package var items: [Item]
    package var volumes: [OpenedVolume]

    package init(
        package: String, sender: TransferReceipt.Party, items: [Item], volumes: [OpenedVolume]
    ) {
        self.package = package
        self.sender = sender
        self.items = items
        self.volumes = volumes
    }
}

/// What a package says of itself: `data/transfer.json` (TransferPackage.md).
package struct TransferSheet: Codable, Equatable, Sendable {
    package static let format = "lantai-transfer/1"

    package struct Item: Codable, Equatable, Sendable {
        package var code: String
        package var digest: String
        /// How many.
        package var versions: Int

        package init(code: String, digest: String, versions: Int) {
            self.code = code
            self.digest = digest
            self.versions = versions
        }
    }

    package struct PackedVolume: Codable, Equatable, Sendable {
        package var volume: Volume
        /// Nil: the level of its class.
        package var level: AccessLevel?

        package init(volume: Volume, level: AccessLevel?) {
            self.volume = volume
            self.level = level
        }
    }

    package var format: String
    package var number: Int
    package var appraisal: Int
    /// Who approved it, and when.
    package var authority: String
    package var sender: TransferReceipt.Party
    package var receiver: String?
    package var at: String
    package var by: String
    package var items: [Item]
    package var volumes: [PackedVolume]

    package init(
        number: Int, appraisal: Int, authority: String, sender: TransferReceipt.Party, receiver: String?, at: String,
        by: String, items: [Item], volumes: [PackedVolume]
    ) {
        format = Self.format
        self.number = number
        self.appraisal = appraisal
        self.authority = authority
        self.sender = sender
        self.receiver = receiver
        self.at = at
        self.by = by
        self.items = items
        self.volumes = volumes
    }
}
