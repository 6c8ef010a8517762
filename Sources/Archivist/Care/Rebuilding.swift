internal import Records

/// Builds the index anew from the boxes: derived files are deleted and rebuilt, never repaired.
package struct Rebuilding {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Returns: how many items the index then holds.
    package func reindex(progress: WorkProgress) async throws -> Int {
        try archive.require(.care)
        let count = try await Indexing(archive: archive).rebuild(progress: progress)
        try archive.record("reindex", object: nil)
        return count
    }
}
