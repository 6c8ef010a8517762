import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct RecoveringTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    private func loseCatalog() throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("档案/Corpus/catalog.sqlite" + suffix))
        }
    }

    @discardableResult
    private func recover() throws -> RecoveryReport {
        let report = try Recovering(path: folder.path("档案"), principal: TestArchive.principal)
            .recover(progress: WorkProgress())
        try test.reopen()
        return report
    }

    /// Everything that a recovery must bring back.
    private func fill() async throws {
        try await test.fileSamples(100)
        try await reviseSome(test)
        try Organising(archive: test.archive).set([Organisation(code: "210299", name: "已撤销", shortName: "撤")])
        try Organising(archive: test.archive).remove("210299")
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "另立的案卷", classCode: "GA", org: nil, year: "2022", period: .years(30),
            subjects: [PersonMention(name: "曹一舟", birthDate: "2014-01-01")], force: false)
        _ = try VolumeKeeping(archive: test.archive).describe(volume.code, title: "改了题名的案卷", subjects: nil)
        let person = try #require(try Persons(archive: test.archive).list(named: "曹一舟", limit: 1).first)
        _ = try Persons(archive: test.archive).describe(
            person.id, name: nil, birthDate: nil, identityNumber: "000000201401010011")
        let plan = Planning.standard.replacing("approval:", with: "approval: 大档〔2024〕1号")
        _ = try Planning(archive: test.archive).adopt(plan)
    }

    @Test func `a lost catalog is rebuilt from the boxes with the same answers`() async throws {
        try await fill()
        let before = try await test.answers()
        try loseCatalog()
        #expect(throws: ArchiveFailure.self) { try test.reopen() }
        let report = try recover()
        #expect(report.problems.isEmpty)
        #expect(report.versions == before.versions.values.reduce(0) { $0 + $1.count })
        #expect(try await test.answers().differences(from: before).isEmpty)
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        // And numbers go on where they were.
        let code = try await test.code(ofText: "恢复之后", date: "2023-01-01")
        #expect(before.versions[code] == nil)
    }

    @Test func `from sealed boxes as well, and from a mixture`() async throws {
        try await fill()
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        _ = try await test.code(ofText: "封盒之后的监护记录", date: "2023-01-01")
        let before = try await test.answers()
        try loseCatalog()
        #expect(try recover().problems.isEmpty)
        #expect(try await test.answers().differences(from: before).isEmpty)
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        #expect(try Sealing(archive: test.archive).boxes().contains { $0.isSealed })
    }

    @Test func `boxes of an interrupted sealing are read once`() async throws {
        try await fill()
        let before = try await test.answers()
        let boxes = folder.files(in: "档案/Corpus/boxes")
        for box in boxes {
            try folder.write("old/" + box, folder.read("档案/Corpus/boxes/" + box))
        }
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        // As after a crash between the new file and the removal of the old; and one new file that was cut short.
        for box in boxes { try folder.write("档案/Corpus/boxes/" + box, folder.read("old/" + box)) }
        let cut = "档案/Corpus/boxes/J016/register/0001.r1.tar.zst"
        try folder.write(cut, folder.read(cut).dropLast(20))
        try loseCatalog()
        try recover()
        #expect(try await test.answers().differences(from: before).isEmpty)
    }

    @Test func `a damaged frame is reported, and all else comes back`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt"),
            try await test.code(ofText: "二", name: "2.txt", classCode: "XC"),
        ]
        try folder.flipByte(of: "档案/Corpus/boxes/J016/2023/XC-D10/0001.tar.zst", at: 60)
        try loseCatalog()
        let report = try recover()
        #expect(report.problems.count == 1)
        #expect(report.problems.first?.contains("XC-D10") == true)
        #expect(try test.allItems() == [codes[0]])
    }

    @Test func `a catalog that is there is never replaced`() async throws {
        _ = try await test.code(ofText: "一")
        #expect(throws: ArchiveFailure.self) { try recover() }
        #expect(try test.allItems().count == 1)
        #expect(throws: ArchiveFailure.self) {
            try Recovering(path: folder.path("none"), principal: TestArchive.principal).recover(
                progress: WorkProgress())
        }
    }

    @Test func `an index built anew gives the same hits in the same order`() async throws {
        try await fill()
        let before = try await test.answers()
        #expect(try await Rebuilding(archive: test.archive).reindex(progress: WorkProgress()) == before.versions.count)
        #expect(try await test.answers().differences(from: before).isEmpty)
    }

    @Test(arguments: ["lost", "damaged", "empty"])
    func `an index that is lost or damaged is built anew on the way`(fault: String) async throws {
        try await test.fileSamples(40)
        let before = try await test.answers()
        try test.reopen()
        let index = "档案/Indexes/search.sqlite"
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.path(index + suffix)) }
        switch fault {
        case "lost": try FileManager.default.removeItem(atPath: folder.path("档案/Indexes"))
        case "damaged": try folder.write(index, String(repeating: "坏", count: 5000))
        default: try folder.write(index, "")
        }
        #expect(try await test.answers().differences(from: before).isEmpty)
    }

    @Test(.enabled(if: Shell.has("sqlite3"))) func `what was catalogued and not indexed is indexed on opening`()
        async throws
    {
        try await test.fileSamples(40)
        let index = try folder.read("档案/Indexes/search.sqlite")
        #expect(!index.isEmpty)
        try Shell.run("sqlite3 档案/Indexes/search.sqlite 'PRAGMA wal_checkpoint(TRUNCATE)'", in: folder.path)
        try Shell.run("cp 档案/Indexes/search.sqlite old.sqlite", in: folder.path)
        let code = try await test.code(ofText: "后来归档的谜语内容")
        try test.reopen()
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("档案/Indexes/search.sqlite" + suffix))
        }
        try Shell.run("cp old.sqlite 档案/Indexes/search.sqlite", in: folder.path)
        #expect(try await test.codes("谜语内容") == [code])
    }
}
