internal import Records

/// A piece of a query.
enum QueryToken: Equatable {
    /// How surely a sign was meant as one: a prose text is taken for a query only when it was.
    enum Intent: Equatable { case sure, doubtful, chance }

    case word(String)
    case prefix(String)
    case phrase(String, Intent)
    case field(QueryField, label: String, Intent)
    /// The value of a date field.
    case date(DateRange)
    case open(Character)
    case close(Character)
    case and(String, Intent)
    case or(String, Intent)
    case not(String, Intent)
    /// Between two texts.
    case near(String, within: Int)
    /// `NEAR(`, with its bracket.
    case nearOpen(String, within: Int, isGiven: Bool)
}

/// Cuts a query into its pieces, in linear time. Knows nothing of how they belong together.
struct QueryScanner {
    private let scalars: [Unicode.Scalar]
    private let today: Day
    private var quotes: QueryQuotes
    private var place = 0
    /// Before `place` stand white space, a bracket, a colon or a leading mark, or nothing.
    private var isSetApart = true
    /// Directly before `place` stand a field's colon or a leading mark: what follows is no operator.
    private var isValue = false
    private(set) var tokens: [QueryToken] = []
    private(set) var problems: [QueryProblem] = []

    /// Characters between what is near, where none are given, and at most.
    private static let usualDistance = 10
    private static let longestDistance = 1000
    /// Scalars of a field's name with its colon. Names and values are looked at as far as they matter, so that a text
    /// of colons only is read in linear time.
    private static let nameLimit = 40
    private static let quotedLimit = 40

    init(_ scalars: [Unicode.Scalar], today: Day) {
        self.scalars = scalars
        self.today = today
        quotes = QueryQuotes(scalars)
        scan()
    }

