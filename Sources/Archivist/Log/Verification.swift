internal import Access
internal import Records

/// How far the archive and its log have been checked: what an auditor asks first. Nothing of the content.
package struct Verification: Sendable {
    /// ISO 8601 with zone; nil where it never was.
    package var lastCheck: String?
    package var lastLogCheck: String?
    package var lastCheckpoint: String?
    /// Uses that stand out and have not been reviewed yet.
    package var openReviews: Int

    package init(archive: ArchiveFolder) throws {
        try archive.require(.verifyLog)
        try archive.record("log standing", object: nil)
        lastCheck = try archive.log.last("verify")
        lastLogCheck = try archive.log.last("log verify")
        lastCheckpoint = try archive.log.lastCheckpoint()
        openReviews = try LogKeeping(archive: archive).openFindings().count
    }
}
