/// A batch of records whose end is decided together (鉴定批次).
package struct Appraisal: Codable, Equatable, Sendable {
    package var number: Int
    /// Stays in the archive for good: it names a schedule or a year, not a person.
    package var title: String
    /// Archival codes.
    package var items: [String]

    package init(number: Int, title: String, items: [String]) {
        self.number = number
        self.title = title
        self.items = items
    }
}

/// What is to become of a record: `destroy`, `transfer`, `permanent`, or `D10` for ten more years.
package enum Verdict: Hashable, Sendable, CustomStringConvertible {
    case destroy, transfer, permanent
    case extend(years: Int)

    package init?(_ text: String) {
        switch text {
        case "destroy": self = .destroy
        case "transfer": self = .transfer
        case "permanent": self = .permanent
        default:
            guard case .years(let years) = RetentionPeriod(text) else { return nil }
            self = .extend(years: years)
        }
    }

    package var description: String {
        switch self {
        case .destroy: "destroy"
        case .transfer: "transfer"
        case .permanent: "permanent"
        case .extend(let years): RetentionPeriod.years(years).description
        }
    }
}

extension Verdict: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let verdict = Verdict(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a verdict: \(text)"))
        }
        self = verdict
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// One person's opinion on records of a batch; who gave it stands in its act.
package struct Opinion: Codable, Equatable, Sendable {
    package var appraisal: Int
    package var items: [String]
    package var verdict: Verdict
    package var reason: String

    package init(appraisal: Int, items: [String], verdict: Verdict, reason: String) {
        self.appraisal = appraisal
        self.items = items
        self.verdict = verdict
        self.reason = reason
    }
}

/// The approval of what the opinions on records of a batch agree in; who gave it stands in its act.
package struct Approval: Codable, Equatable, Sendable {
    package struct Item: Codable, Equatable, Sendable {
        package var code: String
        package var verdict: Verdict
        /// The day on which an extended period ends.
        package var until: String?

        package init(code: String, verdict: Verdict, until: String?) {
            self.code = code
            self.verdict = verdict
            self.until = until
        }
    }

    package var appraisal: Int
    package var items: [Item]

    package init(appraisal: Int, items: [Item]) {
        self.appraisal = appraisal
        self.items = items
    }
}

/// One person's opinion on one record. Acts are numbered, so what came later is known whatever the clocks said.
package struct GivenOpinion: Equatable, Sendable {
    package var sequence: Int64
    package var by: String
    package var verdict: Verdict
    package var reason: String

    package init(sequence: Int64, by: String, verdict: Verdict, reason: String) {
        self.sequence = sequence
        self.by = by
        self.verdict = verdict
        self.reason = reason
    }
}

/// The approval of one record's verdict.
package struct GivenApproval: Equatable, Sendable {
    package var sequence: Int64
    package var by: String
    package var verdict: Verdict

    package init(sequence: Int64, by: String, verdict: Verdict) {
        self.sequence = sequence
        self.by = by
        self.verdict = verdict
    }
}
