/// What is asked for, as a tree: what ``QueryParser`` makes of what was typed.
///
/// In a parsed tree `and` and `or` have at least two parts, none of their own kind; a `not` holds no `not`; no text is
/// empty. Texts stand as they were typed, not folded.
package indirect enum QueryNode: Hashable, Sendable {
    /// Where a text must stand; anywhere when there is none.
    package enum Scope: String, CaseIterable, Sendable {
        case title, number, author, names, body
    }

    /// A filter: it is true of an item or not, and is never highlighted.
    package enum Condition: Hashable, Sendable {
        /// Days as ``Day/number`` (`20230519`), inclusive; nil is open.
        case date(from: Int32?, to: Int32?)
        case recordClass(String)
        case org(String)
        case volume(String)
        case field(name: String, value: String)
    }

    /// One stretch without quotation marks: `未成年人保护`, `J016-ZY·WB`. Holds white space only as the whole of a
    /// prose text, or as the joined rest of a query with too many terms.
    case words(String, scope: Scope?)
    /// Exactly this.
    case phrase(String, scope: Scope?)
    /// Whatever begins so.
    case prefix(String, scope: Scope?)
    /// All of these, at least two, in any order, with at most `within` characters between neighbours.
    case near([String], within: Int, scope: Scope?)
    case condition(Condition)
    case and([QueryNode])
    case or([QueryNode])
    case not(QueryNode)

    // MARK: - Leaves

    /// The texts that are asked for, in order: what is highlighted. Without conditions.
    package var leaves: [QueryNode] {
        var found: [QueryNode] = []
        collect(&found, wanted: true)
        return found
    }

    /// The texts that must not occur, in order. Without conditions.
    package var excluded: [QueryNode] {
        var found: [QueryNode] = []
        collect(&found, wanted: false)
        return found
    }

    private func collect(_ found: inout [QueryNode], wanted: Bool) {
        switch self {
        case .words, .phrase, .prefix, .near: if wanted { found.append(self) }
        case .condition: break
        case .and(let parts), .or(let parts): for part in parts { part.collect(&found, wanted: wanted) }
        case .not(let part): part.collect(&found, wanted: !wanted)
        }
    }

    /// Texts and conditions, asked for or not.
    package var leafCount: Int {
        switch self {
        case .words, .phrase, .prefix, .near, .condition: 1
        case .and(let parts), .or(let parts): parts.reduce(0) { $0 + $1.leafCount }
        case .not(let part): part.leafCount
        }
    }

    // MARK: - Joining

    /// All of these; what is nested in the same way becomes one level.
    static func all(_ nodes: [QueryNode]) -> QueryNode? {
        let parts = nodes.flatMap { node -> [QueryNode] in
            if case .and(let inner) = node { inner } else { [node] }
        }
        return parts.count > 1 ? .and(parts) : parts.first
    }

    /// Any of these.
    static func any(_ nodes: [QueryNode]) -> QueryNode? {
        let parts = nodes.flatMap { node -> [QueryNode] in
            if case .or(let inner) = node { inner } else { [node] }
        }
        return parts.count > 1 ? .or(parts) : parts.first
    }

    /// Not this; what is left out twice is asked for.
    var negated: QueryNode {
        if case .not(let inner) = self { inner } else { .not(self) }
    }

    // MARK: - Shortening

    /// With at most `limit` leaves. The first stay; of the others the plain words that must all match become one text,
    /// the last leaf; what else there was is dropped.
    func shortened(to limit: Int) -> QueryNode? {
        var budget = limit - 1
        if case .and(let parts) = self {
            var kept: [QueryNode] = []
            var rest: [String] = []
            for part in parts {
                if budget > 0 {
                    if let first = part.first(&budget) { kept.append(first) }
                } else if case .words(let text, scope: nil) = part {
                    rest.append(text)
                }
            }
            if !rest.isEmpty { return .all(kept + [.words(rest.joined(separator: " "), scope: nil)]) }
        }
        budget = limit
        return first(&budget)
    }

    private func first(_ budget: inout Int) -> QueryNode? {
        switch self {
        case .words, .phrase, .prefix, .near, .condition:
            guard budget > 0 else { return nil }
            budget -= 1
            return self
        case .and(let parts): return .all(parts.compactMap { $0.first(&budget) })
        case .or(let parts): return .any(parts.compactMap { $0.first(&budget) })
        case .not(let part): return part.first(&budget)?.negated
        }
    }
}
