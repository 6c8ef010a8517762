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
        /// The birth date of a subject, on which the clock hangs, is not known.
        case birthDateUnknown
        case running
        case permanent
        /// The date field that starts the clock is empty.
        case fieldEmpty
        /// An appraisal gave it more years.
        case extended
    }

    package var rule: RetentionRule
    package var startsOn: Day?
    package var dueOn: Day?
    package var reason: Reason

    package init(rule: RetentionRule, startsOn: Day?, dueOn: Day?, reason: Reason) {
        self.rule = rule
        self.startsOn = startsOn
        self.dueOn = dueOn
        self.reason = reason
    }
}

/// What an appraisal decided about one record's period.
package enum RetentionReset: Equatable, Sendable {
    case permanent
    case until(Day)
}

/// Pure: rule + dates → outlook. The clock starts on the 1 January after the event (RECORDS: default schedule).
package enum RetentionClock {
    /// - Parameters:
    ///   - made: the day the record was made.
    ///   - filed: the day of its first version.
    ///   - volumeClosed: the day its volume was closed; nil while open.
    ///   - volumeRule: the rule of the volume's class, for records kept as their volume.
    ///   - births: the subjects' birth dates, nil where one is not known; the youngest decides.
    ///   - events: what was recorded about the record: the day on which employment ended, on which it was superseded.
    ///   - fieldDay: the day that the rule's field gives.
    ///   - reset: what an appraisal decided about this record.
    package static func outlook(
        rule: RetentionRule, made: Day, filed: Day, inVolume: Bool, volumeClosed: Day?, volumeRule: RetentionRule?,
        births: [Day?], events: [RetentionTrigger: Day] = [:], fieldDay: Day? = nil, reset: RetentionReset? = nil
    ) -> RetentionOutlook {
        var outlook = scheduled(
            rule: rule, made: made, filed: filed, inVolume: inVolume, volumeClosed: volumeClosed,
            volumeRule: volumeRule, births: births, events: events, fieldDay: fieldDay)
        switch reset {
        case .permanent:
            outlook.rule.period = .permanent
            outlook.dueOn = nil
            outlook.reason = .permanent
        case .until(let day):
            // What holds its clock back keeps it longer still.
            if outlook.reason == .running {
                outlook.dueOn = outlook.dueOn.map { max($0, day) } ?? day
                outlook.reason = .extended
            }
        case nil: break
        }
        return outlook
    }

    private static func scheduled(
        rule: RetentionRule, made: Day, filed: Day, inVolume: Bool, volumeClosed: Day?, volumeRule: RetentionRule?,
        births: [Day?], events: [RetentionTrigger: Day], fieldDay: Day?
    ) -> RetentionOutlook {
        var effective = rule
        if rule.trigger == .asVolume {
            guard inVolume, let volumeRule else {
                return RetentionOutlook(rule: rule, startsOn: nil, dueOn: nil, reason: .noVolume)
            }
            effective = volumeRule
            // Never shorter than its own period.
            effective.period = RetentionPeriod.longer(rule.period, volumeRule.period)
            effective.until = [rule.until, volumeRule.until].compactMap { $0 }.max()
        }
        func outlook(from event: Day) -> RetentionOutlook {
            let start = Day(year: event.year + 1, month: 1, day: 1)
            switch effective.period {
            case .permanent:
                return RetentionOutlook(rule: effective, startsOn: start, dueOn: nil, reason: .permanent)
            case .years(let years):
                let end = start?.adding(years: years)
                let floor = effective.until.flatMap { Day($0) }
                return RetentionOutlook(
                    rule: effective, startsOn: start,
                    dueOn: floor.flatMap { floor in end.map { max($0, floor) } } ?? end,
                    reason: .running)
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
            let known = births.compactMap { $0 }
            // Who is not known may be the youngest.
            guard known.count == births.count, let adult = known.max()?.adding(years: 18) else {
                return waiting(.birthDateUnknown)
            }
            return outlook(from: max(volumeClosed, adult))
        case .employmentEnded, .superseded:
            guard let day = events[effective.trigger] ?? fieldDay else { return waiting(.eventNotRecorded) }
            return outlook(from: day)
        case .dateField: return fieldDay.map(outlook(from:)) ?? waiting(.fieldEmpty)
        case .asVolume: return waiting(.noVolume)
        }
    }
}
