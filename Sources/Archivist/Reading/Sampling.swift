internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// A random sample for an audit, which anybody can draw again: of all records that the auditor may read and that the
/// criteria let pass, those whose SHA-256 of `seed`, a line feed and the archival code comes first.
package struct Sampling {
    /// Items that are looked at in one read of the catalog.
    private static let page = 2000
    /// A larger sample is an export.
    package static let most = 1000

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameters:
    ///   - count: of records; `most` where it asks for more, none where it asks for fewer than none.
    ///   - from, to: inclusive dates of records, `YYYY-MM-DD`.
    /// - Returns: the sample in the order in which it was drawn, and how many records it was drawn from.
    package func sample(
        _ count: Int, seed: String, from: String?, to: String?, classCode: String?, org: String?
    ) throws -> (sample: [ListedItem], of: Int) {
        try archive.require(.export)
        let count = min(max(count, 0), Self.most)
        let scope = try archive.scope()
        try archive.record("sample", object: [seed, from, to, classCode, org].compactMap { $0 }.joined(separator: " "))
        var drawn: [(mark: String, item: ItemSummary)] = []
        var total = 0
        var after: Int64 = 0
        while true {
            let items = try archive.catalog.read {
                try $0.items(after: after, classCode: classCode, org: org, limit: Self.page)
            }
            for item in items {
                after = item.id
                guard scope?.covers(item) != false, !item.voided, from.map({ item.date >= $0 }) ?? true,
                    to.map({ item.date <= $0 }) ?? true
                else { continue }
                total += 1
                drawn.append((BoxStore.sha256(Data((seed + "\n" + item.code).utf8)), item))
            }
            drawn = Array(drawn.sorted { $0.mark < $1.mark }.prefix(count))
            guard items.count == Self.page else { break }
        }
        let listed = try archive.catalog.read { session in
            try drawn.map { one -> ListedItem in
                var item = one.item
                if let mask = try archive.mask(of: item, scope: scope, in: session) {
                    item.title = mask.text(item.title)
                }
                return ListedItem(item)
            }
        }
        return (listed, total)
    }
}
