import Archivist
import ArgumentParser
import Face
import Records

struct DisposalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disposal", abstract: say("处置：销毁经鉴定审批的档案", "Disposal: destroy what an appraisal approved"),
        subcommands: [List.self, Execute.self, Finish.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出历次处置", "List the disposals"),
            discussion: say("例：lantai disposal list", "Example: lantai disposal list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let disposals = try Disposing(archive: common.open("disposal list")).list()
            for disposal in disposals { DisposalText(console: common.console).show(disposal) }
            if disposals.isEmpty { common.console.note(say("没有处置过档案", "no disposals")) }
        }
    }

    struct Execute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "execute",
            abstract: say("销毁一个批次里已批准销毁的档案", "Destroy the records of a batch whose destruction is approved"),
            discussion: say(
                """
                不能撤销。要两名监销人；执行人、审批人、开批人、监销人不能是同一人。中断了，下次打开时接着做完。
                例：lantai disposal execute 1 --witness 王五 --witness 赵六
                """,
                """
                Cannot be undone. Needs two witnesses, other than executor, approver and whoever opened the batch.
                Interrupted, it goes on at the next opening.
                Example: lantai disposal execute 1 --witness wang --witness zhao
                """))
        @Argument(help: ArgumentHelp(say("批次编号", "number of the batch"), valueName: "BATCH")) var batch: Int
        @Option(help: ArgumentHelp(say("监销人，两名", "witness, two of them"), valueName: "WHO")) var witness: [String] = []
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let report = try await Disposing(archive: common.open("disposal execute")).destroy(
                batch, witnesses: witness, progress: common.console.progress(say("建立索引", "Indexed")))
            DisposalText(console: common.console).show(report)
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "finish",
            abstract: say("接着做完中断的销毁", "Go on with a destruction that was cut short"),
            discussion: say("例：lantai disposal finish", "Example: lantai disposal finish"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Disposing(archive: common.open("disposal finish")).erase(
                progress: common.console.progress(say("建立索引", "Indexed")))
            common.console.note(say("没有未做完的销毁", "nothing is left to destroy"))
        }
    }
}

struct DisposalText {
    let console: Console

    func show(_ report: DisposalReport) {
        if console.isJSON { return console.print(.of(report)) }
        for code in report.disposed { console.print(say("已销毁  ", "destroyed  ") + code) }
        for one in report.left {
            console.print(say("保留    ", "left       ") + one.code + "  " + Wording.of(one.obstacle))
        }
        console.print(say("销毁清册：", "Register: ") + report.register)
        backups(report.boxes)
        console.note(
            say("利用日志、保存的检索与机构自己的同义词不在此列。", "The access log, saved searches and own synonyms are not part of this."))
    }

    /// Where what is gone can still be found.
    func backups(_ boxes: [String]) {
        if !boxes.isEmpty {
            console.note(
                say(
                    "备份里还有：对每个备份再运行一次 lantai backup，离线的旧备份连同以下盒文件与旧的 catalog.sqlite 一并销毁：",
                    "Backups still have them: run lantai backup to each once more, and destroy in offline copies the old catalog.sqlite and these boxes:"
                ) + boxes.joined(separator: " "))
        }
    }

    func show(_ disposal: DisposalView) {
        if console.isJSON { return console.print(.of(disposal)) }
        let state = disposal.isFinished ? "" : say("  未做完", "  unfinished")
        let witnesses = disposal.witnesses.joined(separator: say("、", ", "))
        console.print(
            say("处置 \(disposal.number)", "disposal \(disposal.number)") + "  \(disposal.at)  \(disposal.by)  "
                + Wording.of(disposal.kind)
                + say(
                    "  \(disposal.items) 件  批次 \(disposal.appraisal)  批准：\(disposal.authority)  监销：\(witnesses)  清册 ",
                    "  \(disposal.items) records  batch \(disposal.appraisal)  approved: \(disposal.authority)  witnesses: \(witnesses)  register "
                ) + disposal.register + state)
    }

    /// What is left of a record that is gone.
    func show(_ view: StubView) {
        let stub = view.stub
        if console.isJSON {
            console.print(
                .object([
                    ("code", .string(stub.code)), ("class", .string(stub.classCode)), ("org", .string(stub.org)),
                    ("volume", JSONText(stub.volume)), ("date", .string(stub.date)),
                    ("filedAt", .string(stub.filedAt)), ("state", .string(view.disposal.kind.rawValue)),
                    ("versionCount", .int(stub.versions)), ("versions", .array([])), ("digest", .string(stub.digest)),
                    ("disposal", .of(view.disposal)), ("handedOver", JSONText.of(view.handedOver)),
                ]))
            return
        }
        console.print(say("档号：", "Code: ") + stub.code)
        console.print(say("类别：", "Class: ") + stub.classCode)
        console.print(say("日期：", "Date: ") + stub.date)
        console.print(say("归档：", "Filed: ") + stub.filedAt)
        console.print(
            say("状态：", "State: ") + Wording.of(view.disposal.kind) + say("，", ", ") + view.disposal.at
                + say("，批准：", ", approved: ") + view.disposal.authority + say("，清册 ", ", register ")
                + view.disposal.register)
        if let handedOver = view.handedOver { console.print(Wording.line(handedOver)) }
        console.print(say("摘要：", "Digest: ") + stub.digest)
    }
}
