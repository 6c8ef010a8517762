import ArgumentParser
import Records

/// Completes what people type, one key after the other.
struct CompleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Completes the beginnings of words, names and titles of the corpus; prints a line of milliseconds.")

    @Argument(help: "The folder of the index.")
    var folder: String

    @Argument(help: "The .jsonl that was indexed.")
    var documents: String

    @Argument(help: "How many words, names and titles each.")
    var count: Int

    @OptionGroup var options: SearchOptions

    func run() throws {
        let list = try DocumentList(folder: folder)
        let engine = try Engine(folder: folder)
        let prefixes = try QueryMix(list: list, file: DocumentFile(path: documents), count: count).completed
            .flatMap { text in (1...min(4, text.count)).map { String(text.prefix($0)) } }
        let query = options.query("", limit: 10)
        func pass() throws -> [Stopwatch] {
            try prefixes.map { prefix in
                var took = Stopwatch()
                took.start()
                try engine.complete(prefix, query)
                took.stop()
                return took
            }
        }
        _ = try pass()
        let took = try pass()
        report("completions", took)
    }
}
