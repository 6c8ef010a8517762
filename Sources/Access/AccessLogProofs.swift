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
        let size = checkpoint.checkpoint.size
        guard seq >= 1, seq <= size else { throw AccessLogError.noSuchEntry(seq) }
        return try reader().read { db in
            guard let stored = try StoredEntry.fetch(db, seq) else { throw AccessLogError.noSuchEntry(seq) }
            return InclusionProof(
                entry: stored.entry, salt: stored.salt.map { Data($0).base64EncodedString() },
                leaf: String(decoding: stored.leaf.json, as: UTF8.self), index: Int(seq) - 1, size: size,
                path: try Self.hashes(of: MerkleTree.inclusionPath(of: Int(seq) - 1, size: size), db),
                checkpoint: checkpoint)
        }
    }

    /// That the log of `checkpoint` begins with that of `old`. What it says holds only if it can be checked.
    package func consistency(from old: SignedCheckpoint, to checkpoint: SignedCheckpoint) throws -> ConsistencyProof {
        let ranges = MerkleTree.consistencyPath(from: old.checkpoint.size, to: checkpoint.checkpoint.size)
        return try reader().read { db in
            ConsistencyProof(since: old, checkpoint: checkpoint, path: try Self.hashes(of: ranges, db))
        }
    }

    /// The roots of stretches of leaves.
    private static func hashes(of ranges: [Range<Int>], _ db: Database) throws -> [TreeHash] {
        try ranges.map { range in
            var tree = CompactTree()
            let rows = try Data.fetchCursor(
                db, sql: "SELECT leaf FROM access_log WHERE seq > ? AND seq <= ? ORDER BY seq",
                arguments: [range.lowerBound, range.upperBound])
            while let data = try rows.next() {
                guard let leaf = TreeHash(Blob.bytes(data)) else { throw AccessLogError.damaged("leaf") }
                tree.append(leaf)
            }
            guard tree.size == range.count else { throw AccessLogError.damaged("access_log") }
            return tree.root
        }
    }
}

/// What a stranger needs to see that an entry stands in a log, beside the log's public key.
package struct InclusionProof: Sendable {
    package var entry: AccessEntry
    /// Base64; nil once the personal part was erased.
    package var salt: String?
    /// The entry as it was hashed.
    package var leaf: String
    package var index: Int
    package var size: Int
    package var path: [TreeHash]
    package var checkpoint: SignedCheckpoint
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

    var entry: AccessEntry {
        AccessEntry(
            seq: leaf.seq, at: leaf.at, who: payload?.who ?? "", role: leaf.role.flatMap { Role(rawValue: $0) },
            org: leaf.org, face: leaf.face, act: leaf.act, denied: leaf.denied, object: payload?.object,
            version: leaf.version.map { Int($0) }, purpose: payload?.purpose, erased: salt == nil)
    }
}
