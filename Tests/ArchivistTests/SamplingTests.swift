import Archivist
import Testing

/// Random samples for an audit.
@Suite struct SamplingTests {
    private let test: TestArchive

    init() throws { test = try TestArchive() }

    private func drawn(_ count: Int, seed: String = "甲", from: String? = nil) throws -> (codes: [String], of: Int) {
        let (items, total) = try Sampling(archive: test.archive).sample(
            count, seed: seed, from: from, to: nil, classCode: nil, org: nil)
        return (items.map(\.code), total)
    }

    @Test func `a seed draws the same records again, and a larger sample begins with a smaller one`() async throws {
        for day in 1...9 {
            _ = try await test.code(ofText: "第\(day)期培训签到表\n", name: "\(day).txt", date: "2024-05-0\(day)")
        }
        let all = try drawn(100)
        #expect(all.of == 9 && Set(all.codes).count == 9)
        #expect(try drawn(4).codes == Array(all.codes.prefix(4)))
        #expect(try drawn(9, seed: "乙").codes != all.codes)
        #expect(try drawn(100, from: "2024-05-08").of == 2)
    }

    @Test(arguments: [0, -1, Int.min])
    func `fewer than none is none`(count: Int) async throws {
        _ = try await test.code(ofText: "培训签到表\n")
        let none = try drawn(count)
        #expect(none.codes.isEmpty && none.of == 1)
    }
}
