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

/// Where an item belongs: what decides who may know of it.
package struct ItemPlace: Sendable {
    package var id: Int64
    package var classCode: String
    package var org: String
    package var volume: String?
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
    /// JSON of its `TextPart`s; nil where it has none.
    package var parts: String?
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

    /// The first item of this external identifier that `isKnown`: who asks may not know of every one.
    package func item(externalID: String, where isKnown: (ItemSummary) -> Bool = { _ in true }) throws -> ItemSummary? {
        try first(
            Row.fetchCursor(
                db.cachedStatement(sql: Self.itemColumns + " WHERE i.external_id = ? ORDER BY i.id"),
                arguments: [externalID]), where: isKnown)
    }

    /// The first item that was filed from the same input and that `isKnown`, if any.
    package func item(fingerprint: String, where isKnown: (ItemSummary) -> Bool = { _ in true }) throws -> ItemSummary?
    {
        try first(
            Row.fetchCursor(
                db.cachedStatement(
                    sql: Self.itemColumns
                        + " WHERE i.id IN (SELECT item FROM version WHERE fingerprint = ?) ORDER BY i.id"),
                arguments: [fingerprint]), where: isKnown)
    }

    private func first(_ rows: RowCursor, where isKnown: (ItemSummary) -> Bool) throws -> ItemSummary? {
        while let row = try rows.next() {
            let found = item(row)
            if isKnown(found) { return found }
        }
        return nil
    }

    /// An item of a class that keeps a file of this content and name, or, where there is none, one of this content; the
    /// first of them that `isKnown`. What came inside a container does not count: the same file may be filed for itself.
    package func item(
        content sha256: String, name: String, classCode: String, where isKnown: (ItemSummary) -> Bool = { _ in true }
    ) throws -> (item: ItemSummary, isAlike: Bool)? {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT x.item, f.name = ?2 AND i.class = ?3 AS alike
                    FROM file f JOIN version x ON x.id = f.version JOIN item i ON i.id = x.item
                    WHERE f.sha256 = ?1 AND NOT EXISTS (
                        SELECT 1 FROM json_each(x.metadata, '$.files')
                        WHERE value ->> 'name' = f.name AND value ->> 'inside' IS NOT NULL)
                    ORDER BY alike DESC, x.id
                    """), arguments: [sha256, name, classCode])
        while let row = try rows.next() {
            let isAlike: Bool = row[1]
            if let item = try item(id: row[0]), isKnown(item) { return (item, isAlike) }
        }
        return nil
    }

    /// External identifiers that more than one item bears, with these items.
    package func repeatedExternalIDs() throws -> [ItemSummary] {
        try Row.fetchAll(
            db,
            sql: Self.itemColumns
                + """
                 WHERE i.external_id IN (SELECT external_id FROM item WHERE external_id IS NOT NULL
                    GROUP BY external_id HAVING count(*) > 1) ORDER BY i.external_id, i.id
                """
        ).map(item(_:))
    }

    /// What permission asks of every item, without reading more.
    package func forEachItem(_ body: (_ item: ItemPlace) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT i.id, i.class, i.org, v.code FROM item i LEFT JOIN volume v ON v.id = i.volume")
        while let row = try rows.next() {
            try body(ItemPlace(id: row[0], classCode: row[1], org: row[2], volume: row[3]))
        }
    }

    /// Items in a period (inclusive days), class, organisation subtree and volume, in the order of date and code.
    package func items(
        from: String? = nil, to: String? = nil, classCode: String? = nil, org: String? = nil, volume: String? = nil,
        includeVoided: Bool = true
    ) throws -> [ItemSummary] {
        // Only what is asked for stands in the statement: SQLite finds no index for what may be asked or not.
        var conditions: [String] = includeVoided ? [] : ["NOT i.voided"]
        var arguments: [String] = []
        func ask(_ condition: String, _ value: String?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += condition.filter { $0 == "?" }.map { _ in value }
        }
        ask("i.volume = (SELECT id FROM volume WHERE code = ?)", volume)
        ask("i.date >= ?", from)
        ask("i.date <= ?", to)
        ask("i.class = ?", classCode)
        ask("substr(i.org, 1, length(?)) = ?", org)
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try Row.fetchAll(
            db.cachedStatement(sql: Self.itemColumns + filter + " ORDER BY i.date, i.id"),
            arguments: StatementArguments(arguments)
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

    /// The items that were filed last and are `wanted`, newest first.
    package func newestItems(_ most: Int, wanted: (ItemSummary) -> Bool) throws -> [ItemSummary] {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: Self.itemColumns + " ORDER BY i.id DESC"))
        var found: [ItemSummary] = []
        while found.count < most, let row = try rows.next() {
            let item = item(row)
            if wanted(item) { found.append(item) }
        }
        return found
    }

    // MARK: - What is to be confirmed

    /// Items whose current version says something that was proposed and that nobody has confirmed, in the order in which
    /// they were first filed.
    package func unconfirmedItems(
        after id: Int64, classCode: String?, org: String?, volume: String?, limit: Int
    ) throws -> [ItemSummary] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: Self.itemColumns.replacing("FROM item i", with: "FROM item i INDEXED BY item_unconfirmed")
                    + """
                     WHERE i.unconfirmed = 1 AND i.id > ?1 AND i.state = 'active' AND (?2 IS NULL OR i.class = ?2)
                    AND (?3 IS NULL OR substr(i.org, 1, length(?3)) = ?3) AND (?4 IS NULL OR v.code = ?4)
                    ORDER BY i.id LIMIT ?5
                    """), arguments: [id, classCode, org, volume, limit]
        ).map(item(_:))
    }

    /// The values of fields that any version of these items proposes or proposed: names of persons.
    func proposedNames(ofItems codes: [String]) throws -> Set<String> {
        let statement = try db.cachedStatement(
            sql: """
                SELECT json_extract(p.value, '$.value') FROM item i JOIN version x ON x.item = i.id,
                    json_each(x.metadata, '$.description.proposedFields') p WHERE i.code = ?
                """)
        return try codes.reduce(into: []) { $0.formUnion(try String.fetchAll(statement, arguments: [$1])) }
    }

    // MARK: - What was read again in vain

    /// The means with which an item's files were last read again and gave no more text.
    package func readingAttempt(ofItem id: Int64) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT means FROM reading_attempt WHERE item = ?"), arguments: [id])
    }

    package func rememberReadingAttempt(ofItem id: Int64, means: String) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO reading_attempt (item, means) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM item WHERE id = ?1)
                ON CONFLICT (item) DO UPDATE SET means = excluded.means
                """
        ).execute(arguments: [id, means])
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

    /// Where the text of an item's current version stands: in the last version that brought content or text. Nil where that has none.
    /// (Without reading the description, which takes longer than all the rest of a snippet.)
    package func currentText(ofItem item: Int64) throws -> TextPlace? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT i.code, x.number, x.text_sha256, f.id, b.file, f.offset, f.length, f.sha256, x.frame_offset,
                        CASE WHEN instr(x.metadata, '"parts":') THEN x.metadata -> '$.text.parts' END
                    FROM version x JOIN item i ON i.id = x.item JOIN frame f ON f.id = x.frame JOIN box b ON b.id = f.box
                    WHERE x.item = ?
                        AND (x.text_sha256 IS NOT NULL OR EXISTS (SELECT 1 FROM file WHERE file.version = x.id))
                    ORDER BY x.number DESC LIMIT 1
                    """), arguments: [item])
        guard let row, let digest: String = row[2] else { return nil }
        return TextPlace(code: row[0], number: row[1], sha256: digest, place: place(row, from: 3), parts: row[9])
    }

    /// Items whose current version has no text, or not that of all its files, in the order in which they were first filed.
    package func itemsLackingText(after id: Int64, classCode: String?, limit: Int) throws -> [ItemSummary] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: Self.itemColumns
                    + """
                     JOIN version x ON x.item = i.id AND x.number = i.versions
                    WHERE i.id > ?1 AND (?2 IS NULL OR i.class = ?2) AND NOT i.voided AND i.state = 'active'
                    AND (instr(x.metadata, '"unread":') OR x.metadata -> '$.text' IS NULL)
                    ORDER BY i.id LIMIT ?3
                    """), arguments: [id, classCode, limit]
        ).map(item(_:))
    }

    /// How many items have files that were not read for want of a program, by its name.
    package func programsMissing() throws -> [(program: String, records: Int)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT file.value ->> '$.unread.program', count(DISTINCT i.id)
                    FROM item i JOIN version x ON x.item = i.id AND x.number = i.versions
                    JOIN json_each(x.metadata, '$.files') file
                    WHERE NOT i.voided AND i.state = 'active' AND instr(x.metadata, '"unread":')
                    AND file.value ->> '$.unread.reason' = 'toolMissing'
                    AND file.value ->> '$.unread.program' IS NOT NULL
                    GROUP BY 1 ORDER BY 1
                    """)
        ).map { ($0[0], $0[1]) }
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
                    SELECT x.id, i.code, x.number, x.metadata, x.text_sha256, x.frame_offset
                    FROM version x JOIN item i ON i.id = x.item WHERE x.frame = ?
                    """), arguments: [frame])
        while let row = try versions.next() {
            entries.append(
                ExpectedEntry(
                    sequence: row[0], code: row[1], number: row[2], json: row[3], textSHA256: row[4],
                    entryOffset: row[5], files: []))
        }
        // Not joined above: a version of ten thousand files would come with its metadata as many times.
        for index in entries.indices {
            entries[index].files = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT name, sha256 FROM file WHERE version = ?"),
                arguments: [entries[index].sequence]
            ).map { ($0[0], $0[1]) }
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
