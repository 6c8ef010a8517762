import Foundation
import Testing

import Intake
import Workbench

@Suite struct ManifestTests {
    /// Writes a manifest and reads it all.
    func read(_ bytes: [UInt8], _ name: String = "m.csv") throws -> (records: [ManifestRecord], unknown: [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        let reader = try ManifestReader(path: file.path)
        let records = Array(reader)
        return (records, reader.unknownHeadings)
    }

    func read(_ text: String, _ name: String = "m.csv") throws -> (records: [ManifestRecord], unknown: [String]) {
        try read(Array(text.utf8), name)
    }

    @Test func `a table with Chinese headings in any order`() throws {
        let table =
            "\u{FEFF}题名,备注,原编号,日期,字段.姓名,field.年龄,路径\r\n"
            + "\"甲,\"\"乙\"\"\r\n丙\",x,A1,2023-05-19, 张三 ,,a.txt\r\n\r\n丁,,A2,,,12,\r\n"
        let (records, unknown) = try read(table)
        #expect(unknown == ["备注"])
        let values = ["title": "甲,\"乙\"\r\n丙", "externalID": "A1", "date": "2023-05-19", "path": "a.txt"]
        let first = ManifestRecord(line: 2, values: values, fields: [ManifestField(name: "姓名", value: "张三")])
        let second = ["title": "丁", "externalID": "A2"]
        #expect(records.count == 2)
        #expect(records.first == first)
        #expect(
            records.last == ManifestRecord(line: 5, values: second, fields: [ManifestField(name: "年龄", value: "12")]))
    }

    @Test(arguments: [",", ";", "\t"])
    func `separators`(separator: String) throws {
        let rows = [["TITLE", "External_ID", "documentnumber"], ["甲", "A1", "民发〔2023〕12号"]]
        let (records, unknown) = try read(rows.map { $0.joined(separator: separator) }.joined(separator: "\n"))
        #expect(unknown.isEmpty)
        #expect(records.map(\.values) == [["title": "甲", "externalID": "A1", "documentNumber": "民发〔2023〕12号"]])
    }

    @Test(arguments: ["UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"])
    func `encodings, over many blocks`(encoding: String) throws {
        var table = "编号,题名,责任者\n"
        table += (0..<9000).map { "\($0),第\($0)号个案登记表,周予安\n" }.joined()
        let mark: [UInt8] = encoding == "UTF-16LE" ? [0xFF, 0xFE] : encoding == "UTF-16BE" ? [0xFE, 0xFF] : []
        let (records, unknown) = try read(mark + encode(table, encoding))
        #expect(unknown == ["编号"])
        #expect(records.count == 9000)
        #expect(records.allSatisfy { $0.problem == nil && $0.values["author"] == "周予安" })
        #expect(records.last?.values["title"] == "第8999号个案登记表")
        #expect(records.last?.line == 9001)
    }

    @Test func `Chinese text that comes only after many blocks of ASCII`() throws {
        let table = "path,title\n" + (0..<20_000).map { "file\($0).txt,\n" }.joined() + "z.txt,个案登记表\n"
        #expect(try read(encode(table, "GB18030")).records.last?.values["title"] == "个案登记表")
    }

    @Test func `faults of rows`() throws {
        let (records, _) = try read("title,path\na\n\"b\"x,c\nd,e,f\ng,h,,\n\"i,j\nk,l\n")
        let problems: [ManifestProblem?] = [
            .wrongCellCount(expected: 2, found: 1), .textBehindQuote(cell: 1), .wrongCellCount(expected: 2, found: 3),
            nil, .unterminatedQuote, nil,
        ]
        #expect(records.map(\.problem) == problems)
        #expect(records.map(\.line) == [2, 3, 4, 5, 6, 7])
        #expect(records.last?.values == ["title": "k", "path": "l"])
    }

    @Test func `bad bytes spoil one record alone`() throws {
        let (records, _) = try read(Array("title\n甲乙丙丁\n".utf8) + [0xE7, 0x94] + Array("\n乙\n".utf8))
        #expect(records.map(\.problem) == [nil, .undecodableBytes(count: 2, encoding: "UTF-8"), nil])
    }

