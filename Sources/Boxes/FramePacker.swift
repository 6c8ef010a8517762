internal import ArchiveFiles
internal import Foundation

/// Packs entries into frames, in order, and says at once where each will stand. Nothing is written.
///
/// Not shared between threads.
package final class FramePacker {
    private let frameSize: Int
    private let level: Int
    private let tar: TarWriter
    private let codec: ZstdCodec
    private var frames: [PackedFrame] = []
    private var offsets: [Int] = []

    /// - Parameter frameSize: bytes of tar after which a frame is closed.
    package init(frameSize: Int = BoxStore.openFrameSize, level: Int = BoxStore.openLevel) throws {
        self.frameSize = frameSize
        self.level = level
        tar = try TarWriter()
        codec = ZstdCodec()
    }

    /// - Returns: the number of the frame, from 0, and where the entry begins in it, in bytes of tar.
    package func add(_ entry: BoxEntry) throws -> (frame: Int, offset: Int) {
        let place = (frame: frames.count, offset: tar.count)
        offsets.append(tar.count)
        for member in entry.members {
            try member.content.withUnsafeBytes {
                try tar.add(path: entry.folder + "/" + member.path, content: $0, time: entry.time)
            }
        }
        if tar.count >= frameSize { try close() }
        return place
    }

    /// The frames of all that was added; the packer is empty again.
    package func finish() throws -> [PackedFrame] {
        if !offsets.isEmpty { try close() }
        defer { frames = [] }
        return frames
    }

    private func close() throws {
        let bytes = try tar.bytes.withUnsafeBytes { try codec.compress($0, level: level) }
        frames.append(PackedFrame(bytes: bytes, sha256: BoxStore.sha256(bytes), entryOffsets: offsets))
        tar.startOver()
        offsets = []
    }
}
