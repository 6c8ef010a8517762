import Archivist

/// What became of an input, as a line.
enum OutcomeText {
    static func show(_ outcome: FilingOutcome, on console: Console, isDryRun: Bool = false) {
        if console.isJSON {
            console.print(json(outcome))
            return
        }
        let source = [outcome.line.map { say("第 \($0) 行", "line \($0)") }, outcome.path ?? outcome.externalID]
            .compactMap { $0 }.joined(separator: " ")
        let title = Console.safe(outcome.title ?? "")
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
            console.warn(say("未归档 ", "Not filed: ") + Console.safe(source) + say("：", ": ") + Console.safe(reason))
        }
        if !console.isQuiet {
            for warning in outcome.warnings {
                let line = [source, Wording.of(warning)].filter { !$0.isEmpty }.joined(separator: say("：", ": "))
                // That a volume was opened is news, not trouble.
                if case .volumeOpened = warning {
                    console.note(Console.safe(line))
                } else {
                    console.warn(Console.safe(line))
                }
            }
        }
    }

    private static func bracketed(_ text: String) -> String? {
        text.isEmpty ? nil : say("（", "(") + Console.safe(text) + say("）", ")")
    }

    static func json(_ outcome: FilingOutcome) -> JSONText {
        .object([
            ("status", .string(outcome.status.rawValue)), ("code", JSONText(outcome.code)),
            ("version", JSONText(outcome.version)), ("path", JSONText(outcome.path)),
            ("externalID", JSONText(outcome.externalID)), ("sha256", JSONText(outcome.sha256)),
            ("warnings", .array(outcome.warnings.map { .string(Wording.of($0)) })),
            (
                "error",
                outcome.refusal.map {
                    .object([("kind", .string(Wording.kind(of: $0))), ("message", .string(Wording.of(refusal: $0)))])
                } ?? .null
            ),
            ("title", JSONText(outcome.title)), ("line", JSONText(outcome.line)),
        ])
    }
}
