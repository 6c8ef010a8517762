package import Foundation
import Glibc

/// Runs commands in a shell. Works straight on `posix_spawn`: a test waits without a run loop.
package enum Shell {
    package struct Outcome: Sendable {
        /// The exit status; 128 and the signal's number where a signal ended it.
        package var status: Int32
        package var bytes: Data
        package var errors: String
        package var output: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// - Parameters:
    ///   - environment: beside the test's own; an empty value removes a name.
    ///   - merged: errors are written into the output, where they occur.
    @discardableResult
    package static func run(
        _ command: String, in folder: String, environment: [String: String] = [:], merged: Bool = false
    ) throws -> Outcome {
        try start(command, in: folder, environment: environment, merged: merged).wait()
    }

    package static func has(_ program: String) -> Bool {
        (try? run("command -v " + program, in: "/"))?.status == 0
    }

    /// `text` as one word of a command.
    package static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    package static func start(
        _ command: String, in folder: String, environment: [String: String] = [:], merged: Bool = false
    ) throws -> RunningCommand {
        var values = ProcessInfo.processInfo.environment
        for (name, value) in environment { values[name] = value.isEmpty ? nil : value }
        let output = try scratchFile()
        let errors = merged ? output : try scratchFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        let script = "cd " + quoted(folder) + " || exit 126\n" + command
        let words = Self.pointers(["/bin/bash", "-c", script])
        let pairs = Self.pointers(values.map { $0.key + "=" + $0.value })
        defer { for pointer in words + pairs { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, "/bin/bash", &actions, nil, words, pairs)
        guard code == 0 else { throw Trouble(what: command, code: code) }
        return RunningCommand(process: process, output: output, errors: errors)
    }

    /// What C takes as a list of words; to be freed.
    private static func pointers(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        words.map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) } + [nil]
    }

    /// An open file without a name.
    private static func scratchFile() throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.standardizedFileURL.path
        var template = Array((folder + "/lantai-test-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Trouble(what: "mkstemp", code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return descriptor
    }
}

/// A command that was started and not yet waited for.
package struct RunningCommand {
    /// Of the shell; a command begun with `exec` has it for itself.
    package let process: Int32
    let output: Int32
    let errors: Int32

    package func send(_ signal: Int32) { kill(process, signal) }

    /// False once it has ended, though it was not waited for yet.
    package var isRunning: Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return status.split(separator: ")").last?.hasPrefix(" Z") == false
    }

    /// To be called once.
    package func wait() throws -> Shell.Outcome {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Trouble(what: "waitpid", code: errno) }
        }
        defer {
            close(output)
            if errors != output { close(errors) }
        }
        let signal = status & 0x7F
        return Shell.Outcome(
            status: signal != 0 ? 128 + signal : status >> 8 & 0xFF, bytes: Self.content(of: output),
            errors: errors == output ? "" : String(decoding: Self.content(of: errors), as: UTF8.self))
    }

    private static func content(of descriptor: Int32) -> Data {
        var content = Data()
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(content.count))
            guard count > 0 else { return content }
            content.append(contentsOf: buffer[..<count])
        }
    }
}
