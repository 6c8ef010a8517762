internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Records

/// Closes stretches of the access log and boxes them, so that a lost log comes back with a recovery up to the last of them.
///
/// Years that are over are closed with the sealing of boxes, and so is a stretch as long as one may be; `close` closes all.
package struct LogClosing {
    /// Entries of one stretch: some 8 MB of lines.
    static let most: Int64 = 20_000
    static let shelf = "log"

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Closes everything up to now.
    package func close() throws -> [LogStretch] {
        try archive.require(.care)
        return try close(through: archive.log.size())
    }

    /// Closes what is over: the years before this one, and whole stretches.
    func closeFinished() throws {
        let after = try last()
        let size = try archive.log.size()
        let year = "\(Timestamp.today().year)-01-01"
        let whole = after + (size - after) / Self.most * Self.most
        _ = try close(through: max(whole, try archive.log.last(before: year, after: after) ?? after))
    }

    private func last() throws -> Int64 { try archive.catalog.read { try $0.logStretches().last?.stretch.last ?? 0 } }

    private func close(through end: Int64) throws -> [LogStretch] {
        var closed: [LogStretch] = []
        var after = try last()
        while after < end {
            let (stretch, files) = try archive.log.stretch(after + 1...min(end, after + Self.most))
            let isNext = try Committing(archive: archive).commit { ledger in
                // Somebody else may have closed it in between.
                guard try (ledger.session.logStretches().last?.stretch.last ?? 0) == after else { return false }
                // Read before the lock was taken: what was erased since must not come back by a box.
                var files = files
                try files.erase(archive.log.erased(in: stretch.first...stretch.last))
                try ledger.enter(
                    .logClosed(stretch), shelf: Self.shelf,
                    beside: [(LogStretchMember.leaves, files.leaves), (LogStretchMember.personal, files.personal)])
                return true
            }
            guard isNext else { throw ArchiveFailure.busy(nil) }
            closed.append(stretch)
            after = stretch.last
        }
        return closed
    }
}

/// The files beside the act of a closed stretch.
enum LogStretchMember {
    static let leaves = "leaves.jsonl"
    static let personal = "personal.jsonl"

    /// From the members of an act; nil where they are not all there.
    static func files(ofAct sequence: Int64, in members: (String) -> Data?) -> LogStretchFiles? {
        guard let leaves = members(EntryFolder.member(ofAct: sequence, Self.leaves)),
            let personal = members(EntryFolder.member(ofAct: sequence, Self.personal))
        else { return nil }
        return LogStretchFiles(leaves: leaves, personal: personal)
    }

    /// The members of an act without the personal parts that the log has erased.
    static func withoutErased(
        _ members: [BoxMember], of stretch: LogStretch, ofAct sequence: Int64, _ log: AccessLog
    ) throws -> [BoxMember] {
        let content = Dictionary(members.map { ($0.path, $0.content) }) { first, _ in first }
        guard var files = files(ofAct: sequence, in: { content[$0] }) else { return members }
        try files.erase(log.erased(in: stretch.first...stretch.last))
        return members.map { member in
            member.path == EntryFolder.member(ofAct: sequence, personal)
                ? BoxMember(path: member.path, content: files.personal) : member
        }
    }
}

extension ArchiveFolder {
    /// Lets the boxes of closed stretches be packed anew in which personal parts of some entries stand. To be called before
    /// these are erased from the log, so that nothing is forgotten when it is cut short.
    func markBoxes(ofEntries numbers: EntryNumbers) throws {
        if numbers.isEmpty { return }
        try catalog.write { session in
            for row in try session.logStretches() where numbers.meets(row.stretch.first...row.stretch.last) {
                try session.markForErasing(box: row.box)
            }
        }
    }

    /// The log's roots at the ends of its boxed stretches: they bear witness like checkpoints.
    func closedCheckpoints() throws -> [Checkpoint] {
        try catalog.read { try $0.logStretches() }.map(\.stretch).compactMap { stretch in
            TreeHash(base64: stretch.root).map {
                Checkpoint(origin: stretch.origin, size: Int(stretch.last), root: $0)
            }
        }
    }
}

/// What came back of a lost log.
package struct LogRecovery: Sendable {
    /// Entries that were boxed.
    package var entries: Int64 = 0
    /// Entries behind them that are lost, at least: one for each act and version since.
    package var lost = 0
    package var problems: [String] = []
}

/// Rebuilds a lost log from the stretches in boxes.
struct LogRestoring {
    let layout: Layout
    let catalog: CatalogFile

    /// Built beside, and put in its place whole; a log that is there is the truth, and is left alone.
    /// - Returns: nil where the log is there.
    func restore() throws -> LogRecovery? {
        guard !ArchiveFolder.exists(layout.accessLog) else { return nil }
        let unfinished = layout.accessLog + ".recovering"
        for suffix in ["", "-wal", "-shm", "-journal"] { try DurableFile.remove(unfinished + suffix) }
        for suffix in ["-wal", "-shm"] { try DurableFile.remove(layout.accessLog + suffix) }
        let rows = try catalog.read { try $0.logStretches() }
        var report = LogRecovery()
        var after: Int64 = 0
        do {
            let log = try AccessLog(path: unfinished)
            let reader = EntryReader(boxes: BoxStore(root: layout.boxes))
            for row in rows {
                do {
                    let members = try reader.members(at: row.place, folder: EntryFolder.acts)
                    guard let files = LogStretchMember.files(ofAct: row.sequence, in: { members[$0] }) else {
                        throw AccessLogError.damaged("\(row.sequence)")
                    }
                    try log.restore(row.stretch, files, at: Timestamp.now())
                } catch let error where ArchiveFailure(storage: error)?.isDamage == true {
                    // What comes behind has nothing to go on from.
                    report.problems.append("\(row.place.file): log \(row.stretch.first)-\(row.stretch.last)")
                    break
                }
                report.entries = row.stretch.last
                // The closing itself is in the log, and behind what it closed.
                after = row.sequence - 1
            }
            try log.close()
        }
        report.lost = try catalog.read { try $0.entryCount(after: after) }
        try DurableFile.rename(unfinished, to: layout.accessLog)
        return report
    }
}

extension ArchiveFailure {
    /// Something is not as it was written; not that it could not be read or written just now.
    fileprivate var isDamage: Bool {
        switch self {
        case .damaged, .logDamaged: true
        default: false
        }
    }
}
