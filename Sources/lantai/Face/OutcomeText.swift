import Archivist
import Face

/// What became of an input, as a line.
enum OutcomeText {
    static func show(_ outcome: FilingOutcome, on console: Console, isDryRun: Bool = false) {
        if console.isJSON {
            console.print(.of(outcome))
            return
        }
        let source = [outcome.line.map { say("第 \($0) 行", "line \($0)") }, outcome.path ?? outcome.externalID]
            .compactMap { $0 }.joined(separator: " ")
        let title = Wording.line(outcome.title ?? "")
        switch outcome.status {
        case .filed:
            if !console.isQuiet {
                let word =
                    isDryRun
                    ? say("将归档", "Would file")
                    : outcome.version == 1
                        ? say("已归档", "Filed")
                        : say("已修订（第 \(outcome.version ?? 0) 版）", "Revised (version \(outcome.version ?? 0))")
                console.print([word, outcome.code, title, bracketed(source)].compactMap { $0 }.joined(separator: "  "))
            }
        case .unchanged:
            if !console.isQuiet {
                console.print(
                    [say("未变", "Unchanged"), outcome.code, title, bracketed(source)].compactMap { $0 }.joined(
                        separator: "  "))
            }
        case .rejected:
            let reason = outcome.refusal.map(Wording.of(refusal:)) ?? ""
            console.warn(say("未归档 ", "Not filed: ") + Wording.line(source) + say("：", ": ") + Wording.line(reason))
        }
        if !console.isQuiet {
            for warning in outcome.warnings {
                let line = [source, Wording.of(warning)].filter { !$0.isEmpty }.joined(separator: say("：", ": "))
                // That a volume was opened is news, not trouble.
                if case .volumeOpened = warning {
                    console.note(Wording.line(line))
                } else {
                    console.warn(Wording.line(line))
                }
            }
        }
    }

    private static func bracketed(_ text: String) -> String? {
        text.isEmpty ? nil : say("（", "(") + Wording.line(text) + say("）", ")")
    }
}
