internal import Access
internal import Catalog
internal import Records

/// What whoever acts has been working with: their own cases, and what the log says that they read themselves. Of others'
/// uses nothing is told.
package struct OwnWork {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// The records filed last in the volumes that whoever acts was assigned to, newest first.
    package func newest(_ most: Int) throws -> [ListedItem] {
        try archive.require(.read)
        let scope = try archive.scope()
        let found = try archive.catalog.read { session in
            let items = try session.volumes(assignedTo: archive.principal.who).flatMap { try session.items(volume: $0) }
                .filter { !$0.voided && scope?.covers($0) != false }.sorted { $0.id > $1.id }.prefix(most)
            return try items.map { try shown($0, scope, session) }
        }
        try archive.record("work list", object: nil)
        return found
    }

    /// The records that whoever acts had before them last, the latest first, as far as they may read them still.
    package func readLast(_ most: Int) throws -> [ListedItem] {
        try archive.require(.read)
        let codes = try archive.log.lastRead(by: archive.principal.who, objects: 3 * most)
        let scope = try archive.scope()
        let found = try archive.catalog.read { session in
            try codes.compactMap { code -> ListedItem? in
                guard let item = try archive.readable(code, in: session, scope: scope) else { return nil }
                return try shown(item, scope, session)
            }.prefix(most)
        }
        try archive.record("work list", object: nil)
        return Array(found)
    }

    private func shown(_ item: ItemSummary, _ scope: ReaderScope?, _ session: CatalogSession) throws -> ListedItem {
        var item = item
        if let mask = try archive.mask(of: item, scope: scope, in: session) { item.title = mask.text(item.title) }
        return ListedItem(item)
    }
}
