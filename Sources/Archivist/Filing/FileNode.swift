internal import Foundation
internal import Intake
internal import Records

/// A file that was read, and what came inside of it: a tree that is as deep as containers in containers.
///
/// Not shared between threads.
final class FileNode {
    let file: LoadedFile
    /// Under which it is kept beside the input that it came in.
    let name: String
    /// What its container calls it, where that is another name.
    let original: String?
    /// The name of its container.
    let inside: String?
    let depth: Int
    /// The path of the input, as the user gave it.
    private let input: String?
    /// Without the bytes of its members once they are nodes.
    var extraction = Extraction(mediaType: "application/octet-stream")
    private(set) var members: [FileNode] = []

    init(_ file: LoadedFile, _ extraction: Extraction? = nil) {
        self.file = file
        name = file.name
        original = nil
        inside = nil
        depth = 0
        input = file.shown
        if let extraction { self.extraction = extraction }
    }

    private init(_ member: Member, name: String, of container: FileNode) {
        input = container.input
        let called = input.map { $0 + "/" + name }
        file = LoadedFile(
            data: member.bytes, name: name.lastPathPart, shown: called, time: container.file.time)
        self.name = name
        original = member.name == name ? nil : member.name
        inside = container.name
        depth = container.depth + 1
    }

    /// Its members stay packed.
    func refuse(_ limit: ReadingLimit) {
        extraction.members = []
        extraction.warnings.append(.limitExceeded(limit))
    }

    /// Makes nodes of its members.
    func unfold(_ names: inout MemberNames) {
        let folder = depth == 0 ? nil : MemberNames.folder(forContainer: name)
        members = extraction.members.map { member in
            FileNode(member, name: names.name(for: member.name, in: folder), of: self)
        }
        extraction.members = []
    }

    /// It and all in it, each container before its members.
    var withDescendants: [FileNode] { [self] + members.flatMap(\.withDescendants) }
}
