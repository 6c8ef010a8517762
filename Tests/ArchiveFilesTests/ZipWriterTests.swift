import ArchiveFiles
import Foundation
import Testing
import Workbench

@Suite struct ZipWriterTests {
    private static let members: [(path: String, content: Data)] = [
        ("利用包/data/会商纪要（第3次）.txt", Data("临时监护".utf8)), ("利用包/empty", Data()),
        ("利用包/large.bin", Data((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })),
    ]

    private func zip(in folder: TestFolder) throws {
        let writer = try ZipWriter(path: folder.path("包.zip"))
        for member in Self.members {
            try member.content.withUnsafeBytes {
                try writer.add(path: member.path, content: $0, time: 1_684_461_600)
            }
        }
        try writer.close()
    }

    @Test(.enabled(if: Shell.has("python3"))) func `python reads names and content`() throws {
        let folder = try TestFolder()
        try zip(in: folder)
        let script = """
            from zipfile import ZipFile
            z = ZipFile("包.zip")
            assert z.testzip() is None
            assert all(i.flag_bits & 0x800 or i.filename.isascii() for i in z.infolist())
            z.extractall("out")
            """
        let command = "PYTHONUTF8=1 python3 -c " + Shell.quoted(script)
        let outcome = try Shell.run(command, in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for member in Self.members { #expect(try folder.read("out/" + member.path) == member.content) }
    }

    @Test(.enabled(if: Shell.has("bsdtar"))) func `bsdtar reads names and content`() throws {
        let folder = try TestFolder()
        try zip(in: folder)
        let outcome = try Shell.run("mkdir out && LC_ALL=C.UTF-8 bsdtar -xf 包.zip -C out", in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for member in Self.members { #expect(try folder.read("out/" + member.path) == member.content) }
    }

    @Test func `a place that cannot be written is an error`() {
        #expect(throws: ArchiveFileError.self) { try ZipWriter(path: "/proc/nowhere/a.zip") }
    }
}
