internal import ChineseText
internal import GRDB
internal import Records

/// What one query may look at: the postings of what its reader may read, and the documents that its filters let pass.
struct Lookup {
    let db: Database
    let columns: ItemColumns
    let view: ReaderView
    let matcher: Matcher
    /// Of what the reader may read, what the filters let pass; nil where that is every posting there is.
    let allowed: ItemSet?
    let analyzer: Analyzer

    init(
        db: Database, columns: ItemColumns, query: SearchQuery, tables: SearchTables, workspace: SearchWorkspace,
        classCode: @escaping (String) -> String
    ) throws {
        self.db = db
        self.columns = columns
        analyzer = workspace.analyzer
        workspace.frequent.prepare(sequence: columns.sequence)
        workspace.phrases.prepare(for: columns)
        view = try workspace.views.view(of: query.scope, db: db, columns: columns)
        let reader = PostingReader(
            pages: try IndexPages(db: db), documentLimit: columns.count, present: view.documents)
        matcher = Matcher(
            reader: reader, frequent: workspace.frequent, phrases: workspace.phrases, view: view.id,
            capacity: columns.count,
            exactTotal: query.exact ? .max : Scoring.exactTotal,
            documentsWithCharacter: { scalar, among in
                try workspace.characters.documents(with: tables.ranks[scalar], of: columns, among: among, db)
            }
        ) { condition in
            switch condition {
            case .recordClass(let name):
                return ItemFilter.documents(meeting: .recordClass(classCode(name)), columns: columns)
                    ?? ItemSet(capacity: columns.count)
            case .volume(let code):
                return try Self.tagged([IndexedText.tag(volume: code)], reader, columns)
            case .field(let name, let value):
                return try Self.tagged(
                    [IndexedText.tag(field: FieldValue(name: name, value: value))], reader, columns)
            case .date, .org:
                return ItemFilter.documents(meeting: condition, columns: columns) ?? ItemSet(capacity: columns.count)
            }
        }
        var allowed = workspace.filters.documents(
            passing: ItemFilter(query: query, columns: columns), of: columns)
        if let documents = view.documents {
            if allowed == nil { allowed = documents } else { allowed?.formIntersection(documents) }
        }
        self.allowed = allowed
    }

    /// Documents that bear all of some tags.
    private static func tagged(_ tags: [String], _ reader: PostingReader, _ columns: ItemColumns) throws -> ItemSet {
        var set: ItemSet?
        for tag in tags {
            let bearers = ItemSet(
                capacity: columns.count,
                try reader.postings(of: IndexMarks.term(of: tag), columns: IndexColumn.marks.mask, withPositions: false)
                    .documents)
            if set == nil { set = bearers } else { set?.formIntersection(bearers) }
        }
        return set ?? ItemSet(capacity: columns.count)
    }

    /// What the fields and volumes of a query require, beside its filters; nil where they require nothing.
    func tagged(_ query: SearchQuery) throws -> ItemSet? {
        var tags = query.fields.map { IndexedText.tag(field: $0) }
        if let volume = query.volume { tags.append(IndexedText.tag(volume: volume)) }
        return tags.isEmpty ? nil : try Self.tagged(tags, matcher.reader, columns)
    }

    /// Everything that passes.
    var all: ItemSet { allowed ?? columns.present }
}
