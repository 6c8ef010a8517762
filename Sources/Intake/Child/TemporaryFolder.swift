internal import CSeccomp
internal import Foundation

/// A folder for the temporary files of one reading, for nobody but this account. In memory where there is room: what is
/// taken out of a child's file should not stay on a disk.
///
/// It is locked while it is in use; an unlocked one is what a crash left, and goes at the next opening of an archive.
struct TemporaryFolder {
    let path: String
    private let lock: Int32

    static let memory = "/dev/shm"
    /// Bytes that must be free in memory.
    private static let room = 512 << 20

    private static var prefix: String { "lantai-\(getuid())-" }

    /// - Parameter fallback: a folder of the archive, made where there is no memory to take.
    init(fallback: String) throws(Failure) {
        let parent: String
        if Self.hasRoom {
            parent = Self.memory
        } else {
            mkdir(fallback, 0o700)
            parent = fallback
        }
        // Between making and locking, another process that clears up may take it for left over: then once more.
        for _ in 0..<10 {
            // mkdtemp(3) puts letters of its own in place of the six.
            var template = Array((parent + "/" + Self.prefix + "XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { throw Failure(code: errno) }
            let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard let lock = Self.lock(path) else { continue }
            self.path = path
            self.lock = lock
            return
        }
        throw Failure(code: EAGAIN)
    }

    struct Failure: Error {
        var code: Int32
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        close(lock)
    }

    /// Removes what readings left behind that were cut short.
    static func clear(fallback: String) {
        for parent in [memory, fallback] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: parent) else { continue }
            for name in names where name.hasPrefix(prefix) {
                let path = parent + "/" + name
                guard let lock = lock(path) else { continue }
                try? FileManager.default.removeItem(atPath: path)
                close(lock)
            }
        }
    }

    /// A lock on the folder that is at this path now; nil when there is none or another process holds it.
    private static func lock(_ path: String) -> Int32? {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return nil }
        var opened = stat()
        var present = stat()
        guard flock(folder, LOCK_EX | LOCK_NB) == 0, fstat(folder, &opened) == 0, lstat(path, &present) == 0,
            opened.st_ino == present.st_ino, opened.st_uid == getuid()
        else {
            close(folder)
            return nil
        }
        return folder
    }

    private static var hasRoom: Bool {
        var status = statvfs()
        return access(memory, W_OK) == 0 && statvfs(memory, &status) == 0
            && Int(status.f_bavail) * Int(status.f_frsize) >= room
    }
}
