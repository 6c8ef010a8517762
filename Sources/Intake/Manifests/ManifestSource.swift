import Glibc

/// The bytes of a manifest as UTF-8, read a block at a time.
final class ManifestSource {
    /// No record may be longer than this many bytes of UTF-8.
    static let recordLimit = 64 << 20
    private static let blockSize = 64 << 10

    /// The line that follows, from 1.
    private(set) var line = 1
    /// The encoding as found; UTF-8 until a byte beyond ASCII is met.
    private(set) var encoding = TextEncoding.utf8
    /// Set when the system fails to read; what was read before is still given.
    private(set) var failure: Int32?

    private let descriptor: Int32
    private let closes: Bool
    /// Keeps a file handle open as long as this reads from its descriptor.
    private let owner: AnyObject?
    private var decoder: StreamDecoder?
    private var isDecided = false
    private var isAtEnd = false
    private var isFinished = false
    /// UTF-8 that was read and not yet taken: from `begin` on.
    private var buffer: [UInt8] = []
    private var begin = 0
    private var missing: TextEncoding?
    /// Places where bad bytes became U+FFFD since the last record.
    private var undecodable = 0

    init(descriptor: Int32, closes: Bool, owner: AnyObject? = nil) {
        self.descriptor = descriptor
        self.closes = closes
        self.owner = owner
    }

    deinit {
        if closes { close(descriptor) }
    }

    /// The first byte that is no white space, which stays to be read.
    /// - Throws: `ManifestError`.
    func firstCharacter() throws -> UInt8 {
        while true {
            if let found = buffer[begin...].first(where: { $0 > 0x20 }) { return found }
            guard fill() else { break }
        }
        if let failure { throw ManifestError.readFailed(errno: failure) }
        if let missing { throw ManifestError.decoderMissing(encoding: missing.rawValue) }
        throw ManifestError.empty
    }

    /// What ends a record.
    enum Ending {
        /// At each line feed.
        case line
        /// At line feeds outside of quotation marks.
        case lineOutsideQuotes
    }

    enum Taken {
        /// One record without its line end. `undecodable`: how many bytes of the block had no meaning.
        case record(ArraySlice<UInt8>, line: Int, undecodable: Int)
        case tooLong(line: Int)
        case unterminatedQuote(line: Int)
        case end
    }

    /// Takes the next record out of the stream.
    func take(_ ending: Ending) -> Taken {
        // Gives back the memory of records that were taken, once that moves less than it frees.
        if begin > max(Self.blockSize, buffer.count / 2) || begin == buffer.count {
            buffer.removeSubrange(..<begin)
            begin = 0
        }
        let firstLine = line
        var index = begin
        var isQuoted = false
        var lines = 0
        while true {
            let end = Self.scan(buffer, from: index, ending, &isQuoted, &lines)
            if let end {
                line += lines + 1
                defer { begin = end + 1 }
                let hasReturn = end > begin && buffer[end - 1] == 0x0D
                return record(begin..<(hasReturn ? end - 1 : end), firstLine)
            }
            index = buffer.count
            if buffer.count - begin > Self.recordLimit {
                skipLine(ending, isQuoted: isQuoted)
                return .tooLong(line: firstLine)
            }
            guard fill() else { break }
        }
        guard begin < buffer.count else { return .end }
        if isQuoted, let end = buffer[begin...].firstIndex(of: 0x0A) {
            // The mark may be a slip in one line: go on with the line behind it.
            begin = end + 1
            line += 1
            return .unterminatedQuote(line: firstLine)
        }
        defer { begin = buffer.count }
        return isQuoted ? .unterminatedQuote(line: firstLine) : record(begin..<buffer.count, firstLine)
    }

    /// The next record of the manifest; nil at its end.
    /// - Parameter read: makes it of its bytes, its line and how many bytes have no meaning.
    func next(
        _ ending: Ending, _ read: (ArraySlice<UInt8>, _ line: Int, _ undecodable: Int) -> ManifestRecord
    ) -> ManifestRecord? {
        while !isFinished {
            switch take(ending) {
            case .record(let bytes, let line, let undecodable):
                // Lines without anything, as editors leave at the end, are no records.
                guard bytes.contains(where: { $0 > 0x20 }) else { continue }
                return read(bytes, line, undecodable)
            case .tooLong(let line): return ManifestRecord(line: line, problem: .tooLong(limit: Self.recordLimit))
            case .unterminatedQuote(let line): return ManifestRecord(line: line, problem: .unterminatedQuote)
            case .end:
                isFinished = true
                if let failure { return ManifestRecord(line: line, problem: .readFailed(errno: failure)) }
            }
        }
        return nil
    }

