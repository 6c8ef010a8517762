internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Intake
package import Records
internal import Search

/// An archive on disk, with its stores opened: the one place that builds them. Each action gets the folder and takes the
/// stores it needs.
///
/// ```
/// ARCHIVE/
///   Corpus/    the truth: catalog.sqlite, access.sqlite, boxes/, log-key unless it is kept elsewhere, and synonyms.txt,
///              log-rules.yaml and formats.yaml where the institution keeps its own; log-reserve, room that is given up
///              on a full disk; lock, held by who writes
///   Incoming/  what browsers have sent and nobody has filed yet
///   Indexes/   a cache: search.sqlite; renditions/ of files that were looked at; tmp/ while files are read, on machines
///              without /dev/shm
/// ```
package struct ArchiveFolder: Sendable {
    /// Absolute.
    package let path: String
    /// Who acts, through which face, and what for: stands in the log of everything that is done.
    package private(set) var principal: Principal
    let catalog: CatalogFile
    let boxes: BoxStore
    let log: AccessLog
    private(set) var lock: WriterLock
    /// Where the index stays open between one request and the next; nil where an opening serves one act.
    private(set) var keptIndex: KeptIndex?
    /// Likewise how far the review of the log has come.
    private(set) var keptReview: KeptReview?
    /// Likewise what was read last.
    private(set) var keptReadings: KeptReadings?
    let reserve: Reserve
    /// Reads what comes in, each file in a process of its own.
    package var reader: ProcessReader

    /// Opens an archive.
    /// - Parameter diskFull: told when the disk is full and the archive works on what was kept back for that.
    package init(
        path: String, principal: Principal, diskFull: @escaping @Sendable (DiskFullNotice) -> Void = { _ in }
    ) throws {
        let path = Self.absolute(path)
        let reserve = Reserve(path: Layout(path: path).logReserve, notice: diskFull)
        // A full disk has no room for what SQLite makes beside its files while it reads them.
        self = try reserve.lend {
            try ArchiveFolder(path: path, principal: principal, isFounded: true, reserve: reserve)
        }
    }

    /// - Parameter isFounded: false while the founding itself is under way.
    init(path: String, principal: Principal, isFounded: Bool, reserve: Reserve? = nil) throws {
        let layout = Layout(path: path)
        guard Self.exists(layout.corpus) else { throw ArchiveFailure.notAnArchive(path) }
        guard Self.exists(layout.catalog) else { throw ArchiveFailure.catalogMissing(path) }
        self.path = path
        self.principal = principal
        catalog = try CatalogFile(path: layout.catalog)
        boxes = BoxStore(root: layout.boxes)
        let hasLog = Self.exists(layout.accessLog)
        // A new log in the place of a lost one would look as if nothing had ever been used.
        if !hasLog, try !catalog.read({ try $0.logStretches() }).isEmpty { throw ArchiveFailure.logMissing(path) }
        log = try AccessLog(path: layout.accessLog)
        // A log that was made just now must not lose its name in a power cut.
        if !hasLog { try DurableFile.syncFolder(layout.corpus) }
        reader = ProcessReader(fallback: layout.temporary)
        lock = WriterLock(path: layout.lock, who: principal.who, act: principal.act)
        self.reserve = reserve ?? Reserve(path: layout.logReserve, notice: { _ in })
        // A founding that was cut short has no fonds yet: it was never acknowledged, and can be begun again.
        if isFounded, try catalog.read({ try $0.fonds() }) == nil { throw ArchiveFailure.notAnArchive(path) }
        reader.clear()
        RenditionStore(layout).sweep()
        // What a writer left when it died is undone by whoever comes next; what a power cut hid is undone by the next writer.
        if lock.wasLeftBehind { try lock.holdIfFree { try Committing(archive: self).settle() } }
        // A disposal that was cut short goes on; where it cannot (a full disk), the archive can be read all the same.
        if isFounded, try catalog.read({ try $0.hasUnfinishedDisposals() }) {
            try? lock.holdIfFree { try Committing(archive: self).settle() }
        }
    }

    /// The same archive, with the same stores, in somebody else's hands.
    func acting(as principal: Principal) -> ArchiveFolder {
        var archive = self
        archive.principal = principal
        archive.lock = WriterLock(path: layout.lock, who: principal.who, act: principal.act)
        return archive
    }

    /// The same archive for many acts, one after the other and side by side.
    func keepingOpen() -> ArchiveFolder {
        var archive = self
        archive.keptIndex = KeptIndex()
        archive.keptReview = KeptReview()
        archive.keptReadings = KeptReadings()
        return archive
    }

    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    var layout: Layout { Layout(path: path) }

    /// The index, brought up to the catalog's last version; a damaged one is deleted and built anew.
    func searchIndex(progress: WorkProgress? = nil) async throws -> SearchIndex {
        try await reserve.lend { try await Indexing(archive: self).currentIndex(progress: progress) }
    }

    /// Whether who acts has a duty: for what a page offers. Every action asks for itself.
    package func permits(_ duty: Duty) -> Bool {
        principal.role.map { SeparationMatrix.permits($0, duty) } ?? true
    }

    /// Lets an action go on only for who has the duty; a refusal is logged.
    /// - Throws: `notPermitted`.
    func require(_ duty: Duty, object: String? = nil) throws {
        if principal.isReadingOnly, ![.search, .read, .export, .readLog, .verifyLog].contains(duty) {
            try refuse(.readingOnly, object: object)
        }
        guard let role = principal.role, !SeparationMatrix.permits(role, duty) else { return }
        try refuse(.notPermitted(duty), object: object)
    }

    /// Writes down, as what was tried, that whoever acts is refused it.
    func refuse(_ failure: ArchiveFailure, object: String?) throws -> Never {
        try record(principal.act, object: object, denied: true)
        throw failure
    }

    /// Lets an action go on only for who may change something at all.
    func requireChanging(object: String? = nil) throws {
        if principal.isReadingOnly { try refuse(.readingOnly, object: object) }
    }

    /// Lets an action go on only within the jurisdiction of who acts.
    func requireJurisdiction(over org: String) throws {
        guard let own = principal.org, !Organisation.jurisdiction(of: own, covers: org) else { return }
        try refuse(.refused(.outsideJurisdiction(org)), object: org)
    }

    /// Writes down a use before its content is shown.
    func record(
        _ act: String, object: String?, version: Int? = nil, denied: Bool = false, purpose: String? = nil
    ) throws {
        let entry = entry(
            at: Timestamp.now(), act, object: object, version: version, denied: denied, purpose: purpose)
        _ = try reserve.lend { try log.append([entry]) }
    }

    /// Writes down one use of each object, all of them before any is shown.
    func record(_ act: String, objects: [String?], purpose: String? = nil) throws {
        try record(act, objects: objects, purposes: objects.map { _ in purpose })
    }

    func record(_ act: String, objects: [String?], purposes: [String?]) throws {
        let at = Timestamp.now()
        let entries = zip(objects, purposes).map { entry(at: at, act, object: $0, purpose: $1) }
        _ = try reserve.lend { try log.append(entries) }
    }

    /// An entry of whoever acts.
    func entry(
        at: String, _ act: String, object: String?, version: Int? = nil, denied: Bool = false, purpose: String? = nil
    ) -> AccessEntry {
        AccessEntry(
            at: at, who: principal.who, role: principal.role, org: principal.org, face: principal.face, act: act,
            denied: denied, object: object, version: version, purpose: purpose ?? principal.purpose)
    }

    /// True when a path leads into the archive's own folder, by whatever links. What is not there yet is judged by the
    /// folder that would hold it.
    func contains(_ other: String) -> Bool {
        let own = Self.resolved(path) ?? path
        let there = Self.resolved(other) ?? Self.resolved(other.parentPath) ?? other
        return there == own || there.hasPrefix(own + "/")
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    static func exists(_ path: String) -> Bool { DurableFile.length(of: path) != nil }
}

/// Who acts. In single-person mode that is the account that owns the folder.
package struct Principal: Sendable {
    package var who: String
    package var face: String
    /// The command or page, for whoever waits for the lock.
    package var act: String
    package var purpose: String?
    /// Nil in single-person mode, where the account that owns the folder does everything.
    package var role: Role?
    /// The user's organisation: its code and all below it are the jurisdiction.
    package var org: String?
    /// The name of the token that was signed in with; nil for a password.
    package var token: String?
    /// The token is for reading: nothing is changed with it.
    package var isReadingOnly = false

    package init(
        who: String, face: String, act: String, purpose: String? = nil, role: Role? = nil, org: String? = nil
    ) {
        self.who = who
        self.face = face
        self.act = act
        self.purpose = purpose
        self.role = role
        self.org = org
    }
}

/// Where things stand in an archive folder.
struct Layout {
    let path: String
    var corpus: String { path + "/Corpus" }
    var catalog: String { corpus + "/catalog.sqlite" }
    var accessLog: String { corpus + "/access.sqlite" }
    var boxes: String { corpus + "/boxes" }
    var synonyms: String { corpus + "/synonyms.txt" }
    var logKey: String { corpus + "/log-key" }
    var logRules: String { corpus + "/log-rules.yaml" }
    var logReserve: String { corpus + "/log-reserve" }
    var formats: String { corpus + "/formats.yaml" }
    var lock: String { corpus + "/lock" }
    /// What browsers have sent and nobody has filed yet: no truth, and no cache either.
    var incoming: String { path + "/Incoming" }
    var indexes: String { path + "/Indexes" }
    var index: String { indexes + "/search.sqlite" }
    /// For temporary files, where there is no memory to take for them.
    var temporary: String { indexes + "/tmp" }
    var renditions: String { indexes + "/renditions" }
}

/// Reports how far long work has come.
package struct WorkProgress: Sendable {
    package var report: @Sendable (_ done: Int, _ total: Int?) -> Void
    /// True once the user asked to stop: work ends cleanly at the next item.
    package var isCancelled: @Sendable () -> Bool

    package init(
        report: @escaping @Sendable (Int, Int?) -> Void = { _, _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.report = report
        self.isCancelled = isCancelled
    }
}
