/// What single scalars mean in a query.
///
/// The parser works on scalars, not on characters: a quotation mark stays one when a combining mark follows it, and
/// what is written out reads the same however its pieces meet.
extension Unicode.Scalar {
    var isSpace: Bool { value < 0x80 ? value == 0x20 || (9...13).contains(value) : properties.isWhitespace }

    var isLineBreak: Bool { (10...13).contains(value) || value == 0x2028 || value == 0x2029 }

    var isHan: Bool {
        switch value {
        case 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    /// ASCII or full-width.
    var isDigit: Bool { (0x30...0x39).contains(value) || (0xFF10...0xFF19).contains(value) }

    var opensBracket: Bool { self == "(" || self == "（" }
    var closesBracket: Bool { self == ")" || self == "）" }
    var isBar: Bool { self == "|" || self == "｜" }
    var isStar: Bool { self == "*" || self == "＊" }
    var isMinus: Bool { self == "-" || self == "－" || self == "!" }
    /// Before a word: leaves out, or is passed over.
    var isLeadingMark: Bool { isMinus || isStar || self == "+" || self == "＋" }
    var isColon: Bool { self == ":" || self == "：" }
    var isListMark: Bool { [",", "，", "、", ";", "；"].contains(self) }

    /// Stands before a day: `>=2023`.
    var isComparison: Bool { ["<", ">", "=", "＜", "＞", "＝", "≤", "≥"].contains(self) }

    /// Any of the marks with which quotations are opened or closed.
    var isQuote: Bool {
        switch self {
        case "\"", "＂", "“", "”", "「", "」", "『", "』", "《", "》": true
        default: false
        }
    }

    /// Those that input methods give one for another.
    var isDoubleQuote: Bool { self == "\"" || self == "＂" || self == "“" || self == "”" }

    /// Divides sentences and lists in Chinese text.
    var isSentenceMark: Bool {
        switch self {
        case "。", "；", "？", "！", "，", "、": true
        default: false
        }
    }

    /// Something that can be searched for: not space, control, punctuation, or an ASCII symbol.
    var isContent: Bool {
        if value < 0x80 { return properties.isAlphabetic || isDigit }
        if isHan { return true }
        switch properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .connectorPunctuation,
            .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            return false
        default: return true
        }
    }
}

extension String {
    init(scalars: some Sequence<Unicode.Scalar>) {
        var view = UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }

    var hasContent: Bool { unicodeScalars.contains(where: \.isContent) }

    /// Without white space at its ends.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isSpace }),
            let last = scalars.lastIndex(where: { !$0.isSpace })
        else { return "" }
        return String(scalars: scalars[first...last])
    }
}
