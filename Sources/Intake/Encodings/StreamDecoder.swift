import Glibc

/// The C library has no converter for an encoding.
struct DecoderMissing: Error {
    var encoding: TextEncoding
}

/// Converts bytes of one encoding to UTF-8 with iconv, piece by piece or all at once.
///
/// iconv because Foundation has no GBK and is slower for the others. Bad bytes become U+FFFD and are counted.
final class StreamDecoder {
    private let converter: iconv_t
    /// How many bytes are passed over where iconv finds no character.
    private let unit: Int
    /// The beginning of a character whose rest comes with the next piece.
    private var carried: [UInt8] = []

    init(_ encoding: TextEncoding) throws(DecoderMissing) {
        // Code page 950 is the Big5 that Windows writes; glibc's own BIG5 lacks its additions.
        let name = encoding == .big5 ? "CP950" : encoding.rawValue
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else {
            throw DecoderMissing(encoding: encoding)
        }
        self.converter = converter
        unit =
            switch encoding {
            case .utf16LE, .utf16BE: 2
            case .utf32LE, .utf32BE: 4
            case .utf8, .gb18030, .big5: 1
            }
    }

    deinit {
        iconv_close(converter)
    }

    /// Appends the UTF-8 of a piece.
    /// - Parameter isLast: whether no piece follows, so that half a character at the end is damage.
    /// - Returns: how many bytes had no meaning.
    func decode(_ piece: Span<UInt8>, isLast: Bool, into utf8: inout [UInt8]) -> Int {
        guard carried.isEmpty else {
            var joined = carried
            joined.reserveCapacity(carried.count + piece.count)
            for index in piece.indices { joined.append(piece[index]) }
            carried = []
            return convert(joined.span, isLast: isLast, into: &utf8)
        }
        return convert(piece, isLast: isLast, into: &utf8)
    }

    private func convert(_ piece: Span<UInt8>, isLast: Bool, into utf8: inout [UInt8]) -> Int {
        piece.withUnsafeBufferPointer { buffer in
            var undecodable = 0
            // iconv takes its input by a mutable pointer and does not write to it (POSIX iconv()).
            var input = UnsafeMutableRawPointer(mutating: buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
            var left = buffer.count
            let chunk = 32 << 10
            while left > 0 {
                var failure: Int32 = 0
                let output = [UInt8](unsafeUninitializedCapacity: min(chunk, left * 3 + 16)) { space, written in
                    let capacity = space.count
                    var room = capacity
                    var end = UnsafeMutableRawPointer(space.baseAddress)?.assumingMemoryBound(to: CChar.self)
                    if iconv(converter, &input, &left, &end, &room) == -1 { failure = errno }
                    written = capacity - room
                }
                utf8.append(contentsOf: output)
                if failure == 0 || failure == E2BIG { continue }
                if failure == EINVAL, !isLast {
                    carried = Array(buffer[(buffer.count - left)...])
                    break
                }
                // EILSEQ, or half a character at the very end.
                let skipped = failure == EINVAL ? left : min(unit, left)
                undecodable += skipped
                utf8.append(contentsOf: [0xEF, 0xBF, 0xBD])
                input = input?.advanced(by: skipped)
                left -= skipped
                // Forget what the converter remembers of the bad place.
                iconv(converter, nil, nil, nil, nil)
            }
            return undecodable
        }
    }
}
