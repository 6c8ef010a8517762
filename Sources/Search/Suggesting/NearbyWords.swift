internal import ChineseText
internal import GRDB

/// Words that may have been meant where another was typed: of the field, of the dictionary, and names on record that the
/// reader may know of. Whether a document has them all is for the caller to find out.
struct NearbyWords {
    /// Longer stretches are no words.
    static let longest = 12
    private static let mostNames = 40
    private static let mostOfDictionary = 4000

    let db: Database
    let tables: SearchTables
    let occurrences: OccurrenceTest
    /// Whether names may be found.
    let withNames: Bool
    /// The words of the field, folded.
    private let fieldWords: [[Unicode.Scalar]]

    init(db: Database, tables: SearchTables, analyzer: Analyzer, occurrences: OccurrenceTest, withNames: Bool) {
        self.db = db
        self.occurrences = occurrences
        self.tables = tables
        self.withNames = withNames
        fieldWords = tables.synonyms.groups.flatMap { $0 }.map { Array(analyzer.fold($0).unicodeScalars) }
    }

    /// The likeliest first.
    /// - Parameter word: a run of Han characters, folded.
    func candidates(for word: String) throws -> [String] {
        let typed = Array(word.unicodeScalars)
        guard (2...Self.longest).contains(typed.count) else { return [] }
        let homophones = Homophones.common
        var found: [String] = []
        var seen: Set<String> = [word]
        func add(_ words: some Sequence<String>) {
            for word in words where seen.insert(word).inserted { found.append(word) }
        }
        add(fieldWords.filter { homophones.soundAlike(typed, $0) }.map { String($0) })
        let isName = tables.pinyin.isName(word)
        if isName {
            let names = try names(soundingLike: [tables.pinyin.nameKeys(word).ear], near: typed).filter { $0 != word }
            // Whoever spelt a name by ear meant a person, and no word of the same sound.
            if !names.isEmpty { return found + names }
        }
        add(fieldWords.filter { typed.count + $0.count > 4 && Misspelling.isOneEdit(typed, $0) }.map { String($0) })
        add(dictionaryHomophones(of: typed, homophones))
        if isName, typed.count > 2 { add(try names(oneEditFrom: typed)) }
        let neighbours = dictionaryNeighbours(of: typed)
        add(neighbours.prefix(4))
        add(respelled(typed, homophones))
        add(neighbours.dropFirst(4))
        return found
    }

    // MARK: - Names

    /// - Parameter ears: as ``NameKeys/ear`` has them.
    func names(soundingLike ears: [String], near typed: [Unicode.Scalar] = []) throws -> [String] {
        var names: [String] = []
        for ear in ears where !ear.isEmpty {
            names += try occurring(
                String.fetchCursor(
                    db.cachedStatement(sql: "SELECT name FROM name WHERE ear = ? ORDER BY name"), arguments: [ear]))
        }
        func shared(_ name: String) -> Int { zip(name.unicodeScalars, typed).filter { $0 == $1 }.count }
        return names.sorted { (shared($1), $0) < (shared($0), $1) }
    }

    /// Names with the same first character, or the same surname and one character that differs.
    private func names(oneEditFrom typed: [Unicode.Scalar]) throws -> [String] {
        let start = String(typed.prefix(typed.count > 2 ? 2 : 1))
        return try occurring(
            String.fetchCursor(
                db.cachedStatement(sql: "SELECT DISTINCT name FROM name WHERE name >= ? AND name < ? ORDER BY name"),
                arguments: [start, start + Self.last]
            ).filter { Misspelling.isOneEdit(typed, Array($0.unicodeScalars)) })
    }

    /// The first names that stand in documents that pass: however many others there are, they take no one's place.
    private func occurring(_ names: some Cursor<String>) throws -> [String] {
        var found: [String] = []
        while withNames, found.count < Self.mostNames, let name = try names.next() {
            if try occurrences.count(ofMark: IndexMarks.person(name), upTo: 1) > 0 { found.append(name) }
        }
        return found
    }

    /// Sorts behind everything.
    static let last = "\u{10FFFF}"

    // MARK: - Dictionary

    private func dictionaryHomophones(of typed: [Unicode.Scalar], _ homophones: Homophones) -> [String] {
        let firsts = [typed[0]] + homophones.characters(like: typed[0])
        return firsts.flatMap { first in
            tables.words.words(from: String([first]), limit: Self.mostOfDictionary)
                .filter { homophones.soundAlike(typed, Array($0.unicodeScalars)) }
        }.sorted { (tables.words.frequency(of: $0) ?? 0) > (tables.words.frequency(of: $1) ?? 0) }
    }

    /// Words one change away. Of two characters one says too little of what was meant: there only their order may differ.
    private func dictionaryNeighbours(of typed: [Unicode.Scalar]) -> [String] {
        let words = [typed[0], typed[1]].flatMap {
            tables.words.words(from: String([$0]), limit: Self.mostOfDictionary)
        }.filter { word in
            let word = Array(word.unicodeScalars)
            return typed.count > 2 ? Misspelling.isOneEdit(typed, word) : Misspelling.isTransposition(typed, word)
        }
        return words.sorted { (tables.words.frequency(of: $0) ?? 0) > (tables.words.frequency(of: $1) ?? 0) }
    }

    /// The word with each character in turn written by another of its sound, the frequent ones first: finds what no
    /// dictionary has.
    private func respelled(_ typed: [Unicode.Scalar], _ homophones: Homophones) -> [String] {
        // Two characters side by side are often no word at all: 哥代 in 表哥代为照料.
        guard (3...4).contains(typed.count) else { return [] }
        let others = typed.map { Array(homophones.characters(like: $0).prefix(8)) }
        return (0..<8).flatMap { rank in
            typed.indices.compactMap { place in
                guard rank < others[place].count else { return nil }
                var word = typed
                word[place] = others[place][rank]
                return String(word)
            }
        }
    }
}
