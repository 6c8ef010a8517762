/// A description field with its value as text: dates `YYYY-MM-DD`, yes/no 是 or 否, numbers with `.`.
package struct FieldValue: Codable, Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What is said of a record (著录).
package struct Description: Codable, Equatable, Sendable {
    package var title: String
    /// `YYYY-MM-DD`, the day the record was made (形成日期).
    package var date: String
    package var classCode: String
    package var org: String
    /// The code of the volume that holds the item, if any.
    package var volume: String?
    package var author: String?
    package var documentNumber: String?
    package var externalID: String?
    package var fields: [FieldValue]
    package var persons: [PersonInRole]
    /// Fields that were proposed from the text and that nobody has confirmed: they are shown with that mark, and nothing
    /// else goes by them. Whom they name is no person on record yet. Nil where there are none.
    package var proposedFields: [FieldValue]?

    package init(
        title: String, date: String, classCode: String, org: String, volume: String? = nil, author: String? = nil,
        documentNumber: String? = nil, externalID: String? = nil, fields: [FieldValue] = [],
        persons: [PersonInRole] = [], proposedFields: [FieldValue]? = nil
    ) {
        self.title = title
        self.date = date
        self.classCode = classCode
        self.org = org
        self.volume = volume
        self.author = author
        self.documentNumber = documentNumber
        self.externalID = externalID
        self.fields = fields
        self.persons = persons
        self.proposedFields = proposedFields
    }

    private enum CodingKeys: String, CodingKey {
        case title, date, org, volume, author, documentNumber, externalID, fields, persons, proposedFields
        case classCode = "class"
    }
}
