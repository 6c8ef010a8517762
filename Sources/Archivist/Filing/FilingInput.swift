internal import Foundation
internal import Boxes
internal import Intake

/// One document to be filed: where its content is, and what is said of it.
package struct FilingInput: Sendable {
    package enum Source: Sendable {
        /// `path` as the system finds it, `shown` as the user gave it.
        case file(path: String, shown: String)
        /// Inline text, kept under this file name.
        case text(String, name: String)
        case unusable(Refusal, shown: String?)
    }

    package var source: Source
    /// Canonical manifest keys: title, date, class, volume, org, author, documentNumber, externalID.
    package var values: [String: String] = [:]
    package var fields: [(name: String, value: String)] = []
    package var line: Int?
    /// Seconds since 1970: stands in for the time of a file where there is none (the manifest's own).
    package var time: Int?

    /// What is said of a container that also holds for each file in it.
    var forMember: FilingInput {
        var input = self
        for key in ["title", "externalID", "documentNumber"] { input.values[key] = nil }
        return input
    }
}

/// The files under the given paths: folders are walked in the order of their names, hidden files passed over.
package struct PathInputs: Sequence {
    private let paths: [String]

    package init(_ paths: [String]) {
        self.paths = paths
    }

    package func makeIterator() -> AnyIterator<FilingInput> {
        // Paths yet to visit, the next one last.
        var stack = Array(paths.reversed())
        return AnyIterator {
            while let path = stack.popLast() {
                switch FileKind(path: path) {
                case .folder:
                    guard let names = Self.names(in: path) else {
                        return FilingInput(
                            source: .unusable(.unreadableFile(path, reason: Self.reason()), shown: path))
                    }
                    let base = path.hasSuffix("/") ? path : path + "/"
                    for name in names.sorted(by: >) { stack.append(base + name) }
                case .regular: return FilingInput(source: .file(path: path, shown: path))
                case .missing: return FilingInput(source: .unusable(.missingFile(path), shown: path))
                case .other: return FilingInput(source: .unusable(.notAFile(path), shown: path))
                }
            }
            return nil
        }
    }

    package static func isFolder(_ path: String) -> Bool { FileKind(path: path) == .folder }

    private static func reason() -> String { FileError(path: "", code: errno).reason }

    /// Names in a folder; nil when it cannot be read. A name that is not UTF-8 comes with U+FFFD in it, is then not
    /// found and so refused by name instead of being passed over in silence.
    private static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !isLeftover(name) { names.append(name) }
        }
        return names
    }

    /// Whether a name is hidden, or one that systems and office programs leave in folders.
    static func isLeftover(_ name: String) -> Bool {
        name.hasPrefix(".") || leftovers.contains(name) || name.hasPrefix("~$")
    }

    private static let leftovers: Set<String> = ["Thumbs.db", "desktop.ini", "__MACOSX"]
}

enum FileKind {
    case regular, folder, missing, other

    /// A symbolic link counts as what it leads to only where a user named it; inside folders it does so as well, but
    /// never to a place inside the archive, which filing refuses.
    init(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = .missing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .folder
        default: self = .other
        }
    }
}

/// The records of a manifest; relative paths count from its folder.
package final class ManifestInputs: Sequence, IteratorProtocol {
    private var reader: ManifestReader
    private let folder: String
    private let time: Int

    package init(path: String) throws {
        guard FileKind(path: path) == .regular else { throw ArchiveFailure.noInput(path) }
        do {
            reader = try ManifestReader(path: path)
        } catch let error as ManifestError {
            throw ArchiveFailure.manifest(error)
        }
        folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var status = stat()
        time = stat(path, &status) == 0 ? Int(status.st_mtim.tv_sec) : Foundation.time(nil)
    }

    /// Headings that mean nothing to filing; known after the first record.
    package var unknownHeadings: [String] { reader.unknownHeadings }

    package func next() -> FilingInput? {
        guard let record = reader.next() else { return nil }
        var values = record.values
        let path = values.removeValue(forKey: "path")
        let text = values.removeValue(forKey: "text")
        var input = FilingInput(source: source(path: path, text: text, id: values["externalID"], line: record.line))
        if let problem = record.problem {
            input.source = .unusable(.badManifestLine(problem), shown: path)
        }
        input.values = values
        input.fields = record.fields.map { ($0.name, $0.value) }
        input.line = record.line
        input.time = time
        return input
    }

    private func source(path: String?, text: String?, id: String?, line: Int) -> FilingInput.Source {
        if let path {
            // Excel and Windows write `\`; no file of ours has one in its name.
            let slashed = path.replacing("\\", with: "/")
            return .file(path: slashed.hasPrefix("/") ? slashed : folder + "/" + slashed, shown: path)
        }
        guard let text else { return .unusable(.noContent, shown: nil) }
        return .text(text, name: (id ?? "line-\(line)") + ".txt")
    }
}
