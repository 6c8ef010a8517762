import Foundation
import Testing
import Workbench

/// Words that stand only in hidden records show nowhere, through any door of the program as built: not in what it prints, not
/// in what it writes, not in its errors. Nor do their codes.
@Suite struct CanaryTests {
    private let institution: Institution
    private static let volume = "J016-ZY.WB.GA.2004.D10-001"
    private static let loose = "J016-ZY.WB.RZ.2004.D10-0001"
    /// In text, title, author, document number, field, person, volume, file name, external identifier, reasons.
    private static let words = [
        "青蚨词", "玄鸟词", "烛龙词", "毕方词", "螭吻词", "饕餮词", "狻猊词", "獬豸词", "鲛绡词", "梼杌词", "貔貅词",
    ]

    init() throws {
        institution = try Institution()
        let lantai = institution.lantai
        try lantai.folder.write("獬豸词.txt", "玄鸟词的情况\n\n正文里有青蚨词，夜间独处。\n")
        let one = Self.line(
            #""text":"玄鸟词的情况\n正文里有青蚨词，夜间独处。","externalID":"鲛绡词1","title":"玄鸟词的情况","class":"RZ""#
                + #","author":"烛龙词","documentNumber":"毕方词〔2004〕1号","fields":{"岗位":"螭吻词"}"#)
        try lantai.folder.write("隐.jsonl", one)
        for command in [
            "file --manifest 隐.jsonl",
            "volume create --class GA --title 狻猊词个案 --subject '饕餮词 1961-01-01' --org 210202 --year 2004 --period D10",
            "file 獬豸词.txt --class PG --date 2004-03-05 --volume \(Self.volume) --field '当事人=饕餮词 1961-01-01'",
        ] { try institution.expect(0, try institution.run("yuan3", command), command) }
        try institution.expect(0, try institution.run("safe", "access level \(Self.volume) hidden"))
        for (who, command) in [
            ("du", "hold place \(Self.volume) --reason 梼杌词调卷"), ("du", "hold place \(Self.loose) --reason 梼杌词调卷"),
            ("du", "search 青蚨词 --save 貔貅词"), ("du2", "access request \(Self.volume) --reason 貔貅词"),
            ("du", "show \(Self.loose) --text"), ("du", "search 饕餮词"),
        ] { try institution.expect(0, try institution.run(who, command), command) }
    }

    private static func line(_ members: String) -> String {
        "{\(members),\"date\":\"2004-03-01\",\"org\":\"210202\"}\n"
    }

    /// What nobody but a supervisor may see, without the word that the asker typed.
    private func traces(in text: String, typed: String) -> [String] {
        let codes = [Self.volume, Self.loose].map { $0.replacing(".", with: "·") }
        return (Self.words + codes).filter { word in
            !typed.contains(word) && !typed.contains(word.replacing("·", with: ".")) && text.contains(word)
        }
    }

    /// Doors that a word opens, that a code opens, and that need neither.
    private func commands(_ who: String) -> [String] {
        var commands = [
            "search --from 1900-01-01", "search --class RZ", "search --class GA", "search 夜间独处", "search 夜间",
            "search '夜间独处 个案' --sort date", "search --org 210202", "similar \(Institution.old)",
            "echo 夜间独处的情况 | lantai similar --text -", "complete 夜", "complete 个", "person list", "volume list",
            "volume list --class GA --state open", "retention due --on 2100-01-01",
            "retention due --on 2100-01-01 --class GA",
            "hold list", "hold list --all", "appraisal list", "disposal list", "access list", "saved list", "org list",
            "person show 1", "person show 2", "log list", "log review", "log subject 饕餮词", "user list", "box list",
            "verify", "reindex", "show \(Institution.old)", "history \(Institution.old)",
            "export --from 1900-01-01 --to 利用包-\(who) --format bag", "export --class GA --to 表-\(who).csv --format csv",
            "move \(Institution.old) --volume \(Self.volume) --reason 试",
        ]
        commands += commands.map { $0 + " --json" }
        var asked: [String] = []
        for word in Self.words { asked += ["search \(word)", "complete \(word.prefix(1))", "person list \(word)"] }
        for code in [Self.volume, Self.loose] {
            asked += [
                "show \(code)", "show \(code) --text", "history \(code)", "similar \(code)", "volume show \(code)",
                "export \(code) --to 单件-\(who).zip --format zip", "revise \(code) --title 试 --reason 试",
                "void \(code) --reason 试", "hold place \(code) --reason 试", "access request \(code) --reason 试",
                "retention event \(code) --kind superseded --on 2024-01-01", "volume close \(code)",
                "appraisal open --title 试 --items \(code)",
            ]
        }
        // The forms of an answer in turn: each command is a process that checks a password.
        for (index, command) in asked.enumerated() {
            commands.append(command + ["", " --json", " --lang en"][index % 3])
        }
        return commands
    }

    @Test(arguments: ["yuan", "dang"]) func `nothing of a hidden record shows through any door`(who: String) throws {
        let folder = institution.lantai.folder
        // The measure itself: a supervisor sees all of it.
        let seen = try ["search 青蚨词", "show \(Self.loose) --json", "volume show \(Self.volume)", "hold list"]
            .map { try institution.run("du", $0).output }.joined()
        for word in ["青蚨", "玄鸟词", "烛龙词", "毕方词", "螭吻词", "狻猊词", "鲛绡词", "梼杌词"] {
            #expect(seen.contains(word), "\(word)")
        }
        let commands = commands(who)
        let script = commands.enumerated().map { index, command in
            "\(command.hasPrefix("echo") ? "" : "lantai ")\(command) --as \(who) --purpose 核查 >out.\(index) 2>&1"
        }
        _ = try institution.lantai.run(
            "exec </dev/null; export LANTAI_PASSWORD=\(Institution.secret)\n" + script.joined(separator: "\n"))
        // An empty list is no line.
        var answers = 0
        for (index, command) in commands.enumerated() {
            let said = try folder.text("out.\(index)")
            answers += said.isEmpty ? 0 : 1
            let traces = traces(in: said, typed: command)
            #expect(traces.isEmpty, "\(who): \(command): \(traces) in \(said.prefix(400))")
        }
        #expect(answers > commands.count / 2)
        // What was written for the reader holds nothing either.
        let written = folder.files().filter { $0.hasPrefix("利用包-") || $0.hasPrefix("表-") || $0.hasPrefix("单件-") }
        #expect(who == "yuan" ? written.isEmpty : written.count > 5, "\(written)")
        for file in written {
            let traces = traces(in: file + "\n" + (try folder.text(file)), typed: "")
            #expect(traces.isEmpty, "\(file): \(traces)")
        }
    }

    @Test func `filing tells nothing of what is hidden, and does not add to it`() throws {
        let folder = institution.lantai.folder
        try folder.write("另一份.txt", "别的内容")
        try folder.write("撞号.jsonl", Self.line(#""text":"别的内容二","externalID":"鲛绡词1","title":"别的","class":"PX""#))
        for command in [
            "file 獬豸词.txt --class PG --date 2004-03-05 --json", "file --manifest 撞号.jsonl --json",
            "file --manifest 撞号.jsonl --json --dry-run", "file 另一份.txt --class GA --volume \(Self.volume) --json",
            "volume create --class GA --title 另一个案 --subject '饕餮词 1961-01-01' --org 210202 --json",
            "file 另一份.txt --class GA --volume 狻猊词个案 --json", "file 另一份.txt --class GA --volume 狻猊词个案 --json --dry-run",
        ] {
            let outcome = try institution.run("yuan", command)
            #expect(!outcome.output.isEmpty, "\(outcome.errors)")
            for code in [Self.volume, Self.loose].map({ $0.replacing(".", with: "·") }) {
                #expect(
                    !(outcome.output + outcome.errors).replacing(command, with: "").contains(code + "-001"),
                    "\(command)")
                #expect(!outcome.output.contains("\"code\":\"\(code)"), "\(command): \(outcome.output)")
            }
        }
        let contents = try institution.run("du", "volume show \(Self.volume) --json")
        #expect(contents.output.components(separatedBy: "-001").count >= 2 && !contents.output.contains("另一份"))
    }
}
