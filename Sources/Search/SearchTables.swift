internal import ChineseText
internal import Foundation
internal import Indexes

/// What queries are read with: words, readings, stopwords, synonyms.
struct SearchTables: Sendable {
    let words = WordTable(TableBytes(fixed: IndexDefinition.words))
    let pinyin = Pinyin(TableBytes(fixed: IndexDefinition.pinyin))
    let stopwords: Set<String>
    let synonyms: Synonyms
    let ranks = CharacterRanks(characters: IndexDefinition.characters)

    /// - Parameter ownSynonyms: the institution's own file, read before ours.
    init(ownSynonyms: [UInt8] = []) {
        stopwords = Set(Self.lines(IndexDefinition.stopwords))
        synonyms = Synonyms(own: ownSynonyms)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
