import Foundation
import Testing
import Workbench

@Suite struct TranscriptTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Transcripts"
    private static let pages =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_TRANSCRIPTS"] != nil

    @Test func `there are pages, and the program is there`() {
        #expect(Self.pages.count > 5)
        #expect(FileManager.default.isExecutableFile(atPath: Lantai.binary), "\(Lantai.binary)")
    }

    @Test(arguments: pages) func page(name: String) throws {
        let path = Self.folder + "/" + name
        var transcript = Transcript(try String(contentsOfFile: path, encoding: .utf8))
        let lantai = try Lantai()
        var isChanged = false
        for (index, step) in transcript.steps.enumerated() where !step.command.isEmpty {
            let outcome = try lantai.run(step.command.joined(separator: "\n"), merged: true)
            let found = Transcript.lines(of: outcome)
            if Transcript.matches(found, step.expected) { continue }
            if Self.isUpdating {
                transcript.steps[index].expected = found.map {
                    Transcript.general($0, folder: lantai.folder.path)
                }
                isChanged = true
            } else {
                Issue.record(
                    """
                    \(name):\(step.line): \(step.command.joined(separator: "\n"))
                    --- expected
                    \(step.expected.joined(separator: "\n"))
                    --- found
                    \(found.joined(separator: "\n"))
                    """)
            }
        }
        if isChanged { try transcript.text.write(toFile: path, atomically: true, encoding: .utf8) }
    }

    @Test func `wildcards`() {
        #expect(Transcript.matches(["a", "b"], ["a", "b"]))
        #expect(!Transcript.matches(["a", "b"], ["a"]))
        #expect(!Transcript.matches(["a"], ["a", "b"]))
        #expect(Transcript.matches(["归档 12 件"], ["归档 … 件"]))
        #expect(!Transcript.matches(["归档 12 份"], ["归档 … 件"]))
        #expect(Transcript.matches(["x1y2z"], ["x…y…z"]))
        #expect(!Transcript.matches(["x1z"], ["x…y…z"]))
        #expect(Transcript.matches(["a", "b", "c"], ["……", "c"]))
        #expect(Transcript.matches(["c"], ["……", "c"]))
        #expect(!Transcript.matches(["c", "d"], ["……", "c"]))
        let page = "# 说明\n$ a\n> b\n输出\n\n$ c\n[1]\n"
        #expect(Transcript(page).text == page)
    }
}
