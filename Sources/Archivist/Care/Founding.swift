internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
package import Records

/// Makes a new archive: folders, empty stores, and the founding acts in the first box.
package struct Founding {
    package static func found(
        path: String, fonds: Fonds, planYAML: String? = nil, principal: Principal
    ) throws -> ArchiveFolder {
        guard Fonds.isValidCode(fonds.code) else { throw ArchiveFailure.invalidFonds(fonds.code) }
        guard Organisation.isValidCode(fonds.org) else { throw ArchiveFailure.invalidOrganisation(fonds.org) }
        let path = ArchiveFolder.absolute(path)
        let yaml = planYAML ?? FilePlanFile.standard
        do {
            _ = try FilePlanFile.parse(yaml)
        } catch {
            throw ArchiveFailure.filePlan(error.problems)
        }
        let layout = Layout(path: path)
        if ArchiveFolder.exists(layout.catalog) {
            let catalog = try CatalogFile(path: layout.catalog)
            if try catalog.read({ try $0.fonds() }) != nil { throw ArchiveFailure.alreadyAnArchive(path) }
        } else if ArchiveFolder.exists(layout.corpus) {
            throw ArchiveFailure.catalogMissing(path)
        } else if let content = try? FileManager.default.contentsOfDirectory(atPath: path),
            content.contains(where: { !$0.hasPrefix(".") && $0 != "Indexes" })
        {
            throw ArchiveFailure.folderNotEmpty(path)
        }
        try DurableFile.createFolders(for: path + "/x", below: "/")
        for folder in [layout.corpus, layout.boxes, layout.indexes] { try DurableFile.createFolder(folder) }
        _ = try CatalogFile(path: layout.catalog)
        _ = try AccessLog(path: layout.accessLog)
        try DurableFile.syncFolder(layout.corpus)
        let archive = try ArchiveFolder(path: path, principal: principal, isFounded: false)
        try Committing(archive: archive).commit(fonds: fonds.code) { ledger in
            try ledger.enter(.fondsFounded(fonds))
            try ledger.enter(
                .organisationsSet([Organisation(code: fonds.org, name: fonds.name)]))
            try ledger.enter(.filePlanAdopted(yaml: yaml))
        }
        return archive
    }
}
