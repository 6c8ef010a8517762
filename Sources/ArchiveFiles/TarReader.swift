import CLibArchive
package import Foundation

/// One member of a tar fragment in memory.
package struct TarMember: Sendable {
    package var path: String
    package var content: Data
    /// Where the member begins (its first header block) in what is read, in bytes.
    package var offset: Int
}

/// Reads tar members from memory through libarchive.
package enum TarReader {
    /// Calls `body` for each member from `offset` on, in order, until it returns false.
    /// - Parameters:
    ///   - fragment: whole members; the zero blocks at the end may be missing.
    ///   - wanted: says by the path whether the content is needed; what is not wanted comes with none.
    /// - Throws: `.tar` where the bytes are not a tar fragment or a member is cut short.
    package static func read(
        _ fragment: UnsafeRawBufferPointer, from offset: Int = 0, wanted: (String) -> Bool = { _ in true },
        _ body: (TarMember) -> Bool
    ) throws(ArchiveFileError) {
        guard offset < fragment.count else { return }
        guard let archive = archive_read_new() else { throw .outOfMemory }
        defer { archive_read_free(archive) }
        archive_read_support_format_tar(archive)
        let slice = UnsafeRawBufferPointer(rebasing: fragment[offset...])
        guard archive_read_open_memory(archive, slice.baseAddress, slice.count) == ARCHIVE_OK else {
            throw .tar(message(archive))
        }
        while true {
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw .tar(message(archive)) }
            let path = archive_entry_pathname(entry).map { String(cString: $0) } ?? ""
            var content = Data()
            if wanted(path) {
                let size = Int(archive_entry_size(entry))
                // A member cannot be larger than the fragment that holds it: a damaged size must not allocate.
                guard size >= 0, size <= slice.count else { throw .tar("member size beyond fragment") }
                content = Data(count: size)
                var filled = 0
                while filled < size {
                    let count = content.withUnsafeMutableBytes { buffer in
                        buffer.baseAddress.map { archive_read_data(archive, $0 + filled, size - filled) } ?? 0
                    }
                    guard count > 0 else { throw .tar(message(archive)) }
                    filled += count
                }
            }
            let begin = Int(archive_read_header_position(archive))
            guard body(TarMember(path: path, content: content, offset: offset + begin)) else { return }
        }
    }

    private static func message(_ archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    }
}
