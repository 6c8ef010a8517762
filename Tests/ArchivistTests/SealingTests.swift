import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct SealingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    @Test func `after sealing everything reads the same, and nothing is wrong`() async throws {
        try await test.fileSamples(120)
        try await reviseSome(test)
        let before = try await test.answers()
        let open = try Sealing(archive: test.archive).boxes()
        #expect(open.allSatisfy { !$0.isSealed })
        let sealed = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        #expect(sealed.count == open.count { $0.bytes > 0 })
        #expect(sealed.allSatisfy { $0.isSealed && $0.file.contains(".r1.tar.zst") })
        #expect(sealed.reduce(0) { $0 + $1.entries } == open.reduce(0) { $0 + $1.entries })
        #expect(try await test.answers().differences(from: before).isEmpty)
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        for code in before.versions.keys {
            for version in before.versions[code] ?? [] {
                let file = try Reading(archive: test.archive).file(code, name: nil, choice: .number(version.number))
                #expect(file.bytes.count == version.files[0].size)
            }
        }
        // The old files are gone.
        let boxes = folder.files(in: "档案/Corpus/boxes")
        #expect(Set(boxes) == Set(try Sealing(archive: test.archive).boxes().map(\.file)))
        #expect(try Sealing(archive: test.archive).seal([], progress: WorkProgress()).isEmpty)
    }

    @Test func `later records go to a new box, and a sealed box can be packed anew`() async throws {
        _ = try await test.code(ofText: "一", name: "1.txt")
        let first = "J016/2023/PX-D10/0001.tar.zst"
        let sealed = try Sealing(archive: test.archive).seal([first], progress: WorkProgress())
        #expect(sealed.map(\.file) == ["J016/2023/PX-D10/0001.r1.tar.zst"])
        let code = try await test.code(ofText: "二", name: "2.txt")
        #expect(code == "J016-ZY·WB·PX·2023·D10-0002")
        #expect(folder.exists("档案/Corpus/boxes/J016/2023/PX-D10/0002.tar.zst"))
        let again = try Sealing(archive: test.archive).seal([sealed[0].file], progress: WorkProgress())
        #expect(again.map(\.file) == ["J016/2023/PX-D10/0001.r2.tar.zst"])
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        #expect(throws: ArchiveFailure.self) {
            try Sealing(archive: test.archive).seal(["none"], progress: WorkProgress())
        }
    }

    @Test func `a damaged box is not sealed, and stays as it is`() async throws {
        let code = try await test.code(ofText: "内容")
        let box = "档案/Corpus/boxes/J016/2023/PX-D10/0001.tar.zst"
        try folder.flipByte(of: box, at: 80)
        let before = try folder.read(box)
        #expect(throws: ArchiveFailure.self) {
            try Sealing(archive: test.archive).seal(["J016/2023/PX-D10/0001.tar.zst"], progress: WorkProgress())
        }
        #expect(try folder.read(box) == before)
        #expect(folder.files(in: "档案/Corpus/boxes/J016/2023/PX-D10") == ["0001.tar.zst"])
        try folder.flipByte(of: box, at: 80)
        #expect(try Reading(archive: test.archive).text(code) == "内容")
    }

    @Test(.enabled(if: Shell.has("sqlite3"))) func `what an interrupted sealing left is cleared away`() async throws {
        let code = try await test.code(ofText: "内容")
        let next = "J016/2023/PX-D10/0001.r1.tar.zst"
        try folder.write("档案/Corpus/boxes/" + next, "half a box")
        let sql = "UPDATE box SET next_file = '\(next)' WHERE file = 'J016/2023/PX-D10/0001.tar.zst'"
        #expect(try Shell.run("sqlite3 档案/Corpus/catalog.sqlite \"\(sql)\"", in: folder.path).status == 0)
        #expect(try Reading(archive: test.archive).text(code) == "内容")
        _ = try await test.code(ofText: "下一份", name: "b.txt")
        #expect(!folder.exists("档案/Corpus/boxes/" + next))
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
    }
}

/// A few corrections, a void, a move and a closed volume.
func reviseSome(_ test: TestArchive) async throws {
    let items = try test.allItems()
    let revising = Revising(archive: test.archive)
    for (number, code) in items.enumerated() where number % 9 == 0 {
        var change = Revising.Change()
        change.title = "更正后的题名\(number)"
        if number % 18 == 0 {
            change.paths = [try test.folder.write("new/\(number).txt", "更正后的正文\(number)，监护与学校。")]
        }
        _ = try await revising.revise(code, change, reason: "更正\(number)")
    }
    var voiding = Revising.Change()
    voiding.voids = true
    _ = try await revising.revise(items[1], voiding, reason: "重复")
    let volumes = try VolumeKeeping(archive: test.archive).list(classCode: "GA", org: nil, state: .open)
    let moved = try #require(items.first { $0.hasPrefix(volumes[0].code) })
    var moving = Revising.Change()
    moving.volume = volumes[1].code
    _ = try await revising.revise(moved, moving, reason: "错归")
    _ = try VolumeKeeping(archive: test.archive).close(volumes[2].code, on: Day("2024-02-01"), note: "结案")
}
