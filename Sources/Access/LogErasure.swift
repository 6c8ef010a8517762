/// Numbers of entries, few words for many: `132-136,138`.
package struct EntryNumbers: Equatable, Sendable {
    /// Ascending, with gaps between them.
    package private(set) var ranges: [ClosedRange<Int64>] = []

    package init() {}

    /// What is no number is passed over: it names no entry.
    package init(_ text: String) {
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { Int64($0) }
            guard let first = ends.first, let last = ends.last, first <= last,
                ranges.last.map({ $0.upperBound < first }) ?? true
            else { continue }
            ranges.append(first...last)
        }
    }

    package var isEmpty: Bool { ranges.isEmpty }
    package var count: Int { ranges.reduce(0) { $0 + $1.count } }

    package var text: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }

    /// - Parameter number: above all that are there.
    package mutating func add(_ number: Int64) {
        if let last = ranges.last, last.upperBound + 1 == number {
            ranges[ranges.count - 1] = last.lowerBound...number
        } else {
            ranges.append(number...number)
        }
    }

    package func meets(_ other: ClosedRange<Int64>) -> Bool { ranges.contains { $0.overlaps(other) } }

    package func contains(_ number: Int64) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(number)
    }
}

/// What an erasure of old entries took, as it stands in the log: all before a day but some whose time was not over,
/// `2014-01-01` or `2014-01-01 without 132-136,138`.
package struct LogErasure: Equatable, Sendable {
    private static let without = " without "

    /// `YYYY-MM-DD`
    package var day: String
    package var left: EntryNumbers

    package init(before day: String, leaving left: EntryNumbers) {
        self.day = day
        self.left = left
    }

    package init(_ text: String) {
        day = String(text.prefix(10))
        left = EntryNumbers(
            text.dropFirst(10).hasPrefix(Self.without) ? String(text.dropFirst(10 + Self.without.count)) : "")
    }

    package var text: String { left.isEmpty ? day : day + Self.without + left.text }

    func covers(_ number: Int64, of day: String) -> Bool { day < self.day && !left.contains(number) }
}
