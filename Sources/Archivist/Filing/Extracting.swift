internal import Boxes
internal import Catalog
internal import Foundation
internal import Intake
package import Records
internal import Search

/// Reads again what could not be read when it was filed, because a program was missing or the reading failed, and enters
/// the text as a new version. What was filed stays as it was: the files are kept where they are.
package struct Extracting {
    private let archive: ArchiveFolder
    private let scope: ReaderScope?
    private let reading: ContentReading
    private static let pageSize = 200

    package init(archive: ArchiveFolder) throws {
        self.archive = archive
        try archive.require(.revise)
        scope = try archive.scope()
        reading = ContentReading(archive: archive)
    }

    package struct Outcome: Sendable {
        package var code: String
        package var title: String
        /// The new version; nil where nothing more was read than before.
        package var version: Int?
        /// What is still unread, and why.
        package var unread: [VersionFile]
        /// False where it was not read again, because that could not give more than before.
        package var isTried = true
    }

    /// Reads these records again.
    package func extract(_ codes: [String], reason: String, report: (Outcome) -> Void) async throws {
        for typed in codes {
            let item = try archive.seeking(typed) {
                guard let item = try archive.catalog.read({ try archive.readable(typed, in: $0, scope: scope) }) else {
                    throw ArchiveFailure.noSuchRecord(typed)
                }
                return item
            }
            if item.voided { throw ArchiveFailure.alreadyVoided(item.code) }
            report(try await extract(item, reason))
        }
    }

    /// Reads all records again that lack text they may have: not those whose program is still missing, nor those that were
    /// read again in vain since this program and those that it runs last changed.
    /// - Parameters:
    ///   - classCode: only those of this class, by its code or name.
    ///   - again: all of them all the same.
    package func extractMissing(
        classCode: String?, again: Bool = false, reason: String, progress: WorkProgress, report: (Outcome) -> Void
    ) async throws {
        let means = ReadingMeans.current()
        let known = try classCode.map { try Preparer(archive: archive, options: FilingOptions()).knownClass($0).code }
        var last: Int64 = 0
        var done = 0
        while true {
            let items = try archive.catalog.read {
                try $0.itemsLackingText(after: last, classCode: known, limit: Self.pageSize)
            }
            guard let end = items.last?.id else { return }
            last = end
            for item in items where scope?.covers(item) != false {
                if progress.isCancelled() { throw ArchiveFailure.cancelled }
                let current = try archive.catalog.read { try $0.version(ofItem: item.id, number: nil) }
                guard let current, Self.mayHaveMore(current.version) else { continue }
                let unread = current.version.files.filter { $0.unread != nil }
                if try !again && (isVain(item, means) || Self.isWaiting(current.version)) {
                    report(Outcome(code: item.code, title: item.title, version: nil, unread: unread, isTried: false))
                    continue
                }
                let outcome = try await extract(item, reason)
                if outcome.version == nil || outcome.unread.contains(where: { $0.unread?.isWorthRetrying == true }) {
                    try archive.catalog.write { try $0.rememberReadingAttempt(ofItem: item.id, means: means) }
                }
                report(outcome)
                done += 1
                progress.report(done, nil)
            }
        }
    }

    /// Whether a reading failed for a reason that may be gone, or was by a program that could read less than this one.
    private static func mayHaveMore(_ version: Version) -> Bool {
        let isOfOldReader = version.text == nil && version.files.allSatisfy { $0.unread == nil }
        return isOfOldReader || version.files.contains { $0.unread?.isWorthRetrying == true }
    }

    /// Whether an item was read again with the same means and gave no more text.
    private func isVain(_ item: ItemSummary, _ means: String) throws -> Bool {
        try archive.catalog.read { try $0.readingAttempt(ofItem: item.id) } == means
    }

    /// Whether all that may be read lacks a program that is still not there.
    private static func isWaiting(_ version: Version) -> Bool {
        let unread = version.files.compactMap(\.unread).filter(\.isWorthRetrying)
        return !unread.isEmpty
            && unread.allSatisfy { $0.reason == .toolMissing && $0.program.map(ReadingMeans.isInstalled) == false }
    }

    // MARK: - One record

    private func extract(_ item: ItemSummary, _ reason: String) async throws -> Outcome {
        let versions = try archive.catalog.read { try $0.versions(ofItem: item.id) }
        guard let current = versions.last else { throw CatalogError.inconsistent("no version of \(item.code)") }
        let source = Reading(archive: archive)
        // What came inside a container comes out of it again.
        let contents = try current.version.files.filter { $0.inside == nil }.map { file in
            let bytes: Data
            do {
                bytes = try source.bytes(of: file, versions: versions)
            } catch let error as BoxError {
                throw ArchiveFailure.damaged(box: error.file, code: item.code)
            }
            let loaded = LoadedFile(data: bytes, name: file.name, shown: nil, time: 0)
            return reading.text(of: loaded) ?? reading.contents(of: loaded, .together)[0]
        }
        var version = current.version
        version.number += 1
        version.reason = reason
        let (files, added) = Self.merge(contents.flatMap(\.files), into: current.version.files, number: version.number)
        version.files = files
        let text = Content.joined(contents)
        version.text = text?.kept(in: version.number)
        var outcome = Outcome(
            code: item.code, title: item.title, version: nil, unread: files.filter { $0.unread != nil })
        guard let text, version.text?.sha256 != current.version.text?.sha256 || !added.isEmpty else { return outcome }
        let index = try await archive.searchIndex()
        let preparer = try Preparer(archive: archive, options: FilingOptions())
        let batch = try Committing(archive: archive).commit { ledger in
            // Another may have revised it meanwhile: then its files are others, and it is for the next time.
            guard try ledger.session.version(ofItem: item.id, number: nil)?.version.number == current.version.number
            else { throw ArchiveFailure.busy(nil) }
            return try NextVersion(archive: archive, preparer: preparer, ledger: ledger).enter(
                version, after: current, content: added, text: .some(text))
        }
        try await Indexing(archive: archive).apply(batch, to: index)
        outcome.version = version.number
        return outcome
    }

    /// The files as they are kept, with what is known of them now, and those that were not known before.
    private static func merge(
        _ read: [Content.File], into kept: [VersionFile], number: Int
    ) -> (files: [VersionFile], added: [Content.File]) {
        var added: [Content.File] = []
        let files = read.map { file in
            var description = file.description
            if let known = kept.first(where: { $0.name == description.name && $0.sha256 == description.sha256 }) {
                description.storedIn = known.storedIn
            } else {
                description.storedIn = number
                added.append(file)
            }
            return description
        }
        // A container that could be unpacked then and cannot be now keeps what came out of it.
        let lost = kept.filter { file in !files.contains { $0.name == file.name } }
        return (files + lost, added)
    }
}
