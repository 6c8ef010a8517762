import Foundation

/// The tables of `Indexes/v3`, read from the source tree.
enum TableFiles {
    static func bytes(_ name: String) throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: root.appending(path: "Indexes/v3/\(name)")))
    }

    /// The lines of a table without its comments, cut at tabs.
    static func lines(_ name: String) throws -> [[Substring]] {
        String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    }

    static func isSorted(_ keys: [Substring]) -> Bool {
        zip(keys, keys.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
