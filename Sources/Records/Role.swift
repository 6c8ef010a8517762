/// What a user is there for. The three officers are kept apart (三员分立): none of them sees case content.
package enum Role: String, Codable, CaseIterable, Sendable {
    /// 档案员
    case archivist
    /// 个案工作者
    case caseworker
    /// 督导
    case supervisor
    /// 审计员
    case auditor
    /// 系统管理员: keeps the program and the folder going, enters users.
    case systemAdministrator
    /// 安全保密员: gives roles, levels and grants.
    case securityOfficer
    /// 安全审计员: reads the log and reviews it.
    case auditOfficer
}

/// What may be done in an archive, as duties that are given to roles.
package enum Duty: String, Codable, CaseIterable, Sendable {
    /// Find and read records, and take copies along.
    case search, read, export
    /// File, correct, move, void records; open and close volumes; describe persons.
    case file, revise, arrange
    /// Open a file at once, with a reason, before anybody has decided.
    case readInEmergency
    /// Ask for access, and decide on it.
    case requestAccess, decideAccess
    /// Organisations; file plan and schedule; users; their roles and the levels of volumes.
    case organise, plan, keepUsers, assignRoles
    /// Boxes, backup, index, verification.
    case care
    /// The log: reading it, verifying it, reviewing what stands out.
    case readLog, verifyLog, reviewLog
    /// Holds; appraisal and disposal, each step by somebody else.
    case hold, proposeAppraisal, giveOpinion, approveDisposal, witnessDisposal, executeDisposal
    /// Requests of the persons concerned: taken in and answered by one, decided by another.
    case takeRequest, decideRequest
}
