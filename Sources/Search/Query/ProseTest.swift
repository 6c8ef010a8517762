/// Whether a text reads as running text or as a list of topics, rather than as words to look up.
struct ProseTest {
    /// More Han characters than this are no handful of search words.
    static let hanLimit = 40

    /// A sentence or list mark stands between what can be searched for, or a line break does, or it is long.
    let looksLikeProse: Bool
    /// More than one line: nobody types that, it was pasted.
    let hasSeveralLines: Bool
    /// A sentence or list mark stands between what can be searched for.
    let hasSentenceMarks: Bool

    init(_ scalars: some BidirectionalCollection<Unicode.Scalar>) {
        var han = 0
        var hasBegun = false
        var isMarkDue = false
        var isBreakDue = false
        var hasMarks = false
        var hasLines = false
        var previous: Unicode.Scalar = " "
        for scalar in scalars {
            if scalar.isContent {
                if scalar.isHan { han += 1 }
                hasMarks = hasMarks || isMarkDue
                hasLines = hasLines || isBreakDue
                hasBegun = true
            } else if hasBegun {
                if scalar.isLineBreak {
                    isBreakDue = true
                } else if scalar.isSentenceMark {
                    isMarkDue = true
                } else if previous.isHan {
                    // The ASCII marks divide Chinese text; elsewhere they stand in numbers and names.
                    if scalar == "," || scalar == ";" || scalar == "?" || scalar == "!" { isMarkDue = true }
                }
            }
            previous = scalar
        }
        hasSeveralLines = hasLines
        hasSentenceMarks = hasMarks
        looksLikeProse = hasMarks || hasLines || han > Self.hanLimit
    }

    /// What stands behind `姓名：` in a form that was pasted (`姓名：林某，性别：女，…`), not behind a field of a query:
    /// sentence marks, and another colon or more than `shortValue` scalars.
    static func isRunningText(_ value: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
        let start = value.prefix(valueLimit)
        return start.contains(where: \.isSentenceMark)
            && (start.contains(where: \.isColon) || start.count > shortValue)
    }

    private static let shortValue = 20
    /// Scalars of a value that are looked at.
    static let valueLimit = 64
}
