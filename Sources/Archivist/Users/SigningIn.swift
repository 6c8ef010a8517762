internal import Access
internal import Catalog
internal import Foundation
internal import Records

/// Who enters an archive, and as whom: the one door that every face goes through.
///
/// Until a first user is defined, the account that owns the folder does everything (single-person mode). From then on
/// everybody signs in.
package struct SigningIn {
    /// Wrong passwords and codes in a row after which a user is locked out.
    fileprivate static let mostFailures = 10
    /// Behind the third wrong one each next try has to wait twice as long, from so many seconds on.
    private static let firstWait = 2

    private let account: String
    private let face: String
    private let act: String
    private let purpose: String?
    /// Whether a code is asked for after the password; nil where nobody is asked, as on the command line, which is the
    /// service account's alone.
    private let secondFactor: SecondFactorRule?
    private let open: (Principal) throws -> ArchiveFolder

    /// - Parameters:
    ///   - account: under which the program runs.
    ///   - diskFull: told while the disk is full and the archive works on what was kept back for that.
    package init(
        path: String, account: String, face: String, act: String, purpose: String?,
        secondFactor: SecondFactorRule? = nil, diskFull: @escaping @Sendable (DiskFullNotice) -> Void = { _ in }
    ) {
        self.account = account
        self.face = face
        self.act = act
        self.purpose = purpose
        self.secondFactor = secondFactor
        open = { try ArchiveFolder(path: path, principal: $0, diskFull: diskFull) }
    }

    /// Into an archive that is open already.
    init(archive: ArchiveFolder, account: String, face: String, act: String, purpose: String?) {
        self.account = account
        self.face = face
        self.act = act
        self.purpose = purpose
        secondFactor = nil
        open = { archive.acting(as: $0) }
    }

    /// - Parameters:
    ///   - name: nil where nobody is named.
    ///   - token: one that the user made; it goes before the password.
    ///   - isRepeated: says of the token with this name that its coming was written down a moment ago.
    ///   - password: asked for only where it is needed.
    /// - Throws: `signInRequired`, `noUsersYet`, `signInFailed`, `signInDelayed`, `lockedOut`, `passwordMustChange`,
    ///   `tokenFailed`, `tokenExpired`.
    package func enter(
        as name: String?, token: String? = nil, isRepeated: (_ token: String) -> Bool = { _ in false },
        password: () throws -> String?
    ) throws -> ArchiveFolder {
        let (user, archive) = try identified(name, isRepeated) {
            try token.map { .token($0) } ?? password().map { .password($0) }
        }
        guard let user else { return archive }
        guard try archive.catalog.read({ try $0.credential(of: user.name)?.mustChange }) == false else {
            throw ArchiveFailure.passwordMustChange(user.name)
        }
        return archive
    }

    /// Sets one's own password: with the old one, or with the one-time password of a first sign-in.
    package func changePassword(of name: String, password: () throws -> String?, to new: String) throws {
        let (user, archive) = try identified(name) { try password().map { .password($0) } }
        guard let user else { throw ArchiveFailure.noUsersYet(name) }
        try UserKeeping.check(new, of: user.name)
        if let old = try archive.catalog.read({ try $0.credential(of: user.name) }),
            Passwords.matches(new, hash: old.hash)
        {
            throw ArchiveFailure.weakPassword(.sameAsBefore)
        }
        try archive.record("password changed", object: user.name)
        let hash = try Passwords.hash(new)
        try archive.catalog.write { session in
            var credential = Credential(hash: hash, mustChange: false)
            // Whoever owes a code still has no new tries at it with a new password.
            if try owesMore(user.name, session), let old = try session.credential(of: user.name) {
                (credential.failures, credential.failedAt, credential.isLocked) = (
                    old.failures, old.failedAt, old.isLocked
                )
            }
            try session.save(credential, of: user.name)
            // Whoever knew the old password may have made some.
            try session.removeTokens(of: user.name)
        }
    }

    private enum Proof {
        case password(String)
        case token(String)
    }

    /// The user, or nil in single-person mode, and the archive in their hands.
    private func identified(
        _ name: String?, _ isRepeated: (_ token: String) -> Bool = { _ in false }, _ proof: () throws -> Proof?
    ) throws -> (User?, ArchiveFolder) {
        let outside = try open(Principal(who: account, face: face, act: act, purpose: purpose))
        outside.reserve.tellIfGone()
        guard try outside.catalog.read({ try $0.hasUsers() }) else {
            if let name, name != account { throw ArchiveFailure.noUsersYet(name) }
            return (nil, outside)
        }
        guard let name else { throw ArchiveFailure.signInRequired }
        let (user, credential) = try outside.catalog.read { (try $0.user(named: name), try $0.credential(of: name)) }
        let visitor = try open(Principal(who: name, face: face, act: act, purpose: purpose))
        let typed: String
        var isToken = false
        switch try proof() {
        case nil: throw ArchiveFailure.signInRequired
        case .password(let given)?: typed = given
        case .token(let given)?:
            typed = given
            isToken = true
        }
        // By what somebody signed in, or tried to, stands in the log: the token's name, never more.
        func refuse(_ failure: ArchiveFailure, token: String? = nil) throws -> Never {
            try visitor.record("sign in", object: isToken ? Self.logged(token: token) : nil, denied: true)
            throw failure
        }
        let wrong = isToken ? ArchiveFailure.tokenFailed : .signInFailed
        guard let user, let credential, user.state == .active else {
            // As slow as with a user, so that nobody learns which names there are.
            if !isToken { _ = Passwords.matches(typed, hash: Self.nobody) }
            try refuse(wrong)
        }
        let now = time(nil)
        if let refusal = credential.refusal(at: now) { try refuse(refusal) }
        var token: TokenRow?
        if isToken {
            token = try outside.catalog.read { try $0.tokens(of: name) }.first {
                Tokens.matches(typed, digest: $0.digest)
            }
        }
        let isRight = isToken ? token != nil : Passwords.matches(typed, hash: credential.hash)
        let isHalf = try !isToken && outside.catalog.read { try owesMore(name, $0) }
        // A token that is right says nothing about who tries out passwords, nor does a password about who tries out codes.
        // Where a password is right and nobody tried others out, nothing is written: who reads does not wait for who files.
        let isSettled = try outside.catalog.read { try $0.credential(of: name) }.map {
            isRight && $0.failures == 0 && $0.hash == credential.hash
        }
        if !(isToken && isRight), isSettled != true {
            let failure = try outside.catalog.write {
                try Self.count(
                    isRight ? nil : wrong, of: name, heldAgainst: credential.hash, isWhole: !isHalf, at: time(nil), $0)
            }
            if let failure { try refuse(failure) }
        }
        if let token, token.until < Timestamp.today().description {
            try refuse(.tokenExpired(token.name, until: token.until), token: token.name)
        }
        guard let role = user.role else { try refuse(.roleMissing, token: token?.name) }
        if isHalf {
            try visitor.record("sign in began", object: nil)
        } else if token.map({ isRepeated($0.name) }) != true {
            try visitor.record("sign in", object: token.map { Self.logged(token: $0.name) })
        }
        var principal = Principal(who: name, face: face, act: act, purpose: purpose, role: role, org: user.org)
        principal.token = token?.name
        principal.isReadingOnly = token?.isReadingOnly == true
        return (user, try open(principal))
    }

    /// Counts a try, once it has been held against what was stored. That takes a while, in which others try, the user is locked
    /// out or has another password: of tries side by side each counts, and none is good that was held against an old password.
    /// - Parameters:
    ///   - wrong: what is wrong with the try; nil for a right password.
    ///   - isWhole: whether a right password is all that is owed.
    /// - Returns: why nobody is let in.
    private static func count(
        _ wrong: ArchiveFailure?, of name: String, heldAgainst hash: String, isWhole: Bool, at now: Int,
        _ session: CatalogSession
    ) throws -> ArchiveFailure? {
        guard var credential = try session.credential(of: name) else { return wrong ?? .signInFailed }
        if let wrong {
            credential.fail(at: now)
            try session.save(credential, of: name)
            return wrong
        }
        if credential.hash != hash { return .signInFailed }
        if let refusal = credential.refusal(at: now) { return refusal }
        if isWhole, credential.failures > 0 {
            credential.failures = 0
            try session.save(credential, of: name)
        }
        return nil
    }

    /// As it stands in the log.
    static func logged(token name: String?) -> String { "token" + (name.map { " " + $0 } ?? "") }

    // MARK: - The second factor

    /// Whether the password alone lets nobody in.
    private func owesMore(_ name: String, _ session: CatalogSession) throws -> Bool {
        guard let secondFactor else { return false }
        return try secondFactor == .required || session.secondFactor(of: name) != nil
    }

    /// The first half of a sign-in.
    /// - Throws: as `enter`.
    package func begin(as name: String, password: String) throws -> SignInStage {
        _ = try enter(as: name) { password }
        return try stage(of: name)
    }

    /// How far a sign-in is whose password was right just now.
    package func stage(of name: String) throws -> SignInStage {
        let outside = try open(Principal(who: account, face: face, act: act, purpose: purpose))
        return try outside.catalog.read { session in
            guard try owesMore(name, session), let hash = try session.credential(of: name)?.hash else {
                return .entered(.user(name))
            }
            let given = PasswordGiven(user: name, hash: hash)
            return try session.secondFactor(of: name) == nil ? .setUpAsked(given) : .codeAsked(given)
        }
    }

    /// The second half: a code of the second factor, or a recovery code.
    /// - Throws: as `ArchiveFolder.accept`.
    package func enter(after given: PasswordGiven, code: String) throws {
        let visitor = try open(Principal(who: given.user, face: face, act: act, purpose: purpose))
        let kind = try visitor.accept(code, of: given.user, for: "sign in", isStill: given.holds)
        try visitor.record("sign in", object: kind)
    }

    /// The second half of who has no second factor yet: sets it up.
    /// - Returns: recovery codes, which are shown once and kept nowhere.
    /// - Throws: `codeFailed`; `signInFailed` where something changed since the password was given.
    package func enter(
        after given: PasswordGiven, settingUp proposal: SecondFactorProposal, code: String
    ) throws -> [String] {
        let visitor = try open(Principal(who: given.user, face: face, act: act, purpose: purpose))
        let step = try proposal.step(of: code)
        let holds = try visitor.catalog.write { session -> Bool in
            guard let user = try session.user(named: given.user),
                var credential = try session.credential(of: user.name),
                given.holds(user, credential), credential.refusal(at: time(nil)) == nil,
                try session.secondFactor(of: user.name) == nil
            else { return false }
            credential.failures = 0
            try session.save(credential, of: user.name)
            return true
        }
        guard holds else {
            try visitor.record("sign in", object: "code", denied: true)
            throw ArchiveFailure.signInFailed
        }
        let codes = try visitor.putInForce(proposal, of: given.user, at: step)
        try visitor.record("sign in", object: "code")
        return codes
    }

    /// What somebody is asked to set up who has given the password.
    package func propose(to given: PasswordGiven) throws -> SecondFactorProposal {
        let visitor = try open(Principal(who: given.user, face: face, act: act, purpose: purpose))
        return try SecondFactorKeeping(archive: visitor, rule: .required).propose()
    }

    /// Seconds.
    fileprivate static func wait(after failures: Int) -> Int { failures < 3 ? 0 : firstWait << min(failures - 3, 10) }

    /// The hash of nobody's password, made with the same costs.
    private static let nobody =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
}

