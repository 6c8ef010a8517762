package import Foundation
import Glibc
import Synchronization

/// A folder of its own for one test, removed with the value.
package final class TestFolder: Sendable {
    /// Absolute, without `/` at the end.
    package let path: String

    package init() throws {
        _ = Self.locale
        _ = Self.removal
        var template = Array((Self.parent + "/lantai-test-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw Trouble(what: "mkdtemp", code: errno) }
        let path = String(cString: made)
        self.path = path
        _ = Self.living.withLock { $0.insert(path) }
    }

    deinit {
        _ = Self.living.withLock { $0.remove(path) }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Folders that are still there at the end, such as those that tests share, go with the process.
    private static let living = Mutex<Set<String>>([])
    private static let removal = atexit {
        for path in TestFolder.living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }

    /// As the program does at its start: libarchive refuses Chinese names in the C locale.
    private static let locale = setlocale(LC_CTYPE, "C.UTF-8") != nil
    private static let parent = FileManager.default.temporaryDirectory.standardizedFileURL.path

    package func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file, with the folders above it.
    @discardableResult
    package func write(_ name: String, _ content: Data) throws -> String {
        let file = path(name)
        // By bytes: a slash with a combining accent behind it is a slash.
        let folder = file.utf8.prefix(upTo: file.utf8.lastIndex(of: UInt8(ascii: "/")) ?? file.utf8.startIndex)
        try FileManager.default.createDirectory(
            atPath: String(decoding: folder, as: UTF8.self), withIntermediateDirectories: true)
        try content.write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    /// Writes a script that can be run at once: it is another process that writes it, for a file that this one has open for
    /// writing, while a test beside starts a process, is busy and cannot be run yet.
    /// - Returns: its path.
    package func program(_ name: String, _ script: String) throws -> String {
        let (draft, file) = (try write(name + ".draft", script), path(name))
        try Shell.run("cp \(Shell.quoted(draft)) \(Shell.quoted(file)) && chmod 700 \(Shell.quoted(file))", in: path)
        return file
    }

    package func read(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path(name)))
    }

    package func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// All files below, relative and sorted.
    package func files(in name: String = "") -> [String] {
        let root = name.isEmpty ? path : path(name)
        guard let walk = FileManager.default.enumerator(atPath: root) else { return [] }
        let whole = root + "/"
        // Foundation gives the whole path of what begins with a combining accent.
        let names = walk.compactMap { $0 as? String }.map { file in
            file.utf8.starts(with: whole.utf8)
                ? String(decoding: file.utf8.dropFirst(whole.utf8.count), as: UTF8.self) : file
        }
        return names.filter { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: root + "/" + file, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// Changes one byte of a file.
    package func flipByte(of name: String, at offset: Int) throws {
        var bytes = try read(name)
        bytes[offset] ^= 0x55
        try bytes.write(to: URL(fileURLWithPath: path(name)))
    }
}

/// What a system call said.
package struct Trouble: Error {
    package var what: String
    package var code: Int32
}
