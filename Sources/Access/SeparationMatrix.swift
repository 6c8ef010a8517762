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
            .executeDisposal, .care,
        ]),
        .caseworker: content.union([
            .file, .revise, .arrange, .requestAccess, .readInEmergency, .giveOpinion, .witnessDisposal,
        ]),
        .supervisor: content.union([
            .export, .requestAccess, .decideAccess, .readInEmergency, .reviewLog, .hold, .giveOpinion, .approveDisposal,
        ]),
        .auditor: content.union([.export, .requestAccess, .readLog, .verifyLog, .witnessDisposal]),
        .systemAdministrator: [.organise, .keepUsers, .care],
        .securityOfficer: [.plan, .assignRoles],
        .auditOfficer: [.readLog, .verifyLog, .reviewLog],
    ]

    package static func permits(_ role: Role, _ duty: Duty) -> Bool { duties[role]?.contains(duty) == true }
}
