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
        let deadline = Date(timeIntervalSinceNow: patience)
        let descriptor: Int32
        do {
            // Whoever waits stands in a queue of one: a writer of many batches, which frees the lock only for a moment
            // between them, has to let the one who waits go first.
            let queue = try open(path + ".queue")
            defer { close(queue) }
            descriptor = try open(path)
            guard wait(queue, until: deadline), wait(descriptor, until: deadline) else {
                defer { close(descriptor) }
                throw ArchiveFailure.busy(holder(descriptor))
            }
        }
        defer { close(descriptor) }
        note(descriptor)
        defer { ftruncate(descriptor, 0) }
        return try body()
    }

    /// Runs `body` only if no one writes just now.
    /// - Returns: nil when somebody does.
    func holdIfFree<T>(_ body: () throws -> T) throws -> T? {
        let descriptor = try open(path)
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        defer { ftruncate(descriptor, 0) }
        return try body()
    }

    /// True when the last writer did not get to the end of its work.
    var wasLeftBehind: Bool { (DurableFile.length(of: path) ?? 0) > 0 }

    private func open(_ path: String) throws -> Int32 {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
        return descriptor
    }

    /// False when the time is up. The lock goes with the descriptor.
    private func wait(_ descriptor: Int32, until deadline: Date) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard Date() < deadline else { return false }
            usleep(2000)
        }
        return true
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
