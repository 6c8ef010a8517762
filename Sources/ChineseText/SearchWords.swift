extension WordTable {
    /// The words that a searcher means: stopwords are left out, and a character that stands alone between words is
    /// given to its neighbour, since a single character finds too much (`李|西西` is `李西西`).
    ///
    /// - Parameters:
    ///   - folded: a run of Han characters, folded.
    ///   - stopwords: folded.
    /// - Returns: ranges in Unicode scalars, in order; empty if the run is made of stopwords only.
    package func searchWords(in folded: String, stopwords: Set<String>) -> [Range<Int>] {
        let scalars = Array(folded.unicodeScalars)
        func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

        let words = segments(in: folded)
        var groups: [[Range<Int>]] = [[]]
        var next = 0
        while next < words.count {
            // A stopword of the list may be several words of the table (`如何办理`): the longest goes first.
            let last = (next..<min(next + 4, words.count)).last { last in
                stopwords.contains(text(words[next].lowerBound..<words[last].upperBound))
            }
            if let last {
                groups.append([])
                next = last + 1
            } else {
                groups[groups.count - 1].append(words[next])
                next += 1
            }
        }
        return groups.flatMap { Self.joined(singlesOf: $0) { Self.closers.contains(scalars[$0]) } }
    }

    /// Characters that rather close the word before than open the next (`评估|表`).
    private static let closers = Set("表书者号案站所室组局院校员费证率册令函法性化版类型级期".unicodeScalars)

    /// Joins single characters with each other, or else one that is alone with the word behind or before it.
    ///
    /// - Parameter words: ranges that follow each other without gaps.
    private static func joined(singlesOf words: [Range<Int>], isCloser: (Int) -> Bool) -> [Range<Int>] {
        var runs: [(range: Range<Int>, isOfSingles: Bool)] = []
        for word in words {
            let isSingle = word.count == 1
            if isSingle, let last = runs.last, last.isOfSingles {
                runs[runs.count - 1].range = last.range.lowerBound..<word.upperBound
            } else {
                runs.append((word, isSingle))
            }
        }
        var joined: [Range<Int>] = []
        var opening: Int?
        for (place, run) in runs.enumerated() {
            let start = opening ?? run.range.lowerBound
            opening = nil
            if run.range.count > 1 {
                joined.append(start..<run.range.upperBound)
            } else if let last = joined.last, place + 1 == runs.count || isCloser(run.range.lowerBound) {
                joined[joined.count - 1] = last.lowerBound..<run.range.upperBound
            } else if place + 1 < runs.count {
                opening = start
            } else {
                joined.append(start..<run.range.upperBound)
            }
        }
        return joined
    }
}
