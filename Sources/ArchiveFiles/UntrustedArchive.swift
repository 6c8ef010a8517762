import CLibArchive
package import Foundation

/// What is read of an archive file that comes from outside: beyond it, reading ends and says so.
package struct ArchiveLimits: Sendable {
    /// How many members are looked at.
    package var entries: Int
    /// Bytes of one member's content.
    package var entryBytes: Int
    /// Bytes of all contents that were asked for together.
    package var totalBytes: Int
    /// How many times larger than the file its contents may be; the first 64 MiB are free, for small files of
    /// repeated text do compress a thousandfold.
    package var ratio: Int

    package init(
        entries: Int = 20_000, entryBytes: Int = 256 << 20, totalBytes: Int = 1 << 30, ratio: Int = 300
    ) {
        self.entries = entries
        self.entryBytes = entryBytes
        self.totalBytes = totalBytes
        self.ratio = ratio
    }

    static let freeBytes = 64 << 20
}

/// One member of an archive file from outside.
package struct UntrustedEntry: Sendable {
    /// The path as it stands in the file, in whatever encoding it was written: UTF-8 or a code page such as GBK.
    /// It may be absolute or hold `..`: never a path to write to.
    package var name: [UInt8]
    package var isFile: Bool
    /// What the archive claims, in bytes; nil where it says nothing.
    package var size: Int?
    package var isEncrypted: Bool
    /// Seconds since 1970; nil where the archive says nothing.
    package var modified: Int?
}

/// Reads members of zip, 7z, rar, tar (also compressed) and cab files from memory through libarchive; writes nothing.
package enum UntrustedArchive {
    package enum Formats: Sendable {
        case zip
        case any
        /// A compressed file that holds no archive, such as `名单.csv.gz`: one member without a name.
        case compressedFile
    }

    /// How the reading ended. What was read before counts in each case.
    package enum Ending: Sendable, Equatable {
        case complete
        case stopped
        /// A part cannot be read; the words are libarchive's, for the log.
        case damaged(String)
        /// Names or contents are encrypted, so that reading cannot go on.
        case encrypted
        /// One of the limits was reached.
        case limited
    }

    /// What became of a member's content.
    package enum Content: Sendable {
        /// It was not asked for.
        case unread
        case whole(Data)
        /// The beginning, where the rest is damaged or beyond the limit.
        case partial(Data)
        case encrypted
    }

    /// Calls `body` for each member in the order of the file until it returns false.
    /// - Parameter wanted: whether a member's content is to be read.
    package static func read(
        _ bytes: UnsafeRawBufferPointer, _ formats: Formats, limits: ArchiveLimits = ArchiveLimits(),
        wanted: (UntrustedEntry) -> Bool, _ body: (UntrustedEntry, Content) -> Bool
    ) -> Ending {
        // libarchive turns UTF-16 and flagged UTF-8 names into the locale's encoding, and fails on Chinese names in
        // the C locale: this thread alone gets one that can write them.
        let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        let previous = locale.flatMap { uselocale($0) }
        defer {
            if let locale {
                uselocale(previous)
                freelocale(locale)
            }
        }
        guard let archive = archive_read_new() else { return .limited }
        defer { archive_read_free(archive) }
        support(formats, archive)
        guard let base = bytes.baseAddress, archive_read_open_memory(archive, base, bytes.count) == ARCHIVE_OK else {
            // Not asked whether it is encrypted: where no format fits, libarchive (3.6) has its pointer to the format stand
            // behind the last one, and asks what is there.
            return speaksOfEncryption(archive) ? .encrypted : .damaged(words(of: archive))
        }
        let allowance = min(
            limits.totalBytes, max(ArchiveLimits.freeBytes, bytes.count * limits.ratio))
        var total = 0
        var count = 0
        while true {
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return .complete }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { return ending(of: archive) }
            count += 1
            guard count <= limits.entries else { return .limited }
            let found = describe(entry)
            guard found.isFile, wanted(found) else {
                guard body(found, .unread) else { return .stopped }
                continue
            }
            if found.isEncrypted {
                guard body(found, .encrypted) else { return .stopped }
                continue
            }
            let room = min(limits.entryBytes, allowance - total)
            let content = content(of: archive, claimed: found.size, room: room)
            switch content {
            case .whole(let data), .partial(let data): total += data.count
            case .unread, .encrypted: break
            }
            guard body(found, content) else { return .stopped }
            if total >= allowance { return .limited }
        }
    }

    private static func support(_ formats: Formats, _ archive: OpaquePointer) {
        switch formats {
        case .zip: archive_read_support_format_zip(archive)
        case .any:
            archive_read_support_format_zip(archive)
            archive_read_support_format_7zip(archive)
            archive_read_support_format_rar(archive)
            archive_read_support_format_rar5(archive)
            archive_read_support_format_tar(archive)
            archive_read_support_format_cab(archive)
            archive_read_support_filter_all(archive)
        case .compressedFile:
            archive_read_support_format_raw(archive)
            archive_read_support_filter_all(archive)
        }
    }

    private static func describe(_ entry: OpaquePointer) -> UntrustedEntry {
        let path = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry)
        let name = path.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
        // rar and some zip writers leave the type out: what does not end in a slash is a file.
        let type = archive_entry_filetype(entry)
        let isFile = type == UInt32(Glibc.S_IFREG) || (type == 0 && name.last != UInt8(ascii: "/"))
        return UntrustedEntry(
            name: name, isFile: isFile && name.last != UInt8(ascii: "/"),
            size: archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : nil,
            isEncrypted: archive_entry_is_encrypted(entry) != 0,
            modified: archive_entry_mtime_is_set(entry) != 0 ? Int(archive_entry_mtime(entry)) : nil)
    }

    /// Reads until the content's end or until `room` is used up; what the archive claims allocates nothing.
    private static func content(of archive: OpaquePointer, claimed: Int?, room: Int) -> Content {
        var data = Data()
        if let claimed, claimed > 0 { data.reserveCapacity(min(claimed, room, 1 << 20)) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = archive_read_data(archive, piece.baseAddress, piece.count)
            if count == 0 { return .whole(data) }
            guard count > 0 else {
                if data.isEmpty, speaksOfEncryption(archive) { return .encrypted }
                return .partial(data)
            }
            let kept = min(count, room - data.count)
            data.append(contentsOf: piece[..<max(0, kept)])
            if kept < count { return .partial(data) }
        }
    }

    private static func ending(of archive: OpaquePointer) -> Ending {
        if archive_read_has_encrypted_entries(archive) > 0 || speaksOfEncryption(archive) { return .encrypted }
        return .damaged(words(of: archive))
    }

    private static func words(of archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    }

    /// libarchive has no error code for what it cannot decrypt, only words.
    private static func speaksOfEncryption(_ archive: OpaquePointer) -> Bool {
        guard let words = archive_error_string(archive).map({ String(cString: $0).lowercased() }) else { return false }
        return words.contains("encrypt") || words.contains("passphrase") || words.contains("decrypt")
    }
}
