import Foundation
import Testing
import Workbench

/// The README's tour is run: each `sh` block directly below `<!-- test -->`, in order, in one folder.
@Suite struct ReadmeTests {
    static func blocks(in text: String) -> [String] {
        var blocks: [String] = []
        var current: [Substring]?
        var isMarked = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if var lines = current {
                if line.hasPrefix("```") {
                    blocks.append(lines.joined(separator: "\n"))
                    current = nil
                } else {
                    lines.append(line)
                    current = lines
                }
            } else if isMarked && line.hasPrefix("```sh") {
                current = []
            }
            isMarked = line == "<!-- test -->"
        }
        return blocks
    }

    @Test func `the tour of the README runs`() throws {
        let path = Lantai.repository + "/README.md"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let blocks = Self.blocks(in: text)
        try #require(!blocks.isEmpty, "README.md has no ```sh block with <!-- test --> on the line above it.")
        let lantai = try Lantai()
        for block in blocks {
            let outcome = try lantai.run("set -e\n" + block, merged: true)
            #expect(outcome.status == 0, "\(block)\n---\n\(outcome.output)")
        }
    }

    @Test func `only marked blocks are run`() {
        let text = "```sh\na\n```\n<!-- test -->\n```sh\nb\nc\n```\n<!-- test -->\n\n```sh\nd\n```\n"
        #expect(Self.blocks(in: text) == ["b\nc"])
    }
}
