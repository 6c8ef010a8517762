internal import Catalog
package import Records
package import Retention

/// Which periods have ended, what starts a clock, and what a changed schedule would change.
package struct Retaining {
    /// Items that are looked at in one read of the catalog.
    private static let page = 2000

    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// Records whose period has ended by the beginning of a day, in the order in which they were filed. The look is in the
    /// log before the first is reported.
    package func due(
        on day: Day, classCode: String?, org: String?, progress: WorkProgress, report: (DueRecord) -> Void
    ) throws {
        try archive.require(.proposeAppraisal)
        try archive.record("retention due", object: day.description)
        try eachItem(classCode: try classCode.map(knownClass), org: org, progress) { item, isWithheld, session, clock in
            let outlook = try clock.outlook(of: item)
            guard DueRecord.isDue(outlook, on: day) else { return }
            report(
                DueRecord(
                    code: item.code, title: isWithheld ? "" : item.title, isStoredOnly: isWithheld,
                    classCode: item.classCode, org: item.org, date: item.date,
                    outlook: outlook, holds: try session.holds(onItem: item.id)))
        }
    }

    /// Records that something happened that starts a record's clock.
    package func record(_ kind: RetentionTrigger, of typed: String, on day: Day) throws -> RetentionOutlook {
        try archive.require(.arrange, object: typed)
        let code = ArchivalCode.normalised(typed)
        let scope = try archive.scope()?.unrestricted
        return try archive.seeking(typed) {
            try Committing(archive: archive).commit { ledger in
                guard let item = try archive.readable(code, in: ledger.session, scope: scope) else {
                    throw try archive.absence(of: typed, in: ledger.session, scope: scope)
                }
                try ledger.enter(.retentionEvent(code: code, kind: kind, on: day.description))
                return try Clockwork(session: ledger.session).outlook(of: item)
            }
        }
    }

    /// What another plan changes: the rules of its classes, and the periods of records that are kept with their volume. A
    /// record of its own keeps the rule under which it was filed. Records are counted and named as far as whoever asks may
    /// know of them.
    package func effect(of yaml: String, progress: WorkProgress) throws -> ScheduleEffect {
        try archive.require(.plan)
        let plan = try Planning.check(yaml)
        try archive.record("plan effect", object: nil)
        let scope = try archive.scope()
        let (current, counts, used) = try archive.catalog.read { session in
            (
                try session.filePlan().plan,
                try archive.counts(scope: scope, session)?.classes ?? session.itemCountsByClass(),
                try session.classesInUse()
            )
        }
        // Who reads no records counts none: a 0 would say that there are none.
        let isCounting = archive.permits(.read)
        var effect = ScheduleEffect()
        for code in Set(current.classes.map(\.code) + plan.classes.map(\.code)).sorted() {
            let (old, new) = (current.recordClass(code)?.retention, plan.recordClass(code)?.retention)
            if old != new {
                effect.classes.append(
                    .init(code: code, old: old, new: new, items: isCounting ? counts[code] ?? 0 : nil))
            }
        }
        effect.lost = used.subtracting([RecordClass.registersCode]).filter { plan.recordClass($0) == nil }.sorted()
        try eachItem(classCode: nil, org: nil, progress) { item, _, session, clock in
            guard item.volume != nil else { return }
            let change = ScheduleChange(
                code: item.code, old: try clock.outlook(of: item),
                new: try Clockwork(session: session, plan: plan).outlook(of: item))
            if let change { effect.changes.append(change) }
        }
        return effect
    }

    private func knownClass(_ name: String) throws -> String {
        if name == RecordClass.registersCode { return name }
        let plan = try archive.catalog.read { try $0.filePlan().plan }
        guard let found = plan.recordClass(name) else {
            throw ArchiveFailure.refused(.unknownClass(name, known: plan.classes.map { $0.code + " " + $0.name }))
        }
        return found.code
    }

    /// Only what whoever asks may read, and what they might if it were not kept in storage only: its period runs on.
    private func eachItem(
        classCode: String?, org: String?, _ progress: WorkProgress,
        _ body: (_ item: ItemSummary, _ isWithheld: Bool, CatalogSession, Clockwork) throws -> Void
    ) throws {
        let scope = try archive.scope()
        let unrestricted = scope?.unrestricted
        var after: Int64 = 0
        var done = 0
        // How many there are in all is for who may know of all.
        let total = unrestricted?.readsEverything == false ? nil : try archive.catalog.read { try $0.itemCount() }
        while true {
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            let count = try archive.catalog.read { session in
                let items = try session.items(after: after, classCode: classCode, org: org, limit: Self.page)
                let clock = Clockwork(session: session)
                for item in items {
                    after = item.id
                    guard unrestricted?.covers(item) != false else { continue }
                    done += 1
                    try body(item, scope?.covers(item) == false, session, clock)
                }
                return items.count
            }
            guard count == Self.page else { return }
            progress.report(done, total)
        }
    }
}

/// What a changed schedule changes.
package struct ScheduleEffect: Sendable {
    package struct ClassChange: Equatable, Sendable {
        package var code: String
        /// Nil for a class that is new.
        package var old: RetentionRule?
        /// Nil for a class that is left out.
        package var new: RetentionRule?
        /// Records filed under the old rule, which they keep; nil for who may read none.
        package var items: Int?
    }

    package var classes: [ClassChange] = []
    /// Classes that hold records and are left out: such a plan cannot be adopted.
    package var lost: [String] = []
    package var changes: [ScheduleChange] = []
}
