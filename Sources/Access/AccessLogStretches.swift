internal import Crypto
package import Foundation
internal import GRDB
package import Records

/// The files of a closed stretch of the log, as they stand in a box (AccessLogFormat.md).
package struct LogStretchFiles: Sendable {
    /// One leaf a line, as it was hashed: what stays for ever.
    package var leaves: Data
    /// One personal part a line, with the number of its entry; those that were erased have none.
    package var personal: Data

    package init(leaves: Data, personal: Data) {
        self.leaves = leaves
        self.personal = personal
    }

    package var leavesSHA256: String {
        Hex.text(SHA256.hash(data: leaves).withUnsafeBytes { Array($0) })
    }

    /// Without the personal parts of some entries.
    package mutating func erase(_ numbers: EntryNumbers) throws {
        if numbers.isEmpty { return }
        var left = Data()
        for line in Self.lines(personal) where try !numbers.contains(PersonalLine(line).seq) {
            left.append(contentsOf: line)
            left.append(UInt8(ascii: "\n"))
        }
        personal = left
    }

    /// What is wrong with the files of a stretch; nil where nothing is. That personal parts are missing is nothing wrong: the
    /// log itself says which were erased.
    package func problem(of stretch: LogStretch) -> String? {
        guard leavesSHA256 == stretch.leavesSHA256 else { return "leaves" }
        guard let entries = try? entries(), entries.count == Int(stretch.last - stretch.first) + 1,
            entries.first?.leaf.seq == stretch.first
        else { return "leaves or personal parts" }
        let bad = entries.first { entry in
            entry.personal.map { $0.payload.hash(salt: $0.salt) != entry.leaf.payload } ?? false
        }
        return bad.map { "personal part of entry \($0.leaf.seq)" }
    }

    static func lines(_ data: Data) -> [Data] { data.split(separator: UInt8(ascii: "\n")).map { Data($0) } }

    struct Entry {
        var leaf: LogLeaf
        var personal: (payload: LogPayload, salt: [UInt8])?
    }

    /// - Throws: `damaged` for lines that are no leaves in order, or personal parts of no such leaf.
    func entries() throws -> [Entry] {
        var entries: [Entry] = []
        for line in Self.lines(leaves) {
            let leaf = try LeafLine(line).leaf
            guard leaf.json.elementsEqual(line), entries.last.map({ $0.leaf.seq + 1 == leaf.seq }) ?? true else {
                throw AccessLogError.damaged("leaves")
            }
            entries.append(Entry(leaf: leaf))
        }
        guard let first = entries.first?.leaf.seq else { throw AccessLogError.damaged("leaves") }
        for line in Self.lines(personal) {
            let part = try PersonalLine(line)
            let place = Int(part.seq - first)
            guard entries.indices.contains(place), let salt = Data(base64Encoded: part.salt) else {
                throw AccessLogError.damaged("personal parts")
            }
            entries[place].personal = (
                LogPayload(who: part.who, object: part.object, purpose: part.purpose), Blob.bytes(salt)
            )
        }
        return entries
    }

    private struct LeafLine: Decodable {
        var act: String
        var at: String
        var denied: Bool
        var face: String
        var org: String?
        var payload: String
        var role: String?
        var seq: Int64
        var version: Int64?

        init(_ line: Data) throws {
            do {
                self = try JSONDecoder().decode(Self.self, from: line)
            } catch {
                throw AccessLogError.damaged("leaves")
            }
        }

        var leaf: LogLeaf {
            LogLeaf(
                seq: seq, at: at, face: face, act: act, denied: denied, role: role, org: org, version: version,
                payload: Hex.values(payload))
        }
    }

    struct PersonalLine: Codable {
        var seq: Int64
        var salt: String
        var who: String
        var object: String?
        var purpose: String?

        init(seq: Int64, salt: [UInt8], payload: LogPayload) {
            self.seq = seq
            self.salt = Blob.data(salt).base64EncodedString()
            who = payload.who
            object = payload.object
            purpose = payload.purpose
        }

        init(_ line: Data) throws {
            do {
                self = try JSONDecoder().decode(Self.self, from: line)
            } catch {
                throw AccessLogError.damaged("personal parts")
            }
        }
    }
}

extension AccessLog {
    /// How many entries there are: the number of the last.
    package func size() throws -> Int64 { try database.read { Int64(try AccessLogState($0).tree.size) } }

