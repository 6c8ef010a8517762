import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct BackingUpTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    @discardableResult
    private func backup() async throws -> BackupReport {
        try await BackingUp(archive: test.archive).backup(to: folder.path("备份"), progress: WorkProgress())
    }

    @Test func `a second backup copies only what is new`() async throws {
        try await test.fileSamples(60)
        let first = try await backup()
        #expect(first.kept == 0)
        #expect(first.versions == 60)
        #expect(first.bytes > 0)
        let second = try await backup()
        #expect(second.bytes == 0)
        #expect(second.kept == first.bytes)
        _ = try await test.code(ofText: "新的一份")
        let third = try await backup()
        #expect(third.kept == first.bytes)
        #expect((1..<5000).contains(third.bytes))
        #expect(third.versions == 61)
    }

    @Test func `what is restored answers as the archive did`() async throws {
        try await test.fileSamples(60)
        try await reviseSome(test)
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        try await backup()
        let before = try await test.answers()
        let (restored, report) = try await BackingUp.restore(
            from: folder.path("备份"), to: folder.path("恢复"), principal: TestArchive.principal, progress: WorkProgress())
        #expect(report.versions > 60)
        #expect(try await Checking(archive: restored).verify().problems.isEmpty)
        try FileManager.default.removeItem(atPath: folder.path("档案"))
        try FileManager.default.moveItem(atPath: folder.path("恢复"), toPath: folder.path("档案"))
        try test.reopen()
        #expect(try await test.answers().differences(from: before).isEmpty)
        // It goes on with the log of the archive.
        #expect(try LogReading(archive: test.archive).entries(limit: 1000).contains { $0.act == "restore" })
    }

    @Test func `boxes that were sealed since are copied anew, and the old ones go`() async throws {
        try await test.fileSamples(20)
        try await backup()
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        try await backup()
        #expect(folder.files(in: "备份/Corpus/boxes") == folder.files(in: "档案/Corpus/boxes"))
        for file in folder.files(in: "档案/Corpus/boxes") {
            #expect(try folder.read("备份/Corpus/boxes/" + file) == folder.read("档案/Corpus/boxes/" + file))
        }
    }

    @Test func `a damaged backup is noticed at the next one`() async throws {
        _ = try await test.code(ofText: "内容")
        try await backup()
        let box = "备份/Corpus/boxes/J016/2023/PX-D10/0001.tar.zst"
        try folder.flipByte(of: box, at: 50)
        await #expect(throws: ArchiveFailure.self) { try await backup() }
        await #expect(throws: ArchiveFailure.self) {
            try await BackingUp.restore(
                from: folder.path("备份"), to: folder.path("恢复"), principal: TestArchive.principal,
                progress: WorkProgress())
        }
    }

    @Test func `nothing else is written over`() async throws {
        _ = try await test.code(ofText: "内容")
        try folder.write("别的/x", "x")
        await #expect(throws: ArchiveFailure.self) {
            try await BackingUp(archive: test.archive).backup(to: folder.path("别的"), progress: WorkProgress())
        }
        try await backup()
        for (from, to) in [("备份", "别的"), ("没有", "新的"), ("备份", "档案")] {
            await #expect(throws: ArchiveFailure.self) {
                try await BackingUp.restore(
                    from: folder.path(from), to: folder.path(to), principal: TestArchive.principal,
                    progress: WorkProgress())
            }
        }
        #expect(folder.files(in: "别的") == ["x"])
    }

    @Test func `a backup is an archive, and recovers like one`() async throws {
        try await test.fileSamples(20)
        try await backup()
        try FileManager.default.removeItem(atPath: folder.path("备份/Corpus/catalog.sqlite"))
        let report = try Recovering(path: folder.path("备份"), principal: TestArchive.principal)
            .recover(progress: WorkProgress())
        #expect(report.versions == 20 && report.problems.isEmpty)
    }
}
