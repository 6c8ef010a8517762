import CLibArchive
import Foundation

/// Writes a zip file (deflate, UTF-8 names) through libarchive. Not shared between threads.
package final class ZipWriter {
    private var archive: OpaquePointer?

    package init(path: String) throws(ArchiveFileError) {
        guard let archive = archive_write_new() else { throw .outOfMemory }
        self.archive = archive
        archive_write_set_format_zip(archive)
        archive_write_set_options(archive, "zip:hdrcharset=UTF-8")
        guard archive_write_open_filename(archive, path) == ARCHIVE_OK else { throw .zip(message) }
    }

    deinit {
        if let archive { archive_write_free(archive) }
    }

    /// - Parameter time: seconds since 1970, UTC.
    package func add(path: String, content: UnsafeRawBufferPointer, time: Int) throws(ArchiveFileError) {
        guard let archive, let entry = archive_entry_new() else { throw .outOfMemory }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_size(entry, Int64(content.count))
        archive_entry_set_mtime(entry, time, 0)
        guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw .zip(message) }
        if let base = content.baseAddress, content.count > 0 {
            guard archive_write_data(archive, base, content.count) == content.count else { throw .zip(message) }
        }
    }

    /// Writes the directory at the end; only then is the file a zip.
    package func close() throws(ArchiveFileError) {
        guard let archive, archive_write_close(archive) == ARCHIVE_OK else { throw .zip(message) }
    }

    private var message: String {
        archive.flatMap { archive_error_string($0) }.map { String(cString: $0) } ?? "unknown error"
    }
}
