internal import Boxes
internal import Foundation

/// A file that is made for one answer and never stands anywhere under a name: nothing of what it holds is found on the disk
/// once the answer is over, whether it came to its end or the program died over it.
package struct Outgoing: Sendable {
    /// What whoever receives it may call it.
    package internal(set) var name: String
    private let file: DurableFile

    init(name: String, in archive: ArchiveFolder) throws {
        self.name = name
        // Beside the archive, not in memory: a package may be large.
        let folder = archive.layout.temporary
        try DurableFile.createFolders(for: folder + "/file", below: archive.path)
        file = try DurableFile(unnamedIn: folder)
    }

    /// For those who write it.
    var path: String { file.openPath }

    /// Bytes.
    package var length: Int { get throws { try file.length() } }

    /// Up to `count` bytes; fewer where the file ends.
    package func read(count: Int, at offset: Int) throws -> [UInt8] { try file.read(count: count, at: offset) }
}
