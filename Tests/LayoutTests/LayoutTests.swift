import Foundation
import Testing
import Workbench

/// The layout of the source: imports point down only, crafts never know of each other.
@Suite struct LayoutTests {
    /// The checkout.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static func swiftFiles(in folder: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: root + "/" + folder)
        return (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted()
            .map { folder + "/" + $0 }
    }

    private static func text(_ file: String) throws -> String {
        try String(contentsOfFile: root + "/" + file, encoding: .utf8)
    }

    /// Modules that a file imports.
    private static func imports(of file: String) throws -> [String] {
        let kinds =
            #/(?m)^\s*(?:@\w+\s+|package\s+|internal\s+|public\s+|private\s+|fileprivate\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/#
        return try text(file).matches(of: kinds).map { String($0.1) }
    }

    /// Targets of `Package.swift` with what they depend on.
    private static func manifest() throws -> [String: Set<String>] {
        let text = try text("Package.swift")
        var products: [String: String] = [:]
        for match in text.matches(of: #/let (\w+): Target\.Dependency = \.product\(name: "(\w+)"/#) {
            products[String(match.1)] = String(match.2)
        }
        var targets: [String: Set<String>] = [:]
        let declaration =
            #/(?:\w*[tT]arget|tests)\(\s*(?:name:\s*)?"(\w+)"(?:,\s*(?:dependencies:\s*)?\[([^\]]*)\])?/#
        for match in text.matches(of: declaration) {
            let words = (match.2 ?? "").split { ", \n\t".contains($0) }
            targets[String(match.1)] = Set(
                words.compactMap { word in
                    word.hasPrefix("\"") ? String(word.dropFirst().dropLast()) : products[String(word)]
                })
        }
        return targets
    }

    @Test func `Package swift says what the table says`() throws {
        let manifest = try Self.manifest()
        for (target, allowed) in TargetTable.imports { #expect(manifest[target] == allowed, "\(target)") }
        for target in manifest.keys where TargetTable.imports[target] == nil {
            let allowed = TargetTable.allowed(forTests: target)
            #expect(
                target.hasSuffix("Tests") || target.hasSuffix("Benchmark"),
                "\(target) is not in the table")
            if target.hasSuffix("Tests") { #expect(manifest[target]?.isSubset(of: allowed) == true, "\(target)") }
        }
    }

    @Test func `every source target has tests`() throws {
        let manifest = try Self.manifest()
        for tests in TargetTable.imports.keys.compactMap({ TargetTable.tests(of: $0) }) {
            #expect(manifest[tests] != nil, "\(tests)")
        }
    }

    @Test func `sources import what their target may import, and nothing else`() throws {
        var seen: Set<String> = []
        for (target, allowed) in TargetTable.imports {
            let folder =
                switch target {
                case "Indexes": "Indexes"
                case "Fuzz", "Workbench": "Tests/" + target
                default: "Sources/" + target
                }
            var unused = allowed
            for file in Self.swiftFiles(in: folder) {
                seen.insert(target)
                for module in try Self.imports(of: file) {
                    unused.remove(module)
                    #expect(
                        allowed.contains(module) || TargetTable.everywhere.contains(module),
                        "\(file) imports \(module)")
                }
            }
            #expect(unused.isEmpty, "\(target) imports nothing of \(unused)")
        }
        // The tables are C.
        #expect(seen == Set(TargetTable.imports.keys).subtracting(["CIndexTables"]))
    }

    @Test func `tests import what their target may import, and nothing else`() throws {
        let manifest = try Self.manifest()
        for target in manifest.keys where target.hasSuffix("Tests") {
            let declared = (manifest[target] ?? []).union(TargetTable.everywhere).union(["Testing"])
            var unused = manifest[target] ?? []
            for file in Self.swiftFiles(in: "Tests/" + target) {
                for module in try Self.imports(of: file) {
                    unused.remove(module)
                    #expect(declared.contains(module), "\(file) imports \(module)")
                }
            }
            #expect(unused.isEmpty, "\(target) imports nothing of \(unused)")
        }
    }

    @Test func `crafts never import each other`() throws {
        for craft in TargetTable.crafts {
            #expect(TargetTable.imports[craft]?.isDisjoint(with: TargetTable.crafts) == true, "\(craft)")
            #expect(TargetTable.imports[craft]?.contains("Archivist") == false)
        }
        #expect(TargetTable.imports["Records"]?.isEmpty == true)
    }

    @Test func `no source file is longer than 600 lines`() throws {
        for file in Self.swiftFiles(in: "Sources") + Self.swiftFiles(in: "Tests") {
            #expect(
                try Self.text(file).split(separator: "\n", omittingEmptySubsequences: false).count <= 600, "\(file)")
        }
    }

    /// A start that has to make up names takes a dozen milliseconds longer.
    @Test func `every command says its name`() throws {
        for file in Self.swiftFiles(in: "Sources/lantai") {
            let commands = try Self.text(file).components(separatedBy: "CommandConfiguration(").dropFirst()
            for command in commands {
                #expect(command.drop { $0.isWhitespace }.hasPrefix("commandName: \""), "\(file)")
            }
        }
    }

    @Test(arguments: ["TODO", "FIXME", "nonisolated(unsafe)", "try!"])
    func `sources leave nothing undone or unchecked`(word: String) throws {
        for file in Self.swiftFiles(in: "Sources") {
            #expect(!(try Self.text(file).contains(word)), "\(file) has \(word)")
        }
    }

    @Test func `what is unchecked is proved in a comment`() throws {
        for file in Self.swiftFiles(in: "Sources") {
            let text = try Self.text(file)
            let marks = text.components(separatedBy: "@unchecked Sendable").count - 1
            let proofs = text.components(separatedBy: "Unchecked").count - 1
            #expect(proofs >= marks, "\(file) has @unchecked Sendable without a comment that begins with Unchecked")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: root + "/.git") && Shell.has("git")))
    func `no committed file names a place of one machine`() throws {
        // Put together here, so that this file does not name them itself.
        let places = ["/" + "work/", "/" + "opt/swift", "/" + "root/", "/" + "home/"]
        let list = try Shell.run("git -c core.quotePath=off ls-files", in: Self.root)
        #expect(list.status == 0)
        for file in list.output.split(separator: "\n").map(String.init) where file != ".ci/run" {
            guard let text = try? Self.text(file) else { continue }
            for place in places { #expect(!text.contains(place), "\(file) names \(place)") }
        }
    }
}
