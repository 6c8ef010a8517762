import Archivist
import Face
import Records

/// The form that corrects a description. With each value goes what it was when the form was shown, so that only what somebody
/// changed is changed, whatever another has corrected meanwhile.
struct RevisionForm {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    /// Asked for anew: a label is in the language of whoever reads it.
    private static var own: [(name: String, label: String)] {
        [
            ("title", Wording.name(ofProposal: "title")), ("date", Wording.name(ofProposal: "date")),
            ("author", Wording.name(ofProposal: "author")),
            ("documentNumber", Wording.name(ofProposal: "documentNumber")),
            ("externalID", say("原编号", "External ID")), ("org", say("机构代码", "Organisation")),
        ]
    }

    private static func value(_ name: String, of description: Description) -> String {
        switch name {
        case "title": description.title
        case "date": description.date
        case "author": description.author ?? ""
        case "documentNumber": description.documentNumber ?? ""
        case "externalID": description.externalID ?? ""
        default: description.org
        }
    }

    /// Several values of one field stand in lines.
    private static func value(ofField name: String, _ description: Description) -> String {
        let said = description.fields.filter { $0.name == name }.map(\.value)
        let proposed = (description.proposedFields ?? []).filter { $0.name == name }.map(\.value)
        return (said.isEmpty ? proposed : said).joined(separator: "\n")
    }

    // MARK: - Shown

    static func inputs(
        for version: Version, _ classes: [RecordClass], _ typed: [String: String]
    ) -> (fields: [Form.Field], hidden: [(name: String, value: String)]) {
        let description = version.description
        var fields: [Form.Field] = []
        var hidden: [(name: String, value: String)] = []
        func add(_ field: Form.Field, isProposed: Bool) {
            var shown = field
            shown.value = typed[field.name] ?? field.value
            if isProposed {
                shown.hint = [say("待确认", "to be confirmed"), field.hint].compactMap { $0 }.joined(
                    separator: say("；", "; "))
            }
            fields.append(shown)
            hidden.append(("was-" + field.name, typed["was-" + field.name] ?? field.value))
        }
        for (name, label) in own {
            add(
                .init(
                    name: name, label: label, kind: name == "date" ? .date : .text, value: value(name, of: description),
                    isRequired: ["title", "date", "org"].contains(name)), isProposed: version.proposed.contains(name))
        }
        for field in classes.first(where: { $0.code == description.classCode })?.fields ?? [] {
            let value = value(ofField: field.name, description)
            let choices = field.type == .yesNo ? ["是", "否"] : field.choices
            var input = Form.Field(name: "field-" + field.name, label: field.name, value: value, isRequired: false)
            input.isRequired = field.required
            if !choices.isEmpty {
                input.kind = .choice((field.required ? [] : [("", "")]) + choices.map { ($0, $0) })
            } else if field.type == .person || value.contains("\n") {
                input.kind = .longText
                if field.type == .person {
                    input.hint = say("一行一人：姓名 出生日期", "a person a line: name and birth date")
                }
            } else if field.type == .date {
                input.kind = .date
            }
            add(input, isProposed: version.proposed.contains("field." + field.name))
        }
        return (fields, hidden)
    }

    // MARK: - Come back

    private func changed(_ name: String) -> String? {
        guard let value = values[name] else { return nil }
        return value == values["was-" + name] ? nil : value
    }

    /// What is to be different in a description.
    func description(of version: Version, _ classes: [RecordClass]) -> Revising.Change {
        var change = Revising.Change()
        change.title = changed("title")
        change.date = changed("date")
        change.author = changed("author")
        change.documentNumber = changed("documentNumber")
        change.externalID = changed("externalID")
        change.org = changed("org")
        let fields = classes.first { $0.code == version.description.classCode }?.fields ?? []
        change.fields = fields.flatMap { field -> [(name: String, value: String)] in
            guard let value = changed("field-" + field.name) else { return [] }
            let isMany = field.type == .person || version.description.fields.count { $0.name == field.name } > 1
            guard isMany else { return [(field.name, value)] }
            let lines = value.split(whereSeparator: \.isNewline).map(String.init).compactMap(Form.given)
            return lines.isEmpty ? [(field.name, "")] : lines.map { (field.name, $0) }
        }
        return change
    }

    /// What a file's choice says where it is left out.
    static let removed = "remove"

    /// The name under which a file's choice is sent: nothing where it stays, or the upload that comes in its place.
    static func file(_ name: String) -> String { "file-" + name }

    /// Which files are left out, and in the place of which an upload comes.
    func files() -> (change: Revising.Change, replacements: [(name: String, id: String)]) {
        var change = Revising.Change()
        var replacements: [(name: String, id: String)] = []
        let prefix = Self.file("")
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) && !value.isEmpty {
            let name = String(key.dropFirst(prefix.count))
            if value == Self.removed { change.removals.append(name) } else { replacements.append((name, value)) }
        }
        return (change, replacements)
    }

    /// Where a record is to stand.
    func place() -> Revising.Change {
        var change = Revising.Change()
        change.classCode = changed("class")
        if let volume = changed("volume") {
            if let volume = Form.given(volume) { change.volume = volume } else { change.leavesVolume = true }
        }
        return change
    }
}
