internal import Catalog
package import Records

/// Searches that whoever acts has given a name.
package struct SearchKeeping {
    /// Characters of a name.
    package static let longestName = 100

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    private var owner: String { archive.principal.who }

    package func list() throws -> [SavedSearch] {
        try archive.record("saved list", object: nil)
        return try archive.catalog.read { try $0.savedSearches(of: owner) }
    }

    /// - Throws: `noSuchSavedSearch`.
    package func search(named name: String) throws -> SavedSearch {
        guard let found = try archive.catalog.read({ try $0.savedSearch(named: name, of: owner) }) else {
            throw ArchiveFailure.noSuchSavedSearch(name)
        }
        return found
    }

    /// Keeps a search under a name; an earlier one of this name is replaced.
    package func save(_ query: SearchQuery, named name: String) throws {
        guard !name.allSatisfy(\.isWhitespace), name.count <= Self.longestName,
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw ArchiveFailure.badName(name) }
        try archive.requireChanging(object: name)
        try archive.record("saved save", object: name)
        try archive.catalog.write {
            try $0.save(SavedSearch(name: name, owner: owner, query: query, savedAt: Timestamp.now()))
        }
    }

    /// - Throws: `noSuchSavedSearch`.
    package func remove(named name: String) throws {
        try archive.requireChanging(object: name)
        try archive.record("saved remove", object: name)
        guard try archive.catalog.write({ try $0.removeSavedSearch(named: name, of: owner) }) else {
            throw ArchiveFailure.noSuchSavedSearch(name)
        }
    }
}
