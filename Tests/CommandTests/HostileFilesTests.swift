import Foundation
import Testing
import Workbench

/// Files that are made to break whoever reads them (`hostile_files.py`), filed by the program as built.
@Suite struct HostileFilesTests {
    private static let script = Lantai.repository + "/Tests/CommandTests/hostile_files.py"

    private static func temporaries() throws -> Set<String> {
        Set(
            try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").filter {
                $0.hasPrefix("lantai-\(getuid())-")
            })
    }

    @Test func `each is kept whole or refused in one line, and nothing else comes of it`() throws {
        let lantai = try Lantai()
        try lantai.found()
        try FileManager.default.createDirectory(atPath: lantai.folder.path("来"), withIntermediateDirectories: true)
        #expect(try lantai.run("python3 \(Self.script) make 来").status == 0)
        let before = lantai.folder.files().filter { !$0.hasPrefix("档案/") }
        let outcome = try lantai.run("python3 \(Self.script) run lantai file 来 --class PX --json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = Lantai.objects(outcome.output)
        #expect(lines.count == before.filter { $0.hasPrefix("来/") }.count)
        #expect(outcome.output.split(separator: "\n").count == lines.count)
        #expect(lines.allSatisfy { $0["status"] as? String == "filed" }, "\(outcome.output)")

        // Nothing outside the archive, nothing in memory, no part of it in the places that the names lead to.
        #expect(lantai.folder.files().filter { !$0.hasPrefix("档案/") } == before)
        for place in ["/tmp/写入.txt", "/tmp/绝对.txt", "/tmp/逃出.txt"] {
            #expect(!FileManager.default.fileExists(atPath: place))
        }
        // The largest process of all took less than 500 MB.
        let peak = outcome.errors.split(separator: "\n").compactMap { line in
            line.hasPrefix("peak ") ? Int(line.dropFirst(5)) : nil
        }
        #expect(try #require(peak.first) < 500_000)

        func warnings(_ name: String) -> String {
            let line = lines.first { ($0["path"] as? String)?.hasSuffix("/" + name) == true }
            return (line?["warnings"] as? [String] ?? []).joined(separator: "\n")
        }
        for name in ["平炸弹.zip", "大比例.zip", "炸弹.txt.gz", "炸弹.tar.xz", "一万零一.zip"] {
            #expect(warnings(name).contains("没有拆开"), "\(name): \(warnings(name))")
        }
        #expect(warnings("套七层.zip").contains("套了太多层"), "\(warnings("套七层.zip"))")
        #expect(warnings("加密.zip").contains("已加密"))
        #expect(warnings("空.docx").contains("文件是空的"))
        // Of a container, the names that lead elsewhere are kept as what they say, under names that lead nowhere.
        let code = try #require(
            lines.first { ($0["path"] as? String)?.hasSuffix("/路径.zip") == true }?["code"] as? String)
        let shown = Lantai.objects(try lantai.run("lantai show \(code) --json").output)
        let version = try #require((shown.first?["versions"] as? [[String: Any]])?.first)
        let files = try #require(version["files"] as? [[String: Any]])
        let names = files.compactMap { $0["name"] as? String }
        #expect(names.count == 10 && Set(names.map { $0.lowercased() }).count == 10, "\(names)")
        for name in names {
            #expect(!name.hasPrefix("/") && !name.split(separator: "/").contains(".."), "\(name)")
        }
        #expect(files.contains { $0["original"] as? String == "../../逃出.txt" })
        #expect(try lantai.run("lantai show \(code) --file '../../逃出.txt'").output == "一")
        #expect(try lantai.run("lantai show \(code) --text").output.contains("盘符"))

        // Out again, every byte where it belongs, and nothing more.
        #expect(try lantai.run("lantai export --class PX --to 包 --format bag").status == 0)
        #expect(lantai.folder.files().allSatisfy { $0.hasPrefix("档案/") || $0.hasPrefix("来/") || $0.hasPrefix("包/") })
        #expect(try lantai.run("lantai verify").status == 0)
    }

    @Test func `no control character of a name or a document reaches the terminal`() throws {
        let lantai = try Lantai()
        try lantai.found()
        try lantai.folder.write("红\u{1B}[31m色\n行.txt", "内容\u{1B}[2J")
        try lantai.folder.write("截断.zip", Data([0x50, 0x4B, 3, 4, 0x1B, 0x5B]))
        let outcome = try lantai.run("lantai file *.txt *.zip --class PX", merged: true)
        #expect(outcome.status == 0)
        #expect(outcome.bytes.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F })
        let code = try #require(outcome.output.split(separator: " ").first { $0.hasPrefix("J016-") })
        let shown = try lantai.run("lantai show \(code); lantai show \(code) --text; lantai search 内容", merged: true)
        #expect(shown.bytes.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F })
    }

    @Test func `the process that reads a file is confined`() throws {
        let lantai = try Lantai()
        try lantai.found()
        // Large enough to be seen at work.
        try lantai.folder.write("大.html", "<html>" + String(repeating: "<p>监护<b>评估</b>表</p>\n", count: 600_000))
        let filing = try lantai.start("exec lantai file 大.html --class PX --json")
        var seen: String?
        let own = try Self.temporaries()
        var temporary: Set<String> = []
        while filing.isRunning {
            let children =
                (try? String(contentsOfFile: "/proc/\(filing.process)/task/\(filing.process)/children", encoding: .utf8))
                ?? ""
            var pids = children.split(separator: " ").map(String.init)
            for task in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(filing.process)/task")) ?? [] {
                let more = try? String(
                    contentsOfFile: "/proc/\(filing.process)/task/\(task)/children", encoding: .utf8)
                pids += (more ?? "").split(separator: " ").map(String.init)
            }
            for pid in pids {
                let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
                if status.contains("Seccomp:\t2") {
                    seen = status
                    temporary.formUnion(try Self.temporaries().subtracting(own))
                }
            }
            usleep(1000)
        }
        let outcome = try filing.wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let status = try #require(seen)
        #expect(status.contains("NoNewPrivs:\t1"))
        // Its temporary files were in memory, and are gone; what tests beside this one have there goes a little later.
        for _ in 0..<1200 where try !temporary.isDisjoint(with: Self.temporaries()) { usleep(100_000) }
        #expect(temporary.isDisjoint(with: try Self.temporaries()))
    }

    @Test func `a reading that was cut short leaves nothing behind after the next opening`() throws {
        let lantai = try Lantai()
        try lantai.found()
        let left = "/dev/shm/lantai-\(getuid())-test\(getpid())"
        try FileManager.default.createDirectory(atPath: left + "/x", withIntermediateDirectories: true)
        try Data("正文".utf8).write(to: URL(fileURLWithPath: left + "/x/a.txt"))
        #expect(try lantai.run("lantai volume list").status == 0)
        #expect(!FileManager.default.fileExists(atPath: left))
    }
}
