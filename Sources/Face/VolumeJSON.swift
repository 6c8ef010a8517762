package import Archivist
package import Records

/// Volumes as other programs read them.
extension JSONText {
    package static func of(_ contents: VolumeContents) -> JSONText {
        .object(
            members(of: contents.volume) + [
                ("items", .array(contents.items.map { of($0) })), ("tasks", .array(contents.tasks.map { of($0) })),
            ])
    }

    package static func of(_ task: CaseTask) -> JSONText {
        .object([
            ("volume", .string(task.volume)), ("title", .string(task.title)), ("record", .string(task.record)),
            ("field", .string(task.field)), ("on", .string(task.on.description)),
        ])
    }

    package static func of(_ volume: Volume) -> JSONText { .object(members(of: volume)) }

    private static func members(of volume: Volume) -> [(String, JSONText)] {
        [
            ("code", .string(volume.code)), ("title", .string(volume.title)), ("class", .string(volume.classCode)),
            ("org", .string(volume.org)), ("year", .string(volume.year)),
            ("period", .string(volume.period.description)),
            ("state", .string(volume.state.rawValue)), ("openedOn", .string(volume.openedOn)),
            ("closedOn", JSONText(volume.closedOn)), ("reopenedOn", JSONText(volume.reopenedOn)),
            ("reopenedBy", JSONText(volume.reopenedBy)), ("subjects", .array(volume.subjects.map { of($0) })),
            ("itemCount", .int(volume.itemCount)),
        ]
    }

    package static func of(_ item: ListedItem) -> JSONText {
        .object([
            ("code", .string(item.code)), ("title", .string(item.title)), ("date", .string(item.date)),
            ("class", .string(item.classCode)), ("versions", .int(item.versions)), ("voided", .bool(item.voided)),
            ("org", .string(item.org)),
        ])
    }
}
