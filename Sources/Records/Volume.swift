/// A volume (案卷): items that belong together; open, closed, reopened.
package struct Volume: Codable, Equatable, Sendable {
    package var code: String
    package var title: String
    package var classCode: String
    package var org: String
    package var year: String
    /// The longest period of its items and its class.
    package var period: RetentionPeriod
    package var state: VolumeState
    /// `YYYY-MM-DD`
    package var openedOn: String
    package var closedOn: String?
    /// When and by whom it was reopened, while it is.
    package var reopenedOn: String?
    package var reopenedBy: String?
    package var subjects: [PersonInRole]
    package var itemCount: Int

    package init(
        code: String, title: String, classCode: String, org: String, year: String, period: RetentionPeriod,
        state: VolumeState, openedOn: String, closedOn: String?, reopenedOn: String? = nil,
        reopenedBy: String? = nil, subjects: [PersonInRole], itemCount: Int
    ) {
        self.code = code
        self.title = title
        self.classCode = classCode
        self.org = org
        self.year = year
        self.period = period
        self.state = state
        self.openedOn = openedOn
        self.closedOn = closedOn
        self.reopenedOn = reopenedOn
        self.reopenedBy = reopenedBy
        self.subjects = subjects
        self.itemCount = itemCount
    }

    private enum CodingKeys: String, CodingKey {
        case code, title, org, year, period, state, openedOn, closedOn, reopenedOn, reopenedBy, subjects, itemCount
        case classCode = "class"
    }
}

package enum VolumeState: String, Codable, Sendable {
    /// Reopened: open once more after it was closed. Destroyed: its code alone stays.
    case open, closed, reopened, destroyed

    /// Whether records are filed into it, and its retention clock stands.
    package var isOpen: Bool { self == .open || self == .reopened }
}
