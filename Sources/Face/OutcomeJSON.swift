package import Archivist

/// What became of an input, as other programs read it.
extension JSONText {
    package static func of(_ outcome: FilingOutcome) -> JSONText {
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
