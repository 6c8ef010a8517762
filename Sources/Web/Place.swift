import Archivist
import Face
import Records

/// Where the menu leads; each role sees what it may do there.
enum Place: CaseIterable {
    case desk, search, filing, volumes, access, requests, retention, audit, log, plan, administration, conditions

    private var link: String {
        switch self {
        case .desk: "/"
        case .search: "/search"
        case .filing: "/filing"
        case .volumes: "/volumes"
        case .access: "/access"
        case .requests: "/requests"
        case .retention: "/retention"
        case .audit: "/audit"
        case .log: "/log"
        case .plan: "/plan"
        case .administration: "/users"
        case .conditions: "/conditions"
        }
    }

    private var name: String {
        switch self {
        case .desk: say("工作台", "Desk")
        case .search: say("检索", "Search")
        case .filing: say("归档", "File")
        case .volumes: say("案卷", "Volumes")
        case .access: say("调阅", "Access")
        case .requests: say("当事人请求", "Requests")
        case .retention: say("期限与处置", "Retention")
        case .audit: say("审计", "Audit")
        case .plan: say("方案", "Plan")
        case .log: say("利用日志", "Log")
        case .administration: say("用户", "Users")
        case .conditions: say("状况", "Conditions")
        }
    }

    /// Any of these is enough to have something to do there; none: everybody has.
    private var duties: [Duty] {
        switch self {
        case .desk: []
        case .search: [.search]
        case .filing: [.file]
        case .volumes: [.read, .assignRoles]
        case .access: [.requestAccess, .decideAccess]
        case .requests: [.takeRequest, .decideRequest]
        case .retention: [.proposeAppraisal, .giveOpinion, .approveDisposal, .witnessDisposal, .hold]
        case .log: [.readLog, .verifyLog, .reviewLog]
        case .audit: [.export]
        case .plan: [.plan]
        case .administration: [.keepUsers, .assignRoles, .organise]
        case .conditions: [.care]
        }
    }

    static func menu(for archive: ArchiveFolder, at place: Place?) -> [[String: Any]] {
        allCases.filter { place in
            // In single-person mode there is nobody to ask for leave.
            place != .access || archive.principal.role != nil
        }.filter { $0.duties.isEmpty || $0.duties.contains(where: archive.permits) }.map {
            ["name": $0.name, "link": $0.link, "isHere": $0 == place]
        }
    }
}
