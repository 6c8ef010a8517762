internal import Boxes
internal import Catalog
package import Foundation
package import Records
package import Retention

/// Reads records: description, history, text, exact bytes. Every use is in the log before the content is handed out.
package struct Reading {
    private let archive: ArchiveFolder
    private let reader: EntryReader

    package init(archive: ArchiveFolder) {
        self.archive = archive
        reader = EntryReader(boxes: archive.boxes)
    }

    /// Which version is meant.
    package enum Choice: Sendable {
        case latest
        case number(Int)
        /// The one that was current at the end of this day.
        case asOf(Day)
    }

    /// An item's description and all its versions.
    package func record(_ typed: String, choice: Choice = .latest) throws -> RecordView {
        let (item, versions, purpose) = try find(typed, showsStub: true)
        let chosen = try choose(choice, of: item.code, from: versions)
        var view = try view(of: item, versions, chosen: chosen)
        try archive.record("show", object: item.code, version: chosen.version.number, purpose: purpose)
        if let mask = try mask(of: item) { view.apply(mask) }
        return view
    }

    /// The versions of an item, oldest first.
    package func history(_ typed: String) throws -> RecordView {
        let (item, versions, purpose) = try find(typed)
        var view = try view(of: item, versions, chosen: versions[versions.count - 1])
        try archive.record("history", object: item.code, purpose: purpose)
        if let mask = try mask(of: item) { view.apply(mask) }
        return view
    }

    private func view(
        of item: ItemSummary, _ versions: [StoredVersion], chosen: StoredVersion
    ) throws -> RecordView {
        try archive.catalog.read { session in
            RecordView(
                chosen: chosen.version, versions: versions.map(\.version),
                retention: try Clockwork(session: session).outlook(
                    of: chosen.version, filedAt: versions[0].version.filedAt),
                state: try Self.state(of: item, session),
                storedOnlyFor: try archive.restriction(of: item.code, session)?.request,
                handedOver: item.state == "transferred" ? try session.handedOver(item.code) : nil)
        }
    }

    /// The name of the class that asks for a purpose which nobody has given yet, so that a page can ask for it before it
    /// shows anything; nil where none is needed, and where there is nothing that whoever acts may read.
    package func purposeAsked(for typed: String) throws -> String? {
        let scope = try archive.scope()
        let use = try archive.catalog.read { session -> ArchiveFolder.Use? in
            guard archive.permits(.read), let item = try archive.readable(typed, in: session, scope: scope) else {
                return nil
            }
            return ArchiveFolder.Use(item, try session.versions(ofItem: item.id))
        }
        guard let use, case .missing(let className)? = try archive.standings(of: [use]).first else { return nil }
        return className
    }

    /// The extracted text of a version.
    /// - Parameter act: what it is read for, as it stands in the log: to be seen, or to be printed.
    package func text(_ typed: String, choice: Choice = .latest, for act: String = "show text") throws -> String {
        try textWithParts(typed, choice: choice, for: act).text
    }

    /// The same with its parts, where persons are not masked.
    package func textWithParts(
        _ typed: String, choice: Choice = .latest, for act: String = "show text"
    ) throws -> (text: String, parts: [TextPart]) {
        let (item, versions, purpose) = try find(typed)
        let chosen = try choose(choice, of: item.code, from: versions)
        guard chosen.version.text != nil else {
            throw ArchiveFailure.noText(code: item.code, version: chosen.version.number)
        }
        try archive.record(act, object: item.code, version: chosen.version.number, purpose: purpose)
        let text = try failing(item.code) { try Indexing(archive: archive).text(of: chosen, reader) }
        if let mask = try mask(of: item) { return (mask.text(text), []) }
        return (text, chosen.version.text?.parts ?? [])
    }

    /// The exact bytes of a file. The digest has been checked.
    /// - Parameter name: nil for the only or first file.
    package func file(_ typed: String, name: String?, choice: Choice = .latest) throws -> (
        file: VersionFile, bytes: Data
    ) {
        let source = try source(typed, name: name, choice: choice, act: "show file")
        return (source.file, try bytes(of: source))
    }

    /// A file that whoever acts may have, and is in the log for.
    struct Source {
        var item: ItemSummary
        var version: Version
        var file: VersionFile
        var versions: [StoredVersion]
    }

    /// Finds a file and writes down its use.
    func source(_ typed: String, name: String?, choice: Choice, act: String) throws -> Source {
        let (item, versions, purpose) = try find(typed)
        // Nothing can be masked in the bytes of a file.
        guard try mask(of: item) == nil else { try archive.refuse(.masked(item.code), object: item.code) }
        let chosen = try choose(choice, of: item.code, from: versions)
        let files = chosen.version.files
        guard let file = name.map({ Self.file(named: $0, of: files) }) ?? files.first else {
            throw ArchiveFailure.noSuchFile(code: item.code, name: name ?? "")
        }
        try archive.record(act, object: item.code, version: chosen.version.number, purpose: purpose)
        return Source(item: item, version: chosen.version, file: file, versions: versions)
    }

    func bytes(of source: Source) throws -> Data {
        try failing(source.item.code) { try bytes(of: source.file, versions: source.versions) }
    }

    /// By its name, by what its container calls it, or by the last part of its name where that is the only one.
    private static func file(named name: String, of files: [VersionFile]) -> VersionFile? {
        if let exact = files.first(where: { $0.name == name }) ?? files.first(where: { $0.original == name }) {
            return exact
        }
        let alike = files.filter { $0.name.hasSuffix("/" + name) }
        return alike.count == 1 ? alike[0] : nil
    }

    func bytes(of file: VersionFile, versions: [StoredVersion]) throws -> Data {
        guard let holder = versions.first(where: { $0.version.number == file.storedIn }) else {
            throw CatalogError.inconsistent("no version \(file.storedIn)")
        }
        let members = try archive.catalog.read { try reader.members(of: holder, in: $0) }
        guard let bytes = members["content/" + file.name],
            BoxStore.sha256(bytes) == file.sha256
        else { throw BoxError.damaged(file: holder.place.file, offset: holder.place.offset) }
        return bytes
    }

    /// The difference between two versions, in description and text.
    package func difference(_ typed: String, from: Int, to: Int) throws -> VersionDifference {
        let (item, versions, purpose) = try find(typed)
        let old = try choose(.number(from), of: item.code, from: versions)
        let new = try choose(.number(to), of: item.code, from: versions)
        try archive.record("show", object: item.code, version: from, purpose: purpose)
        try archive.record("show", object: item.code, version: to, purpose: purpose)
        let indexing = Indexing(archive: archive)
        let mask = try mask(of: item)
        return try failing(item.code) {
            let texts = try [old, new].map { try indexing.text(of: $0, reader) }.map { mask?.text($0) ?? $0 }
            return VersionDifference(
                old: mask?.version(old.version) ?? old.version, new: mask?.version(new.version) ?? new.version,
                oldText: texts[0], newText: texts[1])
        }
    }

    // MARK: - Finding

    private static func state(of item: ItemSummary, _ session: CatalogSession) throws -> String {
        try item.state == "active" && !session.holds(onItem: item.id).isEmpty ? "held" : item.state
    }

    private func mask(of item: ItemSummary) throws -> PersonMask? {
        let scope = try archive.scope()
        return try archive.catalog.read { try archive.mask(of: item, scope: scope, in: $0) }
    }

    /// - Parameter showsStub: what is left of a destroyed record is shown instead, which is logged where it is done.
    /// - Returns: with the purpose that a grant gives, where none is given otherwise and the class asks for one.
    func find(_ typed: String, showsStub: Bool = false) throws -> (ItemSummary, [StoredVersion], purpose: String?) {
        try archive.require(.read, object: typed)
        let scope = try archive.scope()
        let found = try archive.seeking(typed) {
            try archive.catalog.read { session -> Result<(ItemSummary, [StoredVersion]), ArchiveFailure> in
                guard let item = try archive.readable(typed, in: session, scope: scope) else {
                    let absence = try archive.absence(of: typed, in: session, scope: scope)
                    if showsStub, case .gone = absence { return .failure(absence) }
                    throw absence
                }
                let versions = try session.versions(ofItem: item.id)
                guard !versions.isEmpty else { throw CatalogError.inconsistent("no version of \(item.code)") }
                return .success((item, versions))
            }
        }
        let (item, versions) = try found.get()
        let use = ArchiveFolder.Use(item, versions)
        return (item, versions, try archive.purposes(of: [use], act: archive.principal.act)[0])
    }

    private func choose(_ choice: Choice, of code: String, from versions: [StoredVersion]) throws -> StoredVersion {
        try archive.seeking(code) { try pick(choice, of: code, from: versions) }
    }

    private func pick(_ choice: Choice, of code: String, from versions: [StoredVersion]) throws -> StoredVersion {
        switch choice {
        case .latest: return versions[versions.count - 1]
        case .number(let number):
            guard let found = versions.first(where: { $0.version.number == number }) else {
                throw ArchiveFailure.noSuchVersion(code: code, version: number)
            }
            return found
        case .asOf(let day):
            guard let found = versions.last(where: { $0.version.filedAt.prefix(10) <= day.description }) else {
                throw ArchiveFailure.noVersionThen(code: code, date: day.description)
            }
            return found
        }
    }

    private func failing<T>(_ code: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as BoxError {
            throw ArchiveFailure.damaged(box: error.file, code: code)
        }
    }
}

extension BoxError {
    var file: String {
        switch self {
        case .missing(let file): file
        case .truncated(let file, _), .damaged(let file, _): file
        }
    }
}

/// An item as it is shown.
package struct RecordView: Sendable {
    package var chosen: Version
    package var versions: [Version]
    package var retention: RetentionOutlook
    package var state: String
    /// The request for which it is kept in storage only, where who reads it was granted it all the same.
    package var storedOnlyFor: Int?
    /// Where the record was handed over to; what is here is a copy.
    package var handedOver: HandedOver?
    /// Persons are hidden from who reads it, and with them its files.
    package var isMasked = false

    mutating func apply(_ mask: PersonMask) {
        isMasked = true
        chosen = mask.version(chosen)
        versions = versions.map(mask.version)
    }
}
