// The search index alone, in one process: what building it costs, and what each query costs once it is warm.
// `build` and `search` speak the protocol for outside programs that LANTAI_DATA/bench/peers/run_peer.py describes.

import ArgumentParser
import Records

@main
struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "SearchBenchmark", abstract: "Builds and times the search index.",
        subcommands: [BuildCommand.self, SearchCommand.self, MixCommand.self, CompleteCommand.self])
}

/// How much of an answer is wanted.
enum Extent: String, ExpressibleByArgument {
    /// The ranked page alone.
    case brief
    /// Also totals, facets and a passage of each hit.
    case full
}

/// What can be asked of every search.
struct SearchOptions: ParsableArguments {
    @Option(help: "Only documents of this division and below it: a filter of the query.")
    var org: String?

    @Option(help: "The division of a reader whose permission is tested in the index; nobody's permission without it.")
    var reader: String?

    @Option(help: "Of how many of the classes that reader sees all records; of the others, every hundredth item.")
    var classes = Document.classes.count

    @Option(help: "The documents that were indexed: for the passages of a full answer.")
    var texts: String?

    @Flag(help: "Score every match, without approximation.")
    var exhaustive = false

    func query(_ text: String, limit: Int) -> SearchQuery {
        var query = SearchQuery(text: text, org: org, limit: limit)
        query.scope = scope
        return query
    }

    private var scope: ReaderScope? {
        reader.map { reader in
            let isPartial = classes < Document.classes.count
            return ReaderScope(
                org: reader, classes: Set(Document.classes.prefix(classes)),
                openedItems: isPartial ? Set((1...1000).map { Int64($0 * 100) }) : [])
        }
    }
}
