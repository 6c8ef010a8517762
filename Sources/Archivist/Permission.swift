internal import Access
internal import Catalog
internal import Foundation
internal import Records

/// May this reader see this record: one rule for the index, for lists and for reading.
extension ArchiveFolder {
    /// What whoever acts may read; nil in single-person mode, where that is everything.
    func scope() throws -> ReaderScope? {
        guard let role = principal.role, let org = principal.org else { return nil }
        return try catalog.read { session in
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
            let today = Timestamp.today().description
            scope.granted = Set(try session.objects(grantedTo: principal.who, on: today))
            for object in scope.granted {
                if let item = try session.item(code: object) {
                    scope.openedItems.insert(item.id)
                } else {
                    scope.openedVolumes.insert(object)
                }
            }
            return scope
        }
    }

    /// The item, if there is one and the reader may know of it: otherwise the answer is that there is none.
    func readable(_ typed: String, in session: CatalogSession, scope: ReaderScope?) throws -> ItemSummary? {
        guard let item = try session.item(code: ArchivalCode.normalised(typed)) ?? session.item(code: typed) else {
            return nil
        }
        return scope?.covers(item) == false ? nil : item
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
                        Organisation.jurisdiction(of: district, covers: volume.org)
                    else { continue }
                    found.insert(AnnouncedRecord(year: volume.year, org: volume.org))
                }
                for item in try records.items.compactMap({ try session.item(code: $0) }) where item.volume == nil {
                    guard SeparationMatrix.learnsOf(role, levels[item.classCode] ?? .hidden), !scope.covers(item),
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
        if openedVolumes.contains(volume.code) { return true }
        if closedVolumes.contains(volume.code) { return false }
        return classes.contains(volume.classCode) && Organisation.jurisdiction(of: org, covers: volume.org)
    }
}
