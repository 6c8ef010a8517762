import Foundation

/// A dictionary of Chinese words with their frequencies, to cut what a searcher typed into words and to complete it.
///
/// Documents are cut into bigrams and need no dictionary (``Analyzer``); a word the table lacks is never lost, it only
/// weighs differently in a query. The table is `Indexes/v3/words.tsv`, searched where it lies.
package struct WordTable: Sendable {
    private let lines: SortedLines

    /// Occurrences that the frequencies were counted in: those of jieba's dictionary.
    private static let occurrences = 60_101_967.0

    /// - Parameter bytes: UTF-8 lines `word TAB frequency`, folded, sorted by bytes; lines `#` at the top are comments.
    package init(_ bytes: [UInt8]) { self.init(TableBytes(bytes)) }

    /// As ``init(_:)``, for data that need not be copied.
    package init(_ bytes: TableBytes) { lines = SortedLines(bytes) }

    /// How often the word occurs in the 60 million words that were counted; nil if the table does not have it.
    ///
    /// - Parameter word: folded.
    package func frequency(of word: some StringProtocol) -> Int? {
        withUTF8(of: String(word)) { key in
            if key.isEmpty { return nil }
            return lines.search { search in search.value(of: key).map(search.number) }
        }
    }

    /// Words of two or more characters that begin with `prefix`, itself among them, the most frequent first.
    ///
    /// - Parameter prefix: folded; the empty prefix completes to nothing.
    package func words(from prefix: String, limit: Int) -> [String] {
        guard limit > 0, !prefix.isEmpty else { return [] }
        return withUTF8(of: prefix) { key in
            lines.search { search in
                var found: [(word: Range<Int>, frequency: Int)] = []
                let range = search.lines(from: key)
                var line = range.lowerBound
                while line < range.upperBound {
                    let (word, value) = search.line(line)
                    if search.table.scalar(at: word.lowerBound).length < word.count {
                        found.append((word, search.number(value)))
                    }
                    line = search.next(line)
                }
                found.sort { ($1.frequency, $0.word.lowerBound) < ($0.frequency, $1.word.lowerBound) }
                return found.prefix(limit).map { search.string($0.word) }
            }
        }
    }

    /// The most probable cut of a run into words of the table; a character that no word fits stands alone.
    ///
    /// - Parameter folded: a run of Han characters, folded.
    /// - Returns: ranges in Unicode scalars that follow each other and cover the run.
    package func segments(in folded: String) -> [Range<Int>] {
        withUTF8(of: folded) { bytes in
            // Where each scalar begins, and where the text ends.
            var starts: [Int] = []
            starts.reserveCapacity(bytes.count / 3 + 1)
            for offset in 0..<bytes.count where bytes[offset] & 0xC0 != 0x80 { starts.append(offset) }
            starts.append(bytes.count)
            return lines.search { Self.cut(bytes, starts, $0) }
        }
    }

    /// The best way to each place, by what it costs to come there: the sum of -log(probability) of its words.
    private static func cut(_ bytes: UnsafeBufferPointer<UInt8>, _ starts: [Int], _ search: LineSearch) -> [Range<Int>]
    {
        let count = starts.count - 1
        var costs = [Double](repeating: .infinity, count: count + 1)
        var wordStarts = [Int](repeating: 0, count: count + 1)
        costs[0] = 0
        let unknown = log(occurrences)
        for start in 0..<max(count, 0) {
            let cost = costs[start]
            func reach(_ end: Int, _ more: Double) {
                // On a tie the longer word stays, which was there first.
                guard cost + more < costs[end] else { return }
                costs[end] = cost + more
                wordStarts[end] = start
            }
            reach(start + 1, unknown)
            var line = search.start
            for end in start + 1...count {
                let key = UnsafeBufferPointer(rebasing: bytes[starts[start]..<starts[end]])
                line =
                    end == start + 1
                    ? search.lowerBound(key, from: line, to: search.table.count) : search.lowerBound(key, near: line)
                if !search.begins(line, with: key) { break }
                guard let value = search.value(line, ifKey: key) else { continue }
                reach(end, unknown - log(Double(max(search.number(value), 1))))
            }
        }
        var words: [Range<Int>] = []
        var end = count
        while end > 0 {
            words.append(wordStarts[end]..<end)
            end = wordStarts[end]
        }
        return words.reversed()
    }

    private func withUTF8<Result>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var text = text
        return text.withUTF8(body)
    }
}
