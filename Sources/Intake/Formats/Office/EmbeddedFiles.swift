import Foundation

extension Extraction {
    /// Hands on, as members, the documents that parts of an Office package show as objects. (A chart's workbook hangs on
    /// the chart's own part, so it is none of them: what it says the chart says.)
    mutating func takeEmbedded(
        in parts: [String], of package: OfficePackage, _ bytes: Data, limits: ReadingLimits
    ) {
        let targets = Set(
            parts.flatMap { package.relationships(of: $0) }.filter { $0.kind == "package" || $0.kind == "oleObject" }
                .map { $0.target.lowercased() })
        guard !targets.isEmpty else { return }
        let found = OfficePackage.contents(of: bytes) { targets.contains($0.lowercased()) }
            .compactMap { file in
                Self.name(ofEmbedded: file.name, file.content).map { Member(name: $0, bytes: file.content) }
            }
        let total = found.reduce(0) { $0 + $1.bytes.count }
        if let limit = limits.exceeded(members: members.count + found.count, bytes: total, containerBytes: bytes.count)
        {
            warnings.append(.limitExceeded(limit))
        } else {
            members += found
        }
    }

    /// Of objects of old programs (`oleObject1.bin`) those alone that are office documents; formulas and the like have
    /// nothing to read.
    private static func name(ofEmbedded part: String, _ content: Data) -> String? {
        let name = part.split(separator: "/").last.map(String.init) ?? part
        guard name.lowercased().hasSuffix(".bin") else { return name }
        switch CompoundFile(content)?.kind {
        case .word: return String(name.dropLast(4)) + ".doc"
        case .sheet: return String(name.dropLast(4)) + ".xls"
        case .slides: return String(name.dropLast(4)) + ".ppt"
        default: return nil
        }
    }
}
