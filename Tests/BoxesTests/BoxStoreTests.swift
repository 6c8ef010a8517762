import Boxes
import Foundation
import Testing
import Workbench

@Suite struct BoxStoreTests {
    private let folder: TestFolder
    private let store: BoxStore

    init() throws {
        folder = try TestFolder()
        store = BoxStore(root: folder.path("boxes"))
        try FileManager.default.createDirectory(atPath: store.root, withIntermediateDirectories: true)
    }

    private var box: String { "boxes/" + Specimens.file }

    @Test func `entries are read as they were written`() throws {
        let entries = (1...20).map { Specimens.entry($0) }
        let (frames, locations) = try Specimens.packed(entries, frameSize: 4096)
        #expect(frames.count > 2)
        #expect(frames.reduce(0) { $0 + $1.entryOffsets.count } == entries.count)
        try store.append(frames, to: Specimens.file, at: 0)
        for (entry, location) in zip(entries, locations) {
            #expect(try store.members(of: location) == Specimens.contents(of: entry))
        }
    }

    @Test func `a packer is empty again when it has finished`() throws {
        let packer = try FramePacker(frameSize: 1)
        #expect(try packer.finish().isEmpty)
        #expect(try packer.add(Specimens.entry(1)) == (0, 0))
        #expect(try packer.add(Specimens.entry(2)) == (1, 0))
        #expect(try packer.finish().count == 2)
        #expect(try packer.add(Specimens.entry(3)) == (0, 0))
        #expect(try packer.finish().count == 1)
    }

    @Test func `a frame unpacks to whole members in order`() throws {
        let entries = (1...3).map { Specimens.entry($0) }
        let (frames, locations) = try Specimens.packed(entries)
        try store.append(frames, to: Specimens.file, at: 0)
        var paths: [String] = []
        try BoxStore.allMembers(of: store.fragment(of: locations[0].frame)) { path, _ in paths.append(path) }
        #expect(paths == entries.flatMap { entry in entry.members.map { entry.folder + "/" + $0.path } })
    }

    @Test func `appending keeps what is committed`() throws {
        let first = try Specimens.packed([Specimens.entry(1)])
        try store.append(first.frames, to: Specimens.file, at: 0)
        let length = try folder.read(box).count
        let second = try Specimens.packed([Specimens.entry(2)], behind: length)
        try store.append(second.frames, to: Specimens.file, at: length)
        #expect(try store.members(of: first.locations[0]) == Specimens.contents(of: Specimens.entry(1)))
        #expect(try store.members(of: second.locations[0]) == Specimens.contents(of: Specimens.entry(2)))
    }

    @Test func `a box in which nothing is committed has no file, since an empty one is no zstd file`() throws {
        try store.append([], to: Specimens.file, at: 0)
        try store.cutOff(Specimens.file, at: 0)
        #expect(!folder.exists(box))
        try store.append(Specimens.packed([Specimens.entry(1)]).frames, to: Specimens.file, at: 0)
        try store.cutOff(Specimens.file, at: 0)
        #expect(!folder.exists(box))
    }

    @Test func `what a crash left behind the committed length is cut off`() throws {
        let first = try Specimens.packed([Specimens.entry(1)])
        try store.append(first.frames, to: Specimens.file, at: 0)
        let committed = try folder.read(box)
        try folder.write(box, committed + Data("half a frame".utf8))
        let second = try Specimens.packed([Specimens.entry(2)], behind: committed.count)
        try store.append(second.frames, to: Specimens.file, at: committed.count)
        #expect(try folder.read(box) == committed + Data(second.frames[0].bytes))

        try folder.write(box, committed + Data(repeating: 0, count: 10_000))
        #expect(try store.cutOff(Specimens.file, at: committed.count) == 10_000)
        #expect(try folder.read(box) == committed)
        #expect(try store.cutOff(Specimens.file, at: committed.count) == 0)
        #expect(try store.cutOff("J016/2023/GA-Y/0009.tar.zst", at: 0) == 0)
    }

    @Test func `no damaged byte of a box is read out as if it were right`() throws {
        let (frames, locations) = try Specimens.packed([Specimens.entry(1, size: 40)])
        try store.append(frames, to: Specimens.file, at: 0)
        let location = locations[0]
        let sound = try folder.read(box)
        for offset in 0..<sound.count {
            var damaged = sound
            damaged[offset] ^= 0x20
            try folder.write(box, damaged)
            #expect(throws: BoxError.damaged(file: Specimens.file, offset: 0)) { try store.members(of: location) }
        }
        try folder.write(box, sound)
        #expect(try store.members(of: location).count == 3)
    }

