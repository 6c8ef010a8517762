/// The name of a box's file in its parts: `<folder>/0001.r2.tar.zst`.
package struct BoxName: Sendable {
    package let file: String
    package let folder: String
    package let number: Int
    /// 0 for a box that was never rewritten.
    package let revision: Int

    private static let ending = ".tar.zst"

    package init(folder: String, number: Int, revision: Int = 0) {
        let digits = String(number)
        file =
            folder + "/" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            + (revision == 0 ? "" : ".r\(revision)") + Self.ending
        self.folder = folder
        self.number = number
        self.revision = revision
    }

    package init?(_ file: String) {
        guard let slash = file.lastIndex(of: "/"), file.hasSuffix(Self.ending) else { return nil }
        let parts = file[file.index(after: slash)...].dropLast(Self.ending.count).split(separator: ".")
        guard let first = parts.first, let number = Int(first), parts.count <= 2 else { return nil }
        var revision = 0
        if parts.count == 2 {
            guard parts[1].first == "r", let counted = Int(parts[1].dropFirst()) else { return nil }
            revision = counted
        }
        self.file = file
        folder = String(file[..<slash])
        self.number = number
        self.revision = revision
    }

    /// The file that takes this one's place when the box is rewritten.
    package var next: String { Self(folder: folder, number: number, revision: revision + 1).file }
}
