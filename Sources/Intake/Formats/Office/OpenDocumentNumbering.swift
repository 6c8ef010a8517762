import Foundation

/// The numbers that stand before the paragraphs of lists and before headings (ISO/IEC 26300 part 3, 5.3 and 16.30): they
/// stand in no paragraph, but in list styles, as formats and counters.
///
/// Follows the elements of a document as they open and close, and has the label of the paragraph that is being read.
/// Bullets have no label, and neither have formats that are not known here: what is read has a number less, not a wrong one.
final class OpenDocumentNumbering {
    private struct Level {
        var format: String
        var prefix: String
        var suffix: String
        var start: Int
        /// How many levels' numbers stand in the label, this one's last.
        var shown: Int
        /// The label as newer programs write it: `第%1%条`.
        var pattern: String?
        /// aa follows z, then bb; else ab.
        var repeatsLetters: Bool
        /// What stands behind the label: `listtab`, `space` or `nothing`.
        var follower = "listtab"
    }

    private struct ParagraphStyle {
        /// Empty: none, whatever its parent says.
        var list: String?
        var parent: String?
    }

    // MARK: - Styles

    /// By list style and level, from 1. A level that is not there has no number.
    private var styles: [String: [Int: Level]] = [:]
    private var outline: [Int: Level] = [:]
    private var paragraphStyles: [String: ParagraphStyle] = [:]
    /// The list style that is being read; empty for that of headings.
    private var style: String?
    private var level: Int?

