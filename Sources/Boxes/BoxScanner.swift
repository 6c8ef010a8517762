internal import ArchiveFiles
package import Foundation

/// Reads a box from its bytes alone, without the catalog: for recovery.
package struct BoxScanner {
    package struct Frame: Sendable {
        package var location: FrameLocation
        package var members: [Member]
    }

    package struct Member: Sendable {
        package var path: String
        package var content: Data
        /// Where the member begins in the unpacked frame, in bytes.
        package var offset: Int
    }

    private let store: BoxStore

    package init(store: BoxStore) {
        self.store = store
    }

    /// All box files under the root, relative to it, sorted.
    package func files() throws -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: store.root) else { return [] }
        return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".tar.zst") }.sorted()
    }

    /// Calls `body` for each whole frame, in order. A frame that does not unpack is reported to `damaged` and skipped as
    /// far as its length can be told; at the first that cannot, the scan of this file ends.
    package func scan(
        _ file: String, wanted: (String) -> Bool = { _ in true }, damaged: (Int) -> Void, _ body: (Frame) throws -> Void
    ) throws {
        let handle = try DurableFile(path: store.path(of: file), mode: .read)
        let end = try handle.length()
        var offset = 0
        // A frame is found by parsing its block headers; the window grows until the frame fits.
        var window = 1 << 20
        while offset < end {
            let bytes = try handle.read(count: min(window, end - offset), at: offset)
            guard let length = bytes.withUnsafeBytes({ ZstdCodec.frameLength($0) }) else {
                if bytes.count == end - offset {
                    damaged(offset)
                    return
                }
                window *= 2
                continue
            }
            let frame = Array(bytes[..<length])
            do {
                let fragment = try frame.withUnsafeBytes {
                    try ZstdCodec().decompress($0, limit: BoxStore.frameLimit)
                }
                var members: [Member] = []
                try fragment.withUnsafeBytes { bytes throws in
                    try TarReader.read(bytes, wanted: wanted) { member in
                        members.append(Member(path: member.path, content: member.content, offset: member.offset))
                        return true
                    }
                }
                let location = FrameLocation(
                    file: file, offset: offset, length: length, sha256: BoxStore.sha256(frame))
                try body(Frame(location: location, members: members))
            } catch is ArchiveFileError {
                damaged(offset)
            }
            offset += length
        }
    }
}
