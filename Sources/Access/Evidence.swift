internal import Crypto
package import Foundation
internal import GRDB
package import Records

/// What an evidence bundle is made of beside documents: entries with their proofs, and the program that checks them.
package enum Evidence {
    /// Checks proofs and evidence bundles with Python alone; for whoever trusts nobody here.
    package static var verifier: Data { Data(PackageResources.verify_py) }
    /// How to use it, in Chinese and English.
    package static var readme: Data { Data(PackageResources.evidence_txt) }
    /// Its object is the digest of the bundle's `query.json`, and so of all that the bundle says.
    package static let act = "export evidence"
}

/// An entry with what binds it to the log.
package struct BoundEntry: Sendable {
    package var entry: AccessEntry
    /// Base64; nil once the personal part was erased.
    package var salt: String?
    /// The entry as it was hashed.
    package var leaf: String
}

/// One digest over many entries as a bundle shows them, so that nobody takes one out of it later or puts one in.
package struct EntriesDigest {
    private var hash = SHA256()
    package private(set) var count = 0

    package init() {}

    /// - Parameter shown: the personal part as the bundle shows it, where it withholds the real one.
    package mutating func add(_ bound: BoundEntry, instead shown: AccessEntry?) {
        count += 1
        var parts = [bound.leaf, shown == nil ? bound.salt ?? "" : ""]
        if let shown { parts += [shown.who, shown.object ?? "", shown.purpose ?? ""] }
        for part in parts {
            // With lengths, so that no two lists of parts give the same bytes.
            hash.update(data: Array("\(part.utf8.count) \(part)\n".utf8))
        }
    }

    package var sha256: String { Hex.text(hash.finalize().withUnsafeBytes { Array($0) }) }
}

extension AccessLog {
    /// Numbers of all entries about any of the objects, ascending.
    /// - Parameter days: first and last day (`YYYY-MM-DD`) of the uses; nil for no limit. Where there is one, entries of these
    ///   days whose personal part was erased are among them: nobody can say any more that they were not about the objects.
    package func numbers(objects: [String], days: (first: String?, last: String?)) throws -> [Int64] {
        try database.read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT seq FROM access_log
                    WHERE (object IN (SELECT value FROM json_each(?1))
                            OR (salt IS NULL AND coalesce(?2, ?3) IS NOT NULL))
                        AND (?2 IS NULL OR substr(at, 1, 10) >= ?2) AND (?3 IS NULL OR substr(at, 1, 10) <= ?3)
                    ORDER BY seq
                    """, arguments: [Self.json(objects), days.first, days.last])
        }
    }

    /// Goes through some entries.
    package func forEach(_ numbers: [Int64], _ body: (BoundEntry) throws -> Void) throws {
        try reader().read { db in
            for seq in numbers {
                guard let stored = try StoredEntry.fetch(db, seq) else { throw AccessLogError.noSuchEntry(seq) }
                try body(stored.bound)
            }
        }
    }
}

/// What the log says of one filing.
package struct LoggedFiling: Sendable {
    package var code: String
    package var version: Int
    package var who: String
    package var at: String
    /// The entry is as it was hashed.
    package var isSound: Bool
}

extension AccessLog {
    /// Acts by which a version comes into the archive.
    private static let filingActs = ["file", "revise", "move", "void", "extract", "confirm"]

    /// The entries by which versions of some records were filed.
    package func filings(of codes: [String]) throws -> [LoggedFiling] {
        try reader().read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(StoredEntry.columns) FROM access_log WHERE object IN (SELECT value FROM json_each(?1))
                        AND act IN (SELECT value FROM json_each(?2)) AND NOT denied AND version IS NOT NULL
                    ORDER BY seq
                    """, arguments: [Self.json(codes), Self.json(Self.filingActs)])
            var filings: [LoggedFiling] = []
            while let row = try rows.next() {
                let stored = StoredEntry(row)
                guard let object = stored.payload?.object, let version = stored.leaf.version else { continue }
                filings.append(
                    LoggedFiling(
                        code: object, version: Int(version), who: stored.payload?.who ?? "", at: stored.leaf.at,
                        isSound: stored.payloadFits == true && stored.leaf.hash.bytes == stored.storedLeaf))
            }
            return filings
        }
    }

    /// Whether something of this version number was filed on a day whose entry has no personal part any more.
    package func hasErasedFiling(version: Int, on day: String) throws -> Bool {
        try database.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM access_log WHERE salt IS NULL AND version = ?1
                        AND act IN (SELECT value FROM json_each(?2)) AND substr(at, 1, 10) = ?3)
                    """, arguments: [version, Self.json(Self.filingActs), day]) ?? false
        }
    }

    /// Whether the entries, as they were hashed, are those that the log's tree was made of.
    package func fitsItsTree() throws -> Bool {
        try reader().read { db in
            let state = try AccessLogState(db)
            do {
                let root = try Self.hashes(of: [0..<state.tree.size], db).first
                return root == state.tree.root
            } catch AccessLogError.damaged {
                return false
            }
        }
    }
}
