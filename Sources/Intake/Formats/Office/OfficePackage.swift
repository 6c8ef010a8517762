import ArchiveFiles
import Foundation

/// The parts of a document that is a zip file: Office Open XML, OpenDocument, OFD.
struct OfficePackage {
    /// Large enough for a sheet of a million rows, small enough for the memory of the process that reads it.
    private static let limits = ArchiveLimits(
        entries: 20_000, entryBytes: 160 << 20, totalBytes: 400 << 20, ratio: 1000)

    /// The names of all parts as they stand in the file.
    private(set) var names: [String] = []
    /// Whether a part could not be read whole.
    private(set) var isDamaged = false
    private(set) var isEncrypted = false
    private var parts: [String: Data] = [:]

    /// - Parameter wanted: which parts are read, by their normalised names.
    init(_ bytes: Data, wanted: (String) -> Bool = { OfficePackage.isMarkup($0) }) {
        var names: [String] = []
        var parts: [String: Data] = [:]
        var isDamaged = false
        var isEncrypted = false
        let ending = bytes.withUnsafeBytes { bytes in
            UntrustedArchive.read(
                bytes, .zip, limits: Self.limits, wanted: { wanted(Self.normal(MemberName.decode($0.name))) }
            ) { entry, content in
                let name = MemberName.decode(entry.name)
                names.append(name)
                let key = Self.key(name)
                switch content {
                case .unread: break
                case .whole(let data): if parts[key] == nil { parts[key] = data }
                case .partial(let data):
                    isDamaged = true
                    if parts[key] == nil { parts[key] = data }
                case .encrypted: isEncrypted = true
                }
                return true
            }
        }
        switch ending {
        case .complete, .stopped: break
        case .damaged, .limited: isDamaged = true
        case .encrypted: isEncrypted = true
        }
        self.names = names
        self.parts = parts
        self.isDamaged = isDamaged
        self.isEncrypted = isEncrypted
    }

    /// Parts of XML.
    static func isMarkup(_ name: String) -> Bool {
        let lower = name.lowercased()
        return [".xml", ".rels", "mimetype"].contains { lower.hasSuffix($0) }
    }

    /// A part by its name; capitals do not count (ECMA-376 part 2, 6.2.2.2).
    subscript(_ name: String) -> Data? { parts[Self.key(name)] }

    func has(_ name: String) -> Bool {
        let key = Self.key(name)
        return parts[key] != nil || names.contains { Self.key($0) == key }
    }

    /// The names of the parts that begin so, in the order of the numbers in them.
    func names(beginning prefix: String, ending suffix: String = ".xml") -> [String] {
        names.filter { name in
            let key = Self.key(name)
            return key.hasPrefix(prefix) && key.hasSuffix(suffix)
        }.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    /// Without a leading slash, `.` and `..`, with forward slashes.
    static func normal(_ name: String) -> String {
        var kept: [Substring] = []
        for step in name.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
            switch step {
            case ".": break
            case "..": _ = kept.popLast()
            default: kept.append(step)
            }
        }
        return kept.joined(separator: "/")
    }

    private static func key(_ name: String) -> String { normal(name).lowercased() }

    /// A name that stands in a part, seen from that part's folder, or from the root where it begins with a slash.
    static func resolve(_ target: String, from part: String) -> String {
        if target.hasPrefix("/") || target.hasPrefix("\\") { return normal(target) }
        let folder = normal(part).split(separator: "/").dropLast().joined(separator: "/")
        return normal(folder + "/" + target)
    }

    struct Relationship {
        var id: String
        /// The last word of its type's address, such as `slide`.
        var kind: String
        /// The part it points to.
        var target: String
    }

    /// What a part refers to within the package (ECMA-376 part 2, 6.5). What lies outside is left out: it is never
    /// followed.
    func relationships(of part: String) -> [Relationship] {
        let normal = Self.normal(part)
        var steps = normal.split(separator: "/").map(String.init)
        let last = steps.popLast() ?? ""
        let rels = (steps + ["_rels", last + ".rels"]).joined(separator: "/")
        guard let data = self[rels] else { return [] }
        let reader = RelationshipReader(part: normal)
        XMLWalker.walk(data, reader)
        return reader.found
    }

    private final class RelationshipReader: XMLReceiver {
        let part: String
        var found: [Relationship] = []

        init(part: String) { self.part = part }

        func open(_ name: String, _ attributes: XMLAttributes) {
            guard name == "Relationship", attributes["TargetMode"] != "External", let target = attributes["Target"]
            else { return }
            let type = attributes["Type"] ?? ""
            let kind = type.split(separator: "/").last.map(String.init) ?? ""
            found.append(
                Relationship(
                    id: attributes["Id"] ?? "", kind: kind, target: OfficePackage.resolve(target, from: part)))
        }

        func close(_ name: String) {}
        func add(_ text: UnsafeBufferPointer<UInt8>) {}
    }

    /// Reads parts that were not wanted at first, such as pictures.
    static func contents(of bytes: Data, wanted: (String) -> Bool) -> [(name: String, content: Data)] {
        var found: [(name: String, content: Data)] = []
        _ = bytes.withUnsafeBytes { bytes in
            UntrustedArchive.read(
                bytes, .zip, limits: limits, wanted: { wanted(normal(MemberName.decode($0.name))) }
            ) { entry, content in
                if case .whole(let data) = content { found.append((normal(MemberName.decode(entry.name)), data)) }
                return true
            }
        }
        return found
    }
}

/// What a document says of itself by the means of its format (docProps/core.xml, meta.xml and the like).
final class PropertyReader: XMLReceiver {
    private(set) var properties: [String: String] = [:]
    private var current: String?
    private var value: [UInt8] = []
    private let kinds: [String: String]

    /// - Parameter kinds: names of elements, and the property each gives.
    init(_ kinds: [String: String]) { self.kinds = kinds }

    func open(_ name: String, _ attributes: XMLAttributes) {
        guard let kind = kinds[name] else { return }
        current = kind
        value.removeAll()
    }

    func close(_ name: String) {
        guard let current, kinds[name] == current else { return }
        let text = PlainText.clean(value.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if !text.isEmpty, properties[current] == nil { properties[current] = String(text.prefix(500)) }
        self.current = nil
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
        if current != nil, value.count < 4000 { value.append(contentsOf: text) }
    }
}
