internal import Boxes
internal import Catalog
internal import Foundation
internal import Intake
internal import Records
internal import Search

/// Adds versions to items: corrected content, a corrected description, a move, a declaration that an item is void.
/// What was filed stays as it was.
package struct Revising {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// What is to be different; what is nil stays.
    package struct Change: Sendable {
        package var paths: [String] = []
        /// The files stand beside those that are there, instead of in their place; so they do where single files are
        /// replaced or left out.
        package var addsFiles = false
        /// Files that come in the place of one that is there, by its name.
        package var replacements: [(name: String, path: String)] = []
        /// Names of files that are left out.
        package var removals: [String] = []
        package var title: String?
        package var date: String?
        package var classCode: String?
        package var org: String?
        package var volume: String?
        package var leavesVolume = false
        package var author: String?
        package var documentNumber: String?
        package var externalID: String?
        /// An empty value removes the field.
        package var fields: [(name: String, value: String)] = []
        package var voids = false
        /// Proposals that are accepted as they stand, by their names in `Version.proposed`.
        var confirms: Set<String> = []

        package init() {}

        var changesFiles: Bool { !paths.isEmpty || !replacements.isEmpty || !removals.isEmpty }

        /// Whether files stay that are not named.
        var keepsFiles: Bool { addsFiles || !replacements.isEmpty || !removals.isEmpty }

        var isEmpty: Bool {
            !changesFiles && !voids && !leavesVolume && fields.isEmpty && confirms.isEmpty
                && [title, date, classCode, org, volume, author, documentNumber, externalID].allSatisfy { $0 == nil }
        }
    }

    /// A record as it stands, for whoever is about to correct it.
    package func record(_ typed: String) throws -> RecordView {
        try archive.require(.revise, object: typed)
        return try Reading(archive: archive).record(typed)
    }

    /// - Parameter reason: why; it stands in the new version.
    /// - Returns: `unchanged` when the change changes nothing.
    package func revise(_ typed: String, _ change: Change, reason: String) async throws -> FilingOutcome {
        guard !change.isEmpty else { throw ArchiveFailure.nothingToRevise(typed) }
        try archive.require(.revise, object: typed)
        if let org = change.org { try archive.requireJurisdiction(over: org) }
        let scope = try archive.scope()
        try archive.seeking(typed) {
            try archive.catalog.read { session in
                guard let item = try archive.readable(typed, in: session, scope: scope) else {
                    throw try archive.absence(of: typed, in: session, scope: scope)
                }
                // Kept in storage only, it is not worked on, whoever may look at it.
                if let restriction = try archive.restriction(of: item.code, session) {
                    throw ArchiveFailure.storedOnly(
                        code: item.code, restriction.party, request: restriction.request)
                }
            }
        }
        if let key = change.volume {
            try archive.seeking(key) {
                guard
                    let volume = try archive.catalog.read({ try $0.volume(code: ArchivalCode.normalised(key)) }),
                    scope?.covers(volume) != false
                else { throw ArchiveFailure.noSuchVolume(key) }
            }
        }
        let index = try await archive.searchIndex()
        let preparer = try Preparer(archive: archive, options: FilingOptions())
        let contents = try change.paths.map { try preparer.content(at: $0, shown: $0) }
        let replacements = try change.replacements.map { try preparer.content(at: $0.path, shown: $0.path) }
        let (outcome, batch) = try archive.seeking(typed) {
            try Committing(archive: archive).commit(files: true) { ledger in
                try add(typed, change, contents, replacements, preparer, scope, reason, ledger)
            }
        }
        try await Indexing(archive: archive).apply(batch, to: index)
        return outcome
    }

    private func add(
        _ typed: String, _ change: Change, _ contents: [Content], _ replacements: [Content], _ preparer: Preparer,
        _ scope: ReaderScope?, _ reason: String, _ ledger: Ledger
    ) throws -> (FilingOutcome, IndexBatch) {
        let session = ledger.session
        let code = ArchivalCode.normalised(typed)
        guard let item = try session.item(code: code), let current = try session.version(ofItem: item.id, number: nil)
        else { throw try archive.absence(of: typed, in: session, scope: scope) }
        if item.state == "transferred" { throw ArchiveFailure.handedOver(code) }
        if current.version.voided { throw ArchiveFailure.alreadyVoided(code) }
        // New content brings its own text, or none; a corrected description keeps the old.
        let revised =
            change.changesFiles
            ? try RevisedFiles(
                after: current.version, text: change.keepsFiles ? text(of: current, session) : nil, change,
                contents: contents, replacements: replacements, number: current.version.number + 1) : nil
        var version = current.version
        version.number += 1
        let change = change.withConfirmedFields(of: version)
        version.description = try description(of: version.description, change, preparer, scope, ledger)
        let recordClass = try preparer.knownClass(version.description.classCode)
        // The rule at filing is kept: a changed plan shows what it changes before it is adopted, a correction does not.
        if version.description.classCode != current.version.description.classCode {
            version.retention = recordClass.retention
        }
        version.filePlanVersion = preparer.planVersion
        version.voided = change.voids
        // What an archivist has now said is confirmed; the rest stays a proposal.
        version.forgetProposals(change.answers, fieldsOf: recordClass)
        version.reason = reason
        if let revised {
            version.files = revised.files
            version.text = revised.text?.kept(in: version.number)
        }
        let arrived = replacements + contents
        var outcome = FilingOutcome(
            status: .filed, code: code, version: version.number,
            path: change.paths.first ?? change.replacements.first?.path,
            externalID: version.description.externalID, title: version.description.title,
            sha256: (contents + replacements).first?.sha256 ?? version.files.first?.sha256,
            warnings: arrived.flatMap(\.warnings))
        let isSame =
            version.description == current.version.description && version.voided == current.version.voided
            && version.proposed == current.version.proposed
            && version.files.map(\.sha256) == current.version.files.map(\.sha256)
            && version.files.map(\.name) == current.version.files.map(\.name)
        if isSame {
            outcome.status = .unchanged
            outcome.version = current.version.number
            outcome.warnings = []
            return (outcome, IndexBatch())
        }
        let batch = try NextVersion(archive: archive, preparer: preparer, ledger: ledger).enter(
            version, after: current, content: arrived.flatMap(\.files), text: revised.map { $0.text })
        return (outcome, batch)
    }

    private func text(of current: StoredVersion, _ session: CatalogSession) throws -> ItemText? {
        try current.version.text.map { kept in
            ItemText(
                text: try Indexing(archive: archive).text(of: current, in: session, EntryReader(boxes: archive.boxes)),
                parts: kept.parts, certainty: kept.confidence)
        }
    }

    private func description(
        of old: Description, _ change: Change, _ preparer: Preparer, _ scope: ReaderScope?, _ ledger: Ledger
    ) throws -> Description {
        let session = ledger.session
        var new = old
        if let title = change.title { new.title = try preparer.plain(title, "title") ?? old.title }
        if let date = change.date { new.date = try preparer.date(date, "date") ?? old.date }
        if let author = change.author { new.author = try preparer.plain(author, "author") }
        if let number = change.documentNumber { new.documentNumber = try preparer.plain(number, "documentNumber") }
        if let id = change.externalID {
            new.externalID = try preparer.plain(id, "externalID")
            if let id = new.externalID, id != old.externalID,
                let other = try session.item(externalID: id, where: { scope?.covers($0) != false })
            {
                throw ArchiveFailure.refused(.externalIDTaken(code: other.code, externalID: id))
            }
        }
        if let name = change.classCode { new.classCode = try preparer.knownClass(name).code }
        if let org = change.org {
            guard preparer.orgs.contains(org) else { throw ArchiveFailure.refused(.unknownOrganisation(org)) }
            new.org = org
        }
        if change.leavesVolume { new.volume = nil }
        if let key = change.volume {
            guard let volume = try session.volume(code: ArchivalCode.normalised(key)), scope?.covers(volume) != false
            else {
                throw try archive.absence(of: key, in: session, scope: scope, otherwise: ArchiveFailure.noSuchVolume)
            }
            guard volume.state.isOpen else { throw ArchiveFailure.volumeState(code: volume.code, .closed) }
            new.volume = volume.code
        }
        let recordClass = try preparer.knownClass(new.classCode)
        if !change.fields.isEmpty || change.classCode != nil {
            var fields = old.fields.map { ($0.name, $0.value) }.filter { recordClass.field($0.0) != nil }
            for field in change.fields { fields.removeAll { $0.0 == field.name } }
            fields += change.fields.map { ($0.name, $0.value) }
            new.fields = try preparer.checked(fields.map { (name: $0.0, value: $0.1) }, in: recordClass)
        }
        if new.fields != old.fields || new.classCode != old.classCode || new.volume != old.volume {
            // Whom the item names already stays the same person, wherever the item moves.
            new.persons = try PersonsNamed.mentions(in: new.fields, of: recordClass).flatMap { mention in
                let known = old.persons.first { person in
                    person.role == mention.role && person.name == mention.person.name
                        && (mention.person.birthDate ?? person.birthDate) == person.birthDate
                        && (mention.person.identityNumber ?? person.identityNumber) == person.identityNumber
                }
                return try known.map { [$0] }
                    ?? PersonsNamed.resolve([mention], volume: new.volume, in: ledger)
            }
        }
        return new
    }
}

