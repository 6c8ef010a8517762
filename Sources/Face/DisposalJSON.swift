package import Archivist
package import Records
import Retention

/// Holds and batches of appraisal as other programs read them.
extension JSONText {
    package static func of(_ held: PlacedHold) -> JSONText {
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

    package static func of(_ report: DisposalReport) -> JSONText {
        .object([
            ("disposal", .int(report.number)), ("register", .string(report.register)),
            ("destroyed", .array(report.disposed.map(JSONText.string))), ("left", of(report.left)),
            ("boxes", .array(report.boxes.map(JSONText.string))),
        ])
    }

    /// Records that stay, and why.
    package static func of(_ left: [Obstruction]) -> JSONText {
        .array(
            left.map { one in
                .object([("code", .string(one.code)), ("reason", .string(Wording.of(one.obstacle)))])
            })
    }

    package static func of(_ disposal: DisposalView) -> JSONText {
        .object([
            ("disposal", .int(disposal.number)), ("kind", .string(disposal.kind.rawValue)),
            ("batch", .int(disposal.appraisal)), ("authority", .string(disposal.authority)),
            ("witnesses", .array(disposal.witnesses.map(JSONText.string))), ("register", .string(disposal.register)),
            ("at", .string(disposal.at)), ("by", .string(disposal.by)), ("items", .int(disposal.items)),
            ("finished", .bool(disposal.isFinished)),
            ("transfer", JSONText(disposal.transfer)),
        ])
    }

    package static func of(_ register: PrintedRegister) -> JSONText {
        .object([
            ("code", .string(register.code)), ("title", .string(register.title)),
            ("institution", .string(register.institution)),
            ("facts", .object(register.facts.map { ($0.name, .string($0.value)) })),
            ("columns", .array(register.columns.map(JSONText.string))),
            ("rows", .array(register.rows.map { .array($0.map(JSONText.string)) })),
        ])
    }
}
