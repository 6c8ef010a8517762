import CLibZstd
internal import Synchronization

/// Makes and reads single zstd frames (RFC 8878) with content size and checksum.
///
/// libzstd is used directly: libarchive's zstd filter writes frames without checksum and content size, and sets up
/// full-size tables for every frame, which at level 19 costs seconds a megabyte (see BoxFormat.md).
/// Not shared between threads: the contexts are made when they are needed, and reused from call to call.
package final class ZstdCodec {
    private var compression: OpaquePointer?
    private var decompression: OpaquePointer?

    package init() {}

    deinit {
        // Freeing none is allowed.
        ZSTD_freeCCtx(compression)
        ZSTD_freeDCtx(decompression)
    }

    /// One frame holding `content`, at zstd's level 1…19.
    package func compress(_ content: UnsafeRawBufferPointer, level: Int) throws(ArchiveFileError) -> [UInt8] {
        compression = compression ?? ZSTD_createCCtx()
        guard let compression else { throw .outOfMemory }
        ZSTD_CCtx_reset(compression, ZSTD_reset_session_and_parameters)
        ZSTD_CCtx_setParameter(compression, ZSTD_c_compressionLevel, Int32(level))
        ZSTD_CCtx_setParameter(compression, ZSTD_c_checksumFlag, 1)
        let bound = ZSTD_compressBound(content.count)
        var failure: ArchiveFileError?
        let frame = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            let size = ZSTD_compress2(compression, buffer.baseAddress, bound, content.baseAddress, content.count)
            if ZSTD_isError(size) != 0 {
                failure = .zstd(String(cString: ZSTD_getErrorName(size)))
            } else {
                count = size
            }
        }
        if let failure { throw failure }
        return frame
    }

    /// The content of one frame; its checksum has been checked.
    /// - Parameter limit: bytes; a frame that claims more is refused before anything is allocated.
    package func decompress(_ frame: UnsafeRawBufferPointer, limit: Int) throws(ArchiveFileError) -> [UInt8] {
        let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        // The two largest values mean "unknown" and "error" (ZSTD_CONTENTSIZE_UNKNOWN and _ERROR).
        guard size < UInt64.max - 1 else { throw .zstd("not a frame with a content size") }
        guard size <= UInt64(limit) else { throw .tooLarge(limit: limit) }
        decompression = decompression ?? ZSTD_createDCtx()
        guard let decompression else { throw .outOfMemory }
        var failure: ArchiveFileError?
        let content = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let got = ZSTD_decompressDCtx(
                decompression, buffer.baseAddress, Int(size), frame.baseAddress, frame.count)
            if ZSTD_isError(got) != 0 {
                failure = .zstd(String(cString: ZSTD_getErrorName(got)))
            } else {
                count = got
            }
        }
        if let failure { throw failure }
        guard content.count == Int(size) else { throw .zstd("frame shorter than it says") }
        return content
    }

    /// A codec that nobody uses. Unchecked, because each is either in the list or with the one who took it from there.
    private struct Idle: @unchecked Sendable {
        let codec = ZstdCodec()
    }

    private static let idle = Mutex<[Idle]>([])
    /// Codecs that wait for the next reader; each holds a window of some 100 KB.
    private static let mostIdle = 4

    /// The content of one frame, by a codec that is there already: to make one costs as much as to read a small frame.
    package static func decompress(_ frame: UnsafeRawBufferPointer, limit: Int) throws(ArchiveFileError) -> [UInt8] {
        let taken = idle.withLock { $0.popLast() } ?? Idle()
        defer { idle.withLock { if $0.count < mostIdle { $0.append(taken) } } }
        return try taken.codec.decompress(frame, limit: limit)
    }

    /// The length in bytes of the frame at the start of `bytes`, or nil when there is no whole frame.
    package static func frameLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let length = ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count)
        return ZSTD_isError(length) != 0 ? nil : length
    }
}
