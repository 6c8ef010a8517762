internal import Access
internal import Catalog
internal import Foundation
internal import Records

/// May this reader see this record: one rule for the index, for lists and for reading.
extension ArchiveFolder {
    /// What whoever acts may read; nil in single-person mode, where that is everything, unless something is kept in storage
    /// only.
    func scope() throws -> ReaderScope? {
        let granted = try granted()
        return try catalog.read { session in
            let restrictions = try session.storageRestrictions()
            guard let role = principal.role, let org = principal.org else {
                return restrictions.isEmpty
                    ? nil : try withholding(restrictions, from: .everything(withoutItems: []), grants: [:], session)
            }
            let classes = try session.filePlan().plan.classes
            var scope = ReaderScope(
                org: org, classes: Set(classes.filter { SeparationMatrix.reads(role, $0.access) }.map(\.code)))
            guard SeparationMatrix.permits(role, .read) else { return scope }
            // Registers of disposals stand in no plan.
            if SeparationMatrix.reads(role, .announced) { scope.classes.insert(RecordClass.registersCode) }
            for volume in try session.volumesWithLevel() {
                if !SeparationMatrix.reads(role, volume.level) {
                    scope.closedVolumes.insert(volume.code)
                } else if Organisation.jurisdiction(of: org, covers: volume.org) {
                    scope.openedVolumes.insert(volume.code)
                }
            }
            scope.openedVolumes.formUnion(try session.volumes(assignedTo: principal.who))
            let closed = Set(classes.map(\.code)).subtracting(scope.classes)
            scope.openedItems = Set(try session.items(filedBy: principal.who, classes: closed))
            scope.granted = Set(granted.keys)
            for object in scope.granted {
                if let item = try session.item(code: object) {
                    scope.openedItems.insert(item.id)
                } else {
                    scope.openedVolumes.insert(object)
                }
            }
            return restrictions.isEmpty ? scope : try withholding(restrictions, from: scope, grants: granted, session)
        }
    }

    /// The scope without what is kept in storage only, but for what was granted since by name: an item by its own code or,
    /// where its volume is kept so, the volume's.
    private func withholding(
        _ restrictions: [StorageRestriction], from scope: ReaderScope, grants: [String: Int64],
        _ session: CatalogSession
    ) throws -> ReaderScope {
        var scope = scope
        for restriction in restrictions {
            func isOpened(_ code: String) -> Bool { (grants[code] ?? 0) > restriction.placed }
            if isOpened(restriction.code) { continue }
            if restriction.isVolume {
                scope.withheldVolumes.insert(restriction.code)
                scope.withheldItems.formUnion(
                    try session.items(volume: restriction.code).filter { !isOpened($0.code) }.map(\.id))
            } else if let item = try session.item(code: restriction.code) {
                scope.withheldItems.insert(item.id)
            }
        }
        return scope
    }

    /// What is open to whoever acts because somebody granted it, with the number of the latest act that did, apart from
    /// emergencies; 0 where that is unknown.
    private func granted() throws -> [String: Int64] {
        try openGrants().reduce(into: [:]) { granted, open in
            granted[open.grant.object] = max(granted[open.grant.object] ?? 0, open.act)
        }
    }

    /// The grants in force for whoever acts, the newest last. One that was over stays so when the clock is set back, and its
    /// days end where it was decided, whatever zone the reader's program runs in.
    func openGrants() throws -> [(grant: AccessGrant, act: Int64)] {
        guard principal.role != nil else { return [] }
        let now = time(nil)
        let earliest = Timestamp.day(of: now - 2 * 86_400).description
        return try catalog.read { try $0.grants(of: principal.who, on: earliest) }.filter { grant, _ in
            guard let until = grant.until else { return true }
            let at = grant.decidedAt ?? grant.requestedAt
            let today = Timestamp.day(of: now, inZoneOf: at)
            return try until >= today.description
                && !log.isOver(until, sinceGrantOf: grant.object, by: grant.decidedBy ?? grant.user, at: at)
        }
    }

    /// The item, if there is one and the reader may know of it: otherwise the answer is that there is none.
    func readable(_ typed: String, in session: CatalogSession, scope: ReaderScope?) throws -> ItemSummary? {
        guard let item = try session.item(code: ArchivalCode.normalised(typed)) ?? session.item(code: typed) else {
            return nil
        }
        return scope?.covers(item) == false ? nil : item
    }

    /// Why nothing is to be had under a code, as far as who acts may know: it is kept in storage only, it was destroyed, or
    /// there is no such thing.
    func absence(
        of typed: String, in session: CatalogSession, scope: ReaderScope?,
        otherwise none: (String) -> ArchiveFailure = ArchiveFailure.noSuchRecord
    ) throws -> ArchiveFailure {
        let code = ArchivalCode.normalised(typed)
        if let scope, try scope.covers(code, in: session) == false,
            try scope.unrestricted.covers(code, in: session) == true,
            let restriction = try restriction(of: code, session)
        {
            return .storedOnly(code: code, restriction.party, request: restriction.request)
        }
        if let gone = try session.stub(code: code), try mayKnow(of: gone.stub, session) {
            return .gone(
                code: code, gone.disposal.kind, authority: gone.disposal.authority, at: gone.disposal.at)
        }
        return none(typed)
    }

