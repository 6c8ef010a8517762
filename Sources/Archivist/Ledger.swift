internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// One commit: acts and versions are packed into frames as they come and entered into the catalog at once; then the
/// frames are made durable in their boxes, and only then the catalog commits. A crash in between leaves bytes behind the
/// committed length of a box, which the next writer cuts off.
///
/// A box is entered into the catalog before its file is made, so that no file is ever unknown: see `Committing`.
final class Ledger {
    let session: CatalogSession
    let fonds: String
    let at: String
    let principal: Principal
    /// What whoever acts may read, as it was before this commit.
    let scope: ReaderScope?
    var by: String { principal.who }
    private let time: Int
    private(set) var sequence: Int64
    /// Volumes met in this commit, by the key under which they were named.
    var volumes: [String: Volume] = [:]
    /// Persons named in this commit, by their numbers: whoever acts knows of them, before there is a record.
    var persons: Set<Int64> = []
    private var nextFrame: Int64
    private var shelves: [String: Shelf] = [:]
    private var order: [String] = []
    fileprivate(set) var missingShelves: [String] = []
    /// What this commit does, for the log.
    fileprivate var logged: [Logged] = []

    private final class Shelf {
        let box: BoxRow
        let packer: FramePacker
        /// Catalog numbers of the packer's frames.
        var frames: [Int64] = []

        init(box: BoxRow) throws {
            self.box = box
            packer = try FramePacker()
        }
    }

    init(session: CatalogSession, fonds: String, principal: Principal, scope: ReaderScope?) throws {
        self.session = session
        self.fonds = fonds
        self.principal = principal
        self.scope = scope
        time = Foundation.time(nil)
        at = Timestamp.text(of: time)
        sequence = try session.nextSequence()
        nextFrame = try session.nextFrame()
    }

    /// Files a version: `version.sequence` must be `takeSequence()`'s.
    @discardableResult
    func enter(_ version: Version, content: [(name: String, data: Data)], text: Data?, shelf: String) throws -> Int64 {
        logged.append(Logged(version, by: principal.act))
        let json = Data(version.json)
        var members = [BoxMember(path: "metadata.json", content: json)]
        for file in content { members.append(BoxMember(path: "content/" + file.name, content: file.data)) }
        if let text { members.append(BoxMember(path: "text.txt", content: text)) }
        let folder = EntryFolder.of(code: version.code, version: version.number)
        let place = try place(BoxEntry(folder: folder, members: members, time: time), on: shelf)
        return try session.apply(
            version, json: String(decoding: json, as: UTF8.self), frame: place.frame, frameOffset: place.offset)
    }

    /// Records an act of administration, with its effect.
    /// - Parameter files: what stands beside it in its box.
    func enter(
        _ content: Act.Content, shelf: String = EntryFolder.register, beside files: [(name: String, content: Data)] = []
    ) throws {
        logged += Logged.entries(for: content)
        let act = Act(sequence: takeSequence(), at: at, by: by, content: content)
        let json = try JSON.pretty(act)
        let entry = BoxEntry(
            folder: EntryFolder.acts,
            members: [BoxMember(path: EntryFolder.member(ofAct: act.sequence), content: json)]
                + files.map {
                    BoxMember(path: EntryFolder.member(ofAct: act.sequence, $0.name), content: $0.content)
                },
            time: time)
        let place = try place(entry, on: shelf)
        try session.apply(
            act, json: String(decoding: json, as: UTF8.self), frame: place.frame, frameOffset: place.offset)
    }

    func takeSequence() -> Int64 {
        defer { sequence += 1 }
        return sequence
    }

    private func place(_ entry: BoxEntry, on name: String) throws -> (frame: Int64, offset: Int) {
        let folder = fonds + "/" + name
        if shelves[folder] == nil {
            guard let box = try session.openBox(inFolder: folder, notLongerThan: BoxStore.fullSize) else {
                // The transaction will be rolled back and begun again once the box is there.
                if !missingShelves.contains(folder) { missingShelves.append(folder) }
                return (0, 0)
            }
            shelves[folder] = try Shelf(box: box)
            order.append(folder)
        }
        guard missingShelves.isEmpty, let shelf = shelves[folder] else { return (0, 0) }
        let place = try shelf.packer.add(entry)
        while shelf.frames.count <= place.frame {
            shelf.frames.append(nextFrame)
            nextFrame += 1
        }
        return (shelf.frames[place.frame], place.offset)
    }

