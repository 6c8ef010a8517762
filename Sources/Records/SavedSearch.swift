/// A search that somebody has given a name, to be run again over what the archive holds then.
package struct SavedSearch: Equatable, Sendable {
    package var name: String
    /// Whose it is: names are each user's own.
    package var owner: String
    package var query: SearchQuery
    /// ISO 8601 with zone.
    package var savedAt: String

    package init(name: String, owner: String, query: SearchQuery, savedAt: String) {
        self.name = name
        self.owner = owner
        self.query = query
        self.savedAt = savedAt
    }
}

/// What is asked, and not how much of the answer is wanted: a page, facets, exactness are each run's own.
extension SearchQuery: Codable {
    private enum CodingKeys: String, CodingKey {
        case text, org, volume, from, to, fields, voided, sort
        case classCode = "class"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            text: try values.decode(String.self, forKey: .text),
            classCode: try values.decodeIfPresent(String.self, forKey: .classCode),
            org: try values.decodeIfPresent(String.self, forKey: .org),
            volume: try values.decodeIfPresent(String.self, forKey: .volume),
            from: try values.decodeIfPresent(String.self, forKey: .from),
            to: try values.decodeIfPresent(String.self, forKey: .to),
            fields: try values.decodeIfPresent([FieldValue].self, forKey: .fields) ?? [],
            includeVoided: try values.decodeIfPresent(Bool.self, forKey: .voided) ?? false,
            sort: try values.decodeIfPresent(Sort.self, forKey: .sort) ?? .relevance)
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(text, forKey: .text)
        try values.encodeIfPresent(classCode, forKey: .classCode)
        try values.encodeIfPresent(org, forKey: .org)
        try values.encodeIfPresent(volume, forKey: .volume)
        try values.encodeIfPresent(from, forKey: .from)
        try values.encodeIfPresent(to, forKey: .to)
        if !fields.isEmpty { try values.encode(fields, forKey: .fields) }
        if includeVoided { try values.encode(true, forKey: .voided) }
        if sort != .relevance { try values.encode(sort, forKey: .sort) }
    }
}
