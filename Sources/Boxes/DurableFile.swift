internal import Foundation
internal import Records

/// A file whose writes can be made durable, with its folder: Foundation's atomic write never syncs the folder, and a
/// file whose name is lost in a power cut is lost.
package final class DurableFile: Sendable {
    package enum Mode: Sendable {
        case read, readWriteCreate
    }

    private let descriptor: Int32
    private let path: String

    package init(path: String, mode: Mode) throws(FileError) {
        self.path = path
        switch mode {
        case .read: descriptor = open(path, O_RDONLY | O_CLOEXEC)
        case .readWriteCreate: descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    }

    /// A file for a while: it has no name, and is gone with the last that has it open, whatever happens to the program.
    package init(unnamedIn folder: String) throws(FileError) {
        // As the system's headers have it (fcntl.h, O_TMPFILE); Swift does not see it.
        let unnamed: Int32 = 0o20000000 | O_DIRECTORY
        var descriptor = open(folder, unnamed | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            // A file system that knows of no such files: it has a name as long as it is empty.
            let name = folder + "/" + UUID().uuidString
            descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw FileError(path: folder, code: errno) }
            unlink(name)
        }
        self.descriptor = descriptor
        path = folder
    }

    /// Leads to this file while it is open, for libraries that want a path: also to one without a name.
    package var openPath: String { "/proc/self/fd/\(descriptor)" }

    deinit {
        close(descriptor)
    }

    /// Bytes.
    package func length() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, code: errno) }
        return Int(status.st_size)
    }

    /// When the content was last changed: seconds since 1970, UTC.
    package func modified() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, code: errno) }
        return Int(status.st_mtim.tv_sec)
    }

    package func truncate(to length: Int) throws(FileError) {
        guard ftruncate(descriptor, length) == 0 else { throw FileError(path: path, code: errno) }
    }

    package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map { pwrite(descriptor, $0 + done, bytes.count - done, off_t(offset + done)) } ?? 0
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw FileError(path: path, code: written < 0 ? errno : ENOSPC) }
            done += written
        }
    }

    /// Up to `count` bytes; fewer where the file ends.
    package func read(count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                guard let base = buffer.baseAddress else { break }
                let got = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = FileError(path: path, code: errno) }
                if got <= 0 { break }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Returns when the content is on the disk.
    package func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(path: path, code: errno) }
    }

    // MARK: - Names

    package static func length(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// Makes the names in the folder that holds `path` durable.
    package static func syncFolder(of path: String) throws(FileError) {
        try syncFolder(path.parentPath)
    }

    package static func syncFolder(_ folder: String) throws(FileError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: folder, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(path: folder, code: errno) }
    }

    /// Makes the names in all folders from the one that holds `path` up to `root` durable.
    static func syncFolders(above path: String, upTo root: String) throws(FileError) {
        var folder = path
        repeat {
            folder = folder.parentPath
            try syncFolder(folder)
        } while folder.utf8.count > root.utf8.count
    }

    /// Makes everything that was written so far durable at once: cheaper than file by file where there are many.
    /// (Linux waits for the disk in sync(2); errors of single files are not told.)
    package static func syncAll() { Glibc.sync() }

    /// Makes the folders above `path`, each durable in its parent, down from `root`.
    package static func createFolders(for path: String, below root: String) throws(FileError) {
        let folder = path.parentPath
        guard folder.utf8.count >= root.utf8.count, length(of: folder) == nil else { return }
        try createFolders(for: folder, below: root)
        try createFolder(folder)
    }

    /// Makes one folder, durably; it may be there.
    package static func createFolder(_ folder: String) throws(FileError) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileError(path: folder, code: errno) }
        try syncFolder(of: folder)
    }

    /// Removes a file, durably; it may be gone.
    package static func remove(_ path: String) throws(FileError) {
        if unlink(path) != 0 {
            if errno == ENOENT { return }
            throw FileError(path: path, code: errno)
        }
        try syncFolder(of: path)
    }

    /// Makes a file of so many bytes whose room is taken on the disk, durably.
    package static func allocate(_ path: String, bytes: Int) throws(FileError) {
        let file = try DurableFile(path: path, mode: .readWriteCreate)
        let code = posix_fallocate(file.descriptor, 0, off_t(bytes))
        guard code == 0 else { throw FileError(path: path, code: code) }
        try file.sync()
        try syncFolder(of: path)
    }

    /// Bytes that the file system of a path's folder has room for; nil where it does not say.
    package static func free(at path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path.parentPath, &status) == 0 else { return nil }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// Gives a file another name in the same folder, durably; a file of that name is replaced.
    package static func rename(_ path: String, to other: String) throws(FileError) {
        guard Glibc.rename(path, other) == 0 else { throw FileError(path: path, code: errno) }
        try syncFolder(of: other)
    }

    /// Puts a file with this content in the place of `path`: there is always the old or the new one, whole.
    package static func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        let temporary = path + ".new"
        do {
            let file = try DurableFile(path: temporary, mode: .readWriteCreate)
            try file.truncate(to: 0)
            try file.write(content, at: 0)
            try file.sync()
        }
        try rename(temporary, to: path)
    }
}

/// A system call on a file failed.
package struct FileError: Error, Equatable {
    package var path: String
    /// errno
    package var code: Int32

    package init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    package var isNotFound: Bool { code == ENOENT }
    /// The system's words for the code.
    package var reason: String { String(cString: strerror(code)) }
}
