/// Where quotations end.
///
/// `“ ”`, `「 」`, `『 』` and `《 》` nest; `" "` and `＂ ＂` do not. Where the right mark is missing, another double mark
/// at the end of a word closes, as input methods give one for another (`“甲“`, `”甲”`, `"甲”`).
struct QueryQuotes {
    private let scalars: [Unicode.Scalar]
    /// Nesting marks: place of the opening one → place of its closing one.
    private var closings: [Int: Int] = [:]
    /// Marks that were looked for and do not occur any more: keeps the reading linear.
    private var absent: Set<Unicode.Scalar> = []

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        var open: [Unicode.Scalar: [Int]] = [:]
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "“", "「", "『", "《": open[scalar, default: []].append(place)
            case "”": close("“", place)
            case "」": close("「", place)
            case "』": close("『", place)
            case "》": close("《", place)
            default: break
            }
        }
        func close(_ mark: Unicode.Scalar, _ place: Int) {
            if let start = open[mark]?.popLast() { closings[start] = place }
        }
    }

    /// The place of the mark that closes the quotation opened at `start`. To be asked from the beginning to the end.
    mutating func end(from start: Int) -> Int? {
        let mark = scalars[start]
        if mark == "\"" || mark == "＂" {
            if !absent.contains(mark) {
                if let end = scalars[(start + 1)...].firstIndex(of: mark) { return end }
                absent.insert(mark)
            }
        } else if let end = closings[start] {
            return end
        }
        guard mark.isDoubleQuote, let end = scalars[(start + 1)...].firstIndex(where: \.isDoubleQuote), end > start + 1,
            !scalars[end - 1].isSpace
        else { return nil }
        let isAtEnd = end + 1 == scalars.count || scalars[end + 1].isSpace || scalars[end + 1].closesBracket
        return isAtEnd ? end : nil
    }
}
