internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Records

/// The access log as a proof: signed checkpoints, checks, proofs, what a guardian may ask, what a supervisor must look at,
/// and the erasure of personal parts whose time is over. Each of these acts is in the log itself before it shows anything.
package struct LogKeeping {
    /// How long the log keeps who, object and purpose (保管期限表：利用日志).
    package static let keptYears = 10

    private let archive: ArchiveFolder
    private let ownKeyFile: String?

    /// - Parameter keyFile: where the signing key stands outside of the archive; nil for `Corpus/log-key`.
    package init(archive: ArchiveFolder, keyFile: String? = nil) {
        self.archive = archive
        ownKeyFile = keyFile
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

    /// The proof that an entry stands in the log.
    package func proof(of seq: Int64) throws -> EntryProof {
        try archive.require(.verifyLog)
        try archive.record("log prove", object: "\(seq)")
        do {
            let proof = try archive.log.inclusion(of: seq, in: try sign())
            return EntryProof(
                entry: proof.entry, salt: proof.salt, leaf: proof.leaf, index: proof.index, size: proof.size,
                path: proof.path.map(\.base64), checkpoint: proof.checkpoint.note)
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
        let check = try archive.log.check(against: [old].compactMap { $0 }, verifier: verifier) {
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

    private func sign() throws -> SignedCheckpoint {
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
    private func key() throws -> LogKey {
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
    /// - Parameter subject: an archival code, a person's number or name.
    package func uses(of subject: String) throws -> [AccessEntry] {
        try archive.require(.readLog, object: subject)
        try archive.record("log subject", object: subject)
        let objects = try archive.seeking(subject) {
            try archive.catalog.read { try Self.objects(of: subject, $0) }
        }
        // Who looks into the log about a record has not read the record.
        return try archive.log.entries(objects: objects).filter { !$0.act.hasPrefix("log ") }
    }

    private static func objects(of subject: String, _ session: CatalogSession) throws -> [String] {
        let code = ArchivalCode.normalised(subject)
        if let item = try session.item(code: code) { return [item.code] }
        if try session.volume(code: code) != nil { return [code] + (try session.items(volume: code).map(\.code)) }
        var persons = try session.persons(named: subject, limit: 1000).filter { $0.name == subject }
        if let id = Int64(subject), let person = try session.person(id: id) { persons.append(person) }
        guard !persons.isEmpty else { throw ArchiveFailure.noSuchRecord(subject) }
        var objects: Set<String> = []
        for person in persons {
            let records = try session.records(ofPerson: person.id)
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
        var review = LogReview(rules: try rules())
        try archive.log.forEach { review.take($0) }
        return review.open.map { finding in
            LogFinding(
                kind: .init(finding.kind), seq: finding.seq, at: finding.at, who: finding.who, count: finding.count,
                usual: finding.usual)
        }
    }

    /// Says that entries were looked into, and what came of it: an entry for each. Nobody reviews what they did themselves.
    package func markReviewed(_ entries: [Int64], note: String) throws {
        try archive.require(.reviewLog)
        let newest = try archive.log.entries(limit: 1).first?.seq ?? 0
        if let unknown = entries.first(where: { $0 < 1 || $0 > newest }) { throw ArchiveFailure.noSuchEntry(unknown) }
        // In single-person mode there is nobody else.
        if archive.principal.role != nil,
            let own = try entries.first(where: { try archive.log.entry($0)?.who == archive.principal.who })
        {
            throw ArchiveFailure.reviewOfOwnUse(own)
        }
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

    /// Erases who, object and purpose of entries before a day that is at least ten years past.
    /// - Parameter isDryRun: only counts.
    /// - Returns: how many entries are concerned.
    package func erase(before day: Day, isDryRun: Bool) throws -> Int {
        // Only who may both verify and review the log: an officer of audit.
        try archive.require(.verifyLog)
        try archive.require(.reviewLog)
        let today = Timestamp.today()
        guard let limit = today.adding(years: -Self.keptYears), day <= limit else {
            throw ArchiveFailure.tooYoungToErase(day: day, years: Self.keptYears)
        }
        if isDryRun { return try archive.log.erasable(before: day.description) }
        try archive.record(LogAct.erase, object: day.description)
        do {
            return try archive.log.erase(before: day.description)
        } catch AccessLogError.stillInUse {
            throw ArchiveFailure.busy(nil)
        }
    }
}

/// The proof that an entry stands in the log, ready to be handed out.
package struct EntryProof: Sendable {
    package var entry: AccessEntry
    package var salt: String?
    package var leaf: String
    package var index: Int
    package var size: Int
    package var path: [String]
    package var checkpoint: String
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
        case volume, denials, outsideHours, emergency

        init(_ kind: LogReview.Finding.Kind) {
            self =
                switch kind {
                case .volume: .volume
                case .denials: .denials
                case .outsideHours: .outsideHours
                case .emergency: .emergency
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
