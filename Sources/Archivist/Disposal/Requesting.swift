internal import Access
internal import Catalog
internal import Foundation
package import Records
internal import Retention

/// Requests of persons concerned and their guardians (当事人请求): taken in by one, decided with reasons by another, done, and
/// answered in time. What law forbids to delete is kept in storage only (仅存储) by such a decision.
///
/// Nothing is destroyed by a request: a deletion that the periods allow is proposed for appraisal like any other record.
package struct Requesting {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// What is written down when a request is taken in.
    package struct Intake: Sendable {
        package var kind: SubjectRequest.Kind
        package var party: SubjectRequest.Party
        package var asker: String
        /// What the guardian is to the child.
        package var relation: String?
        package var identityCheck: String
        package var codes: [String]
        package var persons: [Int64]
        package var text: String
        /// Nil for today.
        package var receivedOn: Day?

        package init(
            kind: SubjectRequest.Kind, party: SubjectRequest.Party, asker: String, relation: String? = nil,
            identityCheck: String, codes: [String] = [], persons: [Int64] = [], text: String, receivedOn: Day? = nil
        ) {
            self.kind = kind
            self.party = party
            self.asker = asker
            self.relation = relation
            self.identityCheck = identityCheck
            self.codes = codes
            self.persons = persons
            self.text = text
            self.receivedOn = receivedOn
        }
    }

    /// Takes a request in. What it is about may be left to the decision, where the records are kept from who takes it in.
    package func take(_ intake: Intake) throws -> RequestView {
        try archive.require(.takeRequest)
        for (field, value) in [("asker", intake.asker), ("identity", intake.identityCheck), ("text", intake.text)] {
            guard !value.isBlank else { throw ArchiveFailure.requestFieldMissing(field) }
        }
        let scope = try archive.scope()?.unrestricted
        let number = try archive.seeking((intake.codes + intake.persons.map(String.init)).joined(separator: " ")) {
            try Committing(archive: archive).commit { ledger in
                let session = ledger.session
                let about = try objects(intake.codes, intake.persons, scope, session)
                let day = intake.receivedOn ?? Timestamp.today()
                let due = day.adding(days: try session.filePlan().plan.requestDays)
                let request = SubjectRequest(
                    number: try session.nextRequest(), kind: intake.kind, party: intake.party,
                    org: try archive.principal.org ?? session.fonds()?.org ?? "", about: about,
                    receivedOn: day.description, due: due.description)
                try ledger.enter(.requestTaken(request))
                try ledger.enter(
                    .requestWorded(
                        RequestWords(
                            request: request.number, step: .taken, text: intake.text, asker: intake.asker,
                            relation: intake.relation, identityCheck: intake.identityCheck)))
                return request.number
            }
        }
        return try found(number)
    }

    /// Decides on a request, for a reason.
    /// - Parameter codes: what it is about besides what was named when it was taken in.
    package func decide(
        _ number: Int, _ decision: RequestRuling.Decision, codes: [String] = [], reason: String,
        on day: Day = Timestamp.today()
    ) throws -> RequestView {
        try archive.require(.decideRequest)
        guard !reason.isBlank else { throw ArchiveFailure.requestFieldMissing("reason") }
        try change(number) { row, scope, ledger in
            let session = ledger.session
            guard row.decision == nil else { throw ArchiveFailure.requestState(number, row.state) }
            try self.requireAnother(row)
            if decision == .storageOnly, row.request.kind != .deletion { throw ArchiveFailure.notForDeletion(number) }
            var about = row.about
            about.add(try objects(codes, row.about.persons, scope, session))
            guard try about.codes.allSatisfy({ try scope?.covers($0, in: session) != false }) else {
                try archive.refuse(.notPermitted(.decideRequest), object: "\(number)")
            }
            if decision != .refused, about.codes.isEmpty { throw ArchiveFailure.requestAboutNothing(number) }
            if decision == .granted, row.request.kind == .deletion {
                let obstructions = try obstructions(of: about, on: day, session)
                if !obstructions.isEmpty { throw ArchiveFailure.deletionForbidden(obstructions) }
            }
            try ledger.enter(
                .requestDecided(RequestRuling(request: number, decision: decision, about: about)))
            try self.say(reason, at: .decided, of: row, ledger)
        }
        return try found(number)
    }

    /// Answers a request whose decision has been carried out.
    /// - Parameters:
    ///   - text: what was answered; may be empty only where the records and with them all words are gone.
    ///   - revisions: the versions that corrected, where a correction was granted.
    package func answer(
        _ number: Int, text: String, revisions: [RequestAnswer.Revision] = []
    ) throws -> RequestView {
        try archive.require(.takeRequest)
        try change(number) { row, _, ledger in
            guard row.decision != nil, row.answeredAt == nil else {
                throw ArchiveFailure.requestState(number, row.state)
            }
            guard row.isErased || !text.isBlank else {
                throw ArchiveFailure.requestUndone(number, .answerMissing)
            }
            var answer = RequestAnswer(request: number, codes: row.about.codes)
            if row.decision == .granted {
                switch row.request.kind {
                case .correction: answer.revisions = try self.confirmed(revisions, of: row, ledger.session)
                case .copy: answer.exports = try self.exports(of: row, ledger.session)
                case .deletion: answer.appraisals = try self.appraisals(of: row, ledger.session)
                }
            }
            try ledger.enter(.requestAnswered(answer))
            try self.say(text, at: .answered, of: row, ledger)
        }
        return try found(number)
    }

    /// Ends what a request keeps in storage only.
    package func lift(_ number: Int, reason: String) throws -> RequestView {
        try archive.require(.decideRequest)
        guard !reason.isBlank else { throw ArchiveFailure.requestFieldMissing("reason") }
        try change(number) { row, _, ledger in
            guard row.isRestricting else { throw ArchiveFailure.requestState(number, .notRestricted) }
            try self.requireAnother(row)
            try ledger.enter(.restrictionLifted(request: number, codes: row.about.codes))
            try self.say(reason, at: .lifted, of: row, ledger)
        }
        return try found(number)
    }

    /// Which requests a list has.
    package enum Choice: Sendable {
        /// Not answered yet.
        case open
        /// Not answered by the end of a day that was the last for it.
        case overdue(Day)
        /// Keeping something in storage only.
        case restricting
        case all
    }

    /// The requests that whoever acts may know of, the most urgent first.
    package func list(_ choice: Choice) throws -> [RequestView] {
        try requireEither()
        let scope = try archive.scope()?.unrestricted
        try archive.record("request list", object: nil)
        return try archive.catalog.read { session in
            try session.subjectRequests().filter { row in
                switch choice {
                case .open: row.answeredAt == nil
                case .overdue(let day): row.answeredAt == nil && row.request.due < day.description
                case .restricting: row.isRestricting
                case .all: true
                }
            }.compactMap { row in try known(row, scope, session).map { RequestView(row, about: $0) } }
        }.sorted {
            ($0.isAnswered ? 1 : 0, $0.request.due, $0.request.number) < (
                $1.isAnswered ? 1 : 0, $1.request.due, $1.request.number
            )
        }
    }

    package func show(_ number: Int) throws -> RequestView {
        try requireEither()
        let view = try archive.seeking("\(number)") { try found(number) }
        try archive.record("request show", object: "\(number)")
        return view
    }

    /// The records of a granted deletion, for a batch of appraisal.
    package func proposed(_ number: Int) throws -> [String] {
        let view = try archive.seeking("\(number)") { try found(number) }
        guard view.request.kind == .deletion, view.decision == .granted else {
            throw ArchiveFailure.notForDeletion(number)
        }
        return view.about.codes
    }

    // MARK: - Who

    private func requireEither() throws {
        guard let role = archive.principal.role, SeparationMatrix.permits(role, .decideRequest) else {
            return try archive.require(.takeRequest)
        }
    }

    /// Another decides than who took it in; in single-person mode there is nobody else.
    private func requireAnother(_ row: SubjectRequestRow) throws {
        guard archive.principal.role == nil || row.takenBy != archive.principal.who else {
            throw ArchiveFailure.requestTakenByDecider(row.request.number)
        }
    }

    /// What of a request's objects whoever acts may know of; nil where they may not know of the request. Who took it in and
    /// who decides know of it; others who take requests in where they may know of all that it is about.
    private func known(
        _ row: SubjectRequestRow, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> RequestObjects? {
        guard let scope, let role = archive.principal.role, let org = archive.principal.org else { return row.about }
        let decides = SeparationMatrix.permits(role, .decideRequest)
        let took = row.takenBy == archive.principal.who
        guard took || Organisation.jurisdiction(of: org, covers: row.request.org) else { return nil }
        var about = row.about
        about.items = try about.items.filter { try archive.mayKnow(of: $0, scope, session) }
        about.volumes = try about.volumes.filter { try scope.covers($0, in: session) == true }
        return took || decides || !row.about.isEmpty && about == row.about ? about : nil
    }

    private func found(_ number: Int) throws -> RequestView {
        let scope = try archive.scope()?.unrestricted
        return try archive.catalog.read { session in
            guard let row = try session.subjectRequest(number: number), let about = try known(row, scope, session)
            else { throw ArchiveFailure.noSuchRequest(number) }
            return RequestView(row, about: about)
        }
    }

    private func change(
        _ number: Int, _ body: (SubjectRequestRow, ReaderScope?, Ledger) throws -> Void
    ) throws {
        let scope = try archive.scope()?.unrestricted
        try archive.seeking("\(number)") {
            try Committing(archive: archive).commit { ledger in
                guard let row = try ledger.session.subjectRequest(number: number),
                    try known(row, scope, ledger.session) != nil
                else { throw ArchiveFailure.noSuchRequest(number) }
                try body(row, scope, ledger)
            }
        }
    }

    /// Once the records are destroyed, no words are kept about them any more.
    private func say(_ text: String, at step: RequestWords.Step, of row: SubjectRequestRow, _ ledger: Ledger) throws {
        if row.isErased || text.isEmpty { return }
        try ledger.enter(.requestWorded(RequestWords(request: row.request.number, step: step, text: text)))
    }

    // MARK: - What

    /// Codes as they were typed, and the records that name persons, as far as whoever acts may know of them.
    private func objects(
        _ codes: [String], _ persons: [Int64], _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> RequestObjects {
        var about = RequestObjects(persons: persons)
        for typed in codes {
            if let item = try archive.readable(typed, in: session, scope: scope) {
                about.items.append(item.code)
            } else if let volume = try session.volume(code: ArchivalCode.normalised(typed)),
                scope?.covers(volume) != false
            {
                about.volumes.append(volume.code)
            } else {
                throw try archive.absence(of: typed, in: session, scope: scope)
            }
        }
        for person in persons {
            func isKnown(_ code: String) throws -> Bool { try scope?.covers(code, in: session) != false }
            let own = try session.records(ofPerson: person)
            guard try session.person(id: person) != nil, try (own.volumes + own.items).contains(where: isKnown) else {
                throw ArchiveFailure.noSuchPerson("\(person)")
            }
            let records = try session.records(ofNumberOfPerson: person)
            for code in try (records.volumes + records.items).filter(isKnown) {
                guard let item = try session.item(code: code) else {
                    about.volumes.append(code)
                    continue
                }
                if item.volume.map(records.volumes.contains) != true { about.items.append(code) }
            }
        }
        var once = RequestObjects()
        once.add(about)
        return once
    }

    /// Archival codes of all records of a request, those in its volumes too.
    private func items(of about: RequestObjects, _ session: CatalogSession) throws -> [String] {
        Set(about.items + (try about.volumes.flatMap { try session.items(volume: $0).map(\.code) })).sorted()
    }

    /// What law or a hold keeps, and until when.
    private func obstructions(
        of about: RequestObjects, on day: Day, _ session: CatalogSession
    ) throws -> [Obstruction] {
        let clock = Clockwork(session: session)
        return try items(of: about, session).compactMap { code in
            guard let item = try session.item(code: code) else { return nil }
            let holds = try session.holds(onItem: item.id)
            let obstacle =
                holds.isEmpty
                ? DisposalObstacle.against(.destroy, outlook: try clock.outlook(of: item), on: day) : .held(holds)
            return obstacle.map { Obstruction(code: code, obstacle: $0) }
        }
    }

    // MARK: - What was done

    private func confirmed(
        _ revisions: [RequestAnswer.Revision], of row: SubjectRequestRow, _ session: CatalogSession
    ) throws -> [RequestAnswer.Revision] {
        let number = row.request.number
        guard !revisions.isEmpty else { throw ArchiveFailure.requestUndone(number, .revisionMissing) }
        let items = try items(of: row.about, session)
        return try revisions.map { named in
            let code = ArchivalCode.normalised(named.code)
            let stored = try session.item(code: code).flatMap {
                try session.version(ofItem: $0.id, number: named.version)
            }
            guard items.contains(code), let version = stored?.version, version.number > 1, version.sequence > row.taken
            else {
                throw ArchiveFailure.requestUndone(number, .notTheRevision(code: code, version: named.version))
            }
            return RequestAnswer.Revision(code: code, version: named.version)
        }
    }

    /// The newest copy of each record that was taken since the decision.
    private func exports(of row: SubjectRequestRow, _ session: CatalogSession) throws -> [Int64] {
        let items = try items(of: row.about, session).filter { try session.item(code: $0) != nil }
        var newest: [String: Int64] = [:]
        for entry in try archive.log.entries(objects: items)
        where entry.act == "export" && !entry.denied && entry.at >= row.decidedAt ?? "" {
            if let object = entry.object { newest[object] = max(newest[object] ?? 0, entry.seq) }
        }
        let missing = items.filter { newest[$0] == nil }
        guard missing.isEmpty else { throw ArchiveFailure.requestUndone(row.request.number, .notExported(missing)) }
        return newest.values.sorted()
    }

    /// The batches that decide on the records; none for those that were destroyed already.
    private func appraisals(of row: SubjectRequestRow, _ session: CatalogSession) throws -> [Int] {
        var found: Set<Int> = []
        var missing: [String] = []
        for code in try items(of: row.about, session) {
            let batches = try session.appraisals(ofItem: code).filter {
                try session.appraisal(number: $0).map { $0.openedAt >= row.takenAt } ?? false
            }
            found.formUnion(batches)
            if batches.isEmpty, try session.stub(code: code) == nil { missing.append(code) }
        }
        guard missing.isEmpty else { throw ArchiveFailure.requestUndone(row.request.number, .notProposed(missing)) }
        return found.sorted()
    }
}

extension RequestObjects {
    fileprivate mutating func add(_ other: RequestObjects) {
        items = Set(items + other.items).sorted()
        volumes = Set(volumes + other.volumes).sorted()
        persons = Set(persons + other.persons).sorted()
    }
}

extension SubjectRequestRow {
    fileprivate var state: RequestState { answeredAt != nil ? .answered : decision != nil ? .decided : .taken }

    /// Its words went with the records that it was about.
    fileprivate var isErased: Bool { words.isEmpty }

    fileprivate var isRestricting: Bool { decision == .storageOnly && liftedAt == nil }
}

/// A request as lists show it.
package struct RequestView: Sendable {
    package var request: SubjectRequest
    /// What of it whoever looks may know of.
    package var about: RequestObjects
    package var state: RequestState
    package var takenAt: String
    package var takenBy: String
    package var decision: RequestRuling.Decision?
    package var decidedAt: String?
    package var decidedBy: String?
    package var answer: RequestAnswer?
    package var answeredAt: String?
    package var answeredBy: String?
    package var liftedAt: String?
    package var liftedBy: String?
    package var words: [RequestWords.Step: RequestWords]
    /// All that was said is gone with the records.
    package var isErased: Bool
    package var isRestricting: Bool

    package var isAnswered: Bool { state == .answered }

    package func isOverdue(on day: Day = Timestamp.today()) -> Bool { !isAnswered && request.due < day.description }

    init(_ row: SubjectRequestRow, about: RequestObjects) {
        request = row.request
        self.about = about
        state = row.state
        takenAt = row.takenAt
        takenBy = row.takenBy
        decision = row.decision
        decidedAt = row.decidedAt
        decidedBy = row.decidedBy
        answer = row.answer
        answeredAt = row.answeredAt
        answeredBy = row.answeredBy
        liftedAt = row.liftedAt
        liftedBy = row.liftedBy
        words = row.words
        isErased = row.isErased
        isRestricting = row.isRestricting
        // What was named before may be kept from who looks now.
        request.about = about
        answer?.codes = about.codes
        answer?.revisions.removeAll { revision in
            !about.items.contains(revision.code) && !about.volumes.contains { revision.code.hasPrefix($0 + "-") }
        }
    }
}
