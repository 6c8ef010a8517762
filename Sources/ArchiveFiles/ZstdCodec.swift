import CLibZstd

/// Makes and reads single zstd frames (RFC 8878) with content size and checksum.
///
/// libzstd is used directly: libarchive's zstd filter writes frames without checksum and content size, and sets up
/// full-size tables for every frame, which at level 19 costs seconds a megabyte (see BoxFormat.md).
/// Not shared between threads: the contexts are reused from call to call.
package final class ZstdCodec {
    private let compression: OpaquePointer
    private let decompression: OpaquePointer

    package init() throws(ArchiveFileError) {
        guard let compression = ZSTD_createCCtx(), let decompression = ZSTD_createDCtx() else { throw .outOfMemory }
        self.compression = compression
        self.decompression = decompression
    }

    deinit {
        ZSTD_freeCCtx(compression)
        ZSTD_freeDCtx(decompression)
    }

    /// One frame holding `content`, at zstd's level 1…19.
    package func compress(_ content: UnsafeRawBufferPointer, level: Int) throws(ArchiveFileError) -> [UInt8] {
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

    /// The length in bytes of the frame at the start of `bytes`, or nil when there is no whole frame.
    package static func frameLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let length = ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count)
        return ZSTD_isError(length) != 0 ? nil : length
    }
}
