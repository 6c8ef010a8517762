/// A node of the four-tier tree: its administrative division code is its jurisdiction.
package struct Organisation: Codable, Equatable, Sendable {
    /// 2, 4, 6, 9 or 12 digits; an organisation stands above all whose code begins with its own.
    package var code: String
    package var name: String
    package var shortName: String?

    package init(code: String, name: String, shortName: String? = nil) {
        self.code = code
        self.name = name
        self.shortName = shortName
    }

    package static func isValidCode(_ code: String) -> Bool {
        switch code.utf8.count {
        case 2, 4, 6, 9, 12: code.utf8.allSatisfy { (48...57).contains($0) }
        default: false
        }
    }

    /// True when `code` is this organisation or lies below it.
    package static func jurisdiction(of above: String, covers code: String) -> Bool {
        code.utf8.starts(with: above.utf8)
    }

    package var tier: OrganisationTier { OrganisationTier(code: code) }
}

/// The four tiers, and the province above them.
package enum OrganisationTier: String, Codable, Sendable {
    case province, city, district, station, community

    package init(code: String) {
        switch code.utf8.count {
        case ...2: self = .province
        case 3...4: self = .city
        case 5...6: self = .district
        case 7...9: self = .station
        default: self = .community
        }
    }
}
