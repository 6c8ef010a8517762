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

    /// Calls `body` for each whole frame, in order. A stretch that is no whole frame is reported to `damaged` by its offset
    /// and passed over, up to the next frame.
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
                if bytes.count < end - offset {
                    window *= 2
                    continue
                }
                damaged(offset)
                guard let next = Self.nextFrame(in: bytes) else { return }
                offset += next
                continue
            }
            let frame = Array(bytes[..<length])
            do {
                let fragment = try frame.withUnsafeBytes {
                    try ZstdCodec.decompress($0, limit: BoxStore.frameLimit)
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

    /// Where, behind the beginning, the next whole frame begins: frames open with a magic number (RFC 8878, 3.1.1).
    private static func nextFrame(in bytes: [UInt8]) -> Int? {
        let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        guard bytes.count > magic.count else { return nil }
        for start in 1...(bytes.count - magic.count) where bytes[start] == magic[0] {
            guard bytes[start..<start + magic.count].elementsEqual(magic) else { continue }
            let isWhole = bytes.withUnsafeBytes {
                ZstdCodec.frameLength(UnsafeRawBufferPointer(rebasing: $0[start...])) != nil
            }
            if isWhole { return start }
        }
        return nil
    }
}
