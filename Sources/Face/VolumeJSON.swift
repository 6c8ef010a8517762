package import Archivist
package import Records

/// Volumes as other programs read them (DESIGN: JSON is a contract).
extension JSONText {
    package static func of(_ volume: Volume, items: [ListedItem]? = nil) -> JSONText {
        var members: [(String, JSONText)] = [
            ("code", .string(volume.code)), ("title", .string(volume.title)), ("class", .string(volume.classCode)),
            ("org", .string(volume.org)), ("year", .string(volume.year)),
            ("period", .string(volume.period.description)),
            ("state", .string(volume.state.rawValue)), ("openedOn", .string(volume.openedOn)),
            ("closedOn", JSONText(volume.closedOn)), ("subjects", .array(volume.subjects.map { of($0) })),
            ("itemCount", .int(volume.itemCount)),
        ]
        if let items {
            members.append(
                (
                    "items",
                    .array(items.map { of($0) })
                ))
        }
        return .object(members)
    }

    package static func of(_ item: ListedItem) -> JSONText {
        .object([
            ("code", .string(item.code)), ("title", .string(item.title)), ("date", .string(item.date)),
            ("class", .string(item.classCode)), ("versions", .int(item.versions)), ("voided", .bool(item.voided)),
            ("org", .string(item.org)),
        ])
    }
}
