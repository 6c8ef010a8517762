/// A place in a text that matched one unit of a query: a phrase or a term.
struct PassageMatch {
    let unit: Int
    /// UTF-8 offsets.
    let range: Range<Int>
}

/// The terms and phrases a highlighter looks for, prepared so that one pass over a text finds them all.
struct PassageQuery {
    /// What finding each unit is worth: the number of its terms.
    var weights: [Int] { units.map(\.count) }

    /// Each unit as the patterns that must match consecutive terms. Phrases come first.
    private var units: [[Int]] = []
    private var phraseCount = 0

    private var numbers: [String: Int] = [:]
    private var exact: [UInt64: Int] = [:]
    private var prefixes: [Prefix] = []

    private struct Prefix {
        let pattern: Int
        let bytes: [UInt8]
        /// One character of Chinese: of a bigram it covers the first half only.
        let isCharacter: Bool
    }

    private struct Hit {
        let pattern: Int
        /// Number of the term in the text.
        let position: Int
        let range: Range<Int>
    }

    init(terms: Set<String>, phrases: [[String]], analyzer: Analyzer) {
        for phrase in phrases where !phrase.isEmpty {
            let last = phrase.count - 1
            units.append(phrase.indices.map { pattern(for: phrase[$0], isLast: $0 == last, analyzer) })
        }
        phraseCount = units.count
        for term in terms.sorted() where !term.isEmpty {
            units.append([pattern(for: term, isLast: true, analyzer)])
        }
    }

    private mutating func pattern(for term: String, isLast: Bool, _ analyzer: Analyzer) -> Int {
        let scalars = term.unicodeScalars
        let isStarred = scalars.count > 1 && scalars.last == "*"
        let stem = isStarred ? String(term.dropLast()) : term
        let isCharacter = Self.isOneCharacter(stem, analyzer)
        let isPrefix = isStarred || isLast && isCharacter
        let name = isPrefix ? stem + "*" : stem
        if let known = numbers[name] { return known }
        let number = numbers.count
        numbers[name] = number
        if isPrefix {
            prefixes.append(Prefix(pattern: number, bytes: Array(stem.utf8), isCharacter: isCharacter))
        } else {
            let bytes = Array(stem.utf8)
            exact[bytes.withUnsafeBufferPointer(Self.key)] = number
        }
        return number
    }

    private static func isOneCharacter(_ stem: String, _ analyzer: Analyzer) -> Bool {
        guard let scalar = stem.unicodeScalars.first, stem.unicodeScalars.count == 1 else { return false }
        return analyzer.kind(of: scalar) == .cut
    }

    /// All matches, in the order of their starts.
    func matches(in text: UnsafeBufferPointer<UInt8>, analyzer: Analyzer) -> [PassageMatch] {
        if units.isEmpty { return [] }
        let hits = hits(in: text, analyzer)
        var matches: [PassageMatch] = []
        var inFoundPhrases: Set<Int> = []
        var starters: [Int: [Int]] = [:]
        for unit in 0..<phraseCount { starters[units[unit][0], default: []].append(unit) }
        for (index, hit) in hits.enumerated() {
            for unit in starters[hit.pattern] ?? [] {
                guard let end = end(of: units[unit], at: index, in: hits) else { continue }
                matches.append(PassageMatch(unit: unit, range: hit.range.lowerBound..<end))
                inFoundPhrases.formUnion(units[unit])
            }
        }
        var unitOfTerm: [Int: Int] = [:]
        for unit in phraseCount..<units.count where !inFoundPhrases.contains(units[unit][0]) {
            unitOfTerm[units[unit][0]] = unit
        }
        for hit in hits {
            if let unit = unitOfTerm[hit.pattern] { matches.append(PassageMatch(unit: unit, range: hit.range)) }
        }
        return matches.sorted {
            ($0.range.lowerBound, $0.range.upperBound, $0.unit) < ($1.range.lowerBound, $1.range.upperBound, $1.unit)
        }
    }

    private func hits(in text: UnsafeBufferPointer<UInt8>, _ analyzer: Analyzer) -> [Hit] {
        var hits: [Hit] = []
        var position = 0
        analyzer.scan(text, .document) { term, start, end, kind in
            if let pattern = exact[Self.key(term)] {
                hits.append(Hit(pattern: pattern, position: position, range: start..<end))
            }
            for prefix in prefixes where Self.begins(term, with: prefix.bytes) {
                let isHalf = prefix.isCharacter && kind == .bigram
                let end = isHalf ? start + text.scalar(at: start).length : end
                hits.append(Hit(pattern: prefix.pattern, position: position, range: start..<end))
            }
            position += 1
            return true
        }
        return hits
    }

    /// Where the phrase that begins with the hit at `first` ends, if all its terms follow.
    private func end(of phrase: [Int], at first: Int, in hits: [Hit]) -> Int? {
        var current = first
        for pattern in phrase.dropFirst() {
            let wanted = hits[current].position + 1
            var next = current + 1
            while next < hits.count, hits[next].position <= wanted,
                hits[next].position != wanted || hits[next].pattern != pattern
            {
                next += 1
            }
            guard next < hits.count, hits[next].position == wanted else { return nil }
            current = next
        }
        return hits[current].range.upperBound
    }

    /// A term as one number. Up to eight bytes, which all bigrams of the Basic Multilingual Plane have, it is the term
    /// itself; above, a hash (FNV-1a), whose rare collision would cost one wrong mark.
    @inline(__always)
    private static func key(_ term: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        if term.count <= 8 {
            for byte in term { key = key << 8 | UInt64(byte) }
            return key
        }
        key = 0xcbf2_9ce4_8422_2325
        for byte in term { key = (key ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return key
    }

    private static func begins(_ term: UnsafeBufferPointer<UInt8>, with prefix: [UInt8]) -> Bool {
        guard term.count >= prefix.count, term.first == prefix.first else { return false }
        return term.prefix(prefix.count).elementsEqual(prefix)
    }
}
