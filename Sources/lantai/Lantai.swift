import Archivist
import ArgumentParser
import Face
import Foundation
import Intake

/// The command line. One file a command in `Commands/`: a command translates what was typed into an action of
/// `Archivist` and its result into words or JSON; nothing is decided here.
///
/// Every command says its name: to make one out of a type's, the parser asks the runtime whether the type describes
/// itself, and that goes through all conformances of the program, a dozen milliseconds at each start.
@main
struct Lantai: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lantai",
        abstract: say("兰台：未成年人保护机构的档案库", "Lantai: a records archive for child-protection institutions"),
        discussion: say(
            """
            档案夹用 --archive DIR 或环境变量 LANTAI_ARCHIVE 指明。数据写到标准输出，进度与警告写到标准错误。
            例：lantai init 档案 --fonds J016 --name 某市未成年人救助保护中心
                lantai file 文件夹 --class 个案 --archive 档案
                lantai search 临时监护 --archive 档案
            """,
            """
            Name the archive folder with --archive DIR or LANTAI_ARCHIVE. Data goes to stdout, progress and warnings to stderr.
            Example: lantai init archive --fonds J016 --name "Centre for the Protection of Minors"
                     lantai file folder --class GA --archive archive
                     lantai search 临时监护 --archive archive
            """),
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: say("日常", "Daily work"),
                subcommands: [
                    InitCommand.self, FileCommand.self, WatchCommand.self, ConfirmCommand.self, ReviseCommand.self,
                    MoveCommand.self, VoidCommand.self,
                    SearchCommand.self, SimilarCommand.self, CompleteCommand.self, SavedCommand.self, ShowCommand.self,
                    RenderCommand.self, HistoryCommand.self, ExportCommand.self, ServeCommand.self,
                ]),
            CommandGroup(
                name: say("管理", "Administration"),
                subcommands: [
                    VolumeCommand.self, PersonCommand.self, UserCommand.self, AccessCommand.self, OrgCommand.self,
                    PlanCommand.self, SynonymsCommand.self,
                    LogCommand.self, DrawCommand.self, RequestCommand.self, DuplicatesCommand.self,
                ]),
            CommandGroup(
                name: say("期限与处置", "Retention and disposal"),
                subcommands: [
                    HoldCommand.self, RetentionCommand.self, AppraisalCommand.self, DisposalCommand.self,
                    TransferCommand.self,
                ]),
            CommandGroup(
                name: say("保管", "Care"),
                subcommands: [
                    ConditionsCommand.self, VerifyCommand.self, InspectCommand.self, BoxCommand.self,
                    ReindexCommand.self, RecoverCommand.self,
                    BackupCommand.self,
                    RestoreCommand.self, ExtractCommand.self,
                ]),
            CommandGroup(name: say("试用", "Trying out"), subcommands: [SampleCommand.self]),
        ])

    static func main() async {
        // libarchive refuses Chinese names in the C locale, and this has to come before anything else.
        setlocale(LC_CTYPE, "C.UTF-8")
        signal(SIGPIPE, SIG_DFL)
        // Not a command: this program as the process that reads one file (`ProcessReader`).
        if CommandLine.arguments.dropFirst().elementsEqual([ReadingChild.command]) { ReadingChild.run() }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Complaint(error).exit()
        }
    }
}

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            say("档案所在文件夹（或环境变量 LANTAI_ARCHIVE）", "folder of the archive (or LANTAI_ARCHIVE)"), valueName: "DIR"))
    var archive: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(say("以哪个用户的身份（或环境变量 LANTAI_USER）", "act as this user (or LANTAI_USER)"), valueName: "USER"))
    var user: String?

    @Option(help: ArgumentHelp(say("利用目的，记入日志", "purpose of use, for the log"), valueName: "TEXT"))
    var purpose: String?

    @Flag(help: ArgumentHelp(say("不显示进度与逐件结果", "no progress, no line for each item")))
    var quiet = false

    @Flag(help: ArgumentHelp(say("以 JSON 输出", "JSON output")))
    var json = false

    @Option(help: ArgumentHelp(say("界面语言：zh 或 en", "language: zh or en"), valueName: "LANG"))
    var lang: String?

    /// The folder named by option or environment.
    func folder() throws -> String {
        if let archive { return archive }
        if let named = ProcessInfo.processInfo.environment["LANTAI_ARCHIVE"], !named.isEmpty { return named }
        throw UsageFault.archiveNotNamed
    }

    /// Opens the archive for whoever is named, or in single-person mode for the account that runs the program.
    func open(_ act: String) throws -> ArchiveFolder {
        try signingIn(act).enter(as: named, token: Secret.token(), password: Secret.password)
    }

    func signingIn(_ act: String) throws -> SigningIn {
        SigningIn(
            path: try folder(), account: Self.account, face: Self.face, act: act, purpose: purpose,
            diskFull: Console.warnOfFullDisk)
    }

    /// For what is done before there are users, or to an archive that cannot be opened yet.
    func principal(_ act: String) -> Principal {
        Principal(who: Self.account, face: Self.face, act: act, purpose: purpose)
    }

    static let face = "command"

    static var account: String {
        getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
    }

    var named: String? {
        user ?? ProcessInfo.processInfo.environment["LANTAI_USER"].flatMap { $0.isEmpty ? nil : $0 }
    }

    var console: Console { Console(isQuiet: quiet, isJSON: json) }
}

/// What was typed cannot be meant.
enum UsageFault: Error {
    case archiveNotNamed
    case invalidDate(option: String, value: String)
    case invalidField(String)
    case invalidDifference(String)
    case nothingToFile
    case nothingToExtract
    case nothingToConfirm
    case titleForMany
    case badValue(option: String, value: String, allowed: [String])
    case together(String, String)
    case onlyWith(String, String)
    case noteMissing
    case badEnding(String, option: String, allowed: [String])
}
