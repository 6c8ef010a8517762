package import Archivist
import Records
import Retention

/// Holds and batches of appraisal as other programs read them (DESIGN: JSON is a contract).
extension JSONText {
    package static func of(_ held: HeldRecords) -> JSONText {
        let hold = held.hold
        return .object([
            ("hold", .int(hold.number)), ("reason", .string(hold.reason)),
            ("items", .array(hold.items.map(JSONText.string))),
            ("volumes", .array(hold.volumes.map(JSONText.string))),
            ("persons", .array(hold.persons.map { .int(Int($0)) })), ("placedAt", .string(held.placedAt)),
            ("placedBy", .string(held.placedBy)), ("liftedAt", JSONText(held.liftedAt)),
            ("liftedBy", JSONText(held.liftedBy)), ("liftReason", JSONText(held.liftReason)),
        ])
    }

    package static func of(_ view: AppraisalView) -> JSONText {
        .object([
            ("batch", .int(view.appraisal.number)), ("title", .string(view.appraisal.title)),
            ("openedAt", .string(view.openedAt)), ("openedBy", .string(view.openedBy)),
            (
                "items",
                .array(
                    view.items.map { item in
                        .object([
                            ("code", .string(item.code)), ("state", .string(item.standing.state.rawValue)),
                            ("verdict", JSONText(item.standing.verdict?.description)),
                            ("voided", JSONText(item.standing.voided?.rawValue)),
                            ("approvedBy", JSONText(item.standing.approvedBy)),
                            ("holds", .array(item.holds.map { .int($0) })),
                            (
                                "opinions",
                                .array(
                                    item.standing.opinions.map { opinion in
                                        .object([
                                            ("by", .string(opinion.by)),
                                            ("verdict", .string(opinion.verdict.description)),
                                            ("reason", .string(opinion.reason)),
                                        ])
                                    })
                            ),
                        ])
                    })
            ),
        ])
    }
}