    /// Takes an element of the styles.
    func define(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "list-style":
            style = attributes["name"]
            if let style { styles[style] = [:] }
        case "outline-style": style = ""
        case "list-level-style-number", "outline-level-style":
            guard style != nil, let index = attributes["level"].flatMap({ Int($0) }), (1...10).contains(index) else {
                return
            }
            level = index
            set(
                Level(
                    format: attributes["num-format"] ?? "", prefix: Self.short(attributes["num-prefix"]),
                    suffix: Self.short(attributes["num-suffix"]),
                    start: attributes["start-value"].flatMap { Int($0) } ?? 1,
                    shown: min(max(attributes["display-levels"].flatMap { Int($0) } ?? 1, 1), 10),
                    pattern: attributes["num-list-format"].map { Self.short($0) },
                    repeatsLetters: attributes["num-letter-sync"] == "true"))
        case "list-level-label-alignment":
            guard var changed = current else { return }
            changed.follower = attributes["label-followed-by"] ?? changed.follower
            set(changed)
        case "style":
            guard attributes["family"] == "paragraph", let name = attributes["name"] else { return }
            paragraphStyles[name] = ParagraphStyle(
                list: attributes["list-style-name"], parent: attributes["parent-style-name"])
        default: break
        }
    }

    func endDefining(_ name: String) {
        switch name {
        case "list-style", "outline-style": style = nil
        case "list-level-style-number", "outline-level-style": level = nil
        default: break
        }
    }

    private var current: Level? {
        guard let style, let level else { return nil }
        return style.isEmpty ? outline[level] : styles[style]?[level]
    }

    private func set(_ value: Level) {
        guard let style, let level else { return }
        if style.isEmpty { outline[level] = value } else { styles[style]?[level] = value }
    }

    private static func short(_ text: String?) -> String { String((text ?? "").prefix(60)) }

    /// The list style that a paragraph style names; empty where it says that there is none.
    private func listStyle(ofParagraph name: String?) -> String? {
        var name = name
        // A longer line of parents is none of a document.
        for _ in 0..<20 {
            guard let known = name.flatMap({ paragraphStyles[$0] }) else { return nil }
            if let list = known.list { return list }
            name = known.parent
        }
        return nil
    }

    // MARK: - Lists

    private struct Item {
        var start: Int?
        /// Whether its first paragraph is past, which alone bears the number.
        var hasLabel: Bool
    }

    private struct List {
        var style: String?
        /// The name under which it is counted, with those that it goes on with.
        var counted: String
        var items: [Item] = []
    }

    /// The open lists, each in the one before; and, for each text box, note or cell of a table, those that it stands in.
    private var lists: [List] = []
    private var surroundings: [[List]] = []
    /// The last number of each level, by the name under which lists are counted.
    private var counters: [String: [Int: Int]] = [:]
    /// That name by a list's identifier, and that of the last list of each style.
    private var names: [String: String] = [:]
    private var lastOfStyle: [String: String] = [:]
    private var outlineCounters: [Int: Int] = [:]
    /// Of paragraphs within paragraphs: those of a text box.
    private var labels: [String?] = []

    func open(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "list": openList(attributes)
        case "list-item":
            guard !lists.isEmpty else { return }
            lists[lists.count - 1].items.append(
                Item(start: attributes["start-value"].flatMap { Int($0) }, hasLabel: false))
        case "list-header":
            guard !lists.isEmpty else { return }
            lists[lists.count - 1].items.append(Item(start: nil, hasLabel: true))
        case "p", "h":
            // A deeper nesting is none of a document.
            if labels.count < 256 { labels.append(label(of: name, attributes)) }
        case "text-box", "annotation", "note-body", "table-cell", "covered-table-cell":
            surroundings.append(lists)
            lists = []
        default: break
        }
    }

    func close(_ name: String) {
        switch name {
        case "list": _ = lists.popLast()
        case "list-item", "list-header": if !lists.isEmpty { _ = lists[lists.count - 1].items.popLast() }
        case "p", "h": _ = labels.popLast()
        case "text-box", "annotation", "note-body", "table-cell", "covered-table-cell":
            lists = surroundings.popLast() ?? []
        default: break
        }
    }

    /// The label of the open paragraph, once.
    func takeLabel() -> String? {
        guard let label = labels.last ?? nil else { return nil }
        labels[labels.count - 1] = nil
        return label
    }

    private func openList(_ attributes: XMLAttributes) {
        let style = attributes["style-name"]
        if let outer = lists.last {
            lists.append(List(style: style ?? outer.style, counted: outer.counted))
            return
        }
        let own = attributes["id"] ?? "\(counters.count)"
        let followed =
            attributes["continue-list"].flatMap { names[$0] }
            ?? (attributes["continue-numbering"] == "true" ? lastOfStyle[style ?? ""] : nil)
        let counted = followed ?? own
        if followed == nil { counters[counted] = [:] }
        names[own] = counted
        lastOfStyle[style ?? ""] = counted
        lists.append(List(style: style, counted: counted))
    }

    private func label(of name: String, _ attributes: XMLAttributes) -> String? {
        let style = listStyle(ofParagraph: attributes["style-name"])
        if let place = lists.indices.last, !lists[place].items.isEmpty {
            let last = lists[place].items.count - 1
            guard !lists[place].items[last].hasLabel else { return nil }
            lists[place].items[last].hasLabel = true
            // A list without a style has that of its paragraphs.
            guard let levels = (lists[place].style ?? style).flatMap({ styles[$0] }) else { return nil }
            var counts = counters[lists[place].counted] ?? [:]
            Self.count(place + 1, levels, from: lists[place].items[last].start, &counts)
            counters[lists[place].counted] = counts
            return words(for: place + 1, levels, counts)
        }
        guard name == "h", attributes["is-list-header"] != "true", style != "",
            let index = attributes["outline-level"].flatMap({ Int($0) }), (1...10).contains(index)
        else { return nil }
        let start = attributes["restart-numbering"] == "true" ? attributes["start-value"].flatMap { Int($0) } ?? 1 : nil
        Self.count(index, outline, from: start, &outlineCounters)
        return words(for: index, outline, outlineCounters)
    }

    /// The next number of a level; those below it begin anew.
    private static func count(_ index: Int, _ levels: [Int: Level], from start: Int?, _ counts: inout [Int: Int]) {
        counts[index] = start ?? counts[index].map { $0 &+ 1 } ?? levels[index]?.start ?? 1
        for deeper in counts.keys where deeper > index { counts[deeper] = nil }
    }

    private func words(for index: Int, _ levels: [Int: Level], _ counts: [Int: Int]) -> String? {
        guard let level = levels[index], !level.format.isEmpty else { return nil }
        func number(_ shown: Int) -> String? {
            guard (1...index).contains(shown), let named = levels[shown], !named.format.isEmpty else { return "" }
            return Self.text(counts[shown] ?? named.start, of: named)
        }
        var label = ""
        if let pattern = level.pattern {
            var rest = pattern[...]
            while let character = rest.popFirst() {
                // %1% to %10%
                guard character == "%", let end = rest.firstIndex(of: "%"), let shown = Int(rest[..<end]) else {
                    label.append(character)
                    continue
                }
                guard let text = number(shown) else { return nil }
                label += text
                rest = rest[rest.index(after: end)...]
            }
        } else {
            let numbers = (max(1, index - level.shown + 1)...index).map(number)
            guard !numbers.contains(nil) else { return nil }
            label =
                level.prefix + numbers.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ".") + level.suffix
        }
        return NumberWords.label(label, isClose: level.follower == "nothing")
    }

    /// Formats are named by what they begin with (16.5, and beyond it as LibreOffice writes them: `一, 二, 三, ...`).
    private static func text(_ number: Int, of level: Level) -> String? {
        let signs = level.format.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        switch signs.first ?? "" {
        case "1": return NumberWords.text(number, format: "decimal")
        case "01": return NumberWords.text(number, format: "decimalZero")
        case "１": return NumberWords.text(number, format: "decimalFullWidth")
        case "i": return NumberWords.text(number, format: "lowerRoman")
        case "I": return NumberWords.text(number, format: "upperRoman")
        case "a", "A": return letters(number, level)
        case "一": return NumberWords.text(number, format: "chineseCountingThousand")
        case "壹":
            let isTraditional = signs.contains("貳")
            return NumberWords.text(
                number, format: isTraditional ? "ideographLegalTraditional" : "chineseLegalSimplified")
        case "甲": return NumberWords.text(number, format: "ideographTraditional")
        case "子": return NumberWords.text(number, format: "ideographZodiac")
        case "①": return NumberWords.text(number, format: "decimalEnclosedCircle")
        case "⑴": return NumberWords.text(number, format: "decimalEnclosedParen")
        default: return nil
        }
    }

    private static func letters(_ number: Int, _ level: Level) -> String? {
        let isUpper = level.format == "A"
        if level.repeatsLetters || number <= 26 {
            return NumberWords.text(number, format: isUpper ? "upperLetter" : "lowerLetter")
        }
        guard number <= 26 * 27 else { return nil }
        let first = NumberWords.text((number - 1) / 26, format: isUpper ? "upperLetter" : "lowerLetter")
        let second = NumberWords.text((number - 1) % 26 + 1, format: isUpper ? "upperLetter" : "lowerLetter")
        return first.flatMap { first in second.map { first + $0 } }
    }
}
