internal import ArchiveFiles
internal import Boxes
internal import Foundation
internal import Records

/// Writes a package by BagIt (RFC 8493): payload files first, then the tag files with their SHA-256.
final class BagWriter {
    private let sink: any PackageSink
    private var manifest = ""
    /// Of the payload.
    private(set) var files = 0
    private(set) var bytes = 0

    init(sink: any PackageSink) {
        self.sink = sink
    }

    /// Adds a payload file.
    /// - Parameter path: below `data/`, of safe names.
    func add(_ path: String, _ content: Data) throws {
        try sink.add("data/" + path, content)
        // RFC 8493, 2.1.3: LF, CR and percent signs in names are percent-encoded.
        let written = path.replacing("%", with: "%25").replacing("\n", with: "%0A").replacing("\r", with: "%0D")
        manifest += BoxStore.sha256(content) + "  data/" + written + "\n"
        files += 1
        bytes += content.count
    }

    /// Writes the tag files.
    /// - Parameter info: what `bag-info.txt` says before what it says of every bag.
    /// - Returns: the SHA-256 of `tagmanifest-sha256.txt`, which stands for the whole package.
    @discardableResult
    func close(info: [(String, String)]) throws -> String {
        let info =
            info + [
                ("Bagging-Date", Timestamp.today().description), ("Payload-Oxum", "\(bytes).\(files)"),
                ("Bag-Software-Agent", "Lantai"),
            ]
        let tags = [
            ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            ("bag-info.txt", info.map { $0 + ": " + $1 + "\n" }.joined()), ("manifest-sha256.txt", manifest),
        ]
        var tagManifest = ""
        for (name, text) in tags {
            try sink.add(name, Data(text.utf8))
            tagManifest += BoxStore.sha256(Data(text.utf8)) + "  " + name + "\n"
        }
        try sink.add("tagmanifest-sha256.txt", Data(tagManifest.utf8))
        try sink.close()
        return BoxStore.sha256(Data(tagManifest.utf8))
    }
}

/// Where a package is written.
protocol PackageSink {
    func add(_ path: String, _ bytes: Data) throws
    func close() throws
}

struct FolderSink: PackageSink {
    let root: String

    func add(_ path: String, _ bytes: Data) throws {
        let path = root + "/" + path
        try FileManager.default.createDirectory(
            atPath: path.parentPath, withIntermediateDirectories: true)
        let file = try DurableFile(path: path, mode: .readWriteCreate)
        try file.write([UInt8](bytes), at: 0)
    }

    func close() {}
}

struct ZipSink: PackageSink {
    private let writer: ZipWriter
    private let folder: String

    init(path: String, folder: String) throws {
        writer = try ZipWriter(path: path)
        self.folder = folder
    }

    func add(_ path: String, _ bytes: Data) throws {
        try bytes.withUnsafeBytes { try writer.add(path: folder + "/" + path, content: $0, time: time(nil)) }
    }

    func close() throws { try writer.close() }
}
