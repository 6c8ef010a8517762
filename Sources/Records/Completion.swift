/// What a person may be about to type.
package struct Completion: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case name, word, title
    }

    package var kind: Kind
    package var text: String
    /// The item whose title it is, by its number in the catalog.
    package var item: Int64?

    package init(kind: Kind, text: String, item: Int64? = nil) {
        self.kind = kind
        self.text = text
        self.item = item
    }
}
