import Catalog
import Foundation
import GRDB
import Records
import Testing
import Workbench

@Suite struct CatalogFileTests {
    private let catalog: TestCatalog

    @Test func `what is to be confirmed is known of an archive from before that was kept`() throws {
        try fill(catalog)
        for (number, proposed) in [(1, ["title"]), (2, []), (3, ["date"])] {
            let code = "J016-ZY·WB·PX·2024·D10-000\(number)"
            try catalog.file(TestCatalog.description("件\(number)"), code: code, proposed: proposed)
        }
        try catalog.file(
            TestCatalog.description("件1"), code: "J016-ZY·WB·PX·2024·D10-0001", number: 2, proposed: [])
        let path = catalog.folder.path("catalog.sqlite")
        func unconfirmed(_ file: CatalogFile) throws -> [String] {
            try file.read {
                try $0.unconfirmedItems(after: 0, classCode: nil, org: nil, volume: nil, limit: 10).map(\.code)
            }
        }
        #expect(try unconfirmed(catalog.file) == ["J016-ZY·WB·PX·2024·D10-0003"])
        try catalog.file.close()
        let raw = try DatabaseQueue(path: path)
        try raw.write { db in
            try db.execute(
                sql: """
                    DROP INDEX item_unconfirmed; ALTER TABLE item DROP COLUMN unconfirmed; DROP TABLE reading_attempt;
                    DELETE FROM grdb_migrations WHERE identifier = '9'
                    """)
        }
        try raw.close()
        #expect(try unconfirmed(CatalogFile(path: path)) == ["J016-ZY·WB·PX·2024·D10-0003"])
    }

    @Test func `that a volume was reopened is known of an archive from before that was said`() throws {
        try fill(catalog)
        try catalog.act(.volumeClosed(code: TestCatalog.volumeCode, on: "2024-04-01", note: nil))
        try catalog.act(.volumeReopened(code: TestCatalog.volumeCode, on: "2024-05-01", reason: "又有线索"))
        let path = catalog.folder.path("catalog.sqlite")
        let before = try catalog.file.read { try $0.volume(code: TestCatalog.volumeCode) }
        try catalog.file.close()
        let raw = try DatabaseQueue(path: path)
        try raw.write { db in
            try db.execute(
                sql: """
                    ALTER TABLE volume DROP COLUMN reopened_on; ALTER TABLE volume DROP COLUMN reopened_by;
                    UPDATE volume SET state = 'open'; DELETE FROM grdb_migrations WHERE identifier = '10'
                    """)
        }
        try raw.close()
        let after = try CatalogFile(path: path).read { try $0.volume(code: TestCatalog.volumeCode) }
        #expect(after == before && after?.state == .reopened && after?.reopenedOn == "2024-05-01")
    }

    init() throws {
        catalog = try TestCatalog()
    }

    /// A little of everything.
    private func fill(_ catalog: TestCatalog) throws {
        try catalog.act(.fondsFounded(Fonds(code: "J016", name: "某市未保中心", org: "2102")))
        try catalog.act(
            .organisationsSet([Organisation(code: "2102", name: "某市"), Organisation(code: "210202", name: "某区")]))
        try catalog.act(.filePlanAdopted(yaml: FilePlanFile.standard))
        try catalog.act(.volumeOpened(TestCatalog.volume))
        let inVolume = TestCatalog.description(
            "会商纪要", volume: TestCatalog.volumeCode, externalID: "GA-1", persons: TestCatalog.volume.subjects)
        try catalog.file(inVolume, code: TestCatalog.volumeCode + "-001", period: .permanent)
        try catalog.file(TestCatalog.description("签到表", externalID: "PX-1"), code: "J016-ZY·WB·PX·2023·D10-0001")
        let revised = TestCatalog.description("签到表（更正）", externalID: "PX-2")
        try catalog.file(revised, code: "J016-ZY·WB·PX·2023·D10-0001", number: 2)
        try catalog.file(revised, code: "J016-ZY·WB·PX·2023·D10-0001", number: 3, voided: true)
        try catalog.act(.volumeClosed(code: TestCatalog.volumeCode, on: "2024-01-31", note: nil))
        try catalog.act(.organisationsSet([Organisation(code: "210202", name: "某区未保中心", shortName: "某区")]))
        try catalog.act(.organisationsRemoved(["210202"]))
        try catalog.act(.personDescribed(Person(id: 1, name: "林满")))
        try catalog.act(.volumeReopened(code: TestCatalog.volumeCode, on: "2024-03-01", reason: "再次接报"))
    }

