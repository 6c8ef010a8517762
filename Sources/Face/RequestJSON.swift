package import Archivist
package import Records

/// Requests of persons concerned as other programs read them.
extension JSONText {
    /// - Parameter day: by which it is overdue or not.
    package static func of(_ view: RequestView, on day: Day = Timestamp.today()) -> JSONText {
        let taken = view.words[.taken]
        return .object([
            ("request", .int(view.request.number)), ("kind", .string(view.request.kind.rawValue)),
            ("state", .string(view.state.rawValue)), ("party", .string(view.request.party.rawValue)),
            ("asker", JSONText(taken?.asker)), ("relation", JSONText(taken?.relation)),
            ("identityCheck", JSONText(taken?.identityCheck)), ("text", JSONText(taken?.text)),
            ("items", .array(view.about.items.map(JSONText.string))),
            ("volumes", .array(view.about.volumes.map(JSONText.string))),
            ("persons", .array(view.about.persons.map { .int(Int($0)) })),
            ("receivedOn", .string(view.request.receivedOn)), ("due", .string(view.request.due)),
            ("overdue", .bool(view.isOverdue(on: day))), ("takenAt", .string(view.takenAt)),
            ("takenBy", .string(view.takenBy)), ("decision", JSONText(view.decision?.rawValue)),
            ("decidedAt", JSONText(view.decidedAt)), ("decidedBy", JSONText(view.decidedBy)),
            ("reason", JSONText(view.words[.decided]?.text)), ("answeredAt", JSONText(view.answeredAt)),
            ("answeredBy", JSONText(view.answeredBy)), ("answer", JSONText(view.words[.answered]?.text)),
            (
                "revisions",
                .array(
                    (view.answer?.revisions ?? []).map {
                        .object([("code", .string($0.code)), ("version", .int($0.version))])
                    })
            ),
            ("exports", .array((view.answer?.exports ?? []).map { .int(Int($0)) })),
            ("appraisals", .array((view.answer?.appraisals ?? []).map(JSONText.int))),
            ("storageOnly", .bool(view.isRestricting)), ("liftedAt", JSONText(view.liftedAt)),
            ("liftedBy", JSONText(view.liftedBy)), ("liftReason", JSONText(view.words[.lifted]?.text)),
            ("erased", .bool(view.isErased)),
        ])
    }
}
