internal import ChineseText
internal import Foundation
internal import GRDB
package import Records

extension SearchIndex {
    /// What a person may be about to type: names, words and titles that begin so and stand in documents that pass the
    /// filters of a query.
    /// - Parameters:
    ///   - prefix: as typed so far; names and words complete its last word, titles the whole.
    ///   - query: filters; its text is not looked at.
    package func completions(of prefix: String, query: SearchQuery, limit: Int) throws -> [Completion] {
        try read(for: query, classCode: { $0 }) { lookup, tables, _ in
            let completer = Completer(
                db: lookup.db, columns: lookup.columns, tables: tables, analyzer: lookup.analyzer,
                occurrences: try OccurrenceTest(lookup: lookup, query: query))
            return try completer.completions(of: prefix, limit: min(limit, Completer.most))
        }
    }
}

/// Completes one prefix. What the reader may not know of is passed over, and takes no one's place.
private struct Completer {
    static let most = 50
    /// Words of the field and the dictionary that are looked up.
    private static let mostWords = 32

    let db: Database
    let columns: ItemColumns
    let tables: SearchTables
    let analyzer: Analyzer
    let occurrences: OccurrenceTest

    func completions(of typed: String, limit: Int) throws -> [Completion] {
        let head = typed.lastIndex(where: \.isWhitespace).map { typed[...$0] } ?? ""
        let word = analyzer.fold(String(typed.dropFirst(head.count)))
        guard limit > 0 else { return [] }
        var names: [Completion] = []
        var words: [Completion] = []
        if !word.isEmpty {
            names = try self.names(word, limit).map { Completion(kind: .name, text: head + $0) }
            let known = Set(names.map(\.text))
            words = try self.words(word, limit).map { Completion(kind: .word, text: head + $0) }
                .filter { !known.contains($0.text) }
        }
        let titles = try titles(analyzer.fold(typed), limit)
        return Self.share(limit, [names, words, titles])
    }

    /// An equal share of each kind, and what one does not need for the others, the first of them first.
    private static func share(_ limit: Int, _ kinds: [[Completion]]) -> [Completion] {
        var taken = [Int](repeating: 0, count: kinds.count)
        var left = limit
        while left > 0 {
            var isAny = false
            for (kind, list) in kinds.enumerated() where left > 0 && taken[kind] < list.count {
                taken[kind] += 1
                left -= 1
                isAny = true
            }
            if !isAny { break }
        }
        return zip(kinds, taken).flatMap { $0.prefix($1) }
    }

    // MARK: - Names

    /// By characters, or by spelling or initials.
    private func names(_ prefix: String, _ limit: Int) throws -> [String] {
        if prefix.unicodeScalars.first?.properties.isIdeographic == true {
            return try first(
                limit,
                of: String.fetchCursor(
                    db.cachedStatement(
                        sql: "SELECT DISTINCT name FROM name WHERE name >= ? AND name < ? ORDER BY name"),
                    arguments: [prefix, prefix + NearbyWords.last]), where: isOnRecord)
        }
        guard let latin = Self.letters(prefix) else { return [] }
        var names: [String] = []
        // Letters in the spelling of the index where they are whole syllables: `lyu` is `lv` there.
        for key in [latin] + (tables.pinyin.key(ofTyped: prefix) ?? []).filter({ $0 != latin }) {
            let found = try first(
                limit,
                of: String.fetchCursor(
                    db.cachedStatement(
                        sql: "SELECT name FROM spelling WHERE latin >= ? AND latin < ? ORDER BY latin, name"),
                    arguments: [key, key + NearbyWords.last]), where: isOnRecord)
            names += found.filter { !names.contains($0) }
        }
        return Array(names.prefix(limit))
    }

    private func isOnRecord(_ name: String) throws -> Bool {
        try occurrences.count(ofMark: IndexMarks.person(name), upTo: 1) > 0
    }

    /// Typed pinyin as one row of letters, `v` for ü; nil if there is anything else in it.
    private static func letters(_ typed: String) -> String? {
        var letters = ""
        for scalar in typed.unicodeScalars {
            switch scalar {
            case "a"..."z": letters.unicodeScalars.append(scalar)
            case "'", "’", "-", "·": continue
            default: return nil
            }
        }
        return letters.isEmpty ? nil : letters
    }

    // MARK: - Words

    /// Words of the field, then those of the dictionary, the most frequent first.
    private func words(_ prefix: String, _ limit: Int) throws -> [String] {
        guard prefix.unicodeScalars.first?.properties.isIdeographic == true else { return [] }
        let field = tables.synonyms.groups.flatMap { $0 }.map(analyzer.fold).filter { $0.hasPrefix(prefix) }
        let dictionary = tables.words.words(from: prefix, limit: Self.mostWords)
            .filter { !tables.stopwords.contains($0) }
        return try first(
            limit, of: AnyCursor(Array((field + dictionary).prefix(Self.mostWords)).filter { $0 != prefix })
        ) { try occurrences.count(ofPhrase: $0, upTo: 1) > 0 }
    }

    /// The first of those that documents have, each once.
    private func first(
        _ limit: Int, of words: some Cursor<String>, where occurs: (String) throws -> Bool
    ) throws -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        while found.count < limit, let word = try words.next() {
            if seen.insert(word).inserted, try occurs(word) { found.append(word) }
        }
        return found
    }

    // MARK: - Titles

    private func titles(_ prefix: String, _ limit: Int) throws -> [Completion] {
        guard !prefix.isEmpty else { return [] }
        var found: [Completion] = []
        for start in [prefix, "《" + prefix] where found.count < limit {
            found += try titles(from: start, limit - found.count)
        }
        return found
    }

    /// Each title once, with a document that passes.
    private func titles(from start: String, _ limit: Int) throws -> [Completion] {
        let statement = try db.cachedStatement(
            sql: "SELECT folded, document FROM title WHERE folded >= ? AND folded < ? ORDER BY folded, document")
        var found: [Completion] = []
        var from = start
        while found.count < limit {
            var next: String?
            let rows = try Row.fetchCursor(statement, arguments: [from, start + NearbyWords.last])
            while next == nil, let row = try rows.next() {
                let document: Int64 = row[1]
                guard occurrences.passes(document) else { continue }
                let title: String = row[0]
                found.append(
                    Completion(kind: .title, text: title, item: Int64(columns[Int(document)].item)))
                next = title
            }
            // Others of the same title are passed over at once.
            guard let next else { break }
            from = next + "\u{1}"
        }
        return found
    }
}