/// That a user's password was right: half a sign-in. Made nowhere else.
package struct PasswordGiven: Sendable {
    package let user: String
    /// Of that password: another since, and this is worth nothing.
    fileprivate let hash: String

    /// Whether the user may still come in, with the same password.
    fileprivate func holds(_ user: User, _ credential: Credential) -> Bool {
        user.state == .active && user.role != nil && credential.hash == hash && !credential.mustChange
    }
}

/// How far a sign-in is, once the password was right.
package enum SignInStage: Sendable {
    case entered(OpenArchive.Visitor)
    /// A code of the second factor is owed, or a recovery code.
    case codeAsked(PasswordGiven)
    /// There is no second factor yet, and has to be.
    case setUpAsked(PasswordGiven)
}

extension Credential {
    /// Why nothing is tried now; nil where something may be.
    func refusal(at now: Int) -> ArchiveFailure? {
        if isLocked { return .lockedOut }
        let wait = SigningIn.wait(after: failures) - (now - failedAt)
        // A clock that was set back keeps nobody waiting longer than the rule says.
        return wait > 0 && now >= failedAt ? .signInDelayed(seconds: wait) : nil
    }

    mutating func fail(at now: Int) {
        failures += 1
        failedAt = now
        isLocked = failures >= SigningIn.mostFailures
    }
}
