internal import ArchiveFiles
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// What was exported, and where.
package struct ExportReport: Sendable {
    package var path: String
    package var items: Int
    package var files: Int
    package var bytes: Int
}

/// Dissemination packages with a manifest and digests.
///
/// - `bag`: a folder by BagIt (RFC 8493) with `data/<code>/v<n>/…`, `metadata.csv` and SHA-256 manifests.
/// - `zip`: the same bag as one zip file.
/// - `csv`: the list alone, with the digests of the files.
package struct Exporting {
    package enum Format: String, CaseIterable, Sendable {
        case bag, zip, csv
    }

    package struct Choice: Sendable {
        package var codes: [String] = []
        package var from: String?
        package var to: String?
        package var classCode: String?
        package var org: String?
        package var volume: String?
        /// All versions of each item, not only the latest.
        package var allVersions = false

        package init() {}
    }

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameter target: must not be there yet.
    package func export(_ choice: Choice, to target: String, format: Format, progress: WorkProgress) throws
        -> ExportReport
    {
        let target = ArchiveFolder.absolute(target)
        guard !ArchiveFolder.exists(target) else { throw ArchiveFailure.folderNotEmpty(target) }
        guard !archive.contains(target) else { throw ArchiveFailure.refused(.insideArchive(target)) }
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
        // Nothing can be masked in the bytes of a file: the list alone goes out.
        if format != .csv, let item = items.first(where: { masks[$0.id] != nil }) {
            throw ArchiveFailure.masked(item.code)
        }
        // Every record of the package is in the log before the first byte of it is written.
        try archive.record("export", objects: items.map(\.code))
        // Made beside and renamed when whole: a half-written package is never taken for one.
        let unfinished = target + ".unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        var report = ExportReport(path: target, items: items.count, files: 0, bytes: 0)
        switch format {
        case .csv:
            try DurableFile.createFolders(for: unfinished, below: "/")
            let rows = try items.flatMap { try self.rows(of: $0, choice, masks[$0.id]) }
            try DurableFile.replace(unfinished, with: Array(TableText.csv([Self.heading] + rows.map(\.cells)).utf8))
            report.files = rows.count
        case .bag: try bag(items, choice, to: FolderSink(root: unfinished), progress, &report)
        case .zip:
            try DurableFile.createFolders(for: unfinished, below: "/")
            let sink = try ZipSink(path: unfinished, folder: Self.stem(of: target))
            try bag(items, choice, to: sink, progress, &report)
            try sink.close()
        }
        DurableFile.syncAll()
        try DurableFile.rename(unfinished, to: target)
        return report
    }

    private func chosen(_ choice: Choice) throws -> [ItemSummary] {
        try archive.require(.export, object: choice.codes.joined(separator: " "))
        let scope = try archive.scope()
        return try archive.catalog.read { session in
            var items: [ItemSummary] = []
            for typed in choice.codes {
                let code = ArchivalCode.normalised(typed)
                if let item = try archive.readable(typed, in: session, scope: scope) {
                    items.append(item)
                } else if let volume = try session.volume(code: code), scope?.covers(volume) != false {
                    items += try session.items(volume: code).filter { scope?.covers($0) != false }
                } else {
                    throw ArchiveFailure.noSuchRecord(typed)
                }
            }
            guard choice.codes.isEmpty else {
                // Named twice, or by itself and with its volume: once.
                var seen: Set<Int64> = []
                return items.filter { seen.insert($0.id).inserted }
            }
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

    private static func stem(of path: String) -> String {
        ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    }

    // MARK: - The bag

    private func bag(
        _ items: [ItemSummary], _ choice: Choice, to sink: some PackageSink, _ progress: WorkProgress,
        _ report: inout ExportReport
    ) throws {
        var manifest = ""
        let reading = Reading(archive: archive)
        func add(_ path: String, _ bytes: Data) throws {
            try sink.add("data/" + path, bytes)
            // RFC 8493, 2.1.3: LF, CR and percent signs in names are percent-encoded.
            let written = path.replacing("%", with: "%25").replacing("\n", with: "%0A").replacing("\r", with: "%0D")
            manifest += BoxStore.sha256(bytes) + "  data/" + written + "\n"
            report.files += 1
            report.bytes += bytes.count
        }
        var table: [[String]] = [Self.heading]
        for (done, item) in items.enumerated() {
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            let versions = try archive.catalog.read { try $0.versions(ofItem: item.id) }
            for stored in choice.allVersions ? versions : versions.suffix(1) {
                let version = stored.version
                let folder = EntryFolder.of(code: version.code, version: version.number)
                try add(folder + "/metadata.json", Data(stored.json.utf8))
                for file in version.files {
                    do {
                        try add(folder + "/content/" + file.name, try reading.bytes(of: file, versions: versions))
                    } catch let error as BoxError {
                        throw ArchiveFailure.damaged(box: error.file, code: item.code)
                    }
                }
            }
            table += try rows(of: item, choice, nil).map(\.cells)
            progress.report(done + 1, items.count)
        }
        try add("metadata.csv", Data(TableText.csv(table).utf8))
        let info = [
            "Source-Organization: \(try archive.catalog.read { try $0.fonds() }?.name ?? "")",
            "Bagging-Date: \(Timestamp.today())",
            "Payload-Oxum: \(report.bytes).\(report.files)",
            "Bag-Software-Agent: Lantai",
        ]
        let tags = [
            ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            ("bag-info.txt", info.joined(separator: "\n") + "\n"),
            ("manifest-sha256.txt", manifest),
        ]
        var tagManifest = ""
        for (name, text) in tags {
            try sink.add(name, Data(text.utf8))
            tagManifest += BoxStore.sha256(Data(text.utf8)) + "  " + name + "\n"
        }
        try sink.add("tagmanifest-sha256.txt", Data(tagManifest.utf8))
    }

    private static let heading = [
        "档号", "版本", "题名", "日期", "类别", "机构", "案卷", "责任者", "文号", "原编号", "文件", "字节", "SHA-256", "归档时间", "归档人",
    ]

    private func rows(
        of item: ItemSummary, _ choice: Choice, _ mask: PersonMask?
    ) throws -> [(cells: [String], file: VersionFile)] {
        let versions = try archive.catalog.read { try $0.versions(ofItem: item.id) }.map(\.version)
            .map { mask?.version($0) ?? $0 }
        return (choice.allVersions ? versions : versions.suffix(1)).flatMap { version in
            let description = version.description
            return version.files.map { file in
                (
                    [
                        version.code, String(version.number), description.title, description.date,
                        description.classCode,
                        description.org, description.volume ?? "", description.author ?? "",
                        description.documentNumber ?? "", description.externalID ?? "", file.name, String(file.size),
                        file.sha256, version.filedAt, version.filedBy,
                    ], file
                )
            }
        }
    }
}

/// Where a package is written.
private protocol PackageSink {
    func add(_ path: String, _ bytes: Data) throws
}

private struct FolderSink: PackageSink {
    let root: String

    func add(_ path: String, _ bytes: Data) throws {
        let path = root + "/" + path
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let file = try DurableFile(path: path, mode: .readWriteCreate)
        try file.write([UInt8](bytes), at: 0)
    }
}

private struct ZipSink: PackageSink {
    private let writer: ZipWriter
    private let folder: String

    init(path: String, folder: String) throws {
        writer = try ZipWriter(path: path)
        self.folder = folder
    }

    func add(_ path: String, _ bytes: Data) throws {
        try bytes.withUnsafeBytes { try writer.add(path: folder + "/" + path, content: $0, time: time(nil)) }
    }

    func close() throws { try writer.close() }
}
