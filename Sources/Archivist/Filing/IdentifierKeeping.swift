internal import Catalog
internal import Records

/// External identifiers (原编号) that several records bear. Filing refuses one that who files knows to be taken; one that only
/// a record bears that is kept from them is filed, so that no answer says that there is such a record.
package struct IdentifierKeeping {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package struct Repeated: Sendable {
        package var externalID: String
        /// At least two, the one that was filed first at the beginning.
        package var items: [ListedItem]
    }

    /// Those of which whoever acts may know at least two records, to be told apart or put right with `revise`.
    package func repeated() throws -> [Repeated] {
        try archive.require(.arrange)
        let scope = try archive.scope()
        let items = try archive.catalog.read { try $0.repeatedExternalIDs() }.filter { scope?.covers($0) != false }
        try archive.record("duplicates list", object: nil)
        var found: [Repeated] = []
        for item in items {
            guard let id = item.externalID else { continue }
            if found.last?.externalID == id {
                found[found.count - 1].items.append(ListedItem(item))
            } else {
                found.append(Repeated(externalID: id, items: [ListedItem(item)]))
            }
        }
        return found.filter { $0.items.count > 1 }
    }
}
