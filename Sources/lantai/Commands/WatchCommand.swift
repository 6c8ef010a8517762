import Archivist
import ArgumentParser
import Face

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: say("守着一个文件夹，放进什么就归档什么", "File whatever is put into a folder"),
        discussion: say(
            """
            文件写完之后归档，移到其中的 done（已归档）或 failed（未归档，旁边有 .reason.txt 说明）。Ctrl-C 停下。
            放进以类别命名的子文件夹（如“个案”），就按它确定类别。网络共享也行。断电后再运行，不会重复归档。
            例：lantai watch 收件 --class 个案
                lantai watch 收件 --once       （归完就结束，用于定时任务）
            """,
            """
            A file is filed once it is whole, and moved to done or failed (with a .reason.txt beside it). Ctrl-C stops it.
            A subfolder named like a class decides the class. Network shares will do. After a power cut nothing is filed twice.
            Example: lantai watch inbox --class GA
                     lantai watch inbox --once      (ends when all is filed: for scheduled tasks)
            """))

    @Argument(help: ArgumentHelp(say("文件夹", "folder"), valueName: "DIR")) var folder: String

    @OptionGroup var place: PlaceOptions
    @OptionGroup var unpacking: UnpackingOptions
    @Option(help: ArgumentHelp(say("几秒不变就算写完", "seconds without a change after which a file is whole"), valueName: "N"))
    var settle = 3.0
    @Flag(help: ArgumentHelp(say("归完就结束", "end when all is filed"))) var once = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard settle >= 0, settle <= 3600 else {
            throw UsageFault.badValue(option: "--settle", value: String(settle), allowed: ["0…3600"])
        }
        let console = common.console
        let options = FilingOptions(
            classCode: place.classCode, volume: place.volume, org: place.org,
            isUnpackedApart: try unpacking.isApart())
        let watching = try Watching(
            folder: folder, filing: options, options: Watching.Options(settle: settle, isOnce: once))
        // What is wrong with the archive or the user is said now, not when the first file comes.
        _ = try common.open("watch")
        if !once { console.note(say("守着 \(folder)，Ctrl-C 停下", "watching \(folder), Ctrl-C stops")) }
        let isAllFiled = try await watching.run(
            open: { try common.open("watch") }, explain: Wording.of(refusal:),
            progress: console.progress(say("归档", "Filed")),
            trouble: { console.warn(Complaint($0).message) },
            report: { OutcomeText.show($0, on: console) })
        if !isAllFiled && once { throw ExitCode(65) }
    }
}
