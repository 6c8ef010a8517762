internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// Room that is kept back for a full disk (`Corpus/log-reserve`): given up, it lets reading, destruction and other acts of
/// administration go on for a while, for nothing is read that is not logged, and nothing frees more room than destruction.
/// Filing gets none of it.
///
/// Made with the archive's first commit and made again by the next writer, or the nightly verification, that finds room.
struct Reserve: Sendable {
    /// Bytes. A use needs about a kilobyte for good, and each program some hundred kilobytes while it runs.
    static let bytes = 8 << 20
    /// Bytes of room with which a program gets through: write-ahead logs and their indexes, then the entry itself.
    private static let least = 512 << 10
    private static let beside = 2 << 20
    /// Bytes that one use takes for good.
    private static let bytesOfUse = 1 << 10

    let path: String
    let notice: @Sendable (DiskFullNotice) -> Void

    private var folder: String { path.parentPath }

    /// False while it is given up, or was never made.
    var isWhole: Bool { DurableFile.length(of: path) == Self.bytes }

    /// Makes it where it is not there and the disk has room for it and something beside; only while the lock is held.
    /// - Returns: whether it is there now.
    @discardableResult
    func make() -> Bool {
        if isWhole { return true }
        guard let free = DurableFile.free(at: path), free >= Self.bytes + Self.beside else { return false }
        do {
            try DurableFile.allocate(path, bytes: Self.bytes)
            return true
        } catch {
            try? DurableFile.remove(path)
            return false
        }
    }

    /// Runs `body`; where the disk is full, gives the room back and runs it again.
    /// - Throws: `diskFull` where there is nothing to give back.
    func lend<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch  where isFull(error) {
            guard givesWay() else { throw ArchiveFailure.diskFull(path: folder) }
            return try body()
        }
    }

    func lend<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch  where isFull(error) {
            guard givesWay() else { throw ArchiveFailure.diskFull(path: folder) }
            return try await body()
        }
    }

    /// True where there is room now.
    private func givesWay() -> Bool {
        // Somebody else may have given it back just now.
        if DurableFile.length(of: path) == nil { return (DurableFile.free(at: path) ?? 0) >= Self.least }
        guard (try? DurableFile.remove(path)) != nil else { return false }
        tell()
        return true
    }

    /// Tells whoever opens the archive while it is given up, as long as there is no room to make it again.
    func tellIfGone() {
        guard !isWhole, let free = DurableFile.free(at: path), free < Self.bytes + Self.beside else { return }
        tell()
    }

    private func tell() {
        let free = DurableFile.free(at: path) ?? 0
        notice(DiskFullNotice(free: free, uses: max(0, free - Self.least) / Self.bytesOfUse))
    }

    /// SQLite says of some files that they could not be made, not why: then the disk itself is asked.
    private func isFull(_ error: any Error) -> Bool {
        switch ArchiveFailure(storage: error) {
        case .diskFull: true
        case .storageFailed: (DurableFile.free(at: path) ?? .max) < Self.least
        default: false
        }
    }
}

/// The disk is full, and the archive works on what was kept back.
package struct DiskFullNotice: Equatable, Sendable {
    /// Bytes.
    package var free: Int
    /// How many uses the log has room for, about.
    package var uses: Int
}
