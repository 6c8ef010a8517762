internal import Records

/// One reading of the pieces of a query, from left to right, by the grammar
///
///     sequence = either { [AND] either }
///     either   = unary { OR unary }
///     unary    = { NOT | field } nearby
///     nearby   = primary { NEAR primary }
///     primary  = word | prefix | phrase | date | NEAR( words ) | ( sequence )
struct QueryReading {
    private let tokens: [QueryToken]
    private let today: Day
    private var place = 0
    private(set) var problems: [QueryProblem] = []
    private(set) var wasShortened = false
    /// How surely an operator was meant, of those that came to something.
    private(set) var intent = QueryToken.Intent.chance

    /// Texts of one NEAR.
    private static let nearLimit = 20

    init(_ tokens: [QueryToken], today: Day) {
        self.today = today
        let brackets = QueryBrackets(tokens, limit: QueryParser.depthLimit)
        self.tokens = brackets.tokens
        problems = brackets.problems
    }

    mutating func read() -> QueryNode? { sequence(in: nil) }

    private var next: QueryToken? { place < tokens.count ? tokens[place] : nil }

    private mutating func note(_ meant: QueryToken.Intent) {
        if meant == .sure || intent == .chance { intent = meant }
    }

    // MARK: - Sequences

    /// Up to the closing bracket, which stays.
    private mutating func sequence(in field: QueryField?) -> QueryNode? {
        var groups: [[QueryNode]] = []
        var pending: (sign: String, isOr: Bool, intent: QueryToken.Intent)?
        func dangle(_ sign: String) { problems.append(.operatorWithoutOperand(sign)) }
        loop: while let token = next {
            switch token {
            case .close: break loop
            case .and(let sign, let intent), .or(let sign, let intent):
                place += 1
                if groups.isEmpty || pending != nil {
                    dangle(sign)
                } else if case .or = token {
                    pending = (sign, true, intent)
                } else {
                    pending = (sign, false, intent)
                }
            case .near(let sign, _):
                place += 1
                dangle(sign)
            default:
                guard let node = unary(in: field) else { continue }
                if let sign = pending { note(sign.intent) }
                if pending?.isOr == true {
                    groups[groups.count - 1].append(node)
                } else {
                    groups.append([node])
                }
                pending = nil
            }
        }
        if let pending { dangle(pending.sign) }
        return .all(groups.compactMap(QueryNode.any))
    }

    /// Consumes at least one token.
    private mutating func unary(in outer: QueryField?) -> QueryNode? {
        var field = outer
        var isNegative = false
        var meant = QueryToken.Intent.chance
        var label: String?
        var sign: String?
        loop: while let token = next {
            switch token {
            case .field(let inner, let text, let intent):
                if let label { problems.append(.emptyField(label)) }
                (field, label, meant) = (inner, text, intent)
            case .not(let text, let intent):
                isNegative.toggle()
                sign = text
                if meant != .sure { meant = intent }
            default: break loop
            }
            place += 1
        }
        guard let node = nearby(in: field) else {
            if let label {
                problems.append(.emptyField(label))
            } else if let sign {
                problems.append(.operatorWithoutOperand(sign))
            }
            return nil
        }
        note(meant)
        return isNegative ? node.negated : node
    }

    // MARK: - NEAR

    private mutating func nearby(in field: QueryField?) -> QueryNode? {
        let isText = nextText != nil
        guard var node = primary(in: field) else { return nil }
        while case .near(let sign, let within) = next {
            place += 1
            guard isText, let text = nextText, let before = Self.texts(of: node) else {
                // What follows stands by itself.
                problems.append(.operatorWithoutOperand(sign))
                break
            }
            place += 1
            guard field == nil || field?.scope != nil else {
                node = .all([node, leaf(text, in: field)].compactMap(\.self)) ?? node
                continue
            }
            note(.sure)
            wasShortened = wasShortened || before.texts.count == Self.nearLimit
            node = .near(
                Array((before.texts + [text]).prefix(Self.nearLimit)), within: max(within, before.within),
                scope: field?.scope)
        }
        return node
    }

    /// The next token, if it is a text.
    private var nextText: String? {
        switch next {
        case .word(let text), .prefix(let text), .phrase(let text, _): text
        default: nil
        }
    }

    private static func texts(of node: QueryNode) -> (texts: [String], within: Int)? {
        switch node {
        case .words(let text, _), .phrase(let text, _), .prefix(let text, _): ([text], 0)
        case .near(let texts, let within, _): (texts, within)
        default: nil
        }
    }

