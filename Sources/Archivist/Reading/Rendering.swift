internal import Catalog
package import Foundation
package import Intake
package import Records

/// Renditions of a record's files (阅读副本, 页面图像, 缩略图): what stands in for a file that cannot be looked at as it is.
///
/// They pass the same door as the file itself, by `Reading`: duty, jurisdiction and level, purpose, masks, and one entry in
/// the log for each that is handed out, before it is. Never a record: they are made again from the original at any time,
/// bear no digest that anything is held against, and go out with an export only where they are asked for, under other names.
/// Archivist.docc/Renditions.md says where they are kept.
///
/// Making one takes up to seconds and blocks its thread.
package struct Rendering {
    let archive: ArchiveFolder
    private let store: RenditionStore
    /// As many at a time as there are cores, over all who ask: LibreOffice takes hundreds of megabytes.
    private static let slots = ReadingSlots(ProcessInfo.processInfo.activeProcessorCount)

    package init(archive: ArchiveFolder) {
        self.init(archive: archive, byteLimit: RenditionStore.byteLimit)
    }

    /// - Parameter byteLimit: bytes of renditions that are kept.
    package init(archive: ArchiveFolder, byteLimit: Int) {
        self.archive = archive
        store = RenditionStore(archive.layout, byteLimit: byteLimit)
    }

    /// Whether a file is one of those that a reading copy is made of; whether it can be made shows when it is.
    package static func offersReadingCopy(of file: VersionFile) -> Bool {
        RenditionKind.readingCopy.isOffered(forType: file.mediaType)
    }

    /// Whether a file is one of those that have pages to look at.
    package static func offersPages(of file: VersionFile) -> Bool {
        RenditionKind.page(.thumbnail).isOffered(forType: file.mediaType)
    }

    /// Whether its pages are drawn at once; others have to be converted first, which takes seconds.
    package static func offersPagesAtOnce(of file: VersionFile) -> Bool {
        offersPages(of: file) && !offersReadingCopy(of: file)
    }

    /// A PDF/A of an office document.
    /// - Parameter file: its name as in `Reading.file`; nil for the only or first file.
    package func readingCopy(
        _ typed: String, file: String? = nil, choice: Reading.Choice = .latest
    ) throws -> RenditionView {
        try view(.readingCopy, typed, file, choice, act: "show copy")
    }

    /// One page of a PDF, a scan or an office document.
    package func page(
        _ image: PageImage, of typed: String, file: String? = nil, choice: Reading.Choice = .latest
    ) throws -> RenditionView {
        try view(.page(image), typed, file, choice, act: "show page")
    }

    /// The same for a screen, as a JPEG.
    /// - Parameters:
    ///   - number: from 1.
    ///   - width: pixels at most.
    package func page(
        _ number: Int, width: Int, of typed: String, file: String?, choice: Reading.Choice
    ) throws -> RenditionView {
        try page(PageImage(number: number, width: width, format: .jpeg), of: typed, file: file, choice: choice)
    }

    /// The first page, small.
    package func thumbnail(
        _ typed: String, file: String? = nil, choice: Reading.Choice = .latest
    ) throws -> RenditionView {
        try view(.page(.thumbnail), typed, file, choice, act: "show thumbnail")
    }

    private func view(
        _ kind: RenditionKind, _ typed: String, _ name: String?, _ choice: Reading.Choice, act: String
    ) throws -> RenditionView {
        if case .page(let image) = kind {
            guard PageImage.widths.contains(image.width) else { throw ArchiveFailure.pageWidth(image.width) }
        }
        let reading = Reading(archive: archive)
        let source = try reading.source(typed, name: name, choice: choice, act: act)
        let (rendition, isKept) = try make(kind, of: source, reading)
        return RenditionView(
            code: source.item.code, version: source.version.number, file: source.file, rendition: rendition,
            isCached: isKept)
    }

    /// Whether a small picture of a file is there at once, for lists that show many.
    package func hasThumbnail(of file: VersionFile) -> Bool {
        Self.offersPagesAtOnce(of: file)
            || Self.offersPages(of: file) && store.rendition(.page(.thumbnail), of: file.sha256) != nil
    }

    // MARK: - Making

    /// For whoever has passed the door and is in the log.
    /// - Returns: with whether it was made before.
    func make(
        _ kind: RenditionKind, of source: Reading.Source, _ reading: Reading
    ) throws -> (Rendition, isKept: Bool) {
        if let kept = store.rendition(kind, of: source.file.sha256) { return (kept, true) }
        let rendition: Rendition
        do {
            rendition = try drawn(kind, of: source, reading)
        } catch let failure as RenditionFailure {
            throw ArchiveFailure.noRendition(code: source.item.code, file: source.file.name, failure)
        }
        try store.keep(rendition, kind, of: source.file.sha256) {
            try archive.catalog.read { session in
                try session.item(code: source.item.code).map { try !session.versions(ofItem: $0.id).isEmpty } == true
            }
        }
        return (rendition, false)
    }

    private func drawn(_ kind: RenditionKind, of source: Reading.Source, _ reading: Reading) throws -> Rendition {
        let name = source.file.original ?? source.file.name
        // The pages of an office document are those of its reading copy, which is the slow part.
        if case .page = kind, let copy = store.rendition(.readingCopy, of: source.file.sha256) {
            return try render(copy.bytes, "copy.pdf", kind)
        }
        let bytes = try reading.bytes(of: source)
        do {
            return try render(bytes, name, kind)
        } catch {
            guard case .page = kind, case .unsupported = error else { throw error }
            return try render(make(.readingCopy, of: source, reading).0.bytes, "copy.pdf", kind)
        }
    }

    private func render(_ bytes: Data, _ name: String, _ kind: RenditionKind) throws(RenditionFailure) -> Rendition {
        try Self.slots.use { () throws(RenditionFailure) in
            try archive.reader.render(bytes, name: name, as: kind)
        }
    }
}

/// A rendition as it is handed out.
package struct RenditionView: Sendable {
    package var code: String
    package var version: Int
    /// Of which file.
    package var file: VersionFile
    package var rendition: Rendition
    /// It was made before.
    package var isCached: Bool

    package var bytes: Data { rendition.bytes }
    package var mediaType: String { rendition.mediaType }
    /// How many pages the file has; nil where that was not found out.
    package var pages: Int? { rendition.pages }
}

extension RenditionView {
    /// Writes it to a file that is not there yet, whole or not at all.
    package func write(to target: String) throws {
        try Packaging.file(at: .path(target)) { path in try rendition.bytes.write(to: URL(fileURLWithPath: path)) }
    }
}
