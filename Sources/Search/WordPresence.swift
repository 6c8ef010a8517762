internal import Foundation
internal import GRDB

extension SearchIndex {
    /// Those of some words or phrases that stand in no item at all, whoever may read it: for those who keep the archive.
    package func absent(among words: [String]) throws -> [String] {
        try read { db in
            // FTS5 cuts the phrase as the texts were cut, and stops at the first document.
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM terms WHERE terms MATCH ? LIMIT 1")
            return try words.filter { word in
                let phrase = word.filter { $0 != "\0" }.replacing("\"", with: "\"\"")
                return try Row.fetchOne(statement, arguments: ["{body title number names} : \"\(phrase)\""]) == nil
            }
        }
    }
}