    @Test func `applying everything again in order gives the same tables`() throws {
        try fill(catalog)
        let again = try TestCatalog()
        let database = try DatabaseQueue(path: catalog.folder.path("catalog.sqlite"))
        let entries = try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, content AS json, 1 AS is_act, frame_offset FROM act
                    UNION ALL SELECT id, metadata, 0, frame_offset FROM version ORDER BY 1
                    """
            ).map { ($0["json"] as String, $0["is_act"] as Bool, $0["frame_offset"] as Int) }
        }
        #expect(entries.count == 13)
        try again.file.write { catalog in
            for (json, isAct, offset) in entries {
                let data = Data(json.utf8)
                if isAct {
                    let act = try JSONDecoder().decode(Act.self, from: data)
                    try catalog.apply(act, json: json, frame: 1, frameOffset: offset)
                } else {
                    let version = try JSONDecoder().decode(Version.self, from: data)
                    try catalog.apply(version, json: json, frame: 1, frameOffset: offset)
                    try catalog.raiseCounters(forCode: version.code)
                }
            }
        }
        let (before, after) = (try catalog.dump(), try again.dump())
        #expect(before.keys.sorted() == after.keys.sorted())
        for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
    }

    @Test func `versions and acts count in one sequence`() throws {
        #expect(try catalog.file.read { try $0.nextSequence() } == 1)
        try fill(catalog)
        #expect(try catalog.file.read { try $0.nextSequence() } == 14)
        #expect(try catalog.file.read { try $0.lastVersionSequence() } == 8)
        #expect(try catalog.file.read { try $0.versionCount() } == 4)
        #expect(try catalog.file.read { try $0.versions(after: 5, limit: 10) }.map(\.version.sequence) == [6, 7, 8])
        #expect(
            try catalog.file.read { try $0.versions(after: 0, through: 6, limit: 1) }.map(\.version.sequence) == [5])
    }

    @Test func `an item shows its last version, and all stay`() throws {
        try fill(catalog)
        let item = try #require(try catalog.file.read { try $0.item(code: "J016-ZY·WB·PX·2023·D10-0001") })
        #expect(item.title == "签到表（更正）")
        #expect(item.versions == 3)
        #expect(item.voided)
        let versions = try catalog.file.read { try $0.versions(ofItem: item.id) }
        #expect(versions.map(\.version.description.title) == ["签到表", "签到表（更正）", "签到表（更正）"])
        #expect(try catalog.file.read { try $0.version(ofItem: item.id, number: 2) }?.version.number == 2)
        #expect(try catalog.file.read { try $0.version(ofItem: item.id, number: nil) }?.version.number == 3)
        #expect(try catalog.file.read { try $0.version(ofItem: item.id, number: 9) } == nil)
    }

    @Test func `items are found by external identifier, fingerprint and content`() throws {
        try fill(catalog)
        try catalog.file.read { catalog in
            let code = "J016-ZY·WB·PX·2023·D10-0001"
            #expect(try catalog.item(externalID: "PX-2")?.code == code)
            #expect(try catalog.item(externalID: "PX-1") == nil)
            #expect(try catalog.item(fingerprint: "p1" + code)?.code == code)
            let copy = try #require(try catalog.item(content: "d1" + code, name: "正文.txt", classCode: "PX"))
            #expect(copy.item.code == code && copy.isAlike)
            #expect(try catalog.item(content: "d1" + code, name: "别名.txt", classCode: "PX")?.isAlike == false)
            #expect(try catalog.item(content: "d1" + code, name: "正文.txt", classCode: "GA")?.isAlike == false)
            #expect(try catalog.item(content: "none", name: "正文.txt", classCode: "PX") == nil)
        }
    }

    @Test func `items are listed by period, class, organisation and volume`() throws {
        try fill(catalog)
        try catalog.file.read { catalog throws in
            #expect(try catalog.items().count == 2)
            #expect(try catalog.items(includeVoided: false).count == 1)
            #expect(try catalog.items(from: "2023-05-19", to: "2023-05-19").count == 2)
            #expect(try catalog.items(from: "2023-05-20").isEmpty)
            #expect(try catalog.items(classCode: "GA").map(\.title) == ["会商纪要"])
            #expect(try catalog.items(org: "2102").count == 2)
            #expect(try catalog.items(org: "2103").isEmpty)
            #expect(try catalog.items(volume: TestCatalog.volumeCode).map(\.title) == ["会商纪要"])
        }
    }

    @Test func `of items with one external identifier the first is found that may be known of`() throws {
        try fill(catalog)
        let second = "J016-ZY·WB·PX·2023·D10-0002"
        try catalog.file(TestCatalog.description("别的", externalID: "PX-2"), code: second)
        try catalog.file.read { catalog throws in
            #expect(try catalog.item(externalID: "PX-2")?.code == "J016-ZY·WB·PX·2023·D10-0001")
            #expect(try catalog.item(externalID: "PX-2") { $0.code == second }?.code == second)
            #expect(try catalog.item(externalID: "PX-2") { _ in false } == nil)
            #expect(try catalog.repeatedExternalIDs().map(\.code) == ["J016-ZY·WB·PX·2023·D10-0001", second])
        }
    }

    /// As an archive was before there were requests: identifiers unique in the table, grants without the act that gave them.
    @Test func `an older catalog opens with all that it holds`() throws {
        try fill(catalog)
        try catalog.act(
            .grantSet(
                AccessGrant(
                    id: 1, user: "李工", object: "X", purpose: "办案", requestedAt: "2023-03-06T10:00:00+08:00",
                    state: .granted)))
        let before = try catalog.dump()
        try catalog.file.close()
        let path = catalog.folder.path("catalog.sqlite")
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.write { db in
            try db.execute(
                sql: """
                    DROP INDEX item_unconfirmed; ALTER TABLE item DROP COLUMN unconfirmed; DROP TABLE reading_attempt;
                    DROP TABLE storage_restriction; DROP TABLE request_words; DROP TABLE request_object;
                    DROP TABLE subject_request; ALTER TABLE access_grant DROP COLUMN granted;
                    CREATE TABLE old (
                        id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, external_id TEXT UNIQUE, title TEXT NOT NULL,
                        date TEXT NOT NULL, class TEXT NOT NULL, org TEXT NOT NULL,
                        volume INTEGER REFERENCES volume (id), versions INTEGER NOT NULL, voided INTEGER NOT NULL,
                        state TEXT NOT NULL DEFAULT 'active'
                    ) STRICT;
                    INSERT INTO old SELECT * FROM item; DROP TABLE item; ALTER TABLE old RENAME TO item;
                    CREATE INDEX item_by_date ON item (date);
                    CREATE INDEX item_by_volume ON item (volume) WHERE volume IS NOT NULL;
                    DELETE FROM grdb_migrations WHERE identifier IN ('7', '9')
                    """)
        }
        try database.close()
        let file = try CatalogFile(path: path)
        #expect(try file.structuralProblems().isEmpty)
        var after = try catalog.dump()
        #expect(after["access_grant"]?.count == 1)
        after["access_grant"] = before["access_grant"]
        #expect(after == before)
        let grants = try file.read { try $0.grants(of: "李工", on: "2024-01-01") }
        #expect(grants.map(\.grant.object) == ["X"] && grants.map(\.act) == [0])
        try file.write { session throws in
            #expect(try session.item(externalID: "PX-2")?.volume == nil)
            #expect(try session.items(volume: TestCatalog.volumeCode).count == 1)
        }
        let check = try DatabaseQueue(path: path)
        #expect(try check.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
        #expect(
            try check.read {
                try Int.fetchOne(
                    $0, sql: "SELECT count(*) FROM pragma_index_list('item') WHERE origin = 'u'")
            } == 1)
    }

    @Test func `a version without its item contradicts the catalog`() throws {
        #expect(throws: CatalogError.self) {
            try catalog.file(TestCatalog.description("别的"), code: "J016-ZY·WB·PX·2023·D10-0002", number: 2)
        }
        #expect(throws: CatalogError.self) {
            try catalog.file(TestCatalog.description("别的", volume: "none"), code: "none-001")
        }
    }

    @Test func `what stands in no known frame is not committed`() throws {
        #expect(throws: DatabaseError.self) {
            try catalog.file.write { catalog in
                let act = Act(
                    sequence: 1, at: "2023-03-06T10:00:00Z", by: "甲", content: .organisationsRemoved(["2102"]))
                try catalog.apply(act, json: "{}", frame: 99, frameOffset: 0)
            }
        }
        #expect(try catalog.file.read { try $0.nextSequence() } == 1)
    }

    @Test func `every plan that was in force stays`() throws {
        #expect(throws: CatalogError.self) { try catalog.file.read { try $0.filePlan() } }
        try catalog.act(.filePlanAdopted(yaml: FilePlanFile.standard))
        let other = FilePlanFile.standard.replacing("默认分类方案", with: "第二版方案")
        try catalog.act(.filePlanAdopted(yaml: other))
        let current = try catalog.file.read { try $0.filePlan() }
        #expect(current.version == 2)
        #expect(current.yaml == other)
        #expect(try catalog.file.read { try $0.filePlanVersions() }.map(\.version) == [1, 2])
    }

    @Test func `the catalog is there after reopening, and a copy has the same tables`() throws {
        try fill(catalog)
        let before = try catalog.dump()
        try catalog.file.backup(to: catalog.folder.path("copy.sqlite"))
        try catalog.file.close()
        #expect(try catalog.dump() == before)
        let copy = try CatalogFile(path: catalog.folder.path("copy.sqlite"))
        #expect(try copy.read { try $0.itemCount() } == 2)
        #expect(try copy.structuralProblems().isEmpty)
    }

    @Test func `a damaged catalog is told from a full disk`() throws {
        try catalog.folder.write("broken.sqlite", String(repeating: "不是数据库", count: 100))
        let error = #expect(throws: (any Error).self) {
            try CatalogFile(path: catalog.folder.path("broken.sqlite"))
        }
        guard case .damaged = error.flatMap({ StorageFault($0) }) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(StorageFault(CatalogError.notDurable) == nil)
    }
}
