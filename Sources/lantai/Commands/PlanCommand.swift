import Archivist
import ArgumentParser
import Face
import Records
import Retention

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: say("分类方案与保管期限", "File plan and retention"),
        subcommands: [List.self, Show.self, Check.self, Effect.self, Adopt.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出类别", "List the classes"),
            discussion: say("例：lantai plan list", "Example: lantai plan list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let current = try Planning(archive: common.open("plan list")).current()
            for recordClass in current.plan.classes {
                let count = current.itemCounts[recordClass.code] ?? 0
                if common.json {
                    common.console.print(.of(recordClass, items: count))
                } else {
                    let fields = recordClass.fields.map(\.name).joined(separator: say("、", ", "))
                    common.console.print(
                        "\(recordClass.code)  \(recordClass.name)  \(recordClass.retention.period)  "
                            + say("\(count) 件", "\(count) items") + "  \(fields)")
                }
            }
            if current.plan.approval == nil {
                common.console.note(say("注意：方案未经审核（approval 为空）", "Note: the plan is not approved (approval is empty)"))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: say("现行方案的 YAML", "The plan in force, as YAML"),
            discussion: say("例：lantai plan show > 方案.yaml", "Example: lantai plan show > plan.yaml"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let current = try Planning(archive: common.open("plan show")).current()
            common.console.write(.init(current.yaml.utf8))
            for one in current.history {
                common.console.note(
                    say(
                        "第 \(one.version) 版 \(one.adoptedAt) \(one.adoptedBy)",
                        "version \(one.version) \(one.adoptedAt) \(one.adoptedBy)"))
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: say("检查方案文件", "Check a plan file"),
            discussion: say("例：lantai plan check 方案.yaml", "Example: lantai plan check plan.yaml"))
        @Argument(help: ArgumentHelp(say("YAML 文件", "YAML file"), valueName: "FILE")) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let plan = try Planning.check(InputFile.text(file))
            common.console.print(say("没有错误：\(plan.classes.count) 个类别", "no faults: \(plan.classes.count) classes"))
        }
    }

    struct Effect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "effect",
            abstract: say("启用某方案会改变什么", "What adopting a plan would change"),
            discussion: say(
                "已归档的单件保持归档时的期限；随案卷的，按新方案重算。\n例：lantai plan effect 方案.yaml",
                "Single records keep the period under which they were filed; those kept with a volume follow the new plan.\nExample: lantai plan effect plan.yaml"
            ))
        @Argument(help: ArgumentHelp(say("YAML 文件", "YAML file"), valueName: "FILE")) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let effect = try Retaining(archive: common.open("plan effect")).effect(
                of: InputFile.text(file), progress: common.console.progress(say("查看", "Looked at")))
            EffectText(console: common.console).show(effect)
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "adopt",
            abstract: say("启用新方案", "Put a new plan in force"),
            discussion: say("例：lantai plan adopt 方案.yaml", "Example: lantai plan adopt plan.yaml"))
        @Argument(help: ArgumentHelp(say("YAML 文件", "YAML file"), valueName: "FILE")) var file: String
        @Flag(name: .customLong("dry-run"), help: ArgumentHelp(say("只说会怎样", "only say what would happen")))
        var isDryRun =
            false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            if isDryRun {
                let effect = try Retaining(archive: common.open("plan effect")).effect(
                    of: InputFile.text(file), progress: common.console.progress(say("查看", "Looked at")))
                return EffectText(console: common.console).show(effect)
            }
            let current = try Planning(archive: common.open("plan adopt")).adopt(InputFile.text(file))
            common.console.note(say("第 \(current.version) 版方案已启用", "Plan version \(current.version) is in force"))
        }
    }
}

private struct EffectText {
    let console: Console

    func show(_ effect: ScheduleEffect) {
        if console.isJSON {
            console.print(
                .object([
                    (
                        "classes",
                        .array(
                            effect.classes.map { change in
                                .object([
                                    ("code", .string(change.code)), ("old", JSONText(change.old.map(Self.words))),
                                    ("new", JSONText(change.new.map(Self.words))),
                                    ("items", JSONText(change.items)),
                                ])
                            })
                    ),
                    ("missing", .array(effect.lost.map(JSONText.string))),
                    (
                        "records",
                        .array(
                            effect.changes.map { change in
                                .object([
                                    ("code", .string(change.code)), ("old", JSONText.of(change.old)),
                                    ("new", JSONText.of(change.new)),
                                ])
                            })
                    ),
                ]))
            return
        }
        for change in effect.classes {
            console.print(
                "\(change.code)  \(change.old.map(Self.words) ?? "—") → \(change.new.map(Self.words) ?? "—")"
                    + (change.items.map { say("  已归档 \($0) 件保持原期限", "  \($0) records filed keep the old rule") } ?? ""))
        }
        for change in effect.changes {
            console.print(
                "\(change.code)  \(Wording.of(change.old)) → \(Wording.of(change.new))")
        }
        for code in effect.lost {
            console.warn(
                say("类别 \(code) 下已有档案，这个方案不能启用", "class \(code) holds records: this plan cannot be adopted"))
        }
        if effect.classes.isEmpty && effect.changes.isEmpty {
            console.note(say("期限没有变化", "no period changes"))
        }
    }

    private static func words(_ rule: RetentionRule) -> String {
        ["\(rule.trigger.rawValue)", rule.field, rule.period.description, rule.disposition.rawValue, rule.until]
            .compactMap { $0 }.joined(separator: " ")
    }
}
