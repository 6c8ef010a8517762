internal import Foundation
internal import GRDB
package import Records

extension CatalogSession {
    /// What happened to a volume as a whole, oldest first.
    package func acts(ofVolume code: String) throws -> [Act] {
        let decoder = JSONDecoder()
        return try String.fetchAll(
            db, sql: "SELECT content FROM act WHERE instr(content, ?) > 0 ORDER BY id", arguments: ["\"\(code)\""]
        ).map { try decoder.decode(Act.self, from: Data($0.utf8)) }.filter { $0.content.volume == code }
    }

    /// What is left of items that stood in a volume when they ended, by code, and how they ended.
    package func stubs(ofVolume code: String) throws -> [(stub: Stub, kind: Disposal.Kind)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT s.code, s.class, s.org, s.volume, s.date, s.filed_at, s.versions, s.digest, d.kind
                FROM stub s JOIN disposal d ON d.number = s.disposal WHERE s.volume = ? ORDER BY s.code
                """, arguments: [code]
        ).map { row in
            (
                Stub(
                    code: row[0], classCode: row[1], org: row[2], volume: row[3], date: row[4], filedAt: row[5],
                    versions: row[6], digest: row[7]), Disposal.Kind(rawValue: row[8]) ?? .destroyed
            )
        }
    }
}
