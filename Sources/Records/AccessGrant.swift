/// Leave to read a record or a volume that its level keeps from a user: asked for, decided, limited in time.
package struct AccessGrant: Codable, Equatable, Sendable {
    package enum State: String, Codable, CaseIterable, Sendable {
        case requested, granted, refused, revoked
    }

    package var id: Int64
    package var user: String
    /// Archival code of an item or a volume.
    package var object: String
    package var purpose: String
    /// ISO 8601 with zone.
    package var requestedAt: String
    package var state: State
    package var decidedBy: String?
    package var decidedAt: String?
    /// `YYYY-MM-DD`, the last day.
    package var until: String?
    /// Opened by the user alone (紧急调阅): stands on the supervisor's desk until somebody has reviewed it.
    package var isEmergency: Bool
    package var reviewedBy: String?
    package var reviewNote: String?

    package init(
        id: Int64, user: String, object: String, purpose: String, requestedAt: String, state: State = .requested,
        decidedBy: String? = nil, decidedAt: String? = nil, until: String? = nil, isEmergency: Bool = false,
        reviewedBy: String? = nil, reviewNote: String? = nil
    ) {
        self.id = id
        self.user = user
        self.object = object
        self.purpose = purpose
        self.requestedAt = requestedAt
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.until = until
        self.isEmergency = isEmergency
        self.reviewedBy = reviewedBy
        self.reviewNote = reviewNote
    }
}
