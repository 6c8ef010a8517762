internal import Boxes
internal import Catalog
internal import Foundation
internal import Records
internal import Search

/// Changes of one commit for the index.
struct IndexBatch: Sendable {
    /// The last version before the first of these.
    var after: Int64 = 0
    var changes: [IndexChange] = []

    mutating func append(_ version: Version, item: Int64, text: String, old: (text: IndexedText, document: Int64)?) {
        changes.append(Indexing.change(version, item: item, text: text, old: old))
    }
}

/// Keeps the index at the catalog's last version, and builds it anew.
struct Indexing: Sendable {
    /// Bytes of text that are read from the boxes before they are indexed as one transaction.
    private static let batchBytes = 16 << 20
    private static let batchVersions = 4000

    let archive: ArchiveFolder

    /// The index as it must be for the catalog's last version.
    func currentIndex(progress: WorkProgress?) async throws -> SearchIndex {
        let last = try archive.catalog.read { try $0.lastVersionSequence() }
        var index: SearchIndex
        do {
            index = try open()
            // An index that is ahead belongs to another catalog, such as one that an older copy has replaced since.
            if try index.sequence() > last,
                try index.sequence() > archive.catalog.read({ try $0.lastVersionSequence() })
            {
                throw IndexError.unusable("ahead of the catalog")
            }
        } catch is IndexError {
            try removeIndex()
            index = try open()
        }
        if try index.sequence() < last { try await catchUp(index, progress: progress) }
        return index
    }

    /// Deletes the index and builds it anew from the boxes. Interrupted, it goes on where it was at the next opening.
    func rebuild(progress: WorkProgress) async throws -> Int {
        try removeIndex()
        let index = try open()
        try await catchUp(index, progress: progress)
        try index.optimize()
        return try index.itemCount()
    }

    /// Enters a batch; where another process filed in between, its versions come first.
    func apply(_ batch: IndexBatch, to index: SearchIndex) async throws {
        guard let last = batch.changes.last else { return }
        while try await !index.apply(batch.changes, after: batch.after, through: last.sequence) {
            try await catchUp(index, through: batch.after, progress: nil)
        }
    }

    /// Indexes what is catalogued but not indexed, from the boxes.
    private func catchUp(_ index: SearchIndex, through: Int64 = .max, progress: WorkProgress?) async throws {
        var after = try index.sequence()
        let (total, end) = try archive.catalog.read { session in
            (
                try session.versionCount(after: after, through: through),
                min(through, try session.lastVersionSequence())
            )
        }
        var done = 0
        let reader = EntryReader(boxes: archive.boxes)
        var pending: Task<Void, any Error>?
        while after < end {
            if progress?.isCancelled() == true {
                try await pending?.value
                throw ArchiveFailure.cancelled
            }
            let versions = try archive.catalog.read {
                try $0.versions(after: after, through: end, limit: Self.batchVersions)
            }
            guard !versions.isEmpty else { break }
            var batch = IndexBatch(after: after)
            var bytes = 0
            for stored in versions {
                try batch.append(change(of: stored, reader), &bytes)
                if bytes >= Self.batchBytes { break }
            }
            done += batch.changes.count
            after = batch.changes.last?.sequence ?? end
            try await pending?.value
            let ready = batch
            pending = Task {
                guard let last = ready.changes.last else { return }
                _ = try await index.apply(ready.changes, after: ready.after, through: last.sequence)
            }
            progress?.report(done, total)
        }
        try await pending?.value
    }

    private func change(of stored: StoredVersion, _ reader: EntryReader) throws -> IndexChange {
        var old: (text: IndexedText, document: Int64)?
        // A damaged version is indexed by its description alone: `verify` names the damage, and the rest stays findable.
        func readable(_ stored: StoredVersion) throws -> String {
            do {
                return try text(of: stored, reader)
            } catch is BoxError {
                return ""
            }
        }
        if stored.version.number > 1,
            let before = try archive.catalog.read({
                try $0.version(ofItem: stored.item, number: stored.version.number - 1)
            })
        {
            old = (Self.indexedText(before.version, text: try readable(before)), before.version.sequence)
        }
        return Self.change(
            stored.version, item: stored.item, text: try readable(stored), old: old)
    }

    /// The extracted text of a version, wherever it is stored; empty where it has none.
    func text(of stored: StoredVersion, _ reader: EntryReader) throws -> String {
        try archive.catalog.read { try text(of: stored, in: $0, reader) }
    }

