internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// What a backup or restoration copied.
package struct BackupReport: Sendable {
    package var boxes = 0
    /// Bytes copied this time.
    package var bytes = 0
    /// Bytes that were there already.
    package var kept = 0
    package var versions = 0
}

/// Copies an archive while it is in use, only what is new, and checks the copy; and brings it back.
///
/// A backup is an archive folder itself: it can be read, verified and recovered like any other.
package struct BackingUp {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package func backup(to folder: String, progress: WorkProgress) async throws -> BackupReport {
        try archive.require(.care, object: folder)
        let report = try await copy(to: folder, progress: progress)
        try archive.record("backup", object: folder)
        return report
    }

    private func copy(to folder: String, progress: WorkProgress) async throws -> BackupReport {
        let target = Layout(path: ArchiveFolder.absolute(folder))
        if ArchiveFolder.exists(target.path), !ArchiveFolder.exists(target.corpus),
            try !FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty
        {
            throw ArchiveFailure.folderNotEmpty(folder)
        }
        try DurableFile.createFolders(for: target.boxes + "/x", below: "/")
        // The catalog first: its committed lengths say what of the boxes belongs to this backup. Boxes only grow, and a
        // rewritten box takes another name, so the catalog of the last backup stays true until it is replaced.
        let fresh = target.catalog + ".new"
        for suffix in ["", "-wal", "-shm", "-journal"] { try DurableFile.remove(fresh + suffix) }
        var report = BackupReport()
        var boxes: [BoxRow] = []
        var attempt = 0
        while true {
            try archive.catalog.backup(to: fresh)
            let copy = try CatalogFile(path: fresh)
            boxes = try copy.read { try $0.boxes() }
            report.versions = try copy.read { try $0.versionCount() }
            try copy.close()
            do {
                report = try copyBoxes(boxes, to: target, report, progress)
                break
            } catch let error as FileError where error.isNotFound && attempt < 3 {
                // A box was rewritten meanwhile and has another name now: begin again with the catalog that says so.
                attempt += 1
            }
        }
        let log = target.accessLog + ".new"
        for suffix in ["", "-wal", "-shm", "-journal"] { try DurableFile.remove(log + suffix) }
        try archive.log.backup(to: log)
        for (new, old) in [(log, target.accessLog), (fresh, target.catalog)] {
            try DurableFile(path: new, mode: .readWriteCreate).sync()
            for suffix in ["-wal", "-shm"] { try DurableFile.remove(old + suffix) }
            try DurableFile.rename(new, to: old)
        }
        try copySynonyms(to: target)
        try copyLogFiles(to: target)
        let known = Set(boxes.map(\.file))
        for file in try BoxScanner(store: BoxStore(root: target.boxes)).files() where !known.contains(file) {
            try DurableFile.remove(target.boxes + "/" + file)
        }
        try await check(target, progress)
        return report
    }

    private func copyBoxes(
        _ boxes: [BoxRow], to target: Layout, _ report: BackupReport, _ progress: WorkProgress
    ) throws -> BackupReport {
        var report = report
        let store = BoxStore(root: target.boxes)
        let total = boxes.reduce(0) { $0 + $1.length }
        var done = 0
        report.boxes = 0
        for box in boxes where box.length > 0 {
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            let have = min(DurableFile.length(of: store.path(of: box.file)) ?? 0, box.length)
            let copied = try store.copy(box.file, from: archive.boxes, bytes: have..<box.length)
            report.bytes += copied
            report.kept += have
            report.boxes += 1
            done += box.length
            progress.report(done, total)
        }
        return report
    }

    /// The institution's own synonyms; a backup has none where the archive has none.
    private func copySynonyms(to target: Layout) throws {
        if let own = try SynonymKeeping(archive: archive).content() {
            try DurableFile.replace(target.synonyms, with: own)
        } else {
            try DurableFile.remove(target.synonyms)
        }
    }

    /// What belongs to the log beside it: the key, where it stands in the archive, and rules of review of one's own.
    private func copyLogFiles(to target: Layout) throws {
        for (own, copy) in [
            (archive.layout.logKey, target.logKey), (archive.layout.logRules, target.logRules),
        ] {
            guard let length = DurableFile.length(of: own) else {
                try DurableFile.remove(copy)
                continue
            }
            let file = try DurableFile(path: own, mode: .read)
            try DurableFile.replace(copy, with: try file.read(count: length, at: 0))
        }
    }

    /// Every frame and digest of the copy.
    private func check(_ target: Layout, _ progress: WorkProgress) async throws {
        let copy = try ArchiveFolder(path: target.path, principal: archive.principal)
        let report = try await Checking(archive: copy).verify(isCopy: true, progress: progress)
        guard report.problems.isEmpty else { throw ArchiveFailure.backupDamaged(problems: report.problems.count) }
    }

    /// Brings a backup back as a new archive, checked before it is handed over.
    /// - Parameter folder: must be empty or not be there.
    package static func restore(
        from backup: String, to folder: String, principal: Principal, progress: WorkProgress
    ) async throws -> (ArchiveFolder, BackupReport) {
        let source = Layout(path: ArchiveFolder.absolute(backup))
        guard ArchiveFolder.exists(source.catalog) else { throw ArchiveFailure.backupMissing(backup) }
        let target = Layout(path: ArchiveFolder.absolute(folder))
        if ArchiveFolder.exists(target.path),
            try !FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty
        {
            throw ArchiveFailure.folderNotEmpty(folder)
        }
        let archive = try ArchiveFolder(path: backup, principal: principal)
        let report = try await BackingUp(archive: archive).copy(to: folder, progress: progress)
        let restored = try ArchiveFolder(path: folder, principal: principal)
        _ = try await restored.searchIndex(progress: progress)
        try restored.record("restore", object: backup)
        return (restored, report)
    }
}
