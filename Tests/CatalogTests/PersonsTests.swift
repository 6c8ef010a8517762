import Catalog
import Records
import Testing

/// Who counts as the same person: merging two children by mistake harms more than listing one twice.
@Suite struct PersonsTests {
    private let catalog: TestCatalog
    private static let number = "000000201503020011"
    private static let otherNumber = "000000201503020038"

    init() throws {
        catalog = try TestCatalog()
    }

    private func person(
        _ text: String, in volume: String? = nil, mayBe: (Int64) -> Bool = { _ in true }
    ) throws -> Person {
        let mention = try #require(PersonMention(text))
        return try catalog.file.write { try $0.person(for: mention, inVolume: volume, mayBe: mayBe) }
    }

    @Test func `the same identity number is the same person, whatever the name`() throws {
        let first = try person("林小满 \(Self.number)")
        #expect(try person("林晓满 \(Self.number)").id == first.id)
        #expect(try person("林小满 2015-03-02 \(Self.number)").id == first.id)
        #expect(try person("林小满 \(Self.otherNumber)").id != first.id)
    }

    @Test func `the same name and birth date are the same person`() throws {
        let first = try person("林小满 2015-03-02")
        #expect(try person("林小满 2015-03-02").id == first.id)
        #expect(try person("林小满 2015-03-03").id != first.id)
        #expect(try person("林小雪 2015-03-02").id != first.id)
    }

    @Test func `twins of one name and birth date differ by identity number`() throws {
        let first = try person("林小满 2015-03-02 \(Self.number)")
        let second = try person("林小满 2015-03-02 \(Self.otherNumber)")
        #expect(first.id != second.id)
        #expect(try person("林小满 2015-03-02 \(Self.otherNumber)").id == second.id)
    }

    @Test func `a bare name elsewhere is a new person`() throws {
        let first = try person("林小满")
        #expect(try person("林小满").id != first.id)
        try catalog.act(.volumeOpened(TestCatalog.volume))
        #expect(try person("林小满").id != 1)
        #expect(try person("王小满", in: TestCatalog.volumeCode).id != 1)
    }

    @Test func `a bare name in its volume is the volume's subject`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        #expect(try person("林小满", in: TestCatalog.volumeCode).id == 1)
        #expect(try person("林小满 2015-03-02", in: TestCatalog.volumeCode).id == 1)
        #expect(try person("林小满 2016-09-09", in: TestCatalog.volumeCode).id != 1)
    }

    @Test func `a bare name in a volume is whom an item of the volume names`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        let guardian = try person("林国梁", in: TestCatalog.volumeCode)
        let inRole = PersonInRole(person: guardian.id, name: "林国梁", birthDate: nil, identityNumber: nil, role: "监护人")
        try catalog.file(
            TestCatalog.description("甲", volume: TestCatalog.volumeCode, persons: [inRole]),
            code: TestCatalog.volumeCode + "-001")
        #expect(try person("林国梁", in: TestCatalog.volumeCode).id == guardian.id)
        #expect(try person("林国梁").id != guardian.id)
    }

    @Test func `a later mention adds what was not known`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        _ = try person("林小满 2015-03-02 \(Self.number)", in: TestCatalog.volumeCode)
        let known = try #require(try catalog.file.read { try $0.person(id: 1) })
        #expect(known == Person(id: 1, name: "林小满", birthDate: "2015-03-02", identityNumber: Self.number))
    }

    @Test func `who may not be meant is entered again, and stays as they were`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        _ = try person("林小满 2015-03-02 \(Self.number)")
        for text in ["林晓满 \(Self.number)", "林小满 2015-03-02", "林小满"] {
            let other = try person(text, in: TestCatalog.volumeCode) { $0 != 1 }
            #expect(other.id != 1 && other.birthDate == PersonMention(text)?.birthDate)
        }
        let known = try #require(try catalog.file.read { try $0.person(id: 1) })
        #expect(known == Person(id: 1, name: "林小满", birthDate: "2015-03-02", identityNumber: Self.number))
    }

    @Test func `one child who is on record twice is found, held and kept by the identity number`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        try catalog.act(.personDescribed(Person(id: 1, name: "林小满", identityNumber: Self.number)))
        let code = "J016-ZY·WB·PX·2023·D10-0001"
        let other = try person("林晓满 \(Self.number)") { $0 != 1 }
        let inRole = PersonInRole(
            person: other.id, name: "林晓满", birthDate: nil, identityNumber: Self.number, role: "当事人")
        try catalog.file(TestCatalog.description("甲", persons: [inRole]), code: code)
        for id in [1, other.id] {
            let records = try catalog.file.read { try $0.records(ofNumberOfPerson: id) }
            #expect(records.volumes == [TestCatalog.volumeCode] && records.items == [code])
        }
        try catalog.act(.holdPlaced(Hold(number: 1, reason: "诉讼", items: [], volumes: [], persons: [1])))
        let held = try catalog.file.read { session in
            try session.holds(onItem: try #require(try session.item(code: code)).id)
        }
        #expect(held == [1])
        // Where one of the two goes, the name goes with it, and not what the other is known by.
        let texts = try catalog.file.write { session in
            try session.rememberForErasing(
                Disposal(
                    number: 1, kind: .destroyed, appraisal: 1, authority: "", witnesses: [], register: "", items: [],
                    volumes: [], persons: [other.id]))
            return try session.termsToErase().texts
        }
        #expect(texts == ["林晓满"])
    }

    @Test func `persons and their records are listed`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        try catalog.file(
            TestCatalog.description("甲", volume: TestCatalog.volumeCode, persons: TestCatalog.volume.subjects),
            code: TestCatalog.volumeCode + "-001")
        try catalog.file(
            TestCatalog.description("乙", persons: TestCatalog.volume.subjects), code: "J016-ZY·WB·PX·2023·D10-0001")
        let records = try catalog.file.read { try $0.records(ofPerson: 1) }
        #expect(records.volumes == [TestCatalog.volumeCode])
        #expect(records.items == [TestCatalog.volumeCode + "-001", "J016-ZY·WB·PX·2023·D10-0001"])
        _ = try person("王小明")
        #expect(try catalog.file.read { try $0.persons(named: nil, limit: 10) }.map(\.name) == ["林小满", "王小明"])
        #expect(try catalog.file.read { try $0.persons(named: "王小明", limit: 10) }.count == 1)
        #expect(try catalog.file.read { try $0.persons(named: nil, limit: 1) }.count == 1)
    }

    @Test func `a described person keeps what is not said again`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        try catalog.act(.personDescribed(Person(id: 1, name: "林满", identityNumber: Self.number)))
        let known = try #require(try catalog.file.read { try $0.person(id: 1) })
        #expect(known == Person(id: 1, name: "林满", birthDate: "2015-03-02", identityNumber: Self.number))
    }
}
