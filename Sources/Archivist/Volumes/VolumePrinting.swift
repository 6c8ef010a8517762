internal import Catalog
package import Records

/// A volume as its sheets say it: what a cover, a spine, a contents list and a note sheet are made of (GB/T 9705 文书档案案卷格式,
/// DA/T 22 归档文件整理规则).
package struct PrintedVolume: Sendable {
    package struct Line: Sendable {
        package var item: ListedItem
        package var author: String?
        package var documentNumber: String?
        /// Nil where nobody counted them.
        package var pages: Int?
    }

    package struct Event: Sendable {
        package enum Kind: Sendable {
            case opened, closed, reopened
        }

        package var kind: Kind
        /// `YYYY-MM-DD`
        package var day: String
        package var by: String
        package var note: String?
    }

    package var fonds: Fonds
    package var volume: Volume
    package var lines: [Line]
    package var events: [Event]
    /// Codes of what stood in it and is gone, with how it ended.
    package var gone: [(code: String, kind: Disposal.Kind)]

    /// The first and the last day of its records, without those that are void.
    package var span: (from: String, to: String)? {
        let days = lines.filter { !$0.item.voided }.map(\.item.date)
        guard let from = days.min(), let to = days.max() else { return nil }
        return (from, to)
    }

    /// Nil where pages of some record are not known.
    package var pages: Int? {
        let counts = lines.map(\.pages)
        return counts.isEmpty || counts.contains(nil) ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
    }
}

/// Prints a volume's sheets. What goes on paper leaves the archive's sight: each record that a sheet names is in the log as
/// printed before the sheet is shown.
package struct VolumePrinting {
    package enum Sheet: String, CaseIterable, Sendable {
        case contents, cover, spine, note
    }

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package func volume(_ typed: String, for sheet: Sheet) throws -> PrintedVolume {
        let code = ArchivalCode.normalised(typed)
        try archive.require(.read, object: code)
        let scope = try archive.scope()
        let printed = try archive.seeking(typed) {
            try archive.catalog.read { session -> PrintedVolume in
                guard let volume = try session.volume(code: code), scope?.covers(volume) != false,
                    let fonds = try session.fonds()
                else {
                    throw try archive.absence(
                        of: typed, in: session, scope: scope, otherwise: ArchiveFailure.noSuchVolume)
                }
                return try gathered(of: volume, fonds, scope, session)
            }
        }
        let named = sheet == .contents ? printed.lines.map(\.item.code) : []
        try archive.record("print", objects: [code] + named)
        return printed
    }

    private func gathered(
        of volume: Volume, _ fonds: Fonds, _ scope: ReaderScope?, _ session: CatalogSession
    ) throws -> PrintedVolume {
        let volumeMask = archive.mask(of: volume, scope: scope)
        var masks = volumeMask.map { [$0] } ?? []
        var lines: [PrintedVolume.Line] = []
        // In the order of their numbers, as they lie in the volume.
        let items = try session.items(volume: volume.code).sorted { $0.code < $1.code }
        for item in items where scope?.covers(item) != false {
            guard var version = try session.versions(ofItem: item.id).last?.version else { continue }
            let pages = Self.pages(of: version)
            var item = item
            if let mask = try archive.mask(of: item, scope: scope, in: session) {
                version = mask.version(version)
                item.title = mask.text(item.title)
                masks.append(mask)
            }
            lines.append(
                PrintedVolume.Line(
                    item: ListedItem(item), author: version.description.author,
                    documentNumber: version.description.documentNumber, pages: pages))
        }
        var shown = volumeMask?.volume(volume) ?? volume
        shown.itemCount = lines.count
        let events = try session.acts(ofVolume: volume.code).compactMap(Self.event).map { event in
            var event = event
            event.note = event.note.map { note in masks.reduce(note) { $1.text($0) } }
            return event
        }
        let gone = try session.stubs(ofVolume: volume.code).filter { try archive.mayKnow(of: $0.stub, session) }
        return PrintedVolume(
            fonds: fonds, volume: shown, lines: lines, events: events, gone: gone.map { ($0.stub.code, $0.kind) })
    }

    private static func event(_ act: Act) -> PrintedVolume.Event? {
        switch act.content {
        case .volumeOpened(let volume): .init(kind: .opened, day: volume.openedOn, by: act.by, note: nil)
        case .volumeClosed(_, let day, let note): .init(kind: .closed, day: day, by: act.by, note: note)
        case .volumeReopened(_, let day, let reason): .init(kind: .reopened, day: day, by: act.by, note: reason)
        default: nil
        }
    }

    /// As many as its files have; nil where one of them has none that are known.
    private static func pages(of version: Version) -> Int? {
        guard let parts = version.text?.parts, parts.count == version.files.count else { return nil }
        let counts = parts.map { $0.pages?.count }
        return counts.contains(nil) ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
    }
}
