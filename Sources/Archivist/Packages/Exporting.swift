internal import Boxes
internal import Catalog
internal import Foundation
internal import Intake
internal import Records
internal import Spreadsheets

/// What was exported, and where.
package struct ExportReport: Sendable {
    package var path: String
    package var items: Int
    package var files: Int
    package var bytes: Int
    /// Reading copies beside the originals.
    package var copies = 0
    /// Files of which a copy was asked for and could not be made: their paths in the package.
    package var withoutCopy: [String] = []
}

/// Dissemination packages with a manifest and digests.
///
/// - `bag`: a folder by BagIt (RFC 8493) with `data/<code>/v<n>/…`, `metadata.csv` and SHA-256 manifests. Reading copies, where
///   they are asked for, stand apart in `data/<code>/v<n>/reading-copies`, and the list says of each what it is.
/// - `zip`: the same bag as one zip file.
/// - `csv`, `xlsx`: the list alone, with the digests of the files.
///
/// Names of files in packages are safe to unpack anywhere (`PackageNames`), and no cell of a list is run by a spreadsheet
/// program (`TableText.cell`; in `xlsx` all are texts). What was changed for that stands unchanged in `metadata.json`.
package struct Exporting {
    package enum Format: String, CaseIterable, Sendable {
        case bag, zip, csv, xlsx

        /// Whether files go out with it, or the list alone.
        var hasFiles: Bool { self == .bag || self == .zip }
    }

    package struct Choice: Sendable {
        package var codes: [String] = []
        package var from: String?
        package var to: String?
        package var classCode: String?
        package var org: String?
        package var volume: String?
        /// As many as were filed last, where nothing else is chosen.
        package var newest: Int?
        /// All versions of each item, not only the latest.
        package var allVersions = false

        package init() {}
    }

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameters:
    ///   - target: must not be there yet.
    ///   - readingCopies: whether office documents get a PDF/A beside them.
    package func export(
        _ choice: Choice, to target: String, format: Format, readingCopies: Bool = false, progress: WorkProgress
    ) throws -> ExportReport {
        try export(choice, at: .path(try place(target)), format, readingCopies, progress)
    }

    /// The same for whoever takes it along at once: a bag comes as a zip.
    package func download(
        _ choice: Choice, name: String, format: Format, readingCopies: Bool = false, progress: WorkProgress
    ) throws -> (report: ExportReport, file: Outgoing) {
        let format = format == .bag ? .zip : format
        let outgoing = try Outgoing(name: name + "." + format.rawValue, in: archive)
        return (try export(choice, at: .outgoing(outgoing), format, readingCopies, progress), outgoing)
    }

    private func export(
        _ choice: Choice, at place: Packaging.Place, _ format: Format, _ readingCopies: Bool, _ progress: WorkProgress
    ) throws -> ExportReport {
        let (items, masks) = try chosenAndMasked(choice)
        // Nothing can be masked in the bytes of a file: the list alone goes out.
        if format.hasFiles, let item = items.first(where: { masks[$0.id] != nil }) {
            try archive.refuse(.masked(item.code), object: item.code)
        }
        // Every record of the package is in the log before the first byte of it is written.
        let purposes = try archive.purposes(of: items.map { .init($0) }, act: "export")
        try archive.record("export", objects: items.map(\.code), purposes: purposes)
        var report = ExportReport(path: place.shown, items: items.count, files: 0, bytes: 0)
        switch format {
        case .csv, .xlsx:
            let rows = try items.flatMap { try listed($0, choice, masks[$0.id]) }
            report.files = rows.count
            try Packaging.file(at: place) { path in
                guard format == .csv else { return try spreadsheet(rows, at: path, of: place) }
                try DurableFile(path: path, mode: .readWriteCreate).write(
                    Array(TableText.csv([ListedFile.heading] + rows.map(\.cells)).utf8), at: 0)
            }
        case .bag, .zip:
            let info = try info()
            (report.files, report.bytes) = try Packaging.bag(at: place, zipped: format == .zip, info: info) { bag in
                var table = [
                    ListedFile.heading + [ListedFile.pathHeading] + (readingCopies ? [ListedFile.noteHeading] : [])
                ]
                for (done, item) in items.enumerated() {
                    if progress.isCancelled() { throw ArchiveFailure.cancelled }
                    try add(item, choice, to: bag)
                    table += try listed(item, choice, nil).map {
                        $0.cells + ["data/" + $0.path] + (readingCopies ? [""] : [])
                    }
                    if readingCopies { table += try addCopies(item, choice, to: bag, &report) }
                    progress.report(done + 1, items.count)
                }
                try bag.add("metadata.csv", Data(TableText.csv(table).utf8))
            }
        }
        return report
    }

    // MARK: - What is chosen

    /// Says before anything is chosen that somebody may not export.
    package func expectMay() throws { try archive.require(.export) }

    /// - Throws: where a package may not be written there.
    package func place(_ target: String) throws -> String {
        let target = ArchiveFolder.absolute(target)
        guard !ArchiveFolder.exists(target) else { throw ArchiveFailure.folderNotEmpty(target) }
        guard !archive.contains(target) else { throw ArchiveFailure.refused(.insideArchive(target)) }
        return target
    }

    /// The records, and what hides the persons of those where the reader may not see them.
    func chosenAndMasked(_ choice: Choice) throws -> (items: [ItemSummary], masks: [Int64: PersonMask]) {
        let items = try archive.seeking(choice.codes.joined(separator: " ")) {
            let items = try chosen(choice)
            guard !items.isEmpty else { throw ArchiveFailure.noSuchRecord(choice.codes.joined(separator: " ")) }
            return items
        }
        let scope = try archive.scope()
        let masks = try archive.catalog.read { session in
            Dictionary(
                uniqueKeysWithValues: try items.compactMap { item in
                    try archive.mask(of: item, scope: scope, in: session).map { (item.id, $0) }
                })
        }
        return (items, masks)
    }

    private func chosen(_ choice: Choice) throws -> [ItemSummary] {
        try archive.require(.export, object: choice.codes.joined(separator: " "))
        let scope = try archive.scope()
        return try archive.catalog.read { try archive.chosen(choice, scope: scope, in: $0) }
    }

    // MARK: - What goes out

    /// For `bag-info.txt`.
    func info() throws -> [(String, String)] {
        [("Source-Organization", try archive.catalog.read { try $0.fonds() }?.name ?? "")]
    }

    /// The chosen versions of a record, with their files.
    func add(_ item: ItemSummary, _ choice: Choice, to bag: BagWriter) throws {
        let reading = Reading(archive: archive)
        let versions = try archive.catalog.read { try $0.versions(ofItem: item.id) }
        for stored in choice.allVersions ? versions : versions.suffix(1) {
            let version = stored.version
            try bag.add(ListedFile.metadataPath(of: version), Data(stored.json.utf8))
            for (file, path) in ListedFile.paths(of: version) {
                do {
                    try bag.add(path, try reading.bytes(of: file, versions: versions))
                } catch let error as BoxError {
                    throw ArchiveFailure.damaged(box: error.file, code: item.code)
                }
            }
        }
    }

    /// Copies of the chosen versions' office documents.
    /// - Returns: their lines of the list.
    private func addCopies(
        _ item: ItemSummary, _ choice: Choice, to bag: BagWriter, _ report: inout ExportReport
    ) throws -> [[String]] {
        let reading = Reading(archive: archive)
        let rendering = Rendering(archive: archive)
        let versions = try archive.catalog.read { try $0.versions(ofItem: item.id) }
        var lines: [[String]] = []
        for stored in choice.allVersions ? versions : versions.suffix(1) {
            let version = stored.version
            for (file, original, path) in ListedFile.copyPaths(of: version) {
                let source = Reading.Source(item: item, version: version, file: file, versions: versions)
                do {
                    let copy = try rendering.make(.readingCopy, of: source, reading).0
                    try bag.add(path, copy.bytes)
                    report.copies += 1
                    var named = file
                    named.name += ".pdf"
                    named.size = copy.bytes.count
                    named.sha256 = BoxStore.sha256(copy.bytes)
                    let listed = ListedFile(version: version, file: named, path: path, metadataSHA256: "")
                    lines.append(listed.cells + ["data/" + path, "阅读副本，由 data/\(original) 转成，以原件为准"])
                } catch ArchiveFailure.noRendition(_, _, let failure) where !failure.isMissingProgram {
                    report.withoutCopy.append("data/" + original)
                }
            }
        }
        return lines
    }

    /// The lines of the list for a record.
    func listed(_ item: ItemSummary, _ choice: Choice, _ mask: PersonMask?) throws -> [ListedFile] {
        let versions = try archive.catalog.read { try $0.versions(ofItem: item.id) }
        return (choice.allVersions ? versions : versions.suffix(1)).flatMap { stored in
            let masked = mask?.version(stored.version) ?? stored.version
            // Once for a version, which may have ten thousand files, each described there.
            let digest = BoxStore.sha256(Data(stored.json.utf8))
            return zip(masked.files, ListedFile.paths(of: stored.version)).map { file, place in
                ListedFile(version: masked, file: file, path: place.path, metadataSHA256: digest)
            }
        }
    }

    private func spreadsheet(_ rows: [ListedFile], at path: String, of place: Packaging.Place) throws {
        var unfinished: String?
        if case .outgoing = place { unfinished = archive.layout.temporary }
        let sheet = try SheetWriter(
            path: path, title: try archive.catalog.read { try $0.fonds() }?.name ?? "", heading: ListedFile.heading,
            widths: ListedFile.widths, unfinishedIn: unfinished)
        for row in rows {
            try sheet.add(
                zip(ListedFile.heading, row.cells).map { name, cell in
                    ListedFile.numbers.contains(name) ? .number(Double(cell) ?? 0) : .text(cell)
                })
        }
        try sheet.close()
    }
}

