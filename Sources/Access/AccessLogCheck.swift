internal import Foundation
internal import GRDB

/// What a check of the log found.
package struct LogCheck: Sendable {
    package struct Problem: Equatable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            /// Numbers are missing before this entry.
            case gap
            /// An entry is not as it was when it was written.
            case entryChanged
            /// Who, object or purpose are not as they were.
            case payloadChanged
            /// Who, object and purpose are gone without an erasure that covers them.
            case payloadMissing
            /// The entries together are not those that the log's tree was made of.
            case treeDiffers
            /// There are fewer entries than a checkpoint counts.
            case truncated
            /// The entries up to a checkpoint are not those that it was made of.
            case checkpointDiffers
            /// A checkpoint's signature is not this log's.
            case checkpointSignature
            /// A checkpoint, or the key, is of another log.
            case foreignLog
            /// The tables themselves are damaged.
            case damaged
        }

        package var kind: Kind
        package var seq: Int64?
        /// What was found, in few words.
        package var detail: String
    }

    /// More are not listed; one would be enough.
    private static let limit = 1000

    package var entries = 0
    package var root = MerkleTree.empty
    package var problems: [Problem] = []

    fileprivate mutating func found(_ kind: Problem.Kind, seq: Int64? = nil, _ detail: String) {
        if problems.count < Self.limit { problems.append(Problem(kind: kind, seq: seq, detail: detail)) }
    }
}

