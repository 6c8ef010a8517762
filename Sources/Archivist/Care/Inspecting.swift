internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Inspection
internal import Intake
internal import Records

/// One record as it was inspected, or a volume as a whole.
package struct InspectedRecord: Sendable {
    package var code: String
    /// 0 for a volume.
    package var versions: Int
    package var findings: [Finding]

    package var verdict: Conclusion { findings.map(\.verdict).max() ?? .notApplicable }
}

/// What an inspection came to.
package struct InspectionReport: Sendable {
    package var stage: Stage
    package var at: String
    package var by: String
    /// Records, volumes beside them, and how many of both came to which verdict.
    package var records = 0
    package var volumes = 0
    package var passed = 0
    package var warned = 0
    package var failed = 0
    /// How often each check came to each verdict.
    package var tally: [Check: [Conclusion: Int]] = [:]

    mutating func add(_ record: InspectedRecord) {
        if record.versions == 0 { volumes += 1 } else { records += 1 }
        switch record.verdict {
        case .fail: failed += 1
        case .warn: warned += 1
        case .pass, .notApplicable: passed += 1
        }
        for finding in record.findings { tally[finding.check, default: [:]][finding.verdict, default: 0] += 1 }
    }
}

/// The four-property inspection (四性检测, DA/T 70) of records: item by item, and of the volumes they stand in.
///
/// It reads every byte of what it inspects and shows none of it, so that one entry in the log stands for all, as with `verify`.
package struct Inspecting {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Inspects records by their codes (of items or volumes), and makes the register of it.
    package func inspect(
        _ codes: [String], stage: Stage, progress: WorkProgress = WorkProgress()
    ) throws -> (report: InspectionReport, register: String) {
        var choice = Exporting.Choice()
        choice.codes = codes
        var lines: [InspectedRecord] = []
        let report = try inspect(choice, stage: stage, progress: progress) { lines.append($0) }
        return (report, InspectionRegister.csv(report, lines))
    }

    /// - Parameters:
    ///   - most: records of one inspection.
    ///   - each: gets records as they are done, each volume behind the last of its records.
    /// - Throws: `tooManyRecords` where more are chosen.
    package func inspect(
        _ choice: Exporting.Choice, stage: Stage, most: Int = .max, progress: WorkProgress,
        each: (InspectedRecord) throws -> Void
    ) throws -> InspectionReport {
        try expectMay()
        let object = choice.codes.joined(separator: " ")
        let scope = try archive.scope()
        let items = try archive.seeking(object) {
            let items = try archive.catalog.read { try archive.chosen(choice, scope: scope, in: $0) }
            guard !items.isEmpty else { throw ArchiveFailure.noSuchRecord(object) }
            return items
        }
        guard items.count <= most else { throw ArchiveFailure.tooManyRecords(items.count, most: most) }
        let gathering = try Gathering(
            archive: archive, inspector: Inspector(stage: stage, formats: try archive.formats()))
        try archive.record("inspect", object: object.isEmpty ? nil : object)
        var report = InspectionReport(stage: stage, at: Timestamp.now(), by: archive.principal.who)
        var done = 0
        for start in stride(from: 0, to: items.count, by: Self.batch) {
            let batch = Array(items[start..<min(start + Self.batch, items.count)])
            let filings = try archive.log.filings(of: batch.map(\.code))
            let byCode = Dictionary(grouping: filings, by: \.code)
            for item in batch {
                if progress.isCancelled() { throw ArchiveFailure.cancelled }
                var record = try gathering.inspected(item, byCode[item.code] ?? [])
                let mask = try archive.catalog.read { try archive.mask(of: item, scope: scope, in: $0) }
                if let mask {
                    for index in record.findings.indices {
                        record.findings[index].detail = mask.text(record.findings[index].detail)
                    }
                }
                report.add(record)
                try each(record)
                done += 1
                progress.report(done, items.count)
            }
        }
        for volume in try gathering.volumes() {
            report.add(volume)
            try each(volume)
        }
        return report
    }

    /// Says before anything is chosen that somebody may not inspect.
    package func expectMay() throws {
        // As with `verify`: auditors check what they get, whoever takes care of the archive what is kept.
        if let role = archive.principal.role, !SeparationMatrix.permits(role, .verifyLog) { try archive.require(.care) }
    }

    private static let batch = 500

    /// Says before anything is inspected that a register cannot be written there.
    package func expectFree(_ target: String) throws { _ = try Exporting(archive: archive).place(target) }

    /// Writes a register down.
    /// - Parameter target: must not be there yet.
    package func write(_ register: String, to target: String) throws {
        let target = try Exporting(archive: archive).place(target)
        try Packaging.file(at: .path(target)) { path in
            try DurableFile(path: path, mode: .readWriteCreate).write(Array(register.utf8), at: 0)
        }
    }
}