extension ArchiveFolder {
    /// The records that somebody names, by codes (of items or volumes) or by what they have in common, as far as the reader may
    /// know of them.
    func chosen(_ choice: Exporting.Choice, scope: ReaderScope?, in session: CatalogSession) throws -> [ItemSummary] {
        var items: [ItemSummary] = []
        for typed in choice.codes {
            let code = ArchivalCode.normalised(typed)
            if let item = try readable(typed, in: session, scope: scope) {
                items.append(item)
            } else if let volume = try session.volume(code: code), scope?.covers(volume) != false {
                items += try session.items(volume: code).filter { scope?.covers($0) != false }
            } else {
                throw try absence(of: typed, in: session, scope: scope)
            }
        }
        guard choice.codes.isEmpty else {
            // Named twice, or by itself and with its volume: once.
            var seen: Set<Int64> = []
            return items.filter { seen.insert($0.id).inserted }
        }
        if let newest = choice.newest { return try session.newestItems(newest) { scope?.covers($0) != false } }
        var classCode: String?
        if let name = choice.classCode {
            let plan = try session.filePlan().plan
            guard let found = plan.recordClass(name) else {
                throw ArchiveFailure.refused(
                    .unknownClass(name, known: plan.classes.map { $0.code + " " + $0.name }))
            }
            classCode = found.code
        }
        return try session.items(
            from: choice.from, to: choice.to, classCode: classCode, org: choice.org,
            volume: choice.volume.map(ArchivalCode.normalised), includeVoided: choice.allVersions
        ).filter { scope?.covers($0) != false }
    }
}

