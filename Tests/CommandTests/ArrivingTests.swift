import Foundation
import Testing
import Workbench

/// Containers, mails and folders that are watched, through the program as built.
@Suite struct ArrivingTests {
    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
        try lantai.found()
    }

    private func zip(_ name: String, _ members: [(name: String, text: String)]) throws {
        let code = members.map { "z.writestr(\(Self.python($0.name)), \(Self.python($0.text)))" }.joined(
            separator: "; ")
        let script = "import zipfile; z = zipfile.ZipFile(\(Self.python(name)), 'w'); \(code); z.close()"
        try #require(try lantai.run("python3 -c \(Shell.quoted(script))").status == 0)
    }

    private static func python(_ text: String) -> String { "'" + text.replacing("\n", with: "\\n") + "'" }

    private func filed(_ command: String) throws -> [[String: Any]] {
        let outcome = try lantai.run(command + " --json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return Lantai.objects(outcome.output)
    }

    private func names(_ code: String) throws -> [String] {
        let shown = Lantai.objects(try lantai.run("lantai show \(code) --json").output)
        let versions = try #require(shown.first?["versions"] as? [[String: Any]])
        return (versions.last?["files"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    }

    @Test func `what the program's starter left open does not keep files from being read`() throws {
        try lantai.folder.write("通知.html", "<p>临时监护</p>")
        // As flock(1) leaves its lock.
        _ = try filed("lantai file 通知.html --class PX --date 2023-05-19 3</dev/null 4</dev/null")
        #expect(try lantai.run("lantai search 临时监护 --json").output.contains("\"total\":1"))
    }

    /// Until it is there, or half a minute has gone by: then the next expectation fails.
    private func waitForFile(_ name: String) {
        for _ in 0..<1500 where !lantai.folder.exists(name) { usleep(20_000) }
        #expect(lantai.folder.exists(name))
    }

    @Test func `what is in a container is kept with it`() throws {
        try zip("会商材料.zip", [("附件/说明.txt", "须逐个登记。"), ("纪要.txt", "委托照护协议。\n2023年5月19日")])
        let line = try #require(try filed("lantai file 会商材料.zip --class PX --date 2023-06-01").first)
        let code = try #require(line["code"] as? String)
        #expect(try names(code) == ["会商材料.zip", "附件/说明.txt", "纪要.txt"])
        #expect(try lantai.run("lantai show \(code) --file 附件/说明.txt").output == "须逐个登记。")
        #expect(try lantai.run("lantai show \(code) --file 说明.txt").output == "须逐个登记。")
        let zip = try lantai.folder.read("会商材料.zip")
        #expect(try lantai.run("lantai show \(code) --file 会商材料.zip").bytes == zip)
        let hits = Lantai.objects(try lantai.run("lantai search 委托照护 --json").output).first?["hits"]
        let hit = try #require((hits as? [[String: Any]])?.first)
        #expect(hit["code"] as? String == code && hit["file"] as? String == "纪要.txt")
        #expect(
            try filed("lantai file 会商材料.zip --class PX --date 2023-06-01").first?["status"] as? String == "unchanged")
        // The same file by itself is a record of its own.
        try lantai.folder.write("纪要.txt", "委托照护协议。\n2023年5月19日")
        #expect(try filed("lantai file 纪要.txt --class PX").first?["status"] as? String == "filed")
    }

    @Test func `or each becomes a record of its own`() throws {
        try zip("里.zip", [("深.txt", "最里面的一份\n2023年5月1日")])
        try #require(
            try lantai.run(
                "python3 -c \"import zipfile; z = zipfile.ZipFile('外.zip', 'w'); z.write('里.zip'); z.writestr('个案/表.txt', '外面的一份 2023年5月2日')\""
            ).status == 0)
        let lines = try filed("lantai file 外.zip --class PX --each")
        #expect(
            lines.compactMap { $0["path"] as? String } == ["外.zip", "外.zip/里.zip", "外.zip/里/深.txt", "外.zip/个案/表.txt"])
        #expect(lines.allSatisfy { $0["status"] as? String == "filed" }, "\(lines)")
        #expect(try names(try #require(lines[2]["code"] as? String)) == ["深.txt"])
        #expect(try names(try #require(lines[0]["code"] as? String)) == ["外.zip"])
        #expect(try filed("lantai file 外.zip --class PX --each").allSatisfy { $0["status"] as? String == "unchanged" })
    }

    @Test func `a revision by a container keeps what is in it`() throws {
        let code = try lantai.code(ofText: "初稿")
        try zip("新.zip", [("定稿.txt", "定稿的正文")])
        #expect(try filed("lantai revise \(code) 新.zip --reason 定稿").first?["status"] as? String == "filed")
        #expect(try names(code) == ["新.zip", "定稿.txt"])
        #expect(try lantai.run("lantai show \(code) --text").output.contains("定稿的正文"))
    }

    @Test func `a watched folder is filed once`() throws {
        try lantai.folder.write("收/培训/甲.txt", "培训通知\n2023年5月19日")
        try lantai.folder.write("收/培训/没写完.txt.part", "半份")
        try lantai.folder.write("收/无类别.txt", "不知归哪类")
        let outcome = try lantai.run("lantai watch 收 --once --settle 0 --json")
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(Lantai.objects(outcome.output).count == 2)
        #expect(
            lantai.folder.files(in: "收") == [
                "done/培训/甲.txt", "failed/无类别.txt", "failed/无类别.txt.reason.txt", "培训/没写完.txt.part",
            ])
        #expect(try lantai.folder.text("收/failed/无类别.txt.reason.txt").contains("没有类别"))
        // As if it had been filed, and the power had gone before it was moved.
        try lantai.folder.write("收/培训/甲.txt", "培训通知\n2023年5月19日")
        let again = try lantai.run("lantai watch 收 --once --settle 0 --json")
        #expect(Lantai.objects(again.output).first?["status"] as? String == "unchanged")
        #expect(lantai.folder.exists("收/done/培训/甲 (2).txt"))
    }

    @Test func `a refused file of a long name is moved, its note's name cut`() throws {
        // 244 bytes: with the note's ending more than a file system takes.
        let name = String(repeating: "长", count: 80)
        try lantai.folder.write("收/\(name).txt", "不知归哪类")
        let outcome = try lantai.run("lantai watch 收 --once --settle 0 --json")
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(Set(lantai.folder.files(in: "收")) == ["failed/\(name).txt", "failed/\(name).reason.txt"])
    }

    @Test func `a file that is being written is left alone, and Ctrl-C ends the watch`() throws {
        try FileManager.default.createDirectory(atPath: lantai.folder.path("收"), withIntermediateDirectories: true)
        // Not inherited by the program that watches.
        let writer = open(lantai.folder.path("收/a.txt"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(writer >= 0)
        let watch = try lantai.start("exec lantai watch 收 --class PX --settle 0 --json")
        try lantai.folder.write("收/b.txt", "写完的 2023年5月19日")
        waitForFile("收/done/b.txt")
        #expect(lantai.folder.exists("收/a.txt"))
        let text = Array("写到这里 2023年5月20日".utf8)
        #expect(write(writer, text, text.count) == text.count)
        close(writer)
        waitForFile("收/done/a.txt")
        watch.send(SIGINT)
        let outcome = try watch.wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(Lantai.objects(outcome.output).count == 2)
    }

    @Test func `text that a missing program left out is read later`() throws {
        let isolated =
            "unshare -m sh -c 'mount --bind /dev/null /usr/bin/pdftotext && mount --bind /dev/null /usr/bin/pdfinfo && "
        guard Shell.has("pdftotext"), try lantai.run(isolated + "true'").status == 0,
            let data = ProcessInfo.processInfo.environment["LANTAI_DATA"]
        else { return }
        let pdf = data + "/data/zoo/规章制度_导出.pdf"
        let first = try lantai.run(isolated + "lantai file \(pdf) --class FG --json'")
        let line = try #require(Lantai.objects(first.output).first, "\(first.errors)")
        let code = try #require(line["code"] as? String)
        #expect((line["warnings"] as? [String])?.contains { $0.contains("poppler-utils") } == true, "\(line)")
        let still = try lantai.run(isolated + "lantai extract --missing'")
        #expect(still.status == 69 && still.errors.contains("poppler-utils"), "\(still.errors)")
        let now = try lantai.run("lantai extract --missing --json")
        #expect(now.status == 0, "\(now.errors)")
        #expect(Lantai.objects(now.output).first?["version"] as? Int == 2)
        #expect(try lantai.run("lantai show \(code) --text").output.contains("两人以上监销"))
        let hits = Lantai.objects(try lantai.run("lantai search 两人以上监销 --json").output).first?["hits"]
        let hit = try #require((hits as? [[String: Any]])?.first)
        #expect((hit["snippet"] as? String)?.contains("监销") == true)
        #expect(hit["page"] as? Int == 1)
        #expect(try lantai.run("lantai history \(code)").output.contains("补取正文"))
        #expect(try lantai.run("lantai verify").status == 0)
        #expect(try lantai.run("lantai extract --missing --json").output.isEmpty)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["LANTAI_DATA"] != nil, "LANTAI_DATA is not set"))
    func `the whole zoo is filed, and found by its text`() throws {
        let zoo = try #require(ProcessInfo.processInfo.environment["LANTAI_DATA"]) + "/data/zoo/"
        let manifest = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(fileURLWithPath: zoo + "manifest.json")))
        let specimens = try #require((manifest as? [String: Any])?["files"] as? [[String: Any]])
        let lines = try filed("lantai file \(zoo) --class PX")
        func bare(_ text: String) -> String { String(text.unicodeScalars.filter { !$0.properties.isWhitespace }) }
        var count = 0
        for specimen in specimens {
            let name = try #require(specimen["file"] as? String)
            let line = try #require(lines.first { $0["path"] as? String == zoo + name }, "\(name)")
            let code = try #require(line["code"] as? String, "\(name): \(line)")
            let text = bare(try lantai.run("lantai show \(code) --text").output)
            // Old office files need LibreOffice or its like.
            for expected in specimen["expected_text_contains"] as? [String] ?? [] {
                #expect(text.contains(bare(expected)), "\(name): \(expected)")
            }
            for unwanted in specimen["must_not_contain"] as? [String] ?? [] {
                #expect(!text.contains(unwanted), "\(name)")
            }
            let kept = try names(code)
            for member in specimen["members"] as? [String] ?? [] { #expect(kept.contains(member), "\(name): \(kept)") }
            let own = try #require(name.split(separator: "/").last)
            let bytes = try lantai.run("lantai show \(code) --file \(Shell.quoted(String(own)))").bytes
            #expect(try bytes == Data(contentsOf: URL(fileURLWithPath: zoo + name)), "\(name)")
            count += 1
        }
        #expect(count > 40)
        let queries = specimens.flatMap { $0["expected_text_contains"] as? [String] ?? [] }
            .map { "{\"id\":\"\($0)\",\"text\":\"\($0)\"}\n" }.joined()
        try lantai.folder.write("q.jsonl", queries)
        for answer in Lantai.objects(try lantai.run("lantai search --queries q.jsonl --json --brief").output) {
            #expect(((answer["total"] as? Int) ?? 0) > 0, "\(answer["id"] ?? "")")
        }
    }
}
