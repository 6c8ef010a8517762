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

    /// - Parameter ownSynonyms: the institution's own file, beside ours.
    init(ownSynonyms: String = "") {
        stopwords = Set(Self.lines(IndexDefinition.stopwords))
        let analyzer = Analyzer(variants: IndexDefinition.variants)
        synonyms = Synonyms(
            reading: [String(decoding: IndexDefinition.synonyms, as: UTF8.self), ownSynonyms], analyzer: analyzer)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
