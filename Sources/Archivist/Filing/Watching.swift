internal import Boxes
internal import Foundation
internal import Records

/// Files what is put into a folder, once it is whole, and moves it to `done` or `failed` in it.
///
/// Looks again and again instead of being told: that also works on shares of the network. Nothing is filed twice: what was
/// filed and not yet moved when the power went is recognised as filed.
package struct Watching {
    package struct Options: Sendable {
        /// Seconds in which neither size nor time of a file may change before it is taken for whole.
        package var settle: Double
        /// Whether it ends when nothing is left that is or may become whole.
        package var isOnce: Bool

        package init(settle: Double, isOnce: Bool) {
            self.settle = settle
            self.isOnce = isOnce
        }
    }

    private let folder: String
    private let options: Options
    private let filing: FilingOptions
    /// Looked at so many times a second.
    private static let rhythm = 2.0
    /// Files that are filed together: an outcome is reported, and its file moved, after so many at most.
    private static let most = 50
    static let done = "done"
    static let failed = "failed"

    /// - Throws: `noInput` where there is no such folder.
    package init(folder: String, filing: FilingOptions, options: Options) throws {
        guard PathInputs.isFolder(folder) else { throw ArchiveFailure.noInput(folder) }
        self.folder = folder.hasSuffix("/") && folder.count > 1 ? String(folder.dropLast()) : folder
        self.filing = filing
        self.options = options
    }

    /// Runs until it is cancelled, or with `isOnce` until nothing is left to wait for.
    /// - Parameters:
    ///   - open: opens the archive, anew for each batch, as the user that files: whoever lost the right files no more.
    ///   - explain: the text of the note that is put beside a file that was not filed.
    ///   - trouble: told of what stands in the way for now, such as an archive in use; it is tried again.
    /// - Returns: true when none was refused.
    package func run(
        open: () throws -> ArchiveFolder, explain: (Refusal) -> String, progress: WorkProgress,
        trouble: (any Error) -> Void, report: (FilingOutcome) -> Void
    ) async throws -> Bool {
        var seen: [String: (look: Look, since: Date)] = [:]
        var isAllFiled = true
        var lastTrouble = Date.distantPast
        while !progress.isCancelled() {
            let looks = try look()
            let now = Date()
            seen = seen.filter { looks[$0.key] != nil }
            for (path, look) in looks where seen[path]?.look != look { seen[path] = (look, now) }
            let whole = seen.filter { path, known in
                now.timeIntervalSince(known.since) >= options.settle && !isBeingWritten(path)
            }.keys.sorted().prefix(Self.most)
            if whole.isEmpty {
                if options.isOnce && looks.isEmpty { return isAllFiled }
                try await Task.sleep(nanoseconds: UInt64(1e9 / Self.rhythm))
                continue
            }
            do {
                if try await !file(Array(whole), open, explain, progress, report) { isAllFiled = false }
            } catch {
                guard !options.isOnce, let failure = error as? ArchiveFailure ?? ArchiveFailure(storage: error),
                    failure.mayPass
                else { throw error }
                // Said once a minute: it may last for a night.
                if now.timeIntervalSince(lastTrouble) > 60 {
                    trouble(failure)
                    lastTrouble = now
                }
                try await Task.sleep(nanoseconds: 2_000_000_000)
            }
        }
        return isAllFiled
    }

    // MARK: - Looking

    private struct Look: Equatable {
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    /// The files that are there, also in folders, but for those that were dealt with and those that programs have not
    /// finished yet and name so.
    private func look() throws -> [String: Look] {
        var looks: [String: Look] = [:]
        var pending = [folder]
        while let next = pending.popLast() {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: next) else {
                // The folder itself went away, or the share with it.
                if next == folder { throw ArchiveFailure.noInput(folder) }
                continue
            }
            for name in names where !isPassedOver(name, in: next) {
                let path = next + "/" + name
                var status = stat()
                guard lstat(path, &status) == 0 else { continue }
                switch status.st_mode & S_IFMT {
                case S_IFDIR: pending.append(path)
                case S_IFREG:
                    looks[path] = Look(
                        size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
                        nanoseconds: status.st_mtim.tv_nsec)
                default: continue
                }
            }
        }
        return looks
    }

    private func isPassedOver(_ name: String, in parent: String) -> Bool {
        if parent == folder && [Self.done, Self.failed].contains(name) { return true }
        let lower = name.lowercased()
        return PathInputs.isLeftover(name)
            || [".part", ".partial", ".crdownload", ".tmp", ".download"].contains { lower.hasSuffix($0) }
    }

    /// Whether a program has it open for writing, as far as this machine knows: a lease for reading is refused then.
    /// (Not every file system grants leases; on those the time alone decides.)
    private func isBeingWritten(_ path: String) -> Bool {
        let file = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return false }
        defer { close(file) }
        let setLease: Int32 = 1024
        guard fcntl(file, setLease, F_RDLCK) != 0 else {
            _ = fcntl(file, setLease, F_UNLCK)
            return false
        }
        return errno == EAGAIN
    }

    // MARK: - Filing

    private func file(
        _ paths: [String], _ open: () throws -> ArchiveFolder, _ explain: (Refusal) -> String,
        _ progress: WorkProgress, _ report: (FilingOutcome) -> Void
    ) async throws -> Bool {
        let inputs = paths.map { path in
            FilingInput(source: .file(path: path, shown: String(path.dropFirst(folder.count + 1))))
        }
        var refusals: [String: [(path: String, refusal: Refusal)]] = [:]
        var settled: Set<String> = []
        // What was begun is brought to its end: a file that was filed is moved, too.
        let isAllFiled = try await Filing(archive: open(), options: filing)
            .file(inputs, progress: WorkProgress(report: progress.report)) { outcome in
                let shown = outcome.path ?? ""
                // What came inside a container is named behind it.
                let own = inputs.compactMap(\.shown).first { shown == $0 || shown.hasPrefix($0 + "/") } ?? shown
                if shown == own { settled.insert(own) }
                if let refusal = outcome.refusal { refusals[own, default: []].append((shown, refusal)) }
                report(outcome)
            }
        for shown in settled.sorted() {
            let refused = refusals[shown] ?? []
            // A container that was filed is done, whatever became of what is in it; the note tells.
            let isRefused = refused.contains { $0.path == shown }
            try move(
                shown, to: isRefused ? Self.failed : Self.done,
                note: refused.isEmpty ? nil : refused.map { $0.path + "\n" + explain($0.refusal) + "\n" }.joined())
        }
        return isAllFiled
    }

    private func move(_ shown: String, to state: String, note: String?) throws {
        let target = try free(folder + "/" + state + "/" + shown)
        if let note {
            let path = Self.fitted(target, ".reason.txt")
            // A file whose note cannot be written is moved all the same: else it would be refused for ever.
            try? DurableFile.replace(path.hasPrefix(target) ? path : free(path), with: Array(note.utf8))
        }
        do {
            try DurableFile.rename(folder + "/" + shown, to: target)
        } catch let error where error.isNotFound {
            // Someone took it away meanwhile.
        }
    }

    /// A path where nothing is yet: the same name may come again.
    private func free(_ path: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: path.parentPath, withIntermediateDirectories: true)
        let stem = (path as NSString).deletingPathExtension
        let ending = (path as NSString).pathExtension
        var tried = path
        var number = 1
        while FileKind(path: tried) != .missing {
            number += 1
            tried = Self.fitted(stem, " (\(number))" + (ending.isEmpty ? "" : "." + ending))
        }
        return tried
    }

    /// Bytes of a name: file systems take 255, and one that is being written has `.new` behind it.
    private static let nameLimit = 251

    /// A path with an ending behind it, its name cut as far as must be.
    private static func fitted(_ path: String, _ ending: String) -> String {
        var name = (path as NSString).lastPathComponent
        while name.utf8.count + ending.utf8.count > nameLimit, !name.isEmpty { name.removeLast() }
        return path.parentPath + "/" + name + ending
    }
}

extension ArchiveFailure {
    /// Whether it may be over by itself: someone else is writing, or the disk is full.
    fileprivate var mayPass: Bool {
        switch self {
        case .busy, .diskFull, .storageFailed: true
        default: false
        }
    }
}

extension FilingInput {
    fileprivate var shown: String? {
        if case .file(_, let shown) = source { shown } else { nil }
    }
}
