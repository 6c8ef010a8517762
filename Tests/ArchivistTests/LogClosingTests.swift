import Access
import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Closed stretches of the access log in boxes.
@Suite struct LogClosingTests {
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
    }

    private var folder: TestFolder { test.folder }

    private func loseLog() throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("档案/Corpus/access.sqlite" + suffix))
        }
    }

    private func entries() throws -> [AccessEntry] {
        try LogReading(archive: test.archive).entries(limit: 10_000).reversed()
    }

    private func verify(_ note: String? = nil) throws -> LogReport {
        try LogKeeping(archive: test.archive).verify(against: note, publicKey: nil, progress: WorkProgress())
    }

    /// Makes an archive that was used, and boxes its log in two stretches.
    /// - Returns: a record, and a checkpoint from before the last stretch was closed.
    private func fill() async throws -> (code: String, checkpoint: String) {
        let code = try await test.code(ofText: "林小满监护评估", classCode: "GA", volume: "林小满个案")
        for _ in 0..<20 { _ = try Reading(archive: test.archive).text(code) }
        #expect(try LogClosing(archive: test.archive).close().map(\.first) == [1])
        let checkpoint = try LogKeeping(archive: test.archive).checkpoint()
        for _ in 0..<5 { _ = try Reading(archive: test.archive).record(code) }
        #expect(try LogClosing(archive: test.archive).close().count == 1)
        return (code, checkpoint)
    }

    @Test func `boxed stretches are verified, backed up, and hold the log to its word`() async throws {
        _ = try await fill()
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        #expect(try verify().problems.isEmpty)
        _ = try await BackingUp(archive: test.archive).backup(to: folder.path("备份"), progress: WorkProgress())
        #expect(folder.files(in: "备份").contains("Corpus/boxes/J016/log/0001.tar.zst"))
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        // Somebody writes a whole log anew: its own tree is sound, and is not what was boxed.
        try loseLog()
        let forged = try AccessLog(path: folder.path("档案/Corpus/access.sqlite"))
        try forged.append(
            (0..<60).map {
                AccessEntry(at: "2026-01-01T00:00:0\($0 % 10)Z", who: "甲", face: "command", act: "show", object: nil)
            })
        try test.reopen()
        #expect(Set(try verify().problems.map(\.kind)) == [.foreignLog, .checkpointDiffers])
    }

    @Test func `a lost log comes back up to its last boxed stretch, with root and checkpoints`() async throws {
        let (code, checkpoint) = try await fill()
        let before = try entries()
        let end = try #require(before.last { $0.act == "log close" }?.seq) - 1
        _ = try await test.code(ofText: "后来的")
        try loseLog()
        // Not opened with an empty log in its place, as if nothing had ever been used.
        #expect(await failure { try test.reopen() } == "logMissing")
        let report = try test.recover()
        #expect(report.problems.isEmpty && report.log?.entries == end && report.log?.lost == 2, "\(report)")
        let after = try entries()
        #expect(Array(after.prefix(Int(end))) == Array(before.prefix(Int(end))))
        #expect(after.dropFirst(Int(end)).map(\.act) == ["recover", "log list"])
        #expect(try verify(checkpoint).problems.isEmpty)
        #expect(try LogKeeping(archive: test.archive).uses(of: code).count == 26)
        // The log goes on, under the same name and key, and its next stretch with it.
        #expect(
            try LogKeeping(archive: test.archive).checkpoint().hasPrefix(
                #require(checkpoint.split(separator: "\n").first)))
        #expect(try LogClosing(archive: test.archive).close().map(\.first) == [end + 1])
        #expect(try verify(checkpoint).problems.isEmpty)
        #expect(await failure { try test.recover() } == "catalogPresent")
    }

    @Test func `with the catalog lost as well, both come back`() async throws {
        let (_, checkpoint) = try await fill()
        try loseLog()
        try test.loseCatalog()
        let report = try test.recover()
        #expect(report.problems.isEmpty && report.log != nil)
        #expect(try verify(checkpoint).problems.isEmpty)
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        // A log that is there is the truth.
        try test.loseCatalog()
        #expect(try test.recover().log == nil)
    }

    @Test func `what is destroyed or erased is gone from boxed stretches too`() async throws {
        let code = try await test.code(ofText: "绝无仅有培训小结", date: "2001-05-19")
        _ = try Reading(archive: test.archive).text(code)
        _ = try await test.search(SearchQuery(text: "绝无仅有培训小结"))
        _ = try LogClosing(archive: test.archive).close()
        try await test.destroy([code], on: #require(Day("2099-01-01")))
        func isGone() throws {
            let word = Data("绝无仅有".utf8)
            for file in folder.files(in: "档案") {
                #expect(try folder.read("档案/" + file).range(of: word) == nil, "\(file)")
            }
            let stretch = "zstd -dc 档案/Corpus/boxes/J016/log/*.tar.zst | grep -ac"
            #expect(try Shell.run("\(stretch) 绝无仅有", in: folder.path).output == "0\n")
            #expect(try Shell.run("\(stretch) '\"seq\":'", in: folder.path).output != "0\n")
        }
        try isGone()
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        #expect(try verify().problems.isEmpty)
        // And does not come back with a recovery: erased entries are erased there, and the tree holds.
        _ = try LogClosing(archive: test.archive).close()
        let erased = try entries().filter(\.erased).map(\.seq)
        #expect(!erased.isEmpty)
        try loseLog()
        try test.recover()
        #expect(try entries().filter(\.erased).map(\.seq) == erased)
        #expect(try verify().problems.isEmpty)
        try isGone()
    }

    @Test func `an erasure of old entries reaches their boxes`() async throws {
        let log = try AccessLog(path: folder.path("档案/Corpus/access.sqlite"))
        try log.append(
            (0..<9).map {
                AccessEntry(
                    at: "200\($0)-05-19T10:00:00+08:00", who: "早已离职的人", face: "command", act: "search", object: "旧词")
            })
        // Years that are over are boxed with the sealing.
        _ = try await test.code(ofText: "一")
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        let box = "zstd -dc 档案/Corpus/boxes/J016/log/*.tar.zst | grep -ac 早已离职的人"
        #expect(try Shell.run(box, in: folder.path).output == "10\n")
        let report = try LogKeeping(archive: test.archive).erase(before: #require(Day("2006-01-01")), isDryRun: false)
        // One of them notes that the clock was set back.
        #expect(report.entries == 7)
        #expect(try Shell.run(box, in: folder.path).output == "3\n")
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        #expect(try verify().problems.isEmpty)
    }

    @Test func `a changed leaf or personal part in a box is found`() async throws {
        _ = try await fill()
        let (stretch, files) = try AccessLog(path: folder.path("档案/Corpus/access.sqlite")).stretch(1...10)
        #expect(files.problem(of: stretch) == nil)
        for (old, new) in [("show text", "show file"), ("\"denied\":false", "\"denied\":true ")] {
            let leaves = Data(String(decoding: files.leaves, as: UTF8.self).replacing(old, with: new).utf8)
            #expect(LogStretchFiles(leaves: leaves, personal: files.personal).problem(of: stretch) == "leaves")
        }
        let personal = String(decoding: files.personal, as: UTF8.self).replacing("\"who\":\"甲\"", with: "\"who\":\"乙\"")
        #expect(
            LogStretchFiles(leaves: files.leaves, personal: Data(personal.utf8)).problem(of: stretch)
                == "personal part of entry 1")
        let other = try AccessLog(path: folder.path("另.sqlite"))
        #expect(throws: AccessLogError.self) {
            try other.restore(stretch, LogStretchFiles(leaves: Data(), personal: Data()), at: "2026-01-01T00:00:00Z")
        }
        try other.restore(stretch, files, at: "2026-01-01T00:00:00Z")
        #expect(try other.check().problems.isEmpty && other.size() == 10)
        // Not twice, and not out of turn.
        #expect(throws: AccessLogError.self) { try other.restore(stretch, files, at: "2026-01-01T00:00:00Z") }
    }
}
