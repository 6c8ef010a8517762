internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// Seals boxes: packed anew into larger frames at a high level, versions of one record and records of one form next to
/// each other, with an end that every tar knows.
package struct Sealing {
    /// Entries that are read and packed as one run: memory is bounded by their bytes.
    private static let runBytes = 16 << 20

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package func boxes() throws -> [BoxSummary] {
        try archive.require(.care)
        return try archive.catalog.read { session in
            try session.boxes().map { box in
                BoxSummary(
                    file: box.file, bytes: box.length, entries: try session.entries(ofBox: box.id).count,
                    isSealed: box.state == .sealed)
            }
        }
    }

    /// Seals the named boxes, or all open ones that hold something. A sealed box that is named is packed anew.
    package func seal(_ files: [String], progress: WorkProgress) throws -> [BoxSummary] {
        try archive.require(.care)
        // Before a named box: what is over of the log is closed with all of them.
        if files.isEmpty { try LogClosing(archive: archive).closeFinished() }
        let known = try archive.catalog.read { try $0.boxes() }
        for file in files where !known.contains(where: { $0.file == file }) { throw ArchiveFailure.noSuchBox(file) }
        let chosen = known.filter { box in
            box.length > 0 && (files.isEmpty ? box.state == .open : files.contains(box.file))
        }
        try archive.record("box seal", objects: chosen.map(\.file))
        var sealed: [BoxSummary] = []
        for (done, box) in chosen.enumerated() {
            progress.report(done, chosen.count)
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            sealed.append(try seal(box.id))
        }
        progress.report(chosen.count, chosen.count)
        return sealed
    }

    private func seal(_ id: Int64) throws -> BoxSummary {
        try archive.lock.hold {
            try Committing(archive: archive).settle()
            return try repack(id)
        }
    }

    /// Packs a box anew from the entries that the catalog knows in it. Only while the lock is held and nothing is unsettled.
    func repack(_ id: Int64) throws -> BoxSummary {
        guard var box = try archive.catalog.read({ try $0.box(id: id) }) else {
            throw ArchiveFailure.noSuchBox("\(id)")
        }
        guard let next = BoxName(box.file)?.next else { throw ArchiveFailure.noSuchBox(box.file) }
        // Announced before it is made: a crash leaves nothing that nobody knows of.
        try archive.catalog.write { try $0.announceRewrite(box: id, nextFile: next) }
        box.nextFile = next
        let entries = try archive.catalog.read { try $0.entries(ofBox: id) }
        do {
            try rewrite(box, next, entries)
        } catch {
            try? archive.boxes.remove(next)
            try? archive.catalog.write { try $0.announceRewrite(box: id, nextFile: nil) }
            throw error
        }
        try archive.boxes.remove(box.file)
        try archive.catalog.write { try $0.forgetRetiredFile(box: id) }
        return BoxSummary(
            file: next, bytes: DurableFile.length(of: archive.boxes.path(of: next)) ?? 0, entries: entries.count,
            isSealed: true)
    }

    private func rewrite(
        _ box: BoxRow, _ next: String, _ entries: [(sequence: Int64, isAct: Bool, place: EntryPlace)]
    ) throws {
        let reader = EntryReader(boxes: archive.boxes)
        var sealer = try BoxSealer(store: archive.boxes, file: next)
        var frames: [(offset: Int, length: Int, sha256: String)] = []
        var moves: [CatalogSession.Move] = []
        var run: [(entry: BoxEntry, sequence: Int64, isAct: Bool)] = []
        var bytes = 0
        func pack() throws {
            // Alike beside alike: the compressor sees a form's text again while it still remembers it.
            run.sort { ($0.entry.sortKey, $0.sequence) < ($1.entry.sortKey, $1.sequence) }
            for (place, source) in zip(try sealer.add(run.map(\.entry)), run) {
                if frames.last?.offset != place.frame.offset {
                    frames.append((place.frame.offset, place.frame.length, place.frame.sha256))
                }
                moves.append(
                    .init(
                        sequence: source.sequence, isAct: source.isAct, frame: frames.count - 1,
                        entryOffset: place.offset))
            }
            run = []
            bytes = 0
        }
        for source in entries {
            let entry = try self.entry(source.sequence, source.isAct, source.place, reader)
            bytes += entry.members.reduce(0) { $0 + $1.content.count + 1024 }
            run.append((entry, source.sequence, source.isAct))
            if bytes >= Self.runBytes { try pack() }
        }
        if !run.isEmpty { try pack() }
        let end = try sealer.finish(sealedAt: Timestamp.now(), time: time(nil))
        frames.append((end.sealFrame.offset, end.sealFrame.length, end.sealFrame.sha256))
        try archive.catalog.write {
            try $0.completeRewrite(box: box, length: end.length, frames: frames, moves: moves)
        }
    }

    private func entry(
        _ sequence: Int64, _ isAct: Bool, _ place: EntryPlace, _ reader: EntryReader
    ) throws -> BoxEntry {
        var folder = EntryFolder.acts
        var time = 0
        if !isAct {
            guard
                let stored = try archive.catalog.read({
                    try $0.versions(after: sequence - 1, through: sequence, limit: 1).first
                })
            else { throw CatalogError.inconsistent("no version \(sequence)") }
            folder = EntryFolder.of(code: stored.version.code, version: stored.version.number)
            time = Timestamp.seconds(of: stored.version.filedAt)
        }
        var members: [BoxMember]
        do {
            members = try reader.members(at: place, folder: folder)
                .map { BoxMember(path: $0.key, content: $0.value) }
        } catch let error as BoxError {
            throw ArchiveFailure.damaged(box: error.file, code: nil)
        }
        if isAct {
            let own = EntryFolder.member(ofAct: sequence)
            members = members.filter { $0.path.hasPrefix(own.dropLast("json".count)) }
            let act = try members.first { $0.path == own }.map {
                try JSONDecoder().decode(Act.self, from: $0.content)
            }
            if case .logClosed(let stretch)? = act?.content {
                members = try LogStretchMember.withoutErased(members, of: stretch, ofAct: sequence, archive.log)
            }
            time = act.map { Timestamp.seconds(of: $0.at) } ?? 0
        }
        // metadata.json first, as in an open box; the dictionary has lost the order.
        members.sort { ($0.path != "metadata.json" ? 1 : 0, $0.path) < ($1.path != "metadata.json" ? 1 : 0, $1.path) }
        return BoxEntry(folder: folder, members: members, time: time)
    }
}

package struct BoxSummary: Sendable {
    package var file: String
    package var bytes: Int
    package var entries: Int
    package var isSealed: Bool
}

extension BoxEntry {
    /// Documents of one form have titles that begin alike once names and numbers are passed over; the media type and
    /// the title's characters stand in for that. Versions of one item stay together by their folder.
    fileprivate var sortKey: String { folder }
}
