internal import Boxes
internal import Catalog
internal import Foundation
internal import Intake
package import Records

/// What became of a record of a received package.
package struct AccessionOutcome: Sendable {
    /// `unchanged`: it was taken before.
    package var status: FilingOutcome.Status
    /// The sender's code.
    package var origin: String
    package var digest: String
    /// The code here; nil in a rehearsal.
    package var code: String?
    package var versions: Int?
    package var reason: AccessionRefusal?
    package var detail: String?
}

package struct AccessionReport: Sendable {
    package var package: String
    package var sender: TransferReceipt.Party
    package var isAllTaken: Bool
}

/// Receives a package of another archive (接收): checks it, files each record with all its versions, and gives a receipt.
///
/// What a record said stays as it was; class, organisation and volume are this archive's. Each version here is filed now,
/// by whoever receives, and says which one of the sender's it is; what the sender wrote about it is kept as further files
/// of the first version.
package struct Accessioning {
    /// A batch is committed when it holds so many bytes, or so many records.
    private static let batchBytes = 6 << 20
    private static let batchItems = 500

    package struct Options: Sendable {
        /// For records whose class, or organisation, is not known here.
        package var classCode: String?
        package var org: String?
        package var isDryRun = false

        package init() {}
    }

    private let archive: ArchiveFolder
    private let options: Options

    package init(archive: ArchiveFolder, options: Options) {
        self.archive = archive
        self.options = options
    }

    /// Takes what can be taken; whoever does it again takes nothing twice and gets the same receipt.
    /// - Parameter receipt: where the receipt goes, unless this is a rehearsal.
    package func accept(
        _ path: String, receipt: String?, progress: WorkProgress, report: (AccessionOutcome) -> Void
    ) async throws -> AccessionReport {
        try archive.require(.file)
        guard !archive.contains(ArchiveFolder.absolute(path)) else {
            throw ArchiveFailure.refused(.insideArchive(path))
        }
        let bag = try BagReader(path: path)
        if let receipt { try Self.checkPlace(of: receipt, for: bag.digest) }
        let taken = try await accept(bag, progress: progress, report: report)
        if let receipt, let file = taken.receipt {
            try DurableFile.createFolders(for: ArchiveFolder.absolute(receipt), below: "/")
            try DurableFile.replace(ArchiveFolder.absolute(receipt), with: [UInt8](file))
        }
        return taken.report
    }

    /// The same for a package that was unpacked.
    /// - Returns: with the receipt's file, unless this is a rehearsal.
    func accept(
        _ bag: BagReader, progress: WorkProgress, report: (AccessionOutcome) -> Void
    ) async throws -> (report: AccessionReport, receipt: Data?) {
        let sheet = try Self.sheet(of: bag)
        // Its records are here already, under their own codes.
        if try archive.catalog.read({ try $0.transfer(package: bag.digest) }) != nil {
            throw ArchiveFailure.badPackage(path: bag.path, .ownPackage)
        }
        let place = try Place(archive, options)
        var isAllTaken = true
        func tell(_ outcomes: [AccessionOutcome]) {
            for outcome in outcomes {
                if outcome.status == .rejected { isAllTaken = false }
                report(outcome)
            }
        }
        var batch: [(listed: TransferSheet.Item, arrival: Result<Arrival, Rejection>)] = []
        var bytes = 0
        func settle() throws {
            defer { (batch, bytes) = ([], 0) }
            if batch.isEmpty { return }
            if options.isDryRun {
                return tell(
                    try archive.catalog.read { session in
                        try batch.map { try rehearse($0.listed, $0.arrival, place, session) }
                    })
            }
            tell(
                try Committing(archive: archive).commit { ledger in
                    try take(batch, of: bag, sheet, place, ledger)
                })
        }
        for (done, listed) in sheet.items.enumerated() {
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            let arrival = Result { () throws(Rejection) in try Arrival.read(listed, in: bag) }
            bytes += (try? arrival.get().size) ?? 1024
            batch.append((listed, arrival))
            if bytes >= Self.batchBytes || batch.count >= Self.batchItems { try settle() }
            progress.report(done + 1, sheet.items.count)
        }
        try settle()
        if !options.isDryRun { _ = try await archive.searchIndex(progress: progress) }
        return (
            AccessionReport(package: bag.digest, sender: sheet.sender, isAllTaken: isAllTaken),
            options.isDryRun ? nil : try receipt(for: bag.digest, sheet).file
        )
    }

    // MARK: - The package as a whole

    private static func sheet(of bag: BagReader) throws -> TransferSheet {
        func broken(_ fault: PackageFault) -> ArchiveFailure { .badPackage(path: bag.path, fault) }
        let content: Data
        do {
            content = try bag.content(TransferPackage.sheetName)
        } catch {
            throw broken(
                bag.manifest[TransferPackage.sheetName] == nil
                    ? .notAPackage : Self.fault(error, TransferPackage.sheetName))
        }
        guard let sheet = try? JSONDecoder().decode(TransferSheet.self, from: content),
            sheet.format == TransferSheet.format, Set(sheet.items.map(\.code)).count == sheet.items.count,
            !sheet.items.isEmpty
        else { throw broken(.unreadable(TransferPackage.sheetName)) }
        let folders = Set(sheet.items.map { ArchivalCode.folderName($0.code) })
        guard folders.count == sheet.items.count, folders.allSatisfy({ BagReader.isSafe($0) && !$0.hasSlash }),
            sheet.items.allSatisfy({ !$0.code.hasControlCharacters }),
            sheet.volumes.allSatisfy({ Self.isPlain($0.volume) })
        else { throw broken(.unreadable(TransferPackage.sheetName)) }
        // What belongs to no record concerns the package; the rest is told of the record.
        func isCommon(_ name: String) -> Bool { !folders.contains(BagReader.folder(of: name)) }
        for name in bag.manifest.keys.filter(isCommon).sorted() {
            do {
                _ = try bag.content(name)
            } catch {
                throw broken(fault(error, name))
            }
        }
        let listed = Set(bag.manifest.keys)
        if let name = bag.present.union(bag.strange).subtracting(listed).filter(isCommon).min() {
            throw broken(.fileUnexpected(name))
        }
        return sheet
    }

    /// Its year becomes a part of codes and paths.
    private static func isPlain(_ volume: Volume) -> Bool {
        volume.year.utf8.count == 4 && volume.year.utf8.allSatisfy { (48...57).contains($0) }
            && !volume.title.isEmpty && !volume.title.hasControlCharacters
            && volume.closedOn.map { Day($0)?.description == $0 } != false
    }

    private static func fault(_ flaw: BagReader.Flaw, _ name: String) -> PackageFault {
        switch flaw {
        case .missing: .fileMissing(name)
        case .changed: .fileChanged(name)
        case .tooLarge, .unreadable: .unreadable(name)
        }
    }

    /// A receipt may take the place of an earlier one for the same package, and of nothing else.
    private static func checkPlace(of path: String, for package: String) throws {
        let path = ArchiveFolder.absolute(path)
        guard ArchiveFolder.exists(path) else { return }
        let content = FileManager.default.contents(atPath: path) ?? Data()
        guard TransferReceipt(exactly: content)?.package == package else { throw ArchiveFailure.notThisReceipt(path) }
    }

    /// What this archive says of the package by now.
    private func receipt(for package: String, _ sheet: TransferSheet) throws -> TransferReceipt {
        let said = try archive.catalog.read { try $0.accessions(package: package) }
        return TransferReceipt(
            package: package, sender: sheet.sender, receiver: try archive.party(),
            items: sheet.items.compactMap { said[$0.code] })
    }

    // MARK: - One record

    /// What this archive is, as far as records that come have to fit into it.
    private struct Place {
        let plan: FilePlan
        let planVersion: Int
        let orgs: Set<String>
        let classCode: RecordClass?
        let org: String?
        let scope: ReaderScope?

        init(_ archive: ArchiveFolder, _ options: Options) throws {
            scope = try archive.scope()
            let (plan, orgs) = try archive.catalog.read { (try $0.filePlan(), try $0.organisations().map(\.code)) }
            self.plan = plan.plan
            planVersion = plan.version
            self.orgs = Set(orgs)
            classCode = try options.classCode.map { name in
                guard let found = plan.plan.recordClass(name) else {
                    throw ArchiveFailure.refused(
                        .unknownClass(name, known: plan.plan.classes.map { $0.code + " " + $0.name }))
                }
                return found
            }
            org = try options.org.map { org in
                guard orgs.contains(org) else { throw ArchiveFailure.refused(.unknownOrganisation(org)) }
                try archive.requireJurisdiction(over: org)
                return org
            }
        }

        /// The class of the same code, or the one that was named for others.
        func recordClass(_ code: String) throws(Rejection) -> RecordClass {
            if code != RecordClass.registersCode, let found = plan.classes.first(where: { $0.code == code }) {
                return found
            }
            guard let classCode else { throw Rejection(.unknownClass, code) }
            return classCode
        }

        func org(_ code: String, _ principal: Principal) throws(Rejection) -> String {
            guard let found = orgs.contains(code) ? code : org else { throw Rejection(.unknownOrganisation, code) }
            if let own = principal.org, !Organisation.jurisdiction(of: own, covers: found) {
                throw Rejection(.outsideJurisdiction, found)
            }
            return found
        }
    }

    private func rehearse(
        _ listed: TransferSheet.Item, _ arrival: Result<Arrival, Rejection>, _ place: Place, _ session: CatalogSession
    ) throws -> AccessionOutcome {
        var outcome = AccessionOutcome(
            status: .filed, origin: listed.code, digest: listed.digest, versions: listed.versions)
        do {
            if let known = try session.accession(code: listed.code, digest: listed.digest) {
                outcome.status = .unchanged
                outcome.code = known
            } else {
                _ = try judge(try arrival.get(), place, session)
            }
        } catch let rejection as Rejection {
            outcome.status = .rejected
            outcome.reason = rejection.reason
            outcome.detail = rejection.detail
        }
        return outcome
    }

    private func judge(
        _ arrival: Arrival, _ place: Place, _ session: CatalogSession
    ) throws -> (recordClass: RecordClass, org: String) {
        // As in filing: what only a record has of which whoever receives may not know is no reason to refuse.
        if let other = try session.item(externalID: arrival.code, where: { place.scope?.covers($0) != false }) {
            throw Rejection(.codeTaken, other.code)
        }
        let latest = arrival.versions[arrival.versions.count - 1].description
        return (try place.recordClass(latest.classCode), try place.org(latest.org, archive.principal))
    }

    private func take(
        _ batch: [(listed: TransferSheet.Item, arrival: Result<Arrival, Rejection>)], of bag: BagReader,
        _ sheet: TransferSheet, _ place: Place, _ ledger: Ledger
    ) throws -> [AccessionOutcome] {
        let session = ledger.session
        let before = try session.accessions(package: bag.digest)
        let keeping = AccessionVolumes(sheet, ledger)
        var accession = Accession(package: bag.digest, sender: sheet.sender, items: [], volumes: [])
        var outcomes: [AccessionOutcome] = []
        for (listed, arrival) in batch {
            var outcome = try rehearse(listed, arrival, place, session)
            if outcome.status == .filed {
                outcome.code = try file(try arrival.get(), place, keeping, ledger)
            }
            outcomes.append(outcome)
            let item = Accession.Item(
                code: listed.code, digest: listed.digest, filedAs: outcome.code, reason: outcome.reason,
                detail: outcome.detail)
            // Only what is new: who does it again gets the same receipt.
            let said = before[listed.code].map {
                Accession.Item(
                    code: $0.code, digest: $0.digest, filedAs: $0.filedAs, reason: $0.reason, detail: $0.detail)
            }
            if said != item { accession.items.append(item) }
        }
        accession.volumes = try keeping.close()
        if !accession.items.isEmpty { try ledger.enter(.accessioned(accession)) }
        return outcomes
    }

    /// Files all versions of a record.
    /// - Returns: its code here.
    private func file(
        _ arrival: Arrival, _ place: Place, _ keeping: AccessionVolumes, _ ledger: Ledger
    ) throws -> String {
        let session = ledger.session
        let (recordClass, org) = try judge(arrival, place, session)
        let latest = arrival.versions[arrival.versions.count - 1].description
        let volume = try latest.volume.flatMap { code in
            try keeping.volume(code, VolumeKeeping.volumeClass(for: recordClass, in: place.plan), org: org)
        }
        let (code, shelf) = try ledger.nextPlace(of: recordClass, year: String(latest.date.prefix(4)), in: volume)
        let papers = arrival.papers.map { paper in
            VersionFile(
                name: paper.name, size: paper.data.count, sha256: BoxStore.sha256(paper.data),
                mediaType: paper.name.hasSuffix(".xml") ? "application/xml" : "application/json", encoding: "UTF-8",
                storedIn: 1)
        }
        for origin in arrival.versions {
            var version = origin
            version.sequence = ledger.takeSequence()
            version.code = code
            version.description.classCode = recordClass.code
            version.forgetProposals({ _ in false }, fieldsOf: recordClass)
            version.description.org = org
            version.description.volume = volume?.code
            version.description.externalID = arrival.code
            version.description.persons = try PersonsNamed.resolve(
                origin.description.persons.map { person in
                    PersonsNamed.Mention(
                        role: person.role,
                        person: PersonMention(
                            name: person.name, birthDate: person.birthDate, identityNumber: person.identityNumber))
                }, volume: volume?.code, in: ledger)
            version.filedAt = ledger.at
            version.filedBy = ledger.by
            version.reason =
                "接收自 \(arrival.code) 第 \(origin.number) 版（\(origin.filedAt) \(origin.filedBy)）"
                + (origin.reason.map { "：" + $0 } ?? "")
            version.retention = recordClass.retention
            version.filePlanVersion = place.planVersion
            version.files += papers
            version.fingerprint = BoxStore.sha256(
                Data([arrival.code, arrival.digest, String(origin.number)].joined(separator: "\u{1F}").utf8))
            var content = (arrival.contents[origin.number] ?? []).map { ($0.name, $0.data) }
            if origin.number == 1 { content += arrival.papers.map { ($0.name, $0.data) } }
            try ledger.enter(version, content: content, text: arrival.texts[origin.number], shelf: shelf)
        }
        return code
    }
}

