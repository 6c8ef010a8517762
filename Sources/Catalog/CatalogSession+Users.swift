internal import GRDB
package import Records

/// What a sign-in is held against.
package struct Credential: Sendable {
    package var hash: String
    package var mustChange: Bool
    /// Wrong passwords since the last right one.
    package var failures: Int
    /// Seconds since 1970.
    package var failedAt: Int
    package var isLocked: Bool

    package init(hash: String, mustChange: Bool, failures: Int = 0, failedAt: Int = 0, isLocked: Bool = false) {
        self.hash = hash
        self.mustChange = mustChange
        self.failures = failures
        self.failedAt = failedAt
        self.isLocked = isLocked
    }
}

extension CatalogSession {
    // MARK: - Users

    /// False: single-person mode.
    package func hasUsers() throws -> Bool { try Int.fetchOne(db, sql: "SELECT 1 FROM user LIMIT 1") != nil }

    package func users() throws -> [User] {
        try Row.fetchAll(db, sql: "SELECT name, full_name, role, org, state FROM user ORDER BY name").map(user(_:))
    }

    package func user(named name: String) throws -> User? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT name, full_name, role, org, state FROM user WHERE name = ?"),
            arguments: [name]
        ).map(user(_:))
    }

    private func user(_ row: Row) throws -> User {
        let role: String? = row[2]
        let state: String = row[4]
        return User(
            name: row[0], fullName: row[1], role: role.flatMap(Role.init(rawValue:)), org: row[3],
            state: User.State(rawValue: state) ?? .disabled)
    }

    /// Whatever changed of a user, tokens made before it are good no more.
    func save(_ user: User) throws {
        try removeTokens(of: user.name)
        try db.execute(
            sql: """
                INSERT INTO user (name, full_name, role, org, state) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET full_name = excluded.full_name, role = excluded.role,
                    org = excluded.org, state = excluded.state
                """, arguments: [user.name, user.fullName, user.role?.rawValue, user.org, user.state.rawValue])
    }

    package func credential(of user: String) throws -> Credential? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT hash, must_change, failures, failed_at, locked FROM credential WHERE user = ?"),
            arguments: [user]
        ).map {
            Credential(hash: $0[0], mustChange: $0[1], failures: $0[2], failedAt: $0[3], isLocked: $0[4])
        }
    }

    package func hasCredentials() throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM credential LIMIT 1") != nil
    }

    package func save(_ credential: Credential, of user: String) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO credential (user, hash, must_change, failures, failed_at, locked)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                user, credential.hash, credential.mustChange, credential.failures, credential.failedAt,
                credential.isLocked,
            ])
    }

    // MARK: - Assignments and levels

    func assign(_ users: [String], toVolume code: String) throws {
        let volume = try volumeID(code)
        try db.execute(sql: "DELETE FROM assignment WHERE volume = ?", arguments: [volume])
        for user in Set(users).sorted() {
            try db.execute(sql: "INSERT INTO assignment (volume, user) VALUES (?, ?)", arguments: [volume, user])
        }
    }

    package func assigned(toVolume code: String) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT a.user FROM assignment a JOIN volume v ON v.id = a.volume WHERE v.code = ? ORDER BY a.user",
            arguments: [code])
    }

    /// Codes of the volumes that a user works on.
    package func volumes(assignedTo user: String) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT v.code FROM volume v JOIN assignment a ON a.volume = v.id WHERE a.user = ?"),
            arguments: [user])
    }

    /// Volumes with a level of their own, and their organisation.
    package func volumesWithLevel() throws -> [(code: String, org: String, level: AccessLevel)] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT code, org, level FROM volume WHERE level IS NOT NULL")
        ).compactMap { row in
            let level: String = row[2]
            return AccessLevel(rawValue: level).map { (row[0], row[1], $0) }
        }
    }

    /// Items of some classes that a user filed.
    package func items(filedBy user: String, classes: Set<String>) throws -> [Int64] {
        let marks = Array(repeating: "?", count: classes.count).joined(separator: ", ")
        return try Int64.fetchAll(
            db,
            sql: """
                SELECT i.id FROM version v JOIN item i ON i.id = v.item
                WHERE json_extract(v.metadata, '$.filedBy') = ? AND v.number = 1 AND i.class IN (\(marks))
                """, arguments: [user] + StatementArguments(classes.sorted()))
    }

    // MARK: - Grants

    func save(_ grant: AccessGrant, _ act: Act) throws {
        // A review of a grant does not give it anew.
        let before = try Row.fetchOne(
            db, sql: "SELECT granted FROM access_grant WHERE id = ? AND state = 'granted'", arguments: [grant.id])
        let granted: Int64? = grant.state == .granted ? before.map { $0[0] } ?? act.sequence : nil
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO access_grant (id, user, object, purpose, requested_at, state, decided_by, decided_at,
                    until, is_emergency, reviewed_by, review_note, granted)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                grant.id, grant.user, grant.object, grant.purpose, grant.requestedAt, grant.state.rawValue,
                grant.decidedBy, grant.decidedAt, grant.until, grant.isEmergency, grant.reviewedBy, grant.reviewNote,
                granted,
            ])
    }

    package func nextGrant() throws -> Int64 {
        (try Int64.fetchOne(db, sql: "SELECT max(id) FROM access_grant") ?? 0) + 1
    }

    package func grant(id: Int64) throws -> AccessGrant? {
        try grants(where: "id = ?", [id]).first
    }

    /// Who works on each volume that is assigned to somebody.
    package func assignments() throws -> [String: Set<String>] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT v.code, a.user FROM assignment a JOIN volume v ON v.id = a.volume")
        return rows.reduce(into: [:]) { $0[$1[0], default: []].insert($1[1]) }
    }

    /// Who filed an item; nil where there is no such item.
    package func filer(ofItem code: String) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT json_extract(x.metadata, '$.filedBy') FROM version x JOIN item i ON i.id = x.item
                WHERE i.code = ? AND x.number = 1
                """, arguments: [code])
    }

    package func grants() throws -> [AccessGrant] { try grants(where: "1", []) }

    /// What is open to a user on a day because somebody granted it, each with the number of the act that did; 0 for an
    /// emergency, or where that is unknown.
    package func grants(of user: String, on day: String) throws -> [(grant: AccessGrant, act: Int64)] {
        try grantRows(where: "user = ? AND state = 'granted' AND (until IS NULL OR until >= ?)", [user, day])
            .map { grant, act in (grant, grant.isEmergency ? 0 : act ?? 0) }
    }

    private func grants(where condition: String, _ arguments: StatementArguments) throws -> [AccessGrant] {
        try grantRows(where: condition, arguments).map(\.grant)
    }

    private func grantRows(
        where condition: String, _ arguments: StatementArguments
    ) throws -> [(grant: AccessGrant, act: Int64?)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, user, object, purpose, requested_at, state, decided_by, decided_at, until, is_emergency,
                        reviewed_by, review_note, granted FROM access_grant WHERE \(condition) ORDER BY id
                    """), arguments: arguments
        ).map { row in
            let state: String = row[5]
            let grant = AccessGrant(
                id: row[0], user: row[1], object: row[2], purpose: row[3], requestedAt: row[4],
                state: AccessGrant.State(rawValue: state) ?? .refused, decidedBy: row[6], decidedAt: row[7],
                until: row[8], isEmergency: row[9], reviewedBy: row[10], reviewNote: row[11])
            return (grant, row[12])
        }
    }
}
