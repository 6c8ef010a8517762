internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Intake
package import Records
internal import Search
internal import Synchronization

/// An archive that stays open for many visitors, as a server has it: one set of stores, and every act in the hands of
/// whoever asks for it.
package final class OpenArchive: Sendable {
    /// Whom a request comes from, once they have signed in.
    package enum Visitor: Hashable, Sendable {
        /// The account that owns the folder, while there are no users.
        case owner
        case user(String)
    }

    private let archive: ArchiveFolder
    private let account: String
    private let face: String
    /// Whether the pages ask for a second factor. Programs come with tokens, and are not asked.
    package let secondFactor: SecondFactorRule
    private let diskFull: @Sendable (DiskFullNotice) -> Void

    /// Seconds for which a program that comes again with its token is not written down anew: what it does is, each time.
    private static let visit = 15 * 60
    /// When tokens came, by user and name.
    private let visits = Mutex<[String: Int]>([:])

    /// - Parameters:
    ///   - account: under which the program runs.
    ///   - reader: the program that reads what comes in, each file in a process of its own, and how many seconds each may
    ///     take; nil for the one that runs, and the usual time.
    ///   - diskFull: told while the disk is full and the archive works on what was kept back for that.
    package init(
        path: String, account: String, face: String, secondFactor: SecondFactorRule = .optional,
        reader: (program: String, seconds: Int)? = nil,
        diskFull: @escaping @Sendable (DiskFullNotice) -> Void = { _ in }
    ) throws {
        self.account = account
        self.face = face
        self.secondFactor = secondFactor
        self.diskFull = diskFull
        var opened = try ArchiveFolder(
            path: path, principal: Principal(who: account, face: face, act: "serve"), diskFull: diskFull)
        if let reader {
            opened.reader = ProcessReader(
                program: reader.program, fallback: opened.layout.temporary, seconds: reader.seconds)
        }
        archive = opened.keepingOpen()
    }

    package var path: String { archive.path }

    /// False in single-person mode.
    package func hasUsers() throws -> Bool { try archive.catalog.read { try $0.hasUsers() } }

    package func fonds() throws -> String { try archive.catalog.read { try $0.fonds()?.name } ?? "" }

    /// The classes of the plan in force, which say what is described of a record.
    package func classes() throws -> [RecordClass] { try archive.catalog.read { try $0.filePlan().plan.classes } }

    /// What classes and organisations are called, by their codes.
    package func names() throws -> (classes: [String: String], organisations: [String: String]) {
        try archive.catalog.read { session in
            let classes = try session.filePlan().plan.classes.map { ($0.code, $0.name) }
            let organisations = try session.organisations().map { ($0.code, $0.name) }
            return (
                Dictionary(classes, uniquingKeysWith: { first, _ in first }),
                Dictionary(organisations, uniquingKeysWith: { first, _ in first })
            )
        }
    }

    /// Takes a user's name and password, which is all or half of a sign-in.
    /// - Throws: as `SigningIn.enter`; `passwordMustChange` at a first sign-in.
    package func signIn(_ name: String, password: String) throws -> SignInStage {
        try signingIn(secondFactor).begin(as: name, password: password)
    }

    /// The second half of a sign-in.
    /// - Parameter code: of the second factor, or a recovery code.
    /// - Throws: as `SigningIn.enter(after:code:)`.
    package func signIn(_ given: PasswordGiven, code: String) throws -> Visitor {
        try signingIn(secondFactor).enter(after: given, code: code)
        return .user(given.user)
    }

    /// What somebody is asked to set up, who has given the password.
    package func proposeSecondFactor(to given: PasswordGiven) throws -> SecondFactorProposal {
        try signingIn(secondFactor).propose(to: given)
    }

    /// The second half of a sign-in, where the second factor is set up first.
    /// - Returns: recovery codes with it, which are shown once and kept nowhere.
    package func signIn(
        _ given: PasswordGiven, settingUp proposal: SecondFactorProposal, code: String
    ) throws -> (visitor: Visitor, recovery: [String]) {
        let codes = try signingIn(secondFactor).enter(after: given, settingUp: proposal, code: code)
        return (.user(given.user), codes)
    }

    /// Makes sure that somebody who is signed in is still there.
    /// - Throws: as `SigningIn.enter`.
    package func confirm(_ name: String, password: String) throws {
        _ = try signingIn(nil).enter(as: name) { password }
    }

    /// - Parameter isSignedIn: by both factors: nothing else is owed then.
    package func changePassword(
        of name: String, password: String, to new: String, isSignedIn: Bool
    ) throws -> SignInStage {
        let door = signingIn(isSignedIn ? nil : secondFactor)
        try door.changePassword(of: name, password: { password }, to: new)
        return try door.stage(of: name)
    }

    private func signingIn(_ secondFactor: SecondFactorRule?) -> SigningIn {
        SigningIn(
            path: archive.path, account: account, face: face, act: "sign in", purpose: nil, secondFactor: secondFactor,
            diskFull: diskFull)
    }

    /// The archive in the hands of a program that comes with a user's token, which is checked each time.
    /// - Throws: as `SigningIn.enter`; `noUsersYet` in single-person mode, where there are no tokens.
    package func archive(
        for name: String, token: String, act: String, purpose: String? = nil
    ) throws -> ArchiveFolder {
        guard try hasUsers() else { throw ArchiveFailure.noUsersYet(name) }
        return try SigningIn(archive: archive, account: account, face: "api", act: act, purpose: purpose).enter(
            as: name, token: token, isRepeated: { isRepeated(name + "\u{1F}" + $0) }
        ) { nil }
    }

    private func isRepeated(_ key: String) -> Bool {
        let now = time(nil)
        return visits.withLock { visits in
            if let last = visits[key], now >= last, now - last < Self.visit { return true }
            visits[key] = now
            return false
        }
    }

    /// The archive in a visitor's hands. Asked for anew with every request: who was disabled, or has another role since, is
    /// treated so from then on.
    /// - Throws: `signInRequired` where the visitor may not be here any more.
    package func archive(for visitor: Visitor, act: String, purpose: String? = nil) throws -> ArchiveFolder {
        try archive.catalog.read { session in
            switch visitor {
            case .owner:
                guard try !session.hasUsers() else { throw ArchiveFailure.signInRequired }
                return archive.acting(as: Principal(who: account, face: face, act: act, purpose: purpose))
            case .user(let name):
                guard let user = try session.user(named: name), user.state == .active, let role = user.role,
                    let credential = try session.credential(of: name), !credential.isLocked, !credential.mustChange,
                    // Reset since, or set up by nobody: nothing opens before there is one.
                    try secondFactor == .optional || session.secondFactor(of: name) != nil
                else { throw ArchiveFailure.signInRequired }
                return archive.acting(
                    as: Principal(who: name, face: face, act: act, purpose: purpose, role: role, org: user.org))
            }
        }
    }
}

