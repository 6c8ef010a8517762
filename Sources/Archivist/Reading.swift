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
        let (item, versions) = try find(typed)
        let chosen = try choose(choice, of: item.code, from: versions)
        var view = try archive.catalog.read { session in
            RecordView(
                chosen: chosen.version, versions: versions.map(\.version),
                retention: try Clockwork(session: session).outlook(
                    of: chosen.version, filedAt: versions[0].version.filedAt),
                state: try Self.state(of: item, session))
        }
        try archive.record("show", object: item.code, version: chosen.version.number)
        if let mask = try mask(of: item) { view.apply(mask) }
        return view
    }

    /// The versions of an item, oldest first.
    package func history(_ typed: String) throws -> RecordView {
        let (item, versions) = try find(typed)
        var view = try archive.catalog.read { session in
            RecordView(
                chosen: versions[versions.count - 1].version, versions: versions.map(\.version),
                retention: try Clockwork(session: session).outlook(
                    of: versions[versions.count - 1].version, filedAt: versions[0].version.filedAt),
                state: try Self.state(of: item, session))
        }
        try archive.record("history", object: item.code)
        if let mask = try mask(of: item) { view.apply(mask) }
        return view
    }

    /// The extracted text of a version.
    package func text(_ typed: String, choice: Choice = .latest) throws -> String {
        let (item, versions) = try find(typed)
        let chosen = try choose(choice, of: item.code, from: versions)
        guard chosen.version.text != nil else {
            throw ArchiveFailure.noText(code: item.code, version: chosen.version.number)
        }
        try archive.record("show text", object: item.code, version: chosen.version.number)
        let text = try failing(item.code) { try Indexing(archive: archive).text(of: chosen, reader) }
        return try mask(of: item)?.text(text) ?? text
    }

    /// The exact bytes of a file. The digest has been checked.
    /// - Parameter name: nil for the only or first file.
    package func file(_ typed: String, name: String?, choice: Choice = .latest) throws -> (
        file: VersionFile, bytes: Data
    ) {
        let (item, versions) = try find(typed)
        // Nothing can be masked in the bytes of a file.
        guard try mask(of: item) == nil else { throw ArchiveFailure.masked(item.code) }
        let chosen = try choose(choice, of: item.code, from: versions)
        let files = chosen.version.files
        guard let file = name.map({ name in files.first { $0.name == name } }) ?? files.first else {
            throw ArchiveFailure.noSuchFile(code: item.code, name: name ?? "")
        }
        try archive.record("show file", object: item.code, version: chosen.version.number)
        return (file, try failing(item.code) { try bytes(of: file, versions: versions) })
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
        let (item, versions) = try find(typed)
        let old = try choose(.number(from), of: item.code, from: versions)
        let new = try choose(.number(to), of: item.code, from: versions)
        try archive.record("show", object: item.code, version: from)
        try archive.record("show", object: item.code, version: to)
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

    func find(_ typed: String) throws -> (ItemSummary, [StoredVersion]) {
        try archive.require(.read, object: typed)
        let scope = try archive.scope()
        return try archive.seeking(typed) {
            try archive.catalog.read { session in
                guard let item = try archive.readable(typed, in: session, scope: scope) else {
                    if let gone = try session.stub(code: ArchivalCode.normalised(typed)), archive.mayKnow(of: gone.stub)
                    {
                        throw ArchiveFailure.gone(code: gone.stub.code, gone.disposal.kind)
                    }
                    throw ArchiveFailure.noSuchRecord(typed)
                }
                let versions = try session.versions(ofItem: item.id)
                guard !versions.isEmpty else { throw CatalogError.inconsistent("no version of \(item.code)") }
                return (item, versions)
            }
        }
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

    mutating func apply(_ mask: PersonMask) {
        chosen = mask.version(chosen)
        versions = versions.map(mask.version)
    }
}
