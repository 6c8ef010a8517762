internal import Catalog
internal import Records

extension Rendering {
    /// Whose first page a list may show small.
    package struct Thumbnail: Sendable {
        package var code: String
        /// The version, and its file.
        package var version: Int
        package var file: String
    }

    /// Those of some records whose first file has a thumbnail that whoever acts may see, and that is there at once. Nothing is
    /// shown yet: each thumbnail passes the door of its record, and stands in the log, when it is asked for.
    ///
    /// Left out are records in which persons are masked, and those whose class asks for a purpose that nobody has given: a
    /// list does not ask for each of its rows.
    /// - Parameter purposes: what each record is read for, by its code, where that was said.
    package func thumbnails(of codes: [String], purposes: [String: String]) throws -> [String: Thumbnail] {
        guard archive.permits(.read) else { return [:] }
        let scope = try archive.scope()
        let found = try archive.catalog.read { session in
            try codes.compactMap { code -> (use: ArchiveFolder.Use, version: Version)? in
                guard let item = try archive.readable(code, in: session, scope: scope),
                    try archive.mask(of: item, scope: scope, in: session) == nil
                else { return nil }
                let versions = try session.versions(ofItem: item.id)
                return versions.last.map { (ArchiveFolder.Use(item, versions), $0.version) }
            }
        }
        // What is said for the list is not said for its records.
        var principal = archive.principal
        principal.purpose = nil
        let standings = try archive.acting(as: principal).standings(of: found.map(\.use))
        var thumbnails: [String: Thumbnail] = [:]
        for ((_, version), standing) in zip(found, standings) {
            if case .missing = standing, purposes[version.code]?.isBlank != false { continue }
            guard let file = version.files.first, hasThumbnail(of: file) else { continue }
            thumbnails[version.code] = Thumbnail(code: version.code, version: version.number, file: file.name)
        }
        return thumbnails
    }
}