    /// `NEAR(甲 乙, 5)`, with or without list marks; operators in it say nothing. Where no distance was given, a number of
    /// at most three digits at the end is one: no year.
    private mutating func nearCall(_ sign: String, _ given: Int, _ isGiven: Bool, in field: QueryField?) -> QueryNode? {
        var items: [(text: String, isWord: Bool)] = []
        var depth = 1
        while depth > 0, let token = next {
            switch token {
            case .nearOpen, .open: depth += 1
            case .close: depth -= 1
            case .phrase(let text, _): items.append((text, false))
            case .word(let text), .prefix(let text):
                for part in text.unicodeScalars.split(whereSeparator: \.isListMark)
                where String(scalars: part).hasContent {
                    items.append((String(scalars: part), true))
                }
            default: break
            }
            if depth > 0 { place += 1 }
        }
        if next != nil { place += 1 }
        var within = given
        if !isGiven, items.count > 2, let last = items.last, last.isWord, last.text.unicodeScalars.count <= 3,
            last.text.unicodeScalars.allSatisfy(\.isDigit)
        {
            within = QueryScanner.distance(last.text.unicodeScalars)
            items.removeLast()
        }
        if items.count > Self.nearLimit {
            wasShortened = true
            items.removeSubrange(Self.nearLimit...)
        }
        if items.count < 2 { problems.append(.operatorWithoutOperand(sign)) }
        if items.count < 2 || field != nil && field?.scope == nil {
            return .all(items.compactMap { leaf($0.text, in: field) })
        }
        note(.sure)
        return .near(items.map(\.text), within: within, scope: field?.scope)
    }

    // MARK: - Leaves

    private mutating func primary(in field: QueryField?) -> QueryNode? {
        switch next {
        case .word(let text):
            place += 1
            return field?.scope == nil && field != nil ? leaf(text, in: field) : .words(text, scope: field?.scope)
        case .phrase(let text, let intent):
            place += 1
            note(intent)
            return field?.scope == nil && field != nil ? leaf(text, in: field) : .phrase(text, scope: field?.scope)
        case .prefix(let text):
            place += 1
            note(.sure)
            if field == nil || field?.scope != nil { return .prefix(text, scope: field?.scope) }
            problems.append(.strayWildcard(text + "*"))
            return leaf(text, in: field)
        case .date(let range):
            place += 1
            return .condition(.date(from: range.from, to: range.to))
        case .nearOpen(let sign, let within, let isGiven):
            place += 1
            return nearCall(sign, within, isGiven, in: field)
        case .open:
            place += 1
            let node = sequence(in: field)
            if next != nil { place += 1 }
            return node
        case .close, .and, .or, .not, .near, .field, nil:
            return nil
        }
    }

    /// The value of a field, or a text that came out of its place: words where it reads as such by itself.
    private mutating func leaf(_ text: String, in field: QueryField?) -> QueryNode? {
        switch field {
        case .recordClass: return .condition(.recordClass(text))
        case .org: return .condition(.org(text))
        case .volume: return .condition(.volume(text))
        case .named(let name): return .condition(.field(name: name, value: text))
        case .date:
            if let range = DateRange(text, today: today) {
                return .condition(.date(from: range.from, to: range.to))
            }
            problems.append(.unreadableDate(text))
            return leaf(text, in: nil)
        case .scope, nil:
            let isWord = QueryWriting.isWord(text) && !ProseTest.isRunningText(text.unicodeScalars)
            return isWord ? .words(text, scope: field?.scope) : .phrase(text, scope: field?.scope)
        }
    }
}

/// The brackets of a query made even: each opened is closed, and none lies deeper than the limit.
struct QueryBrackets {
    private(set) var tokens: [QueryToken] = []
    private(set) var problems: [QueryProblem] = []

    init(_ scanned: [QueryToken], limit: Int) {
        /// What to do with the closing bracket of each that is open.
        enum Opened { case group, near, passedOver }
        var opened: [(kind: Opened, bracket: String)] = []
        var depth = 0
        for token in scanned {
            switch token {
            case .open(let bracket):
                if depth == limit {
                    opened.append((.passedOver, String(bracket)))
                    problems.append(.nestedTooDeeply)
                    continue
                }
                depth += 1
                opened.append((.group, String(bracket)))
            case .nearOpen(let sign, _, _):
                // Holds words only, so that its depth does no harm.
                opened.append((.near, sign + "("))
            case .close(let bracket):
                guard let last = opened.popLast() else {
                    problems.append(.unbalancedBracket(String(bracket)))
                    continue
                }
                if last.kind == .passedOver { continue }
                if last.kind == .group { depth -= 1 }
            default: break
            }
            tokens.append(token)
        }
        for last in opened.reversed() where last.kind != .passedOver {
            problems.append(.unbalancedBracket(last.bracket))
            tokens.append(.close(")"))
        }
    }
}
