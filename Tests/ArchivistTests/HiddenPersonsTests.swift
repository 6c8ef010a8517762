import Archivist
import Records
import Testing
import Workbench

/// A child whom only records name that are kept from somebody is nobody to them, also when they name that child.
@Suite struct HiddenPersonsTests {
    private let test: TestArchive
    /// A caseworker's, which another does not read: with name, birth date and identity number of its subject.
    private let hidden: Volume
    private static let number = "210202201205060011"

    init() throws {
        test = try TestArchive()
        hidden = try VolumeKeeping(archive: test.archive(as: "赵工", role: .caseworker, org: "210202001")).create(
            title: "甲个案", classCode: "GA", org: "210202001", year: "2023", period: nil,
            subjects: [PersonMention(name: "张三", birthDate: "2012-05-06", identityNumber: Self.number)], force: false)
    }

    private func worker(_ who: String = "李工") throws -> ArchiveFolder {
        try test.archive(as: who, role: .caseworker, org: "210202")
    }

    private func opened(_ subject: PersonMention, force: Bool = false) throws -> PersonInRole {
        let volume = try VolumeKeeping(archive: worker()).create(
            title: "乙个案", classCode: "GA", org: "210202", year: "2023", period: nil, subjects: [subject], force: force)
        return try #require(try VolumeKeeping(archive: worker()).contents(volume.code).volume.subjects.first)
    }

    /// What the case's own caseworker reads of its subject.
    private func subject() throws -> PersonInRole? {
        let own = try test.archive(as: "赵工", role: .caseworker, org: "210202001")
        return try VolumeKeeping(archive: own).contents(hidden.code).volume.subjects.first
    }

    @Test func `a new volume tells nothing of a hidden child, and changes nothing of theirs`() throws {
        let byDate = try opened(PersonMention(name: "张三", birthDate: "2012-05-06"))
        #expect(byDate.identityNumber == nil && byDate.person != hidden.subjects.first?.person)
        let byNumber = try opened(PersonMention(name: "王五", identityNumber: Self.number))
        #expect(byNumber.birthDate == nil && byNumber.person != hidden.subjects.first?.person)
        #expect(try subject() == hidden.subjects.first)
        // Whom one knows of is found again.
        let again = try opened(
            PersonMention(name: "王五", birthDate: "2012-05-06", identityNumber: Self.number), force: true)
        #expect(again.person == byNumber.person)
    }

    @Test func `a volume that was opened while filing takes what is filed after it`() async throws {
        let filing = try Filing(
            archive: worker(), options: FilingOptions(classCode: "GA", volume: "丙个案", date: "2023-05-19", org: "210202")
        )
        var volumes: [String] = []
        for name in ["走访.txt", "会商.txt"] {
            try test.folder.write("in/" + name, name)
            _ = try await filing.file(PathInputs([test.folder.path("in/" + name)]), progress: WorkProgress()) {
                volumes.append(String(($0.code ?? "").dropLast(4)))
            }
        }
        #expect(volumes.count == 2 && volumes[0] == volumes[1] && !volumes[0].isEmpty, "\(volumes)")
    }

    @Test func `filing tells nothing of a hidden child, and names one child alike in volume and record`() async throws {
        try test.folder.write("in/走访.txt", "走访记录")
        var outcomes: [FilingOutcome] = []
        _ = try await Filing(
            archive: worker(),
            options: FilingOptions(
                classCode: "GA", volume: "乙个案", date: "2023-05-19", org: "210202",
                fields: [(name: "当事人", value: "张三 2012-05-06")])
        ).file(PathInputs([test.folder.path("in/走访.txt")]), progress: WorkProgress()) { outcomes.append($0) }
        let code = try #require(outcomes.first?.code, "\(outcomes)")
        let named = try #require(try Reading(archive: worker()).record(code).chosen.description.persons.first)
        #expect(named.identityNumber == nil && named.person != hidden.subjects.first?.person)
        let volume = try VolumeKeeping(archive: worker()).contents(String(code.dropLast(4))).volume
        #expect(volume.subjects.map(\.person) == [named.person])
    }

    @Test func `by the identity number all records of a child are found and held`() async throws {
        let other = try opened(PersonMention(name: "王五", identityNumber: Self.number))
        let announced = try await Searching(archive: worker("孙工")).search(SearchQuery(text: Self.number)).announced
        #expect(announced.map(\.org) == ["210202", "210202001"])
        for subject in [Self.number, "\(other.person)"] {
            let uses = try LogKeeping(archive: test.archive).uses(of: subject)
            #expect(uses.filter { $0.act == "volume create" }.count == 2, "\(subject)")
        }
        let code = try await test.code(
            ofText: "评估", classCode: "GA", volume: hidden.code, org: "210202001", fields: [(name: "当事人", value: "张三")])
        let supervisor = try test.archive(as: "周督", role: .supervisor, org: "2102")
        _ = try Holding(archive: supervisor).place(codes: [], persons: [other.person], reason: "诉讼")
        #expect(try Reading(archive: supervisor).record(code).state == "held")
        let persons = try Persons(archive: test.archive).list(named: nil, limit: 100)
        try test.loseCatalog()
        try test.recover()
        #expect(try Persons(archive: test.archive).list(named: nil, limit: 100) == persons)
    }
}