    private mutating func scan() {
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar.isSpace {
                place += 1
                (isSetApart, isValue) = (true, false)
            } else if isStretch(place) {
                if scalar.isLeadingMark { readLeadingMarks() } else { readStretch() }
            } else if scalar.isQuote {
                readQuotation()
            } else if scalar.opensBracket || scalar.closesBracket {
                let bracket = Character(scalar)
                tokens.append(scalar.opensBracket ? .open(bracket) : .close(bracket))
                place += 1
                (isSetApart, isValue) = (true, false)
            } else {
                // Bars and `&&`.
                let end = scalars[place...].firstIndex { $0 != scalar } ?? scalars.count
                let sign = text(place..<end)
                tokens.append(scalar.isBar ? .or(sign, .sure) : .and(sign, .sure))
                place = end
                (isSetApart, isValue) = (true, false)
            }
        }
    }

    private func text(_ range: Range<Int>) -> String { String(scalars: scalars[range]) }

    // MARK: - Stretches

    /// What is read as part of a word.
    private func isStretch(_ place: Int) -> Bool {
        guard place < scalars.count else { return false }
        let scalar = scalars[place]
        if scalar.isSpace || scalar.isQuote || scalar.closesBracket || scalar.isBar { return false }
        if scalar.opensBracket { return isYear(place) && isStretchAfter(year: place) }
        return !(scalar == "&" && place + 1 < scalars.count && scalars[place + 1] == "&")
    }

    /// `（2023）`: in document numbers such as `民发（2023）12号` and `（2015）襄刑初字第22号` the year stands in brackets, and
    /// they belong to the word.
    private func isYear(_ place: Int) -> Bool {
        place + 5 < scalars.count && scalars[place].opensBracket && scalars[place + 5].closesBracket
            && scalars[place + 1...place + 4].allSatisfy(\.isDigit)
    }

    private func isStretchAfter(year place: Int) -> Bool {
        place + 6 < scalars.count && !scalars[place + 6].opensBracket && isStretch(place + 6)
    }

    /// - Parameter length: scalars after which it is not followed any further.
    private func stretchEnd(from start: Int, length: Int = .max) -> Int {
        var end = start
        while end < scalars.count, end - start < length {
            if isYear(end), end > start || isStretchAfter(year: end) {
                end += 6
            } else if !scalars[end].opensBracket, isStretch(end) {
                end += 1
            } else {
                break
            }
        }
        return end
    }

    private mutating func readLeadingMarks() {
        let start = place
        place = scalars[start...].firstIndex { !$0.isLeadingMark } ?? scalars.count
        let marks = scalars[start..<place]
        if marks.contains(where: \.isStar) { problems.append(.strayWildcard(text(start..<place))) }
        let isAttached = place < scalars.count && !scalars[place].isSpace && !scalars[place].closesBracket
        // Two are a dash.
        if isSetApart, isAttached, marks.count(where: \.isMinus) == 1 {
            tokens.append(.not(text(start..<place), .doubtful))
        }
        isValue = true
    }

    private mutating func readStretch() {
        let start = place
        if readField(start) { return }
        let end = stretchEnd(from: start)
        if end < scalars.count, scalars[end].opensBracket, let within = Self.nearDistance(text(start..<end)) {
            let isGiven = scalars[start..<end].contains("/")
            tokens.append(.nearOpen(text(start..<end), within: within, isGiven: isGiven))
            place = end + 1
            (isSetApart, isValue) = (true, false)
            return
        }
        defer { (isSetApart, isValue) = (false, false) }
        place = end
        var word = scalars[start..<end]
        let after = end < scalars.count ? scalars[end] : " "
        let isAlone = isSetApart && (after.isSpace || after.opensBracket || after.closesBracket || after.isBar)
        if let sign = Self.sign(String(scalars: word), isAlone: isAlone) {
            // Behind a colon or a minus it is looked up.
            tokens.append(isValue ? .phrase(String(scalars: word), .sure) : sign)
            return
        }
        while word.last?.isStar == true { word.removeLast() }
        let text = String(scalars: word)
        guard text.hasContent else { return }
        tokens.append(word.endIndex < end ? .prefix(text) : .word(text))
    }

    private static func sign(_ word: String, isAlone: Bool) -> QueryToken? {
        let chinese: QueryToken.Intent = isAlone ? .doubtful : .chance
        switch word {
        case "AND": return .and(word, .sure)
        case "OR": return .or(word, .sure)
        case "NOT": return .not(word, .sure)
        case "与", "且", "并且": return .and(word, chinese)
        case "或", "或者": return .or(word, chinese)
        case "非": return .not(word, chinese)
        default: return nearDistance(word).map { .near(word, within: $0) }
        }
    }

    /// `NEAR`, `NEAR/5`, `邻近/5`: characters.
    private static func nearDistance(_ word: String) -> Int? {
        for name in ["NEAR", "邻近"] where word.hasPrefix(name) {
            let rest = word.dropFirst(name.count)
            if rest.isEmpty { return usualDistance }
            let digits = rest.dropFirst()
            if rest.first == "/", !digits.isEmpty, digits.unicodeScalars.allSatisfy(\.isDigit) {
                return distance(digits.unicodeScalars)
            }
        }
        return nil
    }

    static func distance(_ digits: some Sequence<Unicode.Scalar>) -> Int {
        digits.reduce(0) { min(longestDistance, $0 * 10 + ($1.properties.numericValue.map { Int($0) } ?? 0)) }
    }

    // MARK: - Quotations

    private mutating func readQuotation() {
        let start = place
        defer { isValue = false }
        guard let end = quotes.end(from: start) else {
            // A closing mark without its opening one is nothing to speak of.
            if !["」", "』", "》"].contains(scalars[start]) {
                let rest = text(start + 1..<min(scalars.count, start + 1 + Self.quotedLimit)).trimmed
                problems.append(.unclosedQuote(rest))
            }
            place += 1
            return
        }
        place = end + 1
        let after = place < scalars.count ? scalars[place] : " "
        let isWhole = isSetApart && (after.isSpace || after.opensBracket || after.closesBracket || after.isBar)
        isSetApart = false
        let quoted = text(start + 1..<end).trimmed
        if quoted.hasContent { tokens.append(.phrase(quoted, isWhole ? .sure : .chance)) }
    }

    // MARK: - Fields

    /// Reads `标题:` at the beginning of a stretch, and behind `日期:` the date.
    private mutating func readField(_ start: Int) -> Bool {
        let end = stretchEnd(from: start, length: Self.nameLimit + ProseTest.valueLimit)
        guard let colon = scalars[start..<min(end, start + Self.nameLimit)].firstIndex(where: \.isColon), colon > start
        else { return false }
        let name = text(start..<colon)
        guard let field = QueryField(name) else {
            noteUnknownField(name, colon: colon, end: end)
            return false
        }
        let value = scalars[(colon + 1)...].firstIndex { !$0.isSpace } ?? scalars.count
        let date = field == .date ? dateEnd(value) : nil
        if date == nil, ProseTest.isRunningText(scalars[(colon + 1)..<end]) { return false }
        tokens.append(.field(field, label: text(start..<colon + 1), scalars[colon] == ":" ? .sure : .doubtful))
        if let date {
            tokens.append(.date(date.range))
            place = date.end
            (isSetApart, isValue) = (false, false)
        } else {
            place = colon + 1
            (isSetApart, isValue) = (true, true)
        }
        return true
    }

    /// Names of one language in letters only, with an ASCII colon: `时间:下午`; no times and no addresses.
    private mutating func noteUnknownField(_ name: String, colon: Int, end: Int) {
        guard !isValue, scalars[colon] == ":", colon + 1 < end, scalars[colon + 1] != "/",
            name.unicodeScalars.allSatisfy(\.properties.isAlphabetic)
        else { return }
        problems.append(.unknownField(name))
    }

    /// The date that begins at `start`, and where it ends. Around the sign of a range and behind that of a comparison
    /// there may be spaces: `2023 至 2024`, `>= 2023`.
    private func dateEnd(_ start: Int) -> (range: DateRange, end: Int)? {
        var ends: [Int] = []
        var parts: [String] = []
        var place = start
        while parts.count < 3, place < scalars.count {
            let end = stretchEnd(from: place, length: DateRange.lengthLimit + 1)
            guard end > place, end - place <= DateRange.lengthLimit else { break }
            parts.append(text(place..<end))
            ends.append(end)
            place = scalars[end...].firstIndex { !$0.isSpace } ?? scalars.count
        }
        for count in (1...3).reversed() where count <= parts.count && Self.belongTogether(parts[..<count]) {
            if let range = DateRange(parts[..<count].joined(), today: today) { return (range, ends[count - 1]) }
        }
        return nil
    }

    private static func belongTogether(_ parts: ArraySlice<String>) -> Bool {
        switch parts.count {
        case 1: true
        case 2:
            parts[0].unicodeScalars.allSatisfy(\.isComparison) || DateRange.signs.contains { parts[1].hasPrefix($0) }
                || DateRange.signs.contains { parts[0].hasSuffix($0) }
        default: DateRange.signs.contains(parts[1]) || parts[1] == ".." || parts[1] == "-"
        }
    }
}
