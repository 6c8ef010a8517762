internal import Foundation
internal import Records

/// The filters of a search, made ready so that testing a document is a few comparisons.
struct ItemFilter {
    /// What a query says of it.
    struct Terms: Hashable {
        var classCode: String?
        var org: String?
        var from: Int32
        var to: Int32
        var includesVoid: Bool
        var excluded: UInt32?

        init(_ query: SearchQuery) {
            classCode = query.classCode
            org = query.org
            from = query.from.flatMap { Day($0) }?.number ?? .min
            to = query.to.flatMap { Day($0) }?.number ?? .max
            includesVoid = query.includeVoided
            excluded = query.excludedItem.map { UInt32(clamping: $0) }
        }
    }

    let terms: Terms
    private let isAllowedClass: [Bool]
    private let isAllowedOrg: [Bool]
    private let columns: ItemColumns

    init(query: SearchQuery, columns: ItemColumns) {
        let terms = Terms(query)
        isAllowedClass = columns.classes.map { terms.classCode == nil || $0 == terms.classCode }
        isAllowedOrg = columns.orgs.map { code in
            terms.org.map { Organisation.jurisdiction(of: $0, covers: code) } ?? true
        }
        self.terms = terms
        self.columns = columns
    }

    /// Every document passes that is there.
    var isTrivial: Bool {
        (terms.includesVoid || !columns.hasVoid) && terms.excluded == nil && terms.from == .min && terms.to == .max
            && isAllowedClass.allSatisfy { $0 } && isAllowedOrg.allSatisfy { $0 }
    }

    @inline(__always)
    func passes(_ document: Int) -> Bool { passes(columns[document]) }

    @inline(__always)
    private func passes(_ row: ItemColumns.Row) -> Bool {
        row.isPresent && (terms.includesVoid || !row.isVoid) && row.date >= terms.from && row.date <= terms.to
            && isAllowedClass[Int(row.classID)] && isAllowedOrg[Int(row.orgID)] && row.item != terms.excluded
    }

    /// All documents that pass.
    func documents() -> ItemSet {
        var set = ItemSet(capacity: columns.count)
        columns.withRows { row in
            for document in 0..<columns.count where passes(row(document)) { set.insert(document) }
        }
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
