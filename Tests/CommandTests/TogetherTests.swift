import Foundation
import Testing
import Workbench

/// Interrupted, and several at once.
@Suite struct TogetherTests {
    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
        try lantai.found()
    }

    /// Generated documents with the texts in the manifest.
    private func samples(_ name: String, count: Int, seed: Int) throws {
        let outcome = try lantai.run("lantai sample \(name) --count \(count) --seed \(seed) --inline --quiet")
        try #require(outcome.status == 0, "\(outcome.errors)")
        // Orgs of samples are entered where the sample tree does not have them.
        let orgs = Set(
            Lantai.objects(try lantai.folder.text(name + "/manifest.jsonl")).compactMap { $0["org"] as? String })
        try lantai.folder.write("orgs.csv", "代码,名称\n" + orgs.sorted().map { "\($0),机构\($0)\n" }.joined())
        try #require(try lantai.run("lantai org import orgs.csv").status == 0)
    }

    /// Numbers of each series or volume count from 1 without a gap.
    private func expectWithoutGaps(_ codes: [String]) {
        #expect(Set(codes).count == codes.count)
        var numbers: [String: [Int]] = [:]
        for code in codes {
            let parts = code.split(separator: "-")
            numbers[parts.dropLast().joined(separator: "-"), default: []].append(Int(parts[parts.count - 1]) ?? 0)
        }
        for (series, given) in numbers { #expect(given.sorted() == Array(1...given.count), "\(series)") }
    }

    private func filed(_ output: String, _ status: String = "filed") -> [String] {
        Lantai.objects(output).filter { $0["status"] as? String == status }.compactMap { $0["code"] as? String }
    }

    @Test func `several file at once into an archive that has no index yet`() throws {
        for round in 0..<3 {
            let archive = "新\(round)"
            let script = """
                lantai init \(archive) --fonds J016 --name 某中心 --org 2102 >/dev/null 2>&1
                for i in 1 2 3 4; do echo "记录$i 2023年5月1日 监护" > \(archive).$i.txt; done
                for i in 1 2 3 4; do
                    (lantai file \(archive).$i.txt --class PX --archive \(archive) --quiet 2>&1; echo $?) & done
                wait
                lantai search 监护 --archive \(archive) --brief --json
                """
            let outcome = try lantai.run(script)
            #expect(outcome.output.components(separatedBy: "\n").filter { $0 == "0" }.count == 4, "\(outcome.output)")
            #expect(outcome.output.contains("\"total\":4"), "\(outcome.output)")
        }
    }

    @Test func `stopped by Ctrl-C, the next run goes on and files each document once`() throws {
        let count = 8000
        try samples("a", count: count, seed: 1)
        let running = try lantai.start("exec lantai file --manifest a/manifest.jsonl --json")
        // As soon as the first records are in a box.
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline {
            if lantai.folder.files(in: "档案/Corpus/boxes").contains(where: { !$0.contains("register") }) { break }
            usleep(2000)
        }
        running.send(SIGINT)
        let first = try running.wait()
        #expect(first.status == 130, "\(first.errors)")
        let acknowledged = filed(first.output)
        #expect(acknowledged.count < count)
        #expect(try lantai.run("lantai verify --quiet").status == 0)
        let second = try lantai.run("lantai file --manifest a/manifest.jsonl --json --quiet")
        #expect(second.status == 0, "\(second.errors)")
        let known = Set(filed(second.output, "unchanged"))
        #expect(known.isSuperset(of: acknowledged))
        #expect(known.count + filed(second.output).count == count)
        expectWithoutGaps(Array(known) + filed(second.output))
        let verified = Lantai.objects(try lantai.run("lantai verify --json --quiet").output).first
        #expect(verified?["versions"] as? Int == count)
        #expect((verified?["problems"] as? [Any])?.isEmpty == true)
    }

    @Test func `two that file at once give codes without gaps or repeats`() throws {
        try samples("a", count: 1200, seed: 1)
        try samples("b", count: 1200, seed: 2)
        // The second set under its own identifiers, so that all are new.
        try lantai.run("sed -i 's/\"externalID\":\"S/\"externalID\":\"T/' b/manifest.jsonl")
        let running = try ["a", "b"].map { try lantai.start("exec lantai file --manifest \($0)/manifest.jsonl --json") }
        let outcomes = try running.map { try $0.wait() }
        for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
        let codes = outcomes.flatMap { filed($0.output) }
        #expect(codes.count == 2400)
        expectWithoutGaps(codes)
        let verified = Lantai.objects(try lantai.run("lantai verify --json --quiet").output).first
        #expect(verified?["versions"] as? Int == 2400 && (verified?["problems"] as? [Any])?.isEmpty == true)
        // Both are found: the index has what either of them filed.
        for text in ["S0000001", "T0000001", "S0001200", "T0001200"] {
            #expect(try lantai.run("lantai search \(text) --json --brief").output.contains("\"total\":1,"), "\(text)")
        }
        #expect(try lantai.run("lantai reindex --json --quiet").output == "{\"items\":2400}\n")
    }

    @Test func `one that searches while another files always has an answer`() throws {
        try samples("a", count: 1500, seed: 5)
        let running = try lantai.start("exec lantai file --manifest a/manifest.jsonl --quiet")
        for _ in 0..<5 { #expect(try lantai.run("lantai search 监护 --json --brief").status == 0) }
        #expect(try running.wait().status == 0)
    }
}
