internal import ArchiveFiles
internal import Crypto
package import Foundation

/// Puts versions into boxes, reads them back and checks them. This file is the door of the target.
///
/// A box is one ordinary `.tar.zst`: independent zstd frames, each holding whole tar members (BoxFormat.md). The store
/// knows files and frames alone; which of them count is the catalog's word.
package struct BoxStore: Sendable {
    /// `Corpus/boxes`
    package let root: String

    package init(root: String) {
        self.root = root
    }

    /// Bytes of tar to a frame while a box is open: a reader unpacks one frame to get one version.
    package static let openFrameSize = 128 << 10
    /// zstd level while a box is open; it is packed harder when it is sealed.
    package static let openLevel = 3
    /// A box takes no more once it is this long, in bytes.
    package static let fullSize = 64 << 20
    /// The largest frame that is unpacked, in bytes: more than any member that filing accepts.
    static let frameLimit = 1 << 30

    package func path(of file: String) -> String { root + "/" + file }

    // MARK: - Appending

    /// Writes frames behind the committed length of a box and makes them durable, file and folder.
    ///
    /// Whatever stands behind `committedLength` is left over from a crash and is cut off first. When a write fails, the
    /// box is cut back to `committedLength` and the error thrown.
    package func append(_ frames: [PackedFrame], to file: String, at committedLength: Int) throws {
        let path = path(of: file)
        try DurableFile.createFolders(for: path, below: root)
        let handle = try DurableFile(path: path, mode: .readWriteCreate)
        do {
            if try handle.length() != committedLength { try handle.truncate(to: committedLength) }
            var offset = committedLength
            for frame in frames {
                try handle.write(frame.bytes, at: offset)
                offset += frame.bytes.count
            }
            try handle.sync()
            // All folders above, also those that were there: one that a killed writer made may not be durable yet.
            if committedLength == 0 { try DurableFile.syncFolders(above: path, upTo: root) }
        } catch {
            // Space was short or the disk failed: give back what was taken. The committed part is untouched.
            try? handle.truncate(to: committedLength)
            _ = try? cutOff(file, at: committedLength)
            throw error
        }
    }

    /// Cuts off what stands behind the committed length; where nothing is committed, the file goes.
    /// - Returns: the bytes cut off.
    @discardableResult
    package func cutOff(_ file: String, at committedLength: Int) throws -> Int {
        let path = path(of: file)
        guard let length = DurableFile.length(of: path) else { return 0 }
        if committedLength == 0 {
            // An empty file is no zstd file: a box without content has none.
            try DurableFile.remove(path)
            return length
        }
        guard length > committedLength else { return 0 }
        let handle = try DurableFile(path: path, mode: .readWriteCreate)
        try handle.truncate(to: committedLength)
        try handle.sync()
        return length - committedLength
    }

    /// What stands behind the committed length of a box, and whether it may be what a crash left of a write.
    package enum Surplus: Equatable, Sendable {
        case none
        /// The beginning of a frame, or a stretch that was never written (zeros): bytes of an append that was cut short.
        case leftover(bytes: Int)
        /// Something that no append of ours leaves.
        case foreign(bytes: Int)
    }

    package func surplus(of file: String, at committedLength: Int) throws -> Surplus {
        let path = path(of: file)
        guard let length = DurableFile.length(of: path), length > committedLength else { return .none }
        let start = try DurableFile(path: path, mode: .read).read(count: 4, at: committedLength)
        // The magic number that every zstd frame begins with (RFC 8878, 3.1.1).
        let isFrame = [0x28, 0xB5, 0x2F, 0xFD].starts(with: start)
        let isUnwritten = start.allSatisfy { $0 == 0 }
        let bytes = length - committedLength
        return isFrame || isUnwritten ? .leftover(bytes: bytes) : .foreign(bytes: bytes)
    }

    /// Removes a box's file, durably; no file is as good.
    package func remove(_ file: String) throws {
        try DurableFile.remove(path(of: file))
    }

    // MARK: - Reading

    /// The tar fragment of a frame. Its digest has been checked: what is damaged is never read out as if it were right.
    package func fragment(of frame: FrameLocation) throws -> [UInt8] {
        let path = path(of: frame.file)
        let handle: DurableFile
        do {
            handle = try DurableFile(path: path, mode: .read)
        } catch {
            if error.isNotFound { throw BoxError.missing(file: frame.file) }
            throw error
        }
        let bytes = try handle.read(count: frame.length, at: frame.offset)
        guard bytes.count == frame.length else { throw BoxError.truncated(file: frame.file, offset: frame.offset) }
        guard Self.sha256(bytes) == frame.sha256 else { throw BoxError.damaged(file: frame.file, offset: frame.offset) }
        do {
            return try bytes.withUnsafeBytes { try ZstdCodec.decompress($0, limit: Self.frameLimit) }
        } catch {
            throw BoxError.damaged(file: frame.file, offset: frame.offset)
        }
    }

    /// The members of one entry, by their path inside the entry's folder.
    package func members(of location: EntryLocation) throws -> [String: Data] {
        try Self.members(of: location, in: fragment(of: location.frame))
    }

    /// The members of one entry of a fragment that was already unpacked.
    package static func members(of location: EntryLocation, in fragment: [UInt8]) throws -> [String: Data] {
        var members: [String: Data] = [:]
        let prefix = location.folder + "/"
        do {
            try fragment.withUnsafeBytes { bytes throws in
                try TarReader.read(bytes, from: location.offset, wanted: { $0.hasPrefix(prefix) }) { member in
                    guard member.path.hasPrefix(prefix) else { return false }
                    members[String(member.path.dropFirst(prefix.count))] = member.content
                    return true
                }
            }
        } catch {
            throw BoxError.damaged(file: location.frame.file, offset: location.frame.offset)
        }
        guard !members.isEmpty else { throw BoxError.damaged(file: location.frame.file, offset: location.frame.offset) }
        return members
    }

    /// All members of a fragment, in order, with their whole paths.
    package static func allMembers(of fragment: [UInt8], _ body: (String, Data) -> Void) throws {
        try fragment.withUnsafeBytes { bytes throws in
            try TarReader.read(bytes) { member in
                body(member.path, member.content)
                return true
            }
        }
    }

    // MARK: - Digests

    package static func sha256(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { hex(SHA256.hash(data: $0)) }
    }

    package static func sha256(_ data: Data) -> String {
        hex(SHA256.hash(data: data))
    }

    private static func hex(_ digest: SHA256.Digest) -> String {
        let digits: StaticString = "0123456789abcdef"
        return String(unsafeUninitializedCapacity: 64) { buffer in
            var index = 0
            for byte in digest {
                buffer[index] = digits.utf8Start[Int(byte >> 4)]
                buffer[index + 1] = digits.utf8Start[Int(byte & 15)]
                index += 2
            }
            return index
        }
    }
}

