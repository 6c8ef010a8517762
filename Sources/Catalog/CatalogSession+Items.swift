package import Foundation
internal import GRDB
package import Records

/// An item as lists show it.
package struct ItemSummary: Equatable, Sendable {
    package var id: Int64
    package var code: String
    package var externalID: String?
    package var title: String
    package var date: String
    package var classCode: String
    package var org: String
    package var volume: String?
    package var versions: Int
    package var voided: Bool
    package var state: String
}

/// A version as the catalog holds it: what it says and where it stands.
package struct StoredVersion: Sendable {
    package var version: Version
    package var item: Int64
    /// The bytes of `metadata.json`.
    package var json: String
    package var place: EntryPlace
}

/// Where an extracted text stands: in the folder of this version.
package struct TextPlace: Sendable {
    package var code: String
    package var number: Int
    package var sha256: String
    package var place: EntryPlace
}

/// Where an entry stands, as the catalog knows it.
package struct EntryPlace: Equatable, Sendable {
    package var frame: Int64
    package var file: String
    /// Bytes in the file.
    package var offset: Int
    package var length: Int
    package var sha256: String
    /// Bytes in the unpacked frame.
    package var entryOffset: Int
}

extension CatalogSession {
    private static let itemColumns = """
        SELECT i.id, i.code, i.external_id, i.title, i.date, i.class, i.org, v.code, i.versions, i.voided, i.state
        FROM item i LEFT JOIN volume v ON v.id = i.volume
        """

    private func item(_ row: Row) -> ItemSummary {
        ItemSummary(
            id: row[0], code: row[1], externalID: row[2], title: row[3], date: row[4], classCode: row[5], org: row[6],
            volume: row[7], versions: row[8], voided: row[9], state: row[10])
    }

    package func item(code: String) throws -> ItemSummary? {
        try Row.fetchOne(db.cachedStatement(sql: Self.itemColumns + " WHERE i.code = ?"), arguments: [code])
            .map(item(_:))
    }

    package func item(id: Int64) throws -> ItemSummary? {
        try Row.fetchOne(db.cachedStatement(sql: Self.itemColumns + " WHERE i.id = ?"), arguments: [id]).map(item(_:))
    }

    package func item(externalID: String) throws -> ItemSummary? {
        try Row.fetchOne(
            db.cachedStatement(sql: Self.itemColumns + " WHERE i.external_id = ?"), arguments: [externalID]
        )
        .map(item(_:))
    }

