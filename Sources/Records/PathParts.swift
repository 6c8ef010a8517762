/// Paths as the system sees them: bytes, parted by `/`. To Swift a slash with a combining accent behind it (U+0301) is one
/// character and no slash.
extension String {
    package var hasSlash: Bool { utf8.contains(slash) }

    /// The path of the folder that holds what the path names; empty for a name alone, `/` at the top.
    package var parentPath: String {
        let path = utf8.withoutSlashesAtEnd
        guard let last = path.lastIndex(of: slash) else { return "" }
        let folder = path[..<last].withoutSlashesAtEnd
        return folder.isEmpty ? "/" : String(decoding: folder, as: UTF8.self)
    }

    /// The last part of the path, without slashes; empty for `/`.
    package var lastPathPart: String {
        let path = utf8.withoutSlashesAtEnd
        let start = path.lastIndex(of: slash).map { path.index(after: $0) } ?? path.startIndex
        return String(decoding: path[start...], as: UTF8.self)
    }
}

private let slash = UInt8(ascii: "/")

extension BidirectionalCollection where Element == UInt8 {
    fileprivate var withoutSlashesAtEnd: SubSequence {
        self[..<(lastIndex { $0 != slash }.map { index(after: $0) } ?? startIndex)]
    }
}
