import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Files that are made for one answer.
@Suite struct OutgoingTests {
    private static func archive(_ folder: TestFolder) throws -> ArchiveFolder {
        let principal = Principal(who: "甲", face: "test", act: "export")
        _ = try Founding.found(
            path: folder.path("档案"), fonds: Fonds(code: "J016", name: "某市未保中心", org: "2102"), principal: principal)
        return try ArchiveFolder(path: folder.path("档案"), principal: principal)
    }

    @Test(arguments: [Exporting.Format.zip, .bag, .csv, .xlsx])
    func `what goes out never stands anywhere under a name`(_ format: Exporting.Format) async throws {
        let folder = try TestFolder()
        let archive = try Self.archive(folder)
        try folder.write("通知.txt", "关于入户走访的通知")
        let filing = Filing(
            archive: archive, options: FilingOptions(classCode: "FG", title: nil, date: "2024-05-06"))
        _ = try await filing.file(PathInputs([folder.path("通知.txt")]), progress: WorkProgress()) { _ in }
        var choice = Exporting.Choice()
        choice.newest = 1
        let made = try Exporting(archive: archive).download(choice, name: "包", format: format, progress: WorkProgress())
        // While it can be read there is nothing for anybody to find.
        let below = try FileManager.default.subpathsOfDirectory(atPath: folder.path("档案") + "/Indexes/tmp")
        #expect(below.isEmpty)
        let bytes = try made.file.read(count: made.file.length, at: 0)
        #expect(try bytes.count == made.file.length && bytes.count > 100)
        #expect(made.report.items == 1)
        #expect(bytes.starts(with: Array((format == .csv ? "\u{FEFF}档号" : "PK").utf8)))
        #expect(made.file.name == (format == .bag ? "包.zip" : "包.\(format.rawValue)"))
        // In pieces it is the same.
        var pieces: [UInt8] = []
        while case let piece = try made.file.read(count: 7, at: pieces.count), !piece.isEmpty { pieces += piece }
        #expect(pieces == bytes)
    }
}
