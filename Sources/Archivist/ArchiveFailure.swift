internal import Access
internal import ArchiveFiles
internal import Boxes
package import Catalog
internal import Foundation
package import Intake
package import Records
package import Retention
internal import Spreadsheets

/// What went wrong, as facts; the words are made at the door.
package enum ArchiveFailure: Error {
    // Wrong place
    case notAnArchive(String)
    case alreadyAnArchive(String)
    case folderNotEmpty(String)
    case catalogMissing(String)
    case catalogPresent(String)
    case invalidFonds(String)
    case invalidOrganisation(String)

    // Input
    case noInput(String)
    case unreadable(path: String, reason: String)
    case refused(Refusal)
    case filePlan([FilePlanProblem])
    case manifest(ManifestError)
    case classInUse(String)
    /// Since the plan was taken from which a new one was made.
    case planChanged(version: Int)
    case organisationInUse(String, [OrganisationHindrance])
    case badTable(line: Int, reason: TableFault)
    case badName(String)
    /// Of a user or a token.
    case badAccountName(String)
    case badSynonyms([SynonymFault])
    case synonymsTooLong(mostBytes: Int)

    // Permission
    case notPermitted(Duty)
    case masked(String)
    case noUsersYet(String)
    case signInRequired
    case signInFailed
    case signInDelayed(seconds: Int)
    case lockedOut
    case roleMissing
    case passwordMustChange(String)
    case weakPassword(PasswordFault)
    case userExists(String)
    case noSuchUser(String)
    case firstUserAdministrates
    case ownRole
    /// A code of a second factor, or one that was used before.
    case codeFailed
    case secondFactorRequired
    case noSecondFactor(String)
    case ownSecondFactor
    case tokenFailed
    case tokenExpired(String, until: String)
    case tokenTime(mostDays: Int)
    case tokenExists(String)
    case noSuchToken(String)
    case tokenCannot
    case readingOnly
    case noSuchGrant(Int64)
    case ownRequest(Int64)
    case grantState(Int64, AccessGrant.State)

    // The access log
    case noSuchEntry(Int64)
    case badCheckpoint
    /// The log does not continue the one of a checkpoint.
    case logChanged(since: Int)
    case badLogKey(String)
    case logKeyMissing(String)
    case otherLogKey(String)
    case badLogRules(path: String, line: Int, expected: String)
    case badFormats(path: String, line: Int, expected: String)
    case reviewOfOwnUse(Int64)
    case tooYoungToErase(day: Day, years: Int)
    /// The class asks of everybody who reads its records what for.
    case purposeMissing(code: String, className: String)
    case separation(SeparationFault)
    case unknownWitness(String)

    // Holds, appraisal, disposal
    case noSuchHold(Int)
    case holdLifted(Int)
    case nothingToHold
    case noSuchAppraisal(Int)
    case nothingToAppraise
    case notInAppraisal(code: String, Int)
    case inAppraisal(code: String, Int)
    case obstructed([Obstruction])
    case gone(code: String, Disposal.Kind, authority: String, at: String)

    // Requests of the persons concerned
    case noSuchRequest(Int)
    case requestFieldMissing(String)
    /// Another has to decide than who took it in.
    case requestTakenByDecider(Int)
    case requestState(Int, RequestState)
    case requestAboutNothing(Int)
    /// Only what is to be deleted can be kept in storage only.
    case notForDeletion(Int)
    /// Law or a hold keeps what is to be deleted.
    case deletionForbidden([Obstruction])
    /// No answer yet: what was granted has not been done.
    case requestUndone(Int, RequestFault)
    /// Kept in storage only (仅存储), on whose request.
    case storedOnly(code: String, SubjectRequest.Party, request: Int)

    // Handing over, and receiving
    case noSuchTransfer(Int)
    case badReceipt(String)
    /// The receipt is for the package of another transfer; nil: for none of this archive's.
    case receiptOfOther(Int?)
    /// It was taken in before, and stands under this code.
    case receiptTaken(String)
    /// What it says of a record does not agree with the package.
    case receiptDiffers(String)
    case nothingToHandOver(Int)
    /// The record was handed over, and is only a copy to be read.
    case handedOver(String)
    case badPackage(path: String, PackageFault)
    /// A file stands in the way that is no receipt for this package.
    case notThisReceipt(String)

    // State
    case busy(LockHolder?)
    case noSuchRecord(String)
    case noSuchVersion(code: String, version: Int)
    case noVersionThen(code: String, date: String)
    case noSuchFile(code: String, name: String)
    /// A file that came inside another comes and goes with it.
    case fileInside(name: String, container: String)
    /// A record keeps one file at least.
    case noFileLeft(String)
    case noText(code: String, version: Int)
    case pageWidth(Int)
    case noRendition(code: String, file: String, RenditionFailure)
    case noSuchVolume(String)
    case noSuchPerson(String)
    case noSuchOrganisation(String)
    case noSuchBox(String)
    case noSuchSavedSearch(String)
    case volumeState(code: String, VolumeState)
    case personHasOpenVolume(code: String)
    case alreadyVoided(String)
    case nothingToRevise(String)

    // Storage
    case damaged(box: String, code: String?)
    case catalogDamaged(String)
    case logDamaged(String)
    case logMissing(String)
    case diskFull(path: String)
    case accessDenied(path: String)
    case storageFailed(path: String, reason: String)
    case backupDamaged(problems: Int)
    case backupMissing(String)
    case cancelled
    /// For one go, in which somebody waits.
    case tooManyRecords(Int, most: Int)
    case noSuchUpload(String)
    /// A piece of a file does not go on where the last one ended.
    case uploadDiffers(received: Int)
    case tooManyUploads(Int)
}

