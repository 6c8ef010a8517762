/// A list of words, the frequent ones first.
struct Words: Sendable {
    let entries: [String]

    /// Words stand apart by spaces or line ends: a page of words reads better than a page of quotation marks.
    init(_ text: String) {
        entries = text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// One word; the nearer to the front, the likelier.
    func pick(_ random: inout SplitMix64) -> String {
        entries[random.skewed(below: entries.count)]
    }

    /// One word, all equally likely.
    func even(_ random: inout SplitMix64) -> String {
        entries[random.below(entries.count)]
    }
}

/// A list of sentences with `{slots}` that a ``Composer`` fills; one sentence a line.
struct Phrases: Sendable {
    enum Piece: Sendable {
        case text(String)
        case slot(Slot)
    }

    let entries: [[Piece]]

    init(_ text: String) {
        entries = text.split(separator: "\n").map { Self.pieces(of: $0) }
    }

    private static func pieces(of line: Substring) -> [Piece] {
        var pieces: [Piece] = []
        var rest = line
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            let name = String(rest[rest.index(after: open)..<close])
            // An unknown name stays visible in the text, where a test finds it.
            pieces.append(Slot(rawValue: name).map { .slot($0) } ?? .text("{\(name)}"))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }
}

/// What a sentence may leave open: people of the document first, then words, numbers and times.
enum Slot: String, Sendable {
    // People and places that stay the same throughout a document.
    case child, he, guardian, kin, worker, chief, partner, school, grade, town, community, district, age
    // People and places drawn anew.
    case person, someone, address, road, agency, hospital, otherSchool, place
    // Words.
    case job, illness, ailment, injury, object, food, hobby, feeling, weather, storm, relative, behaviour, subject
    case supply, measure, subsidy, organ, topic, skill, strength, shortcoming, emblem, habit, venue, method
    // Numbers and times.
    case few, dozens, hundreds, money, hour, recently, soon, today, month, year, percent, phone
}
