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

        package init() {}

        var isEmpty: Bool {
            paths.isEmpty && !voids && !leavesVolume && fields.isEmpty
                && [title, date, classCode, org, volume, author, documentNumber, externalID].allSatisfy { $0 == nil }
        }
    }

    /// - Parameter reason: why; it stands in the new version.
    /// - Returns: `unchanged` when the change changes nothing.
    package func revise(_ typed: String, _ change: Change, reason: String) async throws -> FilingOutcome {
        guard !change.isEmpty else { throw ArchiveFailure.nothingToRevise(typed) }
        try archive.require(.revise, object: typed)
        if let org = change.org { try archive.requireJurisdiction(over: org) }
        let scope = try archive.scope()
        try archive.seeking(typed) {
            guard try archive.catalog.read({ try archive.readable(typed, in: $0, scope: scope) }) != nil else {
                throw ArchiveFailure.noSuchRecord(typed)
            }
        }
        let index = try await archive.searchIndex()
        let preparer = try Preparer(archive: archive, options: FilingOptions())
        let contents = try change.paths.map { try preparer.content(at: $0, shown: $0) }
        let names = contents.map(\.name)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw ArchiveFailure.refused(.badName(twice))
        }
        let (outcome, batch) = try archive.seeking(typed) {
            try Committing(archive: archive).commit { ledger in
                try add(typed, change, contents, preparer, reason, ledger)
            }
        }
        try await Indexing(archive: archive).apply(batch, to: index)
        return outcome
    }

    private func add(
        _ typed: String, _ change: Change, _ contents: [Content], _ preparer: Preparer, _ reason: String,
        _ ledger: Ledger
    ) throws -> (FilingOutcome, IndexBatch) {
        let session = ledger.session
        let code = ArchivalCode.normalised(typed)
        guard let item = try session.item(code: code), let current = try session.version(ofItem: item.id, number: nil)
        else { throw ArchiveFailure.noSuchRecord(typed) }
        if current.version.voided { throw ArchiveFailure.alreadyVoided(code) }
        // New content brings its own text, or none; a corrected description keeps the old.
        let texts = contents.compactMap(\.text)
        let text = texts.isEmpty ? nil : texts.joined(separator: "\n")
        var version = current.version
        version.number += 1
        version.description = try description(of: version.description, change, preparer, ledger)
        version.retention = try preparer.knownClass(version.description.classCode).retention
        version.filePlanVersion = preparer.planVersion
        version.voided = change.voids
        // What an archivist has now said is confirmed; the rest stays a proposal.
        let said = [("title", change.title), ("date", change.date), ("documentNumber", change.documentNumber)]
        version.proposed.removeAll { name in said.contains { $0.0 == name && $0.1 != nil } }
        version.reason = reason
        if !contents.isEmpty {
            version.files = contents.map { $0.file(in: version.number) }
            version.text = text.map { VersionText(Data($0.utf8), in: version.number) }
        }
        var outcome = FilingOutcome(
            status: .filed, code: code, version: version.number, path: change.paths.first,
            externalID: version.description.externalID, title: version.description.title,
            sha256: contents.first?.sha256 ?? version.files.first?.sha256, warnings: contents.flatMap(\.warnings))
        let isSame =
            version.description == current.version.description && version.voided == current.version.voided
            && version.files.map(\.sha256) == current.version.files.map(\.sha256)
            && version.files.map(\.name) == current.version.files.map(\.name)
        if isSame {
            outcome.status = .unchanged
            outcome.version = current.version.number
            outcome.warnings = []
            return (outcome, IndexBatch())
        }
        version.fingerprint = BoxStore.sha256(
            Data(([code] + version.files.map(\.sha256) + [String(version.number)]).joined(separator: "\u{1F}").utf8))
        var batch = IndexBatch(after: try session.lastVersionSequence())
        version.sequence = ledger.takeSequence()
        version.filedAt = ledger.at
        version.filedBy = ledger.by
        let reader = EntryReader(boxes: archive.boxes)
        let indexing = Indexing(archive: archive)
        let oldText = try indexing.text(of: current, in: session, reader)
        let volume = try version.description.volume.flatMap { try session.volume(code: $0) }
        let shelf =
            try volume.map(Shelf.of(volume:))
            ?? Shelf.of(
                recordClass: preparer.knownClass(version.description.classCode),
                year: String(version.description.date.prefix(4)))
        let id = try ledger.enter(
            version, content: contents.map { ($0.name, $0.data) },
            text: text.map { Data($0.utf8) }, shelf: shelf)
        batch.append(
            version, item: id, text: contents.isEmpty ? oldText : text ?? "",
            old: (Indexing.indexedText(current.version, text: oldText), current.version.sequence))
        return (outcome, batch)
    }

    private func description(
        of old: Description, _ change: Change, _ preparer: Preparer, _ ledger: Ledger
    ) throws -> Description {
        let session = ledger.session
        var new = old
        if let title = change.title { new.title = try preparer.plain(title, "title") ?? old.title }
        if let date = change.date { new.date = try preparer.date(date, "date") ?? old.date }
        if let author = change.author { new.author = try preparer.plain(author, "author") }
        if let number = change.documentNumber { new.documentNumber = try preparer.plain(number, "documentNumber") }
        if let id = change.externalID {
            new.externalID = try preparer.plain(id, "externalID")
            if let id = new.externalID, id != old.externalID, let other = try session.item(externalID: id) {
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
            guard let volume = try session.volume(code: ArchivalCode.normalised(key)) else {
                throw ArchiveFailure.noSuchVolume(key)
            }
            guard volume.state == .open else { throw ArchiveFailure.volumeState(code: volume.code, .closed) }
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
                    ?? PersonsNamed.resolve([mention], volume: new.volume, session: session)
            }
        }
        return new
    }
}
