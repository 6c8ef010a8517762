import Catalog
import Records
import Testing

@Suite struct VolumesTests {
    private let catalog: TestCatalog

    init() throws {
        catalog = try TestCatalog()
    }

    @Test func `numbers of a series have no gap and no repeat`() throws {
        var items: [Int] = []
        for _ in 0..<30 {
            items.append(
                try catalog.file.write {
                    try $0.nextItemNumber(fonds: "J016", series: "ZY·WB·PX·2023·D10", volume: nil)
                })
        }
        #expect(items == Array(1...30))
        #expect(try catalog.file.write { try $0.nextVolumeNumber(fonds: "J016", series: "ZY·WB·PX·2023·D10") } == 1)
        #expect(
            try catalog.file.write { try $0.nextItemNumber(fonds: "J016", series: "ZY·WB·PX·2024·D10", volume: nil) }
                == 1)
    }

    @Test func `a commit that fails gives its numbers back`() throws {
        struct Stop: Error {}
        let next = { (catalog: CatalogSession) in
            try catalog.nextItemNumber(fonds: "J016", series: "ZY·WB·PX·2023·D10", volume: nil)
        }
        #expect(try catalog.file.write(next) == 1)
        #expect(throws: Stop.self) {
            try catalog.file.write { catalog in
                _ = try next(catalog)
                throw Stop()
            }
        }
        #expect(try catalog.file.write(next) == 2)
    }

    @Test func `items are numbered inside their volume`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        let numbers = try (0..<3).map { _ in
            try catalog.file.write {
                try $0.nextItemNumber(fonds: "J016", series: "ZY·WB·GA·2023·Y", volume: TestCatalog.volumeCode)
            }
        }
        #expect(numbers == [1, 2, 3])
        #expect(throws: CatalogError.self) {
            try catalog.file.write {
                try $0.nextItemNumber(fonds: "J016", series: "ZY·WB·GA·2023·Y", volume: "J016-ZY·WB·GA·2023·Y-009")
            }
        }
    }

    @Test func `codes that were given before are counted on from`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        try catalog.file(TestCatalog.description("甲"), code: "J016-ZY·WB·PX·2023·D10-0007")
        let inVolume = TestCatalog.description("乙", volume: TestCatalog.volumeCode)
        try catalog.file(inVolume, code: TestCatalog.volumeCode + "-012")
        try catalog.file.write { catalog throws in
            #expect(try catalog.nextItemNumber(fonds: "J016", series: "ZY·WB·PX·2023·D10", volume: nil) == 8)
            #expect(
                try catalog.nextItemNumber(fonds: "J016", series: "ZY·WB·GA·2023·Y", volume: TestCatalog.volumeCode)
                    == 13)
            #expect(try catalog.nextVolumeNumber(fonds: "J016", series: "ZY·WB·GA·2023·Y") == 2)
        }
    }

    @Test func `a volume is opened, closed, reopened and described`() throws {
        func volume() throws -> Volume {
            try #require(try catalog.file.read { try $0.volume(code: TestCatalog.volumeCode) })
        }
        try catalog.act(.volumeOpened(TestCatalog.volume))
        #expect(try volume() == TestCatalog.volume)
        try catalog.act(.volumeClosed(code: TestCatalog.volumeCode, on: "2024-01-31", note: nil))
        #expect(try volume().state == .closed)
        #expect(try volume().closedOn == "2024-01-31")
        #expect(try catalog.file.read { try $0.openVolumes(classCode: "GA", person: 1) }.isEmpty)
        try catalog.act(.volumeReopened(code: TestCatalog.volumeCode, on: "2024-03-01", reason: "再次接报"))
        #expect(try volume().state == .reopened && volume().state.isOpen)
        #expect(try volume().closedOn == nil)
        #expect(try volume().reopenedOn == "2024-03-01" && volume().reopenedBy == "甲")
        #expect(
            try catalog.file.read { try $0.openVolumes(classCode: "GA", person: 1) }.map(\.code) == [
                TestCatalog.volumeCode
            ])
        let subject = PersonInRole(person: 2, name: "林小雪", birthDate: nil, identityNumber: nil, role: "当事人")
        try catalog.act(.volumeDescribed(code: TestCatalog.volumeCode, title: "林小雪个案", subjects: [subject]))
        #expect(try volume().title == "林小雪个案")
        #expect(try volume().subjects == [subject])
    }

    @Test func `volumes are listed by class, organisation and state`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        var other = TestCatalog.volume
        other.code = "J016-ZY·WB·GA·2023·Y-002"
        other.org = "210203001"
        try catalog.act(.volumeOpened(other))
        try catalog.act(.volumeClosed(code: other.code, on: "2024-01-31", note: nil))
        func codes(_ classCode: String?, _ org: String?, _ state: VolumeState?) throws -> [String] {
            try catalog.file.read { try $0.volumes(classCode: classCode, org: org, state: state) }.map(\.code)
        }
        #expect(try codes(nil, nil, nil) == [TestCatalog.volumeCode, other.code])
        #expect(try codes("GA", "2102", nil).count == 2)
        #expect(try codes(nil, "210203", nil) == [other.code])
        #expect(try codes(nil, nil, .open) == [TestCatalog.volumeCode])
        #expect(try codes(nil, nil, .closed) == [other.code])
        try catalog.act(.volumeAssigned(code: other.code, users: ["李工"]))
        func own(_ user: String, _ state: VolumeState?) throws -> [String] {
            try catalog.file.read {
                try $0.volumes(classCode: nil, org: nil, state: state, assignedTo: user, most: 5).map(\.code)
            }
        }
        #expect(try own("李工", nil) == [other.code] && own("李工", .open).isEmpty && own("赵工", nil).isEmpty)
        // Open again, it is among the open ones, and by itself.
        try catalog.act(.volumeReopened(code: other.code, on: "2024-03-01", reason: "再次接报"))
        #expect(try codes(nil, nil, .open) == [TestCatalog.volumeCode, other.code])
        #expect(try codes(nil, nil, .reopened) == [other.code] && codes(nil, nil, .closed).isEmpty)
        #expect(
            try catalog.file.read { try $0.newestVolumes(5, state: .open) { _ in true } }.map(\.code) == [
                other.code, TestCatalog.volumeCode,
            ])
        try catalog.act(.volumeClosed(code: other.code, on: "2024-05-01", note: nil))
        let closed = try #require(try catalog.file.read { try $0.volume(code: other.code) })
        #expect(closed.state == .closed && closed.reopenedOn == nil && closed.reopenedBy == nil)
        #expect(try codes("PX", nil, nil).isEmpty)
        #expect(
            try catalog.file.read { try $0.volumes(title: "林小满个案") }.map(\.code) == [
                other.code, TestCatalog.volumeCode,
            ])
    }

    @Test func `a volume takes its longest item's period and counts its items`() throws {
        try catalog.act(.volumeOpened(TestCatalog.volume))
        let inVolume = TestCatalog.description("甲", volume: TestCatalog.volumeCode)
        for (number, period, expected) in [(1, "D10", "D30"), (2, "Y", "Y"), (3, "D30", "Y")] {
            let period = try #require(RetentionPeriod(period))
            try catalog.file(inVolume, code: TestCatalog.volumeCode + "-00\(number)", period: period)
            let volume = try #require(try catalog.file.read { try $0.volume(code: TestCatalog.volumeCode) })
            #expect(volume.period.description == expected)
            #expect(volume.itemCount == number)
        }
    }
}
