package import Archivist
package import Records

/// The access log in words: as a list, as JSON, and as an answer to a guardian.
package enum LogText {
    package static func line(_ entry: AccessEntry) -> String {
        [
            String(entry.seq), entry.at, entry.erased ? say("（已销去）", "(erased)") : entry.who,
            entry.role.map { Wording.name(of: $0) }, entry.act, entry.denied ? say("未获准", "denied") : nil, entry.object,
            entry.version.map { say("第 \($0) 版", "version \($0)") }, entry.purpose,
        ]
        .compactMap { $0 }.map(Wording.safe).joined(separator: "  ")
    }

    /// 2023年5月19日 10:02　某市未保中心的督导（zhang）查看了正文　J016-…　目的：会商
    package static func sentence(_ entry: AccessEntry, names: [String: String]) -> String {
        let org = entry.org.map { names[$0] ?? $0 }
        let who =
            entry.role.map { role in
                let place = org.map { say("\($0)的", "\($0), ") } ?? ""
                return place + Wording.name(of: role) + say("（\(entry.who)）", " (\(entry.who))")
            } ?? say("账户 \(entry.who) ", "the account \(entry.who)")
        let version = entry.version.map { say("第 \($0) 版", "version \($0)") }
        return [
            when(entry.at), who + say("", " ") + deed(entry.act),
            [entry.object, version].compactMap { $0 }.joined(separator: " "),
            entry.purpose.map { say("目的：", "purpose: ") + $0 } ?? say("没有写明目的", "no purpose given"),
        ].map(Wording.safe).joined(separator: "  ")
    }

    private static func when(_ at: String) -> String {
        guard let day = Day(String(at.prefix(10))) else { return at }
        let time = at.dropFirst(11).prefix(5)
        return say("\(day.year)年\(day.month)月\(day.day)日 \(time)", "\(day) \(time)")
    }

    package static func message(_ problem: LogReport.Problem) -> String {
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
        return what + Wording.aside(problem.detail)
    }

    package static func message(_ finding: LogFinding) -> String {
        switch finding.kind {
        case .volume:
            say(
                "一天里看得异常多：已 \(finding.count) 次，往常每日约 \(finding.usual ?? 0) 次",
                "unusually many uses in a day: \(finding.count) so far, usually about \(finding.usual ?? 0)")
        case .denials: say("一天里 \(finding.count) 次没有获准", "\(finding.count) refusals in a day")
        case .outsideHours: say("办公时间以外", "outside office hours")
        case .emergency: say("紧急调阅", "emergency access")
        case .unassigned: say("看了指定别人经办的案卷", "read a case that is assigned to others")
        }
    }
}