    /// The item that was filed from the same input, if any.
    package func item(fingerprint: String) throws -> ItemSummary? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: Self.itemColumns + " WHERE i.id = (SELECT item FROM version WHERE fingerprint = ? LIMIT 1)"),
            arguments: [fingerprint]
        ).map(item(_:))
    }

    /// An item of a class that keeps a file of this content and name, or, where there is none, one of this content.
    package func item(content sha256: String, name: String, classCode: String) throws -> (
        item: ItemSummary, isAlike: Bool
    )? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT x.item, f.name = ?2 AND i.class = ?3 AS alike
                    FROM file f JOIN version x ON x.id = f.version JOIN item i ON i.id = x.item
                    WHERE f.sha256 = ?1 ORDER BY alike DESC, x.id LIMIT 1
                    """), arguments: [sha256, name, classCode])
        guard let row, let item = try item(id: row[0]) else { return nil }
        return (item, row[1])
    }

    /// Items in a period (inclusive days), class, organisation subtree and volume, in the order of date and code.
    package func items(
        from: String? = nil, to: String? = nil, classCode: String? = nil, org: String? = nil, volume: String? = nil,
        includeVoided: Bool = true
    ) throws -> [ItemSummary] {
        try Row.fetchAll(
            db,
            sql: Self.itemColumns
                + """
                 WHERE (?1 IS NULL OR i.date >= ?1) AND (?2 IS NULL OR i.date <= ?2) AND (?3 IS NULL OR i.class = ?3)
                AND (?4 IS NULL OR substr(i.org, 1, length(?4)) = ?4) AND (?5 IS NULL OR v.code = ?5)
                AND (?6 OR NOT i.voided) ORDER BY i.date, i.id
                """, arguments: [from, to, classCode, org, volume, includeVoided]
        ).map(item(_:))
    }

    /// Items in the order in which they were first filed, a page at a time.
    package func items(
        after id: Int64, classCode: String?, org: String?, limit: Int
    ) throws -> [ItemSummary] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: Self.itemColumns
                    + """
                     WHERE i.id > ?1 AND (?2 IS NULL OR i.class = ?2)
                    AND (?3 IS NULL OR substr(i.org, 1, length(?3)) = ?3) ORDER BY i.id LIMIT ?4
                    """), arguments: [id, classCode, org, limit]
        ).map(item(_:))
    }

    package func itemCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM item") ?? 0
    }

    // MARK: - Versions

    private static let versionColumns = """
        SELECT x.metadata, x.item, f.id, b.file, f.offset, f.length, f.sha256, x.frame_offset, x.id
        FROM version x JOIN frame f ON f.id = x.frame JOIN box b ON b.id = f.box
        """

    private func storedVersion(_ row: Row) throws -> StoredVersion {
        let json: String = row[0]
        return StoredVersion(
            version: try JSONDecoder().decode(Version.self, from: Data(json.utf8)), item: row[1], json: json,
            place: place(row, from: 2))
    }

    private func place(_ row: Row, from column: Int) -> EntryPlace {
        EntryPlace(
            frame: row[column], file: row[column + 1], offset: row[column + 2], length: row[column + 3],
            sha256: row[column + 4], entryOffset: row[column + 5])
    }

    /// A version by its number, or the latest.
    package func version(ofItem item: Int64, number: Int?) throws -> StoredVersion? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: Self.versionColumns + " WHERE x.item = ?1 AND (?2 IS NULL OR x.number = ?2)"
                    + " ORDER BY x.number DESC LIMIT 1"), arguments: [item, number]
        ).map(storedVersion(_:))
    }

    /// Where the text of an item's current version stands: in the last version that brought content. Nil where that has none.
    /// (Without reading the description, which takes longer than all the rest of a snippet.)
    package func currentText(ofItem item: Int64) throws -> TextPlace? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT i.code, x.number, x.text_sha256, f.id, b.file, f.offset, f.length, f.sha256, x.frame_offset
                    FROM version x JOIN item i ON i.id = x.item JOIN frame f ON f.id = x.frame JOIN box b ON b.id = f.box
                    WHERE x.item = ? AND EXISTS (SELECT 1 FROM file WHERE file.version = x.id)
                    ORDER BY x.number DESC LIMIT 1
                    """), arguments: [item])
        guard let row, let digest: String = row[2] else { return nil }
        return TextPlace(code: row[0], number: row[1], sha256: digest, place: place(row, from: 3))
    }

    package func versions(ofItem item: Int64) throws -> [StoredVersion] {
        try Row.fetchAll(
            db.cachedStatement(sql: Self.versionColumns + " WHERE x.item = ? ORDER BY x.number"), arguments: [item]
        ).map(storedVersion(_:))
    }

    /// Versions with sequence numbers above `after` and up to `through`, in order.
    package func versions(after: Int64, through: Int64 = .max, limit: Int) throws -> [StoredVersion] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: Self.versionColumns + " WHERE x.id > ? AND x.id <= ? ORDER BY x.id LIMIT ?"),
            arguments: [after, through, limit]
        ).map(storedVersion(_:))
    }

    package func versionCount(after: Int64 = 0, through: Int64 = .max) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT count(*) FROM version WHERE id > ? AND id <= ?"),
            arguments: [after, through]) ?? 0
    }

    package func lastVersionSequence() throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM version")) ?? 0
    }

    // MARK: - What verification compares

    /// What the catalog says must stand in a frame.
    package struct ExpectedEntry: Sendable {
        package var sequence: Int64
        /// Set for versions, nil for acts.
        package var code: String?
        package var number: Int
        /// The bytes that the member must have.
        package var json: Data
        package var textSHA256: String?
        package var entryOffset: Int
        /// Name and SHA-256 of each file whose bytes stand here.
        package var files: [(name: String, sha256: String)]
    }

    /// All entries of a frame, in the order in which they stand.
    package func expectedEntries(inFrame frame: Int64) throws -> [ExpectedEntry] {
        var entries: [ExpectedEntry] = []
        let versions = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT x.id, i.code, x.number, x.metadata, x.text_sha256, x.frame_offset, f.name, f.sha256
                    FROM version x JOIN item i ON i.id = x.item LEFT JOIN file f ON f.version = x.id
                    WHERE x.frame = ? ORDER BY x.frame_offset
                    """), arguments: [frame])
        while let row = try versions.next() {
            let sequence: Int64 = row[0]
            if entries.last?.sequence != sequence {
                entries.append(
                    ExpectedEntry(
                        sequence: sequence, code: row[1], number: row[2], json: row[3], textSHA256: row[4],
                        entryOffset: row[5], files: []))
            }
            if let name: String = row[6] {
                entries[entries.count - 1].files.append((name, row[7]))
            }
        }
        let acts = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, content, frame_offset FROM act WHERE frame = ?"), arguments: [frame])
        while let row = try acts.next() {
            entries.append(
                ExpectedEntry(
                    sequence: row[0], code: nil, number: 0, json: row[1], textSHA256: nil, entryOffset: row[2],
                    files: []
                ))
        }
        return entries.sorted { $0.entryOffset < $1.entryOffset }
    }
}
