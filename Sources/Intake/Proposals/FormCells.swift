/// Labels with their values as forms have them: behind a colon, or in the cell of a table beside the label's.
enum FormCells {
    struct Cell {
        /// Without spaces: 姓　名 is 姓名.
        var label: [Unicode.Scalar]
        /// Where the value stands: to the end of its cell.
        var value: Range<Int>
    }

    /// The longest label, in scalars.
    private static let longest = 12

    static func cells(of line: Range<Int>, _ lines: Lines) -> [Cell] {
        let scalars = lines.scalars
        var found: [Cell] = []
        var columns: [Range<Int>] = []
        var begin = line.lowerBound
        for index in line.lowerBound...line.upperBound {
            if index == line.upperBound || scalars[index] == "\t" || scalars[index] == "|" {
                columns.append(trimmed(begin..<index, scalars))
                begin = index + 1
            }
        }
        for (index, column) in columns.enumerated() {
            // Labels within a cell or a line: 儿童姓名：覃小川　性别：男
            var rest = column
            while let colon = scalars[rest].firstIndex(where: isColon) {
                var labelBegin = colon
                while labelBegin > rest.lowerBound, colon - labelBegin < longest,
                    isInLabel(labelBegin - 1, rest, scalars)
                {
                    labelBegin -= 1
                }
                let next = scalars[colon + 1..<rest.upperBound].firstIndex(where: isColon)
                // The value ends where the next label begins: at the space before it.
                var end = rest.upperBound
                if let next { end = scalars[colon + 1..<next].lastIndex(where: isGap) ?? end }
                found.append(
                    Cell(label: bare(labelBegin..<colon, scalars), value: trimmed(colon + 1..<end, scalars)))
                rest = colon + 1..<rest.upperBound
            }
            let isLabel = (2...longest).contains(column.count) && !scalars[column].contains(where: isColon)
            if isLabel, index + 1 < columns.count, !columns[index + 1].isEmpty {
                found.append(Cell(label: bare(column, scalars), value: columns[index + 1]))
            }
        }
        return found
    }

    private static func isColon(_ scalar: Unicode.Scalar) -> Bool { scalar == "：" || scalar == ":" }

    private static func isGap(_ scalar: Unicode.Scalar) -> Bool {
        DateScanner.isSpace(scalar) || scalar == "；" || scalar == ";" || scalar == "，" || scalar == ","
    }

    /// Whether a scalar belongs to the label that ends behind it: one space may stand between single characters (姓　名),
    /// more, or one behind a word, ends what came before.
    private static func isInLabel(_ index: Int, _ range: Range<Int>, _ scalars: [Unicode.Scalar]) -> Bool {
        let scalar = scalars[index]
        if !DateScanner.isSpace(scalar) {
            return scalar.value >= 0x3400 || (0x41...0x5A).contains(scalar.value & ~0x20)
        }
        var before = index
        while before > range.lowerBound, DateScanner.isSpace(scalars[before - 1]) { before -= 1 }
        // 姓　名: a single character stands alone in front of the space.
        guard before > range.lowerBound, scalars[before - 1].value >= 0x3400 else { return false }
        return before - 1 == range.lowerBound || !(scalars[before - 2].value >= 0x3400)
    }

    private static func bare(_ range: Range<Int>, _ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        scalars[range].filter { !DateScanner.isSpace($0) && $0 != "*" }
    }

    private static func trimmed(_ range: Range<Int>, _ scalars: [Unicode.Scalar]) -> Range<Int> {
        var begin = range.lowerBound
        var end = range.upperBound
        while begin < end, DateScanner.isSpace(scalars[begin]) || scalars[begin] == "*" { begin += 1 }
        while end > begin, DateScanner.isSpace(scalars[end - 1]) || scalars[end - 1] == "*" { end -= 1 }
        return begin..<end
    }
}
