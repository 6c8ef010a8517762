internal import ChineseText
internal import Foundation
internal import GRDB
internal import Indexes

/// Enters changes into the index within one transaction.
struct IndexWriter {
    private let db: Database
    private let insert: Statement
    private let delete: Statement
    private let analyzer = Analyzer(variants: IndexDefinition.variants)
    private let counter: CharacterCounter
    private var columns: ColumnWriter
    private var items = 0
    private var length = 0
    private var replaced = 0

    init(db: Database, ranks: CharacterRanks) throws {
        self.db = db
        insert = try db.cachedStatement(
            sql: "INSERT INTO terms (rowid, title, number, names, body, marks) VALUES (?, ?, ?, ?, ?, ?)")
        // FTS5 has no text to look up what to delete: it must be told, letter for letter.
        delete = try db.cachedStatement(
            sql: """
                INSERT INTO terms (terms, rowid, title, number, names, body, marks) VALUES ('delete', ?, ?, ?, ?, ?, ?)
                """)
        counter = CharacterCounter(ranks: ranks)
        columns = ColumnWriter(db: db)
    }

    mutating func apply(_ change: IndexChange) throws {
        if let old = change.old { try remove(old.text, document: old.document) } else { items += 1 }
        let text = change.new
        let document = change.sequence
        let marks = IndexMarks(of: text, analyzer: analyzer)
        try insert.execute(arguments: [document, text.title, text.number, text.names, text.body, marks.joined])
        length += text.length
        let counts = characters(of: text)
        try db.cachedStatement(sql: "INSERT INTO profile (document, data) VALUES (?, ?)").execute(
            arguments: [document, Data(CharacterProfile.encode(series: series(of: text), counts: counts))])
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO title (folded, document) VALUES (?, ?)").execute(
            arguments: [analyzer.fold(text.title), document])
        for name in marks.names { try enter(name) }
        try columns.set(
            ItemColumns.Row(
                length: UInt32(clamping: text.length), date: change.date,
                classID: columns.id(of: change.classCode, kind: "class"),
                orgID: columns.id(of: change.org, kind: "org"), item: UInt32(clamping: change.item), isPresent: true,
                isVoid: change.voided), document: Int(document))
    }

    private mutating func remove(_ text: IndexedText, document: Int64) throws {
        let marks = IndexMarks(of: text, analyzer: analyzer)
        try delete.execute(arguments: [document, text.title, text.number, text.names, text.body, marks.joined])
        length -= text.length
        replaced += 1
        try db.cachedStatement(sql: "DELETE FROM profile WHERE document = ?").execute(arguments: [document])
        try db.cachedStatement(sql: "DELETE FROM title WHERE folded = ? AND document = ?").execute(
            arguments: [analyzer.fold(text.title), document])
        for name in marks.names { try leave(name) }
        try columns.set(
            ItemColumns.Row(length: 0, date: 0, classID: 0, orgID: 0, item: 0, isPresent: false, isVoid: false),
            document: Int(document))
    }

    /// One more document names a person.
    private func enter(_ name: (ear: String, name: String, latin: [String])) throws {
        let documents = try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    INSERT INTO name (ear, name, documents) VALUES (?, ?, 1)
                    ON CONFLICT (ear, name) DO UPDATE SET documents = documents + 1 RETURNING documents
                    """), arguments: [name.ear, name.name])
        guard documents == 1 else { return }
        for latin in name.latin {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO spelling (latin, name) VALUES (?, ?)")
                .execute(arguments: [latin, name.name])
        }
    }

    /// One document fewer names a person.
    private func leave(_ name: (ear: String, name: String, latin: [String])) throws {
        let documents = try Int.fetchOne(
            db.cachedStatement(
                sql: "UPDATE name SET documents = documents - 1 WHERE ear = ? AND name = ? RETURNING documents"),
            arguments: [name.ear, name.name])
        guard let documents, documents <= 0 else { return }
        try db.cachedStatement(sql: "DELETE FROM name WHERE ear = ? AND name = ?").execute(
            arguments: [name.ear, name.name])
        for latin in name.latin {
            try db.cachedStatement(sql: "DELETE FROM spelling WHERE latin = ? AND name = ?")
                .execute(arguments: [latin, name.name])
        }
    }

    /// Characters of body and title; those that stand between letters and digits as well.
    private func characters(of text: IndexedText) -> [(rank: UInt32, count: Int)] {
        for part in [text.body, text.title] {
            var part = part
            part.withUTF8 { bytes in
                // Each character of a run begins one term: a bigram, or the last one by itself.
                analyzer.forEachTerm(in: bytes, mode: .document) { term, _, _ in
                    if term.count > 2, let first = Self.firstCharacter(of: term) { counter.add(first) }
                    return true
                }
            }
        }
        return counter.take()
    }

    /// The first scalar of a term, if it is of a script that is cut into characters.
    @inline(__always)
    private static func firstCharacter(of term: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let first = UInt32(term[0])
        if first < 0xE0 { return nil }
        if first < 0xF0 {
            let scalar = (first & 0x0F) << 12 | UInt32(term[1] & 0x3F) << 6 | UInt32(term[2] & 0x3F)
            return scalar >= 0x2E80 ? scalar : nil
        }
        guard term.count > 3 else { return nil }
        return (first & 0x07) << 18 | UInt32(term[1] & 0x3F) << 12 | UInt32(term[2] & 0x3F) << 6
            | UInt32(term[3] & 0x3F)
    }

    private func series(of text: IndexedText) -> UInt32 {
        Series.hash(Series.stem(of: text, analyzer: analyzer))
    }

    func finish(sequence: Int64) throws {
        try columns.finish()
        try db.execute(
            sql: "UPDATE state SET sequence = ?, items = items + ?, length = length + ?, replaced = replaced + ?",
            arguments: [sequence, items, length, replaced])
    }
}
