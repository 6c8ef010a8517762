import Foundation
import Testing
import Workbench

@Suite struct ExitStatusTests {
    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
    }

    private func status(_ command: String) throws -> Int32 { try lantai.run(command).status }

    @Test(arguments: [
        "lantai nonsense", "lantai show", "lantai show x --version one", "lantai search x --no-such-option",
        "lantai init a --fonds 16 --name 甲", "lantai init a --fonds J016",
        "lantai init a --fonds J016 --name 甲 --org 1",
        "lantai file", "lantai file --manifest m.csv a.txt", "lantai search x --from 昨天", "lantai search x --sort best",
        "lantai search x --limit -1", "lantai show x --diff 1-2", "lantai show x --version 1 --as-of 2023-01-01",
        "lantai verify --sample 0", "lantai file a b --title 题", "lantai search x --field 高",
        "LANTAI_ARCHIVE= lantai search x",
        "lantai search x --as 乙", "lantai export x --format pdf --to y", "lantai export x",
        "lantai volume list --state shut",
        "lantai revise J016-X-0001 --reason 无",
    ])
    func `64 wrong usage`(command: String) throws {
        try lantai.found()
        let outcome = try lantai.run(command)
        #expect(outcome.status == 64, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
        #expect(!outcome.errors.contains("Error:"), "\(outcome.errors)")
    }

    @Test func `65 bad input, and the others of the call are filed`() throws {
        try lantai.found()
        try lantai.folder.write("a.txt", "甲")
        try lantai.folder.write("bad.yaml", "name: x\n")
        try lantai.folder.write("bad.csv", "a,b\n1,2\n")
        #expect(try status("lantai file none.txt a.txt --class PX") == 65)
        #expect(try status("lantai search 甲 --class 没有") == 65)
        #expect(try status("lantai plan check bad.yaml") == 65)
        #expect(try status("lantai org import bad.csv") == 65)
        #expect(try status("lantai file --manifest bad.csv") == 65)
        #expect(try status("lantai init 档案 --fonds J016 --name 甲") == 65)
        #expect(try status("lantai org remove 2102") == 65)
        #expect(Lantai.objects(try lantai.run("lantai verify --json").output).first?["versions"] as? Int == 1)
    }

    @Test func `66 no such input file`() throws {
        try lantai.found()
        for command in [
            "file --manifest none.csv", "org import none.csv", "plan check none.yaml", "search --queries none.jsonl",
            "restore none --archive 新", "init 新 --fonds J016 --name 甲 --plan none.yaml",
        ] {
            #expect(try status("lantai \(command)") == 66, "\(command)")
        }
    }

    @Test func `74 a write that fails leaves the archive as it was`() throws {
        try lantai.found()
        _ = try lantai.code(ofText: "先前的内容")
        var generator = SystemRandomNumberGenerator()
        let noise = Data((0..<3 << 20).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try lantai.folder.write("large.bin", noise)
        // No file may grow beyond 1 MiB: as on a full disk, but for this process alone.
        let outcome = try lantai.run("trap '' XFSZ; ulimit -f 1024; lantai file large.bin --class PX --date 2023-05-19")
        #expect(outcome.status == 74, "\(outcome.output)\(outcome.errors)")
        #expect(!outcome.output.contains("已归档"))
        #expect(try status("lantai verify") == 0)
        #expect(try lantai.run("lantai search 先前的内容 --json").output.contains("\"total\":1"))
        let again = try lantai.run("lantai file large.bin --class PX --date 2023-05-19 --json")
        #expect(Lantai.objects(again.output).first?["code"] as? String == "J016-ZY·WB·PX·2023·D10-0002")
        #expect(try status("lantai verify") == 0)
    }

    @Test func `74 a manifest of samples that does not fit`() throws {
        let outcome = try lantai.run("trap '' XFSZ; ulimit -f 1; lantai sample 样例 --count 1 --inline")
        #expect(outcome.status == 74, "\(outcome.output)\(outcome.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: lantai.folder.path("样例/manifest.jsonl"))).count <= 1024)
    }

    @Test(.enabled(if: getuid() != 0)) func `74 a folder that cannot be written`() throws {
        try lantai.found()
        try lantai.folder.write("a.txt", "甲")
        try lantai.run("chmod -R a-w 档案")
        #expect(try status("lantai file a.txt --class PX") == 74)
        try lantai.run("chmod -R u+w 档案")
    }

    @Test(arguments: [
        "backup 文件.txt/备份", "init 文件.txt/x --fonds J016 --name 甲", "export 有 --to 文件.txt/目录.csv --format csv",
        "export 有 --to 文件.txt/包", "export 有 --to 文件.txt/包.zip --format zip", "sample 文件.txt/样例",
    ])
    func `74 a place that nothing can be written to`(command: String) throws {
        try lantai.found()
        let code = try lantai.code(ofText: "内容")
        let outcome = try lantai.run("lantai " + command.replacing("有", with: code))
        #expect(outcome.status == 74, "\(outcome.errors)")
    }

    @Test func `74 damaged content is not shown`() throws {
        try lantai.found()
        let code = try lantai.code(ofText: "内容")
        try lantai.folder.flipByte(of: "档案/Corpus/boxes/J016/2023/PX-D10/0001.tar.zst", at: 50)
        let outcome = try lantai.run("lantai show \(code) --text")
        #expect(outcome.status == 74 && outcome.output.isEmpty)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `74 what is printed does not arrive`() throws {
        try lantai.found()
        let code = try lantai.code(ofText: "内容")
        #expect(try status("lantai show \(code) --file 文件.txt > /dev/full") == 74)
        #expect(try status("lantai search 内容 --json > /dev/full") == 74)
    }

    @Test func `75 busy, and who is at it`() throws {
        try lantai.found()
        try lantai.folder.write("a.txt", "甲")
        let holder = #"{"process":4711,"who":"乙","act":"box seal","since":"2024-01-02T03:04:05+08:00"}"#
        try lantai.folder.write("档案/Corpus/lock", holder)
        let descriptor = open(lantai.folder.path("档案/Corpus/lock"), O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let outcome = try lantai.run("lantai file a.txt --class PX --date 2023-05-19")
        #expect(outcome.status == 75)
        #expect(outcome.errors.contains("乙 正在写入（box seal") && outcome.errors.contains("4711"))
        // Readers never wait.
        #expect(try status("lantai search 甲") == 0)
    }

    @Test func `78 not an archive, or one without its catalog`() throws {
        #expect(try status("lantai search x") == 78)
        try lantai.folder.write("档案/x", "x")
        #expect(try status("lantai search x") == 78)
        try lantai.run("rm -r 档案")
        try lantai.found()
        try lantai.run("rm 档案/Corpus/catalog.sqlite*")
        let outcome = try lantai.run("lantai search x")
        #expect(outcome.status == 78 && outcome.errors.contains("lantai recover"))
        #expect(try status("lantai recover") == 0)
        #expect(try status("lantai search x") == 0)
    }

    @Test(arguments: [
        "show J016-X-0001", "show J016-X-0001 --text", "history J016-X-0001", "revise J016-X-0001 --title x --reason y",
        "void J016-X-0001 --reason y", "move J016-X-0001 --class XC --reason y", "export J016-X-0001 --to 包",
        "volume show J016-X-001", "volume close J016-X-001", "person show 9", "org remove 99", "box seal none",
        "show 有 --version 2", "show 有 --file none", "show 有 --as-of 1999-01-01", "show 有 --diff 1..2",
    ])
    func `79 no such record`(command: String) throws {
        try lantai.found()
        let code = try lantai.code(ofText: "内容")
        let outcome = try lantai.run("lantai " + command.replacing("有", with: code))
        #expect(outcome.status == 79, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("lantai：") && outcome.errors.split(separator: "\n").count == 1)
    }
}
