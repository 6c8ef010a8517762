internal import CSeccomp
package import Foundation

/// Reads a file in a process of its own, and ends that process, and whatever it started, when it takes too much.
///
/// Has no state and may be used from any number of threads at a time; each call blocks its thread.
package struct ProcessReader: Sendable {
    /// Seconds for one file, before any program that its reader runs.
    package static let seconds = 10
    /// Seconds that a reader may ask for at once, for a program that it runs …
    private static let extensionLimit = 60
    /// … and altogether: a scan of many pages.
    private static let totalLimit = 900
    /// Bytes of memory of the process and all that it started.
    private static let memoryLimit = 480 << 20
    private static let watchMilliseconds = 50

    private let program: String
    private let fallback: String
    private let seconds: Int

    /// - Parameters:
    ///   - program: the program that knows `ReadingChild`: the running one.
    ///   - fallback: a folder for temporary files where there is no memory to take for them.
    ///   - seconds: by the clock; more where many others want the same processors.
    package init(program: String = "/proc/self/exe", fallback: String, seconds: Int = ProcessReader.seconds) {
        self.program = program
        self.fallback = fallback
        self.seconds = seconds
    }

    /// Removes the temporary files of readings that were cut short by a crash.
    package func clear() { TemporaryFolder.clear(fallback: fallback) }

    /// Recognises a file and reads its text and its members. Never fails: what cannot be read is a warning.
    package func read(_ bytes: Data, name: String, limits: ReadingLimits = ReadingLimits()) -> Extraction {
        switch answer(bytes, name: name, limits: limits) {
        case .success(let extraction): extraction
        case .failure(let failure):
            Extraction(mediaType: TextExtractor().mediaType(of: bytes, name: name), warnings: [failure.warning])
        }
    }

    /// Makes a rendition of a file. What comes back is checked: it is a whole PDF, PNG or JPEG, within bounds.
    /// - Parameter name: the file's name; only the ending counts, and only where the content leaves a choice.
    package func render(_ bytes: Data, name: String, as kind: RenditionKind) throws(RenditionFailure) -> Rendition {
        var limits = ReadingLimits()
        limits.textBytes = 0
        limits.members = 1
        limits.memberBytes = RenditionCheck.copyLimit
        let answer: Extraction
        do {
            answer = try self.answer(bytes, name: name, limits: limits, rendition: kind).get()
        } catch {
            throw .unreadable(error.warning)
        }
        switch answer.warnings.first {
        case .textNotSearchable(let mediaType): throw .unsupported(mediaType: mediaType)
        case .some(let warning): throw .unreadable(warning)
        case nil: break
        }
        let pages = answer.properties.pageCount
        if case .page(let image) = kind, let pages, image.number > pages { throw .noSuchPage(image.number, of: pages) }
        guard let made = answer.members.first?.bytes, RenditionCheck.accepts(made, as: kind) else {
            throw .unreadable(.extractorFailed(detail: "answer"))
        }
        return Rendition(bytes: made, mediaType: kind.mediaType, pages: pages)
    }

    private func answer(
        _ bytes: Data, name: String, limits: ReadingLimits, rendition: RenditionKind? = nil
    ) -> Result<Extraction, Failure> {
        // What LibreOffice needs is given to no other reader.
        for mayRunOffice in [false, true] {
            switch answer(bytes, name: name, limits: limits, mayRunOffice: mayRunOffice, rendition: rendition) {
            case .success(.extraction(let extraction)): return .success(extraction)
            case .success(.needsOffice): continue
            case .failure(let failure): return .failure(failure)
            }
        }
        return .failure(Failure(.extractorFailed(detail: "office")))
    }

    private struct Failure: Error {
        var warning: ExtractionWarning

        init(_ warning: ExtractionWarning) { self.warning = warning }

        /// What the system said to a call.
        init(call: String, _ code: Int32) {
            warning = .extractorFailed(detail: call + ": " + String(cString: strerror(code)))
        }
    }

    private enum Answer {
        case extraction(Extraction)
        /// It has to be read in a process that may run LibreOffice.
        case needsOffice
    }

    private func answer(
        _ bytes: Data, name: String, limits: ReadingLimits, mayRunOffice: Bool, rendition: RenditionKind?
    ) -> Result<Answer, Failure> {
        do throws(Failure) {
            let folder = try temporaryFolder()
            defer { folder.remove() }
            let input = try descriptor(holding: bytes)
            defer { close(input) }
            var ends: [Int32] = [-1, -1]
            guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Failure(call: "pipe", errno) }
            defer { close(ends[0]) }
            let started: Result<pid_t, Failure>
            do {
                defer { close(ends[1]) }
                let order = ReadingOrder(
                    name: name, folder: folder.path, limits: limits, mayRunOffice: mayRunOffice, rendition: rendition)
                started = start(order, input: input, output: ends[1])
            }
            let pid = try started.get()
            let heard = listen(to: ends[0], of: pid, limits: limits)
            let status = end(pid)
            return .success(try answer(heard, status))
        } catch {
            return .failure(error)
        }
    }

    private func temporaryFolder() throws(Failure) -> TemporaryFolder {
        do {
            return try TemporaryFolder(fallback: fallback)
        } catch {
            throw Failure(call: "mkdtemp", error.code)
        }
    }

    /// A descriptor from which the bytes can be read or mapped, of no file.
    private func descriptor(holding bytes: Data) throws(Failure) -> Int32 {
        let descriptor = memfd_create("lantai", lantai_mfd_cloexec)
        guard descriptor >= 0 else { throw Failure(call: "memfd_create", errno) }
        let code: Int32 = bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let count = write(descriptor, base + done, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return errno }
                done += count
            }
            return lseek(descriptor, 0, SEEK_SET) == 0 ? 0 : errno
        }
        guard code == 0 else {
            close(descriptor)
            throw Failure(call: "memfd", code)
        }
        return descriptor
    }

    // MARK: - Its life

    /// Starts the process as the first of a group of its own, with nothing of this process's environment. The name of the
    /// file goes through the environment too: arguments can be seen by all users of the machine.
    private func start(_ order: ReadingOrder, input: Int32, output: Int32) -> Result<pid_t, Failure> {
        guard let json = try? JSONEncoder().encode(order) else { return .failure(Failure(call: "order", EINVAL)) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addchdir_np(&actions, order.folder)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Ctrl-C in the terminal is for the archivist's program, which ends after the file under way.
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let environment = [
            "PATH=" + Workspace.programFolders.joined(separator: ":"), "LANG=C.UTF-8", "HOME=" + order.folder,
            "TMPDIR=" + order.folder, "SWIFT_BACKTRACE=enable=no",
            ReadingChild.orderName + "=" + String(decoding: json, as: UTF8.self),
        ]
        var pid: pid_t = 0
        let code = CStrings.with(["lantai", ReadingChild.command]) { arguments in
            CStrings.with(environment) { environment in
                posix_spawn(&pid, program, &actions, &attributes, arguments, environment)
            }
        }
        return code == 0 ? .success(pid) : .failure(Failure(call: "posix_spawn", code))
    }

    private enum Heard {
        case answer(Extraction)
        case needsOffice
        /// The pipe was closed before the answer was whole.
        case cutOff
        case malformed
        case late
        case tooMuchMemory
    }

    private func listen(to end: Int32, of pid: pid_t, limits: ReadingLimits) -> Heard {
        let started = Clock.milliseconds()
        var deadline = started + seconds * 1000
        var nextLook = started + Self.watchMilliseconds
        var assembly = ReadingAssembly(limits: limits)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            let now = Clock.milliseconds()
            guard now < deadline else { return .late }
            if now >= nextLook {
                if ProcessTree.memory(of: pid) > Self.memoryLimit { return .tooMuchMemory }
                nextLook = now + Self.watchMilliseconds
            }
            var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(max(1, min(deadline, nextLook) - now))) > 0 else { continue }
            let count = Foundation.read(end, chunk.baseAddress, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return assembly.extraction().map { .answer($0) } ?? .cutOff }
            do {
                if let more = try assembly.take(UnsafeRawBufferPointer(rebasing: chunk[..<count])) {
                    let asked = Clock.milliseconds() + (min(more, Self.extensionLimit) + seconds) * 1000
                    deadline = min(max(deadline, asked), started + Self.totalLimit * 1000)
                }
            } catch {
                return .malformed
            }
            if assembly.needsOffice { return .needsOffice }
            if assembly.isComplete, let extraction = assembly.extraction() { return .answer(extraction) }
        }
    }

    /// Ends the process and everything that it started.
    /// - Returns: how it ended, as `waitpid` has it.
    private func end(_ pid: pid_t) -> Int32 {
        // It has answered, or has had its time. Its group first, while its number cannot belong to another.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status
    }

    private func answer(_ heard: Heard, _ status: Int32) throws(Failure) -> Answer {
        switch heard {
        case .answer(let extraction): return .extraction(extraction)
        case .needsOffice: return .needsOffice
        case .late: throw Failure(.limitExceeded(.time))
        case .tooMuchMemory: throw Failure(.limitExceeded(.memory))
        case .malformed: throw Failure(.extractorFailed(detail: "answer"))
        case .cutOff:
            switch status & 0x7F {
            case 0: throw Failure(.extractorFailed(detail: "exit \(status >> 8 & 0xFF)"))
            case SIGXCPU: throw Failure(.limitExceeded(.time))
            case let signal: throw Failure(.extractorFailed(detail: "signal \(signal)"))
            }
        }
    }
}

/// Strings as C takes lists of them.
enum CStrings {
    static func with<T>(_ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T) -> T {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(&pointers)
    }
}

/// A process and what descends from it, by /proc.
enum ProcessTree {
    /// Bytes of memory that are theirs alone, together.
    static func memory(of pid: pid_t) -> Int {
        var sum = 0
        var pending = [pid]
        var seen: Set<pid_t> = []
        while let next = pending.popLast(), seen.count < 1000 {
            guard seen.insert(next).inserted else { continue }
            let pages = numbers(in: "/proc/\(next)/statm")
            if pages.count > 2 { sum += (pages[1] - pages[2]) * Int(getpagesize()) }
            pending += children(of: next)
        }
        return sum
    }

    private static func children(of pid: pid_t) -> [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.flatMap { numbers(in: "/proc/\(pid)/task/\($0)/children").map { pid_t($0) } }
    }

    private static func numbers(in path: String) -> [Int] {
        guard let bytes = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
    }
}
