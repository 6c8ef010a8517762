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
    package var subjects: [PersonInRole]
    package var itemCount: Int

    package init(
        code: String, title: String, classCode: String, org: String, year: String, period: RetentionPeriod,
        state: VolumeState, openedOn: String, closedOn: String?, subjects: [PersonInRole], itemCount: Int
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
        self.subjects = subjects
        self.itemCount = itemCount
    }

    private enum CodingKeys: String, CodingKey {
        case code, title, org, year, period, state, openedOn, closedOn, subjects, itemCount
        case classCode = "class"
    }
}

package enum VolumeState: String, Codable, Sendable {
    /// Destroyed: its code alone stays.
    case open, closed, destroyed
}