    @Test func `headings that cannot be used`() throws {
        let unknown = ManifestError.noKnownHeading(found: ["甲", "乙"], known: ManifestKey.all)
        #expect(throws: unknown) { try read("甲,乙\n1,2\n") }
        #expect(throws: ManifestError.repeatedHeading(key: "title")) { try read("题名,title\n1,2\n") }
        #expect(throws: ManifestError.empty) { try read("") }
        #expect(throws: ManifestError.empty) { try read("\n\n", "m.jsonl") }
        #expect(throws: ManifestError.unreadableHeading(.unterminatedQuote)) { try read("\"title\n1\n") }
        let missing = ManifestError.cannotOpen(path: "/nowhere/m.csv", errno: ENOENT)
        #expect(throws: missing) { try ManifestReader(path: "/nowhere/m.csv") }
    }

    @Test func `JSON lines`() throws {
        let lines = """
            {"externalID": "A1", "题名": "甲\\n\\u672a\\ud840\\udc00", "text": " 正文 ", "x": 1, \
            "fields": {"姓名": "张三", "分": 1.50, "在校": true}}

            {"title":"乙","date":null,"字段.年龄":12,"fields":{"否":false}}
            {"title":"丙"
            ["丁"]
            {"title":["戊"]}
            {"title":"己","题名":"庚"}
            {"title":"辛","fields":"壬"}
            {"title":"癸"}
            """
        let (records, unknown) = try read(lines, "m.jsonl")
        #expect(unknown == ["x"])
        #expect(records.count == 8)
        #expect(records[0].values == ["externalID": "A1", "title": "甲\n未𠀀", "text": " 正文 "])
        #expect(records[0].fields.map(\.name) == ["姓名", "分", "在校"])
        #expect(records[0].fields.map(\.value) == ["张三", "1.50", "是"])
        #expect(records[1].fields == [ManifestField(name: "年龄", value: "12"), ManifestField(name: "否", value: "否")])
        let problems: [ManifestProblem?] = [
            nil, nil, .invalidJSON(column: 13), .notAnObject, .wrongKind(key: "title"), .repeatedKey(key: "title"),
            .wrongKind(key: "fields"), nil,
        ]
        #expect(records.map(\.problem) == problems)
        #expect(records.map(\.line) == [1, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test(arguments: [
        "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":tru}", "{\"a\":\"\\x\"}",
        "{\"a\":\"\t\"}", "{} x",
        "{\"a\":\"", "{\"a\":\"\\u12\"}", "{'a':1}", "{\"a\":-}", "{\"a\":1e}",
        "{\"a\":" + String(repeating: "[", count: 5000) + "}",
    ])
    func `what is not JSON`(line: String) throws {
        let problem = try read(line + "\n{\"title\":\"甲\"}\n", "m.jsonl").records.first?.problem
        guard case .invalidJSON = problem else {
            Issue.record("\(line): \(String(describing: problem))")
            return
        }
    }

    @Test func `a record that is too long is passed over`() throws {
        let limit = 64 << 20
        let long = [UInt8](repeating: 0x61, count: limit + 100_000)
        let lines = Array("{\"title\":\"甲\"}\n{\"text\":\"".utf8) + long + Array("\"}\n{\"title\":\"乙\"}\n".utf8)
        let (records, _) = try read(lines, "m.jsonl")
        #expect(records.map(\.problem) == [nil, .tooLong(limit: limit), nil])
        #expect(records.last == ManifestRecord(line: 3, values: ["title": "乙"]))
    }

    @Test func `forms by name`() {
        #expect(ManifestFormat.detect(name: "清单.CSV") == .csv)
        #expect(ManifestFormat.detect(name: "a/b.jsonl") == .jsonl)
        #expect(ManifestFormat.detect(name: "a.txt") == nil)
    }

    @Test func `random bytes never crash`() throws {
        var random = SplitMix(state: 7)
        for seed in 0..<300 {
            let alphabet = Array("{}[]\",:\\\n\r;\ttitle01".utf8)
            let bytes = (0..<Int(random.next() % 4097)).map { _ in
                let number = random.next()
                return seed.isMultiple(of: 2)
                    ? alphabet[Int(number % UInt64(alphabet.count))] : UInt8(truncatingIfNeeded: number)
            }
            _ = try? read(bytes, seed.isMultiple(of: 3) ? "m.csv" : "m.jsonl")
            _ = try read(Array("title,path\n".utf8) + bytes, "m.csv")
        }
    }
}
