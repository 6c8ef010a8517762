/// How two words differ that one may be typed for the other.
enum Misspelling {
    /// One character is another, is missing, is too much, or stands behind its neighbour.
    static func isOneEdit(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Bool {
        guard one != other, abs(one.count - other.count) <= 1 else { return false }
        let common = zip(one, other).prefix { $0 == $1 }.count
        let (a, b) = (one.dropFirst(common), other.dropFirst(common))
        if a.count == b.count {
            if a.dropFirst() == b.dropFirst() { return true }
            return a.count > 1 && a[common] == b[common + 1] && a[common + 1] == b[common]
                && a.dropFirst(2) == b.dropFirst(2)
        }
        return a.count > b.count ? a.dropFirst() == b : a == b.dropFirst()
    }

    /// The same characters with two neighbours exchanged.
    static func isTransposition(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Bool {
        one.count == other.count && isOneEdit(one, other) && zip(one, other).filter { $0 != $1 }.count == 2
    }
}

extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        self.init(String.UnicodeScalarView(scalars))
    }
}
