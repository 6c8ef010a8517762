import ArchiveFiles
import Foundation

/// The files inside zip, 7z, rar, tar and cab files. Nothing is written to disk.
enum Container {
    static func extract(_ bytes: Data, name: String, mediaType: String, workspace: Workspace) -> Extraction {
        var extraction = read(bytes, .any, mediaType: mediaType, workspace: workspace)
        let isCompressedFile = ["application/gzip", "application/zstd", "application/x-xz", "application/x-bzip2"]
            .contains(mediaType)
        if extraction.members.isEmpty, isCompressedFile, !extraction.warnings.contains(where: isLimit) {
            extraction = read(bytes, .compressedFile, mediaType: mediaType, workspace: workspace)
            let stem = name.split(separator: "/").last.map(String.init) ?? name
            let inner = stem.contains(".") ? (stem as NSString).deletingPathExtension : "内容"
            for index in extraction.members.indices { extraction.members[index].name = inner }
        }
        if extraction.members.isEmpty, extraction.warnings.isEmpty { extraction.warnings = [.empty] }
        return extraction
    }

    private static func isLimit(_ warning: ExtractionWarning) -> Bool {
        if case .limitExceeded = warning { true } else { false }
    }

    private static func read(
        _ bytes: Data, _ formats: UntrustedArchive.Formats, mediaType: String, workspace: Workspace
    ) -> Extraction {
        var extraction = Extraction(mediaType: mediaType)
        var names: [[UInt8]] = []
        var contents: [Data] = []
        var total = 0
        var exceeded: ReadingLimit?
        var isEncrypted = false
        var isCut = false
        let limits = workspace.limits
        let ending = bytes.withUnsafeBytes { buffer in
            UntrustedArchive.read(
                buffer, formats,
                limits: ArchiveLimits(
                    entries: limits.members * 2 + 100, entryBytes: limits.memberBytes + 1,
                    totalBytes: limits.memberBytes + 1, ratio: limits.memberRatio + 1),
                wanted: { !isLitter($0.name) }
            ) { entry, content in
                switch content {
                case .unread: return true
                case .encrypted:
                    isEncrypted = true
                    return true
                case .whole(let data), .partial(let data):
                    if case .partial = content { isCut = true }
                    names.append(entry.name)
                    contents.append(data)
                    total += data.count
                }
                exceeded = limits.exceeded(members: contents.count, bytes: total, containerBytes: bytes.count)
                return exceeded == nil
            }
        }
        if exceeded == nil, ending == .limited { exceeded = .unpackedBytes }
        if let exceeded {
            extraction.warnings.append(.limitExceeded(exceeded))
            return extraction
        }
        for (name, content) in zip(MemberName.decode(names), contents) {
            extraction.members.append(Member(name: name.replacing("\\", with: "/"), bytes: content))
        }
        switch ending {
        case .damaged(let detail): extraction.warnings.append(.damaged(detail: detail))
        case .encrypted: isEncrypted = true
        case .complete, .stopped, .limited:
            if isCut { extraction.warnings.append(.damaged(detail: "member cut short")) }
        }
        if isEncrypted { extraction.warnings.append(.encrypted) }
        return extraction
    }

    /// What macOS and Windows put beside people's files.
    private static func isLitter(_ name: [UInt8]) -> Bool {
        let text = String(decoding: name, as: UTF8.self)
        let last = text.split(separator: "/").last ?? ""
        return text.hasPrefix("__MACOSX/") || text.contains("/__MACOSX/")
            || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(last)
    }
}
