package import Records

/// Understands what is typed into a search box.
///
/// It never fails: whatever is typed has a meaning. What cannot be an operator is taken as a word or passed over, and
/// told as a ``QueryProblem``. It is pure, and takes linear time.
///
/// | Typed | Meaning |
/// |---|---|
/// | `甲 乙`, `甲 AND 乙`, also `&&` 与 且 并且 | both |
/// | `甲 OR 乙`, also `\|` `\|\|` 或 或者 | either; binds tighter than AND: `甲 乙 OR 丙` is `甲 (乙 OR 丙)` |
/// | `-甲`, `!甲`, `NOT 甲`, `非 甲` | not this; binds to what follows it: a word, a quotation, a NEAR, a bracket |
/// | `"甲 乙"`, `“ ”`, `「 」`, `『 』`, `《 》` | exactly this |
/// | `儿童*` | what begins so |
/// | `甲 NEAR 乙`, `甲 NEAR/5 乙`, `甲 邻近 乙`, `NEAR(甲 乙 丙, 5)`, `NEAR/5(甲 乙 丙)` | not farther apart; 10 characters |
/// | `( )`, `（ ）` | groups |
/// | `标题:甲`, `标题：甲`, `标题:"甲 乙"`, `标题:(甲 OR 乙)` | where it stands: ``QueryField`` |
/// | `日期:2023-05..2023-12`, `类别:`, `机构:`, `案卷:`, `字段.风险等级:高` | filters; for dates ``DateRange`` |
///
/// English operators are written in capitals. Chinese ones stand alone between spaces. A hyphen inside a word, and a
/// year in brackets inside a document number, belong to the word.
///
/// Text that was pasted rather than typed as a query is not cut up: ``ParsedQuery/isProse``. It is such when it reads as
/// prose (``ProseTest``) and no operator was surely meant; or has sentence marks and more than `proseWords` plain words,
/// as a text recognised from a scan may, with spaces and stray signs between its characters.
package struct QueryParser: Sendable {
    /// UTF-8 bytes of what was typed that are read.
    package static let inputLimit = 65536
    /// Leaves of the tree.
    package static let leafLimit = 120
    /// Brackets inside each other.
    package static let depthLimit = 32
    private static let proseWords = 40
    private static let problemLimit = 20

    /// What 今年 and 上月 are reckoned from.
    private let today: Day

    package init(today: Day) {
        self.today = today
    }

    package func parse(_ typed: String) -> ParsedQuery {
        let (text, wasCut) = Self.cut(typed)
        let scalars = Self.plain(text)
        let prose = ProseTest(scalars)
        let scanner = QueryScanner(scalars, today: today)
        var reading = QueryReading(scanner.tokens, today: today)
        let root = reading.read()
        let count = root?.leafCount ?? 0

        let isQuery =
            switch reading.intent {
            case .sure: true
            case .doubtful: !prose.hasSeveralLines
            case .chance: false
            }
        if prose.looksLikeProse, !isQuery || prose.hasSentenceMarks && Self.plainWords(root) > Self.proseWords {
            return ParsedQuery(root: .words(String(scalars: scalars), scope: nil), isProse: true, wasShortened: wasCut)
        }
        var seen: Set<QueryProblem> = []
        let problems = (scanner.problems + reading.problems).filter { seen.insert($0).inserted }
        return ParsedQuery(
            root: count > Self.leafLimit ? root?.shortened(to: Self.leafLimit) : root,
            wasShortened: wasCut || reading.wasShortened || count > Self.leafLimit,
            problems: Array(problems.prefix(Self.problemLimit)))
    }

    private static func plainWords(_ node: QueryNode?) -> Int {
        switch node {
        case .words(_, scope: nil): 1
        case .and(let parts), .or(let parts): parts.reduce(0) { $0 + plainWords($1) }
        case .not(let part): plainWords(part)
        default: 0
        }
    }

    /// At most `inputLimit` bytes, whole characters.
    private static func cut(_ text: String) -> (text: Substring, wasCut: Bool) {
        guard text.utf8.count > inputLimit else { return (text[...], false) }
        let limit = text.utf8.index(text.startIndex, offsetBy: inputLimit)
        // A character may be of any length; beyond this it is cut at a scalar.
        let longestCharacter = 64
        for back in 0...longestCharacter {
            let place = text.utf8.index(limit, offsetBy: -back)
            if let place = String.Index(place, within: text) { return (text[..<place], true) }
        }
        let scalars = text.unicodeScalars
        return (text[..<scalars.index(after: scalars.index(before: limit))], true)
    }

    /// Controls become spaces, except line breaks, by which a pasted text is known; without white space at the ends.
    private static func plain(_ text: Substring) -> [Unicode.Scalar] {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            return isControl && !scalar.isLineBreak ? " " : scalar
        }
        guard let first = scalars.firstIndex(where: { !$0.isSpace }),
            let last = scalars.lastIndex(where: { !$0.isSpace })
        else { return [] }
        return Array(scalars[first...last])
    }
}
