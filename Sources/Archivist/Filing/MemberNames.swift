internal import Foundation

/// Gives the files that come inside containers names under which they can be kept and written out again: what a container
/// says may lead out of the folder, be no name at all, or occur twice.
struct MemberNames {
    /// Taken, in lower case: other systems tell no `A` from `a`.
    private var files: Set<String> = []
    private var folders: Set<String> = []
    /// The last number given to a path: a container may have ten thousand files of one name.
    private var numbers: [String: Int] = [:]

    /// Bytes of UTF-8 of each part of a path: systems take 255, and a number may be added.
    private static let partLength = 240
    /// Parts of a path that are kept, the last ones.
    private static let partCount = 16

    /// The file itself, whose name stays as it is.
    init(reserving names: [String]) {
        for name in names { take([name]) }
    }

    /// - Parameters:
    ///   - name: as the container has it.
    ///   - folder: under which the members of an inner container are kept, if it is one.
    mutating func name(for name: String, in folder: String? = nil) -> String {
        let own = Self.safeParts(of: name)
        let parts = (folder.map { $0.split(separator: "/").map(String.init) } ?? []) + (own.isEmpty ? ["_"] : own)
        let path = free(parts)
        take(path)
        return path.joined(separator: "/")
    }

    /// A folder for what is inside an inner container: its name without the ending.
    static func folder(forContainer name: String) -> String {
        let stem = (name as NSString).deletingPathExtension
        return stem.isEmpty || stem == name ? name + "_" : stem
    }

    private mutating func take(_ parts: [String]) {
        for count in 1..<max(1, parts.count) { folders.insert(Self.key(parts.prefix(count))) }
        files.insert(Self.key(parts[...]))
    }

    /// The path itself, or with numbers where a file stands in the place of a folder, or anything in the place of the file.
    private mutating func free(_ parts: [String]) -> [String] {
        var path: [String] = []
        for (index, part) in parts.enumerated() {
            let isFile = index == parts.count - 1
            var tried = part
            let key = Self.key((path + [part])[...])
            while isTaken(path + [tried], asFile: isFile) {
                let number = numbers[key, default: 1] + 1
                numbers[key] = number
                tried = Self.numbered(part, number, isFile: isFile)
            }
            path.append(tried)
        }
        return path
    }

    private func isTaken(_ path: [String], asFile: Bool) -> Bool {
        let key = Self.key(path[...])
        return files.contains(key) || asFile && folders.contains(key)
    }

    private static func key(_ parts: ArraySlice<String>) -> String { parts.joined(separator: "/").lowercased() }

    private static func numbered(_ part: String, _ number: Int, isFile: Bool) -> String {
        let name = part as NSString
        guard isFile, !name.pathExtension.isEmpty else { return part + " (\(number))" }
        return name.deletingPathExtension + " (\(number))." + name.pathExtension
    }

    /// The parts of a path without what leads elsewhere (`..`, drive letters, empty parts) and without characters that
    /// are no part of a name.
    static func safeParts(of name: String) -> [String] {
        let parts = name.unicodeScalars.split { $0 == "/" || $0 == "\\" }.map { part in
            String(String.UnicodeScalarView(part.map { isHarmless($0) ? $0 : "_" }))
        }
        let kept = parts.enumerated().filter { index, part in
            let isDrive = index == 0 && part.utf8.count == 2 && part.hasSuffix(":") && part.first?.isLetter == true
            return !isDrive && !part.allSatisfy { $0 == "." || $0 == " " }
        }
        return kept.map { shortened($0.element) }.suffix(partCount)
    }

    /// Control characters, and those that turn the direction of writing (so that `exe.doc` reads as `cod.exe`).
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    /// At most so many bytes, cut between characters, with the ending kept.
    private static func shortened(_ part: String) -> String {
        guard part.utf8.count > partLength else { return part }
        let name = part as NSString
        let ending = name.pathExtension.utf8.count <= 16 && !name.pathExtension.isEmpty ? "." + name.pathExtension : ""
        var stem = ending.isEmpty ? part : name.deletingPathExtension
        while stem.utf8.count + ending.utf8.count > partLength { stem.removeLast() }
        return stem + ending
    }
}
