import Boxes
import Foundation
import Testing
import Workbench

@Suite struct BoxScannerTests {
    private let folder: TestFolder
    private let store: BoxStore
    private let box = "boxes/" + Specimens.file

    init() throws {
        folder = try TestFolder()
        store = BoxStore(root: folder.path("boxes"))
        try FileManager.default.createDirectory(atPath: store.root, withIntermediateDirectories: true)
    }

    private func scan(wanted: (String) -> Bool = { _ in true }) throws -> (frames: [BoxScanner.Frame], damaged: [Int]) {
        var frames: [BoxScanner.Frame] = []
        var damaged: [Int] = []
        try BoxScanner(store: store).scan(Specimens.file, wanted: wanted, damaged: { damaged.append($0) }) {
            frames.append($0)
        }
        return (frames, damaged)
    }

    @Test func `all frames and members are found without a catalog`() throws {
        let entries = (1...12).map { Specimens.entry($0) }
        let (packed, locations) = try Specimens.packed(entries, frameSize: 4096)
        try store.append(packed, to: Specimens.file, at: 0)
        let (frames, damaged) = try scan()
        #expect(damaged.isEmpty)
        var seen: Set<FrameLocation> = []
        #expect(frames.map(\.location) == locations.map(\.frame).filter { seen.insert($0).inserted })
        let found = frames.flatMap { frame in frame.members.map { (frame.location, $0) } }
        #expect(found.map(\.1.path) == entries.flatMap { entry in entry.members.map { entry.folder + "/" + $0.path } })
        #expect(found.map(\.1.content) == entries.flatMap { $0.members.map(\.content) })
        // An entry begins with its first member.
        for (number, location) in locations.enumerated() {
            #expect(found[number * 3].0 == location.frame)
            #expect(found[number * 3].1.offset == location.offset)
        }
    }

    @Test func `what is not wanted comes without content`() throws {
        try store.append(Specimens.packed([Specimens.entry(1)]).frames, to: Specimens.file, at: 0)
        let members = try #require(try scan(wanted: { $0.hasSuffix("/metadata.json") }).frames.first).members
        #expect(members.map { $0.content.isEmpty } == [false, true, true])
    }

    @Test func `a sealed box is scanned with its seal`() throws {
        var sealer = try BoxSealer(store: store, file: Specimens.file)
        _ = try sealer.add((1...3).map { Specimens.entry($0) })
        _ = try sealer.finish(sealedAt: "2024-01-02T03:04:05+08:00", time: 1_700_000_000)
        let (frames, damaged) = try scan()
        #expect(damaged.isEmpty)
        #expect(frames.last?.members.map(\.path) == ["seal.json"])
        #expect(frames.flatMap(\.members).count == 10)
    }

    @Test func `a frame larger than the reading window is found`() throws {
        var generator = SystemRandomNumberGenerator()
        let noise = Data((0..<3 << 20).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let entry = BoxEntry(folder: "a/v1", members: [BoxMember(path: "content/x", content: noise)], time: 0)
        try store.append(Specimens.packed([entry, Specimens.entry(2)]).frames, to: Specimens.file, at: 0)
        let (frames, damaged) = try scan()
        #expect(damaged.isEmpty)
        #expect(frames.first?.members.first?.content == noise)
    }

    @Test func `a damaged frame is reported, and those behind it are found`() throws {
        let (packed, locations) = try Specimens.packed((1...3).map { Specimens.entry($0) }, frameSize: 1)
        try store.append(packed, to: Specimens.file, at: 0)
        let second = locations[1].frame
        try folder.flipByte(of: box, at: second.offset + second.length - 2)
        let (frames, damaged) = try scan()
        #expect(damaged == [second.offset])
        #expect(frames.map(\.location) == [locations[0].frame, locations[2].frame])
    }

    @Test func `where no frame can be told the scan ends with a report`() throws {
        let (packed, locations) = try Specimens.packed((1...3).map { Specimens.entry($0) }, frameSize: 1)
        try store.append(packed, to: Specimens.file, at: 0)
        let sound = try folder.read(box)
        try folder.write(box, sound.dropLast(5))
        let cut = try scan()
        #expect(cut.damaged == [locations[2].frame.offset])
        #expect(cut.frames.count == 2)
        try folder.write(box, sound + Data(repeating: 0xAA, count: 700))
        let surplus = try scan()
        #expect(surplus.damaged == [sound.count])
        #expect(surplus.frames.count == 3)
    }

    @Test func `a damaged beginning of a frame does not hide the frames behind it`() throws {
        let (packed, locations) = try Specimens.packed((1...3).map { Specimens.entry($0) }, frameSize: 1)
        try store.append(packed, to: Specimens.file, at: 0)
        try folder.flipByte(of: box, at: locations[1].frame.offset)
        let (frames, damaged) = try scan()
        #expect(damaged == [locations[1].frame.offset])
        #expect(frames.map(\.location) == [locations[0].frame, locations[2].frame])
    }

    @Test func `no bit of damage makes the scan fail or give other content`() throws {
        let entries = (1...2).map { Specimens.entry($0, size: 40) }
        try store.append(Specimens.packed(entries, frameSize: 1).frames, to: Specimens.file, at: 0)
        let sound = try folder.read(box)
        let contents = Set(entries.flatMap { $0.members.map(\.content) })
        for offset in 0..<sound.count {
            var damaged = sound
            damaged[offset] ^= 0x10
            try folder.write(box, damaged)
            for frame in try scan().frames {
                for member in frame.members { #expect(contents.contains(member.content), "byte \(offset)") }
            }
        }
    }

    @Test func `box files are listed, relative and sorted`() throws {
        let names = ["J016/2023/GA-Y/0002.tar.zst", "J016/2023/GA-Y/0001.r1.tar.zst", "J016/register/0001.tar.zst"]
        for name in names { try store.append([], to: name, at: 0) }
        try folder.write("boxes/J016/说明.txt", "")
        #expect(try BoxScanner(store: store).files() == names.sorted())
    }
}
