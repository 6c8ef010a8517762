package import Archivist

/// What waits to be confirmed and what was, as other programs read it.
extension JSONText {
    package static func of(_ waiting: Confirming.Waiting) -> JSONText {
        .object(members(waiting) + [("proposals", of(waiting.proposals))])
    }

    package static func of(_ outcome: Confirming.Outcome, isTrial: Bool) -> JSONText {
        let status = outcome.confirmed.isEmpty ? "unchanged" : isTrial ? "trial" : "confirmed"
        return .object(
            [("status", .string(status))] + members(outcome.waiting) + [
                ("version", JSONText(outcome.version)), ("confirmed", of(outcome.confirmed)),
            ])
    }

    private static func members(_ waiting: Confirming.Waiting) -> [(String, JSONText)] {
        [
            ("code", .string(waiting.code)), ("title", .string(waiting.title)), ("date", .string(waiting.date)),
            ("class", .string(waiting.classCode)),
        ]
    }

    private static func of(_ proposals: [Confirming.Proposal]) -> JSONText {
        .object(proposals.map { ($0.name, .string($0.value)) })
    }
}
