import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct CheckingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }
    private static let box = "J016/2023/PX-D10/0001.tar.zst"
    private var path: String { "档案/Corpus/boxes/" + Self.box }

    init() throws {
        test = try TestArchive()
    }

    private func kinds() async throws -> [CheckReport.Problem.Kind] {
        let problems = try await Checking(archive: test.archive).verify().problems
        #expect(problems.allSatisfy { $0.kind == .catalogDamaged || !$0.box.isEmpty })
        return problems.map(\.kind)
    }

    @Test func `an archive in order has no findings`() async throws {
        try await test.fileSamples(80)
        let report = try await Checking(archive: test.archive).verify()
        #expect(report.problems.isEmpty)
        #expect(report.versions == 80)
        #expect(report.boxes > 5)
        #expect(report.bytes > 10_000)
        #expect(try await Checking(archive: test.archive).verify(sample: 3).problems.isEmpty)
    }

    @Test func `a flipped byte anywhere in a box is found, and names the records`() async throws {
        let code = try await test.code(ofText: "内容")
        let sound = try folder.read(path)
        for offset in stride(from: 0, to: sound.count, by: 7) {
            try folder.flipByte(of: path, at: offset)
            let problems = try await Checking(archive: test.archive).verify().problems
            #expect(problems.map(\.kind) == [.frameDamaged], "byte \(offset)")
            #expect(problems.first?.code == code && problems.first?.version == 1 && problems.first?.box == Self.box)
            try folder.write(path, sound)
        }
        #expect(try await kinds().isEmpty)
    }

    @Test func `damaged content is never shown as if it were right`() async throws {
        let code = try await test.code(ofText: "内容")
        try folder.flipByte(of: path, at: 60)
        let reading = Reading(archive: test.archive)
        for body in [{ _ = try reading.text(code) }, { _ = try reading.file(code, name: nil) }] {
            do {
                try body()
                Issue.record("damaged content was read")
            } catch ArchiveFailure.damaged(let box, let named) {
                #expect(box == Self.box && named == code)
            }
        }
        // It is still found and described.
        #expect(try await test.codes("内容") == [code])
        #expect(try test.record(code).chosen.number == 1)
    }

    @Test func `bytes that a killed writer left behind an open box are cut off`() async throws {
        _ = try await test.code(ofText: "内容")
        let sound = try folder.read(path)
        // The beginning of a frame, and a stretch whose size reached the disk before its bytes did.
        for leftover in [sound.prefix(30), sound.prefix(2), Data(repeating: 0, count: 100)] {
            try folder.write(path, sound + leftover)
            #expect(try await kinds().isEmpty)
            #expect(try folder.read(path) == sound)
        }
    }

    @Test func `bytes behind an open box that no writer of ours leaves are found, and stay`() async throws {
        _ = try await test.code(ofText: "内容")
        let tampered = try folder.read(path) + Data("surplus".utf8)
        try folder.write(path, tampered)
        #expect(try await kinds() == [.surplusBytes])
        #expect(try folder.read(path) == tampered)
    }

    @Test func `bytes behind a sealed box are found`() async throws {
        _ = try await test.code(ofText: "内容")
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        let sealed = "档案/Corpus/boxes/J016/2023/PX-D10/0001.r1.tar.zst"
        try folder.write(sealed, folder.read(sealed) + Data("surplus".utf8))
        #expect(try await kinds() == [.surplusBytes])
    }

    @Test func `a box that nobody knows of is found`() async throws {
        _ = try await test.code(ofText: "内容")
        try folder.write("档案/Corpus/boxes/J016/2023/PX-D10/0007.tar.zst", folder.read(path))
        #expect(try await kinds() == [.unknownBox])
    }

    @Test func `a box that is missing or cut short is found`() async throws {
        _ = try await test.code(ofText: "内容")
        let sound = try folder.read(path)
        try folder.write(path, sound.dropLast(3))
        #expect(try await kinds() == [.frameDamaged])
        try FileManager.default.removeItem(atPath: folder.path(path))
        #expect(try await kinds() == [.boxMissing])
    }

    @Test(
        .enabled(if: Shell.has("sqlite3")),
        arguments: [
            ("UPDATE version SET metadata = replace(metadata, '甲', '乙')", CheckReport.Problem.Kind.descriptionDiffers),
            ("UPDATE file SET sha256 = 'x'", .contentDiffers),
            ("UPDATE version SET text_sha256 = 'x'", .contentDiffers),
            ("UPDATE version SET text_sha256 = NULL", .unknownMember), ("DELETE FROM file", .unknownMember),
            ("UPDATE act SET content = '{}' WHERE id = 1", .descriptionDiffers),
            ("UPDATE version SET number = 9", .versionMissing),
            ("UPDATE frame SET sha256 = 'x' WHERE box = 2", .frameDamaged),
        ])
    func `a catalog that was changed behind the program's back is found`(
        sql: String, kind: CheckReport.Problem.Kind
    ) async throws {
        _ = try await test.code(ofText: "内容")
        let outcome = try Shell.run("sqlite3 档案/Corpus/catalog.sqlite \(Shell.quoted(sql))", in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try await kinds().contains(kind))
    }

    @Test(.enabled(if: Shell.has("sqlite3"))) func `a version taken out of the catalog leaves what nobody knows of`()
        async throws
    {
        _ = try await test.code(ofText: "内容")
        let sql = "DELETE FROM file; DELETE FROM version; DELETE FROM item;"
        #expect(try Shell.run("sqlite3 档案/Corpus/catalog.sqlite '\(sql)'", in: folder.path).status == 0)
        #expect(Set(try await kinds()) == [.unknownMember])
    }
}
