/// The part of a text that a passage shows: chosen by matches, then moved to the borders of sentences and characters.
struct PassageWindow {
    /// UTF-8 offsets in the text.
    private(set) var range: Range<Int>
    private var isCutBefore = false
    private var isCutAfter = false

    /// How far to look for the border of a word of letters, in scalars.
    private static let longestWord = 24

    /// - Parameters:
    ///   - bytes: well-formed UTF-8.
    ///   - matches: in the order of their starts.
    ///   - weights: what each unit is worth.
    ///   - length: scalars, at least 1.
    init(bytes: UnsafeBufferPointer<UInt8>, matches: [PassageMatch], weights: [Int], length: Int) {
        let reader = BorderReader(bytes: bytes)
        if bytes.count <= length || reader.scalars(in: 0..<bytes.count, most: length + 1) <= length {
            range = 0..<bytes.count
            return
        }
        let core = Self.core(reader, matches, weights, length)
        let slack = max(0, length - reader.scalars(in: core, most: length))
        let behind = reader.offset(core.upperBound, movedBy: slack)
        let unused = slack - reader.scalars(in: core.upperBound..<behind, most: slack)
        let start = Self.start(core, slack, unused, reader)
        let left = max(0, length - reader.scalars(in: start..<core.upperBound, most: length))
        var end = reader.offset(core.upperBound, movedBy: left)
        let wordStart = reader.startOfWord(at: end, most: Self.longestWord)
        if wordStart > core.upperBound { end = wordStart }
        range = reader.characters(around: start..<end)
        end = range.upperBound
        isCutBefore = range.lowerBound > 0 && !reader.isStartOfSentence(range.lowerBound)
        isCutAfter = reader.offsetBehindSpace(end, before: bytes.count) < bytes.count && !reader.isStartOfSentence(end)
    }

    /// The smallest stretch around the best group of matches that fits into `length`.
    private static func core(
        _ reader: BorderReader, _ matches: [PassageMatch], _ weights: [Int], _ length: Int
    ) -> Range<Int> {
        var starts: [Int] = []
        var ends: [Int] = []
        var offset = 0
        var scalars = 0
        for match in matches {
            scalars += reader.scalars(in: offset..<match.range.lowerBound, most: .max)
            offset = match.range.lowerBound
            starts.append(scalars)
            ends.append(scalars + reader.scalars(in: match.range, most: .max))
        }
        var counts = [Int](repeating: 0, count: weights.count)
        var worth = 0
        var next = 0
        var best = (worth: 0, matches: 0, first: 0, behind: 0)
        for first in matches.indices {
            while next < matches.count, next == first || ends[next] - starts[first] <= length {
                let unit = matches[next].unit
                if counts[unit] == 0 { worth += weights[unit] }
                counts[unit] += 1
                next += 1
            }
            if (worth, next - first) > (best.worth, best.matches) { best = (worth, next - first, first, next) }
            let unit = matches[first].unit
            counts[unit] -= 1
            if counts[unit] == 0 { worth -= weights[unit] }
        }
        guard best.behind > best.first else { return 0..<0 }
        let group = matches[best.first..<best.behind]
        return matches[best.first].range.lowerBound..<(group.map(\.range.upperBound).max() ?? 0)
    }

    /// Where to begin so that the passage opens with a sentence if one begins near.
    ///
    /// - Parameters:
    ///   - slack: scalars that may be shown besides the core.
    ///   - unused: of these, how many the rest of the text cannot fill.
    private static func start(_ core: Range<Int>, _ slack: Int, _ unused: Int, _ reader: BorderReader) -> Int {
        var offset = core.lowerBound
        var sentence: Int?
        var clause: Int?
        var distance = 0
        while true {
            if reader.isStartOfSentence(offset) {
                if distance > unused, sentence != nil { break }
                sentence = offset
            } else if reader.isStartOfClause(offset), distance <= slack / 2 {
                clause = offset
            }
            if offset == 0 || distance == slack || (distance > unused && sentence != nil) { break }
            offset = reader.offsetBefore(offset)
            distance += 1
        }
        if let sentence { return reader.offsetBehindSpace(sentence, before: core.lowerBound) }
        if let clause { return reader.offsetBehindSpace(clause, before: core.lowerBound) }
        let third = reader.offset(core.lowerBound, movedBy: -(slack / 3))
        return reader.startOfWord(at: third, most: min(longestWord, slack - slack / 3))
    }

    /// The passage, with the parts of `matches` that the window shows.
    func passage(of bytes: UnsafeBufferPointer<UInt8>, marking matches: [PassageMatch]) -> Passage {
        let reader = BorderReader(bytes: bytes)
        var marks: [Range<Int>] = []
        for match in matches where match.range.overlaps(range) {
            let shown = reader.characters(around: match.range).clamped(to: range)
            if let last = marks.last, shown.lowerBound <= last.upperBound {
                marks[marks.count - 1] = last.lowerBound..<max(last.upperBound, shown.upperBound)
            } else {
                marks.append(shown)
            }
        }
        var writer = PassageWriter(marks: marks)
        if isCutBefore { writer.append("…") }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let scalar = bytes.scalar(at: offset)
            writer.take(Unicode.Scalar(scalar.value) ?? "\u{FFFD}", at: offset)
            offset += scalar.length
        }
        writer.finish(at: offset)
        if isCutAfter { writer.append("…") }
        return writer.passage
    }
}

/// Writes a passage scalar by scalar, with single spaces, and moves the marks along.
private struct PassageWriter {
    private var marks: ArraySlice<Range<Int>>
    private var scalars = String.UnicodeScalarView()
    private var bytes = 0
    private var written: [Range<Int>] = []
    private var markStart: Int?
    private var isSpaceDue = false
    private var hasText = false

    init(marks: [Range<Int>]) { self.marks = marks[...] }

    var passage: Passage { Passage(text: String(scalars), marks: written) }

    mutating func append(_ scalar: Unicode.Scalar) {
        scalars.append(scalar)
        bytes += UTF8.width(scalar)
    }

    mutating func take(_ scalar: Unicode.Scalar, at offset: Int) {
        closeMark(at: offset)
        if !BorderReader.isPlain(scalar.value) {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
                isSpaceDue = hasText
                return
            }
            if Self.turnsDirection(scalar) { return }
        }
        if isSpaceDue { append(" ") }
        isSpaceDue = false
        hasText = true
        if markStart == nil, let mark = marks.first, mark.lowerBound <= offset { markStart = bytes }
        append(scalar)
    }

    mutating func finish(at offset: Int) { closeMark(at: offset) }

    private mutating func closeMark(at offset: Int) {
        guard let mark = marks.first, mark.upperBound <= offset else { return }
        if let start = markStart, start < bytes { written.append(start..<bytes) }
        markStart = nil
        marks.removeFirst()
    }

    /// Bidirectional controls: cut out of their text they would turn what stands around the passage.
    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
