internal import Catalog
package import Records

/// Opens, closes and reopens volumes, and gives their contents list.
package struct VolumeKeeping {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// The class of a volume for records of a class: its own, or for records kept "as their volume" the first class that
    /// is arranged in volumes of its own (the case file).
    static func volumeClass(for recordClass: RecordClass, in plan: FilePlan) -> RecordClass {
        guard recordClass.retention.trigger == .asVolume else { return recordClass }
        return plan.classes.first { $0.inVolumes && $0.retention.trigger != .asVolume } ?? recordClass
    }

    /// Opens a volume within a commit.
    static func open(
        title: String, recordClass: RecordClass, org: String, year: String, period: RetentionPeriod?,
        subjects: [PersonInRole], in ledger: Ledger
    ) throws -> Volume {
        var recordClass = recordClass
        if let period { recordClass.retention.period = period }
        let series = ArchivalCode.series(of: recordClass, year: year)
        let number = try ledger.session.nextVolumeNumber(fonds: ledger.fonds, series: series)
        let volume = Volume(
            code: ArchivalCode.volumeCode(fonds: ledger.fonds, series: series, volume: number), title: title,
            classCode: recordClass.code, org: org, year: year, period: recordClass.retention.period, state: .open,
            openedOn: String(ledger.at.prefix(10)), closedOn: nil, subjects: subjects, itemCount: 0)
        try ledger.enter(.volumeOpened(volume), shelf: Shelf.of(volume: volume))
        // Whoever opens a case works on it.
        if ledger.principal.role == .caseworker {
            try ledger.enter(
                .volumeAssigned(code: volume.code, users: [ledger.by]), shelf: Shelf.of(volume: volume))
        }
        return volume
    }

    /// Opens a volume. A child has one open case volume: `force` opens another all the same.
    package func create(
        title: String, classCode: String, org: String?, year: String?, period: RetentionPeriod?,
        subjects: [PersonMention], force: Bool
    ) throws -> Volume {
        try archive.require(.arrange)
        try Self.check(subjects)
        return try Committing(archive: archive).commit { ledger in
            let plan = try ledger.session.filePlan().plan
            guard let recordClass = plan.recordClass(classCode) else {
                throw ArchiveFailure.refused(
                    .unknownClass(classCode, known: plan.classes.map { $0.code + " " + $0.name }))
            }
            let org = try org ?? ledger.session.fonds()?.org ?? ""
            guard try ledger.session.organisation(code: org) != nil else {
                throw ArchiveFailure.refused(.unknownOrganisation(org))
            }
            try archive.requireJurisdiction(over: org)
            let persons = try PersonsNamed.resolve(
                subjects.map { PersonsNamed.Mention(role: PersonsNamed.subjectRole, person: $0) }, volume: nil,
                in: ledger)
            if !force {
                for person in persons {
                    let open = try ledger.session.openVolumes(classCode: recordClass.code, person: person.person)
                    // Of one that is kept from who asks nothing is said: the new one stands beside it.
                    if let first = open.first(where: { ledger.scope?.covers($0) != false }) {
                        throw ArchiveFailure.personHasOpenVolume(code: first.code)
                    }
                }
            }
            return try Self.open(
                title: title, recordClass: recordClass, org: org, year: year ?? String(ledger.at.prefix(4)),
                period: period, subjects: persons, in: ledger)
        }
    }

    /// Closes a volume: its retention clock can start.
    package func close(_ typed: String, on day: Day?, note: String?) throws -> Volume {
        // Also one that is kept in storage only, whose period would never end otherwise.
        try change(typed, from: [.open, .reopened], includesStoredOnly: true) { volume, ledger in
            try ledger.enter(
                .volumeClosed(
                    code: volume.code, on: day?.description ?? String(ledger.at.prefix(10)), note: note),
                shelf: Shelf.of(volume: volume))
        }
    }

    /// Reopens a closed volume: its retention clock stops.
    package func reopen(_ typed: String, reason: String) throws -> Volume {
        try change(typed, from: [.closed]) { volume, ledger in
            try ledger.enter(
                .volumeReopened(code: volume.code, on: String(ledger.at.prefix(10)), reason: reason),
                shelf: Shelf.of(volume: volume))
        }
    }

    /// Corrects title or subjects; what is nil stays.
    package func describe(_ typed: String, title: String?, subjects: [PersonMention]?) throws -> Volume {
        try change(typed, from: nil) { volume, ledger in
            try Self.check(subjects ?? [])
            let persons = try subjects.map { subjects in
                try PersonsNamed.resolve(
                    subjects.map { PersonsNamed.Mention(role: PersonsNamed.subjectRole, person: $0) },
                    volume: volume.code, in: ledger)
            }
            try ledger.enter(
                .volumeDescribed(
                    code: volume.code, title: title ?? volume.title, subjects: persons ?? volume.subjects),
                shelf: Shelf.of(volume: volume))
        }
    }

    /// A birth date or an identity number that cannot be read would become part of the name, and the child one whom
    /// nobody knows again.
    private static func check(_ subjects: [PersonMention]) throws {
        for subject in subjects {
            let number = subject.name.split(separator: " ").first { word in
                let isDigit = word.unicodeScalars.map { $0.properties.generalCategory == .decimalNumber }
                return isDigit.first == true && isDigit.count { $0 } >= 4
            }
            if let number {
                throw ArchiveFailure.refused(.invalidDate(field: "birthDate", value: String(number)))
            }
        }
    }

    private func change(
        _ typed: String, from states: Set<VolumeState>?, duty: Duty? = .arrange, includesStoredOnly: Bool = false,
        _ body: (Volume, Ledger) throws -> Void
    ) throws -> Volume {
        let code = ArchivalCode.normalised(typed)
        if let duty { try archive.require(duty, object: code) }
        return try archive.seeking(typed) {
            try Committing(archive: archive).commit { ledger in
                let scope = ledger.scope
                let reach = includesStoredOnly ? scope?.unrestricted : scope
                guard let volume = try ledger.session.volume(code: code), reach?.covers(volume) != false else {
                    throw try absence(of: typed, in: ledger.session, scope)
                }
                if let states, !states.contains(volume.state) {
                    throw ArchiveFailure.volumeState(code: code, volume.state)
                }
                try body(volume, ledger)
                return try seen(ledger.session.volume(code: code) ?? volume, scope, ledger.session)
            }
        }
    }

    private func absence(
        of typed: String, in session: CatalogSession, _ scope: ReaderScope?
    ) throws -> ArchiveFailure {
        try archive.absence(of: typed, in: session, scope: scope, otherwise: ArchiveFailure.noSuchVolume)
    }

    /// A volume as who acts may know of it: with the records that they may know of counted, and not a word of one that is
    /// kept in storage only.
    private func seen(_ volume: Volume, _ scope: ReaderScope?, _ session: CatalogSession) throws -> Volume {
        guard let scope else { return volume }
        var volume = volume
        volume.itemCount = try session.items(volume: volume.code).count { scope.covers($0) }
        if scope.withheldVolumes.contains(volume.code) {
            volume.title = ""
            volume.subjects = []
        }
        return volume
    }

    /// What it takes to say who works on a volume: a caseworker arranges volumes as well, and hands out none.
    private var assigning: Duty { archive.principal.role == .archivist ? .arrange : .decideAccess }

    package var mayAssign: Bool { archive.permits(assigning) }

    /// Says who works on a volume; a supervisor's or archivist's act.
    package func assign(_ typed: String, to users: [String]) throws -> Volume {
        try archive.require(assigning, object: typed)
        return try change(typed, from: nil, duty: nil) { volume, ledger in
            for user in users where try ledger.session.user(named: user) == nil {
                throw ArchiveFailure.noSuchUser(user)
            }
            try ledger.enter(.volumeAssigned(code: volume.code, users: users), shelf: Shelf.of(volume: volume))
        }
    }

    /// Sets the level of a volume; nil for that of its class. The security officer's act, who sees no content by it.
    package func setLevel(_ typed: String, to level: AccessLevel?) throws {
        let code = ArchivalCode.normalised(typed)
        try archive.require(.assignRoles, object: code)
        try Committing(archive: archive).commit { ledger in
            guard let volume = try ledger.session.volume(code: code) else { throw ArchiveFailure.noSuchVolume(typed) }
            try ledger.enter(.volumeLevelSet(code: code, level: level), shelf: Shelf.of(volume: volume))
        }
    }

    /// Volumes by code.
    /// - Parameters:
    ///   - state: open includes those that were reopened.
    ///   - isOwn: only those that whoever acts was assigned to.
    ///   - after: the code behind which they stand; empty for the beginning.
    ///   - most: as many, at a cost that does not grow with the archive; nil for all.
    package func list(
        classCode: String?, org: String?, state: VolumeState?, isOwn: Bool = false, after: String = "",
        most: Int? = nil
    ) throws -> [Volume] {
        try archive.require(.search)
        let scope = try archive.scope()
        let volumes = try archive.catalog.read { session in
            // Of all, every item is looked at once; of some, each volume's own.
            let counts = try most == nil ? archive.counts(scope: scope, session)?.volumes : nil
            return try session.volumes(
                classCode: classCode, org: org, state: state, assignedTo: isOwn ? archive.principal.who : nil,
                after: after, most: most
            ) { scope?.covers($0) != false }.map { try shown($0, scope, session, counts) }
        }
        try archive.record("volume list", object: nil)
        return volumes
    }

    /// The volumes opened last that are in a state, newest first (open includes those that were reopened): a look at a long list, whose cost does not grow with it.
    package func newest(_ most: Int, state: VolumeState) throws -> [Volume] {
        try archive.require(.search)
        let scope = try archive.scope()
        let volumes = try archive.catalog.read { session in
            try session.newestVolumes(most, state: state) { scope?.covers($0) != false }
                .map { try shown($0, scope, session) }
        }
        try archive.record("volume list", object: nil)
        return volumes
    }

    /// The open volumes that whoever acts was assigned to, newest first.
    package func own(_ most: Int) throws -> [Volume] {
        try archive.require(.search)
        let scope = try archive.scope()
        let volumes = try archive.catalog.read { session in
            try session.volumes(assignedTo: archive.principal.who).compactMap { try session.volume(code: $0) }
                .filter { $0.state.isOpen && scope?.covers($0) != false }
                .sorted { ($0.openedOn, $0.code) > ($1.openedOn, $1.code) }.prefix(most)
                .map { try shown($0, scope, session) }
        }
        try archive.record("volume list", object: nil)
        return volumes
    }

    /// A volume as whoever acts may see it, with the number of items that they may know of.
    /// - Parameter counts: that number of each volume, where it is known already.
    private func shown(
        _ volume: Volume, _ scope: ReaderScope?, _ session: CatalogSession, _ counts: [String: Int]? = nil
    ) throws -> Volume {
        var shown = archive.mask(of: volume, scope: scope)?.volume(volume) ?? volume
        if let counts {
            shown.itemCount = counts[volume.code] ?? 0
        } else if let scope {
            shown.itemCount = try session.items(volume: volume.code).count(where: scope.covers)
        }
        return shown
    }

    /// A volume with its contents list (卷内目录).
    package func contents(_ typed: String) throws -> VolumeContents {
        let code = ArchivalCode.normalised(typed)
        try archive.require(.read, object: code)
        let scope = try archive.scope()
        let contents = try archive.seeking(typed) {
            try archive.catalog.read { session -> VolumeContents in
                guard var volume = try session.volume(code: code), scope?.covers(volume) != false else {
                    throw try absence(of: typed, in: session, scope)
                }
                let items = try session.items(volume: code).filter { scope?.covers($0) != false }.map { item in
                    var item = item
                    if let mask = try archive.mask(of: item, scope: scope, in: session) {
                        item.title = mask.text(item.title)
                    }
                    return item
                }
                volume.itemCount = items.count
                volume = archive.mask(of: volume, scope: scope)?.volume(volume) ?? volume
                return VolumeContents(
                    volume: volume, items: items.map(ListedItem.init),
                    tasks: try archive.tasks(of: volume, items, session.filePlan().plan, session),
                    assigned: try session.assigned(toVolume: code))
            }
        }
        try archive.record("volume show", object: code)
        return contents
    }
}

/// A volume, the items that stand in it, by date, and what it waits for.
package struct VolumeContents: Sendable {
    package var volume: Volume
    package var items: [ListedItem]
    package var tasks: [CaseTask]
    /// Names of the users who work on it.
    package var assigned: [String]
}

/// An item as lists show it.
package struct ListedItem: Sendable {
    package var code: String
    package var title: String
    package var date: String
    package var classCode: String
    package var org: String
    package var volume: String?
    package var externalID: String?
    package var versions: Int
    package var voided: Bool

    init(_ item: ItemSummary) {
        code = item.code
        title = item.title
        date = item.date
        classCode = item.classCode
        org = item.org
        volume = item.volume
        externalID = item.externalID
        versions = item.versions
        voided = item.voided
    }
}
