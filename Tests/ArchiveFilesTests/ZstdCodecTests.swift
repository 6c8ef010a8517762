import ArchiveFiles
import Foundation
import Testing
import Workbench

@Suite struct ZstdCodecTests {
    private func compress(_ content: [UInt8], level: Int = 3) throws -> [UInt8] {
        try content.withUnsafeBytes { try ZstdCodec().compress($0, level: level) }
    }

    private func decompress(_ frame: [UInt8], limit: Int = 1 << 24) throws -> [UInt8] {
        try frame.withUnsafeBytes { try ZstdCodec().decompress($0, limit: limit) }
    }

    private func frameLength(_ bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { ZstdCodec.frameLength($0) } }

    @Test(arguments: [0, 1, 100, 65536, 3 << 20], [1, 3, 19])
    func `what went in comes out`(count: Int, level: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: ($0 / 7) ^ ($0 >> 8)) }
        #expect(try decompress(compress(content, level: level)) == content)
    }

    @Test func `one codec serves many frames`() throws {
        let codec = ZstdCodec()
        for number in 0..<50 {
            let content = [UInt8](repeating: UInt8(number), count: number * 100)
            let frame = try content.withUnsafeBytes { try codec.compress($0, level: number % 19 + 1) }
            #expect(try frame.withUnsafeBytes { try codec.decompress($0, limit: 10_000) } == content)
        }
    }

    @Test func `no flipped bit of a frame is read out as if it were right`() throws {
        let content = Array("临时监护由未成年人救助保护中心承担，期限不超过一年。临时监护期间定期评估。".utf8)
        let frame = try compress(content)
        var unnoticed = 0
        for bit in 0..<frame.count * 8 {
            var damaged = frame
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? decompress(damaged) else { continue }
            #expect(read == content, "bit \(bit)")
            unnoticed += 1
        }
        // A few bits mean nothing and the content is right all the same: one of the header (RFC 8878, 3.1.1.1.1.3), and
        // those that fill up the last byte of a bit stream.
        #expect(unnoticed <= 8)
    }

    @Test func `a frame that was cut or lengthened is refused`() throws {
        let frame = try compress([UInt8](repeating: 1, count: 1000))
        for length in 0..<frame.count {
            #expect(throws: ArchiveFileError.self) { try decompress(Array(frame[..<length])) }
        }
        #expect(throws: ArchiveFileError.self) { try decompress(frame + [0]) }
    }

    @Test func `a frame beyond the limit is refused`() throws {
        let frame = try compress([UInt8](repeating: 1, count: 1000))
        #expect(throws: ArchiveFileError.tooLarge(limit: 999)) { try decompress(frame, limit: 999) }
        #expect(try decompress(frame, limit: 1000).count == 1000)
    }

    @Test func `a frame that claims terabytes is refused before anything is allocated`() {
        // Magic number, single segment with an eight-byte content size, an empty last block.
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0] + [0, 0, 0, 0, 0, 1, 0, 0] + [1, 0, 0]
        #expect(throws: ArchiveFileError.tooLarge(limit: 1 << 24)) { try decompress(frame) }
    }

    @Test func `a frame without a content size is refused`() {
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, 0x01, 0, 0]
        #expect(throws: ArchiveFileError.self) { try decompress(frame) }
    }

    @Test func `the length of a frame is found among others`() throws {
        let first = try compress([UInt8](repeating: 1, count: 5000))
        let second = try compress([UInt8](repeating: 2, count: 10))
        #expect(frameLength(first + second) == first.count)
        #expect(frameLength(second) == second.count)
        #expect(frameLength(Array(first.dropLast())) == nil)
        #expect(frameLength([]) == nil)
        #expect(frameLength([1, 2, 3, 4, 5, 6, 7, 8, 9]) == nil)
    }

    @Test(.enabled(if: Shell.has("zstd"))) func `zstd reads frames joined together`() throws {
        let folder = try TestFolder()
        let frames = try compress(Array("甲".utf8)) + compress(Array("乙".utf8), level: 19)
        try folder.write("a.zst", Data(frames))
        #expect(try Shell.run("zstd -qt a.zst", in: folder.path).status == 0)
        #expect(try Shell.run("zstd -qdc a.zst", in: folder.path).output == "甲乙")
    }
}
