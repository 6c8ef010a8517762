/// Classes of records with their fields, retention rule and access level (分类方案).
package struct FilePlan: Codable, Equatable, Sendable {
    package var name: String
    /// The archive authority's approval number; nil while the schedule is 未经审核.
    package var approval: String?
    package var classes: [RecordClass]
    /// Days within which a person concerned is answered.
    package var requestDays: Int

    /// Thirty days, as GB/T 35273-2020, 8.7 has it, where a plan says nothing.
    package static let usualRequestDays = 30

    package init(
        name: String, approval: String? = nil, classes: [RecordClass], requestDays: Int = usualRequestDays
    ) {
        self.name = name
        self.approval = approval
        self.classes = classes
        self.requestDays = requestDays
    }

    /// The class of this code or name.
    package func recordClass(_ codeOrName: String) -> RecordClass? {
        classes.first { $0.code == codeOrName } ?? classes.first { $0.name == codeOrName }
            ?? classes.first { $0.code.lowercased() == codeOrName.lowercased() }
    }
}

/// One class of a file plan.
package struct RecordClass: Codable, Equatable, Sendable {
    /// `GA`, the last part of the series number.
    package var code: String
    package var name: String
    /// The parts of the series number above the class, `ZY·WB`.
    package var series: String
    package var access: AccessLevel
    package var retention: RetentionRule
    package var fields: [FieldDefinition]
    /// True where items stand in volumes and are numbered inside them.
    package var inVolumes: Bool
    /// Nil: what the log says of every record.
    package var log: LogPolicy?

    package init(
        code: String, name: String, series: String, access: AccessLevel, retention: RetentionRule,
        fields: [FieldDefinition], inVolumes: Bool, log: LogPolicy? = nil
    ) {
        self.code = code
        self.name = name
        self.series = series
        self.access = access
        self.retention = retention
        self.fields = fields
        self.inVolumes = inVolumes
        self.log = log
    }

    package func field(_ name: String) -> FieldDefinition? { fields.first { $0.name == name } }
}

/// What the access log asks of a class beyond what stands in it anyway: a policy adds to the log, and takes nothing away.
package struct LogPolicy: Codable, Equatable, Sendable {
    package enum Purpose: String, Codable, CaseIterable, Sendable {
        /// Whoever reads may say what for.
        case optional
        /// Whoever reads must say what for once the archive has users; who works alone need not.
        case withUsers
        case required
    }

    /// Years that the log keeps who, object and purpose where nothing else is said, from the end of the year (RECORDS: D10).
    package static let leastYears = 10
    package static let mostYears = 100

    package var purpose: Purpose
    /// Years for entries about records of the class; nil for `leastYears`.
    package var years: Int?

    package init(purpose: Purpose = .optional, years: Int? = nil) {
        self.purpose = purpose
        self.years = years
    }
}

/// Who may learn of a record.
package enum AccessLevel: String, Codable, CaseIterable, Sendable {
    case open, announced, hidden
}

/// A description field of a class.
package struct FieldDefinition: Codable, Equatable, Sendable {
    package var name: String
    package var type: FieldType
    package var required: Bool
    package var choices: [String]
    /// Masked for roles that need only the rest.
    package var personal: Bool
    /// True for the day by which the case must be taken up again: of the next visit, the next assessment.
    package var due: Bool

    package init(
        name: String, type: FieldType, required: Bool = false, choices: [String] = [], personal: Bool = false,
        due: Bool = false
    ) {
        self.name = name
        self.type = type
        self.required = required
        self.choices = choices
        self.personal = personal
        self.due = due
    }
}

package enum FieldType: String, Codable, CaseIterable, Sendable {
    case text, date, number, choice, person, organisation, yesNo
}