    /// Makes all frames durable in their boxes and enters them.
    fileprivate func store(in boxes: BoxStore) throws {
        for folder in order {
            guard let shelf = shelves[folder] else { continue }
            let frames = try shelf.packer.finish()
            try boxes.append(frames, to: shelf.box.file, at: shelf.box.length)
            var offset = shelf.box.length
            for (id, frame) in zip(shelf.frames, frames) {
                try session.appendFrame(
                    FrameRow(id: id, offset: offset, length: frame.bytes.count, sha256: frame.sha256), box: shelf.box.id
                )
                offset += frame.bytes.count
            }
        }
    }
}

/// Runs commits: one writer at a time, boxes before catalog, all or nothing.
struct Committing: Sendable {
    let archive: ArchiveFolder

    /// Runs `body` in one transaction. It may be run twice: the first run finds out which new boxes are needed.
    /// - Parameters:
    ///   - fonds: only for a founding, which has none in the catalog yet.
    ///   - files: true for filing and revising, which must leave alone what is kept back for a full disk.
    /// - Throws: `diskFull` where that is given up and there is no room to make it again.
    @discardableResult
    func commit<T>(fonds: String? = nil, files: Bool = false, _ body: (Ledger) throws -> T) throws -> T {
        try archive.requireChanging()
        return try archive.lock.hold {
            guard archive.reserve.make() || !files else { throw ArchiveFailure.diskFull(path: archive.path) }
            guard !files else { return try settled(fonds, body) }
            return try archive.reserve.lend { try settled(fonds, body) }
        }
    }

    private func settled<T>(_ fonds: String?, _ body: (Ledger) throws -> T) throws -> T {
        try settle()
        do {
            return try attempt(fonds, body)
        } catch let need as NeedsBoxes {
            try archive.catalog.write { session in
                for folder in need.folders { try session.addBox(inFolder: folder) }
            }
            return try attempt(fonds, body)
        }
    }

    private struct NeedsBoxes: Error {
        var folders: [String]
    }

    private func attempt<T>(_ fonds: String?, _ body: (Ledger) throws -> T) throws -> T {
        let scope = try archive.scope()
        return try archive.catalog.write { session in
            guard let fonds = try fonds ?? session.fonds()?.code else {
                throw ArchiveFailure.notAnArchive(archive.path)
            }
            let ledger = try Ledger(session: session, fonds: fonds, principal: archive.principal, scope: scope)
            let result = try body(ledger)
            guard ledger.missingShelves.isEmpty else { throw NeedsBoxes(folders: ledger.missingShelves) }
            try ledger.store(in: archive.boxes)
            // In the log before the catalog commits: nothing is done that is not there.
            try archive.record(ledger.logged)
            return result
        }
    }

    /// Undoes what an interrupted writer left, and goes on erasing what a disposal took out of the catalog. Only while the
    /// lock is held.
    func settle() throws {
        try undo()
        // Whatever stands in its way (a full disk, a damaged box) must not keep others from filing: the disposal stays
        // listed as unfinished, and the next writer tries again.
        try? Erasing(archive: archive).finish()
    }

    /// Bytes behind committed lengths, half-made and replaced files.
    func undo() throws {
        for box in try archive.catalog.read({ try $0.unsettledBoxes() }) {
            if let next = box.nextFile {
                try archive.boxes.remove(next)
                try archive.catalog.write { try $0.announceRewrite(box: box.id, nextFile: nil) }
            }
            if let retired = box.retiredFile {
                try archive.boxes.remove(retired)
                try archive.catalog.write { try $0.forgetRetiredFile(box: box.id) }
            }
            try archive.boxes.cutOff(box.file, at: box.length)
        }
    }
}

/// Names inside boxes (BoxFormat.md).
enum EntryFolder {
    static let acts = "acts"
    static let register = "register"

    static func of(code: String, version: Int) -> String { ArchivalCode.folderName(code) + "/v\(version)" }

    /// The act itself, or what stands beside it: `000000123.json`, `000000123.leaves.jsonl`.
    static func member(ofAct sequence: Int64, _ name: String = "json") -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits + "." + name
    }

    static func isAct(_ path: String) -> Bool { path.hasPrefix(acts + "/") && path.hasSuffix(".json") }
}

/// Acts as JSON in boxes: sorted keys, indented, so that it is read with the eye and is the same each time.
enum JSON {
    static func pretty(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}
