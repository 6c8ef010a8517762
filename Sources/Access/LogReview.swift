package import Records

/// Goes through the log and says what stands out, by rules. Entries are given in their order; memory grows with the number
/// of those who act, not with the log.
package struct LogReview {
    /// Something to be looked at. It stays until its entry is reviewed.
    package struct Finding: Equatable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            case volume, denials, outsideHours, emergency, unassigned
        }

        package var kind: Kind
        /// The entry that made it stand out.
        package var seq: Int64
        package var at: String
        package var who: String
        /// Of who acted; nil in single-person mode, and for whoever was not let in.
        package var org: String?
        package var object: String?
        /// Uses or refusals in that day.
        package var count: Int
        /// Uses in an ordinary day of this person, rounded.
        package var usual: Int?
    }

    /// Looking at records, and taking them along; what the program does by itself at night is none of these.
    private static let uses = LogAct.readings.union([
        "search", "similar", "sample", "volume show", "person list", "person show", "emergency",
    ])

    private struct Person {
        var day = ""
        var uses = 0
        /// What they used last.
        var last: String?
        var denials = 0
        var isOutside = false
        var isUnusual = false
        /// Cases of others that were read this day.
        var othersCases: Set<String> = []
        var pastDays = 0
        var pastUses = 0
    }

    package let rules: LogReviewRules
    /// The last entry that was given.
    package private(set) var through: Int64 = 0
    private var persons: [String: Person] = [:]
    private var findings: [Finding] = []
    private var reviewed: Set<Int64> = []

    package init(rules: LogReviewRules) {
        self.rules = rules
    }

    /// - Parameter othersCase: the case that an entry's object belongs to, where it is assigned to others than who read it.
    package mutating func take(_ entry: AccessEntry, othersCase: (AccessEntry) -> String? = { _ in nil }) {
        through = entry.seq
        if entry.act == LogAct.reviewed, !entry.denied {
            if let seq = entry.object.flatMap({ Int64($0) }) { reviewed.insert(seq) }
            return
        }
        guard !entry.erased else { return }
        let day = String(entry.at.prefix(10))
        var person = persons[entry.who] ?? Person()
        if person.day != day {
            if person.uses > 0 {
                person.pastDays += 1
                person.pastUses += person.uses
            }
            person.day = day
            (person.uses, person.denials) = (0, 0)
            (person.isOutside, person.isUnusual) = (false, false)
            person.othersCases = []
        }
        defer { persons[entry.who] = person }
        if entry.denied {
            person.denials += 1
            if person.denials == rules.denialsAtLeast { find(.denials, entry, count: person.denials) }
            return
        }
        if entry.act == "emergency", rules.emergency { find(.emergency, entry, count: 1) }
        guard Self.uses.contains(entry.act) else { return }
        // Whoever leafs through a record uses it once, however many pages it has.
        if entry.act != LogAct.page || entry.object != person.last { person.uses += 1 }
        person.last = entry.object
        if let role = entry.role, rules.unassigned.contains(role), let volume = othersCase(entry),
            person.othersCases.insert(volume).inserted
        {
            find(.unassigned, entry, count: 1)
        }
        if let hours = rules.officeHours, !person.isOutside, !Self.isWithin(hours, entry.at) {
            person.isOutside = true
            find(.outsideHours, entry, count: 1)
        }
        if let volume = rules.volume, !person.isUnusual {
            let usual = person.pastDays == 0 ? 0 : Double(person.pastUses) / Double(person.pastDays)
            if person.uses >= volume.atLeast, Double(person.uses) > usual * volume.timesUsual {
                person.isUnusual = true
                find(.volume, entry, count: person.uses, usual: Int(usual.rounded()))
            }
        }
    }

    /// Takes off what was looked into elsewhere than in the log.
    package mutating func leaveOut(_ isReviewed: (Finding) -> Bool) {
        reviewed.formUnion(open.filter(isReviewed).map(\.seq))
    }

    /// What has not been reviewed yet, oldest first.
    package var open: [Finding] { findings.filter { !reviewed.contains($0.seq) } }

    private mutating func find(_ kind: Finding.Kind, _ entry: AccessEntry, count: Int, usual: Int? = nil) {
        findings.append(
            Finding(
                kind: kind, seq: entry.seq, at: entry.at, who: entry.who, org: entry.org, object: entry.object,
                count: count, usual: usual))
    }

    /// By the local time that stands in the entry.
    static func isWithin(_ hours: LogReviewRules.OfficeHours, _ at: String) -> Bool {
        guard let day = Day(String(at.prefix(10))) else { return true }
        let time = at.dropFirst(11).prefix(5)
        return hours.days.contains(weekday(of: day)) && time >= hours.from && time < hours.to
    }

    /// 1 to 7: Monday to Sunday (Sakamoto's method).
    static func weekday(of day: Day) -> Int {
        let year = day.month < 3 ? day.year - 1 : day.year
        let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][day.month - 1]
        let sunday = (year + year / 4 - year / 100 + year / 400 + shift + day.day) % 7
        return sunday == 0 ? 7 : sunday
    }
}
