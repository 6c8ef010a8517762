internal import Catalog
package import Records

/// What a case waits for (待办事项): a day by which it must be taken up again, as one of its records names it in a field that
/// the file plan marks `due`.
package struct CaseTask: Equatable, Sendable {
    /// The volume, and its title.
    package var volume: String
    package var title: String
    /// The record that names the day.
    package var record: String
    /// The field's name in the file plan.
    package var field: String
    package var on: Day
}

/// Tells what cases wait for. Nothing is kept for it and nothing has to be ticked off: a later record of the same class in
/// the volume, such as the visit's own, answers the earlier, and a closed volume waits for nothing.
package struct CaseTasks {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// What the open volumes that whoever acts was assigned to wait for; of all open ones where the archive has no users
    /// yet. The earliest day first.
    /// - Parameter until: the last day that is of interest; nil for all.
    package func own(until: Day? = nil) throws -> [CaseTask] {
        try archive.require(.read)
        let scope = try archive.scope()
        let tasks = try archive.catalog.read { session in
            let plan = try session.filePlan().plan
            let volumes =
                archive.principal.role == nil
                ? try session.volumes(classCode: nil, org: nil, state: .open)
                : try session.volumes(assignedTo: archive.principal.who).compactMap { try session.volume(code: $0) }
            return try volumes.filter { scope?.covers($0) != false }.flatMap { volume in
                let items = try session.items(volume: volume.code).filter { scope?.covers($0) != false }
                return try archive.tasks(
                    of: archive.mask(of: volume, scope: scope)?.volume(volume) ?? volume, items, plan, session)
            }
        }
        try archive.record("work list", object: nil)
        return tasks.filter { task in until.map { task.on <= $0 } != false }
            .sorted { ($0.on, $0.record) < ($1.on, $1.record) }
    }
}

extension ArchiveFolder {
    /// What a volume waits for, the earliest day first.
    /// - Parameter items: those in it that whoever acts may know of.
    func tasks(
        of volume: Volume, _ items: [ItemSummary], _ plan: FilePlan, _ session: CatalogSession
    ) throws -> [CaseTask] {
        guard volume.state.isOpen else { return [] }
        let standing = items.filter { !$0.voided && $0.state == "active" }
        return try plan.classes.flatMap { recordClass -> [CaseTask] in
            let fields = Set(recordClass.fields.filter { $0.due && !($0.personal && masksPersons) }.map(\.name))
            guard !fields.isEmpty,
                let newest = standing.filter({ $0.classCode == recordClass.code })
                    .max(by: { ($0.date, $0.id) < ($1.date, $1.id) }),
                let stored = try session.version(ofItem: newest.id, number: nil)
            else { return [] }
            return stored.version.description.fields.compactMap { field in
                guard fields.contains(field.name), let day = Day(field.value) else { return nil }
                return CaseTask(
                    volume: volume.code, title: volume.title, record: newest.code, field: field.name, on: day)
            }
        }.sorted { ($0.on, $0.record) < ($1.on, $1.record) }
    }
}
