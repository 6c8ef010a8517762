import ArgumentParser
import Foundation

/// Builds an index as `Archivist` does: in batches, one after the other, and merged at the end.
struct BuildCommand: AsyncParsableCommand {
    private static let batchBytes = 16 << 20
    private static let batchDocuments = 4000

    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds an index of documents, and prints what it cost.")

    @Argument(help: "id TAB text a line; or .jsonl with id, title, text and, if known, class, org, date.")
    var documents: String

    @Argument(help: "The folder the index is made in.")
    var folder: String

    func run() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in Engine.files + ["search.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
        var whole = Stopwatch()
        var indexing = Stopwatch()
        whole.start()
        let engine = try Engine(folder: folder)
        let list = try DocumentListWriter(folder: folder)
        var batch: [Document] = []
        var (count, batchSize, textBytes) = (0, 0, 0)
        func flush() async throws {
            indexing.start()
            try await engine.add(batch, after: Int64(count))
            indexing.stop()
            count += batch.count
            batch.removeAll(keepingCapacity: true)
            batchSize = 0
            progress("\(count) documents")
        }
        for document in try DocumentFile(path: documents) {
            list.append(document)
            batch.append(document)
            batchSize += document.bytes
            textBytes += document.bytes
            if batchSize >= Self.batchBytes || batch.count >= Self.batchDocuments { try await flush() }
        }
        if !batch.isEmpty { try await flush() }
        progress("merging")
        indexing.start()
        try engine.optimize()
        indexing.stop()
        list.close()
        whole.stop()
        let indexBytes = Engine.files.map { fileSize(folder + "/" + $0) }.reduce(0, +)
        print(
            """
            docs \(count)
            text_bytes \(textBytes)
            cpu_s \(whole.cpu)
            wall_s \(whole.wall)
            index_cpu_s \(indexing.cpu)
            index_wall_s \(indexing.wall)
            index_bytes \(indexBytes)
            peak_rss_mb \(peakMemory())
            """)
    }
}

private func fileSize(_ path: String) -> Int {
    ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
}

func progress(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
