/// What is asked of the index: the words, and the filters that apply inside it.
package struct SearchQuery: Codable, Equatable, Sendable {
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
    /// Nothing is left out to save time: what ranking with all its short cuts is held against.
    package var exhaustive: Bool

    package init(
        text: String, classCode: String? = nil, org: String? = nil, volume: String? = nil, from: String? = nil,
        to: String? = nil, fields: [FieldValue] = [], includeVoided: Bool = false, sort: Sort = .relevance,
        limit: Int = 20, offset: Int = 0, exact: Bool = false, brief: Bool = false,
        exhaustive: Bool = false
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
        self.exhaustive = exhaustive
    }

    package var hasFilter: Bool {
        classCode != nil || org != nil || volume != nil || from != nil || to != nil || !fields.isEmpty
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
        case code, version, title, date, org, volume, externalID, score, snippet
        case classCode = "class"
    }
}
