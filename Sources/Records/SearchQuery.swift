/// What is asked of the index: the words, and the filters that apply inside it.
package struct SearchQuery: Equatable, Sendable {
    package enum Sort: String, Codable, Sendable, CaseIterable {
        case relevance, date
    }

    package var text: String
    package var classCode: String?
    /// A division code: the organisation and all below it.
    package var org: String?
    package var volume: String?
    /// Inclusive, `YYYY-MM-DD`.
    package var from: String?
    package var to: String?
    package var fields: [FieldValue]
    package var includeVoided: Bool
    package var sort: Sort
    package var limit: Int
    package var offset: Int
    /// Totals and facets are counted to the end.
    package var exact: Bool
    /// Facets are not asked for.
    package var brief: Bool
    /// The text is a whole record or description, and what resembles it is asked for, with the words that both have.
    package var resembles: Bool
    /// Not this item: the one that others are compared with.
    package var excludedItem: Int64?
    /// Nothing of this volume, by archival code.
    package var excludedVolume: String?
    /// Whose search it is; nil for whoever may read everything.
    package var scope: ReaderScope?
    /// Nothing is left out to save time: what ranking with all its short cuts is held against.
    package var exhaustive: Bool

    package init(
        text: String, classCode: String? = nil, org: String? = nil, volume: String? = nil, from: String? = nil,
        to: String? = nil, fields: [FieldValue] = [], includeVoided: Bool = false, sort: Sort = .relevance,
        limit: Int = 20, offset: Int = 0, exact: Bool = false, brief: Bool = false,
        resembles: Bool = false, excludedItem: Int64? = nil, excludedVolume: String? = nil, exhaustive: Bool = false
    ) {
        self.text = text
        self.classCode = classCode
        self.org = org
        self.volume = volume
        self.from = from
        self.to = to
        self.fields = fields
        self.includeVoided = includeVoided
        self.sort = sort
        self.limit = limit
        self.offset = offset
        self.exact = exact
        self.brief = brief
        self.resembles = resembles
        self.excludedItem = excludedItem
        self.excludedVolume = excludedVolume
        self.exhaustive = exhaustive
        scope = nil
    }

    /// The same words with the other query's filters where it has any, and its page.
    package func narrowed(by other: SearchQuery) -> SearchQuery {
        var query = other
        query.text = text
        query.classCode = other.classCode ?? classCode
        query.org = other.org ?? org
        query.volume = other.volume ?? volume
        query.from = other.from ?? from
        query.to = other.to ?? to
        query.fields += fields.filter { !other.fields.contains($0) }
        query.includeVoided = other.includeVoided || includeVoided
        if other.sort == .relevance { query.sort = sort }
        return query
    }

    package var hasFilter: Bool {
        classCode != nil || org != nil || volume != nil || from != nil || to != nil || !fields.isEmpty
    }
}

/// A word that two records have in common, and how much it says.
package struct SharedWord: Codable, Equatable, Sendable {
    package var term: String
    package var weight: Double

    package init(term: String, weight: Double) {
        self.term = term
        self.weight = weight
    }
}

/// A hit of a search.
package struct Hit: Codable, Equatable, Sendable {
    package var code: String
    package var version: Int
    package var title: String
    package var date: String
    package var classCode: String
    package var org: String
    package var volume: String?
    package var externalID: String?
    package var score: Double
    /// HTML-safe, matches between `<mark>` and `</mark>`.
    package var snippet: String?
    /// The words shared with the record or text that was compared, the weightiest first; nil in a search.
    package var reasons: [SharedWord]?
    /// The file that the snippet comes of, where the record has several, and its page (from 1), where that is known.
    package var file: String?
    package var page: Int?

    package init(
        code: String, version: Int, title: String, date: String, classCode: String, org: String, volume: String?,
        externalID: String?, score: Double, snippet: String?
    ) {
        self.code = code
        self.version = version
        self.title = title
        self.date = date
        self.classCode = classCode
        self.org = org
        self.volume = volume
        self.externalID = externalID
        self.score = score
        self.snippet = snippet
    }

    private enum CodingKeys: String, CodingKey {
        case code, version, title, date, org, volume, externalID, score, snippet, reasons
        case classCode = "class"
    }
}
