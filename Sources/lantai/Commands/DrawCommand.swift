import Archivist
import ArgumentParser
import Face

struct DrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw", abstract: say("随机抽样，任何人可以重做", "Draw a random sample that anybody can draw again"),
        discussion: say(
            """
            按 SHA-256（种子、换行、档号）从小到大取前几件，作废的不抽；同样的种子、同样的档案，抽到的总是同样的几件。
            例：lantai draw --seed 2026年第三季度 --count 20 --from 2026-07 --to 2026-09
            """,
            """
            Takes the first records by SHA-256 of seed, line feed and code, void ones left out: the same seed and the same archive
            always give the same.
            Example: lantai draw --seed 2026-Q3 --count 20 --from 2026-07 --to 2026-09
            """))

    @Option(help: ArgumentHelp(say("种子，任何文字", "seed, any text"), valueName: "TEXT")) var seed: String
    @Option(help: ArgumentHelp(say("抽几件", "how many"), valueName: "N")) var count = 20
    @Option(help: ArgumentHelp(say("起始日期", "first day"), valueName: "D")) var from: String?
    @Option(help: ArgumentHelp(say("截止日期", "last day"), valueName: "D")) var to: String?
    @Option(name: .customLong("class"), help: ArgumentHelp(say("类别", "class"), valueName: "C")) var classCode: String?
    @Option(help: ArgumentHelp(say("机构及其下级", "organisation and all below"), valueName: "CODE")) var org: String?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard (1...Sampling.most).contains(count) else {
            throw UsageFault.badValue(option: "--count", value: String(count), allowed: ["1–\(Sampling.most)"])
        }
        guard !seed.isEmpty else {
            throw UsageFault.badValue(option: "--seed", value: seed, allowed: [say("任何文字", "any text")])
        }
        let (from, to) = (
            try Dates.period(from, end: false, option: "--from"), try Dates.period(to, end: true, option: "--to")
        )
        let (sample, total) = try Sampling(archive: common.open("sample")).sample(
            count, seed: seed, from: from, to: to, classCode: classCode, org: org)
        let console = common.console
        if console.isJSON {
            console.print(.of(sample: sample, drawnFrom: total))
            return
        }
        for item in sample {
            console.print(
                [item.code, item.date, item.classCode, item.org, Wording.safe(item.title)].joined(separator: "  "))
        }
        console.note(say("抽自 \(total) 件", "drawn from \(total) records"))
    }
}
