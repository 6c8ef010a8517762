/// Words of a corpus, found without a dictionary: stretches of two to four Han characters that are frequent and stand
/// freely, with no one character that mostly comes before or after them.
struct CommonWords {
    /// Rarer stretches are not looked at.
    private static let least = 20
    /// The share of its occurrences in which a word may have the same neighbour.
    private static let mostBound = 0.3
    /// Particles: what begins or ends with one is no word.
    private static let particles = Set("的了是和与及或等之其于为在".utf16)

    /// Most frequent first.
    let words: [String]

    init(texts: [String]) {
        let runs = texts.flatMap { text in
            text.utf16.split { !(0x4e00...0x9fff).contains($0) }.map(Array.init)
        }
        var counts: [UInt64: Int] = [:]
        for run in runs {
            Self.forEachStretch(of: run) { key, range in
                if !Self.particles.contains(run[range.lowerBound]), !Self.particles.contains(run[range.upperBound - 1])
                {
                    counts[key, default: 0] += 1
                }
            }
        }
        counts = counts.filter { $0.value >= Self.least }
        var before: [UInt64: [UInt16: Int]] = [:]
        var after = before
        for run in runs {
            Self.forEachStretch(of: run) { key, range in
                guard counts[key] != nil else { return }
                if range.lowerBound > 0 { before[key, default: [:]][run[range.lowerBound - 1], default: 0] += 1 }
                if range.upperBound < run.count { after[key, default: [:]][run[range.upperBound], default: 0] += 1 }
            }
        }
        func isFree(_ key: UInt64, _ count: Int) -> Bool {
            [before, after].allSatisfy {
                Double($0[key]?.values.max() ?? 0) < Double(count) * Self.mostBound
            }
        }
        words = counts.filter { isFree($0.key, $0.value) }
            .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
            .map { Self.text(of: $0.key) }
    }

    /// Calls with each stretch of two to four characters, packed into one number.
    private static func forEachStretch(of run: [UInt16], _ body: (UInt64, Range<Int>) -> Void) {
        for start in run.indices {
            var key = UInt64(run[start])
            for end in run.indices.dropFirst(start + 1).prefix(3) {
                key = key << 16 | UInt64(run[end])
                body(key, start..<end + 1)
            }
        }
    }

    private static func text(of key: UInt64) -> String {
        let units = [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: key >> $0) }
        return String(decoding: units.drop { $0 == 0 }, as: UTF16.self)
    }
}
