/// Somebody who signs in.
package struct User: Codable, Equatable, Sendable {
    package enum State: String, Codable, Sendable {
        case active, disabled
    }

    /// What is typed at sign-in; it stands in the log and is never given to somebody else.
    package var name: String
    package var fullName: String
    /// Nil until the security officer has given one.
    package var role: Role?
    /// A division code: the jurisdiction is this organisation and all below it.
    package var org: String
    package var state: State

    package init(name: String, fullName: String, role: Role?, org: String, state: State = .active) {
        self.name = name
        self.fullName = fullName
        self.role = role
        self.org = org
        self.state = state
    }

    /// Letters, digits, `.`, `-`, `_` and Han characters, 2 to 40.
    package static func isValidName(_ name: String) -> Bool {
        (2...40).contains(name.unicodeScalars.count)
            && name.unicodeScalars.allSatisfy {
                $0.properties.isIdeographic || "a"..."z" ~= $0 || "A"..."Z" ~= $0 || "0"..."9" ~= $0
                    || [".", "-", "_"].contains($0)
            }
    }
}
