internal import Boxes
internal import Foundation

/// One writer at a time across processes: a lock on a file of the archive, freed by the system when a process dies.
/// Readers never take it.
struct WriterLock: Sendable {
    let path: String
    let who: String
    let act: String
    /// Seconds to wait for another writer before saying who it is.
    var patience: Double = 10

    /// - Throws: `ArchiveFailure.busy` when another writer holds on.
    func hold<T>(_ body: () throws -> T) throws -> T {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(descriptor) }
        let deadline = Date(timeIntervalSinceNow: patience)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw FileError(path: path, code: errno) }
            guard Date() < deadline else { throw ArchiveFailure.busy(holder(descriptor)) }
            usleep(3000)
        }
        note(descriptor)
        defer {
            ftruncate(descriptor, 0)
            flock(descriptor, LOCK_UN)
        }
        return try body()
    }

    /// Leaves word for those who wait. That it fails (a full disk) is no reason not to work.
    private func note(_ descriptor: Int32) {
        let holder = LockHolder(process: getpid(), who: who, act: act, since: Timestamp.now())
        guard let bytes = try? JSONEncoder().encode(holder) else { return }
        ftruncate(descriptor, 0)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private func holder(_ descriptor: Int32) -> LockHolder? {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? try? JSONDecoder().decode(LockHolder.self, from: Data(buffer[..<count])) : nil
    }
}
