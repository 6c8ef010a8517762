internal import Access
internal import Boxes
internal import Catalog
internal import Foundation
internal import Records

/// What verification found.
package struct CheckReport: Sendable {
    package struct Problem: Sendable, Equatable {
        package enum Kind: String, Sendable {
            /// A box of the catalog has no file.
            case boxMissing
            /// A frame's bytes are not those that were written.
            case frameDamaged
            /// A box has bytes that the catalog does not know of.
            case surplusBytes
            /// A box file that the catalog does not know of.
            case unknownBox
            /// A version of the catalog is not in its frame.
            case versionMissing
            /// A member of a frame that the catalog does not know of.
            case unknownMember
            /// A file's or text's digest is not the catalog's.
            case contentDiffers
            /// `metadata.json` is not what the catalog says.
            case descriptionDiffers
            /// The catalog's own structure is damaged.
            case catalogDamaged
        }

        package var kind: Kind
        package var box: String
        package var code: String?
        package var version: Int?
        /// What was found, in few words: a member's name, an offset.
        package var detail: String
    }

    package var boxes = 0
    package var versions = 0
    package var bytes = 0
    package var problems: [Problem] = []

    fileprivate mutating func add(_ other: CheckReport) {
        boxes += other.boxes
        versions += other.versions
        bytes += other.bytes
        problems += other.problems
    }
}

