package import Archivist
package import Records

/// Handing over and receiving as other programs read them.
extension JSONText {
    package static func of(_ transfer: TransferStanding) -> JSONText {
        .object([
            ("transfer", .int(transfer.number)), ("batch", .int(transfer.appraisal)),
            ("receiver", JSONText(transfer.receiver)), ("package", .string(transfer.package)),
            ("at", .string(transfer.at)), ("by", .string(transfer.by)),
            (
                "items",
                .array(
                    transfer.items.map { item in
                        .object([
                            ("code", .string(item.code)), ("digest", .string(item.digest)),
                            ("outcome", JSONText(item.outcome?.rawValue)), ("filedAs", JSONText(item.filedAs)),
                            ("reason", JSONText(item.reason?.rawValue)), ("detail", JSONText(item.detail)),
                        ])
                    })
            ),
            (
                "receipts",
                .array(
                    transfer.receipts.map { receipt in
                        .object([
                            ("receipt", .string(receipt.code)), ("sha256", .string(receipt.digest)),
                            ("register", JSONText(receipt.register)), ("receiver", .of(receipt.receiver)),
                            ("witnesses", .array(receipt.witnesses.map(JSONText.string))),
                            ("at", .string(receipt.at)), ("by", .string(receipt.by)),
                        ])
                    })
            ),
        ])
    }

    package static func of(_ report: HandoverReport) -> JSONText {
        .object([
            ("transfer", .int(report.transfer)), ("receiver", .of(report.receiver)),
            ("receipt", .string(report.receipt)), ("register", JSONText(report.register)),
            ("disposal", JSONText(report.disposal)), ("transferred", .array(report.gone.map(JSONText.string))),
            ("kept", .array(report.kept.map(JSONText.string))), ("left", of(report.left)),
            ("boxes", .array(report.boxes.map(JSONText.string))),
        ])
    }

    package static func of(_ outcome: AccessionOutcome) -> JSONText {
        .object([
            ("status", .string(outcome.status.rawValue)), ("code", JSONText(outcome.code)),
            ("version", JSONText(outcome.versions)), ("externalID", .string(outcome.origin)),
            ("digest", .string(outcome.digest)),
            (
                "error",
                outcome.reason.map {
                    .object([
                        ("kind", .string($0.rawValue)), ("message", .string(Wording.of($0, detail: outcome.detail))),
                    ])
                } ?? .null
            ),
        ])
    }

    /// - Parameter isDryRun: whether it was a rehearsal, of which there is no receipt.
    package static func of(_ taken: PackageReceipt, isDryRun: Bool) -> JSONText {
        .object([
            ("package", .string(taken.report.package)), ("sender", of(taken.report.sender)),
            ("outcomes", .array(taken.outcomes.map { of($0) })),
            // As a text, and no object: it is known by the digest of its bytes.
            ("receipt", isDryRun ? .null : .string(String(decoding: taken.file, as: UTF8.self))),
            ("name", isDryRun ? .null : .string(taken.name)),
        ])
    }
}
