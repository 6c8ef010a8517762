internal import Intake
internal import Records

/// The files and the text of a version that brings other files than the one before: all are replaced, or some are added,
/// replaced or left out, and the others stay with their text.
struct RevisedFiles {
    private(set) var files: [VersionFile] = []
    private(set) var text: ItemText?

    /// - Parameters:
    ///   - current: the version before.
    ///   - kept: its text.
    ///   - contents: what was read of the files that the change adds, or puts in the place of all.
    ///   - replacements: what was read of those that come in the place of one, in the order of the change.
    ///   - number: of the new version.
    init(
        after current: Version, text kept: ItemText?, _ change: Revising.Change, contents: [Content],
        replacements: [Content], number: Int
    ) throws {
        var texts: [(text: ItemText?, name: String)] = []
        if change.keepsFiles {
            let families = Self.families(of: current.files)
            try Self.check(change, in: current, families)
            let stretches = Self.stretches(of: kept, families)
            // The certainty is one of all that was recognised.
            var certainty = kept?.certainty
            for family in families {
                let name = family[0].name
                if change.removals.contains(name) { continue }
                if let place = change.replacements.firstIndex(where: { $0.name == name }) {
                    files += replacements[place].files(in: number)
                    texts.append((replacements[place].text, replacements[place].name))
                    continue
                }
                files += family
                for stretch in stretches[name] ?? [] {
                    var stretch = stretch
                    stretch.certainty = certainty
                    certainty = nil
                    texts.append((stretch, name))
                }
            }
        }
        files += contents.flatMap { $0.files(in: number) }
        texts += contents.map { ($0.text, $0.name) }
        guard !files.isEmpty else { throw ArchiveFailure.noFileLeft(current.code) }
        var names: Set<String> = []
        for file in files where !names.insert(file.name).inserted { throw ArchiveFailure.refused(.badName(file.name)) }
        text = Content.joined(texts)
    }

    /// What is named must be there once, and by itself: what came inside another file comes and goes with it.
    private static func check(_ change: Revising.Change, in current: Version, _ families: [[VersionFile]]) throws {
        var seen: Set<String> = []
        for name in change.replacements.map(\.name) + change.removals {
            guard let family = families.first(where: { $0.contains { $0.name == name } }) else {
                throw ArchiveFailure.noSuchFile(code: current.code, name: name)
            }
            guard family[0].name == name else {
                throw ArchiveFailure.fileInside(name: name, container: family[0].name)
            }
            guard seen.insert(name).inserted else { throw ArchiveFailure.refused(.badName(name)) }
        }
    }

    /// Each file that stands by itself, with all that came inside of it behind it.
    private static func families(of files: [VersionFile]) -> [[VersionFile]] {
        let containers = Dictionary(files.map { ($0.name, $0.inside) }) { first, _ in first }
        func root(of file: VersionFile) -> String {
            var name = file.name
            // Deeper than this nothing is unpacked.
            for _ in 0..<64 {
                guard let outer = containers[name] ?? nil, containers[outer] != nil else { break }
                name = outer
            }
            return name
        }
        var families: [[VersionFile]] = []
        var places: [String: Int] = [:]
        for file in files {
            let root = root(of: file)
            if let place = places[root] {
                families[place].append(file)
            } else {
                places[root] = families.count
                families.append([file])
            }
        }
        return families
    }

    /// The stretches of a text that came of each family, by the name of its first file.
    private static func stretches(of text: ItemText?, _ families: [[VersionFile]]) -> [String: [ItemText]] {
        guard let text else { return [:] }
        guard let parts = text.parts, !parts.isEmpty else {
            // It came of one file: the one that was read.
            let owner = families.first { $0[0].unread == nil } ?? families.first
            return owner.map { [$0[0].name: [text]] } ?? [:]
        }
        var roots: [String: String] = [:]
        for family in families { for file in family { roots[file.name] = family[0].name } }
        // Where one family's text ends and that of another begins.
        var runs: [(root: String, parts: [TextPart])] = []
        for part in parts {
            let root = roots[part.file] ?? runs.last?.root ?? families.first?[0].name ?? ""
            if runs.last?.root == root {
                runs[runs.count - 1].parts.append(part)
            } else {
                runs.append((root, [part]))
            }
        }
        let bytes = Array(text.text.utf8)
        var stretches: [String: [ItemText]] = [:]
        for (place, run) in runs.enumerated() {
            let start = place == 0 ? 0 : min(run.parts[0].offset, bytes.count)
            var end = place + 1 < runs.count ? min(runs[place + 1].parts[0].offset, bytes.count) : bytes.count
            // The line break between two files is set again where they are joined.
            if place + 1 < runs.count, end > start, bytes[end - 1] == 0x0A { end -= 1 }
            let own = run.parts.map { part in
                TextPart(
                    file: part.file, offset: part.offset - start, pages: part.pages?.map { $0 - start })
            }
            stretches[run.root, default: []].append(
                ItemText(text: String(decoding: bytes[start..<max(start, end)], as: UTF8.self), parts: own))
        }
        return stretches
    }
}
