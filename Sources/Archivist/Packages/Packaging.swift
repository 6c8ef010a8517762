internal import Boxes
internal import Foundation
internal import Records

/// A package on its way out: written beside its place and renamed when it is whole, so that a half-written one is never taken
/// for a package; or into a file without a name, for one answer.
enum Packaging {
    enum Place {
        /// A file or folder that is not there yet.
        case path(String)
        case outgoing(Outgoing)

        /// What whoever receives it is told.
        var shown: String {
            switch self {
            case .path(let path): path
            case .outgoing(let outgoing): outgoing.name
            }
        }

        fileprivate var name: String { shown.lastPathPart }
    }

    /// A bag (RFC 8493) as a folder, or in one zip file.
    static func bag(
        at place: Place, zipped: Bool, info: [(String, String)], _ body: (BagWriter) throws -> Void
    ) throws -> (files: Int, bytes: Int) {
        try whole(at: place) { unfinished in
            let bag = BagWriter(sink: try sink(at: unfinished, named: place.name, zipped: zipped))
            try body(bag)
            try bag.close(info: info)
            return (bag.files, bag.bytes)
        }
    }

    /// - Parameter name: of the file as whoever receives it sees it: the folder in a zip is called so.
    static func sink(at path: String, named name: String, zipped: Bool) throws -> any PackageSink {
        guard zipped else { return FolderSink(root: path) }
        return try ZipSink(path: path, folder: PackageNames.safe((name as NSString).deletingPathExtension))
    }

    /// One file.
    static func file(at place: Place, _ write: (_ path: String) throws -> Void) throws {
        try whole(at: place, write)
    }

    private static func whole<T>(at place: Place, _ body: (String) throws -> T) throws -> T {
        let target: String
        switch place {
        case .path(let path): target = path
        case .outgoing(let outgoing): return try body(outgoing.path)
        }
        let unfinished = target + ".unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        try DurableFile.createFolders(for: unfinished, below: "/")
        let outcome = try body(unfinished)
        DurableFile.syncAll()
        try DurableFile.rename(unfinished, to: target)
        return outcome
    }
}
