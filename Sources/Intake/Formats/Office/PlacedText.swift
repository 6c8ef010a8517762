/// A stretch of text at its place on a page, in the page's units, y downward.
struct PlacedText {
    var text: String
    var x: Double
    /// The base line.
    var y: Double
    var width: Double
    /// The height of its characters.
    var size: Double

    var end: Double { x + width }

    /// The lines of a page: what stands side by side on one base line is one, wide gaps are tabs, and a line that the
    /// page's edge broke off within a paragraph goes on with the next.
    /// - Parameters:
    ///   - keepsOrder: whether the order is known to be one to read in.
    ///   - isUnordered: whether it is known not to be.
    static func lines(_ pieces: [PlacedText], keepsOrder: Bool = false, isUnordered: Bool = false) -> [String] {
        let ordered = isUnordered || !keepsOrder && runsAgainstPage(pieces) ? sorted(pieces) : pieces
        var lines: [PlacedText] = []
        for piece in ordered where !piece.text.allSatisfy(\.isWhitespace) {
            guard var last = lines.last, isSameLine(last, piece), piece.x >= last.end - last.size else {
                lines.append(piece)
                continue
            }
            let gap = piece.x - last.end
            let size = max(last.size, piece.size)
            if gap > size * 1.6 {
                last.text += "\t"
            } else if gap > size * 0.3, !(endsWide(last.text) && beginsWide(piece.text) && gap < size * 0.8) {
                last.text += " "
            }
            last.text += piece.text
            last.width = max(last.width, piece.end - last.x)
            last.size = size
            lines[lines.count - 1] = last
        }
        return joined(lines)
    }

    /// Lines of a paragraph joined: the first reaches the right edge of the text, and the next begins further left or
    /// where it did, in the same size, a line below.
    static func joined(_ lines: [PlacedText]) -> [String] {
        // Columns have their own right edges: lines that begin at about the same place share one.
        let step = max(1, (lines.map(\.size).max() ?? 1) * 3)
        var edges: [Int: Double] = [:]
        func column(_ line: PlacedText) -> Int { Int(max(-1e6, min(1e6, line.x / step))) }
        for line in lines { edges[column(line)] = max(edges[column(line)] ?? 0, line.end) }
        func right(of line: PlacedText) -> Double {
            ((column(line) - 1)...(column(line) + 1)).compactMap { edges[$0] }.max() ?? line.end
        }
        var result: [String] = []
        var previous: PlacedText?
        for line in lines {
            defer { previous = line }
            guard let last = previous, !result.isEmpty else {
                result.append(line.text)
                continue
            }
            let size = max(last.size, line.size)
            let isFull = right(of: last) - last.end < size * 1.5 && last.width > size * 12
            let drop = line.y - last.y
            let isBelow = drop > size * 0.6 && drop < size * 3.2
            let isFlush = line.x <= last.x + size * 0.6
            let isSameSize = abs(last.size - line.size) < size * 0.15
            if isFull, isBelow, isFlush, isSameSize, !endsParagraph(last.text), !line.text.contains("\t") {
                let needsSpace = !endsWide(last.text) && !beginsWide(line.text)
                result[result.count - 1] += (needsSpace ? " " : "") + line.text
            } else {
                result.append(line.text)
            }
        }
        return result
    }

    private static func isSameLine(_ one: PlacedText, _ other: PlacedText) -> Bool {
        abs(one.y - other.y) < max(one.size, other.size) * 0.5
    }

    /// Whether the file's order is not one to read in: again and again it goes up the page without going to the right.
    private static func runsAgainstPage(_ pieces: [PlacedText]) -> Bool {
        guard pieces.count > 2 else {
            return pieces.count == 2 && pieces[1].y < pieces[0].y - pieces[0].size && pieces[1].x <= pieces[0].end
        }
        var against = 0
        for (one, next) in zip(pieces, pieces.dropFirst()) {
            let goesUp = next.y < one.y - max(one.size, next.size) * 0.5
            let goesBack = isSameLine(one, next) && next.end <= one.x + one.size * 0.5
            if goesUp && next.x < one.end - one.size * 0.5 || goesBack { against += 1 }
        }
        return against > 1 && against * 5 > pieces.count
    }

    private static func sorted(_ pieces: [PlacedText]) -> [PlacedText] {
        // By base line first; lines are then formed of what is nearly level, for "nearly" is no order to sort by.
        let byHeight = pieces.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
        var result: [PlacedText] = []
        var row: [PlacedText] = []
        for piece in byHeight {
            if let first = row.first, !isSameLine(first, piece) {
                result += row.sorted { $0.x < $1.x }
                row.removeAll()
            }
            row.append(piece)
        }
        return result + row.sorted { $0.x < $1.x }
    }

    private static func endsParagraph(_ text: String) -> Bool {
        switch text.unicodeScalars.last {
        case "。", "！", "？", "：", ":", "；": true
        default: false
        }
    }

    static func endsWide(_ text: String) -> Bool { text.unicodeScalars.last.map(isWide) ?? false }
    static func beginsWide(_ text: String) -> Bool { text.unicodeScalars.first.map(isWide) ?? false }

    /// Chinese characters, signs and full-width forms.
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E80...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF: true
        case 0x2014, 0x2018...0x201D, 0x2026, 0xB7: true
        default: false
        }
    }
}