    /// What keeps an item or volume in storage only: it is itself kept so, or its volume is.
    func restriction(of code: String, _ session: CatalogSession) throws -> StorageRestriction? {
        let restrictions = try session.storageRestrictions()
        if restrictions.isEmpty { return nil }
        let volume = try session.item(code: code)?.volume
        return restrictions.first { $0.code == code || $0.isVolume && $0.code == volume }
    }

    /// How many items of each volume who acts may know of; nil where that is all of them.
    func counts(scope: ReaderScope?, _ session: CatalogSession) throws -> (
        (volumes: [String: Int], classes: [String: Int])?
    ) {
        guard let scope else { return nil }
        var volumes: [String: Int] = [:]
        var classes: [String: Int] = [:]
        try session.forEachItem { item in
            guard scope.covers(item: item.id, classCode: item.classCode, org: item.org, volume: item.volume) else {
                return
            }
            classes[item.classCode, default: 0] += 1
            if let volume = item.volume { volumes[volume, default: 0] += 1 }
        }
        return (volumes, classes)
    }
}

/// A record that a reader learns of without reading it: no more than when, and who holds it.
package struct AnnouncedRecord: Hashable, Sendable {
    package var year: String
    package var org: String
}

extension ArchiveFolder {
    /// Cases that are announced to a caseworker who types the full name or identity number of their subject, and nothing
    /// else: within the district, and kept from the reader otherwise.
    func announced(by text: String, scope: ReaderScope?) throws -> [AnnouncedRecord] {
        guard let scope, let role = principal.role else { return [] }
        let typed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (2...40).contains(typed.count), !typed.contains(where: \.isWhitespace) else { return [] }
        return try catalog.read { session in
            let levels = Dictionary(
                try session.filePlan().plan.classes.map { ($0.code, $0.access) },
                uniquingKeysWith: { first, _ in first })
            let ofVolume = Dictionary(
                try session.volumesWithLevel().map { ($0.code, $0.level) }, uniquingKeysWith: { first, _ in first })
            let district = ReaderScope.district(of: scope.org)
            var found: Set<AnnouncedRecord> = []
            for person in try session.persons(namedExactly: typed) {
                let records = try session.records(ofPerson: person.id)
                for volume in try records.volumes.compactMap({ try session.volume(code: $0) }) {
                    let level = ofVolume[volume.code] ?? levels[volume.classCode] ?? .hidden
                    guard SeparationMatrix.learnsOf(role, level), !scope.covers(volume),
                        !scope.withheldVolumes.contains(volume.code),
                        Organisation.jurisdiction(of: district, covers: volume.org)
                    else { continue }
                    found.insert(AnnouncedRecord(year: volume.year, org: volume.org))
                }
                for item in try records.items.compactMap({ try session.item(code: $0) }) where item.volume == nil {
                    guard SeparationMatrix.learnsOf(role, levels[item.classCode] ?? .hidden), !scope.covers(item),
                        !scope.withheldItems.contains(item.id),
                        Organisation.jurisdiction(of: district, covers: item.org)
                    else { continue }
                    found.insert(AnnouncedRecord(year: String(item.date.prefix(4)), org: item.org))
                }
            }
            return found.sorted { ($0.year, $0.org) < ($1.year, $1.org) }
        }
    }
}

extension ReaderScope {
    /// The district that an organisation belongs to; itself where it stands above districts.
    static func district(of org: String) -> String { String(org.prefix(6)) }

    func covers(_ item: ItemSummary) -> Bool {
        covers(item: item.id, classCode: item.classCode, org: item.org, volume: item.volume)
    }

    /// A volume may be known of where it is open to the reader, or its class is.
    func covers(_ volume: Volume) -> Bool {
        if withheldVolumes.contains(volume.code) { return false }
        if readsEverything || openedVolumes.contains(volume.code) { return true }
        if closedVolumes.contains(volume.code) { return false }
        return classes.contains(volume.classCode) && Organisation.jurisdiction(of: org, covers: volume.org)
    }

    /// Whether what a code names is kept in storage only.
    func withholds(_ code: String, in session: CatalogSession) throws -> Bool {
        if withheldItems.isEmpty && withheldVolumes.isEmpty { return false }
        return try withheldVolumes.contains(code)
            || session.item(code: code).map { withheldItems.contains($0.id) } == true
    }

    /// The same of whatever a code names; nil where it names nothing.
    func covers(_ code: String, in session: CatalogSession) throws -> Bool? {
        try session.item(code: code).map(covers(_:)) ?? session.volume(code: code).map(covers(_:))
    }
}
