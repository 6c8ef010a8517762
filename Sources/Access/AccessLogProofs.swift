internal import Foundation
internal import GRDB
package import Records

extension AccessLog {
    /// The log's name, in its checkpoints and keys.
    package func origin() throws -> String { try database.read { try AccessLogState($0).origin } }

    /// The public key under which checkpoints are issued, once there is one.
    package func verifier() throws -> LogVerifier? { try database.read { try AccessLogState($0).verifier } }

    /// Signs the log as it is, and keeps what was signed: entries up to there cannot be taken away unnoticed.
    /// - Throws: `otherKey` where the log was signed with another key before, or the key is another log's.
    package func checkpoint(key: LogKey, at: String) throws -> SignedCheckpoint {
        var signed: SignedCheckpoint?
        try database.inTransaction(.immediate) { db in
            let state = try AccessLogState(db)
            guard state.verifier ?? key.verifier == key.verifier, key.verifier.name == state.origin else {
                throw AccessLogError.otherKey
            }
            let checkpoint = try key.sign(
                Checkpoint(origin: state.origin, size: state.tree.size, root: state.tree.root))
            signed = checkpoint
            try db.execute(sql: "UPDATE log_tree SET verifier = ?", arguments: [key.verifier.text])
            try db.execute(
                sql: "INSERT INTO log_checkpoint (size, at, note) VALUES (?, ?, ?)",
                arguments: [state.tree.size, at, checkpoint.note])
            return .commit
        }
        guard let signed else { throw AccessLogError.damaged("log_checkpoint") }
        return signed
    }

    /// That one entry stands in the log of a checkpoint.
    /// - Parameter checkpoint: of this log; its size is the tree's.
    package func inclusion(of seq: Int64, in checkpoint: SignedCheckpoint) throws -> InclusionProof {
        var found: InclusionProof?
        try inclusions(of: [seq], in: checkpoint) { found = $0 }
        guard let found else { throw AccessLogError.noSuchEntry(seq) }
        return found
    }

    /// That entries stand in the log of a checkpoint: one proof after another, from one pass over the tree.
    ///
    /// The roots of blocks of leaves stay in memory, and the block at hand whole; so it takes little whatever the log's length.
    /// - Parameter numbers: ascending; otherwise blocks are read again and again.
    package func inclusions(
        of numbers: some Sequence<Int64>, in checkpoint: SignedCheckpoint, _ body: (InclusionProof) throws -> Void
    ) throws {
        let size = checkpoint.checkpoint.size
        try reader().read { db in
            let blocks = (size + Self.block - 1) / Self.block
            let above = WholeTree(
                try (0..<blocks).map { block in
                    var tree = CompactTree()
                    for leaf in try Self.leaves(ofBlock: block, size: size, db) { tree.append(leaf) }
                    return tree.root
                })
            var (number, tree) = (-1, WholeTree([]))
            for seq in numbers {
                guard seq >= 1, seq <= size, let stored = try StoredEntry.fetch(db, seq) else {
                    throw AccessLogError.noSuchEntry(seq)
                }
                let index = Int(seq) - 1
                if index / Self.block != number {
                    number = index / Self.block
                    tree = WholeTree(try Self.leaves(ofBlock: number, size: size, db))
                }
                try body(
                    InclusionProof(
                        bound: stored.bound, index: index, size: size,
                        path: tree.path(of: index % Self.block) + above.path(of: number), checkpoint: checkpoint))
            }
        }
    }

    /// A power of two: a block of so many leaves is a subtree.
    private static let block = 1024

    private static func leaves(ofBlock block: Int, size: Int, _ db: Database) throws -> [TreeHash] {
        let first = block * Self.block
        return try leaves(first..<min(first + Self.block, size), db)
    }

    /// That the log of `checkpoint` begins with that of `old`. What it says holds only if it can be checked.
    package func consistency(from old: SignedCheckpoint, to checkpoint: SignedCheckpoint) throws -> ConsistencyProof {
        let ranges = MerkleTree.consistencyPath(from: old.checkpoint.size, to: checkpoint.checkpoint.size)
        return try reader().read { db in
            ConsistencyProof(since: old, checkpoint: checkpoint, path: try Self.hashes(of: ranges, db))
        }
    }

    /// The roots of stretches of leaves.
    static func hashes(of ranges: [Range<Int>], _ db: Database) throws -> [TreeHash] {
        try ranges.map { range in
            var tree = CompactTree()
            try forEachLeaf(range, db) { tree.append($0) }
            return tree.root
        }
    }

    private static func leaves(_ range: Range<Int>, _ db: Database) throws -> [TreeHash] {
        var leaves: [TreeHash] = []
        try forEachLeaf(range, db) { leaves.append($0) }
        return leaves
    }

