internal import Foundation
internal import GRDB

/// A token that a user made for a program.
package struct TokenRow: Sendable {
    package var user: String
    package var name: String
    /// SHA-256 of the token.
    package var digest: [UInt8]
    /// ISO 8601 with zone.
    package var createdAt: String
    /// `YYYY-MM-DD`, the last day.
    package var until: String
    package var isReadingOnly: Bool

    package init(
        user: String, name: String, digest: [UInt8], createdAt: String, until: String, isReadingOnly: Bool
    ) {
        self.user = user
        self.name = name
        self.digest = digest
        self.createdAt = createdAt
        self.until = until
        self.isReadingOnly = isReadingOnly
    }
}

extension CatalogSession {
    /// - Parameter user: nil for everybody's.
    package func tokens(of user: String?) throws -> [TokenRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT user, name, digest, created_at, until, reading_only FROM user_token
                WHERE ?1 IS NULL OR user = ?1 ORDER BY user, name
                """, arguments: [user]
        ).map {
            let digest: Data = $0[2]
            return TokenRow(
                user: $0[0], name: $0[1], digest: Array(digest), createdAt: $0[3], until: $0[4],
                isReadingOnly: $0[5])
        }
    }

    package func add(_ token: TokenRow) throws {
        try db.execute(
            sql: """
                INSERT INTO user_token (user, name, digest, created_at, until, reading_only) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                token.user, token.name, Data(token.digest), token.createdAt, token.until, token.isReadingOnly,
            ])
    }

    /// - Returns: false where there is none of this name.
    package func removeToken(_ name: String, of user: String) throws -> Bool {
        try db.execute(sql: "DELETE FROM user_token WHERE user = ? AND name = ?", arguments: [user, name])
        return db.changesCount > 0
    }

    package func removeTokens(of user: String) throws {
        try db.execute(sql: "DELETE FROM user_token WHERE user = ?", arguments: [user])
    }
}
