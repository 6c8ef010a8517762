internal import CSeccomp
internal import Foundation

/// One run of a program of the system, seen from the process that reads the file.
struct HelperProgram {
    let program: String
    let path: String
    let folder: String
    let seconds: Int

    /// Standard error is for a technician: its beginning tells.
    private static let errorBytes = 64 << 10

    func run(
        _ arguments: [String], input: Data, outputLimit: Int
    ) throws(Workspace.ProgramFailure) -> Workspace.ProgramOutput {
        // Input and errors are files: with one pipe alone to read, none can stand full against the other.
        let errorPath = folder + "/.errors"
        let inputPath = folder + "/.input"
        defer {
            unlink(errorPath)
            unlink(inputPath)
        }
        guard (try? input.write(to: URL(fileURLWithPath: inputPath))) != nil else { throw unusable(errno) }
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw unusable(errno) }
        defer { close(ends[0]) }
        let started = start(arguments, inputPath: inputPath, errorPath: errorPath, output: ends[1])
        close(ends[1])
        let pid: pid_t
        switch started {
        case .success(let number): pid = number
        case .failure(let failure): throw failure
        }
        let (output, end) = collect(from: ends[0], limit: outputLimit)
        if end != .closed { kill(pid, SIGKILL) }
        var status: Int32 = 0
        // A program may close its output and linger: it gets what is left of the time.
        if !reaped(pid, &status, by: end == .closed ? deadline : .max) {
            kill(pid, SIGKILL)
            _ = reaped(pid, &status, by: .max)
            throw .timeOut(program: program)
        }
        switch end {
        case .late: throw .timeOut(program: program)
        case .full: throw .tooMuchOutput(program: program)
        case .closed: break
        }
        guard status & 0x7F == 0 else { throw .killed(program: program, signal: status & 0x7F) }
        let errors = FileHandle(forReadingAtPath: errorPath).flatMap { try? $0.read(upToCount: Self.errorBytes) }
        return Workspace.ProgramOutput(
            status: status >> 8 & 0xFF, output: output, errors: String(decoding: errors ?? Data(), as: UTF8.self))
    }

    private let deadline: Int

    init(program: String, path: String, folder: String, seconds: Int) {
        self.program = program
        self.path = path
        self.folder = folder
        self.seconds = seconds
        deadline = Clock.milliseconds() + seconds * 1000
    }

    private func unusable(_ code: Int32) -> Workspace.ProgramFailure {
        .unusable(program: program, reason: String(cString: strerror(code)))
    }

    private func start(
        _ arguments: [String], inputPath: String, errorPath: String, output: Int32
    ) -> Result<pid_t, Workspace.ProgramFailure> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addchdir_np(&actions, folder)
        let environment = [
            "PATH=" + Workspace.programFolders.joined(separator: ":"), "LANG=C.UTF-8", "HOME=" + folder,
            "TMPDIR=" + folder,
            // One file is read on one core; others are read beside it.
            "OMP_THREAD_LIMIT=1",
        ]
        var pid: pid_t = 0
        let code = CStrings.with([path] + arguments) { arguments in
            CStrings.with(environment) { posix_spawn(&pid, path, &actions, nil, arguments, $0) }
        }
        return code == 0 ? .success(pid) : .failure(unusable(code))
    }

    private enum End {
        case closed, late, full
    }

    private func collect(from end: Int32, limit: Int) -> (Data, End) {
        var output = Data()
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let left = deadline - Clock.milliseconds()
            guard left > 0 else { return (output, .late) }
            var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(left)) > 0 else { continue }
            let count = read(end, &chunk, chunk.count)
            guard count > 0 else {
                if count < 0 && errno == EINTR { continue }
                return (output, .closed)
            }
            output.append(contentsOf: chunk[..<count])
            if output.count > limit { return (output, .full) }
        }
    }

    private func reaped(_ pid: pid_t, _ status: inout Int32, by deadline: Int) -> Bool {
        if deadline == .max {
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            return true
        }
        while true {
            let answer = waitpid(pid, &status, WNOHANG)
            if answer == pid || (answer < 0 && errno != EINTR) { return true }
            guard Clock.milliseconds() < deadline else { return false }
            usleep(2000)
        }
    }
}

/// Time that no setting of the wall clock moves.
enum Clock {
    static func milliseconds() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int(now.tv_sec) * 1000 + Int(now.tv_nsec) / 1_000_000
    }
}
