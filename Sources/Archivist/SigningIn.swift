internal import Access
internal import Catalog
internal import Foundation
internal import Records

/// Who enters an archive, and as whom: the one door that every face goes through.
///
/// Until a first user is defined, the account that owns the folder does everything (single-person mode). From then on
/// everybody signs in.
package struct SigningIn {
    /// Wrong passwords in a row after which a user is locked out.
    static let mostFailures = 10
    /// Behind the third wrong password each next try has to wait twice as long, from so many seconds on.
    private static let firstWait = 2

    private let account: String
    private let face: String
    private let act: String
    private let purpose: String?
    private let open: (Principal) throws -> ArchiveFolder

    /// - Parameters:
    ///   - account: under which the program runs.
    ///   - diskFull: told while the disk is full and the archive works on what was kept back for that.
    package init(
        path: String, account: String, face: String, act: String, purpose: String?,
        diskFull: @escaping @Sendable (DiskFullNotice) -> Void = { _ in }
    ) {
        self.account = account
        self.face = face
        self.act = act
        self.purpose = purpose
        open = { try ArchiveFolder(path: path, principal: $0, diskFull: diskFull) }
    }

    /// Into an archive that is open already.
    init(archive: ArchiveFolder, account: String, face: String, act: String, purpose: String?) {
        self.account = account
        self.face = face
        self.act = act
        self.purpose = purpose
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
        let credential = Credential(hash: try Passwords.hash(new), mustChange: false)
        try archive.catalog.write { session in
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
        guard let user, var credential, user.state == .active else {
            // As slow as with a user, so that nobody learns which names there are.
            if !isToken { _ = Passwords.matches(typed, hash: Self.nobody) }
            try refuse(wrong)
        }
        if credential.isLocked { try refuse(.lockedOut) }
        let now = time(nil)
        let wait = Self.wait(after: credential.failures) - (now - credential.failedAt)
        // A clock that was set back keeps nobody waiting longer than the rule says.
        if wait > 0, now >= credential.failedAt { try refuse(.signInDelayed(seconds: wait)) }
        var token: TokenRow?
        if isToken {
            token = try outside.catalog.read { try $0.tokens(of: name) }.first {
                Tokens.matches(typed, digest: $0.digest)
            }
        }
        guard isToken ? token != nil : Passwords.matches(typed, hash: credential.hash) else {
            credential.failures += 1
            credential.failedAt = now
            credential.isLocked = credential.failures >= Self.mostFailures
            try outside.catalog.write { try $0.save(credential, of: name) }
            try refuse(wrong)
        }
        if let token, token.until < Timestamp.today().description {
            try refuse(.tokenExpired(token.name, until: token.until), token: token.name)
        }
        // A token that is right says nothing about who tries out passwords.
        if credential.failures > 0, !isToken {
            credential.failures = 0
            try outside.catalog.write { try $0.save(credential, of: name) }
        }
        guard let role = user.role else { try refuse(.roleMissing, token: token?.name) }
        if token.map({ isRepeated($0.name) }) != true {
            try visitor.record("sign in", object: token.map { Self.logged(token: $0.name) })
        }
        var principal = Principal(who: name, face: face, act: act, purpose: purpose, role: role, org: user.org)
        principal.token = token?.name
        principal.isReadingOnly = token?.isReadingOnly == true
        return (user, try open(principal))
    }

    /// As it stands in the log.
    static func logged(token name: String?) -> String { "token" + (name.map { " " + $0 } ?? "") }

    /// Seconds.
    static func wait(after failures: Int) -> Int { failures < 3 ? 0 : firstWait << min(failures - 3, 10) }

    /// The hash of nobody's password, made with the same costs.
    private static let nobody =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
}
