internal import Access
package import Records

/// The access log, as its readers see it.
package struct LogReading {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Records filed and records read in each month, `YYYY-MM`: figures, no entry.
    package func figures() throws -> (filed: [String: Int], read: [String: Int]) {
        try archive.require(.readLog)
        try archive.record("log figures", object: nil)
        return try archive.log.countsByMonth()
    }

    /// The newest entries first, with persons masked for whom they are elsewhere. The look itself is in the log.
    package func entries(limit: Int, _ filter: LogFilter = LogFilter()) throws -> [AccessEntry] {
        try archive.require(.readLog)
        var filter = filter
        filter.object = filter.object.map(ArchivalCode.normalised)
        let discretion = try Discretion(archive: archive)
        try archive.record("log list", object: filter.object)
        return try archive.log.entries(limit: limit, filter).map(discretion.entry)
    }
}
