internal import Access
internal import Catalog
package import Records

/// Users: entered by the system administrator, given their role by the security officer. No password is ever set for
/// somebody else but one for a first sign-in.
package struct UserKeeping {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package struct Entry: Sendable {
        package var user: User
        package var isLocked: Bool
        /// No password, or one for a first sign-in only.
        package var awaitsPassword: Bool
        package var hasSecondFactor: Bool
    }

    package func list() throws -> [Entry] {
        try requireOfficer()
        try archive.record("user list", object: nil)
        return try archive.catalog.read { session in
            try session.users().map { user in
                let credential = try session.credential(of: user.name)
                return Entry(
                    user: user, isLocked: credential?.isLocked == true, awaitsPassword: credential?.mustChange != false,
                    hasSecondFactor: try session.secondFactor(of: user.name) != nil)
            }
        }
    }

    /// Enters a user.
    /// - Parameter role: in single-person mode only, where there are no officers yet; the first user is a system administrator.
    /// - Returns: the password for the first sign-in, which is shown once and kept nowhere.
    package func add(_ user: User) throws -> String {
        guard User.isValidName(user.name) else { throw ArchiveFailure.badAccountName(user.name) }
        guard try archive.catalog.read({ try $0.organisation(code: user.org) }) != nil else {
            throw ArchiveFailure.noSuchOrganisation(user.org)
        }
        guard try archive.catalog.read({ try $0.user(named: user.name) }) == nil else {
            throw ArchiveFailure.userExists(user.name)
        }
        if archive.principal.role == nil {
            guard user.role == .systemAdministrator else { throw ArchiveFailure.firstUserAdministrates }
        } else {
            try archive.require(.keepUsers, object: user.name)
            if user.role != nil { try archive.require(.assignRoles, object: user.name) }
        }
        try Committing(archive: archive).commit { try $0.enter(.userSet(user)) }
        return try giveOneTimePassword(to: user.name)
    }

    /// Gives or takes a role. Nobody gives one to themselves.
    ///
    /// While there is no security officer, the system administrator names the first one, and nothing else.
    package func setRole(_ role: Role, of name: String) throws {
        let isFirstOfficer =
            try role == .securityOfficer && archive.principal.role == .systemAdministrator
            && !archive.catalog.read { try $0.users().contains { $0.role == .securityOfficer } }
        if !isFirstOfficer { try archive.require(.assignRoles, object: name) }
        try requireAnother(name)
        try change(name) { $0.role = role }
    }

    package func setState(_ state: User.State, of name: String) throws {
        try archive.require(.keepUsers, object: name)
        try requireAnother(name)
        try change(name) { $0.state = state }
    }

    private func requireAnother(_ name: String) throws {
        guard name != archive.principal.who else { try archive.refuse(.ownRole, object: name) }
    }

    /// Leave to end somebody's sessions, for the server that has them: a browser was left open, or is in others' hands.
    package func endSessions(of name: String) throws {
        try archive.require(.keepUsers, object: name)
        guard try archive.catalog.read({ try $0.user(named: name) }) != nil else {
            throw ArchiveFailure.noSuchUser(name)
        }
        try archive.record("user sign-out", object: name)
    }

    /// Lets a user in again who was locked out or has forgotten the password: with a new one for one sign-in.
    package func release(_ name: String) throws -> String {
        if archive.principal.role != nil { try archive.require(.keepUsers, object: name) }
        guard try archive.catalog.read({ try $0.user(named: name) }) != nil else {
            throw ArchiveFailure.noSuchUser(name)
        }
        try archive.record("user release", object: name)
        return try giveOneTimePassword(to: name)
    }

    /// Gives a system administrator a password for one sign-in, where a recovery left users and no password at all. Only the
    /// account that owns the folder gets so far.
    package static func releaseAfterRecovery(_ name: String, path: String, account: String, face: String) throws
        -> String
    {
        let archive = try ArchiveFolder(path: path, principal: Principal(who: account, face: face, act: "user release"))
        let (user, hasPasswords) = try archive.catalog.read { (try $0.user(named: name), try $0.hasCredentials()) }
        guard !hasPasswords else { throw ArchiveFailure.signInRequired }
        guard let user, user.role == .systemAdministrator else { throw ArchiveFailure.noSuchUser(name) }
        return try UserKeeping(archive: archive).release(user.name)
    }

    /// - Throws: `weakPassword`.
    static func check(_ password: String, of name: String) throws {
        do {
            try Passwords.check(password, of: name)
        } catch let weakness as Passwords.Weakness {
            throw ArchiveFailure.weakPassword(PasswordFault(weakness))
        }
    }

    private func requireOfficer() throws {
        // Looking at the list changes nothing: a token that is for reading will do.
        let keepers: [Duty] = [.keepUsers, .assignRoles]
        guard let role = archive.principal.role, !keepers.contains(where: { SeparationMatrix.permits(role, $0) }) else {
            return
        }
        try archive.require(.keepUsers)
    }

    private func change(_ name: String, _ body: (inout User) -> Void) throws {
        guard var user = try archive.catalog.read({ try $0.user(named: name) }) else {
            throw ArchiveFailure.noSuchUser(name)
        }
        body(&user)
        try Committing(archive: archive).commit { try $0.enter(.userSet(user)) }
    }

    private func giveOneTimePassword(to name: String) throws -> String {
        let password = Passwords.oneTime()
        let credential = Credential(hash: try Passwords.hash(password), mustChange: true)
        try archive.catalog.write { session in
            try session.save(credential, of: name)
            try session.removeTokens(of: name)
        }
        return password
    }
}

/// Why a new password will not do.
package enum PasswordFault: Equatable, Sendable {
    case tooShort(atLeast: Int)
    case tooLong(atMost: Int)
    case sameAsName, tooSimple, sameAsBefore

    init(_ weakness: Passwords.Weakness) {
        self =
            switch weakness {
            case .tooShort: .tooShort(atLeast: Passwords.shortest)
            case .tooLong: .tooLong(atMost: Passwords.longest)
            case .sameAsName: .sameAsName
            case .tooSimple: .tooSimple
            }
    }
}