/// An index that stays open: opening one costs more than most searches.
final class KeptIndex: Sendable {
    /// Which file it is: one that was deleted and built anew has the old name and another number.
    private struct Identity: Equatable {
        var device: UInt64
        var file: UInt64
        var seconds = 0
        var nanoseconds = 0

        /// - Parameter withTime: whether a file that was written to is another one.
        init?(_ path: String, withTime: Bool = false) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            file = UInt64(status.st_ino)
            if withTime { (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec) }
        }
    }

    private struct Kept {
        var index: SearchIndex
        var identity: Identity
        /// Of the institution's own, which an index has from its opening on; nil where there are none.
        var synonyms: Identity?
    }

    private let kept = Mutex<Kept?>(nil)

    func index(at path: String, synonyms: String, opened: () throws -> SearchIndex) throws -> SearchIndex {
        try kept.withLock { kept in
            let words = Identity(synonyms, withTime: true)
            if let known = kept, known.identity == Identity(path), known.synonyms == words { return known.index }
            kept = nil
            let index = try opened()
            kept = Identity(path).map { Kept(index: index, identity: $0, synonyms: words) }
            return index
        }
    }
}

/// How far the review of a log has come: a log of years is gone through once, not for every visit.
///
/// What it says of entries that were erased since, it goes on to say until the program ends: their numbers, and who acted.
final class KeptReview: Sendable {
    private let kept = Mutex<LogReview?>(nil)

    /// What is open by some rules.
    /// - Parameter goOn: gives it the entries behind those that it has seen.
    func open(_ rules: LogReviewRules, goOn: (inout LogReview) throws -> Void) rethrows -> [LogReview.Finding] {
        try kept.withLock { kept in
            var review = kept.flatMap { $0.rules == rules ? $0 : nil } ?? LogReview(rules: rules)
            try goOn(&review)
            kept = review
            return review.open
        }
    }
}
