import Archivist
import ArgumentParser
import Face

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: say("备份（不停用，只拷新增，拷完核对）", "Back up (in use, only what is new, checked)"),
        discussion: say("例：lantai backup /mnt/备份盘/档案", "Example: lantai backup /mnt/disk/archive"))

    @Argument(help: ArgumentHelp(say("备份到哪个文件夹", "folder of the backup"), valueName: "DIR")) var folder: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let report = try await BackingUp(archive: common.open("backup")).backup(
            to: folder, progress: common.console.progress(say("备份", "Backed up")))
        BackupText.show(report, say("已备份并核对", "Backed up and checked"), on: common.console)
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: say("从备份恢复成新的档案库", "Restore a backup as a new archive"),
        discussion: say(
            "例：lantai restore /mnt/备份盘/档案 --archive 档案", "Example: lantai restore /mnt/disk/archive --archive archive"))

    @Argument(help: ArgumentHelp(say("备份所在文件夹", "folder of the backup"), valueName: "BACKUP")) var backup: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (_, report) = try await BackingUp.restore(
            from: backup, to: common.folder(), principal: common.principal("restore"),
            progress: common.console.progress(say("恢复", "Restored")))
        BackupText.show(report, say("已恢复并核对", "Restored and checked"), on: common.console)
    }
}

enum BackupText {
    static func show(_ report: BackupReport, _ done: String, on console: Console) {
        if console.isJSON {
            console.print(
                .object([
                    ("boxes", .int(report.boxes)), ("versions", .int(report.versions)),
                    ("copiedBytes", .int(report.bytes)),
                    ("keptBytes", .int(report.kept)),
                ]))
        } else {
            console.print(
                done
                    + say(
                        "：\(report.boxes) 盒，\(report.versions) 个版本；新拷 \(report.bytes) 字节，原有 \(report.kept) 字节",
                        ": \(report.boxes) boxes, \(report.versions) versions; copied \(report.bytes) bytes, kept \(report.kept)"
                    ))
        }
    }
}
