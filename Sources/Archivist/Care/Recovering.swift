internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// What recovery brought back.
package struct RecoveryReport: Sendable {
    package var boxes = 0
    package var acts = 0
    package var versions = 0
    /// Places that could not be read: box and offset, or what did not fit.
    package var problems: [String] = []
    /// Nil where the log was not lost.
    package var log: LogRecovery?
    /// Files of rewritten boxes in whose place others have come.
    var replacedFiles: [String] = []
}

/// Rebuilds a lost catalog from the boxes alone, by applying all acts and versions again in the order of their numbers.
package struct Recovering {
    private let path: String
    private let principal: Principal

    package init(path: String, principal: Principal) {
        self.path = ArchiveFolder.absolute(path)
        self.principal = principal
    }

    /// - Throws: `catalogPresent` where there is a catalog: move it away first.
    package func recover(progress: WorkProgress) throws -> RecoveryReport {
        let layout = Layout(path: path)
        guard ArchiveFolder.exists(layout.boxes) else { throw ArchiveFailure.notAnArchive(path) }
        if ArchiveFolder.exists(layout.catalog) {
            // Only the log is lost.
            guard !ArchiveFolder.exists(layout.accessLog) else { throw ArchiveFailure.catalogPresent(layout.catalog) }
            var report = RecoveryReport()
            try finish(layout, &report)
            return report
        }
        // Built beside, and put in its place whole: an interrupted recovery is simply begun again.
        let unfinished = layout.catalog + ".recovering"
        for suffix in ["", "-wal", "-shm", "-journal"] { try DurableFile.remove(unfinished + suffix) }
        for suffix in ["-wal", "-shm"] { try DurableFile.remove(layout.catalog + suffix) }
        var report = RecoveryReport()
        do {
            let catalog = try CatalogFile(path: unfinished)
            try read(into: catalog, BoxStore(root: layout.boxes), progress, &report)
            guard try catalog.read({ try $0.fonds() }) != nil else { throw ArchiveFailure.notAnArchive(path) }
            try catalog.close()
        }
        try DurableFile.rename(unfinished, to: layout.catalog)
        // Files that a rewriting had replaced and not yet removed: they may hold what was destroyed.
        for file in report.replacedFiles { try BoxStore(root: layout.boxes).remove(file) }
        // The index numbers items as the old catalog did: it is built anew.
        for suffix in ["", "-wal", "-shm"] { try DurableFile.remove(layout.index + suffix) }
        // The boxes alone say what is gone: a rendition may be of a record whose destruction was under way.
        try RenditionStore(layout).clear()
        try DurableFile.createFolder(layout.indexes)
        try finish(layout, &report)
        return report
    }

    /// Brings a lost log back, and logs the recovery.
    private func finish(_ layout: Layout, _ report: inout RecoveryReport) throws {
        if let log = try LogRestoring(layout: layout, catalog: CatalogFile(path: layout.catalog)).restore() {
            report.log = log
            report.problems += log.problems
        }
        let archive = try ArchiveFolder(path: path, principal: principal)
        try archive.record("recover", object: nil)
    }

    /// An entry as it was found, read only so far that it can be put in order.
    private struct Found {
        var sequence: Int64
        var json: Data
        var isAct: Bool
        var box: Int
        var frame: Int
        var offset: Int
    }

    private func read(
        into catalog: CatalogFile, _ boxes: BoxStore, _ progress: WorkProgress, _ report: inout RecoveryReport
    ) throws {
        let scanner = BoxScanner(store: boxes)
        let all = try scanner.files()
        let files = try current(all, scanner)
        var found: [Found] = []
        var frames: [[FrameLocation]] = []
        var sealed: [Bool] = []
        let decoder = JSONDecoder()
        for (index, file) in files.enumerated() {
            progress.report(index, files.count)
            if progress.isCancelled() { throw ArchiveFailure.cancelled }
            frames.append([])
            sealed.append(false)
            var damage: [String] = []
            try scanner.scan(
                file, wanted: { $0.hasSuffix("/metadata.json") || EntryFolder.isAct($0) },
                damaged: { damage.append("\(file) @ \($0)") }
            ) { frame in
                for member in frame.members {
                    if member.path == "seal.json" { sealed[index] = true }
                    let isAct = EntryFolder.isAct(member.path)
                    guard isAct || member.path.hasSuffix("/metadata.json") else { continue }
                    guard let head = try? decoder.decode(SequenceOnly.self, from: member.content) else {
                        damage.append("\(file): \(member.path)")
                        continue
                    }
                    found.append(
                        Found(
                            sequence: head.sequence, json: member.content, isAct: isAct, box: index,
                            frame: frames[index].count, offset: member.offset))
                }
                frames[index].append(frame.location)
            }
            report.problems += damage
        }
        report.boxes = files.count
        found.sort { $0.sequence < $1.sequence }
        // Only where all was readable: a damaged file is no substitute for the one that it replaces.
        if report.problems.isEmpty { report.replacedFiles = Set(all).subtracting(files).sorted() }
        var gone = try Gone(found.filter(\.isAct).map(\.json))
        try catalog.write { session in
            // Older versions of what stays may name a volume that is gone since.
            for volume in gone.volumes.values { try session.enter(volume) }
            var boxIDs: [Int64] = []
            var ids: [[Int64]] = []
            var nextFrame = try session.nextFrame()
            for (index, file) in files.enumerated() {
                guard let place = BoxName(file) else { continue }
                let box = try session.enterFoundBox(
                    folder: place.folder, number: place.number, file: file, length: 0, sealed: sealed[index])
                boxIDs.append(box)
                ids.append([])
                for frame in frames[index] {
                    try session.appendFrame(
                        FrameRow(id: nextFrame, offset: frame.offset, length: frame.length, sha256: frame.sha256),
                        box: box)
                    ids[index].append(nextFrame)
                    nextFrame += 1
                }
            }
            var last: Int64 = 0
            for entry in found {
                // The same entry twice: a box that was being rewritten. The first counts.
                if entry.sequence == last { continue }
                last = entry.sequence
                let json = String(decoding: entry.json, as: UTF8.self)
                let frame = ids[entry.box][entry.frame]
                do {
                    if entry.isAct {
                        let act = try decoder.decode(Act.self, from: entry.json)
                        if gone.contains(act) {
                            gone.remember(act)
                            try session.markForErasing(box: boxIDs[entry.box])
                            continue
                        }
                        try session.apply(act, json: json, frame: frame, frameOffset: entry.offset)
                        report.acts += 1
                    } else {
                        let version = try decoder.decode(Version.self, from: entry.json)
                        if gone.items.contains(version.code) {
                            gone.remember(version)
                            try session.markForErasing(box: boxIDs[entry.box])
                            continue
                        }
                        try session.apply(version, json: json, frame: frame, frameOffset: entry.offset)
                        try session.raiseCounters(forCode: version.code)
                        report.versions += 1
                    }
                } catch let error as CatalogError {
                    // What it builds on was in a damaged frame.
                    report.problems.append("\(files[entry.box]): \(entry.sequence): \(error)")
                } catch let error as DecodingError {
                    report.problems.append("\(files[entry.box]): \(entry.sequence): \(error)")
                }
            }
            guard !gone.codes.isEmpty else { return }
            try session.rememberForErasing(texts: gone.texts, codes: gone.codes, persons: Set(gone.persons.keys))
            try session.removeGrants(of: gone.codes)
        }
    }

    /// What disposals ended: entries of it that are still in boxes (a disposal was cut short) are not brought back.
    private struct Gone {
        var items: Set<String> = []
        var volumes: [String: VolumeStub] = [:]
        /// With the number of the act of disposal.
        var persons: [Int64: Int64] = [:]
        /// Requests that are about any of it.
        var requests: Set<Int> = []
        /// Titles and names that were found of it, and codes: they have to go from the log too.
        var texts: Set<String> = []
        var codes: Set<String> = []

        init(_ acts: [Data]) throws {
            var about: [(request: Int, objects: RequestObjects)] = []
            for json in acts {
                // What cannot be read is told when it is applied.
                guard let act = try? JSONDecoder().decode(Act.self, from: json) else { continue }
                switch act.content {
                case .disposed(let disposal):
                    items.formUnion(disposal.items.map(\.code))
                    for volume in disposal.volumes { volumes[volume.code] = volume }
                    for person in disposal.persons { persons[person] = act.sequence }
                case .requestTaken(let request): about.append((request.number, request.about))
                case .requestDecided(let ruling): about.append((ruling.request, ruling.about))
                default: break
                }
            }
            for (request, objects) in about {
                let isGone =
                    objects.items.contains(where: items.contains) || objects.volumes.contains { volumes[$0] != nil }
                    || objects.persons.contains { persons[$0] != nil }
                if isGone { requests.insert(request) }
            }
        }

        mutating func remember(_ version: Version) {
            codes.insert(version.code)
            texts.insert(version.description.title)
            texts.formUnion((version.description.proposedFields ?? []).map(\.value))
            remember(version.description.persons)
        }

        mutating func remember(_ act: Act) {
            if let volume = act.content.volume { codes.insert(volume) }
            switch act.content {
            case .volumeOpened(let volume):
                texts.insert(volume.title)
                remember(volume.subjects)
            case .volumeDescribed(_, let title, let subjects):
                texts.insert(title)
                remember(subjects)
            case .personDescribed(let person): texts.formUnion([person.name, person.identityNumber].compactMap { $0 })
            default: break
            }
        }

        private mutating func remember(_ named: [PersonInRole]) {
            for person in named where persons[person.person] != nil {
                texts.formUnion([person.name, person.identityNumber].compactMap { $0 })
            }
        }

        func contains(_ act: Act) -> Bool {
            if case .personDescribed(let person) = act.content {
                return persons[person.id].map { act.sequence < $0 } ?? false
            }
            if case .grantSet(let grant) = act.content {
                return items.contains(grant.object) || volumes[grant.object] != nil
            }
            if case .requestWorded(let words) = act.content { return requests.contains(words.request) }
            // Says who may know of what is left of the volume.
            if case .volumeLevelSet = act.content { return false }
            return act.content.volume.map { volumes[$0] != nil } ?? false
        }
    }

    private struct SequenceOnly: Decodable {
        var sequence: Int64
    }

    /// Of several files of one box (a rewriting was interrupted) the newest that ends in a seal, else the oldest.
    private func current(_ files: [String], _ scanner: BoxScanner) throws -> [String] {
        let groups = Dictionary(grouping: files.compactMap { BoxName($0) }) { $0.folder + "/\($0.number)" }
        return try groups.values.map { group in
            let newestFirst = group.sorted { $0.revision > $1.revision }
            for name in newestFirst.dropLast() {
                var isSealed = false
                try scanner.scan(name.file, wanted: { _ in false }, damaged: { _ in }) { frame in
                    if frame.members.contains(where: { $0.path == "seal.json" }) { isSealed = true }
                }
                if isSealed { return name.file }
            }
            return newestFirst[newestFirst.count - 1].file
        }.sorted()
    }
}
