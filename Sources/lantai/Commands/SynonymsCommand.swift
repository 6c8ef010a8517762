import Archivist
import ArgumentParser
import Face

struct SynonymsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synonyms", abstract: say("检索用的同义词", "Synonyms used in searching"),
        discussion: say(
            """
            同组的词检索时互相代替。本机构自己的词写在档案夹的 Corpus/synonyms.txt，用任何文本编辑器，一行一组，如：
                未保中心 = 甲区未成年人救助保护中心 = 甲区救助站
            改后立即生效，不必重建索引。
            """,
            """
            Words of a group stand for each other in a search. The institution's own stand in Corpus/synonyms.txt of the archive
            folder: a plain text file, one group a line, `=` between the words. Changes act at once; nothing is rebuilt.
            """),
        subcommands: [List.self, Check.self, Replace.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: say("列出各组同义词", "List the groups"),
            discussion: say("例：lantai synonyms list", "Example: lantai synonyms list"))
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let list = try SynonymKeeping(archive: common.open("synonyms list")).list()
            SynonymText(console: common.console).show(list)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: say("检查同义词文件", "Check a file of synonyms"),
            discussion: say(
                """
                不写文件，就检查档案夹里的 Corpus/synonyms.txt。有错误时退出码为 1；档案里没有出现过的词只作提醒。
                例：lantai synonyms check
                    lantai synonyms check 新词.txt
                """,
                """
                Without FILE, the archive's own Corpus/synonyms.txt. Exits with 1 if there are faults; words that stand in no
                record are only remarked on.
                Example: lantai synonyms check
                         lantai synonyms check new.txt
                """))
        @Argument(help: ArgumentHelp(say("同义词文件", "file of synonyms"), valueName: "FILE")) var file: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let keeping = try SynonymKeeping(archive: common.open("synonyms check"))
            let check = try await keeping.check(file.map { (path: $0, bytes: try InputFile.bytes($0)) })
            SynonymText(console: common.console).show(check)
            if !check.faults.isEmpty { throw ExitCode(1) }
        }
    }

    struct Replace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replace",
            abstract: say("换用一个同义词文件", "Put a file in the place of the institution's own"),
            discussion: say(
                """
                先检查，有错误就不换，退出码为 65。换了立即生效；原来的文件不留，要留先另存。空文件就是不用自己的同义词。
                例：lantai synonyms replace 新词.txt
                """,
                """
                Checked first: with faults nothing is changed, and the exit is 65. It acts at once; the old file is not kept. An
                empty file leaves no words of the institution's own.
                Example: lantai synonyms replace new.txt
                """))
        @Argument(help: ArgumentHelp(say("同义词文件", "file of synonyms"), valueName: "FILE")) var file: String
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let bytes = try InputFile.bytes(file)
            let check = try await SynonymKeeping(archive: common.open("synonyms replace")).replace(with: bytes)
            SynonymText(console: common.console).show(check)
        }
    }
}
