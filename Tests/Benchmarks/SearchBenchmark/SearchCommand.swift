import ArgumentParser
import Foundation

/// Runs a file of queries.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Runs queries: once untimed, then once timed.")

    @Argument(help: "The folder of the index.")
    var folder: String

    @Argument(help: "id TAB text a line.")
    var queries: String

    @Argument(help: "How many hits of each query are wanted.")
    var limit: Int

    @Argument(help: "Where the hits go, as TREC lines.")
    var hits: String

    @Argument(help: "Where the times go: id, wall and CPU microseconds a line.")
    var times: String

    @Argument(help: "How other programs join words: or | user. Lantai has one way.")
    var words: String

    @Option(help: "brief | full: full takes totals, facets and passages, too.")
    var mode = Extent.brief

    @OptionGroup var options: SearchOptions

    func run() throws {
        let documents = try DocumentList(folder: folder)
        let asked = try String(contentsOfFile: queries, encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            return (id: String(parts[0]), text: parts.count > 1 ? String(parts[1]) : "")
        }
        let round = try SearchRound(folder: folder, documents: documents, options: options, extent: mode)
        let results = try round.run(asked.map { options.query($0.text, limit: limit) })
        var (ranked, took) = ("", "")
        for (query, result) in zip(asked, results) {
            took += "\(query.id) \(Int(result.took.wall * 1e6)) \(Int(result.took.cpu * 1e6))\n"
            for (position, place) in result.answer.page.enumerated() {
                ranked += "\(query.id) Q0 \(documents[place.item].id) \(position + 1) \(place.score) lantai\n"
            }
        }
        try ranked.write(toFile: hits, atomically: true, encoding: .utf8)
        try took.write(toFile: times, atomically: true, encoding: .utf8)
        print("peak_rss_mb \(peakMemory())")
    }
}