/// One line of a list: a file of a version.
struct ListedFile {
    static let heading = [
        "档号", "版本", "题名", "日期", "类别", "机构", "案卷", "责任者", "文号", "原编号", "文件", "字节", "SHA-256", "归档时间", "归档人",
    ]
    /// In packages with files: where it stands there.
    static let pathHeading = "路径"
    /// In packages with reading copies: that a file is one.
    static let noteHeading = "说明"
    static let numbers: Set<String> = ["版本", "字节"]
    static let widths: [Double] = [30, 6, 40, 12, 6, 12, 26, 16, 20, 16, 30, 10, 20, 22, 12]

    /// As the reader may see it.
    var version: Version
    var file: VersionFile
    /// Below `data/`.
    var path: String
    /// Of `metadata.json`.
    var metadataSHA256: String

    var cells: [String] {
        let description = version.description
        return [
            version.code, String(version.number), description.title, description.date, description.classCode,
            description.org, description.volume ?? "", description.author ?? "", description.documentNumber ?? "",
            description.externalID ?? "", file.name, String(file.size), file.sha256, version.filedAt, version.filedBy,
        ]
    }

    private static func folder(of version: Version) -> String {
        EntryFolder.of(code: version.code, version: version.number).split(separator: "/")
            .map { PackageNames.safe(String($0)) }.joined(separator: "/")
    }

    static func metadataPath(of version: Version) -> String { folder(of: version) + "/metadata.json" }

    /// Each file of a version with its place.
    static func paths(of version: Version) -> [(file: VersionFile, path: String)] {
        let folder = folder(of: version) + "/content/"
        var names = PackageNames()
        return version.files.map { ($0, folder + names.name(for: $0.name)) }
    }

    /// The office documents of a version, each with its own place and that of a reading copy, which no original can have.
    static func copyPaths(of version: Version) -> [(file: VersionFile, original: String, path: String)] {
        let folder = folder(of: version) + "/reading-copies/"
        var names = PackageNames()
        return paths(of: version).compactMap { file, path in
            guard Rendering.offersReadingCopy(of: file) else { return nil }
            return (file, path, folder + names.name(for: file.name + ".pdf"))
        }
    }
}
