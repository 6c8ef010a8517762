import Archivist
import ArgumentParser
import Face
import Foundation
import Records

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: say("利用日志", "The access log"),
        subcommands: [
            List.self, Checkpoint.self, Verify.self, Prove.self, Subject.self, Review.self, Erase.self,
            Close.self,
        ])

    /// The log with its key: in the archive, or where LANTAI_LOG_KEY says.
    static func log(_ common: CommonOptions, _ act: String) throws -> LogKeeping { log(try common.open(act)) }

    static func log(_ archive: ArchiveFolder) -> LogKeeping { .withNamedKey(archive) }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("最近的利用", "The latest uses"),
            discussion: say(
                """
                例：lantai log list --limit 50
                    lantai log list --who wangfang --from 2026-01-01 --denied
                """,
                """
                Example: lantai log list --limit 50
                         lantai log list --who wangfang --from 2026-01-01 --denied
                """))
        @Option(help: ArgumentHelp(say("最多几条", "at most so many"))) var limit = 50
        @Option(help: ArgumentHelp(say("只看这件档案", "only of this record"), valueName: "CODE")) var code: String?
        @Option(help: ArgumentHelp(say("只看这个用户", "only of this user"), valueName: "USER")) var who: String?
        @Option(help: ArgumentHelp(say("从哪一日起", "first day"), valueName: "D")) var from: String?
        @Option(help: ArgumentHelp(say("到哪一日为止", "last day"), valueName: "D")) var to: String?
        @Flag(help: ArgumentHelp(say("只看未获准的", "only what was denied"))) var denied = false
        @Option(help: ArgumentHelp(say("只看这一条以前的", "only what stands before this entry"), valueName: "SEQ"))
        var before: Int64?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            var filter = LogFilter(object: code)
            filter.who = who
            filter.from = try Dates.day(from, option: "--from")
            filter.to = try Dates.day(to, option: "--to")
            filter.isDeniedOnly = denied
            filter.before = before
            for entry in try LogReading(archive: common.open("log list")).entries(limit: limit, filter) {
                common.console.isJSON
                    ? common.console.print(entry.json()) : common.console.print(LogText.line(entry))
            }
        }
    }

    struct Checkpoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkpoint",
            abstract: say("签发检查点：日志到此为止的凭证，请留在档案夹之外", "Sign a checkpoint, to be kept outside of the archive folder"),
            discussion: say(
                """
                检查点（C2SP tlog-checkpoint）说明日志有多少条、树根是什么，由本库的密钥签名。密钥在 Corpus/log-key，
                或环境变量 LANTAI_LOG_KEY 所指的文件。--key 给出公钥，交给审计员。
                例：lantai log checkpoint > 检查点.txt
                    lantai log checkpoint --since 检查点.txt > 增长证明.json
                """,
                """
                A checkpoint (C2SP tlog-checkpoint) says how many entries the log has and what their root is, signed with the
                archive's key in Corpus/log-key or the file that LANTAI_LOG_KEY names. --key prints the public key, for auditors.
                Example: lantai log checkpoint > checkpoint.txt
                         lantai log checkpoint --since checkpoint.txt > growth.json
                """))
        @Flag(help: ArgumentHelp(say("只给出公钥", "print the public key instead"))) var key = false
        @Option(
            help: ArgumentHelp(
                say("证明自这个检查点以来日志只增不改", "prove that the log only grew since this one"), valueName: "FILE"))
        var since: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            if key, since != nil { throw UsageFault.together("--key", "--since") }
            let old = try since.map { try InputFile.text($0) }
            let log = try LogCommand.log(common, "log checkpoint")
            if key {
                let text = try log.publicKey()
                common.json
                    ? common.console.print(.object([("key", .string(text))])) : common.console.print(text)
            } else if let old {
                let growth = try log.consistency(since: old)
                common.console.print(.of(growth))
            } else {
                let note = try log.checkpoint()
                common.json
                    ? common.console.print(.object([("checkpoint", .string(note))]))
                    : common.console.write(Data(note.utf8))
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: say("核对日志：每一条、整棵树、签发过的检查点", "Check every entry, the tree, the checkpoints issued"),
            discussion: say(
                """
                有不符之处时退出码为 1。日志尾部被整段截去并重新封存，或整个档案夹退回旧状态，只有对照留在外面的检查点才查得出。
                例：lantai log verify --checkpoint 检查点.txt
                """,
                """
                Exits 1 when something is wrong. A tail cut off and sealed anew, or a rollback of all files, is only found with a
                checkpoint that was kept outside.
                Example: lantai log verify --checkpoint checkpoint.txt
                """))
        @Option(help: ArgumentHelp(say("留在外面的检查点", "a checkpoint kept outside"), valueName: "FILE"))
        var checkpoint: String?
        @Option(help: ArgumentHelp(say("日志的公钥", "the log's public key"), valueName: "KEY")) var key: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let note = try checkpoint.map { try InputFile.text($0) }
            let report = try LogCommand.log(common, "log verify").verify(
                against: note, publicKey: key, progress: common.console.progress(say("核对", "Checked")))
            if common.json {
                common.console.print(.of(report))
            } else {
                for problem in report.problems {
                    let place = problem.seq.map { say("第 \($0) 条：", "entry \($0): ") } ?? ""
                    common.console.print(say("不符  ", "Wrong  ") + Wording.safe(place + LogText.message(problem)))
                }
                common.console.print(
                    say("\(report.entries) 条，树根 \(report.root)：", "\(report.entries) entries, root \(report.root): ")
                        + (report.problems.isEmpty
                            ? say("全部相符", "all in order")
                            : say("\(report.problems.count) 处不符", "\(report.problems.count) wrong")))
            }
            if report.checkedAgainst == nil {
                common.console.note(
                    say(
                        "没有对照外存的检查点：尾部截去后重新封存、整个档案夹退回旧状态，这样查不出来；请用 lantai log checkpoint 签发，留在别处",
                        "not held against a checkpoint kept outside: a tail cut off and sealed anew, or a rollback of all files, is not found this way; issue one with lantai log checkpoint and keep it elsewhere"
                    ))
            }
            if !report.problems.isEmpty { throw ExitCode(1) }
        }
    }

    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prove",
            abstract: say("证明某一条在日志里（JSON）", "Prove that an entry is in the log (JSON)"),
            discussion: say(
                "不必相信本程序：AccessLogFormat.md 写明怎样核对。\n例：lantai log prove 17 > 证明.json",
                "Nobody need trust this program: AccessLogFormat.md says how to check it.\nExample: lantai log prove 17 > proof.json"
            ))
        @Argument(help: ArgumentHelp(say("日志条号", "number of the entry"), valueName: "SEQ")) var seq: Int64
        @OptionGroup var common: CommonOptions

        func run() async throws {
            common.console.print(try LogCommand.log(common, "log prove").proof(of: seq))
        }
    }

    struct Subject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "subject",
            abstract: say("谁看过这份档案", "Who has read this file?"),
            discussion: say(
                "给监护人的答复：日期、单位与职务（或账户）、做了什么、目的。\n例：lantai log subject 林小满",
                "An answer for a guardian: when, who, what they did, what for.\nExample: lantai log subject 林小满"))
        @Argument(
            help: ArgumentHelp(say("姓名、档号或人员编号", "name, archival code or number of the person"), valueName: "NAME"))
        var subject: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let log = try LogCommand.log(common, "log subject")
            let uses = try log.uses(of: subject).filter { !$0.denied }
            let names = try log.organisationNames()
            for use in uses {
                common.json
                    ? common.console.print(use.json(sentence: LogText.sentence(use, names: names)))
                    : common.console.print(LogText.sentence(use, names: names))
            }
            if uses.isEmpty { common.console.note(say("还没有人利用过", "nobody has used it yet")) }
        }
    }

    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "review",
            abstract: say("督导要看的利用，或记下已审查", "Uses that must be looked at, or a note that they were"),
            discussion: say(
                """
                规则在 Corpus/log-rules.yaml；没有这个文件时用随程序的：一天里看得异常多、多次没有获准、办公时间以外、紧急调阅、
                看了指定别人经办的案卷。
                例：lantai log review
                    lantai log review --done 17 23 --note 已与本人核实，为值班接报
                """,
                """
                The rules stand in Corpus/log-rules.yaml, or come with the program: unusually many uses in a day, many refusals,
                uses outside office hours, emergency access, cases assigned to others.
                Example: lantai log review
                         lantai log review --done 17 23 --note "asked her: on duty that night"
                """))
        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp(say("已审查的条号", "entries that were reviewed"), valueName: "SEQ"))
        var done: [Int64] = []
        @Option(help: ArgumentHelp(say("审查结果", "what came of it"), valueName: "TEXT")) var note: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let log = try LogCommand.log(common, "log review")
            guard done.isEmpty else {
                guard let note, !note.allSatisfy(\.isWhitespace) else { throw UsageFault.noteMissing }
                try log.markReviewed(done, note: note)
                common.console.note(say("已记下：审查了 \(done.count) 条", "Noted: \(done.count) reviewed"))
                return
            }
            let findings = try log.review()
            for finding in findings {
                common.json
                    ? common.console.print(
                        .object([
                            ("kind", .string(finding.kind.rawValue)), ("seq", .int(Int(finding.seq))),
                            ("at", .string(finding.at)), ("who", .string(finding.who)), ("count", .int(finding.count)),
                            ("usual", JSONText(finding.usual)), ("message", .string(LogText.message(finding))),
                        ]))
                    : common.console.print(
                        Wording.safe(
                            "\(finding.seq)  \(finding.at)  \(finding.who)  \(LogText.message(finding))"))
            }
            if findings.isEmpty { common.console.note(say("没有要审查的", "nothing to be reviewed")) }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase",
            abstract: say("销去满十年的日志里谁、看什么、为什么", "Erase who, what and why from entries over ten years old"),
            discussion: say(
                "条目、时间和摘要都在，树照样能核对。档案还在的、方案规定的年数未满的留下。不加 --yes 只说会销去多少条。\n例：lantai log erase --before 2014-01-01 --yes",
                "Entries, times and hashes stay, and the tree still holds. What is about records still here, or younger than the plan says, is left. Without --yes it only counts.\nExample: lantai log erase --before 2014-01-01 --yes"
            ))
        @Option(help: ArgumentHelp(say("这一天以前的", "entries before this day"), valueName: "DATE")) var before: String
        @Flag(help: ArgumentHelp(say("真的销去", "do it"))) var yes = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard let day = try Dates.day(before, option: "--before") else { return }
            let report = try LogCommand.log(common, "log erase").erase(before: day, isDryRun: !yes)
            let count = report.entries
            if common.json {
                common.console.print(
                    .object([
                        ("before", .string(day.description)), ("entries", .int(count)), ("erased", .bool(yes)),
                        (
                            "left",
                            .object([("tooYoung", .int(report.tooYoung)), ("recordKept", .int(report.recordKept))])
                        ),
                    ]))
            } else {
                common.console.print(
                    yes
                        ? say("已销去 \(count) 条的个人信息", "Erased the personal part of \(count) entries")
                        : say(
                            "将销去 \(count) 条的个人信息；加 --yes 执行",
                            "Would erase the personal part of \(count) entries; add --yes")
                )
                if report.recordKept > 0 {
                    common.console.print(
                        say(
                            "留下 \(report.recordKept) 条：所看的档案还在",
                            "Left \(report.recordKept): their records are still here"))
                }
                if report.tooYoung > 0 {
                    common.console.print(
                        say(
                            "留下 \(report.tooYoung) 条：保管期限未满（年末起算）",
                            "Left \(report.tooYoung): their years, from the end of the year, are not over"))
                }
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close",
            abstract: say("把日志到此为止的条目装盒", "Box the log's entries up to now"),
            discussion: say(
                """
                日志丢失时，lantai recover 恢复到装盒的最后一条。封盒时，已过的年份自动装盒。
                例：lantai log close
                """,
                """
                A lost log comes back with lantai recover up to the last entry that was boxed. Years that are over are boxed when
                boxes are sealed.
                Example: lantai log close
                """))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let closed = try LogClosing(archive: common.open("log close")).close()
            for stretch in closed {
                common.json
                    ? common.console.print(
                        .object([
                            ("first", .int(Int(stretch.first))), ("last", .int(Int(stretch.last))),
                            ("root", .string(stretch.root)),
                        ]))
                    : common.console.print(
                        say(
                            "已装盒：第 \(stretch.first) 至 \(stretch.last) 条，树根 \(stretch.root)",
                            "Boxed: entries \(stretch.first) to \(stretch.last), root \(stretch.root)"))
            }
            if closed.isEmpty { common.console.note(say("没有要装盒的", "nothing to be boxed")) }
        }
    }
}
