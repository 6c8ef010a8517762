import Foundation
import Testing
import Workbench

/// A page of commands with what they must print, after the manner of cram:
///
/// ```
/// # A comment.
/// $ lantai show J016-X-0001
/// > (a line that goes on with the command)
/// 档号：J016-X-0001
/// 时间：…
/// [79]
/// ```
///
/// Behind a command stand its output and errors as they come, then its exit status in brackets unless that is 0. `…`
/// stands for any text within a line, `……` alone for any number of lines. Run with UPDATE_TRANSCRIPTS=1 to have pages
/// that differ written anew, and read the difference before committing it.
struct Transcript {
    struct Step {
        var comment: [String] = []
        var command: [String] = []
        var expected: [String] = []
        /// In the page, from 1.
        var line = 0
    }

    var steps: [Step] = []

    init(_ text: String) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("$ ") {
                if steps.isEmpty || !steps[steps.count - 1].command.isEmpty { steps.append(Step()) }
                steps[steps.count - 1].command = [String(line.dropFirst(2))]
                steps[steps.count - 1].line = number + 1
            } else if line.hasPrefix("> ") || line == ">" {
                steps[steps.count - 1].command.append(String(line.dropFirst(2)))
            } else if line.hasPrefix("# ") || line == "#" {
                if steps.isEmpty || !steps[steps.count - 1].command.isEmpty { steps.append(Step()) }
                steps[steps.count - 1].comment.append(String(line))
            } else if !steps.isEmpty, !(line.isEmpty && steps[steps.count - 1].command.isEmpty) {
                steps[steps.count - 1].expected.append(String(line))
            }
        }
        for index in steps.indices {
            while steps[index].expected.last == "" { steps[index].expected.removeLast() }
        }
    }

    var text: String {
        steps.map { step in
            let command = step.command.enumerated().map { ($0.offset == 0 ? "$ " : "> ") + $0.element }
            return (step.comment + command + step.expected).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    /// What a command printed, as lines of a page.
    static func lines(of outcome: Shell.Outcome) -> [String] {
        var lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last == "" { lines.removeLast() }
        if outcome.status != 0 { lines.append("[\(outcome.status)]") }
        return lines
    }

    /// Whether lines are as expected.
    static func matches(_ found: [String], _ expected: [String]) -> Bool {
        guard let first = expected.first else { return found.isEmpty }
        if first == "……" {
            return (0...found.count).contains { matches(Array(found[$0...]), Array(expected.dropFirst())) }
        }
        guard let line = found.first, matches(line: line, first) else { return false }
        return matches(Array(found.dropFirst()), Array(expected.dropFirst()))
    }

    private static func matches(line: String, _ pattern: String) -> Bool {
        let parts = pattern.components(separatedBy: "…")
        guard parts.count > 1 else { return line == pattern }
        guard line.hasPrefix(parts[0]) else { return false }
        var rest = line.dropFirst(parts[0].count)
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }

    /// What differs from run to run, as `…`.
    static func general(_ line: String, folder: String) -> String {
        line.replacing(folder, with: "…")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)/#, with: "…")
            .replacing(#/[0-9a-f]{64}/#, with: "…")
            .replacing(#/(用时 |"tookMs":|, )[\d.]+( 毫秒|(?=,)| ms)/#) { "\($0.1)…\($0.2)" }
            .replacing(#/"score":[\d.e-]+/#, with: "\"score\":…")
            .replacing(#/[\d]+( 字节：| bytes: )/#) { "…\($0.1)" }
            .replacing(NSUserName(), with: "…")
    }
}
