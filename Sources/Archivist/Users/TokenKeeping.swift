internal import Access
internal import Catalog
package import Records

/// Tokens: each user makes their own for programs that run in their name, narrowed in time and, where wished, to reading.
///
/// They end with a changed password, another role, or the user's being disabled or enabled again, and none is in a box: a
/// recovered archive has none.
package struct TokenKeeping {
    /// Days of a token for which nothing else is said.
    package static let usualDays = 90
    package static let mostDays = 365

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameter until: the last day; nil for so many days from now.
    /// - Returns: the token, which is shown once and kept nowhere.
    package func create(_ name: String, until: Day?, days: Int = usualDays, isReadingOnly: Bool) throws -> (
        token: String, kept: TokenView
    ) {
        guard let role = archive.principal.role else { throw ArchiveFailure.noUsersYet(archive.principal.who) }
        guard archive.principal.token == nil else {
            try archive.refuse(.tokenCannot, object: name)
        }
        guard User.isValidName(name) else { throw ArchiveFailure.badAccountName(name) }
        let today = Timestamp.today()
        let last = until ?? today.adding(days: max(-1, min(days, Self.mostDays + 1)))
        guard last >= today, last <= today.adding(days: Self.mostDays) else {
            throw ArchiveFailure.tokenTime(mostDays: Self.mostDays)
        }
        let user = archive.principal.who
        let token = Tokens.new()
        let row = TokenRow(
            user: user, name: name, digest: Tokens.digest(of: token), createdAt: Timestamp.now(),
            until: last.description, isReadingOnly: isReadingOnly)
        guard try archive.catalog.read({ try $0.tokens(of: user) }).allSatisfy({ $0.name != name }) else {
            throw ArchiveFailure.tokenExists(name)
        }
        try archive.record("token create", object: "\(user) \(name)")
        try archive.catalog.write { session in
            // The role may have been taken meanwhile, and with it all tokens.
            guard try session.user(named: user)?.role == role else { throw ArchiveFailure.signInFailed }
            try session.add(row)
        }
        return (token, TokenView(row))
    }

    /// One's own, or everybody's for who keeps the users.
    package func list() throws -> [TokenView] {
        let user = try keepsUsers() ? nil : archive.principal.who
        try archive.record("token list", object: user)
        return try archive.catalog.read { try $0.tokens(of: user) }.map { row in
            let used = try archive.log.last("sign in", of: SigningIn.logged(token: row.name), by: row.user)
            // An earlier one of the same name is another.
            return TokenView(row, lastUsedAt: used.flatMap { $0 >= row.createdAt ? $0 : nil })
        }
    }

    /// - Parameter user: nil for oneself; others' only by who keeps the users.
    package func revoke(_ name: String, of user: String?) throws {
        let user = user ?? archive.principal.who
        if user != archive.principal.who { try archive.require(.keepUsers, object: user) }
        try archive.requireChanging(object: name)
        try archive.record("token revoke", object: "\(user) \(name)")
        guard try archive.catalog.write({ try $0.removeToken(name, of: user) }) else {
            throw ArchiveFailure.noSuchToken(name)
        }
    }

    private func keepsUsers() throws -> Bool {
        guard let role = archive.principal.role else { throw ArchiveFailure.noUsersYet(archive.principal.who) }
        return SeparationMatrix.permits(role, .keepUsers)
    }
}

/// A token as lists show it; the token itself is known to its owner alone.
package struct TokenView: Sendable {
    package var user: String
    package var name: String
    package var createdAt: String
    package var until: String
    package var isReadingOnly: Bool
    /// When a program last came with it, to a quarter of an hour; nil where none ever did.
    package var lastUsedAt: String?

    init(_ row: TokenRow, lastUsedAt: String? = nil) {
        self.lastUsedAt = lastUsedAt
        user = row.user
        name = row.name
        createdAt = row.createdAt
        until = row.until
        isReadingOnly = row.isReadingOnly
    }
}
