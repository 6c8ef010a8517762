import ArchiveFiles
import Foundation
import Testing
import Workbench

@Suite struct TarTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// 85 Chinese characters: 255 bytes, the most that Linux takes.
    private static let longName = String(repeating: "监", count: 85)

    private static let members: [(path: String, content: Data)] = [
        ("J016-X-0001/v1/metadata.json", Data("{}".utf8)),
        ("J016-X-0001/v1/content/会商纪要（第3次）.txt", Data("临时监护".utf8)),
        ("empty", Data()),
        ("J016-X-0001/v1/content/" + longName, Data("长".utf8)),
        ("512", Data(repeating: 0x41, count: 512)),
        ("513", Data(repeating: 0, count: 513)),
        ("名字 with space 'n\"quotes\\.txt", Data("x".utf8)),
        ("large", Data((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })),
        ("last", Data("end".utf8)),
    ]

    private func written(_ members: [(path: String, content: Data)]) throws -> (bytes: [UInt8], offsets: [Int]) {
        let writer = try TarWriter()
        var offsets: [Int] = []
        for member in members {
            offsets.append(writer.count)
            try member.content.withUnsafeBytes {
                try writer.add(path: member.path, content: $0, time: 1_684_461_600)
            }
        }
        return (writer.bytes, offsets)
    }

    private func read(_ bytes: [UInt8], from offset: Int = 0) throws -> [TarMember] {
        var members: [TarMember] = []
        try bytes.withUnsafeBytes { buffer throws in
            try TarReader.read(buffer, from: offset) { member in
                members.append(member)
                return true
            }
        }
        return members
    }

    @Test func `members are read as they were written, with their offsets`() throws {
        let (bytes, offsets) = try written(Self.members)
        let members = try read(bytes)
        #expect(members.map(\.path) == Self.members.map(\.path))
        for (found, expected) in zip(members, Self.members) { #expect(found.content == expected.content) }
        #expect(members.map(\.offset) == offsets)
        #expect(bytes.count % 512 == 0)
    }

    @Test func `reading can begin at any member`() throws {
        let (bytes, offsets) = try written(Self.members)
        for (index, offset) in offsets.enumerated() {
            let members = try read(bytes, from: offset)
            #expect(members.map(\.path) == Self.members[index...].map(\.path))
            #expect(members.map(\.offset) == Array(offsets[index...]))
        }
        #expect(try read(bytes, from: bytes.count).isEmpty)
    }

    @Test func `reading stops when it is told to, and takes only what is wanted`() throws {
        let (bytes, _) = try written(Self.members)
        var seen: [String] = []
        try bytes.withUnsafeBytes { buffer throws in
            try TarReader.read(buffer, wanted: { $0 == "512" }) { member in
                seen.append(member.path)
                #expect(member.content.count == (member.path == "512" ? 512 : 0))
                return member.path != "512"
            }
        }
        #expect(seen == Self.members.prefix(5).map(\.path))
    }

    @Test func `fragments joined are one tar file`() throws {
        let writer = try TarWriter()
        try Data("一".utf8).withUnsafeBytes { try writer.add(path: "一", content: $0, time: 0) }
        let first = writer.bytes
        writer.startOver()
        #expect(writer.count == 0)
        try Data("二".utf8).withUnsafeBytes { try writer.add(path: "二", content: $0, time: 0) }
        #expect(try read(first + writer.bytes).map(\.path) == ["一", "二"])
        #expect(try read(first + writer.bytes + TarWriter.endOfArchive).map(\.path) == ["一", "二"])
    }

    @Test func `a member that is cut short is refused`() throws {
        let (bytes, _) = try written([("large", Data(repeating: 7, count: 5000))])
        for length in [1, 100, 512, 600, 5000] {
            #expect(throws: ArchiveFileError.self) { try read(Array(bytes[..<length])) }
        }
    }

    @Test func `other bytes are refused or empty, never a crash`() throws {
        var generator = SystemRandomNumberGenerator()
        for length in [1, 511, 512, 1024, 5000] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect((try? read(bytes))?.isEmpty != false, "\(bytes)")
        }
    }

    @Test func `a size that was tampered with does not allocate`() throws {
        var (bytes, _) = try written([("a", Data("x".utf8))])
        // The size field of the header, 12 octal digits at 124; the checksum at 148 made right again.
        for (index, digit) in "77777777777\0".utf8.enumerated() { bytes[124 + index] = digit }
        for index in 148..<156 { bytes[index] = 0x20 }
        let sum = bytes[..<512].reduce(0) { $0 + Int($1) }
        for (index, digit) in (String(sum, radix: 8) + "\0").utf8.enumerated() { bytes[149 + index] = digit }
        #expect(throws: ArchiveFileError.self) { try read(bytes) }
    }

    @Test(.enabled(if: Shell.has("tar"))) func `tar reads what was written`() throws {
        let (bytes, _) = try written(Self.members)
        try folder.write("a.tar", Data(bytes + TarWriter.endOfArchive))
        let outcome = try Shell.run("mkdir out && tar -xf a.tar -C out", in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for member in Self.members { #expect(try folder.read("out/" + member.path) == member.content) }
    }
}
