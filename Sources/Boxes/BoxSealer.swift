internal import ArchiveFiles
internal import Foundation

/// What a sealed box says of itself in its last member, `seal.json`.
package struct Seal: Codable, Equatable, Sendable {
    package static let format = "lantai-box/1"

    package struct Frame: Codable, Equatable, Sendable {
        package var offset: Int
        package var length: Int
        package var sha256: String
    }

    package var format: String
    package var sealedAt: String
    /// How many entries (versions and acts) the box holds.
    package var entries: Int
    /// All frames but the one that holds this seal.
    package var frames: [Frame]
}

/// Writes a sealed box: larger frames at a high level, a seal, and the end that a tar file has.
package struct BoxSealer {
    /// Bytes of tar to a frame.
    package static let frameSize = 512 << 10
    package static let level = 19

    private let store: BoxStore
    private let file: String
    private var frames: [Seal.Frame] = []
    private var entries = 0
    private var length = 0

    /// Begins the box anew: what a crash left under this name is overwritten.
    package init(store: BoxStore, file: String) throws {
        self.store = store
        self.file = file
        try store.append([], to: file, at: 0)
    }

    /// Adds entries as one run of frames, and says where each of them stands.
    package mutating func add(_ batch: [BoxEntry]) throws -> [EntryLocation] {
        var locations: [EntryLocation] = []
        var next = 0
        let packer = try FramePacker(frameSize: Self.frameSize, level: Self.level)
        for entry in batch { _ = try packer.add(entry) }
        let packed = try packer.finish()
        try write(packed)
        for (frame, place) in zip(packed, frames.suffix(packed.count)) {
            let location = FrameLocation(file: file, offset: place.offset, length: place.length, sha256: place.sha256)
            for offset in frame.entryOffsets {
                locations.append(EntryLocation(frame: location, offset: offset, folder: batch[next].folder))
                next += 1
            }
        }
        entries += batch.count
        return locations
    }

    /// Writes the seal and the end of the tar file; the box is durable when this returns.
    /// - Returns: the length of the whole box and the location of the frame that holds the seal.
    package mutating func finish(sealedAt: String, time: Int) throws -> (length: Int, sealFrame: FrameLocation) {
        let seal = Seal(format: Seal.format, sealedAt: sealedAt, entries: entries, frames: frames)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let content = try encoder.encode(seal)
        let tar = try TarWriter()
        try content.withUnsafeBytes { try tar.add(path: "seal.json", content: $0, time: time) }
        let whole = tar.bytes + TarWriter.endOfArchive
        let bytes = try whole.withUnsafeBytes { try ZstdCodec().compress($0, level: Self.level) }
        let frame = PackedFrame(bytes: bytes, sha256: BoxStore.sha256(bytes), entryOffsets: [])
        let offset = length
        try write([frame])
        return (
            length, FrameLocation(file: file, offset: offset, length: bytes.count, sha256: frame.sha256)
        )
    }

    private mutating func write(_ packed: [PackedFrame]) throws {
        try store.append(packed, to: file, at: length)
        for frame in packed {
            frames.append(Seal.Frame(offset: length, length: frame.bytes.count, sha256: frame.sha256))
            length += frame.bytes.count
        }
    }
}
