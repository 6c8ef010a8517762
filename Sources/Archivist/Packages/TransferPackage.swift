internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// Writes a package for handing over (TransferPackage.md): a bag with a folder for each record, all its versions and its
/// XML in it, and beside them what is said of all.
struct TransferPackage {
    static let sheetName = "transfer.json"
    static let registerName = "移交清册.csv"
    static let inspectionName = "四性检测登记表.csv"
    static let documentName = "mets.xml"

    private let archive: ArchiveFolder
    private let reading: Reading
    private let reader: EntryReader
    private let writer: BagWriter
    private var sheet: TransferSheet
    /// Codes of the volumes on the sheet.
    private var volumes: Set<String> = []
    private var rows: [[String]] = [["档号", "题名", "类别", "机构", "案卷", "日期", "归档时间", "版本数", "摘要", "批准"]]

    init(archive: ArchiveFolder, sink: any PackageSink, sheet: TransferSheet) {
        self.archive = archive
        self.sheet = sheet
        reading = Reading(archive: archive)
        reader = EntryReader(boxes: archive.boxes)
        writer = BagWriter(sink: sink)
    }

    /// Adds a record with all its versions.
    mutating func add(_ item: ItemSummary) throws {
        let (versions, stub) = try archive.catalog.read { session in
            (try session.versions(ofItem: item.id), try Ending.stub(of: item, session))
        }
        let folder = ArchivalCode.folderName(item.code)
        var files: [METSDocument.File] = []
        func put(_ name: String, _ content: Data, _ mediaType: String, _ version: Int, _ use: METSDocument.Use) throws {
            try writer.add(folder + "/" + name, content)
            files.append(
                METSDocument.File(
                    path: name, size: content.count, sha256: BoxStore.sha256(content), mediaType: mediaType,
                    version: version, use: use))
        }
        for stored in versions {
            let number = stored.version.number
            try put("v\(number)/metadata.json", Data(stored.json.utf8), "application/json", number, .metadata)
            do {
                for file in stored.version.files where file.storedIn == number {
                    let bytes = try reading.bytes(of: file, versions: versions)
                    try put("v\(number)/content/\(file.name)", bytes, file.mediaType, number, .content)
                }
                if stored.version.text?.storedIn == number {
                    let text = Data(try Indexing(archive: archive).text(of: stored, reader).utf8)
                    try put("v\(number)/text.txt", text, "text/plain", number, .text)
                }
            } catch let error as BoxError {
                throw ArchiveFailure.damaged(box: error.file, code: item.code)
            }
        }
        let document = METSDocument(
            sender: sheet.sender, versions: versions.map(\.version), files: files, made: sheet.at)
        try writer.add(folder + "/" + Self.documentName, Data(document.text.utf8))
        sheet.items.append(
            TransferSheet.Item(code: item.code, digest: stub.digest, versions: versions.count))
        rows.append([
            item.code, item.title, item.classCode, item.org, item.volume ?? "", item.date, stub.filedAt,
            String(stub.versions), stub.digest, sheet.authority,
        ])
        if let code = item.volume, volumes.insert(code).inserted {
            try archive.catalog.read { session in
                guard var volume = try session.volume(code: code) else { return }
                // With the receiver it is opened for the first time.
                if volume.state == .reopened {
                    volume.state = .open
                    (volume.reopenedOn, volume.reopenedBy) = (nil, nil)
                }
                let level = try session.volumesWithLevel().first { $0.code == code }?.level
                sheet.volumes.append(TransferSheet.PackedVolume(volume: volume, level: level))
            }
        }
    }

    /// Adds a paper about all records of the package, such as a report of their inspection.
    mutating func enclose(_ name: String, _ content: Data) throws {
        try writer.add(name, content)
    }

    /// Writes what is said of all, and the tag files.
    mutating func close() throws -> (items: [TransferSheet.Item], digest: String, files: Int, bytes: Int) {
        try enclose(Self.registerName, Data(TableText.csv(rows).utf8))
        try enclose(Self.sheetName, try JSON.pretty(sheet))
        let digest = try writer.close(info: [
            ("Source-Organization", sheet.sender.name),
            ("Internal-Sender-Identifier", "\(sheet.sender.fonds) \(sheet.number)"),
        ])
        return (sheet.items, digest, writer.files, writer.bytes)
    }
}
