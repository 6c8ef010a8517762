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
    /// Brackets deeper than the query language allows; they were passed over.
    case nestedTooDeeply
}
