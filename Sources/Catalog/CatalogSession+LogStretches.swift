internal import Foundation
internal import GRDB
package import Records

/// A closed stretch of the access log, and where it stands.
package struct LogStretchRow: Sendable {
    package var stretch: LogStretch
    /// Of its act.
    package var sequence: Int64
    package var box: Int64
    package var place: EntryPlace
}

extension CatalogSession {
    /// All closed stretches of the access log, oldest first.
    package func logStretches() throws -> [LogStretchRow] {
        let decoder = JSONDecoder()
        return try Row.fetchAll(
            db,
            sql: """
                SELECT a.id, a.content, b.id, f.id, b.file, f.offset, f.length, f.sha256, a.frame_offset
                FROM act a JOIN frame f ON f.id = a.frame JOIN box b ON b.id = f.box
                WHERE a.content LIKE '%"logClosed"%' ORDER BY a.id
                """
        ).compactMap { row in
            let json: String = row[1]
            guard case .logClosed(let stretch) = try decoder.decode(Act.self, from: Data(json.utf8)).content else {
                return nil
            }
            return LogStretchRow(
                stretch: stretch, sequence: row[0], box: row[2],
                place: EntryPlace(
                    frame: row[3], file: row[4], offset: row[5], length: row[6], sha256: row[7], entryOffset: row[8]))
        }
    }

    /// How many acts and versions there are behind a number.
    package func entryCount(after sequence: Int64) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT (SELECT count(*) FROM version WHERE id > ?1) + (SELECT count(*) FROM act WHERE id > ?1)",
            arguments: [sequence]) ?? 0
    }
}
