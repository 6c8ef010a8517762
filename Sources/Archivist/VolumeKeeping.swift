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
                session: ledger.session)
            if !force {
                for person in persons {
                    let open = try ledger.session.openVolumes(classCode: recordClass.code, person: person.person)
                    if let first = open.first { throw ArchiveFailure.personHasOpenVolume(code: first.code) }
                }
            }
            return try Self.open(
                title: title, recordClass: recordClass, org: org, year: year ?? String(ledger.at.prefix(4)),
                period: period, subjects: persons, in: ledger)
        }
    }

    /// Closes a volume: its retention clock can start.
    package func close(_ typed: String, on day: Day?, note: String?) throws -> Volume {
        try change(typed, from: .open) { volume, ledger in
            try ledger.enter(
                .volumeClosed(
                    code: volume.code, on: day?.description ?? String(ledger.at.prefix(10)), note: note),
                shelf: Shelf.of(volume: volume))
        }
    }

    /// Reopens a closed volume: its retention clock stops.
    package func reopen(_ typed: String, reason: String) throws -> Volume {
        try change(typed, from: .closed) { volume, ledger in
            try ledger.enter(
                .volumeReopened(code: volume.code, on: String(ledger.at.prefix(10)), reason: reason),
                shelf: Shelf.of(volume: volume))
        }
    }

    /// Corrects title or subjects; what is nil stays.
    package func describe(_ typed: String, title: String?, subjects: [PersonMention]?) throws -> Volume {
        try change(typed, from: nil) { volume, ledger in
            let persons = try subjects.map { subjects in
                try PersonsNamed.resolve(
                    subjects.map { PersonsNamed.Mention(role: PersonsNamed.subjectRole, person: $0) },
                    volume: volume.code, session: ledger.session)
            }
            try ledger.enter(
                .volumeDescribed(
                    code: volume.code, title: title ?? volume.title, subjects: persons ?? volume.subjects),
                shelf: Shelf.of(volume: volume))
        }
    }

    private func change(
        _ typed: String, from state: VolumeState?, duty: Duty? = .arrange, _ body: (Volume, Ledger) throws -> Void
    ) throws -> Volume {
        let code = ArchivalCode.normalised(typed)
        if let duty { try archive.require(duty, object: code) }
        let scope = try archive.scope()
        return try archive.seeking(typed) {
            try Committing(archive: archive).commit { ledger in
                guard let volume = try ledger.session.volume(code: code), scope?.covers(volume) != false else {
                    throw ArchiveFailure.noSuchVolume(typed)
                }
                if let state, volume.state != state {
                    throw ArchiveFailure.volumeState(code: code, volume.state)
                }
                try body(volume, ledger)
                return try ledger.session.volume(code: code) ?? volume
            }
        }
    }

    /// Says who works on a volume; a supervisor's or archivist's act.
    package func assign(_ typed: String, to users: [String]) throws -> Volume {
        try archive.require(archive.principal.role == .archivist ? .arrange : .decideAccess, object: typed)
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

    package func list(classCode: String?, org: String?, state: VolumeState?) throws -> [Volume] {
        try archive.require(.search)
        let scope = try archive.scope()
        let volumes = try archive.catalog.read { try $0.volumes(classCode: classCode, org: org, state: state) }
            .filter { scope?.covers($0) != false }
            .map { archive.mask(of: $0, scope: scope)?.volume($0) ?? $0 }
        try archive.record("volume list", object: nil)
        return volumes
    }

    /// A volume with its contents list (卷内目录).
    package func contents(_ typed: String) throws -> VolumeContents {
        let code = ArchivalCode.normalised(typed)
        try archive.require(.read, object: code)
        let scope = try archive.scope()
        let contents = try archive.seeking(typed) {
            try archive.catalog.read { session -> VolumeContents in
                guard let volume = try session.volume(code: code), scope?.covers(volume) != false else {
                    throw ArchiveFailure.noSuchVolume(typed)
                }
                let items = try session.items(volume: code).filter { scope?.covers($0) != false }.map { item in
                    var item = item
                    if let mask = try archive.mask(of: item, scope: scope, in: session) {
                        item.title = mask.text(item.title)
                    }
                    return item
                }
                return VolumeContents(
                    volume: archive.mask(of: volume, scope: scope)?.volume(volume) ?? volume, items: items)
            }
        }
        try archive.record("volume show", object: code)
        return contents
    }
}

/// A volume and the items that stand in it, by date.
package struct VolumeContents: Sendable {
    package var volume: Volume
    package var items: [ListedItem]

    init(volume: Volume, items: [ItemSummary]) {
        self.volume = volume
        self.items = items.map(ListedItem.init)
    }
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
