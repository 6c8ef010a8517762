internal import Boxes
internal import Foundation
internal import Records

/// Files on their way in from a browser: sent piece by piece, so that a connection that breaks or a page that is closed
/// loses nothing, and filed when their description has been looked at.
package struct Uploading {
    /// Files that one user may have lying there, and days after which what nobody filed goes.
    static let mostFiles = 1000
    static let mostDays = 14
    /// Bytes of a file's path on the sender's side.
    private static let longestPath = 4096
    /// Seconds that receiving a package takes at most.
    private static let longestReceiving = 6.0 * 3600

    package struct Upload: Sendable {
        package var id: String
        package var name: String
        /// Bytes.
        package var size: Int
        /// Bytes that have come.
        package var received: Int
        /// Nil where whoever began it said nothing of it.
        var origin: Origin?

        package var isWhole: Bool { received == size }
    }

    /// Where a file comes from: of files with the same name and size, by this the same one is known when it is sent again.
    package struct Origin: Equatable, Sendable {
        /// Milliseconds since 1970.
        var lastModified: Int
        /// In the folder that was chosen: other folders in it may have files of the same name.
        var path: String

        package init(lastModified: Int, path: String) {
            self.lastModified = lastModified
            self.path = path
        }
    }

    /// What is said of an uploaded file; what is nil is proposed.
    package struct Description: Sendable {
        package var id: String
        package var title: String?
        package var date: String?
        package var classCode: String?
        package var volume: String?
        package var org: String?
        package var author: String?
        package var documentNumber: String?
        package var externalID: String?
        package var fields: [(name: String, value: String)] = []
        /// Of a container or mail: each file in it becomes a record of its own.
        package var isUnpackedApart = false

        package init(
            id: String, title: String? = nil, date: String? = nil, classCode: String? = nil, volume: String? = nil,
            org: String? = nil
        ) {
            self.id = id
            self.title = title
            self.date = date
            self.classCode = classCode
            self.volume = volume
            self.org = org
        }
    }

    /// Behind the name of an upload: the folder that it is unpacked into while it is being received.
    static let unpacked = ".package"

    let archive: ArchiveFolder
    let folder: String

    package init(archive: ArchiveFolder) {
        self.archive = archive
        // A user's name is letters, digits and a few marks; an account's may be anything.
        let who = archive.principal.who
        folder = archive.layout.incoming + "/" + BoxStore.sha256(Data(who.utf8)).prefix(16)
    }

    /// What whoever acts has sent and not filed, by name.
    package func list() throws -> [Upload] {
        try archive.require(.file)
        removeForgotten()
        return waiting()
    }

    private func waiting() -> [Upload] {
        Self.names(in: folder).compactMap(upload).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Makes room for a file, or finds what has come of it already: one of the same name, size and origin, or where nothing
    /// is known of an origin, one of the same name and size that is not whole.
    package func begin(_ name: String, size: Int, from origin: Origin? = nil) throws -> Upload {
        try archive.require(.file)
        guard Self.isName(name) else { throw ArchiveFailure.badName(name) }
        if let path = origin?.path, path.utf8.count > Self.longestPath || path.hasControlCharacters {
            throw ArchiveFailure.badName(path)
        }
        guard size <= Preparer.fileLimit else {
            throw ArchiveFailure.refused(.fileTooLarge(bytes: size, limit: Preparer.fileLimit))
        }
        let known = waiting()
        let begun = known.first { upload in
            guard upload.name == name, upload.size == size else { return false }
            guard let origin, let own = upload.origin else { return !upload.isWhole }
            return own == origin
        }
        if let begun { return begun }
        guard known.count < Self.mostFiles else { throw ArchiveFailure.tooManyUploads(Self.mostFiles) }
        let id = UUID().uuidString.lowercased()
        let place = folder + "/" + id
        try DurableFile.createFolders(for: place + "/file", below: archive.path)
        let lines = [String(size)] + (origin.map { [String($0.lastModified), $0.path] } ?? [])
        try DurableFile.replace(place + ".size", with: Array(lines.joined(separator: "\n").utf8))
        _ = try DurableFile(path: place + "/" + name, mode: .readWriteCreate)
        return Upload(id: id, name: name, size: size, received: 0, origin: origin)
    }

    /// Adds a piece behind what has come.
    /// - Returns: bytes that have come.
    /// - Throws: `uploadDiffers` where the piece does not begin there, or is too long.
    package func append(_ bytes: [UInt8], to id: String, at offset: Int) throws -> Int {
        try archive.require(.file)
        guard let upload = upload(id) else { throw ArchiveFailure.noSuchUpload(id) }
        guard offset == upload.received, offset + bytes.count <= upload.size else {
            throw ArchiveFailure.uploadDiffers(received: upload.received)
        }
        let file = try DurableFile(path: path(of: upload), mode: .readWriteCreate)
        try file.write(bytes, at: offset)
        if offset + bytes.count == upload.size { try file.sync() }
        return offset + bytes.count
    }

    /// Keeps what was said of a file so far, so that nothing typed is lost with a page. It goes with the upload.
    package func describe(_ description: Description) throws {
        try archive.require(.file)
        guard upload(description.id) != nil else { throw ArchiveFailure.noSuchUpload(description.id) }
        let said = try JSONEncoder().encode(Said(description))
        try DurableFile.replace(folder + "/" + description.id + ".said", with: Array(said))
    }

    /// What was said of a file so far.
    package func description(of id: String) -> Description {
        guard UUID(uuidString: id) != nil,
            let bytes = FileManager.default.contents(atPath: folder + "/" + id + ".said"),
            let said = try? JSONDecoder().decode(Said.self, from: bytes)
        else { return Description(id: id) }
        return said.description(of: id)
    }

    package func discard(_ id: String) throws {
        try archive.require(.file)
        guard let upload = upload(id) else { throw ArchiveFailure.noSuchUpload(id) }
        try remove(upload)
    }

    /// Files what has come whole; what is refused stays, to be described better.
    /// - Parameter isDryRun: only says what would happen.
    package func file(_ descriptions: [Description], isDryRun: Bool = false) async throws -> [FilingOutcome] {
        try await fileEach(descriptions, isDryRun: isDryRun).flatMap { $0 }
    }

    /// The same by uploads.
    /// - Returns: what became of each: of itself, or, unpacked apart, of itself and each file in it.
    package func fileEach(
        _ descriptions: [Description], isDryRun: Bool = false
    ) async throws -> [[FilingOutcome]] {
        try archive.require(.file)
        let uploads = descriptions.map { upload($0.id) }
        let inputs = zip(descriptions, uploads).map { description, upload -> FilingInput in
            guard let upload, upload.isWhole else {
                return FilingInput(source: .unusable(.noContent, shown: upload?.name ?? description.id))
            }
            return description.input(.file(path: path(of: upload), shown: upload.name))
        }
        var outcomes = [[FilingOutcome]](repeating: [], count: inputs.count)
        let whole = descriptions.indices.filter { !descriptions[$0].isUnpackedApart }
        var place = 0
        _ = try await Filing(archive: archive, options: FilingOptions(isDryRun: isDryRun)).file(
            whole.map { inputs[$0] }, progress: WorkProgress()
        ) { outcome in
            outcomes[whole[place]] = [outcome]
            place += 1
        }
        for index in descriptions.indices where descriptions[index].isUnpackedApart {
            _ = try await Filing(
                archive: archive, options: FilingOptions(isDryRun: isDryRun, isUnpackedApart: true)
            ).file([inputs[index]], progress: WorkProgress()) { outcomes[index].append($0) }
        }
        if !isDryRun {
            // Where one of several files was refused, the whole stays: what is filed of it is not filed again.
            for (upload, outcomes) in zip(uploads, outcomes) where !outcomes.contains(where: { $0.status == .rejected })
            {
                if let upload { try remove(upload) }
            }
        }
        return outcomes
    }

    /// Files a text that is given as it is; without an external identifier its file is called `text.txt`.
    package func file(text: String, _ description: Description, isDryRun: Bool = false) async throws -> FilingOutcome {
        let name = (description.externalID ?? "text") + ".txt"
        guard Self.isName(name) else { throw ArchiveFailure.badName(name) }
        var outcome: FilingOutcome?
        _ = try await Filing(archive: archive, options: FilingOptions(isDryRun: isDryRun)).file(
            [description.input(.text(text, name: name))], progress: WorkProgress()
        ) { outcome = $0 }
        guard let outcome else { throw ArchiveFailure.cancelled }
        return outcome
    }

    /// Adds a version with what has come whole as its files.
    /// - Parameter replacements: uploads that come in the place of one file, by its name.
    package func revise(
        _ code: String, _ change: Revising.Change, with ids: [String],
        replacing replacements: [(name: String, id: String)] = [], reason: String
    ) async throws -> FilingOutcome {
        var change = change
        let uploads = try (ids + replacements.map(\.id)).map { id in
            guard let upload = upload(id), upload.isWhole else { throw ArchiveFailure.noSuchUpload(id) }
            return upload
        }
        let paths = uploads.map(path)
        change.paths = Array(paths.prefix(ids.count))
        change.replacements = zip(replacements.map(\.name), paths.dropFirst(ids.count)).map { (name: $0, path: $1) }
        var outcome = try await Revising(archive: archive).revise(code, change, reason: reason)
        outcome.path = uploads.first?.name
        for upload in uploads { try remove(upload) }
        return outcome
    }

    // MARK: - Places

    func upload(_ id: String) -> Upload? { Self.upload(id, in: folder) }

    private static func upload(_ id: String, in folder: String) -> Upload? {
        guard UUID(uuidString: id) != nil, let (size, origin) = begun(id, in: folder),
            let name = names(in: folder + "/" + id).first,
            let received = DurableFile.length(of: folder + "/" + id + "/" + name)
        else { return nil }
        return Upload(id: id, name: name, size: size, received: received, origin: origin)
    }

    /// What was said when it began: a line with the size, and behind it two with the origin where that is known.
    private static func begun(_ id: String, in folder: String) -> (size: Int, origin: Origin?)? {
        guard let file = try? DurableFile(path: folder + "/" + id + ".size", mode: .read),
            let bytes = try? file.read(count: longestPath + 64, at: 0)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let size = Int(lines[0]) else { return nil }
        guard lines.count == 3, let lastModified = Int(lines[1]) else { return (size, nil) }
        return (size, Origin(lastModified: lastModified, path: String(lines[2])))
    }

    func path(of upload: Upload) -> String { Self.path(of: upload, in: folder) }

    private static func path(of upload: Upload, in folder: String) -> String {
        folder + "/" + upload.id + "/" + upload.name
    }

    func remove(_ upload: Upload) throws { try Self.remove(upload.id, in: folder) }

    private static func remove(_ id: String, in folder: String) throws {
        let place = folder + "/" + id
        try removeTree(place + unpacked)
        // What was said of it goes first: once the file is gone, nobody asks for the rest.
        try DurableFile.remove(place + ".said")
        for name in names(in: place) { try DurableFile.remove(place + "/" + name) }
        rmdir(place)
        try DurableFile.remove(place + ".size")
    }

    /// Removes a folder and all in it, if it is there.
    static func removeTree(_ folder: String) throws {
        if ArchiveFolder.exists(folder) { try FileManager.default.removeItem(atPath: folder) }
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// Removes what nobody filed for so long, of everybody: who never comes again leaves nothing lying there.
    private func removeForgotten() {
        let old = Date(timeIntervalSinceNow: -Double(Self.mostDays) * 86400)
        for owner in Self.names(in: archive.layout.incoming) {
            let folder = archive.layout.incoming + "/" + owner
            // What a crash left unpacked goes much sooner: it is all in its upload.
            for name in Self.names(in: folder) where name.hasSuffix(Self.unpacked) {
                if Self.isOlder(folder + "/" + name, than: Date(timeIntervalSinceNow: -Self.longestReceiving)) {
                    try? Self.removeTree(folder + "/" + name)
                }
            }
            for id in Set(Self.names(in: folder).map({ $0.prefix { $0 != "." } })).map(String.init) {
                // What a crash left of one may have no file.
                let path = Self.upload(id, in: folder).map { Self.path(of: $0, in: folder) } ?? folder + "/\(id).size"
                if Self.isOlder(path, than: old) { try? Self.remove(id, in: folder) }
            }
        }
    }

    private static func isOlder(_ path: String, than date: Date) -> Bool {
        let changed = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        return changed.map { $0 < date } ?? false
    }

    /// A plain file name of at most 255 bytes (what file systems take).
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255 && !name.hasSlash && name != "." && name != ".."
            && !name.hasControlCharacters
    }
}

extension Uploading.Description {
    fileprivate func input(_ source: FilingInput.Source) -> FilingInput {
        var input = FilingInput(source: source)
        input.values = values
        input.fields = fields
        return input
    }

    /// By canonical manifest keys.
    fileprivate var values: [String: String] {
        [
            "title": title, "date": date, "class": classCode, "volume": volume, "org": org, "author": author,
            "documentNumber": documentNumber, "externalID": externalID,
        ].compactMapValues { $0 }
    }
}

/// A description as it is kept beside its upload.
private struct Said: Codable {
    var values: [String: String]
    var fields: [FieldValue]
    /// Nil: no.
    var isUnpackedApart: Bool?

    init(_ description: Uploading.Description) {
        values = description.values
        isUnpackedApart = description.isUnpackedApart ? true : nil
        fields = description.fields.map { FieldValue(name: $0.name, value: $0.value) }
    }

    func description(of id: String) -> Uploading.Description {
        var description = Uploading.Description(
            id: id, title: values["title"], date: values["date"], classCode: values["class"], volume: values["volume"],
            org: values["org"])
        description.author = values["author"]
        description.documentNumber = values["documentNumber"]
        description.externalID = values["externalID"]
        description.fields = fields.map { ($0.name, $0.value) }
        description.isUnpackedApart = isUnpackedApart ?? false
        return description
    }
}
