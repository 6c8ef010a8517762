import Archivist
import ArgumentParser
import Face
import Records

struct TransferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: say("移交：打包、接收、回执", "Transfer: pack, receive, and the receipt"),
        discussion: say(
            "移出方 prepare 打包，接收方 accept 归档并出回执，移出方 receive 收回执：接收了的才算移交，没有接收的照旧。",
            "The sender packs with prepare; the receiver files with accept and writes a receipt; the sender takes it in with receive."
        ),
        subcommands: [List.self, Show.self, Prepare.self, Accept.self, Receive.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出历次移交", "List the transfers"),
            discussion: say("例：lantai transfer list", "Example: lantai transfer list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let transfers = try Transferring(archive: common.open("transfer list")).list()
            for transfer in transfers { TransferText(console: common.console).line(transfer) }
            if transfers.isEmpty { common.console.note(say("没有移交过档案", "no transfers")) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: say("一次移交，逐件的结果与回执", "A transfer, with what became of each record"),
            discussion: say("例：lantai transfer show 1", "Example: lantai transfer show 1"))
        @Argument(help: ArgumentHelp(say("移交编号", "number of the transfer"), valueName: "N")) var number: Int
        @OptionGroup var common: CommonOptions

        func run() async throws {
            TransferText(console: common.console).show(
                try Transferring(archive: common.open("transfer show")).show(number))
        }
    }

    struct Prepare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prepare",
            abstract: say("把一个批次里已批准移交的档案打包", "Pack the records of a batch whose transfer is approved"),
            discussion: say(
                """
                包是 BagIt（RFC 8493）文件夹，每件一个 METS 描述，附移交清册。冻结的、未批准的不进包，并说明理由。
                例：lantai transfer prepare 1 --to 移交包 --receiver 某区档案馆
                """,
                """
                A BagIt folder (RFC 8493) with a METS description of each record and a register. What is held or not approved stays out.
                Example: lantai transfer prepare 1 --to package --receiver "District Archives"
                """))
        @Argument(help: ArgumentHelp(say("鉴定批次编号", "number of the batch"), valueName: "BATCH")) var batch: Int
        @Option(help: ArgumentHelp(say("写到哪个文件夹（还没有的）", "a folder that is not there yet"), valueName: "DIR"))
        var to: String
        @Option(help: ArgumentHelp(say("接收单位", "who is to receive it"), valueName: "NAME")) var receiver: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let report = try Transferring(archive: common.open("transfer prepare")).prepare(
                batch, to: to, receiver: receiver, progress: common.console.progress(say("打包", "Packed")))
            TransferText(console: common.console).show(report)
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: say("接收一个移交包，出具回执", "Receive a package and write the receipt"),
            discussion: say(
                """
                先逐字节核对，再按件归档，各版本都在；原档号成为原编号。不合格的指名，其余照收（退出码 65）；再运行一次不会重复接收。
                例：lantai transfer accept 移交包 --receipt 回执.json
                    lantai transfer accept 移交包 --dry-run
                """,
                """
                Checked to the byte, then filed with all versions; the sender's code becomes the external identifier. What does
                not pass is named, the rest is taken (exit status 65). Done again, it takes nothing twice.
                Example: lantai transfer accept package --receipt receipt.json
                         lantai transfer accept package --dry-run
                """))
        @Argument(help: ArgumentHelp(say("移交包", "the package"), valueName: "PACKAGE")) var package: String
        @Option(help: ArgumentHelp(say("回执写到哪里", "where the receipt goes"), valueName: "FILE")) var receipt: String?
        @Option(
            name: .customLong("class"),
            help: ArgumentHelp(say("这里没有同名类别时归入哪一类", "for classes that are not known here"), valueName: "C"))
        var classCode: String?
        @Option(
            help: ArgumentHelp(say("这里没有那个机构时归入哪一机构", "for organisations that are not known here"), valueName: "CODE"))
        var org: String?
        @Flag(name: .customLong("dry-run"), help: ArgumentHelp(say("只说会怎样", "only say what would happen")))
        var isDryRun = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            guard isDryRun || receipt != nil else {
                throw ValidationError(
                    say(
                        "用 --receipt 指明回执写到哪里，或加 --dry-run",
                        "name a file for the receipt with --receipt, or add --dry-run"))
            }
            if isDryRun && receipt != nil { throw UsageFault.together("--dry-run", "--receipt") }
            var options = Accessioning.Options()
            options.classCode = classCode
            options.org = org
            options.isDryRun = isDryRun
            let text = TransferText(console: common.console)
            var reasons: Set<AccessionRefusal> = []
            let report = try await Accessioning(archive: common.open("transfer accept"), options: options).accept(
                package, receipt: receipt, progress: common.console.progress(say("接收", "Received"))
            ) { outcome in
                text.show(outcome, isDryRun: isDryRun)
                if let reason = outcome.reason { reasons.insert(reason) }
            }
            if !reasons.isDisjoint(with: [.unknownClass, .unknownOrganisation]), !common.json {
                common.console.note(
                    say(
                        "先登记机构（lantai org add）、补上类别（lantai plan adopt），或用 --org、--class 指定归到哪里，再运行一次",
                        "Enter the organisations (lantai org add) or classes (lantai plan adopt), or say with --org and --class where to put them, and run it again"
                    ))
            }
            if let receipt, !common.json { common.console.note(say("回执：", "Receipt: ") + receipt) }
            if !report.isAllTaken { throw ExitCode(65) }
        }
    }

    struct Receive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "receive",
            abstract: say("收下对方的回执，完成移交", "Take in the receiver's receipt: what it accepted is handed over"),
            discussion: say(
                """
                对方接收了的，加 --keep-copy 就留一份供查阅，否则与销毁一样离开本库，不能撤销；没有接收的照旧。要两名监交人，
                与执行人、审批人、开批人不能是同一人。
                例：lantai transfer receive 1 --receipt 回执.json --witness 王五 --witness 赵六
                """,
                """
                What was accepted leaves as by a destruction, for good, unless --keep-copy leaves a copy to be read; what was not
                stays. Needs two witnesses, other than executor, approver and whoever opened the batch.
                Example: lantai transfer receive 1 --receipt receipt.json --witness wang --witness zhao
                """))
        @Argument(help: ArgumentHelp(say("移交编号", "number of the transfer"), valueName: "N")) var number: Int
        @Option(help: ArgumentHelp(say("回执", "the receipt"), valueName: "FILE")) var receipt: String
        @Flag(name: .customLong("keep-copy"), help: ArgumentHelp(say("留一份供查阅", "keep a copy to be read")))
        var keepCopy = false
        @Option(help: ArgumentHelp(say("监交人，两名", "witness, two of them"), valueName: "WHO")) var witness: [String] = []
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let report = try await HandingOver(archive: common.open("transfer receive")).receive(
                number, receipt: receipt, keepCopy: keepCopy, witnesses: witness,
                progress: common.console.progress(say("建立索引", "Indexed")))
            TransferText(console: common.console).show(report)
        }
    }
}
