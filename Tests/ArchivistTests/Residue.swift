import Archivist
import Foundation
import Records
import Workbench

/// What is left of texts in the files of an archive: 8-byte windows that occur in nothing that stays.
struct Residue {
    private static let width = 8
    private var sought: Set<UInt64>

    /// - Parameters:
    ///   - texts: all that the destroyed records said.
    ///   - kept: all that stays.
    init(of texts: [String], kept: [Data]) {
        sought = []
        for text in texts { Self.windows(of: Data(text.utf8)) { sought.insert($0) } }
        for data in kept { Self.windows(of: data) { sought.remove($0) } }
    }

    var count: Int { sought.count }

    /// Files in which something is left, with the first window found; boxes are looked into unpacked as well.
    func findings(in folder: String) throws -> [String] {
        var found: [String] = []
        let walk = FileManager.default.enumerator(atPath: folder)
        for name in (walk?.compactMap { $0 as? String } ?? []).sorted() {
            let path = folder + "/" + name
            if let hit = hit(in: Data(name.utf8)) { found.append("name \(name): \(hit)") }
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            if let hit = hit(in: data) { found.append("\(name): \(hit)") }
            guard name.hasSuffix(".zst") else { continue }
            let unpacked = path + ".unpacked"
            _ = try Shell.run("zstd -dcq \(Shell.quoted(path)) > \(Shell.quoted(unpacked))", in: folder)
            if let hit = hit(in: FileManager.default.contents(atPath: unpacked) ?? Data()) {
                found.append("\(name) unpacked: \(hit)")
            }
            try FileManager.default.removeItem(atPath: unpacked)
        }
        return found
    }

    private func hit(in data: Data) -> String? {
        var hit: UInt64?
        Self.windows(of: data) { if hit == nil, sought.contains($0) { hit = $0 } }
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
