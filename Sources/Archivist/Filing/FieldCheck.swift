internal import Intake
internal import Records

/// Holds description fields against the file plan and writes their values the one way.
struct FieldCheck {
    let orgs: Set<String>

    /// Fields in the order of the plan.
    func checked(
        _ given: [(name: String, value: String)], in recordClass: RecordClass
    ) throws(Refusal) -> [FieldValue] {
        for field in given where recordClass.field(field.name) == nil {
            throw .unknownField(field.name, classCode: recordClass.code, known: recordClass.fields.map(\.name))
        }
        var values: [FieldValue] = []
        for definition in recordClass.fields {
            for field in given where field.name == definition.name && !field.value.isEmpty {
                guard let value = normalised(field.value, definition) else {
                    throw .invalidField(
                        name: field.name, value: field.value, type: definition.type, choices: definition.choices)
                }
                values.append(FieldValue(name: field.name, value: value))
            }
            if definition.required && !values.contains(where: { $0.name == definition.name }) {
                throw .fieldMissing(definition.name)
            }
        }
        return values
    }

    private func normalised(_ text: String, _ field: FieldDefinition) -> String? {
        let value = text.trimmed
        guard !value.replacing("\n", with: "").hasControlCharacters else { return nil }
        switch field.type {
        case .text: return value
        case .date: return CalendarDate.parse(value)
        case .number:
            let plain = value.replacing(",", with: "").replacing("，", with: "")
            guard let number = Double(plain), number.isFinite else { return nil }
            return plain
        case .choice: return field.choices.contains(value) ? value : nil
        case .person: return PersonMention(value) == nil ? nil : value
        case .organisation: return orgs.contains(value) ? value : nil
        case .yesNo:
            switch value.lowercased() {
            case "是", "yes", "true", "1": return "是"
            case "否", "no", "false", "0": return "否"
            default: return nil
            }
        }
    }
}
