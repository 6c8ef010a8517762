import CLibArchive
import Foundation

/// Lays files out as tar members in memory (POSIX pax, extended headers only where a name needs them), through libarchive.
///
/// What `bytes` holds is a fragment: whole members without the two zero blocks that end a tar file, so that fragments
/// joined together are one tar file again.
/// Not shared between threads.
package final class TarWriter {
    /// Collects what libarchive writes; libarchive holds it unretained while the writer lives.
    private final class Sink {
        var bytes: [UInt8] = []
        /// Set while the end-of-archive blocks are written, which a fragment leaves out.
        var closing = false
    }

    private let archive: OpaquePointer
    private let sink: Sink

    package init() throws(ArchiveFileError) {
        guard let archive = archive_write_new() else { throw .outOfMemory }
        self.archive = archive
        self.sink = Sink()
        archive_write_set_format_pax_restricted(archive)
        archive_write_add_filter_none(archive)
        // Zero: pass every write on at once, so that `bytes.count` is exact after each member.
        archive_write_set_bytes_per_block(archive, 0)
        let context = Unmanaged.passUnretained(sink).toOpaque()
        let status = archive_write_open(
            archive, context, nil,
            { _, context, buffer, length in
                guard let context, let buffer else { return -1 }
                let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
                if !sink.closing {
                    sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: length))
                }
                return length
            }, nil)
        guard status == ARCHIVE_OK else { throw .tar(Self.message(archive)) }
    }

    deinit {
        sink.closing = true
        archive_write_free(archive)
    }

    /// The fragment so far.
    package var bytes: [UInt8] { sink.bytes }
    package var count: Int { sink.bytes.count }

    /// Forgets the fragment so far; the next member begins a new one.
    package func startOver() {
        sink.bytes.removeAll(keepingCapacity: true)
    }

    /// Adds a regular file.
    /// - Parameters:
    ///   - path: relative, `/` between folders.
    ///   - time: seconds since 1970, UTC.
    package func add(path: String, content: UnsafeRawBufferPointer, time: Int) throws(ArchiveFileError) {
        guard let entry = archive_entry_new() else { throw .outOfMemory }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_size(entry, Int64(content.count))
        archive_entry_set_mtime(entry, time, 0)
        guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw .tar(Self.message(archive)) }
        var offset = 0
        while offset < content.count {
            guard let base = content.baseAddress else { break }
            let written = archive_write_data(archive, base + offset, content.count - offset)
            guard written > 0 else { throw .tar(Self.message(archive)) }
            offset += written
        }
        guard archive_write_finish_entry(archive) == ARCHIVE_OK else { throw .tar(Self.message(archive)) }
    }

    /// The two zero blocks that end a tar file.
    package static var endOfArchive: [UInt8] { [UInt8](repeating: 0, count: 1024) }

    private static func message(_ archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    }
}

/// What went wrong below; the words are libarchive's or libzstd's, for the log.
package enum ArchiveFileError: Error, Equatable {
    case tar(String)
    case zip(String)
    case zstd(String)
    case tooLarge(limit: Int)
    case outOfMemory
}
