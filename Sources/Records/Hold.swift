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

/// A hold with who placed and lifted it, and when.
package struct PlacedHold: Equatable, Sendable {
    package var hold: Hold
    package var placedAt: String
    package var placedBy: String
    package var liftedAt: String?
    package var liftedBy: String?
    package var liftReason: String?

    package var isActive: Bool { liftedAt == nil }

    package init(
        hold: Hold, placedAt: String, placedBy: String, liftedAt: String?, liftedBy: String?, liftReason: String?
    ) {
        self.hold = hold
        self.placedAt = placedAt
        self.placedBy = placedBy
        self.liftedAt = liftedAt
        self.liftedBy = liftedBy
        self.liftReason = liftReason
    }
}
