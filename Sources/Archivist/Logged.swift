internal import Access
internal import Records

/// How what is done to the archive stands in the log: one entry for each record that an act touches. Written by the commit
/// itself (`Committing`), so that nothing is done without it.
struct Logged {
    var act: String
    var object: String?
    var version: Int?

    /// A version that is filed.
    init(_ version: Version, by act: String) {
        self.init(
            act: version.number == 1
                ? "file" : version.voided ? "void" : ["move", "extract", "confirm"].contains(act) ? act : "revise",
            object: version.code, version: version.number)
    }

    private init(act: String, object: String?, version: Int? = nil) {
        self.act = act
        self.object = object
        self.version = version
    }

    private static func act(of grant: AccessGrant) -> String {
        if grant.isEmergency, grant.state == .granted { return grant.reviewedBy == nil ? "emergency" : "access review" }
        return switch grant.state {
        case .requested: "access request"
        case .granted: "access grant"
        case .refused: "access refuse"
        case .revoked: "access revoke"
        }
    }

    static func entries(for content: Act.Content) -> [Logged] {
        switch content {
        case .fondsFounded(let fonds): [Logged(act: "init", object: fonds.code)]
        case .organisationsSet(let organisations): organisations.map { Logged(act: "org add", object: $0.code) }
        case .organisationsRemoved(let codes): codes.map { Logged(act: "org remove", object: $0) }
        case .filePlanAdopted: [Logged(act: "plan adopt", object: nil)]
        case .volumeOpened(let volume): [Logged(act: "volume create", object: volume.code)]
        case .volumeClosed(let code, _, _): [Logged(act: "volume close", object: code)]
        case .volumeReopened(let code, _, _): [Logged(act: "volume reopen", object: code)]
        case .volumeDescribed(let code, _, _): [Logged(act: "volume describe", object: code)]
        case .personDescribed(let person): [Logged(act: "person describe", object: "\(person.id)")]
        case .holdPlaced(let hold): [Logged(act: "hold place", object: "\(hold.number)")]
        case .holdLifted(let number, _): [Logged(act: "hold lift", object: "\(number)")]
        case .retentionEvent(let code, _, _): [Logged(act: "retention event", object: code)]
        case .appraisalOpened(let appraisal): [Logged(act: "appraisal open", object: "\(appraisal.number)")]
        case .opinionGiven(let opinion): [Logged(act: "appraisal opinion", object: "\(opinion.appraisal)")]
        case .appraisalApproved(let approval): [Logged(act: "appraisal approve", object: "\(approval.appraisal)")]
        case .disposed(let disposal): disposal.items.map { Logged(act: "disposal", object: $0.code) }
        case .transferPrepared(let transfer): [Logged(act: "transfer prepare", object: "\(transfer.number)")]
        case .receiptTaken(let handover):
            [Logged(act: "transfer receive", object: "\(handover.transfer)")]
                + handover.items.filter { $0.outcome == .kept }.map { Logged(act: "transfer receive", object: $0.code) }
        case .accessioned(let accession): [Logged(act: "transfer accept", object: accession.package)]
        case .userSet(let user): [Logged(act: "user set", object: user.name)]
        case .volumeAssigned(let code, _): [Logged(act: "access assign", object: code)]
        case .volumeLevelSet(let code, _): [Logged(act: "access level", object: code)]
        case .grantSet(let grant): [Logged(act: act(of: grant), object: grant.object)]
        case .requestTaken(let request): step("request take", request.number, request.about.codes)
        // Said beside the step that it belongs to.
        case .requestWorded: []
        case .requestDecided(let ruling):
            step(
                ruling.decision == .storageOnly ? "request restrict" : "request decide", ruling.request,
                ruling.about.codes)
        case .requestAnswered(let answer): step("request answer", answer.request, answer.codes)
        case .restrictionLifted(let request, let codes): step("request lift", request, codes)
        case .logClosed(let stretch): [Logged(act: "log close", object: "\(stretch.first)-\(stretch.last)")]
        }
    }

    /// A step of a request: an entry for itself, and one for each record that it is about.
    private static func step(_ act: String, _ request: Int, _ codes: [String]) -> [Logged] {
        [Logged(act: act, object: "\(request)")] + codes.map { Logged(act: act, object: $0) }
    }
}

extension ArchiveFolder {
    /// Writes down all that one commit does, in one append.
    func record(_ logged: [Logged]) throws {
        let at = Timestamp.now()
        try log.append(logged.map { entry(at: at, $0.act, object: $0.object, version: $0.version) })
    }

    /// Looks for what somebody named; that there is no such thing, or nothing for them to do with it, is in the log as well.
    func seeking<T>(_ object: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let failure as ArchiveFailure where failure.isAbsence || failure.isRefusal {
            try refuse(failure, object: object)
        }
    }
}

extension ArchiveFailure {
    /// There is no such thing, or none that the asker may know of.
    var isAbsence: Bool {
        switch self {
        case .noSuchRecord, .noSuchVolume, .noSuchPerson, .noSuchVersion, .noVersionThen, .noSuchFile, .noText, .gone,
            .storedOnly, .noSuchRequest, .noSuchAppraisal, .notInAppraisal, .noSuchHold, .noSuchTransfer,
            .noSuchGrant:
            true
        default: false
        }
    }

    /// Somebody else has to do it. What `refuse` was told of stands in the log already, and is none of these.
    var isRefusal: Bool {
        switch self {
        case .separation, .ownRequest, .requestTakenByDecider: true
        default: false
        }
    }
}
