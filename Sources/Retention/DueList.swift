package import Records

/// A record whose period has ended on a day, or that is to be handed over, and what is to be done with it.
package struct DueRecord: Sendable {
    package var code: String
    /// Empty where the record is kept in storage only.
    package var title: String
    package var isStoredOnly: Bool
    package var classCode: String
    package var org: String
    package var date: String
    package var outlook: RetentionOutlook
    /// Numbers of the holds that stop everything.
    package var holds: [Int]

    package init(
        code: String, title: String, isStoredOnly: Bool = false, classCode: String, org: String, date: String,
        outlook: RetentionOutlook,
        holds: [Int]
    ) {
        self.code = code
        self.title = title
        self.isStoredOnly = isStoredOnly
        self.classCode = classCode
        self.org = org
        self.date = date
        self.outlook = outlook
        self.holds = holds
    }

    /// True where the period has ended by the day's beginning.
    package static func isDue(_ outlook: RetentionOutlook, on day: Day) -> Bool {
        guard let due = outlook.dueOn else { return false }
        return due <= day
    }
}

/// What a changed schedule changes for one record.
package struct ScheduleChange: Equatable, Sendable {
    package var code: String
    package var old: RetentionOutlook
    package var new: RetentionOutlook

    package init?(code: String, old: RetentionOutlook, new: RetentionOutlook) {
        guard old != new else { return nil }
        self.code = code
        self.old = old
        self.new = new
    }
}