/// What goes into a box together: a version's members, or one act.
package struct BoxEntry: Sendable {
    /// The folder of the members inside the box, without `/` at the end.
    package var folder: String
    package var members: [BoxMember]
    /// Seconds since 1970, UTC; the members' time stamp.
    package var time: Int

    package init(folder: String, members: [BoxMember], time: Int) {
        self.folder = folder
        self.members = members
        self.time = time
    }
}

package struct BoxMember: Sendable {
    /// Relative to the entry's folder: `metadata.json`, `content/报告.txt`, `text.txt`.
    package var path: String
    package var content: Data

    package init(path: String, content: Data) {
        self.path = path
        self.content = content
    }
}

/// A frame ready to be written.
package struct PackedFrame: Sendable {
    package var bytes: [UInt8]
    /// Of `bytes`, lower-case hexadecimal.
    package var sha256: String
    /// For each entry in the frame, where it begins in the unpacked fragment, in bytes.
    package var entryOffsets: [Int]
}

/// Where a frame stands.
package struct FrameLocation: Hashable, Sendable {
    /// Relative to the store's root.
    package var file: String
    /// Bytes.
    package var offset: Int
    package var length: Int
    package var sha256: String

    package init(file: String, offset: Int, length: Int, sha256: String) {
        self.file = file
        self.offset = offset
        self.length = length
        self.sha256 = sha256
    }
}

/// Where an entry stands.
package struct EntryLocation: Hashable, Sendable {
    package var frame: FrameLocation
    /// Where the entry begins in the frame's unpacked fragment, in bytes.
    package var offset: Int
    package var folder: String

    package init(frame: FrameLocation, offset: Int, folder: String) {
        self.frame = frame
        self.offset = offset
        self.folder = folder
    }
}

package enum BoxError: Error, Equatable {
    /// The box has no file.
    case missing(file: String)
    /// The file ends before the frame does.
    case truncated(file: String, offset: Int)
    /// Digest, checksum or structure do not agree: the content is not what was filed.
    case damaged(file: String, offset: Int)
}

extension BoxStore {
    /// Copies a stretch of a box from another store to the same place here, durably.
    /// - Returns: the bytes copied.
    package func copy(_ file: String, from other: BoxStore, bytes: Range<Int>) throws -> Int {
        let source = try DurableFile(path: other.path(of: file), mode: .read)
        guard !bytes.isEmpty else { return 0 }
        let path = path(of: file)
        try DurableFile.createFolders(for: path, below: root)
        let target = try DurableFile(path: path, mode: .readWriteCreate)
        var offset = bytes.lowerBound
        while offset < bytes.upperBound {
            let piece = try source.read(count: min(1 << 20, bytes.upperBound - offset), at: offset)
            guard !piece.isEmpty else { throw BoxError.truncated(file: file, offset: offset) }
            try target.write(piece, at: offset)
            offset += piece.count
        }
        try target.truncate(to: offset)
        try target.sync()
        try DurableFile.syncFolder(of: path)
        return bytes.count
    }
}
