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

    private let path: String
    private let account: String
    private let face: String
    private let act: String
    private let purpose: String?

    /// - Parameter account: under which the program runs.
    package init(path: String, account: String, face: String, act: String, purpose: String?) {
        self.path = path
        self.account = account
        self.face = face
        self.act = act
        self.purpose = purpose
    }

    /// - Parameters:
    ///   - name: nil where nobody is named.
    ///   - password: asked for only where it is needed.
    /// - Throws: `signInRequired`, `noUsersYet`, `signInFailed`, `signInDelayed`, `lockedOut`, `passwordMustChange`.
    package func enter(as name: String?, password: () throws -> String?) throws -> ArchiveFolder {
        let (user, archive) = try identified(name, password)
        guard let user else { return archive }
        guard try archive.catalog.read({ try $0.credential(of: user.name)?.mustChange }) == false else {
            throw ArchiveFailure.passwordMustChange(user.name)
        }
        return archive
    }

    /// Sets one's own password: with the old one, or with the one-time password of a first sign-in.
    package func changePassword(of name: String, password: () throws -> String?, to new: String) throws {
        let (user, archive) = try identified(name, password)
        guard let user else { throw ArchiveFailure.noUsersYet(name) }
        try UserKeeping.check(new, of: user.name)
        if let old = try archive.catalog.read({ try $0.credential(of: user.name) }),
            Passwords.matches(new, hash: old.hash)
        {
            throw ArchiveFailure.weakPassword(.sameAsBefore)
        }
        try archive.record("password changed", object: user.name)
        let credential = Credential(hash: try Passwords.hash(new), mustChange: false)
        try archive.catalog.write { try $0.save(credential, of: user.name) }
    }

    /// The user, or nil in single-person mode, and the archive in their hands.
    private func identified(_ name: String?, _ password: () throws -> String?) throws -> (User?, ArchiveFolder) {
        let outside = try ArchiveFolder(
            path: path, principal: Principal(who: account, face: face, act: act, purpose: purpose))
        guard try outside.catalog.read({ try $0.hasUsers() }) else {
            if let name, name != account { throw ArchiveFailure.noUsersYet(name) }
            return (nil, outside)
        }
        guard let name else { throw ArchiveFailure.signInRequired }
        let (user, credential) = try outside.catalog.read { (try $0.user(named: name), try $0.credential(of: name)) }
        let visitor = try ArchiveFolder(
            path: path, principal: Principal(who: name, face: face, act: act, purpose: purpose))
        guard let typed = try password() else { throw ArchiveFailure.signInRequired }
        func refuse(_ failure: ArchiveFailure) throws -> Never {
            try visitor.record("sign in", object: nil, denied: true)
            throw failure
        }
        guard let user, var credential, user.state == .active else {
            // As slow as with a user, so that nobody learns which names there are.
            _ = Passwords.matches(typed, hash: Self.nobody)
            try refuse(.signInFailed)
        }
        if credential.isLocked { try refuse(.lockedOut) }
        let now = time(nil)
        let wait = Self.wait(after: credential.failures) - (now - credential.failedAt)
        // A clock that was set back keeps nobody waiting longer than the rule says.
        if wait > 0, now >= credential.failedAt { try refuse(.signInDelayed(seconds: wait)) }
        guard Passwords.matches(typed, hash: credential.hash) else {
            credential.failures += 1
            credential.failedAt = now
            credential.isLocked = credential.failures >= Self.mostFailures
            try outside.catalog.write { try $0.save(credential, of: name) }
            try refuse(.signInFailed)
        }
        if credential.failures > 0 {
            credential.failures = 0
            try outside.catalog.write { try $0.save(credential, of: name) }
        }
        guard let role = user.role else { try refuse(.roleMissing) }
        try visitor.record("sign in", object: nil)
        return (
            user,
            try ArchiveFolder(
                path: path,
                principal: Principal(
                    who: name, face: face, act: act, purpose: purpose, role: role, org: user.org))
        )
    }

    /// Seconds.
    static func wait(after failures: Int) -> Int { failures < 3 ? 0 : firstWait << min(failures - 3, 10) }

    /// The hash of nobody's password, made with the same costs.
    private static let nobody =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
}
