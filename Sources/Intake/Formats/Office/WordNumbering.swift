import Foundation

/// What numbers the paragraphs of a document: follows its elements, and has the label of the paragraph that is open.
protocol ParagraphNumbering: AnyObject {
    func open(_ name: String, _ attributes: XMLAttributes)
    func close(_ name: String)
    /// Once for each paragraph.
    func takeLabel() -> String?
}

/// The numbers that Word writes before paragraphs by itself (第一条, 一、, 1.1): they stand in no paragraph, but in
/// `numbering.xml`, as formats and counters (ECMA-376 part 1, 17.9).
///
/// Follows the elements of a document as they open and close, and has the label of the paragraph that is being read.
/// Bullets have no label, and neither have formats that are not known here: what is read has a number less, not a wrong one.
final class WordNumbering: ParagraphNumbering {
    fileprivate struct Level {
        var start = 1
        var format = "decimal"
        /// Such as `第%1条`.
        var text = ""
        /// What stands behind the label: `tab`, `space` or `nothing`.
        var suffix = "tab"
        /// All numbers in the label are Arabic.
        var isArabic = false
        /// After which level's number it begins anew; 0 for never, nil for that of any higher one.
        var restart: Int?
        /// The paragraph style that is numbered on this level.
        var style: String?
    }

    fileprivate struct Override {
        var start: Int?
        var level: Level?
    }

    fileprivate struct Instance {
        var definition = ""
        var overrides: [Int: Override] = [:]
    }

    fileprivate struct Style {
        var number: String?
        var level: Int?
        var parent: String?
    }

    private var levels: [String: [Int: Level]] = [:]
    private var instances: [String: Instance] = [:]
    private var styles: [String: Style] = [:]
    private var defaultStyle: String?

    /// - Parameters:
    ///   - definitions: the part `numbering.xml`.
    ///   - styles: the part `styles.xml`.
    init(definitions: Data, styles: Data?) {
        let reader = DefinitionReader()
        XMLWalker.walk(definitions, reader)
        levels = reader.levels
        instances = reader.instances
        guard let styles else { return }
        let styleReader = StyleReader()
        XMLWalker.walk(styles, styleReader)
        self.styles = styleReader.styles
        defaultStyle = styleReader.defaultStyle
    }

    // MARK: - The paragraph that is being read

    private struct Paragraph {
        var style: String?
        var number: String?
        var level: Int?
        /// Known once its properties have been read.
        var label: String?
    }

    /// Paragraphs within paragraphs: those of a text box.
    private var paragraphs: [Paragraph] = []
    /// How many properties are open, and how many that a tracked change keeps of what was.
    private var properties = 0
    private var former = 0

    func open(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "p":
            // A deep nesting is none of a document.
            if paragraphs.count < 64 { paragraphs.append(Paragraph()) }
        case "pPr": properties += 1
        case "pPrChange", "rPr": former += 1
        case "pStyle" where isInProperties: paragraphs[paragraphs.count - 1].style = attributes["val"]
        case "numId" where isInProperties: paragraphs[paragraphs.count - 1].number = attributes["val"]
        case "ilvl" where isInProperties: paragraphs[paragraphs.count - 1].level = attributes["val"].flatMap { Int($0) }
        default: break
        }
    }

    private var isInProperties: Bool { properties == 1 && former == 0 && !paragraphs.isEmpty }

    func close(_ name: String) {
        switch name {
        case "p": _ = paragraphs.popLast()
        case "pPr":
            properties = max(0, properties - 1)
            guard properties == 0, former == 0, let paragraph = paragraphs.last else { return }
            paragraphs[paragraphs.count - 1].label = label(of: paragraph)
        case "pPrChange", "rPr": former = max(0, former - 1)
        default: break
        }
    }

    /// The label of the open paragraph, once.
    func takeLabel() -> String? {
        guard let label = paragraphs.last?.label else { return nil }
        paragraphs[paragraphs.count - 1].label = nil
        return label
    }

    // MARK: - Counting

    /// By definition and level. Lists of one definition count on together.
    private var counters: [String: [Int: Int]] = [:]
    /// Lists that have begun, with the levels whose own start has been used.
    private var begun: Set<String> = []

    private func label(of paragraph: Paragraph) -> String? {
        var number = paragraph.number
        var level = paragraph.level
        var name = paragraph.style ?? defaultStyle
        var styleOfNumber: String?
        var steps = 0
        while number == nil, let style = name.flatMap({ styles[$0] }), steps < 20 {
            if let own = style.number {
                number = own
                styleOfNumber = name
                level = level ?? style.level
            }
            name = style.parent
            steps += 1
        }
        guard let number, let instance = instances[number] else { return nil }
        let definition = levels[instance.definition] ?? [:]
        if level == nil, let styleOfNumber {
            level = definition.first { $0.value.style == styleOfNumber }?.key
        }
        let index = level ?? 0
        guard (0...8).contains(index), let own = Self.level(index, instance, definition) else { return nil }
        count(index, own, number, instance, definition)
        return words(for: index, own, instance, definition)
    }

    private static func level(_ index: Int, _ instance: Instance, _ definition: [Int: Level]) -> Level? {
        instance.overrides[index]?.level ?? definition[index]
    }

    private func count(
        _ index: Int, _ level: Level, _ number: String, _ instance: Instance, _ definition: [Int: Level]
    ) {
        var counts = counters[instance.definition] ?? [:]
        // A list of its own start begins there, once.
        let isFirst = begun.insert("\(number) \(index)").inserted
        if isFirst, let start = instance.overrides[index]?.start {
            counts[index] = start
        } else {
            counts[index] = counts[index].map { $0 &+ 1 } ?? level.start
        }
        for deeper in index + 1..<9 {
            let restart = Self.level(deeper, instance, definition)?.restart
            if restart == 0 { continue }
            if let restart, index >= restart { continue }
            counts[deeper] = nil
        }
        counters[instance.definition] = counts
    }

    private func words(
        for index: Int, _ level: Level, _ instance: Instance, _ definition: [Int: Level]
    ) -> String? {
        guard level.format != "bullet", !level.text.isEmpty else { return nil }
        var label = ""
        var rest = level.text[...]
        while let character = rest.popFirst() {
            guard character == "%", let digit = rest.first?.wholeNumberValue, (1...9).contains(digit) else {
                label.append(character)
                continue
            }
            rest.removeFirst()
            let shown = digit - 1
            guard shown <= index, let named = Self.level(shown, instance, definition) else { continue }
            let value = counters[instance.definition]?[shown] ?? named.start
            guard let text = NumberWords.text(value, format: level.isArabic ? "decimal" : named.format) else {
                return nil
            }
            label += text
        }
        return NumberWords.label(label, isClose: level.suffix == "nothing")
    }
}

