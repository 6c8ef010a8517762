internal import Foundation
internal import GRDB

/// What a user's codes are held against.
package struct SecondFactor: Sendable {
    package var secret: [UInt8]
    /// The step whose code was used last.
    package var lastStep: Int
    /// ISO 8601 with zone.
    package var setUpAt: String

    package init(secret: [UInt8], lastStep: Int, setUpAt: String) {
        self.secret = secret
        self.lastStep = lastStep
        self.setUpAt = setUpAt
    }
}

extension CatalogSession {
    package func secondFactor(of user: String) throws -> SecondFactor? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT secret, last_step, set_up_at FROM second_factor WHERE user = ?"),
            arguments: [user]
        ).map {
            let secret: Data = $0[0]
            return SecondFactor(secret: Array(secret), lastStep: $0[1], setUpAt: $0[2])
        }
    }

    /// In the place of the one before and its recovery codes.
    /// - Parameter recovery: digests of recovery codes.
    package func add(_ factor: SecondFactor, recovery: [[UInt8]], of user: String) throws {
        _ = try removeSecondFactor(of: user)
        try db.execute(
            sql: "INSERT INTO second_factor (user, secret, last_step, set_up_at) VALUES (?, ?, ?, ?)",
            arguments: [user, Data(factor.secret), factor.lastStep, factor.setUpAt])
        for digest in recovery {
            try db.execute(
                sql: "INSERT INTO recovery_code (user, digest) VALUES (?, ?)", arguments: [user, Data(digest)])
        }
    }

    /// The codes of this step and of all before it are good no more.
    package func use(step: Int, of user: String) throws {
        try db.execute(sql: "UPDATE second_factor SET last_step = ? WHERE user = ?", arguments: [step, user])
    }

    /// - Returns: false where there is no such recovery code, or no more.
    package func useRecoveryCode(_ digest: [UInt8], of user: String) throws -> Bool {
        try db.execute(
            sql: "DELETE FROM recovery_code WHERE user = ? AND digest = ?", arguments: [user, Data(digest)])
        return db.changesCount > 0
    }

    /// How many recovery codes are left.
    package func recoveryCodes(of user: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM recovery_code WHERE user = ?", arguments: [user]) ?? 0
    }

    /// - Returns: false where there is none.
    package func removeSecondFactor(of user: String) throws -> Bool {
        try db.execute(sql: "DELETE FROM recovery_code WHERE user = ?", arguments: [user])
        try db.execute(sql: "DELETE FROM second_factor WHERE user = ?", arguments: [user])
        return db.changesCount > 0
    }
}
