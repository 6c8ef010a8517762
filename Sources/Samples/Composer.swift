/// Writes one document's text: fills the slots of sentences from the document's people and its own random stream.
struct Composer {
    var random: SplitMix64
    let cast: Cast
    /// What the document is about: most sentences that name a topic then name this one.
    var topic: String?
    private(set) var text = ""

    init(random: SplitMix64, cast: Cast) {
        self.random = random
        self.cast = cast
        text.reserveCapacity(2048)
    }

    mutating func add(_ part: String) {
        text += part
    }

    mutating func line(_ part: String = "") {
        text += part
        text += "\n"
    }

    mutating func field(_ name: String, _ value: String) {
        text += name
        text += "："
        text += value
        text += "\n"
    }

    /// Appends one of the sentences, without a line end.
    mutating func say(_ phrases: Phrases) {
        expand(phrases.entries[random.below(phrases.entries.count)])
    }

    /// Appends `count` different sentences one after another.
    mutating func say(_ phrases: Phrases, _ count: Int) {
        for phrase in chosen(phrases, count) { expand(phrase) }
    }

    /// A paragraph of its own: an optional heading, then one sentence from each list.
    mutating func paragraph(_ heading: String, _ lists: Phrases...) {
        text += heading
        for list in lists { say(list) }
        text += "\n"
    }

    /// As above, closed by two different sentences from one list.
    mutating func paragraph(_ heading: String, _ lists: Phrases..., twice last: Phrases) {
        text += heading
        for list in lists { say(list) }
        say(last, 2)
        text += "\n"
    }

    /// `count` different sentences, each on a line of its own after a number.
    mutating func numbered(_ phrases: Phrases, _ count: Int) {
        for (position, phrase) in chosen(phrases, count).enumerated() {
            text += "\(position + 1)."
            expand(phrase)
            text += "\n"
        }
    }

    /// One of the sentences on its own, for titles and values of fields.
    mutating func make(_ phrases: Phrases) -> String {
        let before = text
        text = ""
        say(phrases)
        defer { text = before }
        return text
    }

    /// `count` different sentences, from a random start in a random stride: no list needs to be shuffled.
    mutating func chosen(_ phrases: Phrases, _ count: Int) -> [[Phrases.Piece]] {
        let size = phrases.entries.count
        var position = random.below(size)
        var stride = 1 + random.below(max(1, size - 1))
        while Self.commonDivisor(stride, size) > 1 { stride += 1 }
        var result: [[Phrases.Piece]] = []
        for _ in 0..<min(count, size) {
            result.append(phrases.entries[position])
            position = (position + stride) % size
        }
        return result
    }

    private static func commonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : commonDivisor(right, left % right)
    }

    mutating func expand(_ pieces: [Phrases.Piece]) {
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .slot(let slot): text += filled(slot)
            }
        }
    }

    private mutating func words(onTopicOr others: Words) -> String {
        if let topic, random.chance(75) { return topic }
        return others.pick(&random)
    }

    mutating func filled(_ slot: Slot) -> String {
        switch slot {
        case .child, .he, .guardian, .kin, .worker, .chief, .partner, .school, .grade, .town, .community, .district,
            .age, .today, .year:
            cast.word(for: slot)
        case .topic: words(onTopicOr: Vocabulary.words(for: .topic))
        case .few: String(random.within(2...9))
        case .dozens: String(random.within(10...68))
        case .hundreds: String(random.within(10...96) * 10 + random.below(10))
        case .money: String(random.within(3...48) * 100)
        case .hour: "\(random.within(7...21))时\(random.within(0...11) * 5)分"
        case .recently: (cast.today - random.within(1...20)).monthAndDay
        case .soon: (cast.today + random.within(3...40)).monthAndDay
        case .month: "\(random.within(1...12))月"
        case .percent: "\(random.within(60...99)).\(random.below(10))%"
        case .phone: "0000-555\(padded(random.below(10_000), 4))"
        case .someone: People.honorific(&random)
        case .person: People.anyName(&random)
        case .address: Places.address(&random)
        case .road: Places.road(&random)
        case .agency: Places.agency(&random)
        case .hospital: Places.hospital(&random)
        case .otherSchool: Places.school(&random, age: cast.age)
        default: Vocabulary.words(for: slot).pick(&random)
        }
    }
}