/// The labels that Word 2003 has written into its XML beside the counters that they come of: `wx:t` in `w:listPr`.
final class WrittenNumbering: ParagraphNumbering {
    private var lists = 0
    private var label: String?

    func open(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "p": label = nil
        case "listPr": lists += 1
        case "t" where lists > 0:
            let written = attributes["val"].map { String($0.prefix(60)) } ?? ""
            // What has neither digit nor letter is a bullet, and so is a letter alone.
            if written.contains(where: { $0.isNumber || $0.isLetter && written.count > 1 }) {
                label = NumberWords.label(written, isClose: false)
            }
        case "font" where lists > 0:
            if ["Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings"].contains(attributes["val"]) {
                label = nil
            }
        default: break
        }
    }

    func close(_ name: String) { if name == "listPr" { lists = max(0, lists - 1) } }

    func takeLabel() -> String? {
        defer { label = nil }
        return label
    }
}

/// Numbers as Word writes them (ECMA-376 part 1, 17.18.59).
enum NumberWords {
    /// A label as it stands before what it numbers; nil where there is nothing to see of it.
    /// - Parameter isClose: nothing stands between the two.
    static func label(_ text: String, isClose: Bool) -> String? {
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        // 一、 and （一） stand close to what follows, 第一条 and 1. apart from it.
        return isClose || text.last.map { "、，．）】".contains($0) } == true ? text : text + " "
    }

    /// - Returns: nil for a format that is not known here, and a number that it has no words for.
    static func text(_ number: Int, format: String) -> String? {
        guard (0...9999).contains(number) else { return nil }
        switch format {
        case "decimal", "decimalHalfWidth": return String(number)
        case "decimalZero": return number < 10 ? "0\(number)" : String(number)
        case "decimalFullWidth", "decimalFullWidth2":
            return String(
                String(number).map { Character(Unicode.Scalar(0xFF10 + UInt32($0.wholeNumberValue ?? 0)) ?? "0") })
        case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand":
            return counting(number, digits: Array("零一二三四五六七八九"), units: ["", "十", "百", "千"], isShort: true)
        case "chineseLegalSimplified":
            return counting(number, digits: Array("零壹贰叁肆伍陆柒捌玖"), units: ["", "拾", "佰", "仟"], isShort: false)
        case "ideographLegalTraditional":
            return counting(number, digits: Array("零壹貳參肆伍陸柒捌玖"), units: ["", "拾", "佰", "仟"], isShort: false)
        case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital":
            return String(String(number).map { Array("〇一二三四五六七八九")[$0.wholeNumberValue ?? 0] })
        case "ideographTraditional": return one(of: "甲乙丙丁戊己庚辛壬癸", number)
        case "ideographZodiac": return one(of: "子丑寅卯辰巳午未申酉戌亥", number)
        case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
            return (1...20).contains(number) ? Unicode.Scalar(0x2460 + UInt32(number - 1)).map { String($0) } : nil
        case "decimalEnclosedParen":
            return (1...20).contains(number) ? Unicode.Scalar(0x2474 + UInt32(number - 1)).map { String($0) } : nil
        case "upperLetter", "lowerLetter":
            guard number > 0, number <= 26 * 5 else { return nil }
            let base: UInt32 = format == "upperLetter" ? 0x41 : 0x61
            // AA follows Z, then BB.
            let letter = Unicode.Scalar(base + UInt32((number - 1) % 26)).map { String($0) } ?? ""
            return String(repeating: letter, count: (number - 1) / 26 + 1)
        case "upperRoman", "lowerRoman":
            guard let roman = roman(number) else { return nil }
            return format == "upperRoman" ? roman : roman.lowercased()
        case "none": return ""
        default: return nil
        }
    }