    @Test func `a frame whose digest was adapted to the damage is refused as well`() throws {
        let (frames, locations) = try Specimens.packed([Specimens.entry(1)])
        var bytes = frames[0].bytes
        bytes[bytes.count / 2] ^= 1
        try folder.write(box, Data(bytes))
        var location = locations[0]
        location.frame.sha256 = BoxStore.sha256(bytes)
        #expect(throws: BoxError.damaged(file: Specimens.file, offset: 0)) { try store.members(of: location) }
    }

    @Test func `a box that is missing or cut short is named`() throws {
        let (frames, locations) = try Specimens.packed([Specimens.entry(1)])
        #expect(throws: BoxError.missing(file: Specimens.file)) { try store.members(of: locations[0]) }
        try store.append(frames, to: Specimens.file, at: 0)
        try folder.write(box, folder.read(box).dropLast())
        #expect(throws: BoxError.truncated(file: Specimens.file, offset: 0)) { try store.members(of: locations[0]) }
        try store.remove(Specimens.file)
        try store.remove(Specimens.file)
        #expect(!folder.exists(box))
    }

    @Test func `an entry that is not at its place is refused`() throws {
        let (frames, locations) = try Specimens.packed([Specimens.entry(1), Specimens.entry(2)])
        try store.append(frames, to: Specimens.file, at: 0)
        var location = locations[0]
        location.folder = "J016-ZY.WB.GA.2023.Y-001-9/v1"
        #expect(throws: BoxError.damaged(file: Specimens.file, offset: 0)) { try store.members(of: location) }
        location = locations[0]
        location.offset = locations[1].offset
        #expect(throws: BoxError.damaged(file: Specimens.file, offset: 0)) { try store.members(of: location) }
    }

    @Test func `a box that cannot be written is given back as it was`() throws {
        try folder.write("boxes/J016", "a file where a folder must be")
        let (frames, _) = try Specimens.packed([Specimens.entry(1)])
        #expect(throws: FileError.self) { try store.append(frames, to: Specimens.file, at: 0) }
        #expect(try folder.text("boxes/J016") == "a file where a folder must be")
    }

    @Test func `only what is new is copied to another store`() throws {
        let first = try Specimens.packed([Specimens.entry(1)])
        try store.append(first.frames, to: Specimens.file, at: 0)
        let length = first.frames[0].bytes.count
        let other = BoxStore(root: folder.path("copy"))
        try FileManager.default.createDirectory(atPath: other.root, withIntermediateDirectories: true)
        #expect(try other.copy(Specimens.file, from: store, bytes: 0..<length) == length)
        let second = try Specimens.packed([Specimens.entry(2)], behind: length)
        try store.append(second.frames, to: Specimens.file, at: length)
        let whole = length + second.frames[0].bytes.count
        #expect(try other.copy(Specimens.file, from: store, bytes: length..<whole) == whole - length)
        #expect(try folder.read("copy/" + Specimens.file) == folder.read(box))
        #expect(try other.copy(Specimens.file, from: store, bytes: whole..<whole) == 0)
        #expect(throws: BoxError.self) { try other.copy(Specimens.file, from: store, bytes: 0..<whole + 1) }
    }

    @Test(.enabled(if: Shell.has("tar") && Shell.has("zstd"))) func `tar and zstd read an open box`() throws {
        let entries = (1...5).map { Specimens.entry($0) }
        try store.append(Specimens.packed(entries, frameSize: 2048).frames, to: Specimens.file, at: 0)
        try expectReadable(entries, in: folder, box: box)
    }
}

/// Holds what `tar` and `zstd` read against the entries.
func expectReadable(_ entries: [BoxEntry], in folder: TestFolder, box: String) throws {
    let list = try Shell.run("zstd -qt \(box) && tar --zstd -tf \(box)", in: folder.path)
    #expect(list.status == 0, "\(list.errors)")
    let outcome = try Shell.run("mkdir -p out && zstd -qdc \(box) | tar -xf - -C out", in: folder.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for entry in entries {
        for member in entry.members {
            #expect(try folder.read("out/" + entry.folder + "/" + member.path) == member.content)
        }
    }
}
