import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Files on their way in from a browser: what is kept of them, and how long.
@Suite struct UploadingTests {
    private let test: TestArchive

    init() throws { test = try TestArchive() }

    private func upload(_ text: String, as name: String, in archive: ArchiveFolder) throws -> String {
        let uploading = Uploading(archive: archive)
        let id = try uploading.begin(name, size: text.utf8.count).id
        _ = try uploading.append(Array(text.utf8), to: id, at: 0)
        return id
    }

    /// Every file in the folder of what comes in.
    private func incoming() -> [String] {
        let folder = test.folder.path("档案/Incoming")
        return (FileManager.default.subpaths(atPath: folder) ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    @Test func `a description is kept beside its file and goes with it`() async throws {
        let uploading = Uploading(archive: test.archive)
        let id = try upload("会商纪要\n", as: "纪要.txt", in: test.archive)
        var said = Uploading.Description(id: id, title: "会商纪要（五月）", classCode: "PX")
        said.fields = [(name: "培训地点", value: "会议室")]
        try uploading.describe(said)
        let kept = uploading.description(of: id)
        #expect(kept.title == "会商纪要（五月）" && kept.classCode == "PX" && kept.date == nil)
        #expect(kept.fields.map(\.name) == ["培训地点"] && kept.fields.map(\.value) == ["会议室"])
        #expect(try uploading.list().map(\.id) == [id])
        let trial = try await uploading.file([kept], isDryRun: true)
        #expect(trial[0].description?.title == "会商纪要（五月）")
        try uploading.discard(id)
        #expect(incoming().isEmpty)
        #expect(uploading.description(of: id).title == nil)
        #expect(throws: ArchiveFailure.self) { try uploading.describe(said) }
        #expect(uploading.description(of: "../../" + id).title == nil)
    }

    @Test func `a file that came whole is known again by its time and path`() throws {
        let uploading = Uploading(archive: test.archive)
        let bytes = Array("照片\n".utf8)
        func begin(_ path: String, at lastModified: Int = 1_714_953_600_123) throws -> Uploading.Upload {
            try uploading.begin(
                "1.jpg", size: bytes.count, from: Uploading.Origin(lastModified: lastModified, path: path))
        }
        let first = try begin("走访/1.jpg")
        _ = try uploading.append(Array(bytes[..<3]), to: first.id, at: 0)
        // One of the same name and size in another folder does not go on with it.
        let second = try begin("回访/1.jpg")
        #expect(second.id != first.id && second.received == 0)
        let again = try begin("走访/1.jpg")
        #expect(again.id == first.id && again.received == 3)
        _ = try uploading.append(Array(bytes[3...]), to: first.id, at: 3)
        let whole = try begin("走访/1.jpg")
        #expect(whole.id == first.id && whole.isWhole)
        // Changed since, it is another; and where nothing is said of its origin, it may be.
        #expect(try begin("走访/1.jpg", at: 1_714_953_600_124).id != first.id)
        #expect(try uploading.begin("1.jpg", size: bytes.count).id != first.id)
        #expect(throws: ArchiveFailure.self) { try begin("走\n访/1.jpg") }
        #expect(throws: ArchiveFailure.self) { try begin(String(repeating: "长", count: 1366)) }
        try uploading.discard(first.id)
        #expect(try begin("走访/1.jpg").received == 0)
    }

    @Test func `what is filed leaves nothing lying there`() async throws {
        let id = try upload("会商纪要\n", as: "纪要.txt", in: test.archive)
        let said = Uploading.Description(id: id, title: "会商纪要", date: "2024-05-06", classCode: "FG")
        try Uploading(archive: test.archive).describe(said)
        #expect(try await Uploading(archive: test.archive).file([said]).map(\.status) == [.filed])
        #expect(incoming().isEmpty)
    }

    @Test func `what nobody filed goes after two weeks whoever comes by`() throws {
        let old = try upload("旧稿\n", as: "旧.txt", in: test.archive)
        _ = try upload("新稿\n", as: "新.txt", in: test.archive)
        let files = incoming().filter { $0.contains(old) && $0.hasSuffix("旧.txt") }
        #expect(files.count == 1)
        for file in files {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -15 * 86400)],
                ofItemAtPath: test.folder.path("档案/Incoming/" + file))
        }
        let other = try ArchiveFolder(
            path: test.archive.path, principal: Principal(who: "乙", face: "web", act: "test"))
        #expect(try Uploading(archive: other).list().isEmpty)
        #expect(try Uploading(archive: test.archive).list().map(\.name) == ["新.txt"])
        #expect(!incoming().contains { $0.contains(old) })
    }

    /// A crash while a package was received.
    @Test func `what was unpacked goes after hours, and not while it may be in use`() throws {
        let id = try upload("包\n", as: "包.zip", in: test.archive)
        let place = try #require(incoming().first { $0.hasSuffix("包.zip") })
        let owner = String(place.prefix { $0 != "/" })
        let unpacked = "档案/Incoming/\(owner)/\(id).package"
        try test.folder.write(unpacked + "/data/登记表.txt", "林小满")
        _ = try Uploading(archive: test.archive).list()
        #expect(test.folder.exists(unpacked))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7 * 3600)], ofItemAtPath: test.folder.path(unpacked))
        #expect(try Uploading(archive: test.archive).list().map(\.name) == ["包.zip"])
        #expect(!test.folder.exists(unpacked))
    }

    /// A crash while an upload was removed, or begun.
    @Test func `what has no file any more goes after two weeks as well`() throws {
        let id = try upload("旧稿\n", as: "旧.txt", in: test.archive)
        try Uploading(archive: test.archive).describe(.init(id: id, title: "林小满评估表"))
        let folder = test.folder.path("档案/Incoming")
        for file in incoming() {
            if file.hasSuffix("旧.txt") {
                try FileManager.default.removeItem(atPath: folder + "/" + file)
            } else {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -15 * 86400)], ofItemAtPath: folder + "/" + file)
            }
        }
        #expect(incoming().count == 2)
        #expect(try Uploading(archive: test.archive).list().isEmpty)
        #expect(incoming().isEmpty)
    }
}
