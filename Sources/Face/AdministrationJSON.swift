package import Archivist
import Records

/// What administrators keep, as other programs read it.
extension JSONText {
    /// - Parameter isRemote: where files are is no business of who asks from elsewhere.
    package static func of(_ list: SynonymList, isRemote: Bool = false) -> JSONText {
        .object(
            file(list, isRemote) + [
                ("exists", .bool(list.isThere)), ("faults", .int(list.faultCount)), ("own", of(list.own)),
                ("supplied", of(list.supplied)),
            ])
    }

    private static func file(_ list: SynonymList, _ isRemote: Bool) -> [(String, JSONText)] {
        isRemote ? [] : [("file", .string(list.file))]
    }

    private static func of(_ groups: [SynonymList.Group]) -> JSONText {
        .array(
            groups.map { group in
                .object([("line", .int(group.line)), ("words", .array(group.words.map { .string($0) }))])
            })
    }

    package static func of(_ check: SynonymCheck, isRemote: Bool = false) -> JSONText {
        .object(
            file(check.list, isRemote) + [
                ("exists", .bool(check.list.isThere)), ("groups", .int(check.list.own.count)),
                ("faults", .array(check.faults.map { of($0) })),
                (
                    "absent",
                    .array(check.absent.map { .object([("line", .int($0.line)), ("word", .string($0.word))]) })
                ),
            ])
    }

    private static func of(_ fault: SynonymFault) -> JSONText {
        .object([
            ("kind", .string(Wording.kind(of: fault))), ("line", .int(Wording.line(of: fault))),
            ("word", JSONText(Wording.word(of: fault))), ("message", .string(Wording.of(fault))),
        ])
    }

    package static func of(_ entry: UserKeeping.Entry) -> JSONText {
        .object([
            ("name", .string(entry.user.name)), ("fullName", .string(entry.user.fullName)),
            ("role", JSONText(entry.user.role?.rawValue)), ("org", .string(entry.user.org)),
            ("state", .string(entry.user.state.rawValue)), ("locked", .bool(entry.isLocked)),
            ("awaitsPassword", .bool(entry.awaitsPassword)), ("secondFactor", .bool(entry.hasSecondFactor)),
        ])
    }

    /// - Parameter secret: the token itself, which is told once.
    package static func of(_ token: TokenView, secret: String? = nil) -> JSONText {
        .object(
            [
                ("user", .string(token.user)), ("name", .string(token.name)), ("createdAt", .string(token.createdAt)),
                ("until", .string(token.until)), ("readOnly", .bool(token.isReadingOnly)),
                ("lastUsedAt", JSONText(token.lastUsedAt)),
            ] + (secret.map { [("token", .string($0))] } ?? []))
    }
}
