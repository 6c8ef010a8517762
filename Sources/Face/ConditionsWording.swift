package import Archivist
package import Foundation

/// How an archive is doing, as people read it, each with what to do next.
package struct ConditionsText {
    package struct Fact {
        package var name: String
        package var value: String
        /// What to do next; nil where all is well.
        package var advice: String?
    }

    /// Days after which a backup or a check is thought old.
    private static let oldBackup = 7
    private static let oldCheck = 31

    private let state: Conditions
    private let now: Date

    package init(_ state: Conditions, now: Date = Date()) {
        self.state = state
        self.now = now
    }

    package var facts: [Fact] {
        [
            Fact(
                name: say("剩余空间", "Free space"),
                value: Self.size(state.freeSpace) + " / " + Self.size(state.totalSpace),
                advice: state.freeSpace < state.totalSpace / 20
                    ? say("磁盘快满了：腾出空间，或换更大的磁盘。", "The disk is nearly full: make room, or move to a larger one.") : nil),
            Fact(
                name: say("上次备份", "Last backup"), value: when(state.lastBackup),
                advice: isOlder(state.lastBackup, days: Self.oldBackup)
                    ? say(
                        "\(Self.oldBackup) 天内没有备份：用 lantai backup 备份到另一块盘，放进每晚的定时任务。",
                        "No backup for \(Self.oldBackup) days: run lantai backup to another disk, every night.") : nil),
            Fact(
                name: say("上次核对", "Last check"), value: when(state.lastVerification),
                advice: isOlder(state.lastVerification, days: Self.oldCheck)
                    ? say(
                        "\(Self.oldCheck) 天内没有核对：现在核对，或把 lantai verify 放进定时任务。",
                        "No check for \(Self.oldCheck) days: check now, or run lantai verify regularly.") : nil),
            Fact(
                name: say("检索索引", "Index"),
                value: say("第 \(state.indexVersion) 版，", "version \(state.indexVersion), ")
                    + (state.unindexed == 0
                        ? say("全部编入", "complete")
                        : say("\(state.unindexed) 个版本未编入", "\(state.unindexed) versions not in it")),
                advice: state.unindexed == 0
                    ? nil
                    : say(
                        "下一次检索时补齐；总补不齐就运行 lantai reindex。",
                        "The next search brings it up; if it stays so, run lantai reindex.")),
            Fact(
                name: say("因缺程序未读出", "Not read for want of a program"),
                value: state.programsMissing.isEmpty
                    ? say("没有", "none")
                    : state.programsMissing.map { "\($0.program) \($0.records)" }.joined(separator: say("、", ", ")),
                advice: state.programsMissing.isEmpty
                    ? nil
                    : say(
                        "装上这些程序（make readers），再运行 lantai extract --missing。",
                        "Install them (make readers), then run lantai extract --missing.")),
            state.openReviews.map { open in
                Fact(
                    name: say("待审查的利用", "Uses to be reviewed"), value: "\(open)",
                    advice: open == 0
                        ? nil
                        : say("在“利用日志”中审查，或用 lantai log review。", "Review them under Log, or with lantai log review."))
            },
            state.hasUnfinishedDisposals
                ? Fact(
                    name: say("未做完的销毁", "Unfinished destruction"), value: say("有", "yes"),
                    advice: say("用 lantai disposal finish 接着做。", "Use lantai disposal finish.")) : nil,
        ].compactMap { $0 }
    }

    package var parts: [(name: String, size: String)] {
        state.parts.map { (name(of: $0.part), Self.size($0.bytes)) }
    }

    private func name(of part: ArchivePart) -> String {
        switch part {
        case .boxes: say("档案盒", "Boxes") + say("（\(state.boxes) 个）", " (\(state.boxes))")
        case .catalog: say("目录库", "Catalog")
        case .log: say("利用日志", "Access log")
        case .index: say("检索索引", "Index")
        case .renditions: say("阅读副本与页面图像（可随时清除）", "Reading copies and images (may be cleared)")
        case .uploads: say("传到而未归档的", "Uploaded, not filed")
        }
    }

    /// In decimal units, as disks are sold.
    package static func size(_ bytes: Int) -> String {
        for (unit, name) in [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")] where Double(bytes) >= unit {
            return String(format: "%.1f %@", Double(bytes) / unit, name)
        }
        return "\(bytes) B"
    }

    private func when(_ at: String?) -> String {
        at.map { String($0.prefix(16)).replacing("T", with: " ") } ?? say("从来没有", "never")
    }

    private func isOlder(_ at: String?, days: Int) -> Bool {
        guard let at, let date = try? Date(at, strategy: .iso8601) else { return true }
        return now.timeIntervalSince(date) > Double(days) * 86_400
    }
}
