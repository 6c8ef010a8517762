import ArgumentParser
import Foundation
import Records

/// Runs queries of all kinds that people ask, made from the corpus itself and from LANTAI_DATA.
struct MixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mix",
        abstract: "Makes and runs a mix of queries; prints a line of milliseconds a kind.")

    @Argument(help: "The folder of the index.")
    var folder: String

    @Argument(help: "The .jsonl that was indexed.")
    var documents: String

    @Argument(help: "How many queries of each kind.")
    var count: Int

    @Option(help: "brief | full: full takes totals, facets and passages, too.")
    var mode = Extent.full

    @Option(help: "How many hits of each query are wanted.")
    var limit = 20

    @Option(help: "Where each query goes with its kind, wall and CPU microseconds and total.")
    var times: String?

    @OptionGroup var options: SearchOptions

    func run() throws {
        let list = try DocumentList(folder: folder)
        let mix = try QueryMix(list: list, file: DocumentFile(path: documents), count: count)
        for kind in mix.leftOut { progress("left out: \(kind)") }
        var options = options
        options.texts = options.texts ?? documents
        let round = try SearchRound(folder: folder, documents: list, options: options, extent: mode)
        let kinds = mix.kinds.map { kind in
            (kind.name, kind.queries.map { $0.query(options, limit: limit) })
        }
        var all: [SearchRound.Result] = []
        var lines = ""
        print("kind\tn\twall_p50\twall_p95\twall_p99\tcpu_p50\tcpu_p95\tcpu_p99")
        for (name, queries) in kinds {
            progress("\(queries.count) queries: \(name)")
            let results = try round.run(queries)
            report(name, results.map(\.took))
            all += results
            for (query, result) in zip(queries, results) {
                let text = query.text.replacing(#/\s+/#, with: " ")
                let took = "\(Int(result.took.wall * 1e6))\t\(Int(result.took.cpu * 1e6))"
                lines += "\(name)\t\(took)\t\(result.answer.total)\t\(text)\n"
            }
        }
        report("all", all.map(\.took))
        if let times { try lines.write(toFile: times, atomically: true, encoding: .utf8) }
    }

}

/// A line of a kind: how many, and the percentiles of wall and CPU milliseconds.
func report(_ name: String, _ took: [Stopwatch]) {
    let figures = [took.map(\.wall), took.map(\.cpu)].flatMap { seconds in
        [50.0, 95, 99].map { String(format: "%.3f", percentile(seconds, $0) * 1000) }
    }
    print("\(name)\t\(took.count)\t" + figures.joined(separator: "\t"))
}
