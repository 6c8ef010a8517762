internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records
internal import Search

/// How the archive is doing: room, the last backup and check, the index. For whoever keeps it; nothing of its content.
package struct Conditions: Sendable {
    /// Bytes.
    package var freeSpace: Int
    package var totalSpace: Int
    package var boxes: Int
    /// Bytes of all boxes.
    package var boxBytes: Int
    /// ISO 8601 with zone; nil where it never was.
    package var lastBackup: String?
    package var lastVerification: String?
    package var hasUnfinishedDisposals: Bool
    /// Bytes of each part on the disk.
    package var parts: [(part: ArchivePart, bytes: Int)]
    package var indexVersion: Int
    /// Versions that are not in the index yet.
    package var unindexed: Int
    package var isIndexCurrent: Bool { unindexed == 0 }
    /// How many records have files that were not read for want of a program, by its name.
    package var programsMissing: [(program: String, records: Int)]
    /// What stands out in the log and nobody has reviewed; nil for who reviews none.
    package var openReviews: Int?

    package init(archive: ArchiveFolder) async throws {
        try archive.require(.care)
        var space = statvfs()
        guard statvfs(archive.path, &space) == 0 else { throw ArchiveFailure.notAnArchive(archive.path) }
        freeSpace = Int(space.f_bavail) * Int(space.f_frsize)
        totalSpace = Int(space.f_blocks) * Int(space.f_frsize)
        let sequence = try await archive.searchIndex().sequence()
        let (rows, waiting, unfinished, programs) = try archive.catalog.read { session in
            (
                try session.boxes(), try session.versionCount(after: sequence), try session.hasUnfinishedDisposals(),
                try session.programsMissing()
            )
        }
        boxes = rows.count
        boxBytes = rows.reduce(0) { $0 + $1.length }
        hasUnfinishedDisposals = unfinished
        lastBackup = try archive.log.last("backup")
        lastVerification = try archive.log.last("verify")
        unindexed = waiting
        programsMissing = programs
        indexVersion = SearchIndex.version
        parts = ArchivePart.allCases.map { ($0, $0.bytes(in: archive.layout)) }
        openReviews = archive.permits(.reviewLog) ? try LogKeeping(archive: archive).review().count : nil
    }
}

/// What takes room in an archive folder.
package enum ArchivePart: String, CaseIterable, Sendable {
    case boxes, catalog, log, index, renditions, uploads

    fileprivate func bytes(in layout: Layout) -> Int {
        switch self {
        case .boxes: Self.bytes(below: layout.boxes)
        case .catalog: Self.bytes(ofDatabase: layout.catalog)
        case .log: Self.bytes(ofDatabase: layout.accessLog)
        case .index: Self.bytes(ofDatabase: layout.index)
        case .renditions: Self.bytes(below: layout.renditions)
        case .uploads: Self.bytes(below: layout.incoming)
        }
    }

    /// With what SQLite has beside it.
    private static func bytes(ofDatabase path: String) -> Int {
        ["", "-wal", "-shm"].reduce(0) { $0 + (DurableFile.length(of: path + $1) ?? 0) }
    }

    private static func bytes(below folder: String) -> Int {
        let keys: Set<URLResourceKey> = [.totalFileSizeKey]
        let files = FileManager.default.enumerator(
            at: URL(fileURLWithPath: folder), includingPropertiesForKeys: Array(keys))
        return files?.reduce(0) { total, file in
            total + (((file as? URL).flatMap { try? $0.resourceValues(forKeys: keys) }?.totalFileSize) ?? 0)
        } ?? 0
    }
}
