package import Records

/// When a record's retention starts and ends, and why; nil dates are not known yet.
package struct RetentionOutlook: Equatable, Sendable {
    package enum Reason: String, Sendable {
        /// The volume is still open.
        case volumeOpen
        /// The item stands in no volume although its class keeps it with one.
        case noVolume
        /// An event that starts the clock has not been recorded.
        case eventNotRecorded
        /// The subject's birth date, on which the clock hangs, is not known.
        case birthDateUnknown
        case running
        case permanent
    }

    package var rule: RetentionRule
    package var startsOn: Day?
    package var dueOn: Day?
    package var reason: Reason
}

/// Pure: rule + dates → outlook. The clock starts on the 1 January after the event (RECORDS: default schedule).
package enum RetentionClock {
    /// - Parameters:
    ///   - made: the day the record was made.
    ///   - filed: the day of its first version.
    ///   - volumeClosed: the day its volume was closed; nil while open.
    ///   - volumeRule: the rule of the volume's class, for records kept as their volume.
    ///   - births: the subjects' birth dates; the youngest decides.
    package static func outlook(
        rule: RetentionRule, made: Day, filed: Day, inVolume: Bool, volumeClosed: Day?, volumeRule: RetentionRule?,
        births: [Day]
    ) -> RetentionOutlook {
        var effective = rule
        if rule.trigger == .asVolume {
            guard inVolume, let volumeRule else {
                return RetentionOutlook(rule: rule, startsOn: nil, dueOn: nil, reason: .noVolume)
            }
            effective = volumeRule
            // Never shorter than its own period.
            effective.period = RetentionPeriod.longer(rule.period, volumeRule.period)
        }
        func outlook(from event: Day) -> RetentionOutlook {
            let start = Day(year: event.year + 1, month: 1, day: 1)
            switch effective.period {
            case .permanent:
                return RetentionOutlook(rule: effective, startsOn: start, dueOn: nil, reason: .permanent)
            case .years(let years):
                return RetentionOutlook(
                    rule: effective, startsOn: start, dueOn: start?.adding(years: years), reason: .running)
            }
        }
        func waiting(_ reason: RetentionOutlook.Reason) -> RetentionOutlook {
            RetentionOutlook(rule: effective, startsOn: nil, dueOn: nil, reason: reason)
        }
        switch effective.trigger {
        case .yearEnd: return outlook(from: made)
        case .filed: return outlook(from: filed)
        case .closed:
            guard inVolume else { return outlook(from: made) }
            return volumeClosed.map(outlook(from:)) ?? waiting(.volumeOpen)
        case .closedAndAdult:
            guard inVolume else { return waiting(.noVolume) }
            guard let volumeClosed else { return waiting(.volumeOpen) }
            guard let adult = births.max()?.adding(years: 18) else { return waiting(.birthDateUnknown) }
            return outlook(from: max(volumeClosed, adult))
        case .employmentEnded, .superseded: return waiting(.eventNotRecorded)
        case .asVolume: return waiting(.noVolume)
        }
    }
}
