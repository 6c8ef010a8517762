/// What somebody may read, in terms that the index tests by itself: whatever lies outside has no part in hits, totals,
/// facets, scores or suggestions.
package struct ReaderScope: Hashable, Sendable {
    /// A division code: the jurisdiction is this organisation and all below it.
    package var org: String
    /// Classes whose records may be read throughout the jurisdiction.
    package var classes: Set<String>
    /// Volumes that are kept from this reader although their class is not, by archival code.
    package var closedVolumes: Set<String>
    /// Volumes that are open to this reader wherever they are: assigned or granted.
    package var openedVolumes: Set<String>
    /// Items that are open to this reader wherever they are, by their number in the catalog.
    package var openedItems: Set<Int64>
    /// Codes of items and volumes that somebody granted: their persons are not masked.
    package var granted: Set<String> = []
    /// True in single-person mode: everything may be read but what is withheld.
    package var readsEverything = false
    /// Items and volumes that are kept in storage only (仅存储), whatever else would open them.
    package var withheldItems: Set<Int64> = []
    package var withheldVolumes: Set<String> = []

    /// Everything but what is withheld.
    package static func everything(withoutItems items: Set<Int64>, volumes: Set<String> = []) -> ReaderScope {
        var scope = ReaderScope(org: "", classes: [])
        scope.readsEverything = true
        scope.withheldItems = items
        scope.withheldVolumes = volumes
        return scope
    }

    /// What might be read if nothing were kept in storage only.
    package var unrestricted: ReaderScope {
        var scope = self
        scope.withheldItems = []
        scope.withheldVolumes = []
        return scope
    }

    package init(
        org: String, classes: Set<String>, closedVolumes: Set<String> = [], openedVolumes: Set<String> = [],
        openedItems: Set<Int64> = []
    ) {
        self.org = org
        self.classes = classes
        self.closedVolumes = closedVolumes
        self.openedVolumes = openedVolumes
        self.openedItems = openedItems
    }

    /// Whether a record may be read: the same rule as the index applies.
    package func covers(item: Int64, classCode: String, org: String, volume: String?) -> Bool {
        if withheldItems.contains(item) { return false }
        if readsEverything || openedItems.contains(item) { return true }
        if let volume {
            if openedVolumes.contains(volume) { return true }
            if closedVolumes.contains(volume) { return false }
        }
        return classes.contains(classCode) && Organisation.jurisdiction(of: self.org, covers: org)
    }
}
