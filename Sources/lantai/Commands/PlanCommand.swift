import Archivist
import ArgumentParser
import Records

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: say("分类方案与保管期限", "File plan and retention"),
        subcommands: [List.self, Show.self, Check.self, Adopt.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: say("列出类别", "List the classes"),
            discussion: say("例：lantai plan list", "Example: lantai plan list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let current = try Planning(archive: common.open("plan list")).current()
            for recordClass in current.plan.classes {
                let count = current.itemCounts[recordClass.code] ?? 0
                if common.json {
                    common.console.print(
                        .object([
                            ("code", .string(recordClass.code)), ("name", .string(recordClass.name)),
                            ("access", .string(recordClass.access.rawValue)),
                            (
                                "retention",
                                .object([
                                    ("trigger", .string(recordClass.retention.trigger.rawValue)),
                                    ("period", .string(recordClass.retention.period.description)),
                                    ("disposition", .string(recordClass.retention.disposition.rawValue)),
                                ])
                            ),
                            ("fields", .array(recordClass.fields.map { .string($0.name) })), ("items", .int(count)),
                        ]))
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
            abstract: say("检查方案文件", "Check a plan file"),
            discussion: say("例：lantai plan check 方案.yaml", "Example: lantai plan check plan.yaml"))
        @Argument(help: ArgumentHelp(say("YAML 文件", "YAML file"), valueName: "FILE")) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let plan = try Planning.check(InputFile.text(file))
            common.console.print(say("没有错误：\(plan.classes.count) 个类别", "no faults: \(plan.classes.count) classes"))
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: say("启用新方案", "Put a new plan in force"),
            discussion: say("例：lantai plan adopt 方案.yaml", "Example: lantai plan adopt plan.yaml"))
        @Argument(help: ArgumentHelp(say("YAML 文件", "YAML file"), valueName: "FILE")) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let current = try Planning(archive: common.open("plan adopt")).adopt(InputFile.text(file))
            common.console.note(say("第 \(current.version) 版方案已启用", "Plan version \(current.version) is in force"))
        }
    }
}