extension Revising.Change {
    /// With the fields among the confirmed proposals, unless something else is said of them.
    fileprivate func withConfirmedFields(of version: Version) -> Revising.Change {
        var change = self
        for field in version.description.proposedFields ?? [] where confirms.contains(Version.proposedName(of: field)) {
            if fields.contains(where: { $0.name == field.name }) { continue }
            change.fields.append((name: field.name, value: field.value))
        }
        return change
    }

    /// Whether a proposal is settled: by what is said in its place, or by being confirmed.
    fileprivate func answers(_ proposal: String) -> Bool {
        if confirms.contains(proposal) || fields.contains(where: { "field." + $0.name == proposal }) { return true }
        return switch proposal {
        case "title": title != nil
        case "date": date != nil
        case "author": author != nil
        case "documentNumber": documentNumber != nil
        default: false
        }
    }
}

/// Enters a version that follows another.
struct NextVersion {
    let archive: ArchiveFolder
    let preparer: Preparer
    let ledger: Ledger

    /// - Parameters:
    ///   - new: all but its sequence, time, person and fingerprint.
    ///   - content: the files that come with it.
    ///   - text: what comes with it, or that there is none now; nil where the text stays the one that was.
    /// - Returns: what the index has to learn.
    func enter(
        _ new: Version, after current: StoredVersion, content: [Content.File], text: ItemText??
    ) throws -> IndexBatch {
        let session = ledger.session
        var version = new
        version.fingerprint = BoxStore.sha256(
            Data(
                ([version.code] + version.files.map(\.sha256) + [String(version.number)]).joined(separator: "\u{1F}")
                    .utf8
            ))
        var batch = IndexBatch(after: try session.lastVersionSequence())
        version.sequence = ledger.takeSequence()
        version.filedAt = ledger.at
        version.filedBy = ledger.by
        let oldText = try Indexing(archive: archive).text(of: current, in: session, EntryReader(boxes: archive.boxes))
        let volume = try version.description.volume.flatMap { try session.volume(code: $0) }
        // By the rule that the record has, which may not be its class's any more.
        var recordClass = try preparer.knownClass(version.description.classCode)
        recordClass.retention = version.retention
        let shelf =
            volume.map(Shelf.of(volume:))
            ?? Shelf.of(recordClass: recordClass, year: String(version.description.date.prefix(4)))
        let id = try ledger.enter(
            version, content: content.map { ($0.description.name, $0.data) },
            text: text.flatMap { $0 }.map { Data($0.text.utf8) }, shelf: shelf)
        batch.append(
            version, item: id, text: text.map { $0?.text ?? "" } ?? oldText,
            old: (Indexing.indexedText(current.version, text: oldText), current.version.sequence))
        return batch
    }
}
