package import Archivist
package import Records
package import Retention

/// Records as other programs read them.
extension JSONText {
    package static func of(_ view: RecordView) -> JSONText {
        let description = view.chosen.description
        return .object([
            ("code", .string(view.chosen.code)), ("title", .string(description.title)),
            ("date", .string(description.date)),
            ("class", .string(description.classCode)), ("org", .string(description.org)),
            ("volume", JSONText(description.volume)), ("externalID", JSONText(description.externalID)),
            (
                "retention",
                of(view.retention)
            ),
            ("state", .string(view.state)),
            ("versions", .array(view.versions.map { of($0) })),
            ("version", .int(view.chosen.number)), ("author", JSONText(description.author)),
            ("documentNumber", JSONText(description.documentNumber)),
            ("fields", .object(description.fields.map { ($0.name, .string($0.value)) })),
            ("persons", .array(description.persons.map { of($0) })),
            ("proposed", .array(view.chosen.proposed.map(JSONText.string))),
            ("proposedFields", .object((description.proposedFields ?? []).map { ($0.name, .string($0.value)) })),
            ("language", JSONText(view.chosen.text?.language)),
            ("voided", .bool(view.versions.last?.voided ?? false)),
            ("storageOnly", .bool(view.storedOnlyFor != nil)),
            ("handedOver", of(view.handedOver)),
        ])
    }

    package static func of(_ outlook: RetentionOutlook) -> JSONText {
        .object([
            ("trigger", .string(outlook.rule.trigger.rawValue)),
            ("period", .string(outlook.rule.period.description)),
            ("disposition", .string(outlook.rule.disposition.rawValue)),
            ("startsOn", JSONText(outlook.startsOn?.description)),
            ("dueOn", JSONText(outlook.dueOn?.description)),
            ("status", .string(outlook.reason.rawValue)),
        ])
    }

    package static func of(_ person: PersonInRole) -> JSONText {
        .object([
            ("person", .int(Int(person.person))), ("name", .string(person.name)), ("role", .string(person.role)),
            ("birthDate", JSONText(person.birthDate)), ("identityNumber", JSONText(person.identityNumber)),
        ])
    }

    package static func of(_ version: Version) -> JSONText {
        .object([
            ("version", .int(version.number)), ("filedAt", .string(version.filedAt)),
            ("filedBy", .string(version.filedBy)),
            ("reason", JSONText(version.reason)),
            (
                "files",
                .array(
                    version.files.map { file in
                        .object([
                            ("name", .string(file.name)), ("size", .int(file.size)), ("sha256", .string(file.sha256)),
                            ("mediaType", .string(file.mediaType)), ("original", JSONText(file.original)),
                            ("inside", JSONText(file.inside)), ("unread", JSONText(file.unread?.reason.rawValue)),
                        ])
                    })
            ),
            ("title", .string(version.description.title)), ("voided", .bool(version.voided)),
        ])
    }

    /// Lines in the order of both texts, with what became of each.
    package static func of(_ difference: VersionDifference) -> JSONText {
        .object([
            ("from", .int(difference.oldNumber)), ("to", .int(difference.newNumber)),
            (
                "fields",
                .array(
                    difference.fields.map {
                        .object([("name", .string($0.name)), ("old", JSONText($0.old)), ("new", JSONText($0.new))])
                    })
            ),
            (
                "lines",
                .array(
                    difference.lines.map { line in
                        let (kind, text) =
                            switch line {
                            case .same(let text): ("same", text)
                            case .removed(let text): ("removed", text)
                            case .added(let text): ("added", text)
                            }
                        return .object([("kind", .string(kind)), ("text", .string(text))])
                    })
            ),
        ])
    }

    package static func of(text: String, parts: [TextPart]) -> JSONText {
        let places = parts.map { part in
            JSONText.object([
                ("file", .string(part.file)), ("offset", .int(part.offset)),
                ("pages", part.pages.map { .array($0.map { .int($0) }) } ?? .null),
            ])
        }
        return .object([("text", .string(text)), ("parts", .array(places))])
    }

    package static func of(_ handedOver: HandedOver?) -> JSONText {
        guard let handedOver else { return .null }
        return .object([
            ("transfer", .int(handedOver.transfer)), ("receiver", of(handedOver.receiver)),
            ("filedAs", JSONText(handedOver.filedAs)),
        ])
    }

    package static func of(_ party: TransferReceipt.Party) -> JSONText {
        .object([("fonds", .string(party.fonds)), ("name", .string(party.name))])
    }
}
