/// A person on record (subject, guardian, staff member): an entity of its own that items and volumes name.
package struct Person: Codable, Equatable, Sendable {
    package var id: Int64
    package var name: String
    /// `YYYY-MM-DD`
    package var birthDate: String?
    package var identityNumber: String?

    package init(id: Int64, name: String, birthDate: String? = nil, identityNumber: String? = nil) {
        self.id = id
        self.name = name
        self.birthDate = birthDate
        self.identityNumber = identityNumber
    }
}

/// A person as a description names them: `张小雨`, `张小雨 2015-03-02`, `张小雨 000000201503020011`.
package struct PersonMention: Codable, Hashable, Sendable {
    package var name: String
    package var birthDate: String?
    package var identityNumber: String?

    package init(name: String, birthDate: String? = nil, identityNumber: String? = nil) {
        self.name = name
        self.birthDate = birthDate
        self.identityNumber = identityNumber
    }

    /// Reads a name, and behind it a birth date or an identity number in any order; brackets count as spaces.
    package init?(_ text: String) {
        let separators: Set<Character> = [" ", "\u{3000}", "(", ")", "（", "）", ",", "，", "\t", "|"]
        var words: [String] = []
        for part in text.split(whereSeparator: { separators.contains($0) }) {
            if Self.isIdentityNumber(part) {
                identityNumber = part.uppercased()
            } else if let day = Day(String(part)) {
                birthDate = day.description
            } else {
                words.append(String(part))
            }
        }
        guard !words.isEmpty else { return nil }
        name = words.joined(separator: words.contains { $0.utf8.first.map { $0 < 128 } ?? false } ? " " : "")
    }

    /// Eighteen characters, the last a digit or X (GB 11643); the check digit is not judged, since old files err.
    private static func isIdentityNumber(_ part: Substring) -> Bool {
        let bytes = Array(part.utf8)
        guard bytes.count == 18, let last = bytes.last else { return false }
        return bytes.dropLast().allSatisfy { (48...57).contains($0) }
            && ((48...57).contains(last) || last == UInt8(ascii: "X") || last == UInt8(ascii: "x"))
    }
}

/// A person in a role, as a version or a volume names them.
package struct PersonInRole: Codable, Hashable, Sendable {
    package var person: Int64
    package var name: String
    package var birthDate: String?
    package var identityNumber: String?
    /// The field's name: 当事人, 监护人 …
    package var role: String

    package init(person: Int64, name: String, birthDate: String?, identityNumber: String?, role: String) {
        self.person = person
        self.name = name
        self.birthDate = birthDate
        self.identityNumber = identityNumber
        self.role = role
    }
}
