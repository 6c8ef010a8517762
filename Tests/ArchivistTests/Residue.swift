import Archivist
import Foundation
import Records
import Workbench

/// What is left of texts in the files of an archive: 8-byte windows that occur in nothing that stays.
struct Residue {
    private static let width = 8
    private var sought: Set<UInt64>
    /// In an index, dates and numbers of what stays stand in one spelling for all, which may be that of another text.
    private var soughtInIndex: Set<UInt64>

    /// - Parameters:
    ///   - texts: all that the destroyed records said.
    ///   - kept: all that stays.
    init(of texts: [String], kept: [Data]) {
        sought = []
        soughtInIndex = []
        for text in texts {
            Self.windows(of: Data(text.utf8)) { if Self.isDistinct($0) { sought.insert($0) } }
            for words in text.split(separator: #/[0-9０-９〇零一二三四五六七八九十百千万年月日号第条届]+/#) {
                Self.windows(of: Data(words.utf8)) { if Self.isDistinct($0) { soughtInIndex.insert($0) } }
            }
        }
        for data in kept {
            Self.windows(of: data) {
                sought.remove($0)
                soughtInIndex.remove($0)
            }
        }
    }

    /// Runs of zeros and the like occur by chance.
    private static func isDistinct(_ window: UInt64) -> Bool {
        Set((0..<8).map { UInt8(truncatingIfNeeded: window >> ($0 * 8)) }).count > 3
    }

    var count: Int { sought.count }

    /// Files in which something is left, with the first window found; boxes are looked into unpacked as well.
    func findings(in folder: String) throws -> [String] {
        var found: [String] = []
        let walk = FileManager.default.enumerator(atPath: folder)
        for name in (walk?.compactMap { $0 as? String } ?? []).sorted() {
            let path = folder + "/" + name
            if let hit = hit(in: Data(name.utf8), sought) { found.append("name \(name): \(hit)") }
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            let windows = name.hasPrefix("Indexes/") ? soughtInIndex : sought
            if let hit = hit(in: data, windows) { found.append("\(name): \(hit)") }
            guard name.hasSuffix(".zst") else { continue }
            let unpacked = path + ".unpacked"
            _ = try Shell.run("zstd -dcq \(Shell.quoted(path)) > \(Shell.quoted(unpacked))", in: folder)
            if let hit = hit(in: FileManager.default.contents(atPath: unpacked) ?? Data(), sought) {
                found.append("\(name) unpacked: \(hit)")
            }
            try FileManager.default.removeItem(atPath: unpacked)
        }
        return found
    }

    private func hit(in data: Data, _ windows: Set<UInt64>) -> String? {
        var hit: UInt64?
        Self.windows(of: data) { if hit == nil, windows.contains($0) { hit = $0 } }
        return hit.map { window in
            String(decoding: (0..<8).reversed().map { UInt8(truncatingIfNeeded: window >> ($0 * 8)) }, as: UTF8.self)
        }
    }

    private static func windows(of data: Data, _ body: (UInt64) -> Void) {
        data.withUnsafeBytes { bytes in
            guard bytes.count >= width else { return }
            var window: UInt64 = 0
            for (index, byte) in bytes.enumerated() {
                window = window << 8 | UInt64(byte)
                if index >= width - 1 { body(window) }
            }
        }
    }
}
