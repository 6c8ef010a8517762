internal import Boxes
internal import Foundation
internal import Intake
internal import Records

/// What one item is filed with: an input, read and recognised, and what came inside of it.
struct Content: Sendable {
    struct File: Sendable {
        var data: Data
        var sha256: String
        /// As the version keeps it, but for `storedIn`.
        var description: VersionFile
    }

    /// The input first.
    var files: [File]
    /// The path as the user gave it; nil for inline text.
    var shown: String?
    /// Seconds since 1970.
    var time: Int
    var heading: String?
    /// Of the input alone, for the proposal of a description.
    var ownText: String?
    /// nil: not searchable.
    var text: ItemText?
    var properties: DocumentProperties
    var warnings: [FilingWarning]
    /// Whether it came inside another input, and is an item of its own.
    var isMember: Bool

    var name: String { files[0].description.name }
    var sha256: String { files[0].sha256 }
    var mediaType: String { files[0].description.mediaType }
    var size: Int { files.reduce(text?.text.utf8.count ?? 0) { $0 + $1.data.count } }

    /// A file by itself; a container with the names of what is in it for a text.
    init(alone node: FileNode) {
        self.init(node, with: [])
        var assembly = TextAssembly(node)
        for member in node.members { assembly.append(name: member.name, nil) }
        take(assembly)
    }

    /// A file with everything that came inside of it.
    init(together node: FileNode) {
        let members = Array(node.withDescendants.dropFirst())
        self.init(node, with: members)
        var assembly = TextAssembly(node)
        for member in members { assembly.append(name: member.name, member.extraction) }
        take(assembly)
        warnings += MemberWarnings.of(members)
    }

    private init(_ node: FileNode, with members: [FileNode]) {
        let extraction = node.extraction
        // As an item of its own, a member has the last part of its name.
        files =
            [File(node, name: node.file.name, inside: nil)] + members.map { File($0, name: $0.name, inside: $0.inside) }
        shown = node.file.shown
        time = node.file.time
        heading = extraction.heading
        ownText = extraction.text
        properties = extraction.properties
        isMember = node.depth > 0
        // That a container itself has no text is not missed: what is in it has.
        warnings = extraction.warnings.filter { warning in
            if case .textNotSearchable = warning { node.members.isEmpty } else { true }
        }.map(FilingWarning.init)
        // What of the four-property inspection costs nothing is said at once.
        let risks = Set(
            files.flatMap { ContentRisk.found(in: $0.data, mediaType: $0.description.mediaType) })
        warnings += ContentRisk.allCases.filter { risk in
            risks.contains(risk) && !(risk == .encrypted && extraction.warnings.contains(.encrypted))
        }.map(FilingWarning.risk)
    }

    private mutating func take(_ assembly: TextAssembly) {
        text = assembly.itemText
        if let certainty = text?.certainty { warnings.append(.recognised(certainty: certainty)) }
        if assembly.isCut { warnings.append(.reading(.limitExceeded(.output))) }
    }

    /// The day that a mail was sent or a picture was taken. (Of office documents the format tells when their template was
    /// made, as often as not.)
    var statedDate: String? {
        switch mediaType {
        case "message/rfc822", "application/vnd.ms-outlook": properties.created
        case let type where type.hasPrefix("image/"): properties.created
        default: nil
        }
    }

    /// The files as a version of this number keeps them.
    func files(in version: Int) -> [VersionFile] {
        files.map { file in
            var description = file.description
            description.storedIn = version
            return description
        }
    }

    /// The text of several contents that make one item.
    static func joined(_ contents: [Content]) -> ItemText? { joined(contents.map { ($0.text, $0.name) }) }

    /// Texts one behind the other.
    /// - Parameter texts: each with the name of the file that it came of, for one that has no parts.
    static func joined(_ texts: [(text: ItemText?, name: String)]) -> ItemText? {
        var assembly = TextAssembly()
        for (text, name) in texts { assembly.append(text, of: name) }
        return assembly.itemText
    }
}

/// The text of an item, and where in it its files and their pages begin.
struct ItemText: Sendable {
    var text: String
    /// In the order of the text; nil where it came of one file without pages.
    var parts: [TextPart]?
    /// Of what was recognised in images: the mean, in hundredths.
    var certainty: Int?

    /// As a version of this number keeps it.
    func kept(in version: Int) -> VersionText {
        var kept = VersionText(Data(text.utf8), in: version)
        kept.parts = parts
        kept.confidence = certainty
        kept.language = TextLanguage.tag(of: text)
        return kept
    }
}

extension Content.File {
    fileprivate init(_ node: FileNode, name: String, inside: String?) {
        data = node.file.data
        sha256 = BoxStore.sha256(data)
        description = VersionFile(
            name: name, size: data.count, sha256: sha256, mediaType: node.extraction.mediaType,
            encoding: node.extraction.encoding, storedIn: 0)
        description.original = node.original
        description.inside = inside
        description.unread = Unread(node.extraction, hasMembers: !node.members.isEmpty)
    }
}

