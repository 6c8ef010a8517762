/// How long records are kept (保管期限): `Y` permanent, `D30` thirty years.
package enum RetentionPeriod: Hashable, Sendable, CustomStringConvertible {
    case permanent
    case years(Int)

    package init?(_ text: String) {
        if text == "Y" {
            self = .permanent
        } else if text.first == "D", let years = Int(text.dropFirst()), (1...200).contains(years), text == "D\(years)" {
            self = .years(years)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .permanent: "Y"
        case .years(let years): "D\(years)"
        }
    }

    /// The longer of two: a volume takes its longest item's period.
    package static func longer(_ a: RetentionPeriod, _ b: RetentionPeriod) -> RetentionPeriod {
        switch (a, b) {
        case (.permanent, _), (_, .permanent): .permanent
        case (.years(let x), .years(let y)): .years(max(x, y))
        }
    }
}

extension RetentionPeriod: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let period = RetentionPeriod(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a retention period: \(text)"))
        }
        self = period
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What starts a retention clock.
package enum RetentionTrigger: String, Codable, CaseIterable, Sendable {
    /// The end of the year in which the record was made.
    case yearEnd
    /// The closing of the volume.
    case closed
    /// The later of the volume's closing and the subject's 18th birthday.
    case closedAndAdult
    /// The day of filing.
    case filed
    /// The end of employment, known from a date field or recorded later.
    case employmentEnded
    /// The day on which a rule was superseded, recorded later.
    case superseded
    /// With the volume that holds it.
    case asVolume
    /// The day that a date field of the record gives.
    case dateField
}

/// What is done when a period has ended. Nothing is ever destroyed automatically.
package enum Disposition: String, Codable, CaseIterable, Sendable {
    case appraise, transfer, keep, asVolume
}

/// Trigger, period, disposition.
package struct RetentionRule: Codable, Equatable, Sendable {
    package var trigger: RetentionTrigger
    package var period: RetentionPeriod
    package var disposition: Disposition
    /// The field that gives the day, for the trigger `dateField`; for `employmentEnded` and `superseded` one that may.
    package var field: String?
    /// Kept at least until this day, `YYYY-MM-DD`, whenever the period ends.
    package var until: String?

    package init(
        trigger: RetentionTrigger, period: RetentionPeriod, disposition: Disposition, field: String? = nil,
        until: String? = nil
    ) {
        self.trigger = trigger
        self.period = period
        self.disposition = disposition
        self.field = field
        self.until = until
    }
}
