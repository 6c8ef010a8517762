internal import ArchiveFiles
internal import Boxes
package import Foundation
internal import Records

/// What came of a package that was sent as a zip file.
package struct PackageReceipt: Sendable {
    package var report: AccessionReport
    package var outcomes: [AccessionOutcome]
    /// The receipt for the sender, and what its file may be called.
    package var file: Data
    package var name: String
}

extension Uploading {
    /// Larger packages are for `lantai transfer accept`.
    private static let packageLimits = ArchiveLimits(
        entries: 500_000, entryBytes: Preparer.fileLimit, totalBytes: 4 << 30)

    /// Receives a package of another archive that was sent whole. It goes once all its records are taken; otherwise it
    /// stays, to be taken again when what hindered is mended.
    /// - Throws: `badPackage` where it is none.
    package func accept(
        _ id: String, options: Accessioning.Options, progress: WorkProgress
    ) async throws -> PackageReceipt {
        try archive.require(.file)
        guard let upload = upload(id), upload.isWhole else { throw ArchiveFailure.noSuchUpload(id) }
        let folder = self.folder + "/" + id + Self.unpacked
        // An earlier try may have died over it.
        try Self.removeTree(folder)
        defer { try? Self.removeTree(folder) }
        try unpack(upload, into: folder)
        var outcomes: [AccessionOutcome] = []
        let taken = try await Accessioning(archive: archive, options: options).accept(
            BagReader(path: upload.name, in: folder), progress: progress
        ) { outcomes.append($0) }
        if taken.report.isAllTaken, !options.isDryRun { try remove(upload) }
        return PackageReceipt(
            report: taken.report, outcomes: outcomes, file: taken.receipt ?? Data(),
            name: "receipt-" + taken.report.package.prefix(12) + ".json")
    }

    /// Only regular files with plain paths come out of it; what else there is the package's own lists show as missing.
    private func unpack(_ upload: Upload, into folder: String) throws {
        func broken(_ fault: PackageFault) -> ArchiveFailure { .badPackage(path: upload.name, fault) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path(of: upload)), options: .alwaysMapped)
        var top: String?
        var failure: (any Error)?
        let ending = bytes.withUnsafeBytes { bytes in
            // The folder that the package stands in: that of its declaration.
            _ = UntrustedArchive.read(bytes, .zip, limits: Self.packageLimits, wanted: { _ in false }) { entry, _ in
                let name = String(decoding: entry.name, as: UTF8.self)
                guard name == "bagit.txt" || name.hasSuffix("/bagit.txt"), name.filter({ $0 == "/" }).count < 2 else {
                    return true
                }
                top = String(name.dropLast("bagit.txt".count))
                return false
            }
            guard let top else { return UntrustedArchive.Ending.stopped }
            return UntrustedArchive.read(bytes, .zip, limits: Self.packageLimits, wanted: { _ in true }) {
                entry, content in
                let name = String(decoding: entry.name, as: UTF8.self)
                guard case .whole(let data) = content, name.hasPrefix(top) else { return true }
                let inside = String(name.dropFirst(top.count))
                guard BagReader.isSafe(inside), !inside.contains("\0") else { return true }
                do {
                    let place = folder + "/" + inside
                    try DurableFile.createFolders(for: place, below: archive.path)
                    try DurableFile(path: place, mode: .readWriteCreate).write([UInt8](data), at: 0)
                } catch {
                    failure = error
                    return false
                }
                return true
            }
        }
        if let failure { throw failure }
        guard top != nil else { throw broken(.notAPackage) }
        guard ending == .complete else { throw broken(.unreadable(upload.name)) }
    }
}
