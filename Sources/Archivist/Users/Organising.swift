internal import Catalog
package import Records

/// The tree of organisations: entered, corrected, removed, brought in and taken out as a table.
package struct Organising {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package func list() throws -> [Organisation] {
        try archive.catalog.read { try $0.organisations() }
    }

    /// Enters organisations or corrects their names.
    package func set(_ organisations: [Organisation]) throws {
        try archive.require(.organise)
        for organisation in organisations where !Organisation.isValidCode(organisation.code) {
            throw ArchiveFailure.invalidOrganisation(organisation.code)
        }
        try Committing(archive: archive).commit { try $0.enter(.organisationsSet(organisations)) }
    }

    /// What stands in the way of removing each organisation, for who may remove one.
    package func hindrances() throws -> [String: [OrganisationHindrance]] {
        try archive.require(.organise)
        return try archive.catalog.read(Self.hindrances)
    }

    /// One look for all of them: items have no index by organisation.
    private static func hindrances(_ session: CatalogSession) throws -> [String: [OrganisationHindrance]] {
        let fonds = try session.fonds()?.org
        let holders = try session.organisationsWithHoldings()
        let users = Dictionary(grouping: try session.users().filter { $0.state == .active }, by: \.org)
        return try session.organisations().reduce(into: [:]) { hindrances, one in
            hindrances[one.code] = [
                fonds == one.code ? .fonds : nil, holders.contains(one.code) ? .holdings : nil,
                users[one.code].map { .users($0.map(\.name)) },
            ].compactMap { $0 }
        }
    }

    /// Removes an organisation that holds no records and has no users.
    package func remove(_ code: String) throws {
        try archive.require(.organise, object: code)
        try Committing(archive: archive).commit { ledger in
            guard try ledger.session.organisation(code: code) != nil else {
                throw ArchiveFailure.noSuchOrganisation(code)
            }
            let hindrances = try Self.hindrances(ledger.session)[code] ?? []
            guard hindrances.isEmpty else { throw ArchiveFailure.organisationInUse(code, hindrances) }
            try ledger.enter(.organisationsRemoved([code]))
        }
    }

    /// Organisations from a table: `代码,名称,简称` or `code,name,shortName`, in any order.
    package static func read(csv bytes: [UInt8]) throws -> [Organisation] {
        let rows = try TableText.rows(bytes)
        guard let heading = rows.first else { throw ArchiveFailure.badTable(line: 1, reason: .heading(["代码", "名称"])) }
        func column(_ names: String...) -> Int? { heading.cells.firstIndex { names.contains($0) } }
        guard let code = column("代码", "code"), let name = column("名称", "name") else {
            throw ArchiveFailure.badTable(line: 1, reason: .heading(["代码", "名称"]))
        }
        let short = column("简称", "shortName")
        return try rows.dropFirst().map { row in
            guard row.cells.count == heading.cells.count else {
                throw ArchiveFailure.badTable(
                    line: row.line, reason: .cells(expected: heading.cells.count, found: row.cells.count))
            }
            guard Organisation.isValidCode(row.cells[code]) else {
                throw ArchiveFailure.badTable(line: row.line, reason: .code(row.cells[code]))
            }
            guard !row.cells[name].isEmpty else { throw ArchiveFailure.badTable(line: row.line, reason: .nameMissing) }
            let shortName = short.map { row.cells[$0] }
            return Organisation(
                code: row.cells[code], name: row.cells[name], shortName: shortName?.isEmpty == true ? nil : shortName)
        }
    }

    package static func csv(_ organisations: [Organisation]) -> String {
        TableText.csv(
            [["代码", "名称", "简称"]] + organisations.map { [$0.code, $0.name, $0.shortName ?? ""] })
    }
}

/// Why an organisation cannot be removed.
package enum OrganisationHindrance: Equatable, Sendable {
    /// It is the one that the archive belongs to.
    case fonds
    /// Records or volumes are its own.
    case holdings
    /// Users that are not disabled, by their names.
    case users([String])
}
