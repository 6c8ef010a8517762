import Foundation
import Testing
import Workbench

/// Whatever is done, refused or broken off stands in the log once.
@Suite struct LoggedOnceTests {
    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
        try lantai.found()
    }

    /// The same numbers each time.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// One act of a trial, with its own number as its purpose.
    private struct Act {
        var command: String
        /// Its entries in the log, as `act denied`.
        var entries: [String]
        /// It is killed at some moment: then it stands there if anything of it was shown, and may where nothing was.
        var isKilledAnywhere = false
    }

    /// More than a pipe takes: whoever writes it is stopped in the middle.
    private func act(_ number: Int, of big: String, _ small: [String], _ generator: inout Seeded) -> Act {
        let code = small.randomElement(using: &generator) ?? big
        func plain(_ command: String, _ entries: String...) -> Act {
            Act(command: "lantai \(command) --purpose 第\(number)次 > out/\(number) 2>/dev/null", entries: entries)
        }
        func broken(_ command: String, _ entry: String) -> Act {
            Act(command: "broken \(number) \(command) --purpose 第\(number)次", entries: [entry])
        }
        func killed(_ command: String, _ entries: String...) -> Act {
            let delay = "0.\(String(Int.random(in: 100...199, using: &generator)).dropFirst())"
            return Act(
                command: "killed \(number) \(delay) \(command) --purpose 第\(number)次", entries: entries,
                isKilledAnywhere: true)
        }
        switch Int.random(in: 0..<16, using: &generator) {
        case 0: return plain("show \(code)", "show")
        case 1: return plain("show \(code) --text", "show text")
        case 2: return plain("show \(code) --diff 1..1", "show", "show")
        case 3: return plain("history \(code)", "history")
        case 4: return plain("search 监护", "search")
        case 5: return plain("similar \(code)", "similar")
        case 6: return plain("show \(code) --version 9", "show denied")
        case 7: return plain("show J016-ZY.WB.PX.2023.D10-9\(number)", "show denied")
        case 8: return plain("export \(code) \(big) --to 包\(number) --format csv", "export", "export")
        case 9: return plain("revise \(code) --title 第\(number)题 --reason 试", "revise")
        case 10: return broken("show \(big) --text", "show text")
        case 11: return broken("show \(big) --file 大.txt", "show file")
        case 12: return broken("search 监护 --limit 1000", "search")
        case 13: return killed("show \(code) --text", "show text")
        case 14: return killed("search 监护", "search")
        default: return killed("export \(code) \(big) --to 包\(number)", "export", "export")
        }
    }

    @Test func `two hundred random acts, refusals and reads that were broken off`() throws {
        var lines = ""
        for number in 1...160 {
            lines +=
                "{\"text\":\"监护评估第\(number)次：\(String(repeating: "夜间独处", count: 60))\",\"externalID\":\"\(number)\",\"title\":\"评估\(number)\",\"date\":\"2023-05-19\",\"class\":\"PX\"}\n"
        }
        try lantai.folder.write("清单.jsonl", lines)
        let filed = Lantai.objects(try lantai.run("lantai file --manifest 清单.jsonl --json").output)
        let small = Array(filed.compactMap { $0["code"] as? String }.prefix(20))
        try #require(small.count == 20)
        let big = try lantai.code(ofText: String(repeating: "很长的记录。", count: 60_000), name: "大.txt")
        var generator = Seeded(state: 7)
        let acts = (1...200).map { act($0, of: big, small, &generator) }
        try lantai.folder.write(
            "functions",
            """
            broken() { n=$1; shift; mkfifo f$n; lantai "$@" > f$n 2>/dev/null & p=$!; exec 9< f$n; head -c 1 <&9 > out/$n; kill -9 $p; wait $p 2>/dev/null; exec 9<&-; }
            killed() { n=$1; t=$2; shift 2; lantai "$@" > out/$n 2>/dev/null & p=$!; sleep $t; kill -9 $p 2>/dev/null; wait $p 2>/dev/null; }
            mkdir -p out

            """)
        // Three at a time: the log is written from all sides.
        for (part, place) in (0..<3).map({ part in (part, acts.indices.filter { $0 % 3 == part }) }) {
            try lantai.folder.write(
                "part\(part)", ". ./functions\n" + place.map { acts[$0].command + "\n" }.joined() + "true\n")
        }
        _ = try lantai.run("for i in 0 1 2; do bash part$i 2>/dev/null & done; wait")
        var found: [String: [String]] = [:]
        for entry in Lantai.objects(try lantai.run("lantai log list --limit 100000 --json").output) {
            guard let purpose = entry["purpose"] as? String, let act = entry["act"] as? String else { continue }
            found[purpose, default: []].append(act + (entry["denied"] as? Bool == true ? " denied" : ""))
        }
        for (number, act) in zip(1..., acts) {
            let entries = found["第\(number)次"] ?? []
            // Killed before it began, it has not even a file to write to.
            let output = "out/\(number)"
            let isWritten = try lantai.folder.exists(output) && !lantai.folder.read(output).isEmpty
            let isShown = isWritten || lantai.folder.exists("包\(number)")
            if act.isKilledAnywhere, !isShown, entries.isEmpty { continue }
            #expect(entries == act.entries, "\(number): \(act.command)")
            if act.command.hasPrefix("broken") { #expect(isShown, "\(number): \(act.command)") }
        }
        #expect(try lantai.run("lantai log verify --quiet").status == 0)
        #expect(try lantai.run("lantai verify --quiet").status == 0)
    }
}