    private func record(_ range: Range<Int>, _ firstLine: Int) -> Taken {
        let bad = undecodable == 0 && encoding != .utf8 ? 0 : Self.badPlaces(buffer, range, isUTF8: encoding == .utf8)
        return .record(buffer[range], line: firstLine, undecodable: bad)
    }

    /// The offset of the line feed that ends the record; nil if it is not in the buffer yet.
    private static func scan(
        _ buffer: [UInt8], from begin: Int, _ ending: Ending, _ isQuoted: inout Bool, _ lines: inout Int
    ) -> Int? {
        let bytes = buffer.span
        var index = begin
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A {
                if !isQuoted { return index }
                lines += 1
            } else if byte == 0x22, ending == .lineOutsideQuotes {
                isQuoted.toggle()
            }
            index += 1
        }
        return nil
    }

    /// Passes over the rest of a record that is too long, keeping nothing of it.
    private func skipLine(_ ending: Ending, isQuoted: Bool) {
        var isQuoted = isQuoted
        repeat {
            line += buffer[begin...].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
            buffer.removeAll()
            begin = 0
            guard fill() else { return }
            var lines = 0
            if let end = Self.scan(buffer, from: 0, ending, &isQuoted, &lines) {
                line += lines + 1
                begin = end + 1
                return
            }
        } while true
    }

    /// How many places of a record are not what the file's encoding allows.
    private static func badPlaces(_ buffer: [UInt8], _ range: Range<Int>, isUTF8: Bool) -> Int {
        let bytes = buffer.span.extracting(range)
        if isUTF8 {
            return (try? UTF8Span(validating: bytes)) != nil ? 0 : UTF8Repair.invalidBytes(bytes)
        }
        var count = 0
        for index in bytes.indices where bytes[index] == 0xEF && index + 2 < bytes.count {
            if bytes[index + 1] == 0xBF, bytes[index + 2] == 0xBD { count += 1 }
        }
        return count
    }

    // MARK: Reading

    /// Reads one more block into the buffer.
    /// - Returns: false at the end of the file and after a failure.
    private func fill() -> Bool {
        guard !isAtEnd else { return false }
        var problem: Int32 = 0
        let block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { space, count in
            var length = 0
            // Pipes give little at a time; the encoding is better told from a full block.
            while length < space.count {
                let got = Glibc.read(descriptor, space.baseAddress?.advanced(by: length), space.count - length)
                if got > 0 {
                    length += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    problem = errno
                    break
                }
            }
            count = length
        }
        if problem != 0 { failure = problem }
        isAtEnd = problem != 0 || block.count < Self.blockSize
        if !isDecided { decide(block.span) }
        if let decoder {
            let body = block.span.extracting(markLength..<block.count)
            undecodable += decoder.decode(body, isLast: isAtEnd, into: &buffer)
        } else if missing == nil {
            buffer.append(contentsOf: block[min(markLength, block.count)...])
        }
        markLength = 0
        return true
    }

    /// The byte order mark's length, until the first block is taken in.
    private var markLength = 0

    /// Tells the encoding from a block. While all is ASCII the question stays open, for the first Chinese text of a
    /// long manifest may come late.
    private func decide(_ block: Span<UInt8>) {
        let isFirst = buffer.isEmpty && begin == 0
        if isFirst, let marked = EncodingDetector.byteOrderMark(block) {
            markLength = marked.markLength
            settle(marked.name)
            return
        }
        var hasHighOrControl = false
        for index in block.indices where block[index] >= 0x80 || block[index] == 0 {
            hasHighOrControl = true
            break
        }
        guard hasHighOrControl else { return }
        // The block's last bytes may be half a character.
        var end = block.count
        while end > 0, block.count - end < 4, block[end - 1] >= 0x80 { end -= 1 }
        let isCut = block.count == Self.blockSize && end > 0
        let whole = block.extracting(0..<(isCut ? end : block.count))
        settle(EncodingDetector.detect(whole, isNamedText: true)?.name ?? .utf8)
    }

    private func settle(_ found: TextEncoding) {
        isDecided = true
        encoding = found
        guard found != .utf8 else { return }
        do {
            decoder = try StreamDecoder(found)
        } catch {
            missing = found
        }
    }
}
