package import Archivist
package import Records
package import Retention

/// What stands in lists, as other programs read it.
extension JSONText {
    package static func of(_ grant: AccessGrant) -> JSONText {
        .object([
            ("id", .int(Int(grant.id))), ("user", .string(grant.user)), ("object", .string(grant.object)),
            ("purpose", .string(grant.purpose)), ("requestedAt", .string(grant.requestedAt)),
            ("state", .string(grant.state.rawValue)), ("decidedBy", JSONText(grant.decidedBy)),
            ("decidedAt", JSONText(grant.decidedAt)), ("until", JSONText(grant.until)),
            ("emergency", .bool(grant.isEmergency)), ("reviewedBy", JSONText(grant.reviewedBy)),
            ("reviewNote", JSONText(grant.reviewNote)),
        ])
    }

    package static func of(_ person: Person) -> JSONText {
        .object([
            ("person", .int(Int(person.id))), ("name", .string(person.name)),
            ("birthDate", JSONText(person.birthDate)), ("identityNumber", JSONText(person.identityNumber)),
        ])
    }

    package static func of(_ record: DueRecord) -> JSONText {
        .object([
            ("code", .string(record.code)), ("title", .string(record.title)), ("class", .string(record.classCode)),
            ("org", .string(record.org)), ("date", .string(record.date)), ("retention", of(record.outlook)),
            ("holds", .array(record.holds.map { .int($0) })), ("storageOnly", .bool(record.isStoredOnly)),
        ])
    }

    package static func of(_ organisation: Organisation) -> JSONText {
        .object([
            ("code", .string(organisation.code)), ("name", .string(organisation.name)),
            ("shortName", JSONText(organisation.shortName)), ("tier", .string(organisation.tier.rawValue)),
        ])
    }

    /// - Parameter items: records of the class that whoever asks may know of.
    package static func of(_ recordClass: RecordClass, items: Int) -> JSONText {
        .object([
            ("code", .string(recordClass.code)), ("name", .string(recordClass.name)),
            ("access", .string(recordClass.access.rawValue)),
            (
                "retention",
                .object([
                    ("trigger", .string(recordClass.retention.trigger.rawValue)),
                    ("period", .string(recordClass.retention.period.description)),
                    ("disposition", .string(recordClass.retention.disposition.rawValue)),
                ])
            ),
            ("fields", .array(recordClass.fields.map { .string($0.name) })), ("items", .int(items)),
            (
                "log",
                .object([
                    ("purpose", .string((recordClass.log?.purpose ?? .optional).rawValue)),
                    ("years", .int(recordClass.log?.years ?? LogPolicy.leastYears)),
                ])
            ),
        ])
    }

    package static func of(_ completions: [Completion], prefix: String) -> JSONText {
        .object([
            ("prefix", .string(prefix)),
            (
                "completions",
                .array(
                    completions.map { .object([("kind", .string($0.kind.rawValue)), ("text", .string($0.text))]) })
            ),
        ])
    }

    package static func of(_ entry: AccessEntry) -> JSONText { .raw(entry.json()) }

    package static func of(_ report: LogReport) -> JSONText {
        .object([
            ("entries", .int(report.entries)), ("root", .string(report.root)),
            ("checkedAgainst", JSONText(report.checkedAgainst)),
            (
                "problems",
                .array(
                    report.problems.map { problem in
                        .object([
                            ("kind", .string(problem.kind.rawValue)), ("seq", JSONText(problem.seq.map { Int($0) })),
                            ("message", .string(LogText.message(problem))),
                        ])
                    })
            ),
        ])
    }

    package static func of(_ growth: LogGrowth) -> JSONText {
        .object([
            ("format", "lantai-log-consistency/1"), ("since", .string(growth.since)),
            ("checkpoint", .string(growth.checkpoint)), ("path", .array(growth.path.map(JSONText.string))),
        ])
    }

    package static func of(sample: [ListedItem], drawnFrom total: Int) -> JSONText {
        .object([("total", .int(total)), ("records", .array(sample.map { of($0) }))])
    }

    package static func of(_ upload: Uploading.Upload) -> JSONText {
        .object([
            ("id", .string(upload.id)), ("name", .string(upload.name)), ("size", .int(upload.size)),
            ("received", .int(upload.received)),
        ])
    }

    package static func of(_ state: Conditions) -> JSONText {
        .object([
            ("freeSpace", .int(state.freeSpace)), ("totalSpace", .int(state.totalSpace)), ("boxes", .int(state.boxes)),
            ("boxBytes", .int(state.boxBytes)), ("lastBackup", JSONText(state.lastBackup)),
            ("lastVerification", JSONText(state.lastVerification)), ("indexCurrent", .bool(state.isIndexCurrent)),
            ("unfinishedDisposals", .bool(state.hasUnfinishedDisposals)),
            ("parts", .object(state.parts.map { ($0.part.rawValue, .int($0.bytes)) })),
            ("indexVersion", .int(state.indexVersion)), ("unindexed", .int(state.unindexed)),
            ("programsMissing", .object(state.programsMissing.map { ($0.program, .int($0.records)) })),
            ("openReviews", JSONText(state.openReviews)),
        ])
    }

    package static func error(kind: String, message: String) -> JSONText {
        .object([("error", .object([("kind", .string(kind)), ("message", .string(message))]))])
    }
}
