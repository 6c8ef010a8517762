/// Stops any disposal of what it covers (冻结), until it is lifted.
package struct Hold: Codable, Equatable, Sendable {
    package var number: Int
    /// Stays in the archive for good: it names a case or a proceeding, not a person.
    package var reason: String
    /// Archival codes: those that were named or found, and all that a named volume or person covered on the day.
    package var items: [String]
    /// What is filed into these later is covered as well.
    package var volumes: [String]
    /// Numbers of persons; what names them later is covered as well.
    package var persons: [Int64]

    package init(number: Int, reason: String, items: [String], volumes: [String], persons: [Int64]) {
        self.number = number
        self.reason = reason
        self.items = items
        self.volumes = volumes
        self.persons = persons
    }
}