    /// 十二, 一百零三, 一千二百.
    private static func counting(_ number: Int, digits: [Character], units: [String], isShort: Bool) -> String {
        if number == 0 { return String(digits[0]) }
        var text = ""
        var isGap = false
        for (place, figure) in String(number).compactMap(\.wholeNumberValue).enumerated() {
            let unit = units[String(number).count - 1 - place]
            if figure == 0 {
                isGap = true
                continue
            }
            if isGap { text.append(digits[0]) }
            isGap = false
            // 十二, not 一十二.
            let isLeadingTen = isShort && figure == 1 && place == 0 && number >= 10 && number < 20
            text += (isLeadingTen ? "" : String(digits[figure])) + unit
        }
        return text
    }

    private static func one(of signs: String, _ number: Int) -> String? {
        (1...signs.count).contains(number) ? String(Array(signs)[number - 1]) : nil
    }

    private static func roman(_ number: Int) -> String? {
        guard (1...399).contains(number) else { return nil }
        var left = number
        var text = ""
        for (value, sign) in [
            (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ] {
            while left >= value {
                text += sign
                left -= value
            }
        }
        return text
    }
}

/// Reads `numbering.xml`.
private final class DefinitionReader: XMLReceiver {
    private(set) var levels: [String: [Int: WordNumbering.Level]] = [:]
    private(set) var instances: [String: WordNumbering.Instance] = [:]
    private var definition: String?
    private var instance: String?
    private var override: Int?
    private var level: (index: Int, value: WordNumbering.Level)?

    func open(_ name: String, _ attributes: XMLAttributes) {
        let value = attributes["val"]
        switch name {
        case "abstractNum": definition = attributes["abstractNumId"]
        case "num":
            instance = attributes["numId"]
            if let instance { instances[instance] = WordNumbering.Instance() }
        case "abstractNumId": if let instance { instances[instance]?.definition = value ?? "" }
        case "lvlOverride":
            override = attributes["ilvl"].flatMap { Int($0) }
            if let instance, let override { instances[instance]?.overrides[override] = WordNumbering.Override() }
        case "startOverride":
            if let instance, let override {
                instances[instance]?.overrides[override]?.start = value.flatMap { Int($0) }
            }
        case "lvl": level = attributes["ilvl"].flatMap { Int($0) }.map { ($0, WordNumbering.Level()) }
        case "start": level?.value.start = value.flatMap { Int($0) } ?? 1
        case "numFmt": level?.value.format = value ?? "decimal"
        case "lvlText": level?.value.text = String((value ?? "").prefix(60))
        case "suff": level?.value.suffix = value ?? "tab"
        case "isLgl": level?.value.isArabic = value != "0" && value != "false"
        case "lvlRestart": level?.value.restart = value.flatMap { Int($0) }
        case "pStyle": level?.value.style = value
        default: break
        }
    }

    func close(_ name: String) {
        switch name {
        case "abstractNum": definition = nil
        case "num": instance = nil
        case "lvlOverride": override = nil
        case "lvl":
            guard let level else { return }
            if let instance, let override {
                instances[instance]?.overrides[override]?.level = level.value
            } else if let definition {
                levels[definition, default: [:]][level.index] = level.value
            }
            self.level = nil
        default: break
        }
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {}
}

/// Reads the numbers that paragraph styles give (`styles.xml`).
private final class StyleReader: XMLReceiver {
    private(set) var styles: [String: WordNumbering.Style] = [:]
    private(set) var defaultStyle: String?
    private var current: String?

    func open(_ name: String, _ attributes: XMLAttributes) {
        if name == "style" {
            current = attributes["type"] == "paragraph" ? attributes["styleId"] : nil
            if let current {
                styles[current] = WordNumbering.Style()
                if attributes["default"] == "1" || attributes["default"] == "true" { defaultStyle = current }
            }
            return
        }
        guard let current else { return }
        switch name {
        case "basedOn": styles[current]?.parent = attributes["val"]
        case "numId": styles[current]?.number = attributes["val"]
        case "ilvl": styles[current]?.level = attributes["val"].flatMap { Int($0) }
        default: break
        }
    }

    func close(_ name: String) { if name == "style" { current = nil } }
    func add(_ text: UnsafeBufferPointer<UInt8>) {}
}
