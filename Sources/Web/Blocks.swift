import Archivist
import Face
import Foundation
import Records

/// What most pages are made of: tables, forms, facts, notes. One way of marking each up, so that all of them can be read
/// aloud, printed and used with a keyboard.
enum Block {
    case heading(String)
    case note(String, isWarning: Bool = false)
    /// Names and values; values that are nil are left out.
    case facts([(name: String, value: Cell?)])
    case table(Table)
    case form(Form)
    case chart(Chart)
    case timeLine(TimeLine)
    /// Text as it stands.
    case text(String)
    /// Where files are dropped and sent piece by piece; afterwards the browser is back at this address.
    case drop(back: String)
    /// Where it goes on.
    case links([(name: String, link: String)])

    var values: [String: Any] {
        switch self {
        case .heading(let text): ["heading": text]
        case .note(let text, let isWarning): ["note": text, "isWarning": isWarning]
        case .facts(let facts):
            [
                "facts": [
                    "values": facts.compactMap { fact in
                        fact.value.map { ["name": fact.name, "value": $0.values] as [String: Any] }
                    }
                ]
            ]
        case .table(let table): ["table": table.values]
        case .form(let form): ["form": form.values]
        case .chart(let chart): ["chart": chart.values(chart.table.values)]
        case .timeLine(let line): line.svg.map { ["timeLine": $0] } ?? [:]
        case .text(let text): ["text": text]
        case .drop(let back): ["drop": ["back": back, "piece": FilingPage.piece]]
        case .links(let links): ["links": ["values": links.map { ["name": $0.name, "link": $0.link] }]]
        }
    }
}

struct Table {
    var caption: String
    var columns: [String]
    var rows: [[Cell]]
    /// What is said instead of a table without rows: and what to do next.
    var empty: String
    /// All rows, where the page shows but some of them: for who takes the list along.
    var all: (() async throws -> [[Cell]])?
    /// The page with the rows that come next.
    var next: String?

    var values: [String: Any] {
        [
            "next": next ?? "", "caption": caption, "isEmpty": rows.isEmpty, "empty": empty,
            "columns": columns.enumerated().map { place, name in
                // Figures stand at the right, and so does what they are.
                ["name": name, "isNumber": rows.first.map { place < $0.count && $0[place].isNumber } ?? false]
            },
            "rows": rows.map { ["cells": $0.map(\.values)] },
        ]
    }
}

/// A value in a table or a list of facts.
struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    var text: String
    var link: String?
    /// Figures stand at the right.
    var isNumber = false
    /// Acts on the row.
    var forms: [Form] = []
    /// A small picture's address.
    var image: String?

    init(_ text: String?, link: String? = nil) {
        self.text = text ?? ""
        self.link = link
    }

    init(stringLiteral value: String) { self.init(value) }

    init(_ number: Int) {
        self.init(String(number))
        isNumber = true
    }

    init(forms: [Form]) {
        self.init("")
        self.forms = forms
    }

    static func code(_ code: String) -> Cell { Cell(code, link: RecordPage.link(code)) }

    var values: [String: Any] {
        var values: [String: Any] = ["text": text, "isNumber": isNumber, "forms": forms.map(\.values)]
        if let link { values["link"] = link }
        if let image { values["image"] = image }
        return values
    }
}

/// A form; what it sends carries the session's token.
struct Form {
    var action: String
    var title: String?
    var fields: [Field] = []
    var hidden: [(name: String, value: String)] = []
    var button: String
    /// A form that only asks has its answers in the address.
    var isQuestion = false
    /// What cannot be undone is set apart.
    var isGrave = false
    /// Another button, which sends the same elsewhere.
    var other: (action: String, name: String)?
    /// Whether that takes the form half filled in.
    var isOtherPartial = false

    struct Field {
        enum Kind {
            case text, longText, date, number, password
            case choice([(value: String, name: String)])
            /// Text that a file can be put into, of this type.
            case content(accept: String)
        }

        var name: String
        var label: String
        var kind = Kind.text
        var value = ""
        var isRequired = true
        var hint: String?
    }

    var values: [String: Any] {
        var values: [String: Any] = [
            "action": action, "button": button, "isQuestion": isQuestion, "isGrave": isGrave,
            "hidden": hidden.map { ["name": $0.name, "value": $0.value] },
            "fields": fields.map(\.values), "isBare": fields.isEmpty,
        ]
        if let title { values["formTitle"] = title }
        if let other {
            values["other"] =
                ["otherAction": other.action, "otherName": other.name, "isPartial": isOtherPartial] as [String: Any]
        }
        return values
    }
}

extension Form {
    /// What somebody typed; nil where that is nothing.
    static func given(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? nil : text
    }

    /// A day as it came with a form; nil where none was given.
    /// - Throws: `Refusal` where it is none: what somebody meant to limit is not done without the limit.
    static func day(_ typed: String?) throws -> Day? {
        guard let typed = typed.flatMap(given) else { return nil }
        guard let day = TypedDate.day(typed) else { throw Refusal.invalidDate(field: "date", value: typed) }
        return day
    }
}

extension Form.Field {
    fileprivate var values: [String: Any] {
        var values: [String: Any] = ["name": name, "label": label, "value": value, "isRequired": isRequired]
        if let hint { values["hint"] = hint }
        switch kind {
        case .text: values["type"] = "text"
        case .date: values["type"] = "date"
        case .number: values["type"] = "number"
        case .password: values["type"] = "password"
        case .longText: values["isLong"] = true
        case .content(let accept): (values["isLong"], values["accept"]) = (true, accept)
        case .choice(let choices):
            values["choice"] = [
                "choices": choices.map {
                    ["value": $0.value, "name": $0.name, "isChosen": $0.value == value] as [String: Any]
                }
            ]
        }
        return values
    }
}