extension AccessLog {
    /// Checks every entry, the tree, the checkpoints issued so far and those given.
    /// - Parameters:
    ///   - checkpoints: kept outside. Only they show a tail cut off and sealed anew, or a rollback of all files.
    ///   - closed: roots at the ends of stretches that were boxed: unsigned, and kept apart from the log.
    ///   - verifier: the log's public key, where it is known from outside; otherwise the log's own word is taken for it.
    package func check(
        against checkpoints: [SignedCheckpoint] = [], closed: [Checkpoint] = [], verifier: LogVerifier? = nil,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> LogCheck {
        try reader().read { db in
            var check = LogCheck()
            for line in try String.fetchAll(db, sql: "PRAGMA quick_check(20)") where line != "ok" {
                check.found(.damaged, line)
            }
            for name in try AccessLogSchema.differences(db) { check.found(.damaged, name) }
            // What stands in such tables cannot be read as if it were a log.
            guard check.problems.isEmpty else { return check }
            var state: AccessLogState?
            do {
                state = try AccessLogState(db)
            } catch AccessLogError.damaged(let what) {
                check.found(.damaged, what)
            }
            let verifier = verifier ?? state?.verifier
            if let state, let verifier, verifier.name != state.origin {
                check.found(.foreignLog, "\(verifier.name), \(state.origin)")
            }
            let issued = try Self.issued(db, &check) + checkpoints
            for one in issued { Self.check(one, origin: state?.origin, verifier, &check) }
            for one in closed {
                if let state, one.origin != state.origin { check.found(.foreignLog, "\(one.origin), \(state.origin)") }
            }
            try Self.checkEntries(db, issued.map(\.checkpoint) + closed, progress, &check)
            if let state, state.tree.size != check.entries {
                let isShort = state.tree.size > check.entries
                check.found(isShort ? .truncated : .treeDiffers, "\(check.entries), \(state.tree.size)")
            } else if let state, state.tree.root != check.root {
                check.found(.treeDiffers, "\(check.root.base64), \(state.tree.root.base64)")
            }
            return check
        }
    }

    private static func issued(_ db: Database, _ check: inout LogCheck) throws -> [SignedCheckpoint] {
        try Row.fetchAll(db, sql: "SELECT size, note FROM log_checkpoint ORDER BY size").compactMap { row in
            let size: Int = row[0]
            guard let signed = SignedCheckpoint(note: row[1]), signed.checkpoint.size == size else {
                check.found(.damaged, "log_checkpoint \(size)")
                return nil
            }
            return signed
        }
    }

    private static func check(
        _ signed: SignedCheckpoint, origin: String?, _ verifier: LogVerifier?, _ check: inout LogCheck
    ) {
        let checkpoint = signed.checkpoint
        if let origin, checkpoint.origin != origin {
            check.found(.foreignLog, "\(checkpoint.origin), \(origin)")
        }
        if verifier.map({ !signed.isSigned(by: $0) }) ?? true {
            check.found(.checkpointSignature, "\(checkpoint.size)")
        }
    }

    private static func checkEntries(
        _ db: Database, _ checkpoints: [Checkpoint], _ progress: (Int, Int) -> Void, _ check: inout LogCheck
    ) throws {
        let checkpoints = checkpoints.sorted { $0.size < $1.size }
        var next = 0
        var tree = CompactTree()
        func compare(_ check: inout LogCheck) {
            while next < checkpoints.count, checkpoints[next].size == tree.size {
                if checkpoints[next].root != tree.root {
                    check.found(.checkpointDiffers, seq: Int64(tree.size), "\(tree.size)")
                }
                next += 1
            }
        }
        let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM access_log") ?? 0
        var last: Int64 = 0
        // Erasures name the entries that they took, or the day before which they took all but some. An entry that says so
        // falsely is found below; a later erasure covers an earlier one that was itself erased.
        func texts(of act: String) throws -> [String] {
            try String.fetchAll(
                db, sql: "SELECT object FROM access_log WHERE act = ? AND NOT denied AND salt IS NOT NULL",
                arguments: [act])
        }
        let destroyed = try texts(of: LogAct.eraseDestroyed).map(EntryNumbers.init)
        let erasures = try texts(of: LogAct.erase).map(LogErasure.init)
        compare(&check)
        let rows = try Row.fetchCursor(
            db, sql: "SELECT \(StoredEntry.columns) FROM access_log ORDER BY seq")
        while let row = try rows.next() {
            let stored = StoredEntry(row)
            let leaf = stored.leaf
            if leaf.seq != last + 1 { check.found(.gap, seq: leaf.seq, "\(last)") }
            last = leaf.seq
            switch stored.payloadFits {
            case true?: break
            case false?: check.found(.payloadChanged, seq: leaf.seq, leaf.at)
            case nil:
                let day = String(leaf.at.prefix(10))
                let isCovered =
                    destroyed.contains { $0.contains(leaf.seq) } || erasures.contains { $0.covers(leaf.seq, of: day) }
                if !isCovered { check.found(.payloadMissing, seq: leaf.seq, day) }
            }
            let hash = leaf.hash
            if hash.bytes != stored.storedLeaf { check.found(.entryChanged, seq: leaf.seq, leaf.at) }
            tree.append(hash)
            compare(&check)
            if tree.size % 10_000 == 0 { progress(tree.size, total) }
        }
        for checkpoint in checkpoints[next...] {
            check.found(.truncated, "\(tree.size), \(checkpoint.size)")
        }
        check.entries = tree.size
        check.root = tree.root
    }
}

/// Acts of the log itself that it has to know again.
package enum LogAct {
    /// Its object is a `LogErasure`.
    package static let erase = "log erase"
    /// Its object is the numbers of entries that went with destroyed records, as `EntryNumbers`.
    package static let eraseDestroyed = "log erase destroyed"
    /// Its object is the number of an entry that was looked into.
    package static let reviewed = "log reviewed"

    /// Its object is the day up to which the clock had come before it was set back.
    static let clockSetBack = "clock set back"

    /// A version is filed.
    static let filed = "file"
    static let page = "show page"
    /// Somebody has a record before them, or takes it along: an entry for each record. Thumbnails come with lists.
    static let readings: Set<String> = [
        "show", "show text", "show file", "show copy", "show page", "print", "history", "export", "export list",
    ]
}
