internal import Foundation
internal import Records

/// The filters of a search, made ready so that testing a document is a few comparisons.
struct ItemFilter {
    private let isAllowedClass: [Bool]
    private let isAllowedOrg: [Bool]
    private let from: Int32
    private let to: Int32
    private let includesVoid: Bool
    private let columns: ItemColumns

    init(query: SearchQuery, columns: ItemColumns) {
        isAllowedClass = columns.classes.map { query.classCode == nil || $0 == query.classCode }
        isAllowedOrg = columns.orgs.map { code in
            query.org.map { Organisation.jurisdiction(of: $0, covers: code) } ?? true
        }
        from = query.from.flatMap { Day($0) }?.number ?? .min
        to = query.to.flatMap { Day($0) }?.number ?? .max
        includesVoid = query.includeVoided
        self.columns = columns
    }

    /// Every document passes that is there.
    var isTrivial: Bool {
        (includesVoid || !columns.hasVoid) && from == .min && to == .max && isAllowedClass.allSatisfy { $0 }
            && isAllowedOrg.allSatisfy { $0 }
    }

    @inline(__always)
    func passes(_ document: Int) -> Bool {
        let row = columns[document]
        return row.isPresent && (includesVoid || !row.isVoid) && row.date >= from && row.date <= to
            && isAllowedClass[Int(row.classID)] && isAllowedOrg[Int(row.orgID)]
    }

    /// All documents that pass.
    func documents() -> ItemSet {
        var set = ItemSet(capacity: columns.count)
        for document in 0..<columns.count where passes(document) { set.insert(document) }
        return set
    }

    /// The documents that meet a condition of the query's text.
    static func documents(meeting condition: QueryNode.Condition, columns: ItemColumns) -> ItemSet? {
        let test: (ItemColumns.Row) -> Bool
        switch condition {
        case .date(let from, let to):
            test = { $0.date >= from ?? .min && $0.date <= to ?? .max }
        case .recordClass(let code):
            let allowed = columns.classes.map { $0 == code }
            test = { allowed[Int($0.classID)] }
        case .org(let code):
            let allowed = columns.orgs.map { Organisation.jurisdiction(of: code, covers: $0) }
            test = { allowed[Int($0.orgID)] }
        case .volume, .field: return nil
        }
        var set = ItemSet(capacity: columns.count)
        columns.withRows { row in
            for document in 0..<columns.count {
                let values = row(document)
                if values.isPresent && test(values) { set.insert(document) }
            }
        }
        return set
    }
}
