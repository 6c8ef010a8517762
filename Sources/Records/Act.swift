/// An act of administration. Every act is written into a box before the catalog changes, so that a lost catalog can be
/// rebuilt by applying all acts and versions again in the order of their sequence numbers.
package struct Act: Codable, Equatable, Sendable {
    package static let format = "lantai-act/1"

    package var format: String
    package var sequence: Int64
    /// ISO 8601 with zone.
    package var at: String
    package var by: String
    package var content: Content

    package init(sequence: Int64, at: String, by: String, content: Content) {
        self.format = Self.format
        self.sequence = sequence
        self.at = at
        self.by = by
        self.content = content
    }

    package enum Content: Codable, Equatable, Sendable {
        case fondsFounded(Fonds)
        case organisationsSet([Organisation])
        case organisationsRemoved([String])
        case filePlanAdopted(yaml: String)
        case volumeOpened(Volume)
        case volumeClosed(code: String, on: String, note: String?)
        case volumeReopened(code: String, on: String, reason: String)
        case volumeDescribed(code: String, title: String, subjects: [PersonInRole])
        case personDescribed(Person)
        case userSet(User)
        case volumeAssigned(code: String, users: [String])
        /// Nil: the level of its class.
        case volumeLevelSet(code: String, level: AccessLevel?)
        case grantSet(AccessGrant)
        case holdPlaced(Hold)
        case holdLifted(number: Int, reason: String)
        /// Something that starts a record's clock, such as the end of employment.
        case retentionEvent(code: String, kind: RetentionTrigger, on: String)
        case appraisalOpened(Appraisal)
        case opinionGiven(Opinion)
        case appraisalApproved(Approval)
        case disposed(Disposal)
        case requestTaken(SubjectRequest)
        case requestWorded(RequestWords)
        case requestDecided(RequestRuling)
        case requestAnswered(RequestAnswer)
        /// Ends what a request keeps in storage only; the codes of what it kept so.
        case restrictionLifted(request: Int, codes: [String])
        case transferPrepared(Transfer)
        case receiptTaken(Handover)
        case accessioned(Accession)
        case logClosed(LogStretch)
    }
}
