internal import Boxes
internal import Foundation
internal import Records
internal import Search

/// The words that may stand for each other in a search: those that come with the program, and the institution's own in
/// `Corpus/synonyms.txt`. That file is people's work, written with any editor: it is backed up with the records and never
/// rebuilt.
package struct SynonymKeeping {
    /// Nobody writes so much by hand: a longer file was put there by mistake, and is not read.
    static let largestFile = 4 << 20

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Where the institution's own file is, or would be.
    package var path: String { archive.layout.synonyms }

    /// The institution's own file; nil where there is none.
    func content() throws -> [UInt8]? {
        guard let length = DurableFile.length(of: path) else { return nil }
        let file = try DurableFile(path: path, mode: .read)
        return try file.read(count: min(length, Self.largestFile), at: 0)
    }

    /// All groups as searching uses them.
    package func list() throws -> SynonymList {
        let own = try content()
        return SynonymList(Synonyms(own: own ?? []), file: path, isThere: own != nil)
    }

    /// What is wrong with a file, and which of its words the archive does not have.
    /// - Parameter file: nil for the archive's own.
    package func check(_ file: (path: String, bytes: [UInt8])? = nil) async throws -> SynonymCheck {
        // What stands in no record at all is told to those who keep the archive only.
        try archive.require(.care)
        let own = try file?.bytes ?? content()
        let synonyms = Synonyms(own: own ?? [])
        let list = SynonymList(synonyms, file: file?.path ?? path, isThere: own != nil)
        let index = try await archive.searchIndex()
        try archive.record("synonyms check", object: file?.path)
        let groups = list.own
        let absent = Set(try index.absent(among: groups.flatMap(\.words)))
        return SynonymCheck(
            list: list, faults: synonyms.faults.map(SynonymFault.init),
            absent: groups.flatMap { group in
                group.words.filter { absent.contains($0) }.map { SynonymCheck.Absent(line: group.line, word: $0) }
            })
    }

    /// Puts a file in the place of the institution's own: at once, for everybody. An empty one leaves none.
    /// - Throws: `badSynonyms` where something is wrong with it; nothing has changed then.
    package func replace(with bytes: [UInt8]) async throws -> SynonymCheck {
        try archive.require(.care)
        try archive.requireChanging(object: nil)
        guard bytes.count <= Self.largestFile else { throw ArchiveFailure.synonymsTooLong(mostBytes: Self.largestFile) }
        let faults = Synonyms(own: bytes).faults.map(SynonymFault.init)
        guard faults.isEmpty else { throw ArchiveFailure.badSynonyms(faults) }
        try archive.record("synonyms replace", object: nil)
        try DurableFile.replace(path, with: bytes)
        return try await check()
    }

    /// The institution's own file as it stands; empty where there is none.
    package func text() throws -> String {
        try archive.require(.care)
        return String(decoding: try content() ?? [], as: UTF8.self)
    }
}

/// Groups of synonyms.
package struct SynonymList: Sendable {
    package struct Group: Sendable {
        package var words: [String]
        /// Where it stands in its file.
        package var line: Int
    }

    /// The institution's own file, and whether there is one.
    package var file: String
    package var isThere: Bool
    /// The institution's own groups.
    package var own: [Group]
    /// Those that come with the program, without words that the institution uses otherwise.
    package var supplied: [Group]
    package var faultCount: Int

    init(_ synonyms: Synonyms, file: String, isThere: Bool) {
        self.file = file
        self.isThere = isThere
        let groups = zip(synonyms.groups, synonyms.lines).map { Group(words: $0, line: $1) }
        own = Array(groups.prefix(synonyms.ownCount))
        supplied = Array(groups.dropFirst(synonyms.ownCount))
        faultCount = synonyms.faults.count
    }
}

/// What a check of a file of synonyms found.
package struct SynonymCheck: Sendable {
    /// A word that stands in no record.
    package struct Absent: Sendable {
        package var line: Int
        package var word: String
    }

    package var list: SynonymList
    package var faults: [SynonymFault]
    package var absent: [Absent]
}

/// What is wrong with a line of a file of synonyms.
package enum SynonymFault: Equatable, Sendable {
    case alone(line: Int, word: String)
    case twice(line: Int, word: String, first: Int)
    case unusable(line: Int, word: String)
    case undecodable(line: Int)

    init(_ fault: Synonyms.Fault) {
        self =
            switch fault {
            case .alone(let line, let word): .alone(line: line, word: word)
            case .twice(let line, let word, let first): .twice(line: line, word: word, first: first)
            case .unusable(let line, let word): .unusable(line: line, word: word)
            case .undecodable(let line): .undecodable(line: line)
            }
    }
}
