internal import ChineseText
internal import Foundation
internal import GRDB
internal import Indexes
package import Records
internal import Synchronization

/// The full-text index: what stands in `Indexes/search.sqlite`. The door of the target.
///
/// It knows items by their number in the catalog, and no titles or texts: those stay in catalog and boxes. It is a
/// cache: whoever opens it brings it up to the catalog's last version, and a damaged one is deleted and built anew.
package final class SearchIndex: Sendable {
    private let database: DatabaseQueue
    private let seats: SearchSeats
    /// Columns of the last search, good as long as the index has not moved on.
    private let columns = Mutex<ItemColumns?>(nil)
    private let tables: SearchTables

    /// Opens the index, or makes an empty one.
    /// - Parameters:
    ///   - ownSynonyms: the institution's own file; it acts on queries only.
    ///   - readers: how many search at once; more wait.
    /// - Throws: `IndexError.unusable` when the file is damaged or of another version: delete it and build anew.
    package init(path: String, ownSynonyms: [UInt8] = [], readers: Int = 1) throws {
        tables = SearchTables(ownSynonyms: ownSynonyms)
        var configuration = Configuration()
        configuration.label = "search"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // NORMAL: after a power cut the last transactions may be missing, and are indexed again from the catalog.
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384;
                    PRAGMA mmap_size = 0
                    """)
            db.add(tokenizer: IndexTokenizer.self)
        }
        do {
            let database = try Self.opened(path, configuration)
            self.database = database
            seats = SearchSeats(first: database, limit: readers) { [configuration] in
                try DatabaseQueue(path: path, configuration: configuration)
            }
            let found = try database.read { db in
                try Self.isMade(db) ? try Int.fetchOne(db, sql: "SELECT version FROM state") : nil
            }
            if found == nil {
                try database.write { db in
                    if try !Self.isMade(db) { try db.execute(sql: IndexDefinition.schema) }
                }
            } else if found != IndexDefinition.version {
                throw IndexError.unusable("version \(found ?? 0)")
            }
        } catch let error as DatabaseError where Self.meansDamage(error) {
            throw IndexError.unusable(error.message ?? "damaged")
        }
    }

    /// Two processes that make the same new file a database with a write-ahead log stand in each other's way for a moment,
    /// and SQLite does not wait by itself then.
    private static func opened(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        var triesLeft = 250
        while true {
            do {
                return try DatabaseQueue(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && triesLeft > 0 {
                triesLeft -= 1
                usleep(20_000)
            }
        }
    }

    /// Asked of the file: GRDB remembers which tables there are, and another process may just have made them.
    private static func isMade(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM sqlite_master WHERE name = 'state'") != nil
    }

    private static func meansDamage(_ error: DatabaseError) -> Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR].contains(error.resultCode)
    }

    /// Of what an index is made of: one of another version is built anew.
    package static var version: Int { IndexDefinition.version }

    /// Everything in the catalog up to this sequence number is indexed.
    package func sequence() throws -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT sequence FROM state") ?? 0 }
    }

    /// How many items are indexed.
    package func itemCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT items FROM state") ?? 0 }
    }

    // MARK: - Writing

    /// Applies changes in order, as one transaction, and moves on to `sequence`. Where the index has already come past
    /// it (another process was faster), nothing happens; `before` must be where it stands otherwise.
    /// - Returns: false when the index stands before `before`: bring that in first.
    package func apply(_ changes: [IndexChange], after before: Int64, through sequence: Int64) async throws -> Bool {
        try await database.write { db in
            let current = try Int64.fetchOne(db, sql: "SELECT sequence FROM state") ?? 0
            if current >= sequence { return true }
            if current < before { return false }
            var writer = try IndexWriter(db: db, ranks: tables.ranks)
            for change in changes where change.sequence > current { try writer.apply(change) }
            try writer.finish(sequence: sequence)
            return true
        }
    }

    /// Merges the index into one segment: what was deleted leaves it for good, and searching is fastest.
    package func optimize() throws {
        try database.write { db in
            try db.execute(sql: "INSERT INTO terms (terms) VALUES ('optimize'); UPDATE state SET replaced = 0")
        }
        try database.writeWithoutTransaction { db in
            // The old segments are free pages now.
            try db.execute(sql: "VACUUM")
            _ = try db.checkpoint(.truncate)
        }
    }

    // MARK: - Searching

    /// Ranks what matches.
    /// - Parameters:
    ///   - today: what relative dates (`今年`) count from.
    ///   - classCode: the code of a class that was typed by its name.
    package func search(
        _ query: SearchQuery, today: Day, classCode: @escaping (String) -> String = { $0 }
    ) throws -> SearchOutcome {
        let parsed =
            query.resembles
            ? ParsedQuery(root: query.text.isEmpty ? nil : .words(query.text, scope: nil), isProse: true)
            : QueryParser(today: today).parse(query.text)
        return try read(for: query, classCode: classCode) { lookup, tables, workspace in
            try Ranking(query: query, parsed: parsed, tables: tables, workspace: workspace, lookup: lookup).run()
        }
    }

    /// One read of the index on behalf of a query: of what its reader may read, and nothing else.
    func read<T>(
        for query: SearchQuery, classCode: @escaping (String) -> String,
        _ body: (Lookup, SearchTables, SearchWorkspace) throws -> T
    ) throws -> T {
        try read { db, workspace in
            let lookup = try Lookup(
                db: db, columns: currentColumns(db), query: query, tables: tables, workspace: workspace,
                classCode: classCode)
            return try body(lookup, tables, workspace)
        }
    }

    /// One read of the index as it is, for those who keep the archive.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try read { db, _ in try body(db) }
    }

    /// Not by GRDB's `read`: that sets `PRAGMA query_only` and clears it again around each one, whereupon SQLite compiles every
    /// kept statement anew.
    private func read<T>(_ body: (Database, SearchWorkspace) throws -> T) throws -> T {
        try seats.use { db, workspace in
            try db.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
            do {
                let result = try body(db, workspace)
                try db.cachedStatement(sql: "ROLLBACK").execute()
                return result
            } catch {
                // What went wrong is told, not that it could not be undone: there was nothing to undo.
                try? db.rollback()
                throw error
            }
        }
    }

    private func currentColumns(_ db: Database) throws -> ItemColumns {
        let sequence = try Int64.fetchOne(db.cachedStatement(sql: "SELECT sequence FROM state")) ?? 0
        if let known = columns.withLock({ $0 }), known.sequence == sequence { return known }
        let loaded = try ItemColumns(db: db, sequence: sequence)
        columns.withLock { $0 = loaded }
        return loaded
    }
}

package enum IndexError: Error, Equatable {
    /// The file is damaged or was made by another version of the program.
    case unusable(String)
}

/// What of an item is made into terms.
package struct IndexedText: Equatable, Sendable {
    package var title: String
    package var number: String
    package var names: String
    package var body: String
    /// Whole terms for filters, made by `tag`.
    package var tags: [String]

    package init(title: String, number: String, names: String, body: String, tags: [String]) {
        self.title = title
        self.number = number
        self.names = names
        self.body = body
        self.tags = tags
    }

    /// The term by which a volume's items are filtered.
    package static func tag(volume: String) -> String { volumeTag + volume }
    static let volumeTag = "volume="
    /// The term by which items with a field value are filtered.
    package static func tag(field: FieldValue) -> String { "field:" + field.name + "=" + field.value }

    /// Bytes of UTF-8 that count as the item's length in ranking: for Chinese about three a term.
    var length: Int { title.utf8.count + number.utf8.count + names.utf8.count + body.utf8.count }
}

/// A version that became an item's current one.
package struct IndexChange: Sendable {
    package var sequence: Int64
    package var item: Int64
    /// What the index has of the item now, letter for letter, and the sequence number it has it under; nil for a new item.
    package var old: (text: IndexedText, document: Int64)?
    package var new: IndexedText
    package var classCode: String
    package var org: String
    /// `20230519`
    package var date: Int32
    package var voided: Bool

    package init(
        sequence: Int64, item: Int64, old: (text: IndexedText, document: Int64)?, new: IndexedText, classCode: String,
        org: String, date: Int32,
        voided: Bool
    ) {
        self.sequence = sequence
        self.item = item
        self.old = old
        self.new = new
        self.classCode = classCode
        self.org = org
        self.date = date
        self.voided = voided
    }
}

/// What a search found.
package struct SearchOutcome: Sendable {
    package enum Hint: String, Sendable {
        /// Nothing was asked.
        case empty
        /// What was typed has nothing that could be looked up.
        case nothingToSearch
        /// Nothing matches, not even in part.
        case nothingFound
        /// Nothing matches all words: these match some.
        case relaxed
        /// A text rather than words: these resemble it most.
        case question
        /// The question was cut: only its first words were looked up.
        case shortened
    }

    package var total: Int
    /// False: there are more, and facets count those of `total` only.
    package var totalIsExact: Bool
    package var relaxed: Bool
    package var hint: Hint?
    package var problems: [QueryProblem]
    /// The asked-for page, best first.
    package var page: [(item: Int64, score: Double)]
    /// For each of the page the words that it shares with the text, where resemblance was asked for.
    package var reasons: [[SharedWord]]
    package var classFacet: [String: Int]
    package var yearFacet: [String: Int]
    package var orgFacet: [String: Int]
    /// What a snippet should mark: folded terms of words and phrases.
    package var marked: [[String]]
}