    /// The number of the last entry before a day (`YYYY-MM-DD`), of those behind a number; nil where there is none.
    package func last(before day: String, after seq: Int64) throws -> Int64? {
        try database.read { db in
            try Int64.fetchOne(
                db, sql: "SELECT max(seq) FROM access_log WHERE seq > ? AND substr(at, 1, 10) < ?",
                arguments: [seq, day])
        }
    }

    /// A stretch with its files, to be boxed.
    package func stretch(_ numbers: ClosedRange<Int64>) throws -> (LogStretch, LogStretchFiles) {
        try reader().read { db in
            var files = LogStretchFiles(leaves: Data(), personal: Data())
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT \(StoredEntry.columns) FROM access_log WHERE seq BETWEEN ? AND ? ORDER BY seq",
                arguments: [numbers.lowerBound, numbers.upperBound])
            var count = 0
            while let row = try rows.next() {
                let stored = StoredEntry(row)
                files.leaves.append(contentsOf: stored.leaf.json + [UInt8(ascii: "\n")])
                if let payload = stored.payload, let salt = stored.salt {
                    files.personal.append(
                        try encoder.encode(
                            LogStretchFiles.PersonalLine(seq: stored.leaf.seq, salt: salt, payload: payload)))
                    files.personal.append(UInt8(ascii: "\n"))
                }
                count += 1
            }
            guard count == numbers.count else { throw AccessLogError.damaged("access_log") }
            let state = try AccessLogState(db)
            let root = try Self.hashes(of: [0..<Int(numbers.upperBound)], db)[0]
            let notes = try String.fetchAll(
                db, sql: "SELECT note FROM log_checkpoint WHERE size BETWEEN ? AND ? ORDER BY size",
                arguments: [numbers.lowerBound, numbers.upperBound])
            let stretch = LogStretch(
                origin: state.origin, verifier: state.verifier?.text, first: numbers.lowerBound,
                last: numbers.upperBound, root: root.base64, leavesSHA256: files.leavesSHA256, checkpoints: notes)
            return (stretch, files)
        }
    }

    /// Entries of a stretch whose personal part was erased.
    package func erased(in numbers: ClosedRange<Int64>) throws -> EntryNumbers {
        try database.read { db in
            var erased = EntryNumbers()
            let rows = try Int64.fetchCursor(
                db, sql: "SELECT seq FROM access_log WHERE salt IS NULL AND seq BETWEEN ? AND ? ORDER BY seq",
                arguments: [numbers.lowerBound, numbers.upperBound])
            while let number = try rows.next() { erased.add(number) }
            return erased
        }
    }

    /// Puts a stretch back into a log that ends where it begins, and makes it that stretch's log.
    /// - Parameter at: stands beside the checkpoints, whose own time is not known any more.
    /// - Throws: `damaged` where the stretch does not go on from here, or its root is another.
    package func restore(_ stretch: LogStretch, _ files: LogStretchFiles, at: String) throws {
        let entries = try files.entries()
        try database.inTransaction(.immediate) { db in
            var tree = try AccessLogState(db).tree
            guard files.problem(of: stretch) == nil, Int64(tree.size) + 1 == stretch.first else {
                throw AccessLogError.damaged("stretch \(stretch.first)-\(stretch.last)")
            }
            let insert = try db.makeStatement(sql: AccessLogWriter.insertion)
            for entry in entries {
                let (leaf, personal, hash) = (entry.leaf, entry.personal, entry.leaf.hash)
                try insert.execute(arguments: [
                    leaf.seq, leaf.at, leaf.face, leaf.act, leaf.denied, leaf.role, leaf.org, leaf.version,
                    personal?.payload.who, personal?.payload.object, personal?.payload.purpose,
                    (personal?.salt).map(Blob.data), Blob.data(leaf.payload), Blob.data(hash.bytes),
                ])
                tree.append(hash)
            }
            guard tree.root.base64 == stretch.root else { throw AccessLogError.damaged("root \(stretch.last)") }
            try db.execute(
                sql: "UPDATE log_tree SET origin = ?, verifier = ?, size = ?, peaks = ?",
                arguments: [
                    stretch.origin, stretch.verifier, tree.size, Blob.data(tree.peaks.flatMap(\.bytes)),
                ])
            for note in stretch.checkpoints {
                guard let size = SignedCheckpoint(note: note)?.checkpoint.size else { continue }
                try db.execute(
                    sql: "INSERT INTO log_checkpoint (size, at, note) VALUES (?, ?, ?)", arguments: [size, at, note])
            }
            return .commit
        }
    }

    /// Leaves everything in the one file.
    package func close() throws {
        try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try database.close()
    }
}
