internal import Foundation
package import Records
internal import Yams

/// Which uses a supervisor must look at, as data. What a file of rules leaves out is not looked for.
package struct LogReviewRules: Equatable, Sendable {
    package struct Volume: Equatable, Sendable {
        package var atLeast: Int
        package var timesUsual: Double
    }

    package struct OfficeHours: Equatable, Sendable {
        /// `HH:MM`
        package var from: String
        package var to: String
        /// 1 to 7: Monday to Sunday.
        package var days: Set<Int>
    }

    package var volume: Volume?
    package var denialsAtLeast: Int?
    package var officeHours: OfficeHours?
    package var emergency = false
    /// Whose reading of cases that are assigned to others is looked at.
    package var unassigned: Set<Role> = []

    package init() {}

    /// The rules where an institution has none of its own.
    package static var standard: String { String(decoding: PackageResources.review_rules_yaml, as: UTF8.self) }

    /// - Throws: `badRules` with the line.
    package init(yaml: String) throws {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw AccessLogError.badRules(line: 1, reason: "\(error)")
        }
        guard let top = root?.mapping else { throw AccessLogError.badRules(line: 1, reason: "volume, denials …") }
        for (key, value) in top {
            switch key.string {
            case "volume":
                guard let atLeast = value["atLeast"]?.int, let times = value["timesUsual"]?.float, atLeast > 0 else {
                    throw Self.fault(value, "atLeast, timesUsual")
                }
                volume = Volume(atLeast: atLeast, timesUsual: times)
            case "denials":
                guard let atLeast = value["atLeast"]?.int, atLeast > 0 else { throw Self.fault(value, "atLeast") }
                denialsAtLeast = atLeast
            case "officeHours":
                let days = value["days"]?.sequence?.compactMap(\.int) ?? []
                guard let from = value["from"]?.string, let to = value["to"]?.string, Self.isTime(from),
                    Self.isTime(to), days.allSatisfy({ (1...7).contains($0) }), !days.isEmpty
                else { throw Self.fault(value, "from: \"08:00\", to: \"18:00\", days: [1, 2, 3, 4, 5]") }
                officeHours = OfficeHours(from: from, to: to, days: Set(days))
            case "emergency":
                guard let flag = value.bool else { throw Self.fault(value, "true, false") }
                emergency = flag
            case "unassigned":
                let names = value["roles"]?.sequence?.compactMap(\.string) ?? []
                let roles = names.compactMap { Role(rawValue: $0) }
                guard !names.isEmpty, roles.count == names.count else {
                    throw Self.fault(value, "roles: [archivist, caseworker, auditor]")
                }
                unassigned = Set(roles)
            default: throw Self.fault(key, "volume, denials, officeHours, emergency, unassigned")
            }
        }
    }

    private static func fault(_ node: Node, _ expected: String) -> AccessLogError {
        .badRules(line: node.mark?.line ?? 1, reason: expected)
    }

    private static func isTime(_ text: String) -> Bool { text.wholeMatch(of: #/([01]\d|2[0-3]):[0-5]\d/#) != nil }
}
