import Foundation
import Testing
import Workbench

import Fuzz

/// What fuzzing begins with, and what it once broke a parser with, is taken by the parsers of today.
@Suite struct FuzzedParserTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fuzz").path

    @Test(arguments: FuzzedParser.allCases) func `seeds and what was found are taken`(_ parser: FuzzedParser) throws {
        let folder = try TestFolder()
        try Shell.run(Shell.quoted(Self.folder + "/seeds.py") + " " + Shell.quoted(folder.path), in: folder.path)
        let seeds = Self.files(in: folder.path(parser.rawValue))
        #expect(!seeds.isEmpty, "a parser without seeds")
        for file in seeds + Self.files(in: Self.folder + "/Found/" + parser.rawValue) {
            try parser.take(try Data(contentsOf: URL(fileURLWithPath: file)))
        }
    }

    private static func files(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted().map { folder + "/" + $0 } ?? []
    }
}
