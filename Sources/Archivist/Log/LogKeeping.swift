internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Records

/// The access log as a proof: signed checkpoints, checks, proofs, what a guardian may ask, what a supervisor must look at,
/// and the erasure of personal parts whose time is over. Each of these acts is in the log itself before it shows anything.
package struct LogKeeping {
    private let archive: ArchiveFolder
    private let ownKeyFile: String?

    /// - Parameter keyFile: where the signing key stands outside of the archive; nil for `Corpus/log-key`.
    package init(archive: ArchiveFolder, keyFile: String? = nil) {
        self.archive = archive
        ownKeyFile = keyFile
    }

    /// With the key that LANTAI_LOG_KEY names, where it names one.
    package static func withNamedKey(_ archive: ArchiveFolder) -> LogKeeping {
        let file = ProcessInfo.processInfo.environment["LANTAI_LOG_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        return LogKeeping(archive: archive, keyFile: file)
    }

    private var keyFile: String { ownKeyFile.map(ArchiveFolder.absolute) ?? archive.layout.logKey }

    // MARK: - Checkpoints and proofs

    /// A signed checkpoint of the log as it is.
    package func checkpoint() throws -> String {
        try archive.require(.verifyLog)
        try archive.record("log checkpoint", object: nil)
        return try sign().note
    }

    /// The public key, as a note's verifier key; made with its private key if there is none yet.
    package func publicKey() throws -> String {
        try archive.require(.verifyLog)
        try archive.record("log checkpoint", object: nil)
        return try key().verifier.text
    }

    /// A checkpoint with the proof that its log only grew from an earlier one.
    /// - Throws: `logChanged` where it did not.
    package func consistency(since note: String) throws -> LogGrowth {
        try archive.require(.verifyLog)
        let old = try signed(note)
        try archive.record("log checkpoint", object: nil)
        let new = try sign()
        guard old.checkpoint.origin == new.checkpoint.origin, old.checkpoint.size <= new.checkpoint.size,
            old.isSigned(by: try key().verifier), case let proof = try archive.log.consistency(from: old, to: new),
            proof.holds
        else { throw ArchiveFailure.logChanged(since: old.checkpoint.size) }
        return LogGrowth(since: old.note, checkpoint: new.note, path: proof.path.map(\.base64))
    }

    /// The proof that an entry stands in the log, as one line of JSON.
    package func proof(of seq: Int64) throws -> String {
        try archive.require(.verifyLog)
        try archive.record("log prove", object: "\(seq)")
        do {
            return try archive.log.inclusion(of: seq, in: try sign()).json()
        } catch AccessLogError.noSuchEntry(let seq) {
            throw ArchiveFailure.noSuchEntry(seq)
        }
    }

    /// Checks the whole log.
    /// - Parameters:
    ///   - note: a checkpoint kept outside.
    ///   - publicKey: the log's verifier key, where the checker has it from outside.
    package func verify(against note: String?, publicKey: String?, progress: WorkProgress) throws -> LogReport {
        try archive.require(.verifyLog)
        var verifier: LogVerifier?
        if let publicKey {
            guard let known = LogVerifier(publicKey) else { throw ArchiveFailure.badLogKey(publicKey) }
            verifier = known
        } else {
            verifier = try existingKey()?.verifier
        }
        let old = try note.map(signed)
        do {
            try archive.record("log verify", object: nil)
        } catch AccessLogError.damaged {
            // A log in which nothing can be written any more is to be looked at all the more: the check says what is wrong,
            // and shows no content.
        }
        let check = try archive.log.check(
            against: [old].compactMap { $0 }, closed: archive.closedCheckpoints(), verifier: verifier
        ) {
            progress.report($0, $1)
        }
        return LogReport(
            entries: check.entries, root: check.root.base64, checkedAgainst: old?.checkpoint.size,
            problems: check.problems.map { problem in
                .init(kind: .init(problem.kind), seq: problem.seq, detail: problem.detail)
            })
    }

    private func signed(_ note: String) throws -> SignedCheckpoint {
        guard let signed = SignedCheckpoint(note: note) else { throw ArchiveFailure.badCheckpoint }
        return signed
    }

    func sign() throws -> SignedCheckpoint {
        do {
            return try archive.log.checkpoint(key: key(), at: Timestamp.now())
        } catch AccessLogError.otherKey {
            throw ArchiveFailure.otherLogKey(keyFile)
        }
    }

    private func existingKey() throws -> LogKey? {
        guard let length = DurableFile.length(of: keyFile) else { return nil }
        let file = try DurableFile(path: keyFile, mode: .read)
        guard let key = LogKey(String(decoding: try file.read(count: min(length, 4096), at: 0), as: UTF8.self))
        else { throw ArchiveFailure.badLogKey(keyFile) }
        return key
    }

    /// The key; at first need a new one, unless the log was signed before: then its key is elsewhere, and another one would
    /// only look as if all were well.
    func key() throws -> LogKey {
        if let key = try existingKey() { return key }
        return try archive.lock.hold {
            if let key = try existingKey() { return key }
            if try archive.log.verifier() != nil { throw ArchiveFailure.logKeyMissing(keyFile) }
            let key = LogKey(name: try archive.log.origin())
            try DurableFile.createFolders(for: keyFile, below: "/")
            try DurableFile.replace(keyFile, with: Array((key.text + "\n").utf8))
            return key
        }
    }

    // MARK: - Who has read this file?

    /// All uses of a record, of a volume with what stands in it, or of all records that name a person, oldest first.
    ///
    /// For who may read the log; and, of one record or volume alone and without what was refused, for whom it concerns.
    /// - Parameter subject: an archival code, a person's number or name.
    /// - Parameter isCode: whether it is to be a code, and no name.
    package func uses(of subject: String, isCode: Bool = false) throws -> [AccessEntry] {
        let readsLog = archive.permits(.readLog)
        if try !concerns(subject) { try archive.require(.readLog, object: subject) }
        try archive.record("log subject", object: subject)
        let scope = readsLog ? nil : try archive.scope()
        let objects = try archive.seeking(subject) {
            try archive.catalog.read { try Self.objects(of: subject, isCode: isCode || !readsLog, within: scope, $0) }
        }
        let discretion = try Discretion(archive: archive)
        // Who looks into the log about a record has not read the record.
        return try archive.log.entries(objects: objects).filter {
            !$0.act.hasPrefix("log ") && (readsLog || !$0.denied)
        }.map(discretion.entry)
    }

    /// Whether who acts may ask who has read a record or volume: who may read the log, who decides on access and may read it,
    /// and whom the case is assigned to, who has to know whether somebody else works on it.
    package func concerns(_ typed: String) throws -> Bool {
        if archive.permits(.readLog) { return true }
        guard archive.permits(.read), let scope = try archive.scope() else { return false }
        return try archive.catalog.read { session in
            let code = ArchivalCode.normalised(typed)
            guard try scope.covers(code, in: session) == true else { return false }
            if archive.permits(.decideAccess) { return true }
            let volume = try session.item(code: code)?.volume ?? code
            return try session.volumes(assignedTo: archive.principal.who).contains(volume)
        }
    }

    /// - Parameter scope: of the records of a volume, those that it covers; nil: all.
    private static func objects(
        of subject: String, isCode: Bool, within scope: ReaderScope?, _ session: CatalogSession
    ) throws -> [String] {
        let code = ArchivalCode.normalised(subject)
        if let item = try session.item(code: code) { return [item.code] }
        if try session.volume(code: code) != nil {
            return [code] + (try session.items(volume: code).filter { scope?.covers($0) != false }.map(\.code))
        }
        if isCode { throw ArchiveFailure.noSuchRecord(subject) }
        var persons = try session.persons(namedExactly: subject).filter { !$0.name.isEmpty }
        if let id = Int64(subject), let person = try session.person(id: id) { persons.append(person) }
        guard !persons.isEmpty else { throw ArchiveFailure.noSuchRecord(subject) }
        var objects: Set<String> = []
        for person in persons {
            let records = try session.records(ofNumberOfPerson: person.id)
            objects.formUnion(records.volumes + records.items)
            for volume in records.volumes { objects.formUnion(try session.items(volume: volume).map(\.code)) }
        }
        return objects.sorted()
    }

    /// Names of organisations, for saying who it was.
    package func organisationNames() throws -> [String: String] {
        let known = try archive.catalog.read { try $0.organisations() }
        return Dictionary(known.map { ($0.code, $0.name) }) { first, _ in first }
    }

    // MARK: - Review

    /// What stands out and has not been reviewed yet.
    package func review() throws -> [LogFinding] {
        try archive.require(.reviewLog)
        try archive.record("log review", object: nil)
        return try openFindings().map { finding in
            LogFinding(
                kind: .init(finding.kind), seq: finding.seq, at: finding.at, who: finding.who, count: finding.count,
                usual: finding.usual)
        }
    }

    /// The same for who has asked, and is in the log for it: of those who act in their jurisdiction.
    func openFindings() throws -> [LogReview.Finding] {
        let rules = try rules()
        let othersCase = try othersCases()
        let emergencies = try archive.catalog.read { try $0.grants() }.filter(\.isEmergency)
        let isOurs = try jurisdiction()
        return try (archive.keptReview ?? KeptReview()).open(rules) { review in
            try archive.log.forEach(after: review.through) { review.take($0, othersCase: othersCase) }
            // Whoever took an emergency off the desk has looked at it, and at no other.
            review.leaveOut { $0.kind == .emergency && emergencies.grant(of: $0)?.reviewedBy != nil }
        }.filter { isOurs($0.org, $0.who) }
    }

    /// Tells whether somebody acts in the jurisdiction of whoever reviews, by the organisation that stands in the log, or else by
    /// the user's. Whom the archive does not know, everybody looks into.
    private func jurisdiction() throws -> (_ org: String?, _ who: String) -> Bool {
        guard let own = archive.principal.org else { return { _, _ in true } }
        let users = try archive.catalog.read { try $0.users() }
        let orgs = Dictionary(users.map { ($0.name, $0.org) }) { first, _ in first }
        return { org, who in
            (org ?? orgs[who]).map { Organisation.jurisdiction(of: own, covers: $0) } ?? true
        }
    }

    /// Tells of an entry which case it is about, where the case is assigned to others than who read it, was never granted to
    /// them, and the record was not filed by them.
    private func othersCases() throws -> (AccessEntry) -> String? {
        let (assigned, granted) = try archive.catalog.read { session in
            (
                try session.assignments(),
                Set(
                    try session.grants().filter { $0.decidedAt != nil && $0.state != .refused }
                        .map { $0.user + "\u{1F}" + $0.object })
            )
        }
        var filers: [String: String?] = [:]
        return { [archive] entry in
            guard let object = entry.object else { return nil }
            // The code of an item in a volume is the volume's with a number behind it.
            let above = object.lastIndex(of: "-").map { String(object[..<$0]) } ?? ""
            guard let volume = [object, above].first(where: { assigned[$0] != nil }),
                assigned[volume]?.contains(entry.who) == false,
                ![object, volume].contains(where: { granted.contains(entry.who + "\u{1F}" + $0) })
            else { return nil }
            if filers[object] == nil {
                filers[object] = .some(try? archive.catalog.read { try $0.filer(ofItem: object) })
            }
            return filers[object] == .some(entry.who) ? nil : volume
        }
    }

    /// Says that entries were looked into, and what came of it: an entry for each. Nobody reviews what they did themselves, nor
    /// what others have to.
    package func markReviewed(_ entries: [Int64], note: String) throws {
        try archive.require(.reviewLog)
        guard !note.isBlank else { throw ArchiveFailure.requestFieldMissing("note") }
        let newest = try archive.log.entries(limit: 1).first?.seq ?? 0
        if let unknown = entries.first(where: { $0 < 1 || $0 > newest }) { throw ArchiveFailure.noSuchEntry(unknown) }
        // In single-person mode there is nobody else.
        if archive.principal.role != nil,
            let own = try entries.first(where: { try archive.log.entry($0)?.who == archive.principal.who })
        {
            try archive.refuse(.reviewOfOwnUse(own), object: "\(own)")
        }
        let isOurs = try jurisdiction()
        let foreign = try entries.first { seq in
            try archive.log.entry(seq).map { !isOurs($0.org, $0.who) } ?? false
        }
        if let foreign { try archive.refuse(.noSuchEntry(foreign), object: "\(foreign)") }
        try archive.record(LogAct.reviewed, objects: entries.map { "\($0)" }, purpose: note)
    }

    private func rules() throws -> LogReviewRules {
        let path = archive.layout.logRules
        var yaml = LogReviewRules.standard
        if let length = DurableFile.length(of: path) {
            let file = try DurableFile(path: path, mode: .read)
            yaml = String(decoding: try file.read(count: min(length, 1 << 20), at: 0), as: UTF8.self)
        }
        do {
            return try LogReviewRules(yaml: yaml)
        } catch AccessLogError.badRules(let line, let reason) {
            throw ArchiveFailure.badLogRules(path: path, line: line, expected: reason)
        }
    }

    // MARK: - Erasure

    /// Erases who, object and purpose of entries before a day that is at least ten years past, where their own time is over:
    /// the years that the plan says for the record's class, from the end of the entry's year, and never before the record
    /// itself is gone.
    /// - Parameter isDryRun: only counts.
    package func erase(before day: Day, isDryRun: Bool) throws -> ErasureReport {
        // Only who may both verify and review the log: an officer of audit.
        try archive.require(.verifyLog)
        try archive.require(.reviewLog)
        let today = Timestamp.today()
        guard let limit = today.adding(years: -LogPolicy.leastYears), day <= limit else {
            throw ArchiveFailure.tooYoungToErase(day: day, years: LogPolicy.leastYears)
        }
        var report = ErasureReport()
        var going = EntryNumbers()
        var left = EntryNumbers()
        // Uses of one record come together; more of them than this need not be remembered.
        var known: [String: ArchiveFolder.Keeping] = [:]
        try archive.log.forEachErasable(before: day.description) { seq, at, object in
            let keeping = try object.flatMap { known[$0] } ?? archive.keeping(ofEntriesAbout: object)
            if known.count >= 1000 { known = [:] }
            if let object { known[object] = keeping }
            if keeping.isHere {
                report.recordKept += 1
            } else if (Int(at.prefix(4)) ?? today.year) + keeping.years >= today.year {
                report.tooYoung += 1
            } else {
                return going.add(seq)
            }
            left.add(seq)
        }
        report.entries = going.count
        if isDryRun { return report }
        return try archive.lock.hold {
            try Committing(archive: archive).undo()
            try archive.markBoxes(ofEntries: going)
            try archive.record(LogAct.erase, object: LogErasure(before: day.description, leaving: left).text)
            do {
                report.entries = try archive.log.erase(going)
            } catch AccessLogError.stillInUse {
                throw ArchiveFailure.busy(nil)
            }
            // What is boxed of them goes as well; cut short, the next writer goes on.
            try Erasing(archive: archive).finish()
            return report
        }
    }
}

/// What an erasure took, or would take, and what it left.
package struct ErasureReport: Equatable, Sendable {
    package var entries = 0
    /// Entries whose years are not over.
    package var tooYoung = 0
    /// Entries about records that are still here.
    package var recordKept = 0
}

/// The proof that a log only grew, ready to be handed out.
package struct LogGrowth: Sendable {
    package var since: String
    package var checkpoint: String
    package var path: [String]
}

/// What a check of the log found.
package struct LogReport: Sendable {
    package struct Problem: Sendable {
        package enum Kind: String, Sendable {
            case gap, entryChanged, payloadChanged, payloadMissing, treeDiffers, truncated, checkpointDiffers
            case checkpointSignature, foreignLog, damaged

            init(_ kind: LogCheck.Problem.Kind) {
                self =
                    switch kind {
                    case .gap: .gap
                    case .entryChanged: .entryChanged
                    case .payloadChanged: .payloadChanged
                    case .payloadMissing: .payloadMissing
                    case .treeDiffers: .treeDiffers
                    case .truncated: .truncated
                    case .checkpointDiffers: .checkpointDiffers
                    case .checkpointSignature: .checkpointSignature
                    case .foreignLog: .foreignLog
                    case .damaged: .damaged
                    }
            }
        }

        package var kind: Kind
        package var seq: Int64?
        package var detail: String
    }

    package var entries: Int
    package var root: String
    /// The size of the checkpoint from outside; nil where there was none.
    package var checkedAgainst: Int?
    package var problems: [Problem]
}

/// Something in the log that somebody must look at.
package struct LogFinding: Sendable {
    package enum Kind: String, Sendable {
        case volume, denials, outsideHours, emergency, unassigned

        init(_ kind: LogReview.Finding.Kind) {
            self =
                switch kind {
                case .volume: .volume
                case .denials: .denials
                case .outsideHours: .outsideHours
                case .emergency: .emergency
                case .unassigned: .unassigned
                }
        }
    }

    package var kind: Kind
    package var seq: Int64
    package var at: String
    package var who: String
    package var count: Int
    package var usual: Int?
}

extension [AccessGrant] {
    /// The emergency that a finding in the log is about: its user's last one until then.
    fileprivate func grant(of finding: LogReview.Finding) -> AccessGrant? {
        filter { $0.user == finding.who && $0.object == finding.object && $0.requestedAt <= finding.at }
            .max { $0.requestedAt < $1.requestedAt }
    }
}
