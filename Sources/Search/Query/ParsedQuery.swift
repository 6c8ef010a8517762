package import Records

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
