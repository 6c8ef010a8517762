internal import Catalog
package import Records

/// The file plan: shown, checked, replaced. Every plan that was ever in force stays in the archive.
package struct Planning {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    package struct Current: Sendable {
        package var version: Int
        package var yaml: String
        package var plan: FilePlan
        package var itemCounts: [String: Int]
        package var history: [(version: Int, adoptedAt: String, adoptedBy: String)]
    }

    /// The counts are of what whoever asks may know of.
    package func current() throws -> Current {
        let scope = try archive.scope()
        return try archive.catalog.read { session in
            let (version, yaml, plan) = try session.filePlan()
            return Current(
                version: version, yaml: yaml, plan: plan,
                itemCounts: try archive.counts(scope: scope, session)?.classes ?? session.itemCountsByClass(),
                history: try session.filePlanVersions())
        }
    }

    /// The plan, if the text is one.
    package static func check(_ yaml: String) throws -> FilePlan {
        do {
            return try FilePlanFile.parse(yaml)
        } catch {
            throw ArchiveFailure.filePlan(error.problems)
        }
    }

    /// Puts a new plan in force. A class that holds records cannot be left out.
    /// - Parameter base: the version that it was made from, so that nobody's change is undone unseen; nil where that is not
    ///   known.
    package func adopt(_ yaml: String, madeFrom base: Int? = nil) throws -> Current {
        try archive.require(.plan)
        let plan = try Self.check(yaml)
        try Committing(archive: archive).commit { ledger in
            let version = try ledger.session.filePlan().version
            if let base, base != version { throw ArchiveFailure.planChanged(version: version) }
            let used = try ledger.session.classesInUse().subtracting([RecordClass.registersCode]).sorted()
            if let lost = used.first(where: { code in !plan.classes.contains { $0.code == code } }) {
                throw ArchiveFailure.classInUse(lost)
            }
            try ledger.enter(.filePlanAdopted(yaml: yaml))
        }
        return try current()
    }

    package static var standard: String { FilePlanFile.standard }
}
