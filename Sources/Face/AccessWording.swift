package import Archivist
package import Records

/// Grants and the states of volumes in words.
extension Wording {
    package static func state(of grant: AccessGrant) -> String {
        states(of: grant).joined(separator: say("；", "; "))
    }

    /// What was decided, and what came of an emergency.
    package static func states(of grant: AccessGrant) -> [String] {
        let state =
            switch grant.state {
            case .requested: say("待审批", "asked for")
            case .granted: say("同意，至 \(grant.until ?? "")", "granted until \(grant.until ?? "")")
            case .refused: say("不同意", "refused")
            case .revoked: say("已撤回", "taken back")
            }
        guard grant.isEmergency else { return [state] }
        return [
            state,
            grant.reviewedBy.map { say("紧急调阅，\($0) 已复核", "emergency, reviewed by \($0)") }
                ?? say("紧急调阅，待复核", "emergency, to be reviewed"),
        ]
    }

    /// What a case waits for, and whether the day is over: 下次回访日期 2026-12-01（逾期）.
    package static func of(_ task: CaseTask, today: Day) -> String {
        safe(task.field) + " " + task.on.description + (task.on < today ? aside(say("逾期", "overdue")) : "")
    }

    package static func of(_ level: AccessLevel) -> String {
        switch level {
        case .open: say("辖区内开放", "open within the jurisdiction")
        case .announced: say("只告知有此案卷", "announced: known to be there, no more")
        case .hidden: say("仅限经办人", "hidden: for who works on it alone")
        }
    }

    package static func of(_ state: VolumeState) -> String {
        switch state {
        case .open: say("未结", "open")
        case .closed: say("已结", "closed")
        case .reopened: say("重开", "reopened")
        case .destroyed: say("已销毁", "destroyed")
        }
    }
}
