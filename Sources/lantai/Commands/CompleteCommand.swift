import Archivist
import ArgumentParser
import Face
import Records

struct CompleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: say("输入提示：题名、人名、词语", "How what is typed may go on: titles, names, words"),
        discussion: say(
            """
            人名也可用拼音。只提示筛选条件之内、可以看到的档案里有的内容。
            例：lantai complete 未成年
                lantai complete zhang --class 个案
            """,
            """
            Names can be typed in pinyin. Only what occurs in records that the filters let pass is offered.
            Example: lantai complete 未成年
                     lantai complete zhang --class GA
            """))

    @Argument(help: ArgumentHelp(say("已经输入的部分", "what has been typed"), valueName: "PREFIX")) var prefix: String
    @OptionGroup var filters: FilterOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let query = try filters.query()
        let searching = try await Searching(
            archive: common.open("complete"), progress: common.console.progress(say("建立索引", "Indexing")))
        let completions = try searching.completions(of: prefix, query: query, limit: filters.limit)
        guard common.console.isJSON else {
            for completion in completions {
                common.console.print(Wording.safe(completion.text))
            }
            return
        }
        common.console.print(.of(completions, prefix: prefix))
    }
}
