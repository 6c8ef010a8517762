internal import CIndexTables

/// What a search index is made of: the definition that ``version`` names, embedded in the program so that the
/// program stays one file and an index is never built with somebody else's tables.
///
/// An index records the version it was built with. A change to the schema, to variants or ranks of characters, or to how text is
/// cut makes a new folder `v4` and a new version; indexes of another version are rebuilt, never converted.
package enum IndexDefinition {
    /// Number of the folder the data below comes from.
    package static let version = 3

    /// UTF-8 lines `variant TAB simplified`, one character each; lines that start with `#` are comments.
    package static var variants: [UInt8] { PackageResources.variants_tsv }

    /// UTF-8 lines of words that mean the same, joined by `=`; `#` starts a comment.
    package static var synonyms: [UInt8] { PackageResources.synonyms_txt }

    /// UTF-8 lines, one word each, that a relaxed query may ignore; `#` starts a comment.
    package static var stopwords: [UInt8] { PackageResources.stopwords_txt }

    /// Words that queries are cut by: UTF-8 lines `word TAB frequency`, sorted by bytes. Constant data of the program.
    package static var words: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: lantai_words(), count: lantai_words_size())
    }

    /// How characters are read: UTF-8 lines `character TAB readings TAB readings as a surname`, sorted by bytes. Constant
    /// data of the program.
    package static var pinyin: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: lantai_pinyin(), count: lantai_pinyin_size())
    }

    /// The most frequent characters of Chinese, the most frequent first; UTF-8.
    package static var characters: [UInt8] { PackageResources.characters_txt }

    /// The SQL statements that create an empty index.
    package static var schema: String { String(decoding: PackageResources.schema_sql, as: UTF8.self) }
}
