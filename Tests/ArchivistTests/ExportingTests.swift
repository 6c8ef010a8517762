import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct ExportingTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    private func export(
        _ name: String, _ format: Exporting.Format, _ edit: (inout Exporting.Choice) -> Void
    ) throws -> ExportReport {
        var choice = Exporting.Choice()
        edit(&choice)
        return try Exporting(archive: test.archive)
            .export(choice, to: folder.path(name), format: format, progress: WorkProgress())
    }

    private func fill() async throws -> [String] {
        [
            try await test.code(ofText: "会商纪要", name: "纪要.txt", classCode: "GA", volume: "林小满个案", date: "2023-03-01"),
            try await test.code(ofText: "签到", name: "签到 100%.txt", date: "2023-05-19", org: "210202001"),
            try await test.code(ofText: "通知", name: "通知.txt", date: "2024-01-10"),
        ]
    }

    /// Holds a bag against its own manifests, both ways (RFC 8493).
    private func expectValidBag(_ name: String) throws {
        #expect(try folder.text(name + "/bagit.txt").hasPrefix("BagIt-Version: 1.0\n"))
        let check = try Shell.run("sha256sum --quiet -c tagmanifest-sha256.txt", in: folder.path(name))
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        let lines = try folder.text(name + "/manifest-sha256.txt").split(separator: "\n")
        var listed: [String] = []
        var bytes = 0
        for line in lines {
            let path = String(line.dropFirst(66)).replacing("%0A", with: "\n").replacing("%25", with: "%")
            listed.append(path)
            let content = try folder.read(name + "/" + path)
            bytes += content.count
            let sum = try Shell.run("sha256sum < \(Shell.quoted(path))", in: folder.path(name)).output.prefix(64)
            #expect(String(line.prefix(64)) == sum, "\(path)")
        }
        #expect(listed.sorted() == folder.files(in: name + "/data").map { "data/" + $0 })
        #expect(try folder.text(name + "/bag-info.txt").contains("Payload-Oxum: \(bytes).\(lines.count)\n"))
    }

    @Test func `a bag holds files and descriptions, with manifests that agree`() async throws {
        let codes = try await fill()
        let report = try export("包", .bag) { $0.codes = codes }
        #expect(report.items == 3)
        try expectValidBag("包")
        #expect(try folder.text("包/data/J016-ZY.WB.PX.2023.D10-0001/v1/content/签到 100%.txt") == "签到")
        let json = try folder.read("包/data/J016-ZY.WB.PX.2023.D10-0001/v1/metadata.json")
        #expect(try JSONDecoder().decode(Version.self, from: json) == test.record(codes[1]).chosen)
        #expect(try folder.text("包/data/metadata.csv").contains("签到 100%.txt"))
        #expect(!folder.exists("包.unfinished"))
    }

    @Test(.enabled(if: (try? Shell.run("bagit.py --help", in: "/"))?.status == 0))
    func `the reference program takes the bag`() async throws {
        let codes = try await fill()
        // Not the one with `%` in its name: bagit-python does not read `%25` as RFC 8493 has it.
        _ = try export("包", .bag) { $0.codes = [codes[0], codes[2]] }
        #expect(try Shell.run("PYTHONUTF8=1 bagit.py --validate 包", in: folder.path).status == 0)
    }

    @Test func `a record named twice stands in the bag once`() async throws {
        let codes = try await fill()
        let report = try export("包", .bag) { $0.codes = [codes[0], codes[0], "J016-ZY.WB.GA.2023.Y-001"] }
        #expect(report.items == 1)
        try expectValidBag("包")
    }

    @Test func `a choice by period, class, organisation or volume`() async throws {
        let codes = try await fill()
        func chosen(_ edit: (inout Exporting.Choice) -> Void) throws -> [String] {
            defer { try? FileManager.default.removeItem(atPath: folder.path("list.csv")) }
            _ = try export("list.csv", .csv, edit)
            return try folder.text("list.csv").split(whereSeparator: \.isNewline).dropFirst()
                .compactMap { $0.split(separator: ",").first.map(String.init) }
        }
        #expect(try chosen { $0.from = "2023-01-01" } == codes)
        #expect(try chosen { ($0.from, $0.to) = ("2023-05-01", "2023-12-31") } == [codes[1]])
        #expect(try chosen { $0.classCode = "培训" } == [codes[1], codes[2]])
        #expect(try chosen { $0.org = "210202" } == [codes[1]])
        #expect(try chosen { $0.volume = "J016-ZY.WB.GA.2023.Y-001" } == [codes[0]])
        #expect(try chosen { $0.codes = ["j016-zy.wb.ga.2023.y-001"] } == [codes[0]])
        #expect(throws: ArchiveFailure.self) { try chosen { $0.from = "2030-01-01" } }
        #expect(throws: ArchiveFailure.self) { try chosen { $0.codes = ["J016-X-0001"] } }
        #expect(throws: ArchiveFailure.self) { try chosen { $0.classCode = "XX" } }
        #expect(!folder.exists("list.csv"))
    }

    @Test func `all versions, and voided records, only when asked for`() async throws {
        let codes = try await fill()
        var change = Revising.Change()
        change.title = "更正的题名"
        _ = try await Revising(archive: test.archive).revise(codes[1], change, reason: "更正")
        change = Revising.Change()
        change.voids = true
        _ = try await Revising(archive: test.archive).revise(codes[2], change, reason: "重复")
        #expect(try export("a", .bag) { $0.from = "2000-01-01" }.items == 2)
        let all = try export("b", .bag) {
            $0.from = "2000-01-01"
            $0.allVersions = true
        }
        #expect(all.items == 3)
        try expectValidBag("b")
        #expect(folder.exists("b/data/J016-ZY.WB.PX.2023.D10-0001/v1/metadata.json"))
        #expect(folder.exists("b/data/J016-ZY.WB.PX.2023.D10-0001/v2/metadata.json"))
        #expect(!folder.exists("a/data/J016-ZY.WB.PX.2023.D10-0001/v1/metadata.json"))
    }

    @Test(.enabled(if: Shell.has("bsdtar"))) func `a zip holds the same bag`() async throws {
        let codes = try await fill()
        _ = try export("包.zip", .zip) { $0.codes = codes }
        let outcome = try Shell.run("mkdir out && LC_ALL=C.UTF-8 bsdtar -xf 包.zip -C out", in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        try expectValidBag("out/包")
    }

    @Test func `cells that a spreadsheet would run are made harmless`() async throws {
        let titles = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\"引\",号", "普通"]
        for (number, title) in titles.enumerated() {
            let code = try await test.code(ofText: "内容\(number)", name: "\(number).txt")
            var change = Revising.Change()
            change.title = title
            _ = try await Revising(archive: test.archive).revise(code, change, reason: "题名")
        }
        _ = try export("list.csv", .csv) { $0.from = "2000-01-01" }
        let text = try folder.text("list.csv")
        #expect(text.hasPrefix("\u{FEFF}档号,"))
        for title in titles[..<4] { #expect(text.contains(",'" + title + ",")) }
        #expect(text.contains(",\"\"\"引\"\",号\","))
        #expect(text.contains(",普通,"))
    }

    @Test(arguments: [
        ("普通", "普通"), ("-12.5", "-12.5"), ("=A1", "'=A1"), ("\tx", "'\tx"), ("a,b", "\"a,b\""),
        ("", ""), ("+86", "+86"), ("=\"x\"", "\"'=\"\"x\"\"\""), ("  =1", "'  =1"), ("＝1+1", "'＝1+1"),
        ("\u{3000}＠x", "'\u{3000}＠x"),
        ("－1+2", "'－1+2"), ("＋x", "'＋x"), ("\u{200B}=1", "'\u{200B}=1"), ("-1,200.50", "\"-1,200.50\""), ("-5%", "-5%"),
        ("-inf", "'-inf"), ("+86 138", "'+86 138"), ("2023-05-19", "2023-05-19"), ("-2+3", "'-2+3"),
        ("\n=1", "\"'\n=1\""), ("a\"\u{301},=1", "\"a\"\"\u{301},=1\""),
    ])
    func `a cell`(text: String, cell: String) {
        #expect(TableText.cell(text) == cell)
    }

    @Test(arguments: ["a\nb", "a\rb", "a\r\nb"]) func `a cell with a line break stands in quotes`(text: String) {
        #expect(TableText.cell(text) == "\"" + text + "\"")
    }

    @Test func `a spreadsheet has the list as it is, numbers as numbers`() async throws {
        let code = try await test.code(ofText: "内容", name: "=1.txt")
        var change = Revising.Change()
        change.title = "=1+1"
        _ = try await Revising(archive: test.archive).revise(code, change, reason: "题名")
        let report = try export("表.xlsx", .xlsx) { $0.codes = [code] }
        #expect(report.files == 1)
        let program = """
            from zipfile import ZipFile
            text = ZipFile("表.xlsx").read("xl/worksheets/sheet1.xml").decode()
            assert "<t>=1+1</t>" in text and "<f>" not in text and "<v>2</v>" in text, text
            """
        try folder.write("read.py", program)
        let outcome = try Shell.run("PYTHONUTF8=1 python3 read.py", in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func `files with hostile names unpack safely, each as itself`() async throws {
        let names = [
            "..\\..\\逃.txt", "C:\\x.txt", "CON.txt", "nul", "尾. ", "尾.", "a?b*c<d>.txt", "倒\u{202E}txt.exe", "A.TXT",
            "a.txt", "\u{301}重音.txt",
            "-rf", "零\u{200B}.txt", String(repeating: "长", count: 83) + ".txt",
        ]
        var codes: [String] = []
        for (number, name) in names.enumerated() {
            try folder.write("in\(number)/" + name, "内容\(number)")
            let outcome = try #require(
                try await test.file(
                    "in\(number)/" + name, options: FilingOptions(classCode: "PX", date: "2023-05-19")
                ).first)
            codes.append(try #require(outcome.code, "\(outcome)"))
        }
        let report = try export("包", .bag) { $0.codes = codes }
        #expect(report.items == names.count)
        try expectValidBag("包")
        for (number, code) in codes.enumerated() {
            let content = "包/data/" + ArchivalCode.folderName(code) + "/v1/content"
            let name = try #require(folder.files(in: content).first)
            #expect(try folder.text(content + "/" + name) == "内容\(number)")
            #expect(try folder.text("包/data/metadata.csv").contains("/content/" + name))
            #expect(
                !name.contains(#/[\x00-\x1F\x7F<>:"\/\\|?*\u{202E}\u{200B}]|[. ]$|^\s/#) && name.utf8.count <= 250,
                "\(name)")
            #expect(!["con", "nul"].contains(name.lowercased().prefix { $0 != "." }), "\(name)")
        }
    }

    @Test func `files of one record whose safe names meet stay apart`() async throws {
        for (name, text) in ["a:b.txt": "甲", "a：b.txt": "乙", "A：B.TXT": "丙"] { try folder.write("in/" + name, text) }
        let code = try await test.code(ofText: "初版")
        var change = Revising.Change()
        change.paths = ["a:b.txt", "a：b.txt", "A：B.TXT"].map { folder.path("in/" + $0) }
        _ = try await Revising(archive: test.archive).revise(code, change, reason: "更正")
        _ = try export("包", .bag) { $0.codes = [code] }
        let folderName = "包/data/" + ArchivalCode.folderName(code) + "/v2/content"
        let files = folder.files(in: folderName)
        #expect(files.count == 3 && Set(files.map { $0.lowercased() }).count == 3, "\(files)")
        #expect(Set(try files.map { try folder.text(folderName + "/" + $0) }) == ["甲", "乙", "丙"])
        try expectValidBag("包")
    }

    @Test func `nothing is written over, and nothing half-written is left`() async throws {
        let codes = try await fill()
        try folder.write("there", "x")
        #expect(throws: ArchiveFailure.self) { try export("there", .bag) { $0.codes = codes } }
        #expect(try folder.text("there") == "x")
        #expect(throws: ArchiveFailure.self) { try export("档案/包", .bag) { $0.codes = codes } }
        var choice = Exporting.Choice()
        choice.codes = codes
        #expect(throws: ArchiveFailure.self) {
            try Exporting(archive: test.archive).export(
                choice, to: folder.path("cut"), format: .bag, progress: WorkProgress(isCancelled: { true }))
        }
        #expect(!folder.exists("cut") && !folder.exists("cut.unfinished"))
    }

    @Test func `every record is in the log before it is written`() async throws {
        let codes = try await fill()
        _ = try export("包", .bag) { $0.codes = codes }
        for code in codes {
            let entries = try LogReading(archive: test.archive).entries(limit: 10, LogFilter(object: code))
            #expect(entries.contains { $0.act == "export" && $0.who == "甲" && $0.purpose == "例行巡阅" })
        }
    }
}
