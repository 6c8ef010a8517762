internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// What an evidence bundle came to.
package struct EvidenceReport: Sendable {
    package var export: ExportReport
    /// Records whose documents are enclosed.
    package var enclosed: Int
    /// Log entries, this export's own among them.
    package var entries: Int
    /// Entries whose personal part the reader may not see as it is.
    package var withheld: Int
    /// The checkpoint's size.
    package var checkpoint: Int
    /// SHA-256 of the program that checks the bundle.
    package var verifier: String
}

/// The evidence bundle (证据包): one bag in which an auditor takes away the list of records, the query that made it, the
/// documents or their digests, what the access log says of them with proofs, and the program that checks it all without Lantai.
///
/// A chain of digests leads from each file to the signed checkpoint: the list bears those of the files, `query.json` those of
/// the list and of the entries, and the export's own last entry that of `query.json`. That entry is in the log before
/// anything is written, and the checkpoint signs the tree with it.
package struct Evidencing {
    package struct Options: Sendable {
        /// Digests of the documents instead of the documents.
        package var digestsOnly = false
        /// Uses of all times, not only of the period that chooses the records.
        package var allUses = false
        package var isZipped = false

        package init() {}
    }

    /// Entries to a file, so that none grows with the log.
    private static let part = 10_000

    private let archive: ArchiveFolder
    private let log: LogKeeping

    package init(archive: ArchiveFolder, log: LogKeeping) {
        self.archive = archive
        self.log = log
    }

    /// Needs the duties of an auditor: to export, to read the log, and to hand out proofs from it. Others export without the
    /// log: a bundle says who read what, and whoever stands in it themselves has no part in showing that.
    /// - Parameter target: must not be there yet.
    package func export(
        _ choice: Exporting.Choice, to target: String, options: Options, progress: WorkProgress
    ) throws -> EvidenceReport {
        try export(choice, at: .path(try Exporting(archive: archive).place(target)), options, progress)
    }

    /// The same for whoever takes it along at once, as a zip.
    package func download(
        _ choice: Exporting.Choice, name: String, options: Options, progress: WorkProgress
    ) throws -> (report: EvidenceReport, file: Outgoing) {
        var options = options
        options.isZipped = true
        let outgoing = try Outgoing(name: name + ".zip", in: archive)
        return (try export(choice, at: .outgoing(outgoing), options, progress), outgoing)
    }

    private func export(
        _ choice: Exporting.Choice, at place: Packaging.Place, _ options: Options, _ progress: WorkProgress
    ) throws -> EvidenceReport {
        let exporting = Exporting(archive: archive)
        let object = choice.codes.joined(separator: " ")
        for duty in [Duty.readLog, .verifyLog] { try archive.require(duty, object: object) }
        let (items, masks) = try exporting.chosenAndMasked(choice)
        let purposes = try archive.purposes(of: items.map { .init($0) }, act: "export")
        // A log that nobody can sign is no evidence: said before anything is done.
        let key = try log.key().verifier
        let discretion = try Discretion(archive: archive)
        let isEnclosed = { (item: ItemSummary) in !options.digestsOnly && masks[item.id] == nil }

        var table = [ListedFile.heading + [ListedFile.pathHeading, "著录 SHA-256"]]
        for item in items {
            let isEnclosed = isEnclosed(item)
            table += try exporting.listed(item, choice, masks[item.id]).map { line in
                // The digest of a description that is not shown would let names be tried out.
                let cells = masks[item.id] == nil ? line.cells : line.cells.map(discretion.text)
                return cells + (isEnclosed ? ["data/" + line.path, line.metadataSHA256] : ["", ""])
            }
        }
        let list = Data(TableText.csv(table).utf8)
        let uses = try archive.log.numbers(
            objects: items.map(\.code), days: options.allUses ? (nil, nil) : (choice.from, choice.to))
        var digest = EntriesDigest()
        var withheld = 0
        try archive.log.forEach(uses) { bound in
            let shown = discretion.instead(of: bound.entry)
            withheld += shown == nil ? 0 : 1
            digest.add(bound, instead: shown)
        }

        let own = archive.entry(
            at: Timestamp.now(), "export", object: nil, purpose: archive.principal.purpose.map(discretion.text))
        let query = try query(
            choice, options, own: own, records: items.count, list: list, uses: digest, key: key, discretion)
        // What is about to be shown is in the log first, the bundle as a whole among it.
        var entries = zip(items, purposes).map { item, purpose in
            var entry = own
            entry.object = item.code
            entry.purpose = purpose.map(discretion.text) ?? own.purpose
            return entry
        }
        entries.append(own)
        (entries[items.count].act, entries[items.count].object) = (
            Evidence.act, "sha256:" + BoxStore.sha256(query)
        )
        guard let first = try archive.log.append(entries) else { throw ArchiveFailure.noSuchRecord(object) }
        let checkpoint = try log.sign()

        var report = EvidenceReport(
            export: ExportReport(path: place.shown, items: items.count, files: 0, bytes: 0),
            enclosed: items.count(where: isEnclosed), entries: digest.count + entries.count, withheld: withheld,
            checkpoint: checkpoint.checkpoint.size, verifier: BoxStore.sha256(Evidence.verifier))
        let info = try exporting.info()
        (report.export.files, report.export.bytes) = try Packaging.bag(
            at: place, zipped: options.isZipped, info: info
        ) { bag in
            for (done, item) in items.enumerated() {
                if progress.isCancelled() { throw ArchiveFailure.cancelled }
                if isEnclosed(item) { try exporting.add(item, choice, to: bag) }
                progress.report(done + 1, items.count)
            }
            try bag.add("metadata.csv", list)
            for (name, content) in [
                ("query.json", query), ("checkpoint.txt", Data(checkpoint.note.utf8)),
                ("log-key.txt", Data((key.text + "\n").utf8)), ("verify.py", Evidence.verifier),
                ("README.txt", Evidence.readme),
            ] {
                try bag.add("evidence/" + name, content)
            }
            let numbers = uses + (0..<entries.count).map { first + Int64($0) }
            var (lines, parts) = ([String](), 0)
            func write() throws {
                guard !lines.isEmpty else { return }
                parts += 1
                let number = String(repeating: "0", count: max(0, 4 - "\(parts)".count)) + "\(parts)"
                try bag.add("evidence/log-\(number).jsonl", Data((lines.joined(separator: "\n") + "\n").utf8))
                lines = []
            }
            try archive.log.inclusions(of: numbers, in: checkpoint) { proof in
                let entry = proof.bound.entry
                lines.append(proof.json(instead: entry.seq >= first ? nil : discretion.instead(of: entry)))
                if lines.count == Self.part { try write() }
            }
            try write()
        }
        return report
    }

    /// Who made the bundle, when, what for and by which criteria, with the digests of what it came to.
    private func query(
        _ choice: Exporting.Choice, _ options: Options, own: AccessEntry, records: Int, list: Data, uses: EntriesDigest,
        key: LogVerifier, _ discretion: Discretion
    ) throws -> Data {
        let fonds = try archive.catalog.read { try $0.fonds() }
        var writer = JSONWriter()
        writer.object { json in
            json.text("format", "lantai-evidence/1")
            json.text("who", own.who)
            json.text("role", orNull: own.role?.rawValue)
            json.text("org", orNull: own.org)
            json.text("at", own.at)
            json.text("purpose", orNull: own.purpose)
            json.object("archive") { json in
                json.text("fonds", orNull: fonds?.code)
                json.text("name", orNull: fonds?.name)
                json.text("log", key.name)
            }
            json.object("criteria") { json in
                json.array("codes") { array in choice.codes.forEach { array.text(nil, discretion.text($0)) } }
                json.text("from", orNull: choice.from)
                json.text("to", orNull: choice.to)
                json.text("class", orNull: choice.classCode)
                json.text("org", orNull: choice.org)
                json.text("volume", orNull: choice.volume)
                json.flag("allVersions", choice.allVersions)
                json.flag("digestsOnly", options.digestsOnly)
                json.flag("allUses", options.allUses)
            }
            json.number("records", Int64(records))
            json.object("list") { json in
                json.text("path", "data/metadata.csv")
                json.text("sha256", BoxStore.sha256(list))
            }
            json.object("uses") { json in
                json.number("count", Int64(uses.count))
                json.text("sha256", uses.sha256)
            }
            json.object("verifier") { json in
                json.text("path", "data/evidence/verify.py")
                json.text("sha256", BoxStore.sha256(Evidence.verifier))
            }
        }
        return Data(writer.bytes)
    }
}