extension ArchiveFolder {
    /// The institution's own list of formats, or the one that comes with the program.
    /// - Throws: `badFormats`.
    func formats() throws -> FormatList {
        var yaml = FormatList.standard
        if let length = DurableFile.length(of: layout.formats) {
            let file = try DurableFile(path: layout.formats, mode: .read)
            yaml = String(decoding: try file.read(count: min(length, 1 << 20), at: 0), as: UTF8.self)
        }
        do {
            return try FormatList(yaml: yaml)
        } catch let fault as FormatListFault {
            throw ArchiveFailure.badFormats(path: layout.formats, line: fault.line, expected: fault.expected)
        }
    }
}

/// Gathers the facts.
private final class Gathering {
    private let archive: ArchiveFolder
    private let inspector: Inspector
    private let reader: EntryReader
    private let isLogWhole: Bool
    private let required: [String: [String]]
    private let now = time(nil)
    private var known: [String: VolumeFacts] = [:]
    private var order: [String] = []

    init(archive: ArchiveFolder, inspector: Inspector) throws {
        self.archive = archive
        self.inspector = inspector
        reader = EntryReader(boxes: archive.boxes)
        isLogWhole = try archive.log.fitsItsTree()
        required = Dictionary(
            try archive.catalog.read { try $0.filePlan() }.plan.classes.map { recordClass in
                (recordClass.code, recordClass.fields.filter(\.required).map(\.name))
            }, uniquingKeysWith: { first, _ in first })
    }

    func inspected(_ item: ItemSummary, _ filings: [LoggedFiling]) throws -> InspectedRecord {
        let stored = try archive.catalog.read { try $0.versions(ofItem: item.id) }
        let facts = RecordFacts(
            versions: try stored.map { one in
                VersionFacts(
                    version: one.version, filedAt: Timestamp.seconds(of: one.version.filedAt), kept: try kept(one),
                    filing: try filing(of: one.version, filings))
            },
            requiredFields: required[item.classCode] ?? [], missingNumbers: try missingNumbers(before: item.code),
            now: now)
        return InspectedRecord(
            code: item.code, versions: stored.count, findings: inspector.findings(on: facts))
    }

    /// What was met on the way.
    func volumes() throws -> [InspectedRecord] {
        order.compactMap { code in
            known[code].map { InspectedRecord(code: code, versions: 0, findings: [$0.finding]) }
        }
    }

    private func filing(of version: Version, _ filings: [LoggedFiling]) throws -> VersionFacts.Filing {
        guard isLogWhole else { return .unprovable }
        // The last one: an earlier entry may be of a commit that a power cut took back.
        if let found = filings.last(where: { $0.version == version.number }) {
            return .logged(who: found.who, at: Timestamp.seconds(of: found.at), isSound: found.isSound)
        }
        return try archive.log.hasErasedFiling(version: version.number, on: String(version.filedAt.prefix(10)))
            ? .erased : .missing
    }

    private func missingNumbers(before code: String) throws -> [Int]? {
        let parts = code.split(separator: "-")
        guard parts.count >= 4, let last = parts.last, let number = Int(last) else { return nil }
        let volume = parts.dropLast().joined(separator: "-")
        if known[volume] == nil {
            guard let numbers = try archive.catalog.read({ try $0.numbers(ofVolume: volume) }) else { return nil }
            known[volume] = VolumeFacts(
                lastNumber: numbers.last,
                known: Set(numbers.codes.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }))
            order.append(volume)
        }
        return known[volume]?.missing(before: number)
    }

    /// What the box has of a version; nil where that cannot be read.
    private func kept(_ stored: StoredVersion) throws -> VersionFacts.Kept? {
        let version = stored.version
        let members: [String: Data]
        do {
            members = try archive.catalog.read { try reader.members(of: stored, in: $0) }
        } catch is BoxError {
            return nil
        }
        let files = version.files.filter { $0.storedIn == version.number }.map { file -> VersionFacts.KeptFile in
            guard let bytes = members["content/" + file.name] else {
                return .init(file: file, isThere: false, digestFits: false, type: nil, isText: false, risks: [])
            }
            let type = TextExtractor().mediaType(of: bytes, name: file.name)
            return .init(
                file: file, isThere: true, digestFits: BoxStore.sha256(bytes) == file.sha256, type: type,
                isText: file.encoding != nil || file.mediaType.hasPrefix("text/"),
                risks: Set(ContentRisk.found(in: bytes, mediaType: file.mediaType).map(Cause.init)))
        }
        var textFits: Bool?
        var hasUndecodedText = false
        if let text = version.text, text.storedIn == version.number {
            let bytes = members["text.txt"]
            textFits = bytes.map(BoxStore.sha256) == text.sha256
            hasUndecodedText = bytes?.range(of: Data("\u{FFFD}".utf8)) != nil
        }
        return .init(
            metadataFits: members["metadata.json"] == Data(stored.json.utf8), files: files, textFits: textFits,
            hasUndecodedText: hasUndecodedText)
    }
}

extension Cause {
    init(_ risk: ContentRisk) {
        self =
            switch risk {
            case .encrypted: .encrypted
            case .macros: .macros
            case .activeContent: .activeContent
            case .executable: .executable
            }
    }
}
