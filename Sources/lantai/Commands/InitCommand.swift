import Archivist
import ArgumentParser
import Face
import Foundation
import Records

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: say("新建档案库", "Make an archive"),
        discussion: say(
            "例：lantai init 档案 --fonds J016 --name 大连市未成年人救助保护中心 --org 2102",
            "Example: lantai init archive --fonds J016 --name \"Dalian Centre\" --org 2102"))

    @Argument(help: ArgumentHelp(say("新档案的文件夹", "folder of the new archive"), valueName: "DIR"))
    var folder: String

    @Option(
        help: ArgumentHelp(say("全宗号：一个大写字母加三位数字", "fonds number: a capital letter and three digits"), valueName: "CODE")
    )
    var fonds: String

    @Option(help: ArgumentHelp(say("立档单位名称", "name of the creating body"), valueName: "NAME"))
    var name: String

    @Option(
        help: ArgumentHelp(
            say("立档单位的行政区划代码（2、4、6、9 或 12 位）", "its administrative division code (2, 4, 6, 9 or 12 digits)"),
            valueName: "CODE"))
    var org = "00"

    @Option(
        help: ArgumentHelp(
            say("分类方案文件（YAML），默认用自带方案", "file plan (YAML), default: the one supplied"), valueName: "FILE"))
    var plan: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let yaml = try plan.map(InputFile.text)
        let archive = try Founding.found(
            path: folder, fonds: Fonds(code: fonds, name: name, org: org), planYAML: yaml,
            principal: common.principal("init"))
        if common.json {
            common.console.print(
                .object([("archive", .string(archive.path)), ("fonds", .string(fonds)), ("org", .string(org))]))
        } else if !common.quiet {
            common.console.print(
                say("已建立档案库 \(archive.path)，全宗 \(fonds)。", "Made the archive \(archive.path), fonds \(fonds)."))
            common.console.note(
                say(
                    "下一步：lantai file 文件夹 --class 类别 --archive \(folder)",
                    "Next: lantai file FOLDER --class CLASS --archive \(folder)"))
        }
    }
}

/// Small files that an option names.
enum InputFile {
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw ArchiveFailure.noInput(path) }
        return [UInt8](data)
    }

    static func text(_ path: String) throws -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw ArchiveFailure.unreadable(path: path, reason: "UTF-8")
        }
        return text
    }
}
