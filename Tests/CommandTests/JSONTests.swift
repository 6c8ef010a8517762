import Foundation
import Testing
import Workbench

/// JSON is a contract: fields are only ever added.
@Suite struct JSONTests {
    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
        try lantai.found()
    }

    private func objects(_ command: String, status: Int32 = 0) throws -> [[String: Any]] {
        let outcome = try lantai.run("lantai \(command) --json")
        #expect(outcome.status == status, "\(command): \(outcome.output)\(outcome.errors)")
        let objects = Lantai.objects(outcome.output)
        #expect(objects.count == outcome.output.split(separator: "\n").count, "\(outcome.output)")
        return objects
    }

    private func expect(_ object: [String: Any]?, has keys: String...) {
        for key in keys { #expect(object?[key] != nil, "no \(key) in \(object ?? [:])") }
    }

    @Test func `file and revise`() throws {
        try lantai.folder.write("a.txt", "会商纪要")
        let line = try #require(try objects("file a.txt none.txt --class PX --date 2023-05-19", status: 65).first)
        expect(line, has: "status", "code", "version", "path", "externalID", "sha256", "warnings", "error")
        #expect(line["status"] as? String == "filed" && line["version"] as? Int == 1 && line["error"] is NSNull)
        #expect((line["sha256"] as? String)?.count == 64 && line["path"] as? String == "a.txt")
        let second = try objects("file a.txt none.txt --class PX --date 2023-05-19", status: 65)
        #expect(second.map { $0["status"] as? String } == ["unchanged", "rejected"])
        let error = second[1]["error"] as? [String: Any]
        #expect(error?["kind"] as? String == "missingFile" && (error?["message"] as? String)?.isEmpty == false)
        let code = try #require(line["code"] as? String)
        let revised = try objects("revise \(code) --title 新题名 --reason 更正")
        #expect(revised.first?["status"] as? String == "filed" && revised.first?["version"] as? Int == 2)
    }

    @Test func `a sample`() throws {
        for day in 1...5 {
            try lantai.folder.write("\(day).txt", "第\(day)次会商纪要")
            _ = try lantai.run("lantai file \(day).txt --class PX --date 2023-05-0\(day)")
        }
        func drawn(_ options: String) throws -> (total: Int?, codes: [String]) {
            let sample = try #require(try objects("draw " + options).first)
            let records = try #require(sample["records"] as? [[String: Any]])
            for record in records { expect(record, has: "code", "title", "date", "class", "org", "versions", "voided") }
            return (sample["total"] as? Int, records.compactMap { $0["code"] as? String })
        }
        let (total, codes) = try drawn("--seed 甲 --count 3")
        #expect(total == 5 && codes.count == 3)
        #expect(try drawn("--seed 甲").codes.starts(with: codes))
        #expect(try drawn("--seed 甲 --from 2023-05-04 --to 2023-05 --class PX --org 2102").total == 2)
        #expect(try drawn("--seed 甲 --class GA").codes.isEmpty)
        let text = try lantai.run("lantai draw --seed 甲 --count 3 --lang en")
        #expect(text.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) } == codes)
        #expect(text.output.contains("次会商纪要") && text.errors.contains("drawn from 5 records"))
        for options in ["", "--seed ''", "--seed 甲 --count 0", "--seed 甲 --count 1001", "--seed 甲 --from 昨天"] {
            #expect(try lantai.run("lantai draw \(options)").status == 64, "\(options)")
        }
        let entries = Lantai.objects(try lantai.run("lantai log list --json").output)
        #expect(
            entries.contains {
                $0["act"] as? String == "sample" && $0["object"] as? String == "甲 2023-05-04 2023-05-31 PX 2102"
            })
    }

    @Test func `search`() throws {
        let code = try lantai.code(ofText: "会商纪要：\"临时监护\" <b>\t& 其他\u{2028}")
        let found = try #require(try objects("search 临时监护").first)
        expect(found, has: "query", "total", "totalIsExact", "relaxed", "hint", "tookMs", "hits", "facets")
        #expect(found["total"] as? Int == 1 && found["totalIsExact"] as? Bool == true)
        let hit = (found["hits"] as? [[String: Any]])?.first
        expect(
            hit, has: "code", "version", "title", "date", "class", "org", "volume", "externalID", "score", "snippet")
        #expect(hit?["code"] as? String == code)
        #expect((hit?["snippet"] as? String)?.contains("<mark>临时监护</mark>") == true)
        #expect((hit?["snippet"] as? String)?.contains("<b>") == false)
        let facets = found["facets"] as? [String: [String: Int]]
        #expect(facets == ["class": ["PX": 1], "year": ["2023": 1], "org": ["2102": 1]])
        let brief = try #require(try objects("search 临时监护 --brief").first)
        #expect(brief["facets"] == nil && (brief["hits"] as? [[String: Any]])?.first?["snippet"] == nil)
        for query in ["没有这样的词", "''", "'\"'", "OR"] {
            let none = try #require(try objects("search \(query)").first)
            #expect((none["hits"] as? [Any])?.isEmpty == true && none["hint"] is String && none["total"] as? Int == 0)
        }
        let relaxed = try #require(try objects("search '临时监护 没有这样的词'").first)
        #expect(relaxed["relaxed"] as? Bool == true && (relaxed["hits"] as? [Any])?.count == 1)
    }

    @Test func `many queries in one process`() throws {
        _ = try lantai.code(ofText: "会商纪要")
        try lantai.folder.write("q.jsonl", "{\"id\":\"a\",\"text\":\"会商\"}\n{\"id\":\"b\",\"text\":\"\"}\n")
        let lines = try objects("search --queries q.jsonl")
        #expect(lines.map { $0["id"] as? String } == ["a", "b"])
        #expect(lines.map { $0["total"] as? Int } == [1, 0])
    }

    @Test func `show and history`() throws {
        let code = try lantai.code(
            ofText: "纪要", options: "--class GA --volume 林小满个案 --date 2023-05-19 --field '当事人=林小满 2015-03-02'")
        for command in ["show", "history"] {
            let view = try #require(try objects("\(command) \(code)").first)
            expect(
                view, has: "code", "title", "date", "class", "org", "volume", "externalID", "retention", "state",
                "versions")
            #expect(view["state"] as? String == "active")
            #expect((view["retention"] as? [String: Any])?["period"] as? String == "Y")
            let version = (view["versions"] as? [[String: Any]])?.first
            expect(version, has: "version", "filedAt", "filedBy", "reason", "files")
            let file = (version?["files"] as? [[String: Any]])?.first
            expect(file, has: "name", "size", "sha256", "mediaType")
            #expect(file?["size"] as? Int == 6)
            let at = try #require(version?["filedAt"] as? String)
            #expect(at.hasSuffix("+08:00") && at.count == 25)
        }
    }

    @Test func `verify, damaged and sound`() throws {
        _ = try lantai.code(ofText: "内容")
        let sound = try #require(try objects("verify").first)
        expect(sound, has: "boxes", "versions", "bytes", "problems")
        #expect((sound["problems"] as? [Any])?.isEmpty == true)
        try lantai.folder.flipByte(of: "档案/Corpus/boxes/J016/2023/PX-D10/0001.tar.zst", at: 50)
        let damaged = try #require(try objects("verify", status: 1).first)
        let problem = (damaged["problems"] as? [[String: Any]])?.first
        expect(problem, has: "kind", "box", "code", "version", "message")
        #expect(problem?["kind"] as? String == "frameDamaged")
    }

    @Test func `the rest is one object a line as well`() throws {
        _ = try lantai.code(ofText: "纪要", options: "--class GA --volume 林小满个案 --date 2023-05-19 --field 当事人=林小满")
        for (command, keys) in [
            ("org list", ["code", "name", "shortName", "tier"]), ("plan list", ["code", "name", "retention", "items"]),
            ("volume list", ["code", "title", "class", "state"]),
            ("volume show J016-ZY.WB.GA.2023.Y-001", ["code", "items"]),
            ("person list", ["person", "name"]), ("person show 1", ["person", "volumes", "items"]),
            ("log list", ["seq", "at", "who", "act", "role", "org", "denied"]),
            ("log checkpoint", ["checkpoint"]), ("log checkpoint --key", ["key"]),
            ("log verify", ["entries", "root", "problems", "checkedAgainst"]),
            ("log prove 1", ["entry", "salt", "leaf", "index", "size", "path", "checkpoint"]),
            ("log subject 林小满", ["seq", "at", "who", "sentence"]),
            ("log erase --before 2001-01-01", ["before", "entries", "erased", "left"]),
            ("box list", ["box", "bytes", "entries", "state"]),
            ("reindex", ["items"]), ("backup 备份", ["boxes", "versions"]), ("box seal", ["box"]),
            ("export J016-ZY.WB.GA.2023.Y-001 --to 包", ["path", "items", "files", "bytes"]),
        ] {
            let lines = try objects(command)
            #expect(!lines.isEmpty)
            for line in lines { for key in keys { #expect(line[key] != nil, "\(command): no \(key)") } }
        }
    }

    @Test(arguments: [
        ("show J016-X-0001", "noSuchRecord"), ("search x --sort best", "usage"), ("show", "usage"),
        ("nonsense", "usage"),
        ("file", "usage"), ("org import none.csv", "noInput"), ("search x --class 没有", "unknownClass"),
    ])
    func `an error is one line of JSON on stderr`(command: String, kind: String) throws {
        let outcome = try lantai.run("lantai \(command) --json")
        #expect(outcome.status != 0 && outcome.output.isEmpty)
        let lines = Lantai.objects(outcome.errors)
        #expect(lines.count == 1 && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        let error = lines.first?["error"] as? [String: Any]
        #expect(error?["kind"] as? String == kind)
        #expect((error?["message"] as? String)?.isEmpty == false)
    }
}
