import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

/// Founding, organisations, file plan, volumes and persons.
@Suite struct AdministrationTests {
    private let test: TestArchive
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
    }

    private func found(_ name: String, _ fonds: Fonds = TestArchive.fonds, plan: String? = nil) throws {
        _ = try Founding.found(
            path: folder.path(name), fonds: fonds, planYAML: plan, principal: TestArchive.principal)
    }

    // MARK: - Founding

    @Test func `a new archive has Corpus and Indexes, and its founding in a box`() throws {
        #expect(folder.exists("档案/Corpus/catalog.sqlite") && folder.exists("档案/Corpus/access.sqlite"))
        #expect(folder.exists("档案/Indexes"))
        #expect(folder.files(in: "档案/Corpus/boxes") == ["J016/register/0001.tar.zst"])
        #expect(try Organising(archive: test.archive).list().first?.name == TestArchive.fonds.name)
        #expect(try Planning(archive: test.archive).current().plan.classes.count == 10)
    }

    @Test func `an archive is founded once, in an empty place, with sound numbers`() throws {
        #expect(throws: ArchiveFailure.self) { try found("档案") }
        try folder.write("满/x", "x")
        #expect(throws: ArchiveFailure.self) { try found("满") }
        #expect(throws: ArchiveFailure.self) { try found("a", Fonds(code: "j16", name: "某", org: "21")) }
        #expect(throws: ArchiveFailure.self) { try found("a", Fonds(code: "J016", name: "某", org: "2")) }
        #expect(throws: ArchiveFailure.self) { try found("a", plan: "name: x") }
        #expect(!folder.exists("a"))
        try found("a/b/c")
        #expect(throws: ArchiveFailure.self) {
            _ = try ArchiveFolder(path: folder.path("满"), principal: TestArchive.principal)
        }
    }

    @Test func `a founding that was cut short can be begun again`() throws {
        try found("b")
        try Shell.run("cp -r 档案 c && rm c/Corpus/boxes -r && mkdir c/Corpus/boxes", in: folder.path)
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("c/Corpus/catalog.sqlite" + suffix))
        }
        #expect(throws: ArchiveFailure.self) { try found("c") }
        // An empty catalog: the founding was never acknowledged.
        try Shell.run("mkdir -p d/Corpus/boxes d/Indexes && touch d/Corpus/catalog.sqlite", in: folder.path)
        #expect(throws: ArchiveFailure.self) {
            _ = try ArchiveFolder(path: folder.path("d"), principal: TestArchive.principal)
        }
        try found("d")
        _ = try ArchiveFolder(path: folder.path("d"), principal: TestArchive.principal)
    }

    // MARK: - Organisations

    @Test func `organisations come as a table and go as one`() async throws {
        let table = "名称,代码,简称\r\n某区中心,210203,某中心\r\n\"某,站\",210203001,\r\n"
        let organisations = try Organising.read(csv: Array(table.utf8))
        #expect(
            organisations == [
                Organisation(code: "210203", name: "某区中心", shortName: "某中心"),
                Organisation(code: "210203001", name: "某,站"),
            ])
        try Organising(archive: test.archive).set(organisations)
        let list = try Organising(archive: test.archive).list()
        #expect(list.map(\.code) == ["2102", "210202", "210202001", "210203", "210203001"])
        #expect(try Organising.read(csv: Array(Organising.csv(list).utf8)) == list)
        _ = try await test.code(ofText: "x", org: "210203001")
        #expect(throws: ArchiveFailure.self) { try Organising(archive: test.archive).remove("210203001") }
        #expect(throws: ArchiveFailure.self) { try Organising(archive: test.archive).remove("2102") }
        #expect(throws: ArchiveFailure.self) { try Organising(archive: test.archive).remove("99") }
        try Organising(archive: test.archive).remove("210203")
        #expect(try Organising(archive: test.archive).list().count == 4)
        #expect(throws: ArchiveFailure.self) {
            try Organising(archive: test.archive).set([Organisation(code: "1", name: "x")])
        }
    }

    @Test(arguments: ["", "名称\n某\n", "代码,名称\n21\n", "代码,名称\n2x,某\n", "代码,名称\n21,\n"])
    func `a table with a fault is refused`(table: String) {
        #expect(throws: ArchiveFailure.self) { try Organising.read(csv: Array(table.utf8)) }
    }

    // MARK: - File plan

    @Test func `a new plan holds from then on, and the old one stays`() async throws {
        let before = try await test.code(ofText: "一", name: "1.txt")
        let yaml = Planning.standard.replacing(
            "retention: { trigger: yearEnd, period: D10, disposition: appraise }",
            with: "retention: { trigger: yearEnd, period: D30, disposition: appraise }")
        let current = try Planning(archive: test.archive).adopt(yaml)
        #expect(current.version == 2 && current.history.map(\.version) == [1, 2])
        let after = try await test.code(ofText: "二", name: "2.txt")
        #expect(before.contains("·D10-") && after.contains("·D30-"))
        #expect(try test.record(before).chosen.filePlanVersion == 1)
        #expect(try test.record(after).chosen.filePlanVersion == 2)
        #expect(try test.record(before).retention.rule.period == .years(10))
    }

    @Test func `a plan made from one that is not in force any more is refused`() throws {
        let planning = Planning(archive: test.archive)
        #expect(try planning.adopt(Planning.standard, madeFrom: 1).version == 2)
        #expect {
            try planning.adopt(Planning.standard, madeFrom: 1)
        } throws: { error in
            if case ArchiveFailure.planChanged(version: 2) = error { true } else { false }
        }
        #expect(try planning.current().version == 2)
    }

    @Test func `a plan without a class that holds records is refused`() async throws {
        _ = try await test.code(ofText: "一")
        let small = """
            name: 小方案
            series: ZY·WB
            classes:
              - { code: GA, name: 个案, access: open, retention: { trigger: closed, period: Y, disposition: keep } }
            """
        #expect(throws: ArchiveFailure.self) { try Planning(archive: test.archive).adopt(small) }
        #expect(throws: ArchiveFailure.self) { try Planning(archive: test.archive).adopt("classes: 1") }
        #expect(try Planning(archive: test.archive).current().version == 1)
    }

    // MARK: - Volumes and persons

    @Test func `a child has one open case volume, unless another is wanted`() throws {
        let keeping = VolumeKeeping(archive: test.archive)
        func create(_ force: Bool) throws -> Volume {
            try keeping.create(
                title: "林小满个案", classCode: "个案", org: "210202", year: "2023", period: nil,
                subjects: [PersonMention(name: "林小满", birthDate: "2015-03-02")], force: force)
        }
        let first = try create(false)
        #expect(first.code == "J016-ZY·WB·GA·2023·Y-001")
        #expect(throws: ArchiveFailure.self) { try create(false) }
        #expect(try create(true).code == "J016-ZY·WB·GA·2023·Y-002")
        #expect(try Persons(archive: test.archive).list(named: "林小满", limit: 10).count == 1)
        #expect(throws: ArchiveFailure.self) {
            try keeping.create(
                title: "x", classCode: "GA", org: "99", year: nil, period: nil, subjects: [], force: false)
        }
        #expect(throws: ArchiveFailure.self) {
            try keeping.create(
                title: "x", classCode: "XX", org: nil, year: nil, period: nil, subjects: [], force: false)
        }
    }

    @Test func `a volume is closed and reopened, each once`() async throws {
        let code = try await test.code(
            ofText: "纪要", classCode: "GA", volume: "林小满个案", fields: [(name: "当事人", value: "林小满 2015-03-02")])
        let volume = "J016-ZY·WB·GA·2023·Y-001"
        #expect(try test.record(code).retention.reason == .volumeOpen)
        let keeping = VolumeKeeping(archive: test.archive)
        #expect(throws: ArchiveFailure.self) { try keeping.reopen(volume, reason: "x") }
        #expect(try keeping.close(volume, on: Day("2024-02-01"), note: nil).closedOn == "2024-02-01")
        #expect(throws: ArchiveFailure.self) { try keeping.close(volume, on: nil, note: nil) }
        let outlook = try test.record(code).retention
        #expect(outlook.reason == .permanent && outlook.startsOn == Day("2034-01-01"))
        let reopened = try keeping.reopen(volume, reason: "再次接报")
        #expect(reopened.state == .reopened && reopened.reopenedOn == Timestamp.today().description)
        #expect(reopened.reopenedBy == TestArchive.principal.who && reopened.closedOn == nil)
        #expect(throws: ArchiveFailure.self) { try keeping.reopen(volume, reason: "x") }
        #expect(try test.record(code).retention.reason == .volumeOpen)
        // It is worked on like one that was never closed, and is the same when all is rebuilt from the boxes.
        let more = try await test.code(ofText: "再次接报", name: "b.txt", classCode: "GA", volume: volume)
        #expect(more == volume + "-002")
        try test.loseCatalog()
        try test.recover()
        let again = VolumeKeeping(archive: test.archive)
        let recovered = try again.contents(volume).volume
        #expect(recovered.state == .reopened && recovered.reopenedOn == reopened.reopenedOn)
        #expect(recovered.reopenedBy == reopened.reopenedBy)
        #expect(try again.close(volume, on: nil, note: nil).state == .closed)
        #expect(throws: ArchiveFailure.self) { try again.contents("J016-X-001") }
    }

    @Test func `a person's records are listed, and what is known of them grows`() async throws {
        let code = try await test.code(
            ofText: "纪要", classCode: "GA", volume: "林小满个案",
            fields: [(name: "当事人", value: "林小满"), (name: "监护人", value: "林国梁、周玉琴")])
        let persons = Persons(archive: test.archive)
        let list = try persons.list(named: nil, limit: 10)
        #expect(list.map(\.name).sorted() == ["林国梁", "林小满", "周玉琴"].sorted())
        let child = try #require(list.first { $0.name == "林小满" })
        let entry = try persons.describe(
            child.id, name: nil, birthDate: Day("2015-03-02"), identityNumber: "000000201503020011")
        #expect(entry.person.birthDate == "2015-03-02" && entry.person.name == "林小满")
        #expect(entry.volumes == ["J016-ZY·WB·GA·2023·Y-001"] && entry.items == [code])
        _ = try VolumeKeeping(archive: test.archive).close("J016-ZY·WB·GA·2023·Y-001", on: Day("2024-02-01"), note: nil)
        #expect(try test.record(code).retention.startsOn == Day("2034-01-01"))
        #expect(throws: ArchiveFailure.self) { try persons.entry(999) }
    }

    // MARK: - The writer's lock

    @Test func `who waits for the lock is told who holds it`() throws {
        let holder = #"{"process":4711,"who":"乙","act":"box seal","since":"2024-01-02T03:04:05+08:00"}"#
        try folder.write("档案/Corpus/lock", holder)
        let descriptor = open(folder.path("档案/Corpus/lock"), O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        do {
            try Organising(archive: test.archive).set([Organisation(code: "210203", name: "某")])
            Issue.record("two wrote at once")
        } catch ArchiveFailure.busy(let found) {
            #expect(found?.process == 4711 && found?.who == "乙" && found?.act == "box seal")
        }
        // Readers never wait.
        #expect(try Organising(archive: test.archive).list().count == 3)
        #expect(flock(descriptor, LOCK_UN) == 0)
        try Organising(archive: test.archive).set([Organisation(code: "210203", name: "某")])
        #expect(try folder.read("档案/Corpus/lock").isEmpty)
    }
}
