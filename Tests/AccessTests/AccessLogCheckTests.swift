import Access
import Foundation
import GRDB
import Records
import Testing
import Workbench

@Suite struct AccessLogCheckTests {
    private static let trials = 30

    @Test(arguments: [0, 1, 2, 3, 64, 100]) func `a log that nobody touched has no problems`(count: Int) throws {
        let test = try TestLog(count)
        #expect(try test.log.check().problems.isEmpty)
        let first = try test.sign()
        try test.log.append((0..<37).map(TestLog.entry))
        let check = try test.log.check(against: [first, try test.sign()], verifier: test.key.verifier)
        #expect(check.problems.isEmpty && check.entries == count + 37)
    }

    @Test func `what SQLite cannot keep is not hashed either`() throws {
        let test = try TestLog()
        try test.log.append([
            AccessEntry(
                at: "2023-05-19T10:00:00Z", who: "甲\0乙", face: "web", act: "search", object: "\0", purpose: "e\u{301}")
        ])
        #expect(try test.log.check().problems.isEmpty)
        let entry = try #require(try test.log.entry(1))
        #expect(entry.who == "甲\u{FFFD}乙" && entry.object == "\u{FFFD}")
    }

    @Test func `one log takes the appends of many at once`() async throws {
        let test = try TestLog()
        let path = test.folder.path("access.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let log = try AccessLog(path: path)
                    for number in 0..<25 { try log.append((0...(number % 3)).map(TestLog.entry)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try test.log.check().problems.isEmpty)
    }

    @Test func `an edited field is found, whichever`() throws {
        var generator = SplitMix(state: 1)
        let changes: [(String, [LogCheck.Problem.Kind])] = [
            ("at = '2024' || substr(at, 5)", [.entryChanged]), ("act = 'verify'", [.entryChanged]),
            ("face = 'web'", [.entryChanged]), ("denied = 1 - denied", [.entryChanged]),
            ("role = 'auditor'", [.entryChanged]), ("org = '99'", [.entryChanged]),
            ("version = coalesce(version, 0) + 1", [.entryChanged]), ("who = '丙'", [.payloadChanged]),
            ("object = '别的'", [.payloadChanged]), ("purpose = '别的'", [.payloadChanged]),
            ("salt = randomblob(16)", [.payloadChanged]), ("payload = randomblob(32)", [.entryChanged]),
            ("leaf = randomblob(32)", [.entryChanged]), ("salt = NULL", [.payloadChanged]),
            ("who = NULL, object = NULL, purpose = NULL, salt = NULL", [.payloadMissing]),
        ]
        for trial in 0..<Self.trials {
            let test = try TestLog(50)
            let seq = Int.random(in: 1...50, using: &generator)
            let (change, kinds) = changes[trial % changes.count]
            try test.tamper("UPDATE access_log SET \(change) WHERE seq = ?", [seq])
            let problems = try test.log.check().problems
            #expect(problems.contains { kinds.contains($0.kind) && $0.seq == Int64(seq) }, "\(change) \(problems)")
        }
    }

    @Test func `a deleted, inserted or moved entry is found`() throws {
        var generator = SplitMix(state: 2)
        for _ in 0..<Self.trials {
            let count = Int.random(in: 3...70, using: &generator)
            let seq = Int.random(in: 1..<count, using: &generator)
            let deleted = try TestLog(count)
            try deleted.tamper("DELETE FROM access_log WHERE seq = ?", [seq])
            #expect(try deleted.kinds().contains(.gap))
            // The numbers closed up behind it.
            try deleted.tamper("UPDATE access_log SET seq = -seq WHERE seq > ?", [seq])
            try deleted.tamper("UPDATE access_log SET seq = -seq - 1 WHERE seq < 0")
            #expect(try deleted.kinds().isSuperset(of: [.entryChanged, .truncated]))

            let inserted = try TestLog(count)
            try inserted.tamper("UPDATE access_log SET seq = -seq WHERE seq >= ?", [seq])
            try inserted.tamper("UPDATE access_log SET seq = -seq + 1 WHERE seq < 0")
            try inserted.tamper(
                """
                INSERT INTO access_log SELECT ?, at, face, act, denied, role, org, version, who, object, purpose, salt,
                    payload, leaf FROM access_log WHERE seq = ?
                """, [seq, seq + 1])
            #expect(try inserted.kinds().isSuperset(of: [.entryChanged, .treeDiffers]))

            let moved = try TestLog(count)
            try moved.tamper("UPDATE access_log SET seq = -1 WHERE seq = ?", [seq])
            try moved.tamper("UPDATE access_log SET seq = ? WHERE seq = ?", [seq, seq + 1])
            try moved.tamper("UPDATE access_log SET seq = ? WHERE seq = -1", [seq + 1])
            #expect(try moved.kinds().isSuperset(of: [.entryChanged, .treeDiffers]))
        }
    }

    @Test func `what comes after does not cover a tail that was cut off`() throws {
        var generator = SplitMix(state: 3)
        for _ in 0..<Self.trials {
            let test = try TestLog(Int.random(in: 5...60, using: &generator))
            let size = try test.log.check().entries
            let cut = Int.random(in: 1...size, using: &generator)
            try test.tamper("DELETE FROM access_log WHERE seq > ?", [size - cut])
            #expect(try test.kinds().contains(.truncated))
            try test.log.append([TestLog.entry(9)])
            #expect(try !test.kinds().isDisjoint(with: [.gap, .truncated]))
        }
    }

    @Test func `an entry put in behind the tree does not stop the log, and stays visible`() throws {
        let test = try TestLog(10)
        try test.tamper(
            """
            INSERT INTO access_log SELECT 11, at, face, act, denied, role, org, version, who, object, purpose, salt,
                payload, leaf FROM access_log WHERE seq = 10
            """)
        try test.log.append([TestLog.entry(3)])
        #expect(try test.kinds().contains(.entryChanged))
    }

    @Test func `a log sealed anew is found by its own checkpoints, and without them by one from outside`() throws {
        var generator = SplitMix(state: 4)
        for trial in 0..<Self.trials {
            let count = Int.random(in: 5...60, using: &generator)
            let test = try TestLog(count)
            let outside = try test.sign()
            var entries = (0..<count).map(TestLog.entry)
            let place = Int.random(in: 0..<count, using: &generator)
            let found: LogCheck.Problem.Kind
            switch trial % 4 {
            case 0:
                entries[place].object = "别的"
                found = .checkpointDiffers
            case 1:
                entries.remove(at: place)
                found = .truncated
            case 2:
                entries.insert(TestLog.entry(99), at: place)
                found = .checkpointDiffers
            default:
                entries.removeLast(count - place)
                found = .truncated
            }
            try test.reseal(entries, removesCheckpoints: false)
            #expect(try test.kinds() == [found])
            try test.reseal(entries)
            #expect(try test.kinds().isEmpty, "with the key and all files in hand everything can be forged …")
            #expect(try test.kinds([outside]) == [found], "… but not what was kept elsewhere")
        }
    }

    @Test func `a rollback of the file is found by a checkpoint from outside`() throws {
        let test = try TestLog(20)
        try test.log.backup(to: test.folder.path("old.sqlite"))
        try test.log.append((0..<5).map(TestLog.entry))
        let outside = try test.sign()
        let old = try AccessLog(path: test.folder.path("old.sqlite"))
        #expect(try old.check().problems.isEmpty)
        #expect(try old.check(against: [outside], verifier: test.key.verifier).problems.map(\.kind) == [.truncated])
    }

    @Test func `another archive's log is not taken for this one's`() throws {
        let (test, other) = (try TestLog(20), try TestLog(20))
        let outside = try test.sign()
        _ = try other.sign()
        // With this archive's key at hand, or its checkpoint.
        #expect(
            Set(try other.log.check(verifier: test.key.verifier).problems.map(\.kind))
                == [.foreignLog, .checkpointSignature])
        #expect(try other.kinds([outside]).isSuperset(of: [.foreignLog, .checkpointSignature]))
        #expect(throws: AccessLogError.otherKey) { try other.log.checkpoint(key: test.key, at: "") }
    }

    @Test func `a forged checkpoint is not taken`() throws {
        let test = try TestLog(20)
        let real = try test.sign()
        let forger = LogKey(name: test.key.verifier.name)
        let forged = try forger.sign(real.checkpoint)
        #expect(try test.kinds([forged]) == [.checkpointSignature])
        try test.tamper("UPDATE log_checkpoint SET note = ?", [forged.note])
        #expect(try test.kinds() == [.checkpointSignature])
        try test.tamper("UPDATE log_checkpoint SET note = 'x'")
        #expect(try test.kinds() == [.damaged])
    }

    @Test func `tables that are not the program's are damaged`() throws {
        for change in [
            "CREATE TRIGGER hide AFTER INSERT ON access_log BEGIN DELETE FROM access_log WHERE seq = NEW.seq; END",
            "ALTER TABLE access_log ADD COLUMN more TEXT", "CREATE TABLE other (a)", "DROP INDEX access_log_object",
        ] {
            let test = try TestLog(5)
            try test.tamper(change)
            #expect(try test.kinds() == [.damaged], "\(change)")
        }
        let test = try TestLog(5)
        try test.tamper("UPDATE log_tree SET peaks = x'00'")
        #expect(try test.kinds().contains(.damaged))
        #expect(throws: AccessLogError.damaged("log_tree")) { try test.log.append([TestLog.entry(1)]) }
    }

    // MARK: - Erasure

    @Test func `what is erased is gone from the file, and the tree still holds`() throws {
        let test = try TestLog(900)
        try test.log.append([
            AccessEntry(at: "2010-01-01T00:00:00Z", who: "甲", face: "command", act: "search", object: "绝无仅有的词")
        ])
        let outside = try test.sign()
        // And the note that the clock was set back.
        try test.log.append([
            AccessEntry(at: "2023-01-01T00:00:00Z", who: "丁", face: "command", act: LogAct.erase, object: "2011-01-01")
        ])
        #expect(try test.erase(before: "2011-01-01") == 302)
        #expect(try test.erase(before: "2011-01-01") == 0)
        let check = try test.log.check(against: [outside])
        #expect(check.problems.isEmpty, "\(check.problems)")
        let word = Data("绝无仅有的词".utf8)
        for file in test.folder.files() { #expect(try test.folder.read(file).range(of: word) == nil, "\(file)") }
        let entry = try #require(try test.log.entries(limit: 1000).last)
        #expect(entry.erased && entry.who == "" && entry.object == nil && entry.act == "show")
        // An erasure does not reach beyond its day.
        _ = try test.erase(before: "2012-01-01")
        #expect(try test.kinds([outside]) == [.payloadMissing])
    }

    @Test func `an erasure does not cover what it says it left`() throws {
        let test = try TestLog(300)
        var left = EntryNumbers()
        for number in [7, 8, 9, 40] as [Int64] { left.add(number) }
        let erasure = LogErasure(before: "2011-01-01", leaving: left)
        #expect(erasure.text == "2011-01-01 without 7-9,40" && LogErasure(erasure.text) == erasure)
        try test.log.append([
            AccessEntry(at: "2023-01-01T00:00:00Z", who: "丁", face: "command", act: LogAct.erase, object: erasure.text)
        ])
        #expect(try test.erase(before: "2011-01-01", leaving: left) == 296)
        #expect(try test.log.check().problems.isEmpty)
        #expect(try test.log.entry(8)?.who != "" && test.log.entry(10)?.who == "")
        #expect(try test.log.erase(EntryNumbers("8")) == 1)
        #expect(try test.log.check().problems.map(\.seq) == [8])
    }

    @Test func `numbers of entries are written short, and read back`() {
        var numbers = EntryNumbers()
        let all: [Int64] = [1, 2, 3, 7, 9, 10]
        for number in all { numbers.add(number) }
        #expect(numbers.text == "1-3,7,9-10" && numbers.count == 6)
        #expect(EntryNumbers(numbers.text) == numbers)
        #expect((0...12).filter { numbers.contains($0) } == all)
        // Whatever somebody wrote there instead covers no more than it names in order.
        #expect(EntryNumbers("3-1,x,,5").text == "5" && EntryNumbers("9,3").text == "9")
    }

    // MARK: - Old logs

    /// Written once by the first program that had a tree; opened for ever.
    @Test func `a log of version 1 is what it was`() throws {
        let specimens = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Specimens")
        func text(_ name: String) throws -> String {
            try String(contentsOf: specimens.appending(path: name), encoding: .utf8)
        }
        let folder = try TestFolder()
        let database = try DatabaseQueue(path: folder.path("access.sqlite"))
        let dump = try text("v1.sql")
        try database.writeWithoutTransaction { try $0.execute(sql: dump) }
        try database.close()
        let log = try AccessLog(path: folder.path("access.sqlite"))
        let checkpoint = try #require(SignedCheckpoint(note: try text("v1-checkpoint.txt")))
        let key = try #require(LogVerifier(try text("v1-key.txt").trimmingCharacters(in: .newlines)))
        let check = try log.check(against: [checkpoint], verifier: key)
        #expect(check.problems.isEmpty && check.entries >= checkpoint.checkpoint.size, "\(check.problems)")
        #expect(try log.entries(limit: 100).contains { $0.erased })
        try log.append([TestLog.entry(1)])
        #expect(try log.check(against: [checkpoint], verifier: key).problems.isEmpty)
    }

    @Test func `a log of the first form becomes the beginning of the tree`() throws {
        let folder = try TestFolder()
        let database = try DatabaseQueue(path: folder.path("access.sqlite"))
        try database.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE access_log (
                        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, face TEXT NOT NULL,
                        act TEXT NOT NULL, object TEXT, version INTEGER, purpose TEXT
                    ) STRICT;
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('1');
                    """)
            for number in 1...20 {
                try db.execute(
                    sql: "INSERT INTO access_log (at, who, face, act, object, version, purpose) VALUES (?,?,?,?,?,?,?)",
                    arguments: ["2023-05-19T10:00:00+08:00", "甲", "command", "show", "件 \(number)", number, "会商"])
            }
        }
        try database.close()
        let log = try AccessLog(path: folder.path("access.sqlite"))
        let check = try log.check()
        #expect(check.problems.isEmpty && check.entries == 20, "\(check.problems)")
        #expect(try log.entries(limit: 100).reversed().map(\.object) == (1...20).map { "件 \($0)" })
        #expect(try log.entries(limit: 1).first?.version == 20)
    }
}