extension Unread {
    /// Why a reading has no text, or not all of it.
    fileprivate init?(_ extraction: Extraction, hasMembers: Bool) {
        for warning in extraction.warnings {
            switch warning {
            case .toolMissing(let program, let package):
                self.init(.toolMissing, program: program, package: package)
                return
            case .limitExceeded(.time): self.init(.timeOut)
            case .limitExceeded(.memory): self.init(.outOfMemory)
            case .extractorFailed, .decoderMissing: self.init(.failed)
            case .encrypted: self.init(.encrypted)
            default: continue
            }
            return
        }
        guard extraction.text == nil, !hasMembers else { return nil }
        self.init(.noText)
    }
}

/// The text of an item out of those of its files, each member introduced by its name.
private struct TextAssembly {
    private var text: String?
    private var parts: [TextPart] = []
    private var confidences: [Double] = []
    private var hasPages = false
    /// Whether it would have become larger than any text may.
    private(set) var isCut = false

    init() {}

    init(_ node: FileNode) {
        guard let own = node.extraction.text else { return }
        text = own
        parts = [TextPart(file: node.file.name, offset: 0, pages: node.extraction.pages)]
        note(node.extraction)
    }

    var itemText: ItemText? {
        guard let text else { return nil }
        let mean = confidences.isEmpty ? nil : confidences.reduce(0, +) / Double(confidences.count)
        return ItemText(
            text: text, parts: parts.count > 1 || hasPages ? parts : nil,
            certainty: mean.map { Int(($0 * 100).rounded()) })
    }

    mutating func append(name: String, _ extraction: Extraction?) {
        let separator = (text ?? "").isEmpty ? "" : text?.hasSuffix("\n") == true ? "\n" : "\n\n"
        let heading = "【" + name + "】\n"
        let offset = length + separator.utf8.count
        let start = offset + heading.utf8.count
        guard take([separator, heading, extraction?.text ?? ""]) else { return }
        parts.append(TextPart(file: name, offset: offset, pages: extraction?.pages?.map { $0 + start }))
        if let extraction { note(extraction) }
    }

    /// Appends what is a text of an item already.
    mutating func append(_ other: ItemText?, of name: String) {
        guard let other else { return }
        // As it was always done for a version of several files: one line after the other.
        let separator = text == nil ? "" : "\n"
        let start = length + separator.utf8.count
        guard take([separator, other.text]) else { return }
        for part in other.parts ?? [TextPart(file: name, offset: 0)] {
            parts.append(
                TextPart(file: part.file, offset: part.offset + start, pages: part.pages?.map { $0 + start }))
            if part.pages != nil { hasPages = true }
        }
        if let certainty = other.certainty { confidences.append(Double(certainty) / 100) }
    }

    private var length: Int { text?.utf8.count ?? 0 }

    private mutating func take(_ pieces: [String]) -> Bool {
        guard pieces.reduce(length, { $0 + $1.utf8.count }) <= TextExtractor.limit else {
            isCut = true
            return false
        }
        // Appended in place: a container may have ten thousand files.
        var grown = text ?? ""
        text = nil
        for piece in pieces { grown += piece }
        text = grown
        return true
    }

    private mutating func note(_ extraction: Extraction) {
        if extraction.pages != nil { hasPages = true }
        if let confidence = extraction.confidence { confidences.append(confidence) }
    }
}

/// What is worth saying of the files in a container: not a line for each of a hundred pictures.
private enum MemberWarnings {
    private static let most = 5

    static func of(_ members: [FileNode]) -> [FilingWarning] {
        var warnings: [FilingWarning] = []
        var missing: Set<String> = []
        for member in members {
            for warning in member.extraction.warnings where warnings.count < most {
                switch warning {
                case .textNotSearchable, .empty, .hiddenContent, .tooLarge: continue
                case .toolMissing(let program, _) where !missing.insert(program).inserted: continue
                default: warnings.append(.inMember(name: member.name, warning))
                }
            }
        }
        let silent = members.count { $0.extraction.text == nil && $0.members.isEmpty }
        if silent > 0 { warnings.append(.membersWithoutText(count: silent)) }
        return warnings
    }
}

extension VersionText {
    /// The text as a version keeps it.
    init(_ text: Data, in version: Int) {
        self.init(size: text.count, sha256: BoxStore.sha256(text), storedIn: version)
    }
}

extension FilingWarning {
    init(_ warning: ExtractionWarning) {
        self =
            switch warning {
            case .textNotSearchable(let mediaType): .textNotSearchable(mediaType: mediaType)
            case .undecodableBytes(let count, let encoding): .undecodableBytes(count: count, encoding: encoding)
            case .empty: .emptyFile
            case .tooLarge(let bytes, let limit): .textTooLarge(bytes: bytes, limit: limit)
            case .decoderMissing(let encoding): .decoderMissing(encoding: encoding)
            default: .reading(warning)
            }
    }
}