/// The volumes of a package within one commit: one that was opened for the sender's before, or a new one, with its title,
/// subjects and level. A volume here of the same title is left alone: joining two children's cases by mistake harms more
/// than keeping one in two volumes.
private final class AccessionVolumes {
    private let packed: [String: TransferSheet.PackedVolume]
    private let ledger: Ledger
    private var open: [String: Volume] = [:]
    private var opened: [Accession.OpenedVolume] = []

    init(_ sheet: TransferSheet, _ ledger: Ledger) {
        packed = Dictionary(sheet.volumes.map { ($0.volume.code, $0) }) { first, _ in first }
        self.ledger = ledger
    }

    /// Nil where the package says nothing of the volume: the record then stands by itself.
    func volume(_ code: String, _ recordClass: RecordClass, org: String) throws -> Volume? {
        if let known = open[code] { return known }
        guard let packed = packed[code] else { return nil }
        if let known = try ledger.session.accessionVolume(code), known.state != .destroyed {
            if known.state == .closed {
                try ledger.enter(
                    .volumeReopened(
                        code: known.code, on: String(ledger.at.prefix(10)), reason: "接收 \(code)"),
                    shelf: Shelf.of(volume: known))
            }
            open[code] = known
            return known
        }
        let subjects = try PersonsNamed.resolve(
            packed.volume.subjects.map { person in
                PersonsNamed.Mention(
                    role: person.role,
                    person: PersonMention(
                        name: person.name, birthDate: person.birthDate, identityNumber: person.identityNumber))
            }, volume: nil, in: ledger)
        let volume = try VolumeKeeping.open(
            title: packed.volume.title, recordClass: recordClass, org: org, year: packed.volume.year,
            period: nil, subjects: subjects, in: ledger)
        if let level = packed.level {
            try ledger.enter(.volumeLevelSet(code: volume.code, level: level), shelf: Shelf.of(volume: volume))
        }
        open[code] = volume
        opened.append(Accession.OpenedVolume(code: code, filedAs: volume.code))
        return volume
    }

    /// Closes those that the sender had closed, on the day on which it did: the clock runs on from there.
    /// - Returns: those that were opened.
    func close() throws -> [Accession.OpenedVolume] {
        for (code, volume) in open.sorted(by: { $0.key < $1.key }) {
            guard let packed = packed[code]?.volume, packed.state == .closed, let day = packed.closedOn else {
                continue
            }
            try ledger.enter(
                .volumeClosed(code: volume.code, on: day, note: nil), shelf: Shelf.of(volume: volume))
        }
        return opened
    }
}
