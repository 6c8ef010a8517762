import Archivist
import ArgumentParser
import Face

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: say("核对：每个数据帧、每个摘要、目录与盒两相对照", "Check every frame, every digest, catalog against boxes"),
        discussion: say(
            "有不符之处时退出码为 1。\n例：lantai verify", "Exits 1 when something is wrong.\nExample: lantai verify --sample 500"))

    @Option(help: ArgumentHelp(say("只随机抽查几帧", "only so many frames, at random"), valueName: "N")) var sample: Int?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        if let sample, sample < 1 {
            throw UsageFault.badValue(option: "--sample", value: String(sample), allowed: ["1…"])
        }
        let report = try await Checking(archive: common.open("verify")).verify(
            sample: sample, progress: common.console.progress(say("核对", "Checked")))
        if common.json {
            common.console.print(
                .object([
                    ("boxes", .int(report.boxes)), ("versions", .int(report.versions)), ("bytes", .int(report.bytes)),
                    (
                        "problems",
                        .array(
                            report.problems.map { problem in
                                .object([
                                    ("kind", .string(problem.kind.rawValue)), ("box", .string(problem.box)),
                                    ("code", JSONText(problem.code)), ("version", JSONText(problem.version)),
                                    ("message", .string(Self.message(problem))),
                                ])
                            })
                    ),
                ]))
        } else {
            for problem in report.problems {
                let record =
                    problem.code.map {
                        "\($0) " + say("第 \(problem.version ?? 0) 版", "version \(problem.version ?? 0)")
                            + say("：", ": ")
                    } ?? ""
                common.console.print(
                    say("不符  ", "Wrong  ") + Wording.safe(problem.box + "  " + record + Self.message(problem)))
            }
            common.console.print(
                say(
                    "\(report.boxes) 盒，\(report.versions) 个版本，\(report.bytes) 字节：",
                    "\(report.boxes) boxes, \(report.versions) versions, \(report.bytes) bytes: ")
                    + (report.problems.isEmpty
                        ? say("全部相符", "all in order")
                        : say("\(report.problems.count) 处不符", "\(report.problems.count) wrong")))
        }
        if !report.problems.isEmpty { throw ExitCode(1) }
    }

    static func message(_ problem: CheckReport.Problem) -> String {
        let what =
            switch problem.kind {
            case .boxMissing: say("盒文件不见了", "the box has no file")
            case .frameDamaged: say("数据帧损坏", "a frame is damaged")
            case .surplusBytes: say("盒里有目录不知道的字节", "the box has bytes the catalog does not know of")
            case .unknownBox: say("目录不知道的盒", "a box the catalog does not know of")
            case .versionMissing: say("盒里没有这个版本", "the version is not in its box")
            case .unknownMember: say("目录不知道的内容", "a member the catalog does not know of")
            case .contentDiffers: say("内容与摘要不符", "content and digest differ")
            case .descriptionDiffers: say("盒里的著录与目录不符", "the description in the box differs from the catalog")
            case .catalogDamaged: say("目录库结构损坏", "the catalog's structure is damaged")
            }
        return what + Wording.aside(problem.detail)
    }
}
