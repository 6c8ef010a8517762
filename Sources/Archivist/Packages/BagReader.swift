internal import Boxes
internal import Foundation
internal import Intake

/// Reads a package by BagIt (RFC 8493) that comes from elsewhere: nothing in it is believed before its digest was checked,
/// and no name leads out of it.
struct BagReader {
    private let root: String
    /// SHA-256 of `tagmanifest-sha256.txt`.
    let digest: String
    /// Payload files below `data/` with their SHA-256, as the manifest has them.
    let manifest: [String: String]
    /// Payload files that are there, and what is no regular file.
    let present: Set<String>
    let strange: Set<String>
    /// The same by the first part of their paths: a package may have very many.
    let listedByFolder: [String: Set<String>]
    let foundByFolder: [String: Set<String>]

    /// What its user calls it.
    let path: String

    /// Checks the tag files.
    /// - Parameter folder: where it lies, if `path` is not the place itself.
    /// - Throws: `badPackage`.
    init(path: String, in folder: String? = nil) throws {
        self.path = path
        root = folder ?? ArchiveFolder.absolute(path)
        guard FileKind(path: root) == .folder else { throw ArchiveFailure.noInput(path) }
        guard let declaration = try Self.bytes(root + "/bagit.txt"),
            declaration.starts(with: Data("BagIt-Version: ".utf8)),
            let tags = try Self.bytes(root + "/tagmanifest-sha256.txt")
        else { throw ArchiveFailure.badPackage(path: path, .notAPackage) }
        digest = BoxStore.sha256(tags)
        let listed = try Self.lines(tags, "tagmanifest-sha256.txt", path)
        for needed in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"] where listed[needed] == nil {
            throw ArchiveFailure.badPackage(path: path, .fileMissing(needed))
        }
        for (name, sha256) in listed {
            guard Self.isSafe(name), let content = try Self.bytes(root + "/" + name) else {
                throw ArchiveFailure.badPackage(path: path, .fileMissing(name))
            }
            guard BoxStore.sha256(content) == sha256 else {
                throw ArchiveFailure.badPackage(path: path, .fileChanged(name))
            }
        }
        let payload = try Self.lines(
            try Self.bytes(root + "/manifest-sha256.txt") ?? Data(), "manifest-sha256.txt", path)
        var manifest: [String: String] = [:]
        for (name, sha256) in payload {
            guard name.hasPrefix("data/"), Self.isSafe(name) else {
                throw ArchiveFailure.badPackage(path: path, .unreadable(name))
            }
            manifest[String(name.dropFirst(5))] = sha256
        }
        self.manifest = manifest
        (present, strange) = Self.walk(root + "/data")
        listedByFolder = Dictionary(grouping: manifest.keys, by: Self.folder(of:)).mapValues(Set.init)
        foundByFolder = Dictionary(grouping: present.union(strange), by: Self.folder(of:)).mapValues(Set.init)
    }

    /// The bytes of a payload file.
    func content(_ path: String) throws(Flaw) -> Data {
        guard let sha256 = manifest[path], present.contains(path) else { throw .missing }
        let content: Data?
        do {
            content = try Self.bytes(root + "/data/" + path)
        } catch {
            throw .unreadable
        }
        guard let content else { throw .tooLarge }
        guard BoxStore.sha256(content) == sha256 else { throw .changed }
        return content
    }

    /// What is wrong with a payload file.
    enum Flaw: Error {
        case missing, changed, tooLarge, unreadable
    }

    // MARK: -

    /// Nil where there is no such regular file, or one larger than is kept.
    private static func bytes(_ path: String) throws -> Data? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        guard Int(status.st_size) <= Preparer.fileLimit else { return nil }
        let file = try DurableFile(path: path, mode: .read)
        return Data(try file.read(count: try file.length(), at: 0))
    }

    private static func lines(_ content: Data, _ name: String, _ path: String) throws -> [String: String] {
        var listed: [String: String] = [:]
        for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let digest = line.prefix(64)
            let written = line.dropFirst(64).drop { $0 == " " || $0 == "*" || $0 == "\t" }
            guard digest.count == 64, digest.allSatisfy(\.isHexDigit), let file = decoded(written),
                listed.updateValue(digest.lowercased(), forKey: file) == nil
            else { throw ArchiveFailure.badPackage(path: path, .unreadable(name)) }
        }
        return listed
    }

    /// RFC 8493, 2.1.3: only LF, CR and percent signs are percent-encoded.
    private static func decoded(_ written: Substring) -> String? {
        let name = written.replacing("%0A", with: "\n").replacing("%0D", with: "\r").replacing("%25", with: "%")
        return name.isEmpty ? nil : String(name)
    }

    /// The first part of a path.
    static func folder(of path: String) -> String { String(path.prefix { $0 != "/" }) }

    static func isSafe(_ path: String) -> Bool {
        path.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map(String.init).allSatisfy {
            !$0.isEmpty && $0 != "." && $0 != ".."
        }
    }

    /// Files below a folder, and what is neither file nor folder; links are not followed.
    private static func walk(_ folder: String) -> (files: Set<String>, strange: Set<String>) {
        var files: Set<String> = []
        var strange: Set<String> = []
        let names = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }) ?? []
        for name in names {
            var status = stat()
            guard lstat(folder + "/" + name, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: files.insert(name)
            case S_IFDIR: continue
            default: strange.insert(name)
            }
        }
        return (files, strange)
    }
}
