import Archivist
import ArgumentParser
import Face
import Records

struct OrgCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "org", abstract: say("机构（四级，按行政区划代码）", "Organisations (four tiers, by division code)"),
        subcommands: [List.self, Add.self, Remove.self, Import.self, Export.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出机构树", "List the tree"), discussion: say("例：lantai org list", "Example: lantai org list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for organisation in try Organising(archive: common.open("org list")).list() {
                if common.json {
                    common.console.print(.of(organisation))
                } else {
                    common.console.print(
                        String(repeating: "  ", count: max(0, organisation.tier.depth - 1)) + organisation.code + "  "
                            + Wording.safe(organisation.name))
                }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: say("登记或更名", "Enter or rename"),
            discussion: say(
                "例：lantai org add 210202 中山区未成年人救助保护中心", "Example: lantai org add 210202 \"Zhongshan Centre\""))
        @Argument(help: ArgumentHelp(say("行政区划代码", "division code"), valueName: "CODE")) var code: String
        @Argument(help: ArgumentHelp(say("名称", "name"), valueName: "NAME")) var name: String
        @Option(name: .customLong("short"), help: ArgumentHelp(say("简称", "short name"), valueName: "NAME"))
        var shortName: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try Organising(archive: common.open("org add")).set([
                Organisation(code: code, name: name, shortName: shortName)
            ])
            common.console.note(say("已登记 \(code) \(name)", "Entered \(code) \(name)"))
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: say("删除没有档案的机构", "Remove an organisation that holds no records"),
            discussion: say("例：lantai org remove 210202", "Example: lantai org remove 210202"))
        @Argument(help: ArgumentHelp(say("行政区划代码", "division code"), valueName: "CODE")) var code: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try Organising(archive: common.open("org remove")).remove(code)
            common.console.note(say("已删除 \(code)", "Removed \(code)"))
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: say("从 CSV 登记机构", "Enter organisations from CSV"),
            discussion: say(
                "表头：代码,名称,简称\n例：lantai org import 机构.csv",
                "Heading: code,name,shortName\nExample: lantai org import organisations.csv"))
        @Argument(help: ArgumentHelp(say("CSV 文件", "CSV file"), valueName: "FILE")) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let organisations = try Organising.read(csv: InputFile.bytes(file))
            try Organising(archive: common.open("org import")).set(organisations)
            common.console.note(say("已登记 \(organisations.count) 个机构", "Entered \(organisations.count) organisations"))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: say("机构写成 CSV", "Organisations as CSV"),
            discussion: say("例：lantai org export > 机构.csv", "Example: lantai org export > organisations.csv"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let csv = Organising.csv(try Organising(archive: common.open("org export")).list())
            common.console.write(.init(csv.utf8))
        }
    }
}
