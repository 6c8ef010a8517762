/// What was typed, understood.
package struct ParsedQuery: Equatable, Sendable {
    /// Nil when nothing is asked for.
    package var root: QueryNode?
    /// Running text or a list of topics rather than a query: `root` is the whole text as one `.words`, to be searched
    /// for what resembles it.
    package var isProse: Bool
    /// Not all that was typed is in the tree.
    package var wasShortened: Bool
    /// What could not be meant as it was typed, in order, without repeats; for hints. None of it keeps the rest from
    /// being searched. Empty for prose.
    package var problems: [QueryProblem]

    package init(
        root: QueryNode?, isProse: Bool = false, wasShortened: Bool = false, problems: [QueryProblem] = []
    ) {
        self.root = root
        self.isProse = isProse
        self.wasShortened = wasShortened
        self.problems = problems
    }
}

/// A fact about what was typed; the text is what it concerns.
package enum QueryProblem: Hashable, Sendable {
    /// A quotation mark that nothing closes, with what follows it (at most 40 characters); it was passed over.
    case unclosedQuote(String)
    /// A bracket without its other; it was closed at the end, or passed over.
    case unbalancedBracket(String)
    /// `OR`, `NEAR` … with nothing that it could join; it was passed over.
    case operatorWithoutOperand(String)
    /// `标题:` with nothing behind it; it was passed over.
    case emptyField(String)
    /// What stands before a colon is no field; it was taken as text.
    case unknownField(String)
    /// It was taken as text.
    case unreadableDate(String)
    /// `*` anywhere but at the end of a word; it was passed over.
    case strayWildcard(String)
    /// Brackets deeper than ``QueryParser/depthLimit``; they were passed over.
    case nestedTooDeeply
}
