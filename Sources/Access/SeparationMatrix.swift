package import Records

/// Which role has which duty: the one table from which every check runs.
///
/// Administering, granting and auditing do not meet in one role, nor do proposing, approving and executing a disposal; that
/// no one person does two steps of the same disposal is checked there, by name.
package enum SeparationMatrix {
    private static let content: Set<Duty> = [.search, .read]

    private static let duties: [Role: Set<Duty>] = [
        .archivist: content.union([
            .export, .file, .revise, .arrange, .requestAccess, .hold, .proposeAppraisal, .giveOpinion, .witnessDisposal,
            .executeDisposal, .care, .takeRequest,
        ]),
        .caseworker: content.union([
            .file, .revise, .arrange, .requestAccess, .readInEmergency, .giveOpinion, .witnessDisposal,
            .takeRequest,
        ]),
        .supervisor: content.union([
            .export, .requestAccess, .decideAccess, .readInEmergency, .reviewLog, .hold, .giveOpinion, .approveDisposal,
            .decideRequest,
        ]),
        .auditor: content.union([.export, .requestAccess, .readLog, .verifyLog, .witnessDisposal]),
        .systemAdministrator: [.organise, .keepUsers, .care],
        .securityOfficer: [.plan, .assignRoles],
        .auditOfficer: [.readLog, .verifyLog, .reviewLog],
    ]

    /// Which levels a role reads throughout its jurisdiction. Everything else it reads by assignment, as its own filing, or
    /// by a grant; the officers read nothing in any way.
    private static let levels: [Role: Set<AccessLevel>] = [
        .archivist: [.open, .announced],
        .caseworker: [.open],
        .supervisor: [.open, .announced, .hidden],
        .auditor: [.open, .announced],
        .systemAdministrator: [], .securityOfficer: [], .auditOfficer: [],
    ]

    package static func reads(_ role: Role, _ level: AccessLevel) -> Bool { levels[role]?.contains(level) == true }

    /// Whether a role learns that a record of a level exists where it may not read it: year and organisation, no more.
    package static func learnsOf(_ role: Role, _ level: AccessLevel) -> Bool {
        level == .announced && permits(role, .requestAccess)
    }

    /// Roles that need only the rest of a record: personal fields, names and identity numbers are masked for them.
    package static func masksPersons(_ role: Role) -> Bool { role == .auditor }

    package static func permits(_ role: Role, _ duty: Duty) -> Bool { duties[role]?.contains(duty) == true }
}
