internal import Foundation
internal import GRDB
package import Records

extension CatalogSession {
    /// Somebody's saved searches by name.
    package func savedSearches(of owner: String) throws -> [SavedSearch] {
        try Row.fetchAll(
            db, sql: "SELECT name, query, saved_at FROM saved_search WHERE owner = ? ORDER BY name", arguments: [owner]
        ).map { try Self.savedSearch($0, owner) }
    }

    package func savedSearch(named name: String, of owner: String) throws -> SavedSearch? {
        try Row.fetchOne(
            db, sql: "SELECT name, query, saved_at FROM saved_search WHERE owner = ? AND name = ?",
            arguments: [owner, name]
        ).map { try Self.savedSearch($0, owner) }
    }

    /// Keeps a search; one of the same name and owner is replaced.
    package func save(_ search: SavedSearch) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try db.execute(
            sql: "INSERT OR REPLACE INTO saved_search (owner, name, query, saved_at) VALUES (?, ?, ?, ?)",
            arguments: [
                search.owner, search.name, String(decoding: try encoder.encode(search.query), as: UTF8.self),
                search.savedAt,
            ])
    }

    /// - Returns: false when there is none.
    package func removeSavedSearch(named name: String, of owner: String) throws -> Bool {
        try db.execute(sql: "DELETE FROM saved_search WHERE owner = ? AND name = ?", arguments: [owner, name])
        return db.changesCount > 0
    }

    private static func savedSearch(_ row: Row, _ owner: String) throws -> SavedSearch {
        let query: String = row[1]
        return SavedSearch(
            name: row[0], owner: owner, query: try JSONDecoder().decode(SearchQuery.self, from: Data(query.utf8)),
            savedAt: row[2])
    }
}
