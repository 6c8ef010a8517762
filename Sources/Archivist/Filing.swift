internal import Boxes
internal import Catalog
internal import Foundation
package import Intake
package import Records
internal import Search

/// Files documents: read, extract, describe, then box, catalog and index, in this order.
///
/// Inputs are taken in batches that are committed together. An outcome is reported only after its batch is durable.
/// While one batch is committed, the next is prepared and the one before is indexed: three steps on two cores.
package struct Filing: Sendable {
    /// A batch is committed when it holds so many bytes of content …
    private static let batchBytes = 6 << 20
    /// … so many items …
    private static let batchItems = 4000
    /// … or has been gathering for so many seconds: whoever files a few large files hears of the first one soon.
    private static let batchSeconds = 2.0

    private let archive: ArchiveFolder
    private let options: FilingOptions

    package init(archive: ArchiveFolder, options: FilingOptions) {
        self.archive = archive
        self.options = options
    }

    /// Files all inputs in order and reports each one's outcome in order.
    /// - Returns: true when none was refused.
    package func file(
        _ inputs: some Sequence<FilingInput>, progress: WorkProgress, report: (FilingOutcome) -> Void
    ) async throws -> Bool {
        try archive.require(.file)
        let preparer = try Preparer(archive: archive, options: options)
        let indexing = Indexing(archive: archive)
        let index = options.isDryRun ? nil : try await archive.searchIndex()
        var isAllFiled = true
        var done = 0
        var committing: Task<Committed, any Error>?
        var entering: Task<Void, any Error>?
        /// Waits for the batch under way, reports it, and has it indexed.
        func settle() async throws {
            guard let committed = try await committing?.value else { return }
            committing = nil
            for outcome in committed.outcomes {
                if outcome.status == .rejected { isAllFiled = false }
                report(outcome)
            }
            done += committed.outcomes.count
            progress.report(done, nil)
            try await entering?.value
            entering = nil
            if let index, !committed.indexed.changes.isEmpty {
                entering = Task { try await indexing.apply(committed.indexed, to: index) }
            }
        }
        func commit(_ batch: [Preparation]) async throws {
            try await settle()
            committing = Task { try place(batch) }
        }
        do {
            var batch: [Preparation] = []
            var bytes = 0
            var began = Date()
            var queue = ReadingQueue(preparer: preparer, unpacking: options.isUnpackedApart ? .each : .together)
            var rest = inputs.makeIterator()
            while let preparation = try await queue.next({ progress.isCancelled() ? nil : rest.next() }) {
                bytes += preparation.size
                batch.append(preparation)
                if bytes >= Self.batchBytes || batch.count >= Self.batchItems
                    || Date().timeIntervalSince(began) >= Self.batchSeconds
                {
                    try await commit(batch)
                    batch = []
                    bytes = 0
                    began = Date()
                }
            }
            if !batch.isEmpty { try await commit(batch) }
            try await settle()
            try await entering?.value
        } catch {
            // What was acknowledged is safe in boxes and catalog; an index that lags is brought up at the next opening.
            _ = try? await committing?.value
            _ = try? await entering?.value
            throw error
        }
        if progress.isCancelled() { throw ArchiveFailure.cancelled }
        return isAllFiled
    }

    private struct Committed: Sendable {
        var outcomes: [FilingOutcome]
        var indexed: IndexBatch
    }

    // MARK: - One batch

    private func place(_ batch: [Preparation]) throws -> Committed {
        guard batch.contains(where: { $0.draft != nil }) else {
            return Committed(outcomes: batch.map(\.refusedOutcome), indexed: IndexBatch())
        }
        if options.isDryRun {
            let scope = try archive.scope()
            let outcomes = try archive.catalog.read { session in try rehearse(batch, scope, session) }
            return Committed(outcomes: outcomes, indexed: IndexBatch())
        }
        return try Committing(archive: archive).commit(files: true) { ledger in
            var outcomes: [FilingOutcome] = []
            var indexed = IndexBatch(after: try ledger.session.lastVersionSequence())
            for preparation in batch {
                guard let draft = preparation.draft else {
                    outcomes.append(preparation.refusedOutcome)
                    continue
                }
                do {
                    outcomes.append(try place(draft, in: ledger, &indexed))
                } catch let refusal as Refusal {
                    outcomes.append(draft.outcome(refusal: refusal))
                }
            }
            return Committed(outcomes: outcomes, indexed: indexed)
        }
    }

    /// What would happen, without codes: they are given only when something is filed.
    private func rehearse(
        _ batch: [Preparation], _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> [FilingOutcome] {
        try batch.map { preparation in
            guard let draft = preparation.draft else { return preparation.refusedOutcome }
            do {
                var warnings: [FilingWarning] = []
                if let known = try knownItem(draft, scope, session, &warnings) {
                    return draft.outcome(unchanged: known)
                }
                let fonds = try session.fonds()?.code ?? ""
                if let key = draft.volumeKey, let volume = try volume(key, fonds: fonds, scope, session),
                    !volume.state.isOpen
                {
                    throw Refusal.volumeClosed(volume.code)
                }
                return draft.outcome(status: .filed, code: nil, version: 1, warnings: warnings)
            } catch let refusal as Refusal {
                return draft.outcome(refusal: refusal)
            }
        }
    }

    private func place(
        _ draft: Draft, in ledger: Ledger, _ indexed: inout IndexBatch
    ) throws -> FilingOutcome {
        let session = ledger.session
        var warnings: [FilingWarning] = []
        if let known = try knownItem(draft, ledger.scope, session, &warnings) {
            return draft.outcome(unchanged: known)
        }
        var description = draft.description
        let volume = try draft.volumeKey.map { try openVolume($0, for: draft, in: ledger, &warnings) }
        description.volume = volume?.code
        description.persons = try PersonsNamed.resolve(
            draft.mentions, volume: volume?.code, in: ledger)
        let (code, shelf) = try ledger.nextPlace(
            of: draft.recordClass, year: String(description.date.prefix(4)), in: volume)
        let content = draft.content
        let version = Version(
            sequence: ledger.takeSequence(), code: code, number: 1, description: description, filedAt: ledger.at,
            filedBy: ledger.by, reason: nil, voided: false, proposed: draft.proposed,
            retention: draft.recordClass.retention, filePlanVersion: draft.filePlanVersion,
            files: content.files(in: 1), text: content.text?.kept(in: 1),
            fingerprint: draft.fingerprint)
        let item = try ledger.enter(
            version, content: content.files.map { ($0.description.name, $0.data) },
            text: content.text.map { Data($0.text.utf8) }, shelf: shelf)
        indexed.append(version, item: item, text: content.text?.text ?? "", old: nil)
        return draft.outcome(status: .filed, code: code, version: 1, warnings: warnings)
    }

    /// The item that came of the same input before, or that bears the same external identifier. Of what is kept from who
    /// files, nothing is said: they get the answer of an archive without it, and the repeated identifier is listed for
    /// whoever may know of both (`IdentifierKeeping`).
    private func knownItem(
        _ draft: Draft, _ scope: ReaderScope?, _ session: CatalogSession, _ warnings: inout [FilingWarning]
    ) throws -> ItemSummary? {
        func isKnown(_ item: ItemSummary) -> Bool { scope?.covers(item) != false }
        if let same = try session.item(fingerprint: draft.fingerprint, where: isKnown) { return same }
        if let copy = try session.item(
            content: draft.content.sha256, name: draft.content.name, classCode: draft.recordClass.code, where: isKnown)
        {
            if copy.isAlike && !draft.isDescribed { return copy.item }
            warnings.append(.sameContent(code: copy.item.code))
        }
        if let id = draft.description.externalID, let other = try session.item(externalID: id, where: isKnown) {
            throw Refusal.externalIDTaken(code: other.code, externalID: id)
        }
        return nil
    }

    /// A volume by its code or, else, its title; nil where one of this title is to be opened.
    private func volume(
        _ key: String, fonds: String, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> Volume? {
        let code = ArchivalCode.normalised(key)
        if let byCode = try session.volume(code: code) {
            guard scope?.covers(byCode) != false else { throw Refusal.unknownVolume(key) }
            return byCode
        }
        // Something that reads as a code is not meant as a title.
        if code.hasPrefix(fonds + "-") { throw Refusal.unknownVolume(key) }
        let titled = try session.volumes(title: key).filter { scope?.covers($0) != false }
        return titled.first { $0.state.isOpen } ?? titled.first
    }

    /// The volume a draft names; one that is named by a new title is opened.
    private func openVolume(
        _ key: String, for draft: Draft, in ledger: Ledger, _ warnings: inout [FilingWarning]
    ) throws -> Volume {
        if let known = ledger.volumes[key] { return known }
        if let volume = try volume(key, fonds: ledger.fonds, ledger.scope, ledger.session) {
            guard volume.state.isOpen else { throw Refusal.volumeClosed(volume.code) }
            ledger.volumes[key] = volume
            return volume
        }
        let recordClass = draft.volumeClass
        let subjects = try PersonsNamed.resolve(
            draft.mentions.filter { $0.role == PersonsNamed.subjectRole }, volume: nil, in: ledger)
        let volume = try VolumeKeeping.open(
            title: key, recordClass: recordClass, org: draft.description.org,
            year: String(draft.description.date.prefix(4)), period: nil, subjects: subjects, in: ledger)
        warnings.append(.volumeOpened(code: volume.code, title: key))
        ledger.volumes[key] = volume
        return volume
    }
}

/// What holds for all inputs of a call and is not said by the input itself.
package struct FilingOptions: Sendable {
    package var classCode: String?
    package var volume: String?
    package var title: String?
    package var date: String?
    package var org: String?
    package var fields: [(name: String, value: String)]
    package var isDryRun: Bool
    /// Whether the files in a container become items of their own, instead of files of one item.
    package var isUnpackedApart: Bool

    package init(
        classCode: String? = nil, volume: String? = nil, title: String? = nil, date: String? = nil, org: String? = nil,
        fields: [(name: String, value: String)] = [], isDryRun: Bool = false, isUnpackedApart: Bool = false
    ) {
        self.classCode = classCode
        self.volume = volume
        self.title = title
        self.date = date
        self.org = org
        self.fields = fields
        self.isDryRun = isDryRun
        self.isUnpackedApart = isUnpackedApart
    }
}

/// What became of one input.
package struct FilingOutcome: Sendable {
    package enum Status: String, Sendable {
        case filed, unchanged, rejected
    }

    package var status: Status
    package var code: String?
    package var version: Int?
    /// As it was given; nil for inline text.
    package var path: String?
    package var externalID: String?
    package var title: String?
    /// Of the input's bytes.
    package var sha256: String?
    package var warnings: [FilingWarning]
    package var refusal: Refusal?
    /// What is said of it, given and proposed, without volume and persons; nil where it was refused before that was known.
    package var description: Description?
    /// As in `Version.proposed`.
    package var proposed: [String] = []
    /// The files that came inside of it and are kept with it.
    package var members: [String] = []
    /// The line of the manifest, where there is one.
    package var line: Int?
}

extension FilingOutcome {
    /// Programs that are not there and would have read more of it, each once, with the Debian package that has it.
    package var missingPrograms: [(program: String, package: String)] {
        var programs: [(program: String, package: String)] = []
        for warning in warnings {
            guard let missing = warning.missingProgram, !programs.contains(where: { $0.program == missing.program })
            else { continue }
            programs.append(missing)
        }
        return programs
    }
}

extension FilingWarning {
    /// The program for want of which a text is not whole.
    package var missingProgram: (program: String, package: String)? {
        switch self {
        case .reading(.toolMissing(let program, let package)), .inMember(_, .toolMissing(let program, let package)):
            (program, package)
        default: nil
        }
    }
}

package enum FilingWarning: Equatable, Sendable {
    case textNotSearchable(mediaType: String)
    case undecodableBytes(count: Int, encoding: String)
    case emptyFile
    case titleFromFileName(String)
    case dateFromFileTime(String)
    case volumeOpened(code: String, title: String)
    /// The same bytes are kept already, under another description.
    case sameContent(code: String)
    case textTooLarge(bytes: Int, limit: Int)
    case decoderMissing(encoding: String)
    /// Something in it may harm whoever opens it, or keep them out.
    case risk(ContentRisk)
    /// Neither fit for long keeping nor accepted before a transfer.
    case formatUnlisted(mediaType: String)
    /// What else reading the content met with.
    case reading(ExtractionWarning)
    /// The same of a file inside the container or mail that was filed.
    case inMember(name: String, ExtractionWarning)
    /// The text was recognised in images, with this certainty in hundredths.
    case recognised(certainty: Int)
    /// So many files of a container cannot be found by their content.
    case membersWithoutText(count: Int)
}
