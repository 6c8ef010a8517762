internal import GRDB
internal import Records

/// A box as the catalog holds it.
package struct BoxRow: Equatable, Sendable {
    package enum State: String, Sendable {
        case open, sealed
    }

    package var id: Int64
    /// `<fonds>/<year>/<class>-<retention>`
    package var folder: String
    package var number: Int
    /// Relative to `Corpus/boxes`.
    package var file: String
    /// Committed bytes.
    package var length: Int
    package var state: State
    package var nextFile: String?
    package var retiredFile: String?
}

package struct FrameRow: Equatable, Sendable {
    package var id: Int64
    package var offset: Int
    package var length: Int
    package var sha256: String

    package init(id: Int64, offset: Int, length: Int, sha256: String) {
        self.id = id
        self.offset = offset
        self.length = length
        self.sha256 = sha256
    }
}

extension CatalogSession {
    private static let boxColumns = "SELECT id, folder, number, file, length, state, next_file, retired_file FROM box"

    private func box(_ row: Row) -> BoxRow {
        BoxRow(
            id: row[0], folder: row[1], number: row[2], file: row[3], length: row[4],
            state: BoxRow.State(rawValue: row[5]) ?? .open, nextFile: row[6], retiredFile: row[7])
    }

    /// The box of a folder that takes more, if there is one.
    package func openBox(inFolder folder: String, notLongerThan length: Int) throws -> BoxRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: Self.boxColumns
                    + """
                     WHERE folder = ? AND state = 'open' AND length < ? AND next_file IS NULL
                    ORDER BY number DESC LIMIT 1
                    """), arguments: [folder, length]
        ).map(box(_:))
    }

    /// Enters a new, empty box: to be committed before its file is made, so that no file is ever unknown.
    package func addBox(inFolder folder: String) throws {
        let last = try Int.fetchOne(db, sql: "SELECT max(number) FROM box WHERE folder = ?", arguments: [folder])
        try enterBox(folder: folder, number: (last ?? 0) + 1)
    }

    private func enterBox(folder: String, number: Int) throws {
        try db.execute(
            sql: "INSERT INTO box (folder, number, file) VALUES (?, ?, ?)",
            arguments: [folder, number, BoxName(folder: folder, number: number).file])
    }

    /// Enters a box as it was found on disk.
    package func enterFoundBox(folder: String, number: Int, file: String, length: Int, sealed: Bool) throws -> Int64 {
        try db.execute(
            sql: "INSERT INTO box (folder, number, file, length, state) VALUES (?, ?, ?, ?, ?)",
            arguments: [folder, number, file, length, sealed ? "sealed" : "open"])
        return db.lastInsertedRowID
    }

    package func boxes() throws -> [BoxRow] {
        try Row.fetchAll(db, sql: Self.boxColumns + " ORDER BY folder, number").map(box(_:))
    }

    package func box(id: Int64) throws -> BoxRow? {
        try Row.fetchOne(db, sql: Self.boxColumns + " WHERE id = ?", arguments: [id]).map(box(_:))
    }

    /// Boxes that may bear traces of an interrupted write: open ones, and those being rewritten.
    package func unsettledBoxes() throws -> [BoxRow] {
        try Row.fetchAll(
            db, sql: Self.boxColumns + " WHERE state = 'open' OR next_file IS NOT NULL OR retired_file IS NOT NULL"
        ).map(box(_:))
    }

    /// The number that the next frame takes: entries may name it before the frame is entered in the same transaction.
    package func nextFrame() throws -> Int64 {
        (try Int64.fetchOne(db, sql: "SELECT max(id) FROM frame") ?? 0) + 1
    }

    /// Enters a frame behind the committed length of its box.
    package func appendFrame(_ frame: FrameRow, box: Int64) throws {
        try db.cachedStatement(sql: "INSERT INTO frame (id, box, offset, length, sha256) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [frame.id, box, frame.offset, frame.length, frame.sha256])
        try db.cachedStatement(sql: "UPDATE box SET length = ? WHERE id = ?")
            .execute(arguments: [frame.offset + frame.length, box])
    }

    package func frames(ofBox box: Int64) throws -> [FrameRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, offset, length, sha256 FROM frame WHERE box = ? ORDER BY offset"),
            arguments: [box]
        ).map { FrameRow(id: $0[0], offset: $0[1], length: $0[2], sha256: $0[3]) }
    }

    // MARK: - Rewriting a box

    /// Announces the file that will take the box's place, before it is made.
    package func announceRewrite(box: Int64, nextFile: String?) throws {
        try db.execute(sql: "UPDATE box SET next_file = ? WHERE id = ?", arguments: [nextFile, box])
    }

    /// The new place of an entry of a rewritten box.
    package struct Move: Sendable {
        package var sequence: Int64
        package var isAct: Bool
        /// Index into the new frames.
        package var frame: Int
        package var entryOffset: Int

        package init(sequence: Int64, isAct: Bool, frame: Int, entryOffset: Int) {
            self.sequence = sequence
            self.isAct = isAct
            self.frame = frame
            self.entryOffset = entryOffset
        }
    }

    /// Lets the announced file take the place of the old one, which remains to be removed.
    package func completeRewrite(
        box: BoxRow, length: Int, frames: [(offset: Int, length: Int, sha256: String)], moves: [Move]
    ) throws {
        guard let nextFile = box.nextFile else { throw CatalogError.inconsistent("box \(box.file) is not rewritten") }
        let old = try Int64.fetchAll(db, sql: "SELECT id FROM frame WHERE box = ?", arguments: [box.id])
        let first = try nextFrame()
        let ids = frames.indices.map { first + Int64($0) }
        for (id, frame) in zip(ids, frames) {
            try appendFrame(
                FrameRow(id: id, offset: frame.offset, length: frame.length, sha256: frame.sha256), box: box.id)
        }
        let version = try db.cachedStatement(sql: "UPDATE version SET frame = ?, frame_offset = ? WHERE id = ?")
        let act = try db.cachedStatement(sql: "UPDATE act SET frame = ?, frame_offset = ? WHERE id = ?")
        for move in moves {
            try (move.isAct ? act : version).execute(arguments: [ids[move.frame], move.entryOffset, move.sequence])
        }
        let remove = try db.cachedStatement(sql: "DELETE FROM frame WHERE id = ?")
        for id in old { try remove.execute(arguments: [id]) }
        try db.execute(
            sql: """
                UPDATE box SET file = ?, length = ?, state = 'sealed', next_file = NULL, retired_file = ?, has_gone = 0
                WHERE id = ?
                """, arguments: [nextFile, length, box.file, box.id])
    }

    package func forgetRetiredFile(box: Int64) throws {
        try db.execute(sql: "UPDATE box SET retired_file = NULL WHERE id = ?", arguments: [box])
    }

    /// Versions and acts that stand in a box, with what orders them when it is packed anew.
    package func entries(ofBox box: Int64) throws -> [(sequence: Int64, isAct: Bool, place: EntryPlace)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT x.id, 0 AS is_act, f.id, b.file, f.offset, f.length, f.sha256, x.frame_offset
                FROM version x JOIN frame f ON f.id = x.frame JOIN box b ON b.id = f.box WHERE b.id = ?1
                UNION ALL
                SELECT a.id, 1, f.id, b.file, f.offset, f.length, f.sha256, a.frame_offset
                FROM act a JOIN frame f ON f.id = a.frame JOIN box b ON b.id = f.box WHERE b.id = ?1
                ORDER BY 5, 8
                """, arguments: [box]
        ).map { row in
            (
                row[0], row[1],
                EntryPlace(
                    frame: row[2], file: row[3], offset: row[4], length: row[5], sha256: row[6], entryOffset: row[7])
            )
        }
    }
}