    /// The same within a read or commit under way.
    func text(of stored: StoredVersion, in session: CatalogSession, _ reader: EntryReader) throws -> String {
        guard let text = stored.version.text else { return "" }
        var holder = stored
        if text.storedIn != stored.version.number {
            guard let other = try session.version(ofItem: stored.item, number: text.storedIn) else { return "" }
            holder = other
        }
        let members = try reader.members(of: holder, in: session)
        guard let bytes = members["text.txt"], BoxStore.sha256(bytes) == text.sha256 else {
            throw BoxError.damaged(file: holder.place.file, offset: holder.place.offset)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func open() throws -> SearchIndex {
        guard let kept = archive.keptIndex else { return try openAnew() }
        return try kept.index(at: archive.layout.index, synonyms: SynonymKeeping(archive: archive).path) {
            try openAnew(readers: ProcessInfo.processInfo.activeProcessorCount)
        }
    }

    private func openAnew(readers: Int = 1) throws -> SearchIndex {
        try DurableFile.createFolder(archive.layout.indexes)
        return try SearchIndex(
            path: archive.layout.index, ownSynonyms: SynonymKeeping(archive: archive).content() ?? [], readers: readers)
    }

    private func removeIndex() throws {
        for suffix in ["", "-wal", "-shm"] { try DurableFile.remove(archive.layout.index + suffix) }
    }

    // MARK: - What is indexed

    static func change(_ version: Version, item: Int64, text: String, old: (text: IndexedText, document: Int64)?)
        -> IndexChange
    {
        IndexChange(
            sequence: version.sequence, item: item, old: old, new: indexedText(version, text: text),
            classCode: version.description.classCode, org: version.description.org,
            date: Day(version.description.date)?.number ?? 0, voided: version.voided)
    }

    /// A pure function of the version: the same when filed, when brought up, and when it is to be deleted.
    static func indexedText(_ version: Version, text: String) -> IndexedText {
        let description = version.description
        let numbers = [description.documentNumber, version.code, description.externalID].compactMap { $0 }
        let names = [description.author].compactMap { $0 } + description.fields.map(\.value)
        var tags = description.fields.map { IndexedText.tag(field: $0) }
        if let volume = description.volume { tags.append(IndexedText.tag(volume: volume)) }
        return IndexedText(
            title: description.title, number: numbers.joined(separator: "\n"), names: names.joined(separator: "\n"),
            body: text, tags: tags)
    }
}

extension IndexBatch {
    fileprivate mutating func append(_ change: IndexChange, _ bytes: inout Int) {
        changes.append(change)
        bytes += change.new.body.utf8.count
    }
}

/// Reads entries from boxes, remembering the frame unpacked last: neighbours cost one unpacking.
///
/// Not shared between threads.
final class EntryReader {
    private let boxes: BoxStore
    private var known: [(frame: FrameLocation, fragment: [UInt8])] = []
    private let capacity = 4
    /// The version read last: who wants one file of it mostly wants the next one too.
    private var last: (frame: FrameLocation, folder: String, members: [String: Data])?

    init(boxes: BoxStore) {
        self.boxes = boxes
    }

    /// The members of a version's folder, by their path in it.
    func members(of stored: StoredVersion, in session: CatalogSession) throws -> [String: Data] {
        let folder = EntryFolder.of(code: stored.version.code, version: stored.version.number)
        do {
            return try members(at: stored.place, folder: folder)
        } catch let error as BoxError {
            // The box may have been rewritten since its place was looked up: then the version stands elsewhere now.
            let sequence = stored.version.sequence
            guard let now = try session.versions(after: sequence - 1, through: sequence, limit: 1).first,
                now.place != stored.place
            else { throw error }
            return try members(at: now.place, folder: folder)
        }
    }

    func members(at place: EntryPlace, folder: String) throws -> [String: Data] {
        let frame = FrameLocation(file: place.file, offset: place.offset, length: place.length, sha256: place.sha256)
        if let last, last.frame == frame, last.folder == folder { return last.members }
        let members = try BoxStore.members(
            of: EntryLocation(frame: frame, offset: place.entryOffset, folder: folder), in: fragment(of: frame))
        last = (frame, folder, members)
        return members
    }

    func fragment(of frame: FrameLocation) throws -> [UInt8] {
        if let index = known.firstIndex(where: { $0.frame == frame }) { return known[index].fragment }
        let fragment = try boxes.fragment(of: frame)
        if known.count >= capacity { known.removeFirst() }
        known.append((frame, fragment))
        return fragment
    }
}
