import Access
import Foundation
import Records
import Testing
import Workbench

/// Proofs, and that a stranger's program comes to the same conclusions.
@Suite struct AccessLogProofTests {
    private static let judge =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/judge_log_proofs.py"

    private func json(_ proof: InclusionProof) -> [String: Any] {
        let entry = proof.bound.entry
        let fields: [String: Any?] = [
            "seq": entry.seq, "at": entry.at, "who": entry.erased ? nil : entry.who, "face": entry.face,
            "act": entry.act, "object": entry.object, "version": entry.version, "purpose": entry.purpose,
            "role": entry.role?.rawValue, "org": entry.org, "denied": entry.denied,
        ]
        return [
            "format": "lantai-log-proof/1", "entry": fields.mapValues { $0 ?? NSNull() },
            "salt": proof.bound.salt ?? NSNull(), "leaf": proof.bound.leaf, "index": proof.index, "size": proof.size,
            "path": proof.path.map(\.base64), "checkpoint": proof.checkpoint.note,
        ]
    }

    private func json(_ proof: ConsistencyProof) -> [String: Any] {
        [
            "format": "lantai-log-consistency/1", "since": proof.since.note, "checkpoint": proof.checkpoint.note,
            "path": proof.path.map(\.base64),
        ]
    }

    /// Runs the stranger's program over many proofs at once.
    /// - Returns: for each whether it holds.
    private func judge(
        _ proofs: [[String: Any]], _ test: TestLog, plain: Bool = false
    ) throws -> [Bool] {
        let lines = try proofs.map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
        }
        return try judge(lines: lines, test, plain: plain)
    }

    private func judge(lines: [String], _ test: TestLog, plain: Bool = false) throws -> [Bool] {
        try test.folder.write("proofs.jsonl", lines.joined(separator: "\n"))
        let outcome = try Shell.run(
            "python3 \(Shell.quoted(Self.judge)) \(test.key.verifier.text) proofs.jsonl \(plain ? "plain" : "")",
            in: test.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map { $0 == "1" }
    }

    @Test func `every entry is proved to a stranger`() throws {
        let test = try TestLog(70)
        let checkpoint = try test.sign()
        let proofs = try (1...70).map { json(try test.log.inclusion(of: $0, in: checkpoint)) }
        #expect(try judge(proofs, test) == Array(repeating: true, count: 70))
        #expect(throws: AccessLogError.noSuchEntry(71)) { try test.log.inclusion(of: 71, in: checkpoint) }
        #expect(throws: AccessLogError.noSuchEntry(0)) { try test.log.inclusion(of: 0, in: checkpoint) }
    }

    @Test func `many entries are proved in one pass, over blocks that are whole and one that is not`() throws {
        let test = try TestLog(2100)
        let numbers: [Int64] = [1, 2, 1023, 1024, 1025, 2047, 2048, 2049, 2100, 7]
        var lines: [String] = []
        let checkpoint = try test.sign()
        try test.log.inclusions(of: numbers, in: checkpoint) { proof in
            #expect(
                MerkleTree.includes(
                    leaf: MerkleTree.leaf(Array(proof.bound.leaf.utf8)), at: proof.index, size: 2100, path: proof.path,
                    root: checkpoint.checkpoint.root))
            lines.append(proof.json())
        }
        #expect(try judge(lines: lines, test) == Array(repeating: true, count: numbers.count))
    }

    @Test func `a proof that withholds who and why still proves the rest`() throws {
        let test = try TestLog(40)
        let proof = try test.log.inclusion(of: 8, in: try test.sign())
        var shown = proof.bound.entry
        shown.purpose = "林*"
        let line = proof.json(instead: shown)
        #expect(line.contains("\"purpose\":null") && line.contains("\"masked\":{") && line.contains("\"salt\":null"))
        #expect(!line.contains(try #require(proof.bound.entry.purpose)))
        #expect(try judge(lines: [line], test) == [true])
    }

    @Test func `growth from every size is proved to a stranger`() throws {
        let test = try TestLog()
        var old: [SignedCheckpoint] = []
        for number in 0..<33 {
            old.append(try test.sign())
            try test.log.append([TestLog.entry(number)])
        }
        let now = try test.sign()
        let proofs = try (old + [now]).map { try test.log.consistency(from: $0, to: now) }
        for proof in proofs { #expect(proof.holds) }
        #expect(try judge(proofs.map(json), test) == Array(repeating: true, count: 34))
    }

    @Test func `the signature is checked without any library as well`() throws {
        let test = try TestLog(5)
        var proof = json(try test.log.inclusion(of: 2, in: try test.sign()))
        let other = LogKey(name: test.key.verifier.name)
        let forged = try other.sign(
            Checkpoint(origin: test.key.verifier.name, size: 5, root: try test.log.check().root))
        var wrong = proof
        // The right key's name and id over another key's signature.
        let note = try #require((proof["checkpoint"] as? String)?.split(separator: " ").last)
        let foreign = try #require(forged.note.split(separator: " ").last)
        let id = try #require(Data(base64Encoded: String(note.dropLast())))
        let signature = try #require(Data(base64Encoded: String(foreign.dropLast())))
        wrong["checkpoint"] = (proof["checkpoint"] as? String)?.replacing(
            note, with: (id.prefix(4) + signature.dropFirst(4)).base64EncodedString() + "\n")
        #expect(try judge([proof, wrong], test, plain: true) == [true, false])
        #expect(try judge([proof, wrong], test) == [true, false])
        proof["format"] = "lantai-log-proof/2"
        #expect(try judge([proof], test) == [false])
    }

    @Test func `an erased entry is still proved, and a proof of old still holds`() throws {
        let test = try TestLog(40)
        let before = try test.log.inclusion(of: 7, in: try test.sign())
        _ = try test.erase(before: "2020-01-01")
        let after = try test.log.inclusion(of: 7, in: try test.sign())
        #expect(after.bound.salt == nil && after.bound.leaf == before.bound.leaf)
        #expect(try judge([json(before), json(after)], test) == [true, true])
    }

    @Test func `no changed proof holds`() throws {
        var generator = SplitMix(state: 5)
        let test = try TestLog(50)
        let old = try test.sign()
        try test.log.append((50..<90).map(TestLog.entry))
        let now = try test.sign()
        var changed: [[String: Any]] = []
        for trial in 0..<300 {
            let seq = Int64.random(in: 1...50, using: &generator)
            var proof =
                trial % 4 == 3
                ? json(try test.log.consistency(from: old, to: now)) : json(try test.log.inclusion(of: seq, in: now))
            let key = proof.keys.sorted().randomElement(using: &generator) ?? ""
            switch proof[key] {
            case var text as String:
                text = Self.changed(text, &generator)
                proof[key] = text
            case let number as Int: proof[key] = number + (Bool.random(using: &generator) ? 1 : -1)
            case var path as [String]:
                let place = Int.random(in: 0..<path.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: path.remove(at: place)
                case 1: path.insert(MerkleTree.leaf([3]).base64, at: place)
                default: path[place] = MerkleTree.leaf([4]).base64
                }
                proof[key] = path
            case var entry as [String: Any]:
                let name = entry.keys.sorted().randomElement(using: &generator) ?? ""
                entry[name] = (entry[name] as? String).map { Self.changed($0, &generator) } ?? "x"
                proof[key] = entry
            default: continue
            }
            changed.append(proof)
        }
        let verdicts = try judge(changed, test)
        #expect(verdicts.count == changed.count && changed.count > 250)
        for (proof, holds) in zip(changed, verdicts) { #expect(!holds, "\(proof)") }
    }

    /// One bit of one character.
    private static func changed(_ text: String, _ generator: inout SplitMix) -> String {
        var scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty else { return "x" }
        let place = Int.random(in: 0..<scalars.count, using: &generator)
        scalars[place] = Unicode.Scalar(scalars[place].value ^ 1) ?? "x"
        return String(String.UnicodeScalarView(scalars))
    }
}
