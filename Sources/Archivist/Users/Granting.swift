internal import Catalog
package import Records

/// Leave to read what a level keeps back: asked for with a purpose, decided by a supervisor, limited in time, revocable; and
/// emergency access (紧急调阅), which opens a file at once and is reviewed afterwards.
package struct Granting {
    /// Days that an emergency opens a file for.
    static let emergencyDays = 1
    /// Days of a grant for which nothing else is said.
    static let usualDays = 30

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// What whoever acts may see of the requests: their own, or those of their jurisdiction that they decide on or review; who
    /// reads the log also sees the emergencies there, with persons masked for whom they are elsewhere.
    package func list() throws -> [AccessGrant] {
        _ = try user()
        let sees = archive.permits(.decideAccess) || archive.permits(.reviewLog)
        let seesEmergencies = archive.permits(.readLog)
        let discretion = try Discretion(archive: archive)
        try archive.record("access list", object: nil)
        return try archive.catalog.read { session in
            try session.grants().compactMap { grant -> AccessGrant? in
                if grant.user == archive.principal.who { return grant }
                guard try (sees || seesEmergencies && grant.isEmergency) && isOurs(grant, session) else { return nil }
                return discretion.grant(grant)
            }
        }
    }

    /// Where requests lead: what they are about, as far as whoever acts may read that.
    package func places(of grants: [AccessGrant]) throws -> [Int64: (code: String, isVolume: Bool)] {
        guard archive.permits(.read) else { return [:] }
        let scope = try archive.scope()
        return try archive.catalog.read { session in
            var places: [Int64: (code: String, isVolume: Bool)] = [:]
            for grant in grants { places[grant.id] = try place(grant.object, scope, session) }
            return places
        }
    }

    /// Whether a request was made in the jurisdiction of whoever acts, or is about a record or volume that lies there.
    private func isOurs(_ grant: AccessGrant, _ session: CatalogSession) throws -> Bool {
        guard let own = archive.principal.org else { return true }
        let code = ArchivalCode.normalised(grant.object)
        let places = [
            try session.user(named: grant.user)?.org, try session.item(code: code)?.org,
            try session.volume(code: code)?.org,
        ]
        return places.contains { $0.map { Organisation.jurisdiction(of: own, covers: $0) } ?? false }
    }

    /// - Parameter object: an archival code, or in words what is known of an announced case: name, year, organisation.
    package func request(_ object: String, purpose: String) throws -> AccessGrant {
        _ = try user()
        try archive.require(.requestAccess, object: object)
        guard !purpose.isBlank else { throw ArchiveFailure.requestFieldMissing("reason") }
        return try Committing(archive: archive).commit { ledger in
            let grant = AccessGrant(
                id: try ledger.session.nextGrant(), user: archive.principal.who, object: object, purpose: purpose,
                requestedAt: ledger.at)
            try ledger.enter(.grantSet(grant))
            return grant
        }
    }

    /// - Parameters:
    ///   - object: the archival code that is opened, where the request only had words.
    ///   - until: the last day; nil for some weeks.
    package func decide(_ id: Int64, grants: Bool, object: String? = nil, until: Day? = nil) throws -> AccessGrant {
        try archive.require(.decideAccess, object: "\(id)")
        // Also what is kept in storage only, of which the supervisor learns no more than that it may be opened.
        let scope = try archive.scope()?.unrestricted
        return try change(id) { grant, session in
            guard grant.state == .requested else { throw ArchiveFailure.grantState(id, grant.state) }
            if grants {
                grant.object = try self.object(object ?? grant.object, scope, session)
                grant.until = (until ?? Timestamp.today().adding(days: Self.usualDays)).description
            }
            grant.state = grants ? .granted : .refused
        }
    }

    package func revoke(_ id: Int64) throws -> AccessGrant {
        try archive.require(.decideAccess, object: "\(id)")
        return try change(id) { grant, _ in
            guard grant.state == .granted else { throw ArchiveFailure.grantState(id, grant.state) }
            grant.state = .revoked
        }
    }

    /// Opens an item or a volume of the district at once.
    package func openInEmergency(_ typed: String, reason: String) throws -> AccessGrant {
        let org = try user().org
        try archive.require(.readInEmergency, object: typed)
        guard !reason.isBlank else { throw ArchiveFailure.requestFieldMissing("reason") }
        let scope = try archive.scope()
        let object = try archive.seeking(typed) {
            try archive.catalog.read { session -> String in
                let code = ArchivalCode.normalised(typed)
                // Nobody alone opens what is kept in storage only.
                if let scope, try scope.withholds(code, in: session) {
                    throw try archive.absence(of: typed, in: session, scope: scope)
                }
                let found =
                    try session.item(code: code).map { ($0.code, $0.org) }
                    ?? session.volume(code: code).map { ($0.code, $0.org) }
                guard let found, Organisation.jurisdiction(of: ReaderScope.district(of: org), covers: found.1) else {
                    throw try archive.absence(of: typed, in: session, scope: scope)
                }
                return found.0
            }
        }
        return try Committing(archive: archive).commit { ledger in
            let grant = AccessGrant(
                id: try ledger.session.nextGrant(), user: archive.principal.who, object: object, purpose: reason,
                requestedAt: ledger.at, state: .granted, decidedBy: archive.principal.who, decidedAt: ledger.at,
                until: Timestamp.today().adding(days: Self.emergencyDays).description, isEmergency: true)
            try ledger.enter(.grantSet(grant))
            return grant
        }
    }

    /// Takes an emergency off the desk.
    package func review(_ id: Int64, note: String) throws -> AccessGrant {
        try archive.require(.reviewLog, object: "\(id)")
        guard !note.isBlank else { throw ArchiveFailure.requestFieldMissing("note") }
        return try change(id, isDecision: false) { grant, _ in
            guard grant.isEmergency, grant.reviewedBy == nil else { throw ArchiveFailure.grantState(id, grant.state) }
            grant.reviewedBy = archive.principal.who
            grant.reviewNote = note
        }
    }

    private func user() throws -> (role: Role?, org: String) {
        guard let role = archive.principal.role, let org = archive.principal.org else {
            throw ArchiveFailure.noUsersYet(archive.principal.who)
        }
        return (role, org)
    }

    /// Nobody decides on, or reviews, what they asked for themselves.
    private func change(
        _ id: Int64, isDecision: Bool = true, _ body: (inout AccessGrant, CatalogSession) throws -> Void
    ) throws -> AccessGrant {
        try archive.seeking("\(id)") {
            try Committing(archive: archive).commit { ledger in
                guard var grant = try ledger.session.grant(id: id),
                    try grant.user == archive.principal.who || isOurs(grant, ledger.session)
                else { throw ArchiveFailure.noSuchGrant(id) }
                guard grant.user != archive.principal.who else { throw ArchiveFailure.ownRequest(id) }
                try body(&grant, ledger.session)
                if isDecision {
                    grant.decidedBy = archive.principal.who
                    grant.decidedAt = ledger.at
                }
                try ledger.enter(.grantSet(grant))
                return grant
            }
        }
    }

    /// A code that the supervisor may read.
    private func object(_ typed: String, _ scope: ReaderScope?, _ session: CatalogSession) throws -> String {
        guard let place = try place(typed, scope, session) else {
            throw try archive.absence(of: typed, in: session, scope: scope)
        }
        return place.code
    }

    private func place(
        _ typed: String, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> (code: String, isVolume: Bool)? {
        if let item = try archive.readable(typed, in: session, scope: scope) { return (item.code, false) }
        guard let volume = try session.volume(code: ArchivalCode.normalised(typed)), scope?.covers(volume) != false
        else { return nil }
        return (volume.code, true)
    }
}
