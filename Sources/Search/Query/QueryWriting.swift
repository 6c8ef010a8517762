internal import Records

/// The canonical form: parsing it gives the same tree.
extension ParsedQuery: CustomStringConvertible {
    package var description: String {
        guard let root else { return "" }
        // A prose text stands as it is.
        if isProse, case .words(let text, scope: nil) = root { return text }
        return root.description
    }
}

extension QueryNode: CustomStringConvertible {
    package var description: String {
        guard case .and(let parts) = self else { return QueryWriting.text(of: self) }
        let text = QueryWriting.text(of: self)
        // Words with sentence marks in them would be taken for prose.
        guard ProseTest(text.unicodeScalars).looksLikeProse else { return text }
        return parts.map(QueryWriting.text).joined(separator: " AND ")
    }
}

enum QueryWriting {
    static func text(of node: QueryNode) -> String {
        switch node {
        case .words(let text, let scope): return label(scope) + value(text, text, scope)
        case .prefix(let text, let scope): return label(scope) + value(text + "*", text + "*", scope)
        case .phrase(let text, let scope): return label(scope) + quoted(text)
        case .near(let texts, let within, let scope):
            let items = texts.map { isWord($0) && !$0.unicodeScalars.contains(where: \.isListMark) ? $0 : quoted($0) }
            return label(scope) + "NEAR/\(within)(" + items.joined(separator: " ") + ")"
        case .condition(let condition): return text(of: condition)
        case .and(let parts): return parts.dropFirst().reduce(text(of: parts[0])) { joined($0, text(of: $1)) }
        case .or(let parts):
            return parts.map { part in
                if case .and = part { "(" + text(of: part) + ")" } else { text(of: part) }
            }.joined(separator: " OR ")
        case .not(let part):
            switch part {
            case .and, .or: return "-(" + text(of: part) + ")"
            default: return "-" + text(of: part)
            }
        }
    }

    /// Behind a date `至…` would go on with it.
    private static func joined(_ text: String, _ next: String) -> String {
        text + (DateRange.signs.contains { next.hasPrefix($0) } ? " AND " : " ") + next
    }

    private static func label(_ scope: QueryNode.Scope?) -> String { scope.map { QueryField.scope($0).label } ?? "" }

    /// In brackets a value is one, however much it reads like a pasted form.
    private static func value(_ text: String, _ shown: String, _ scope: QueryNode.Scope?) -> String {
        scope != nil && ProseTest.isRunningText(shown.unicodeScalars) ? "(" + text + ")" : text
    }

    private static func text(of condition: QueryNode.Condition) -> String {
        switch condition {
        case .date(let from, let to):
            let (first, last) = (from.map(day) ?? "", to.map(day) ?? "")
            return QueryField.date.label + (first == last ? first : first + ".." + last)
        case .recordClass(let value): return QueryField.recordClass.label + plainOrQuoted(value)
        case .org(let value): return QueryField.org.label + plainOrQuoted(value)
        case .volume(let value): return QueryField.volume.label + plainOrQuoted(value)
        case .field(let name, let value): return QueryField.named(name).label + plainOrQuoted(value)
        }
    }

    private static func day(_ number: Int32) -> String { Day(number: number)?.description ?? String(number) }

    private static func plainOrQuoted(_ value: String) -> String {
        isWord(value) && !ProseTest.isRunningText(value.unicodeScalars) ? value : quoted(value)
    }

    /// Whether a text, typed by itself, is read as one word.
    static func isWord(_ text: String) -> Bool { tokens(text) == [.word(text)] }

    /// In the first marks that can hold it.
    private static func quoted(_ text: String) -> String {
        let marks = [("\"", "\""), ("“", "”"), ("「", "」"), ("『", "』"), ("＂", "＂"), ("《", "》")]
        let forms = marks.map { $0 + text + $1 }
        return forms.first { tokens($0) == [.phrase(text, .sure)] } ?? forms[0]
    }

    private static func tokens(_ text: String) -> [QueryToken] {
        // The day plays no part in how texts are cut.
        guard let day = Day(number: 2000_01_01) else { return [] }
        return QueryScanner(Array(text.unicodeScalars), today: day).tokens
    }
}