extension ArchiveFailure {
    /// What the system says of a file (errno).
    package init(path: String, code: Int32) {
        switch code {
        case ENOSPC, EDQUOT: self = .diskFull(path: path)
        case EACCES, EPERM, EROFS: self = .accessDenied(path: path)
        default: self = .storageFailed(path: path, reason: FileError(path: path, code: code).reason)
        }
    }

    /// The failure behind an error of the stores: disk, lock, damage. Nil for what is no such thing.
    package init?(storage error: any Error) {
        switch error {
        case let error as FileError: self = ArchiveFailure(path: error.path, code: error.code)
        case AccessLogError.damaged(let what): self = .logDamaged(what)
        case let error as BoxError: self = .damaged(box: error.file, code: nil)
        case ArchiveFileError.zip(let reason): self = .storageFailed(path: "zip", reason: reason)
        case let error as SheetFault: self = .storageFailed(path: "xlsx", reason: error.reason)
        case let error as CocoaError:
            let path = error.filePath ?? ""
            switch error.code {
            case .fileWriteOutOfSpace: self = .diskFull(path: path)
            case .fileWriteNoPermission, .fileReadNoPermission, .fileWriteVolumeReadOnly:
                self = .accessDenied(path: path)
            default: self = .storageFailed(path: path, reason: error.localizedDescription)
            }
        default:
            switch StorageFault(error) {
            case .full: self = .diskFull(path: "sqlite")
            case .readOrWrite(let reason): self = .storageFailed(path: "sqlite", reason: reason)
            case .busy: self = .busy(nil)
            case .damaged(let reason): self = .catalogDamaged(reason)
            case nil: return nil
            }
        }
    }
}

package enum TableFault: Equatable, Sendable {
    case cells(expected: Int, found: Int)
    case heading([String])
    case code(String)
    case nameMissing
    case notText
}

/// Why one input is not filed; the others of the same call are.
package enum Refusal: Error, Equatable {
    case classMissing
    case unknownClass(String, known: [String])
    case unknownOrganisation(String)
    case unknownVolume(String)
    case volumeClosed(String)
    case invalidDate(field: String, value: String)
    case outsideJurisdiction(String)
    case unknownField(String, classCode: String, known: [String])
    case fieldMissing(String)
    case invalidField(name: String, value: String, type: FieldType, choices: [String])
    /// Nil where the asker may not know of the record that bears it.
    case externalIDTaken(code: String, externalID: String)
    case noContent
    case missingFile(String)
    case unreadableFile(String, reason: String)
    case notAFile(String)
    case fileTooLarge(bytes: Int, limit: Int)
    case insideArchive(String)
    case badName(String)
    case badManifestLine(ManifestProblem)
    case controlCharacters(field: String)
}

/// A record that may not be disposed of, and why.
package struct Obstruction: Equatable, Sendable {
    package var code: String
    package var obstacle: DisposalObstacle
}

/// How far a request has come.
package enum RequestState: String, Sendable {
    case taken, decided, answered
    /// What was decided keeps nothing in storage only, or no more.
    case notRestricted
}

/// What is missing for an answer.
package enum RequestFault: Equatable, Sendable {
    case revisionMissing
    /// Not a version that corrected a record of the request since it was taken in.
    case notTheRevision(code: String, version: Int)
    /// Records of which no copy was exported since the decision.
    case notExported([String])
    /// Records that stand in no batch that was opened since the request was taken in.
    case notProposed([String])
    case answerMissing
}

/// Why a package cannot be received at all.
package enum PackageFault: Equatable, Sendable {
    /// It is no bag, or not one of ours.
    case notAPackage
    /// This archive made it itself.
    case ownPackage
    /// A file that is missing, another than its manifest says, or not in it.
    case fileMissing(String), fileChanged(String), fileUnexpected(String)
    /// A line of a manifest, or the list of records, that cannot be meant.
    case unreadable(String)
}

/// Who holds the writer's lock.
package struct LockHolder: Codable, Equatable, Sendable {
    package var process: Int32
    package var who: String
    package var act: String
    package var since: String
}
