internal import Boxes
internal import Foundation
internal import Intake

/// Renditions that were made before: files of `Indexes/renditions`, which may be deleted at any time.
///
/// A name is the SHA-256 of the original and what was made of it, so that a copy of a file in another record, or in a
/// later version, finds what is there. Nothing says whose it is: whoever asks must have passed the door of a record.
///
/// A rendition is kept under a shared lock, in which its record is looked for once more; who destroys records commits first,
/// and then empties the folder under the lock for itself alone. So either the one sees that the record is gone, or the
/// other sees the file: what was destroyed does not come back through a rendition that was under way.
struct RenditionStore {
    /// Bytes; beyond, what was used longest ago goes first.
    static let byteLimit = 512 << 20
    /// The folder is looked through whenever something is kept.
    static let fileLimit = 10_000

    private let folder: String
    private let byteLimit: Int

    init(_ layout: Layout, byteLimit: Int = RenditionStore.byteLimit) {
        folder = layout.renditions
        self.byteLimit = byteLimit
    }

    /// Files that are not whole yet.
    private var unfinished: String { folder + "/unfinished" }

    // MARK: - Looking

    /// - Returns: nil where it is not there, or is damaged.
    func rendition(_ kind: RenditionKind, of sha256: String) -> Rendition? {
        let path = folder + "/" + Self.name(kind, of: sha256)
        guard let content = FileManager.default.contents(atPath: path) else { return nil }
        guard let rendition = Self.unpacked(content, kind) else {
            unlink(path)
            return nil
        }
        // What is used now is young.
        utimes(path, nil)
        return rendition
    }

    private static func name(_ kind: RenditionKind, of sha256: String) -> String {
        switch kind {
        case .readingCopy: "\(sha256)-copy"
        case .page(let image): "\(sha256)-page\(image.number)-\(image.width).\(image.format.rawValue)"
        }
    }

    // MARK: - Keeping

    /// Keeps a rendition. That it cannot be kept (a full disk) is no reason not to show it.
    /// - Parameter isThere: whether the record that it was made of is still there; asked under the lock.
    func keep(
        _ rendition: Rendition, _ kind: RenditionKind, of sha256: String, isThere: () throws -> Bool
    ) throws {
        mkdir(URL(fileURLWithPath: folder).deletingLastPathComponent().path, 0o700)
        mkdir(folder, 0o700)
        guard let lock = FolderLock(folder, LOCK_SH) else { return }
        defer { lock.release() }
        guard try isThere() else { return }
        mkdir(unfinished, 0o700)
        let temporary = unfinished + "/" + UUID().uuidString
        do {
            let file = try DurableFile(path: temporary, mode: .readWriteCreate)
            try file.write(Self.packed(rendition), at: 0)
            guard rename(temporary, folder + "/" + Self.name(kind, of: sha256)) == 0 else {
                unlink(temporary)
                return
            }
        } catch {
            unlink(temporary)
            return
        }
        trim()
    }

    /// Until a quarter is free, so that this is not done each time.
    private func trim() {
        var files = kept()
        var bytes = files.reduce(0) { $0 + $1.bytes }
        guard bytes > byteLimit || files.count > Self.fileLimit else { return }
        files.sort { $0.used < $1.used }
        var count = files.count
        for file in files {
            guard bytes > byteLimit / 4 * 3 || count > Self.fileLimit / 4 * 3 else { return }
            unlink(folder + "/" + file.name)
            bytes -= file.bytes
            count -= 1
        }
    }

    private func kept() -> [(name: String, bytes: Int, used: Double)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            var status = stat()
            guard lstat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            let used = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
            return (name, Int(status.st_size), used)
        }
    }

    // MARK: - Clearing

    /// Removes all, durably. Called between the commit of a destruction and its end, and again where that was cut short.
    func clear() throws {
        guard ArchiveFolder.exists(folder) else { return }
        guard let lock = FolderLock(folder, LOCK_EX) else { throw FileError(path: folder, code: errno) }
        defer { lock.release() }
        for place in [unfinished, folder] where ArchiveFolder.exists(place) {
            for name in try FileManager.default.contentsOfDirectory(atPath: place) {
                let path = place + "/" + name
                guard path != unfinished, unlink(path) != 0, errno != ENOENT else { continue }
                throw FileError(path: path, code: errno)
            }
            try DurableFile.syncFolder(place)
        }
    }

    /// Removes what a crash left half-written. Nothing is looked at unless there is something.
    func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: unfinished)) ?? []
        // Who holds the lock is writing.
        guard !names.isEmpty, let lock = FolderLock(folder, LOCK_EX | LOCK_NB) else { return }
        defer { lock.release() }
        for name in names { unlink(unfinished + "/" + name) }
    }

    // MARK: - The form of a file

    // A line, then the rendition: `lantai-rendition 1 <media type> <pages> <SHA-256 of the rest>`. A file that a disk has
    // changed is made anew.

    private static func packed(_ rendition: Rendition) -> [UInt8] {
        let pages = rendition.pages.map(String.init) ?? "-"
        let line = "lantai-rendition 1 \(rendition.mediaType) \(pages) \(BoxStore.sha256(rendition.bytes))\n"
        return Array(line.utf8) + rendition.bytes
    }

    private static func unpacked(_ content: Data, _ kind: RenditionKind) -> Rendition? {
        guard let end = content.prefix(200).firstIndex(of: 0x0A) else { return nil }
        let words = String(decoding: content[..<end], as: UTF8.self).split(separator: " ")
        let bytes = Data(content[(end + 1)...])
        guard words.count == 5, words[0] == "lantai-rendition", words[1] == "1", words[2] == kind.mediaType,
            words[4] == BoxStore.sha256(bytes)
        else { return nil }
        return Rendition(bytes: bytes, mediaType: kind.mediaType, pages: Int(words[3]))
    }
}

/// A lock on a folder itself, let go of by the system when its holder dies.
private struct FolderLock {
    private let descriptor: Int32

    /// Waits, unless `LOCK_NB` is among the kinds; nil where it is not to be had.
    init?(_ folder: String, _ kind: Int32) {
        // A folder that was deleted and made again meanwhile is another one.
        for _ in 0..<10 {
            let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard opened >= 0 else { return nil }
            var answer = flock(opened, kind)
            while answer != 0 && errno == EINTR { answer = flock(opened, kind) }
            var (own, present) = (stat(), stat())
            if answer == 0, fstat(opened, &own) == 0, stat(folder, &present) == 0, own.st_ino == present.st_ino {
                descriptor = opened
                return
            }
            close(opened)
            if answer != 0 { return nil }
        }
        return nil
    }

    func release() { close(descriptor) }
}
