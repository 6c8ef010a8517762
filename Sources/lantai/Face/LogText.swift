import Archivist
import Records

/// The access log in words: as a list, as JSON, and as an answer to a guardian.
enum LogText {
    static func line(_ entry: AccessEntry) -> String {
        [
            String(entry.seq), entry.at, entry.erased ? say("（已销去）", "(erased)") : entry.who,
            entry.role.map(role), entry.act, entry.denied ? say("未获准", "denied") : nil, entry.object,
            entry.version.map { say("第 \($0) 版", "version \($0)") }, entry.purpose,
        ]
        .compactMap { $0 }.map(Console.safe).joined(separator: "  ")
    }

    static func json(_ entry: AccessEntry) -> JSONText { .object(members(entry)) }

    static func json(_ entry: AccessEntry, names: [String: String]) -> JSONText {
        .object(members(entry) + [("sentence", .string(sentence(entry, names: names)))])
    }

    private static func members(_ entry: AccessEntry) -> [(String, JSONText)] {
        [
            ("seq", .int(Int(entry.seq))), ("at", .string(entry.at)),
            ("who", entry.erased ? .null : .string(entry.who)), ("face", .string(entry.face)),
            ("act", .string(entry.act)), ("object", JSONText(entry.object)), ("version", JSONText(entry.version)),
            ("purpose", JSONText(entry.purpose)), ("role", JSONText(entry.role?.rawValue)),
            ("org", JSONText(entry.org)), ("denied", .bool(entry.denied)),
        ]
    }

    /// 2023年5月19日 10:02　某市未保中心的督导（zhang）查看了正文　J016-…　目的：会商
    static func sentence(_ entry: AccessEntry, names: [String: String]) -> String {
        let org = entry.org.map { names[$0] ?? $0 }
        let who =
            entry.role.map { role in
                let place = org.map { say("\($0)的", "\($0), ") } ?? ""
                return place + Self.role(role) + say("（\(entry.who)）", " (\(entry.who))")
            } ?? say("账户 \(entry.who) ", "the account \(entry.who)")
        let version = entry.version.map { say("第 \($0) 版", "version \($0)") }
        return [
            when(entry.at), who + say("", " ") + deed(entry.act),
            [entry.object, version].compactMap { $0 }.joined(separator: " "),
            entry.purpose.map { say("目的：", "purpose: ") + $0 } ?? say("没有写明目的", "no purpose given"),
        ].map(Console.safe).joined(separator: "  ")
    }

    private static func when(_ at: String) -> String {
        guard let day = Day(String(at.prefix(10))) else { return at }
        let time = at.dropFirst(11).prefix(5)
        return say("\(day.year)年\(day.month)月\(day.day)日 \(time)", "\(day) \(time)")
    }

    static func role(_ role: Role) -> String {
        switch role {
        case .archivist: say("档案员", "archivist")
        case .caseworker: say("个案工作者", "caseworker")
        case .supervisor: say("督导", "supervisor")
        case .auditor: say("审计员", "auditor")
        case .systemAdministrator: say("系统管理员", "system administrator")
        case .securityOfficer: say("安全保密员", "security officer")
        case .auditOfficer: say("安全审计员", "audit officer")
        }
    }

    /// What was done, for somebody who has never seen the program.
    private static func deed(_ act: String) -> String {
        switch act {
        case "show": say("查看了档案", "looked at the record")
        case "show text": say("查看了正文", "read the text")
        case "show file": say("取阅了原文件", "opened the original file")
        case "history": say("查看了各个版本", "looked at the versions")
        case "export": say("导出了一份", "took a copy")
        case "similar": say("据此查找了相似的个案", "looked for cases like it")
        case "volume show": say("查看了案卷目录", "looked at the contents of the volume")
        case "file": say("归档", "filed the record")
        case "revise": say("更正", "corrected the record")
        case "move": say("调整了所在案卷或类别", "moved the record")
        case "void": say("宣布作废", "declared the record void")
        case "volume create": say("立卷", "opened the volume")
        case "volume close": say("结卷", "closed the volume")
        case "volume reopen": say("重新开卷", "reopened the volume")
        case "volume describe": say("修改了案卷的题名或当事人", "corrected title or subjects of the volume")
        case "emergency": say("紧急调阅", "opened it in an emergency")
        case "access request": say("申请查阅", "asked for access")
        case "access grant": say("批准他人查阅", "granted somebody access")
        case "access refuse": say("没有批准他人查阅", "refused somebody access")
        case "access revoke": say("收回查阅的许可", "revoked somebody's access")
        case "access review": say("复核了紧急调阅", "reviewed an emergency")
        case "access assign": say("指定了承办人", "assigned who works on it")
        case "access level": say("设定了开放级别", "set the level of access")
        default: act
        }
    }

    static func message(_ problem: LogReport.Problem) -> String {
        let what =
            switch problem.kind {
            case .gap: say("前面缺了条目", "entries before it are missing")
            case .entryChanged: say("与写入时不同", "not as it was written")
            case .payloadChanged: say("谁、看什么、为什么与写入时不同", "who, what or why is not as it was written")
            case .payloadMissing: say("谁、看什么、为什么没有了，而没有相应的销去记录", "who, what and why are gone without an erasure")
            case .treeDiffers: say("全部条目与日志的树不符", "the entries are not those of the log's tree")
            case .truncated: say("条目比应有的少，尾部被截去了", "fewer entries than there were: the tail is cut off")
            case .checkpointDiffers: say("到此为止的条目与检查点不符", "the entries up to here are not those of the checkpoint")
            case .checkpointSignature: say("检查点的签名不是本日志的", "the checkpoint's signature is not this log's")
            case .foreignLog: say("检查点或密钥属于另一个日志", "the checkpoint or the key is another log's")
            case .damaged: say("日志库结构损坏", "the log's structure is damaged")
            }
        return what + say("（", " (") + problem.detail + say("）", ")")
    }

    static func message(_ finding: LogFinding) -> String {
        switch finding.kind {
        case .volume:
            say(
                "一天里看得异常多：已 \(finding.count) 次，往常每日约 \(finding.usual ?? 0) 次",
                "unusually many uses in a day: \(finding.count) so far, usually about \(finding.usual ?? 0)")
        case .denials: say("一天里 \(finding.count) 次没有获准", "\(finding.count) refusals in a day")
        case .outsideHours: say("办公时间以外", "outside office hours")
        case .emergency: say("紧急调阅", "emergency access")
        }
    }
}
