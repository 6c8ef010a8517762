/// All records of one institution (全宗).
package struct Fonds: Codable, Equatable, Sendable {
    /// The fonds number (全宗号): a letter and three digits, `J016`.
    package var code: String
    package var name: String
    /// The division code of the institution itself; what is filed without an organisation belongs to it.
    package var org: String

    package init(code: String, name: String, org: String) {
        self.code = code
        self.name = name
        self.org = org
    }

    /// DA/T 13: a letter and three digits. Longer numbers occur in large archives and are accepted.
    package static func isValidCode(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        guard let first = bytes.first, (65...90).contains(first) else { return false }
        return (4...6).contains(bytes.count) && bytes.dropFirst().allSatisfy { (48...57).contains($0) }
    }
}