/// Checks every frame, every digest, and catalog against boxes both ways. Changes nothing, but for cutting off what a writer
/// that died left behind committed lengths, as every opening for writing does.
package struct Checking: Sendable {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameters:
    ///   - sample: check so many frames, chosen at random, instead of all.
    ///   - isCopy: a backup, in which no room is kept back for a full disk.
    package func verify(
        sample: Int? = nil, isCopy: Bool = false, progress: WorkProgress = WorkProgress()
    ) async throws -> CheckReport {
        // Auditors verify what they get; whoever takes care of the archive does so every night.
        if let role = archive.principal.role,
            ![Duty.verifyLog, .care].contains(where: { SeparationMatrix.permits(role, $0) })
        {
            try archive.require(.care)
        }
        var report = CheckReport()
        // SQLite's own check goes through the whole catalog: beside the frames, on a connection of its own.
        let path = archive.layout.catalog
        async let structure = CatalogFile(path: path).structuralProblems()
        // Lengths and names are compared while nobody writes; if somebody does, what is just being written would look
        // like surplus, and only the frames are checked.
        let quiet = try archive.lock.holdIfFree { () -> (boxes: [BoxRow], report: CheckReport) in
            let boxes = try archive.catalog.read { try $0.boxes() }
            var found = CheckReport()
            for box in boxes {
                found.add(try extent(of: box, try archive.catalog.read { try $0.frames(ofBox: box.id) }))
            }
            // What is found stays as evidence; otherwise what a crash left behind is cut off, as on every opening to write.
            if found.problems.isEmpty { try Committing(archive: archive).settle() }
            if !isCopy { archive.reserve.make() }
            found.add(try strays(boxes))
            return (try archive.catalog.read { try $0.boxes() }, found)
        }
        if let quiet { report.add(quiet.report) }
        let boxes = try quiet?.boxes ?? archive.catalog.read { try $0.boxes() }
        report.boxes = boxes.count
        var work: [(box: BoxRow, frame: FrameRow)] = []
        for box in boxes {
            work += try archive.catalog.read { try $0.frames(ofBox: box.id) }.map { (box, $0) }
        }
        if let sample { work = Array(work.shuffled().prefix(sample)) }
        // Both cores: frames are independent of each other. The largest first, so that none is left to one core at the end.
        work.sort { $0.frame.length > $1.frame.length }
        let chunks = Self.chunks(of: work)
        var done = 0
        try await withThrowingTaskGroup(of: (report: CheckReport, frames: Int).self) { group in
            var next = chunks.makeIterator()
            for chunk in [next.next(), next.next()].compactMap({ $0 }) {
                group.addTask { (try check(chunk), chunk.count) }
            }
            while let part = try await group.next() {
                report.add(part.report)
                done += part.frames
                progress.report(done, work.count)
                if progress.isCancelled() { throw ArchiveFailure.cancelled }
                if let chunk = next.next() { group.addTask { (try check(chunk), chunk.count) } }
            }
        }
        for problem in try await structure {
            report.problems.append(.init(kind: .catalogDamaged, box: "", detail: problem))
        }
        report.problems.sort { ($0.box, $0.detail) < ($1.box, $1.detail) }
        try archive.record("verify", object: nil)
        return report
    }

    /// Frames for one task each time: few of the large ones, such as stretches of the log.
    private static func chunks(of work: [(box: BoxRow, frame: FrameRow)]) -> [[(box: BoxRow, frame: FrameRow)]] {
        var chunks: [[(box: BoxRow, frame: FrameRow)]] = []
        var bytes = 0
        for one in work {
            if bytes > 0, bytes + one.frame.length <= chunkBytes {
                chunks[chunks.count - 1].append(one)
                bytes += one.frame.length
            } else {
                chunks.append([one])
                bytes = one.frame.length
            }
        }
        return chunks
    }

    /// Bytes of packed frames.
    private static let chunkBytes = 512 << 10

    /// Files under `boxes/` that no box row names.
    private func strays(_ boxes: [BoxRow]) throws -> CheckReport {
        var report = CheckReport()
        let known = Set(boxes.flatMap { [$0.file, $0.nextFile, $0.retiredFile].compactMap { $0 } })
        for file in try BoxScanner(store: archive.boxes).files() where !known.contains(file) {
            report.problems.append(.init(kind: .unknownBox, box: file, detail: file))
        }
        return report
    }

    private func extent(of box: BoxRow, _ frames: [FrameRow]) throws -> CheckReport {
        var report = CheckReport()
        let length = DurableFile.length(of: archive.boxes.path(of: box.file))
        if length == nil {
            // A box that was entered but never written to has no file.
            if box.length > 0 {
                report.problems.append(.init(kind: .boxMissing, box: box.file, detail: "\(box.length) bytes"))
            }
        }
        let surplus = try archive.boxes.surplus(of: box.file, at: box.length)
        switch (surplus, box.state) {
        case (.none, _), (.leftover, .open): break
        case (.leftover(let bytes), .sealed), (.foreign(let bytes), _):
            report.problems.append(
                .init(kind: .surplusBytes, box: box.file, detail: "\(bytes) bytes behind \(box.length)"))
        }
        var end = 0
        for frame in frames {
            if frame.offset != end {
                report.problems.append(.init(kind: .surplusBytes, box: box.file, detail: "gap at \(end)"))
            }
            end = frame.offset + frame.length
        }
        return report
    }

    private func check(_ work: [(box: BoxRow, frame: FrameRow)]) throws -> CheckReport {
        var report = CheckReport()
        for (box, frame) in work {
            var one = CheckReport()
            try check(frame, of: box, &one)
            if !one.problems.isEmpty, try isPast(box) { one.problems = [] }
            report.add(one)
        }
        return report
    }

    /// True when the box was rewritten since its frames were listed: they are no longer what the archive consists of.
    private func isPast(_ box: BoxRow) throws -> Bool {
        try archive.catalog.read { try $0.box(id: box.id)?.file != box.file }
    }

    /// What stands beside the act of a closed stretch of the log.
    private func checkStretch(
        _ entry: CatalogSession.ExpectedEntry, _ members: inout [String: Data], of box: BoxRow,
        _ report: inout CheckReport
    ) throws {
        let isNamed = entry.json.range(of: Data("\"logClosed\"".utf8)) != nil
        guard isNamed, case .logClosed(let stretch) = try JSONDecoder().decode(Act.self, from: entry.json).content
        else { return }
        let folder = EntryFolder.acts + "/"
        let files = LogStretchMember.files(ofAct: entry.sequence) { members.removeValue(forKey: folder + $0) }
        let problem = files.map { $0.problem(of: stretch) } ?? "not there"
        if let problem {
            report.problems.append(
                .init(
                    kind: .contentDiffers, box: box.file,
                    detail: "log \(stretch.first)-\(stretch.last): \(problem)"))
        }
    }

    private func check(_ frame: FrameRow, of box: BoxRow, _ report: inout CheckReport) throws {
        let expected = try archive.catalog.read { try $0.expectedEntries(inFrame: frame.id) }
        report.bytes += frame.length
        report.versions += expected.count { $0.code != nil }
        let location = FrameLocation(file: box.file, offset: frame.offset, length: frame.length, sha256: frame.sha256)
        var members: [String: Data] = [:]
        do {
            let fragment = try archive.boxes.fragment(of: location)
            try BoxStore.allMembers(of: fragment) { members[$0] = $1 }
        } catch {
            // The box as a whole is missing: that has been said.
            if case BoxError.missing = error { return }
            if expected.isEmpty {
                report.problems.append(.init(kind: .frameDamaged, box: box.file, detail: "frame at \(frame.offset)"))
            }
            for entry in expected {
                report.problems.append(
                    .init(
                        kind: .frameDamaged, box: box.file, code: entry.code,
                        version: entry.code.map { _ in entry.number },
                        detail: "frame at \(frame.offset)"))
            }
            return
        }
        for entry in expected {
            guard let code = entry.code else {
                let path = EntryFolder.acts + "/" + EntryFolder.member(ofAct: entry.sequence)
                if members.removeValue(forKey: path) != entry.json {
                    report.problems.append(.init(kind: .descriptionDiffers, box: box.file, detail: path))
                }
                try checkStretch(entry, &members, of: box, &report)
                continue
            }
            let folder = EntryFolder.of(code: code, version: entry.number) + "/"
            func problem(_ kind: CheckReport.Problem.Kind, _ detail: String) {
                report.problems.append(
                    .init(kind: kind, box: box.file, code: code, version: entry.number, detail: detail))
            }
            guard let metadata = members.removeValue(forKey: folder + "metadata.json") else {
                problem(.versionMissing, folder)
                continue
            }
            if metadata != entry.json { problem(.descriptionDiffers, "metadata.json") }
            for file in entry.files {
                let name = "content/" + file.name
                if members.removeValue(forKey: folder + name).map(BoxStore.sha256) != file.sha256 {
                    problem(.contentDiffers, name)
                }
            }
            if let digest = entry.textSHA256,
                members.removeValue(forKey: folder + "text.txt").map(BoxStore.sha256) != digest
            {
                problem(.contentDiffers, "text.txt")
            }
        }
        for name in members.keys where name != "seal.json" {
            report.problems.append(.init(kind: .unknownMember, box: box.file, detail: name))
        }
    }
}
