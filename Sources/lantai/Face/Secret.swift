import Face
import Foundation

/// Secrets as they are typed: never as an argument, which others on the machine can read.
enum Secret {
    /// From LANTAI_PASSWORD, or typed unseen at a terminal; nil where there is neither.
    static func password() -> String? { value("LANTAI_PASSWORD", prompt: say("密码：", "Password: ")) }

    /// A token, from LANTAI_TOKEN: a program that has one types nothing.
    static func token() -> String? { environment("LANTAI_TOKEN") }

    /// A new password; at a terminal typed twice.
    static func newPassword() -> String? {
        if let given = environment("LANTAI_NEW_PASSWORD") { return given }
        guard let first = typed(say("新密码：", "New password: ")) else { return nil }
        guard let second = typed(say("再输一次：", "Again: ")), first == second else { return nil }
        return first
    }

    private static func value(_ name: String, prompt: String) -> String? { environment(name) ?? typed(prompt) }

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func typed(_ prompt: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var unseen = before
        unseen.c_lflag &= ~tcflag_t(ECHO)
        Console.write(prompt, to: STDERR_FILENO)
        tcsetattr(STDIN_FILENO, TCSANOW, &unseen)
        defer {
            tcsetattr(STDIN_FILENO, TCSANOW, &before)
            Console.write("\n", to: STDERR_FILENO)
        }
        return readLine(strippingNewline: true)
    }
}
