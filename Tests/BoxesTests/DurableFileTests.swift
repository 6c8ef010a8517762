import Boxes
import Foundation
import Testing
import Workbench

@Suite struct DurableFileTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test func `bytes are written and read at any place`() throws {
        let file = try DurableFile(path: folder.path("a"), mode: .readWriteCreate)
        try file.write(Array("临时监护".utf8), at: 0)
        try file.write([1, 2, 3], at: 20)
        try file.sync()
        #expect(try file.length() == 23)
        #expect(try file.read(count: 12, at: 0) == Array("临时监护".utf8))
        #expect(try file.read(count: 100, at: 20) == [1, 2, 3])
        #expect(try file.read(count: 8, at: 12) == [UInt8](repeating: 0, count: 8))
        #expect(try file.read(count: 10, at: 23).isEmpty)
        try file.truncate(to: 5)
        #expect(DurableFile.length(of: folder.path("a")) == 5)
    }

    @Test func `opening to write keeps what is there`() throws {
        try folder.write("a", "content")
        #expect(try DurableFile(path: folder.path("a"), mode: .readWriteCreate).length() == 7)
    }

    @Test func `a new file is for its owner alone`() throws {
        try DurableFile.replace(folder.path("a"), with: [1])
        try DurableFile.createFolder(folder.path("b"))
        for (name, mode) in [("a", 0o600), ("b", 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
    }

    @Test func `replacing puts the new content in the old one's place, whole`() throws {
        try folder.write("a", String(repeating: "old", count: 1000))
        try folder.write("a.new", "left over from a crash, and longer than the new content")
        try DurableFile.replace(folder.path("a"), with: Array("new".utf8))
        #expect(try folder.text("a") == "new")
        #expect(folder.files() == ["a"])
        try DurableFile.replace(folder.path("b"), with: [])
        #expect(try folder.read("b").isEmpty)
    }

    @Test func `renaming replaces a file of that name`() throws {
        try folder.write("a", "1")
        try folder.write("b", "2")
        try DurableFile.rename(folder.path("a"), to: folder.path("b"))
        #expect(folder.files() == ["b"])
        #expect(try folder.text("b") == "1")
    }

    @Test func `removing twice is as good as once`() throws {
        try folder.write("a", "1")
        try DurableFile.remove(folder.path("a"))
        try DurableFile.remove(folder.path("a"))
        #expect(DurableFile.length(of: folder.path("a")) == nil)
    }

    @Test func `folders are made down to the file, and may be there`() throws {
        for _ in 0..<2 {
            try DurableFile.createFolders(for: folder.path("档案/2023/GA-Y/x"), below: folder.path)
        }
        #expect(folder.exists("档案/2023/GA-Y"))
        #expect(!folder.exists("档案/2023/GA-Y/x"))
    }

    @Test func `failures name path and reason`() throws {
        let missing = folder.path("none/a")
        let failure = #expect(throws: FileError.self) { try DurableFile(path: missing, mode: .read) }
        #expect(failure == FileError(path: missing, code: ENOENT))
        #expect(failure?.isNotFound == true)
        #expect(failure?.reason.isEmpty == false)
        #expect(throws: FileError.self) { try DurableFile.replace(missing, with: []) }
        #expect(throws: FileError.self) { try DurableFile.rename(missing, to: folder.path("b")) }
        #expect(throws: FileError.self) { try DurableFile.remove(folder.path) }
        #expect(throws: FileError.self) { try DurableFile(path: folder.path, mode: .readWriteCreate) }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk is an error, not a short file`() throws {
        let file = try DurableFile(path: "/dev/full", mode: .readWriteCreate)
        #expect(throws: FileError(path: "/dev/full", code: ENOSPC)) { try file.write([1, 2, 3], at: 0) }
    }
}
