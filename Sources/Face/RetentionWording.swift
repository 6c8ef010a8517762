package import Records
package import Retention

/// Retention in words.
extension Wording {
    package static func of(_ period: RetentionPeriod) -> String {
        switch period {
        case .permanent: say("永久", "permanent")
        case .years(let years): say("\(years) 年", "\(years) years")
        }
    }

    /// What is done at the end.
    package static func of(_ rule: RetentionRule) -> String {
        switch rule.disposition {
        case .appraise: say("鉴定", "appraise")
        case .transfer: say("移交", "transfer")
        case .keep: say("留存", "keep")
        case .asVolume: say("随案卷", "as its volume")
        }
    }

    package static func of(_ outlook: RetentionOutlook) -> String {
        let state =
            switch outlook.reason {
            case .volumeOpen: say("案卷未结，未起算", "the volume is open, the clock has not started")
            case .noVolume: say("随案卷，尚未组卷", "kept as its volume, stands in none yet")
            case .eventNotRecorded: say("起算事由尚未登记", "the event that starts the clock is not recorded")
            case .birthDateUnknown: say("当事人出生日期未登记，未起算", "the subject's birth date is not known")
            case .fieldEmpty: say("起算日期的著录项未填", "the field that starts the clock is empty")
            case .extended:
                say("经鉴定延长，\(outlook.dueOn?.description ?? "") 届满", "extended, due \(outlook.dueOn?.description ?? "")")
            case .permanent:
                say("自 \(outlook.startsOn?.description ?? "")", "from \(outlook.startsOn?.description ?? "")")
            case .running:
                say(
                    "自 \(outlook.startsOn?.description ?? "")，\(outlook.dueOn?.description ?? "") 届满",
                    "from \(outlook.startsOn?.description ?? ""), due \(outlook.dueOn?.description ?? "")")
            }
        return of(outlook.rule.period) + say("，", ", ") + state
    }
}
