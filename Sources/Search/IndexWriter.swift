internal import GRDB

/// Enters changes into the index within one transaction.
struct IndexWriter {
    private let db: Database
    private let insert: Statement
    private let delete: Statement
    private var columns: ColumnWriter
    private var items = 0
    private var length = 0

    init(db: Database) throws {
        self.db = db
        insert = try db.cachedStatement(
            sql: "INSERT INTO terms (rowid, title, number, names, body, tags) VALUES (?, ?, ?, ?, ?, ?)")
        // FTS5 has no text to look up what to delete: it must be told, letter for letter.
        delete = try db.cachedStatement(
            sql: """
                INSERT INTO terms (terms, rowid, title, number, names, body, tags) VALUES ('delete', ?, ?, ?, ?, ?, ?)
                """)
        columns = ColumnWriter(db: db)
    }

    mutating func apply(_ change: IndexChange) throws {
        if let old = change.old {
            try delete.execute(arguments: [change.item, old.title, old.number, old.names, old.body, old.joinedTags])
            length -= old.length
        } else {
            items += 1
        }
        let new = change.new
        try insert.execute(arguments: [change.item, new.title, new.number, new.names, new.body, new.joinedTags])
        length += new.length
        try columns.set(
            ItemColumns.Row(
                length: UInt32(clamping: new.length), date: change.date,
                classID: columns.id(of: change.classCode, kind: "class"),
                orgID: columns.id(of: change.org, kind: "org"),
                flags: ItemColumns.present | (change.voided ? ItemColumns.voided : 0)), item: Int(change.item))
    }

    func finish(sequence: Int64) throws {
        try columns.finish()
        try db.execute(
            sql: "UPDATE state SET sequence = ?, items = items + ?, length = length + ?",
            arguments: [sequence, items, length])
    }
}
