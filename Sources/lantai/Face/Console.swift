import Archivist
import Face
import Foundation
import Synchronization

/// Where words go: data alone to stdout, progress and warnings to stderr. Nothing from a document reaches a terminal
/// with control characters in it.
struct Console: Sendable {
    let isQuiet: Bool
    let isJSON: Bool

    /// Data.
    func print(_ text: String) {
        Self.write(text + "\n", to: STDOUT_FILENO)
    }

    func print(_ json: JSONText) {
        Self.write(json.text + "\n", to: STDOUT_FILENO)
    }

    func write(_ bytes: Data) {
        bytes.withUnsafeBytes { Self.write($0, to: STDOUT_FILENO) }
    }

    /// A remark for the person.
    func note(_ text: String) {
        if !isQuiet { Self.write(text + "\n", to: STDERR_FILENO) }
    }

    /// A warning: shown even when quiet.
    func warn(_ text: String) {
        Self.write(say("注意：", "Warning: ") + text + "\n", to: STDERR_FILENO)
    }

    private static let hasWarnedOfFullDisk = Atomic<Bool>(false)

    /// Once, however often the archive says so.
    @Sendable static func warnOfFullDisk(_ notice: DiskFullNotice) {
        if hasWarnedOfFullDisk.exchange(true, ordering: .relaxed) { return }
        Console(isQuiet: false, isJSON: false).warn(
            say(
                "磁盘已满，动用了预留的空间：还剩 \(notice.free >> 10) KB，大约还能记 \(notice.uses) 次利用。可以检索、查看、销毁，不能归档；请尽快腾出空间，腾出后自动恢复",
                "the disk is full, and the room kept back for that is in use: \(notice.free >> 10) KB are left, about \(notice.uses) more uses. Searching, reading and destroying go on, filing does not; free some space soon, and all is as before"
            ))
    }

    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// Whole, or as much as whoever reads will take.
    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let written = Foundation.write(descriptor, base + done, bytes.count - done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                // Data that did not get to where it was asked for is no success; for words about it, nothing can be done.
                if descriptor == STDOUT_FILENO {
                    Complaint(
                        written < 0 && errno == ENOSPC
                            ? ArchiveFailure.diskFull(path: "stdout")
                            : ArchiveFailure.storageFailed(path: "stdout", reason: String(cString: strerror(errno)))
                    ).exit()
                }
                return
            }
            done += written
        }
    }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// A snippet with `<mark>`, for reading in a terminal or a file.
    static func plain(snippet: String) -> String {
        let (open, close) = isTerminal ? ("\u{1B}[1;31m", "\u{1B}[0m") : ("【", "】")
        // By Unicode scalars: a `;` with a combining accent behind it is another character.
        var text = Array(Wording.safe(snippet).unicodeScalars)
        for (name, meaning) in [
            ("<mark>", "\u{1}"), ("</mark>", "\u{2}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"),
            ("&amp;", "&"), ("\u{1}", open), ("\u{2}", close),
        ] {
            text.replace(name.unicodeScalars, with: meaning.unicodeScalars)
        }
        return String(String.UnicodeScalarView(text))
    }

    // MARK: - WorkProgress

    /// A bar on a terminal, else a line every few seconds; nothing for work that takes less than a second.
    func progress(_ what: String) -> WorkProgress {
        // Only work that looks for it can end cleanly; everything else is ended by the first Ctrl-C as usual.
        Interruption.watch()
        let state = ProgressState(what: what, isTerminal: isatty(STDERR_FILENO) == 1)
        let isQuiet = isQuiet
        return WorkProgress(
            report: { done, total in if !isQuiet { state.show(done, total) } },
            isCancelled: { Interruption.isRequested })
    }
}

/// What of a progress is on the screen.
private final class ProgressState: Sendable {
    private let what: String
    private let isTerminal: Bool
    private let start = Date()
    private let lastShown: Mutex<Date>

    init(what: String, isTerminal: Bool) {
        self.what = what
        self.isTerminal = isTerminal
        lastShown = Mutex(Date())
    }

    func show(_ done: Int, _ total: Int?) {
        let now = Date()
        let isEnd = done == total
        let interval = isTerminal ? 0.2 : 5.0
        let isDue = lastShown.withLock { last in
            let wasShown = last > start.addingTimeInterval(0.001)
            guard now.timeIntervalSince(start) > 1, isEnd && wasShown || now.timeIntervalSince(last) >= interval else {
                return false
            }
            last = now
            return true
        }
        guard isDue else { return }
        var line = what + " " + String(done)
        if let total, total > 0 {
            line += "/\(total)"
            if isTerminal {
                let filled = 30 * done / total
                line += " [" + String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled) + "]"
            }
        }
        Console.write(isTerminal ? "\r\u{1B}[K" + line + (isEnd ? "\n" : "") : line + "\n", to: STDERR_FILENO)
    }
}

/// Ctrl-C: the first asks work to stop at the next item, the second stops at once.
enum Interruption {
    private static let flag = Atomic<Bool>(false)

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    static func watch() {
        signal(SIGINT) { _ in
            if Interruption.flag.exchange(true, ordering: .relaxed) { _exit(130) }
        }
        signal(SIGTERM) { _ in Interruption.flag.store(true, ordering: .relaxed) }
    }
}
