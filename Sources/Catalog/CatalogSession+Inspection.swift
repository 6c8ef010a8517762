internal import GRDB

extension CatalogSession {
    /// The last number that a volume gave, and the codes under it of which something is known: items, and stubs of those that
    /// are gone. Nil where there is no such volume.
    package func numbers(ofVolume code: String) throws -> (last: Int, codes: [String])? {
        guard let last = try Int.fetchOne(db, sql: "SELECT last_item FROM volume WHERE code = ?", arguments: [code])
        else { return nil }
        // A code never changes, though its item may have been moved to another volume: codes alone tell.
        let codes = try String.fetchAll(
            db,
            sql: """
                SELECT code FROM item WHERE code >= ?1 || '-' AND code < ?1 || '.'
                UNION SELECT code FROM stub WHERE code >= ?1 || '-' AND code < ?1 || '.'
                """, arguments: [code])
        return (last, codes)
    }
}
