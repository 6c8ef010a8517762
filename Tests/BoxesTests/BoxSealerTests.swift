import Boxes
import Foundation
import Testing
import Workbench

@Suite struct BoxSealerTests {
    private let folder: TestFolder
    private let store: BoxStore
    private let box = "boxes/" + Specimens.file

    init() throws {
        folder = try TestFolder()
        store = BoxStore(root: folder.path("boxes"))
        try FileManager.default.createDirectory(atPath: store.root, withIntermediateDirectories: true)
    }

    private func sealed(
        _ runs: [[BoxEntry]]
    ) throws -> (locations: [EntryLocation], end: (length: Int, sealFrame: FrameLocation)) {
        var sealer = try BoxSealer(store: store, file: Specimens.file)
        let locations = try runs.flatMap { try sealer.add($0) }
        return (locations, try sealer.finish(sealedAt: "2024-01-02T03:04:05+08:00", time: 1_700_000_000))
    }

    private func seal(of end: (length: Int, sealFrame: FrameLocation)) throws -> Seal {
        var seal: Seal?
        try BoxStore.allMembers(of: store.fragment(of: end.sealFrame)) { path, content in
            if path == "seal.json" { seal = try? JSONDecoder().decode(Seal.self, from: content) }
        }
        return try #require(seal)
    }

    @Test func `sealed entries are read as they were written`() throws {
        let runs = [(1...30).map { Specimens.entry($0, size: 40_000) }, (31...35).map { Specimens.entry($0) }]
        let (locations, end) = try sealed(runs)
        for (entry, location) in zip(runs.flatMap { $0 }, locations) {
            #expect(location.folder == entry.folder)
            #expect(try store.members(of: location) == Specimens.contents(of: entry))
        }
        #expect(Set(locations.map(\.frame)).count > 2)
        #expect(try folder.read(box).count == end.length)
    }

    @Test func `the seal lists all frames but its own`() throws {
        let (locations, end) = try sealed([(1...30).map { Specimens.entry($0, size: 40_000) }])
        let seal = try seal(of: end)
        #expect(seal.format == "lantai-box/1")
        #expect(seal.sealedAt == "2024-01-02T03:04:05+08:00")
        #expect(seal.entries == 30)
        let frames = Set(locations.map(\.frame))
        #expect(seal.frames.count == frames.count)
        var offset = 0
        for frame in seal.frames {
            #expect(frame.offset == offset)
            let location = FrameLocation(
                file: Specimens.file, offset: frame.offset, length: frame.length, sha256: frame.sha256)
            #expect(frames.contains(location))
            offset += frame.length
        }
        #expect(end.sealFrame.offset == offset)
        #expect(end.sealFrame.offset + end.sealFrame.length == end.length)
    }

    @Test func `sealing begins the file anew`() throws {
        try folder.write(box, Data(repeating: 7, count: 100_000))
        let (locations, end) = try sealed([[Specimens.entry(1)]])
        #expect(try folder.read(box).count == end.length)
        #expect(try store.members(of: locations[0]).count == 3)
    }

    @Test(.enabled(if: Shell.has("tar") && Shell.has("zstd"))) func `tar and zstd read a sealed box`() throws {
        let entries = (1...5).map { Specimens.entry($0) }
        _ = try sealed([entries])
        try expectReadable(entries, in: folder, box: box)
        let outcome = try Shell.run("tar --zstd -xOf \(box) seal.json", in: folder.path)
        #expect(try JSONDecoder().decode(Seal.self, from: outcome.bytes).entries == 5)
    }
}
