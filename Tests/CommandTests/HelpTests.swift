import Foundation
import Testing
import Workbench

@Suite struct HelpTests {
    private static let commands = [
        "init", "file", "watch", "extract", "confirm", "revise", "move", "void", "search", "similar", "complete",
        "saved list", "saved remove", "show", "render", "history", "export", "volume list", "volume create",
        "volume show", "volume due", "volume close", "volume reopen", "volume describe", "person list", "person show",
        "person describe", "org list", "org add", "org remove", "org import", "org export", "plan list", "plan show",
        "plan check", "plan effect", "plan adopt", "hold list", "hold place", "hold lift", "retention due",
        "retention event", "appraisal list", "appraisal show", "appraisal open", "appraisal opinion",
        "appraisal approve", "disposal list", "disposal execute", "disposal finish", "transfer list", "transfer show",
        "transfer prepare",
        "transfer accept", "transfer receive", "user list", "user add",
        "user role", "user password", "user release", "user disable", "user enable", "access list", "access request",
        "access grant", "access refuse", "access revoke", "access emergency", "access review", "access assign",
        "access level", "synonyms list", "synonyms check", "synonyms replace", "log list", "log checkpoint",
        "log verify", "log prove",
        "request list", "request show", "request take", "request decide", "request answer", "request lift",
        "duplicates list", "draw",
        "log subject", "log review", "log erase", "log close", "user token create", "user token list",
        "user token revoke", "user second-factor reset", "verify", "inspect", "box list", "box seal",
        "reindex", "recover", "backup",
        "restore", "serve",
        "sample", "conditions",
    ]

    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
    }

    @Test(arguments: commands) func `help has an example in both languages`(command: String) throws {
        let chinese = try lantai.run("lantai \(command) --help")
        #expect(chinese.status == 0)
        #expect(chinese.output.contains("例：lantai \(command)"), "\(chinese.output)")
        #expect(chinese.output.contains("用法：") && !chinese.output.contains(#/\((values|default)/#), "\(chinese.output)")
        let english = try lantai.run("lantai \(command) --help --lang en")
        #expect(english.status == 0)
        #expect(english.output.contains("Example: lantai \(command)"), "\(english.output)")
        #expect(english.output.contains("USAGE:"))
        #expect(english.errors.isEmpty && chinese.errors.isEmpty)
    }

    @Test func `the first help names every command`() throws {
        let output = try lantai.run("lantai --help").output
        for name in Set(Self.commands.map { $0.split(separator: " ")[0] }) { #expect(output.contains("  \(name) ")) }
        for noun in [
            "saved", "volume", "person", "user", "access", "org", "plan", "synonyms", "log", "box", "hold", "retention",
            "appraisal", "disposal", "transfer", "request", "duplicates",
        ] {
            let outcome = try lantai.run("lantai \(noun) --help")
            #expect(outcome.status == 0)
            for command in Self.commands where command.hasPrefix(noun + " ") {
                #expect(outcome.output.contains("  " + command.split(separator: " ")[1] + " "))
            }
        }
    }

    @Test func `help names the commands of this list and no others`() throws {
        let commands = Self.commands.map { $0.split(separator: " ").map(String.init) }
        let nouns = Set(commands.flatMap { command in command.indices.map { Array(command[..<$0]) } })
        for noun in nouns {
            let help = try lantai.run("lantai \(noun.joined(separator: " ")) --help --lang en").output
            let rows = help.components(separatedBy: "SUBCOMMANDS:").dropFirst().joined()
            let named = Set(rows.matches(of: #/(?m)^  ([a-z-]+)  /#).map { String($0.output.1) })
            let expected = commands.filter { $0.starts(with: noun) && $0.count > noun.count }.map { $0[noun.count] }
            #expect(named == Set(expected), "\(noun)")
        }
    }

    @Test(arguments: ["user role wangfang 局长", "serve --second-factor 随便"])
    func `what may stand in the place of a wrong value is said in Chinese`(command: String) throws {
        let refusal = try lantai.run("lantai " + command)
        #expect(refusal.status == 64 && refusal.errors.contains("；可为"), "\(refusal.errors)")
        #expect(!refusal.errors.contains("Please"), "\(refusal.errors)")
    }

    @Test func `the version is printed`() throws {
        let outcome = try lantai.run("lantai --version")
        #expect(outcome.status == 0 && outcome.output.hasPrefix("0."))
    }

    @Test(arguments: [
        ("lantai plan list", "个案"), ("LANG=en_US.UTF-8 lantai --help", "Make an archive"),
        ("lantai --help --lang=en", "Make an archive"), ("LANG=en lantai --help --lang zh", "日常"),
        ("lantai --help", "日常"),
        ("LANG=de_DE.UTF-8 lantai --help", "日常"),
    ])
    func `Chinese by default, English where asked for`(command: String, word: String) throws {
        if command.contains("plan") { try lantai.found() }
        #expect(try lantai.run(command).output.contains(word))
    }

    @Test func `in the C locale Chinese names are filed, found and exported`() throws {
        try lantai.found()
        try lantai.folder.write("材料/林小满 会商纪要.txt", "会商纪要：临时监护")
        for command in [
            "file 材料 --class GA --volume 林小满个案 --date 2023-05-19", "search 临时监护", "box seal", "verify",
            "export J016-ZY.WB.GA.2023.Y-001 --to 包 --format bag",
            "export J016-ZY.WB.GA.2023.Y-001 --to 包.zip --format zip",
        ] {
            let outcome = try lantai.run("LC_ALL=C LANG=C lantai \(command)")
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
        let file = "包/data/J016-ZY.WB.GA.2023.Y-001-001/v1/content/林小满 会商纪要.txt"
        #expect(try lantai.folder.text(file) == "会商纪要：临时监护")
    }
}