    private static func forEachLeaf(_ range: Range<Int>, _ db: Database, _ body: (TreeHash) -> Void) throws {
        let rows = try Data.fetchCursor(
            db, sql: "SELECT leaf FROM access_log WHERE seq > ? AND seq <= ? ORDER BY seq",
            arguments: [range.lowerBound, range.upperBound])
        var count = 0
        while let data = try rows.next() {
            guard let leaf = TreeHash(Blob.bytes(data)) else { throw AccessLogError.damaged("leaf") }
            body(leaf)
            count += 1
        }
        guard count == range.count else { throw AccessLogError.damaged("access_log") }
    }
}

/// What a stranger needs to see that an entry stands in a log, beside the log's public key.
package struct InclusionProof: Sendable {
    package var bound: BoundEntry
    package var index: Int
    package var size: Int
    package var path: [TreeHash]
    package var checkpoint: SignedCheckpoint

    /// One line of JSON (`lantai-log-proof/1`).
    /// - Parameter shown: the personal part as it may be shown, where it must not be seen as it is. It stands beside the entry
    ///   and is the archive's word alone; without the salt, which is withheld with it, nobody can try what it really was.
    package func json(instead shown: AccessEntry? = nil) -> String {
        var writer = JSONWriter(isCompact: true)
        var proved = bound.entry
        if shown != nil { (proved.who, proved.object, proved.purpose, proved.erased) = ("", nil, nil, true) }
        writer.object { json in
            json.text("format", "lantai-log-proof/1")
            json.object("entry") { proved.write(to: &$0) }
            json.text("salt", orNull: shown == nil ? bound.salt : nil)
            json.text("leaf", bound.leaf)
            json.number("index", Int64(index))
            json.number("size", Int64(size))
            json.array("path") { array in path.forEach { array.text(nil, $0.base64) } }
            json.text("checkpoint", checkpoint.note)
            if let shown {
                json.object("masked") { json in
                    json.text("who", shown.who)
                    json.text("object", orNull: shown.object)
                    json.text("purpose", orNull: shown.purpose)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// What a stranger needs to see that a log only grew from one checkpoint to another.
package struct ConsistencyProof: Sendable {
    package var since: SignedCheckpoint
    package var checkpoint: SignedCheckpoint
    package var path: [TreeHash]

    package var holds: Bool {
        let (old, new) = (since.checkpoint, checkpoint.checkpoint)
        return old.origin == new.origin
            && MerkleTree.isConsistent(
                old: old.size, oldRoot: old.root, size: new.size, root: new.root, path: path)
    }
}

/// An entry with all that belongs to it, exactly as it stands in the table.
struct StoredEntry {
    static let columns =
        "seq, at, face, act, denied, role, org, version, who, object, purpose, salt, payload, leaf"

    var leaf: LogLeaf
    var payload: LogPayload?
    var salt: [UInt8]?
    var storedLeaf: [UInt8]

    init(_ row: Row) {
        leaf = LogLeaf(
            seq: row[0], at: row[1], face: row[2], act: row[3], denied: row[4], role: row[5], org: row[6],
            version: row[7], payload: Blob.bytes(row[12]))
        let personal: [String?] = [row[8], row[9], row[10]]
        payload =
            personal.contains { $0 != nil }
            ? LogPayload(who: personal[0] ?? "", object: personal[1], purpose: personal[2]) : nil
        salt = (row[11] as Data?).map(Blob.bytes)
        storedLeaf = Blob.bytes(row[13])
    }

    static func fetch(_ db: Database, _ seq: Int64) throws -> StoredEntry? {
        try Row.fetchOne(db, sql: "SELECT \(columns) FROM access_log WHERE seq = ?", arguments: [seq])
            .map(StoredEntry.init)
    }

    /// Whether the personal part is the one that was hashed; nil where it was erased.
    var payloadFits: Bool? {
        guard let salt else { return payload == nil ? nil : false }
        return payload?.hash(salt: salt) == leaf.payload
    }

    var bound: BoundEntry {
        BoundEntry(
            entry: entry, salt: salt.map { Data($0).base64EncodedString() },
            leaf: String(decoding: leaf.json, as: UTF8.self))
    }

    var entry: AccessEntry {
        AccessEntry(
            seq: leaf.seq, at: leaf.at, who: payload?.who ?? "", role: leaf.role.flatMap { Role(rawValue: $0) },
            org: leaf.org, face: leaf.face, act: leaf.act, denied: leaf.denied, object: payload?.object,
            version: leaf.version.map { Int($0) }, purpose: payload?.purpose, erased: salt == nil)
    }
}
