import Boxes
import Foundation
import Testing
import Workbench

/// Boxes with a few invented records in them.
enum Specimens {
    static let file = "J016/2023/GA-Y/0001.tar.zst"

    static func entry(_ number: Int, size: Int = 200) -> BoxEntry {
        let text = String(repeating: "第\(number)次跟踪：儿童情绪稳定。", count: max(1, size / 40))
        return BoxEntry(
            folder: "J016-ZY.WB.GA.2023.Y-001-\(number)/v1",
            members: [
                BoxMember(path: "metadata.json", content: Data(#"{"sequence":\#(number)}"#.utf8)),
                BoxMember(path: "content/跟踪记录-第\(number)次.txt", content: Data(text.utf8)),
                BoxMember(path: "text.txt", content: Data(text.utf8)),
            ], time: 1_684_461_600)
    }

    /// Packs entries and says where each stands behind `length` bytes of the file.
    static func packed(
        _ entries: [BoxEntry], behind length: Int = 0, frameSize: Int = BoxStore.openFrameSize
    ) throws -> (frames: [PackedFrame], locations: [EntryLocation]) {
        let packer = try FramePacker(frameSize: frameSize)
        let places = try entries.map { try packer.add($0) }
        let frames = try packer.finish()
        var offset = length
        let located = frames.map { frame in
            defer { offset += frame.bytes.count }
            return FrameLocation(file: file, offset: offset, length: frame.bytes.count, sha256: frame.sha256)
        }
        let locations = zip(entries, places).map { entry, place in
            EntryLocation(frame: located[place.frame], offset: place.offset, folder: entry.folder)
        }
        return (frames, locations)
    }

    static func contents(of entry: BoxEntry) -> [String: Data] {
        Dictionary(uniqueKeysWithValues: entry.members.map { ($0.path, $0.content) })
    }
}
