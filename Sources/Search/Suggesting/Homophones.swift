internal import ChineseText
internal import Indexes

/// Characters by how they sound, the differences gone that people do not hear: what a wrong choice in an input method
/// puts in place of what was meant.
struct Homophones: Sendable {
    /// The frequent characters; made at the first need, in some milliseconds.
    static let common = Homophones(
        characters: String(decoding: IndexDefinition.characters, as: UTF8.self).unicodeScalars.prefix(4000),
        pinyin: Pinyin(TableBytes(fixed: IndexDefinition.pinyin)))

    private let pinyin: Pinyin
    private let soundsOf: [Unicode.Scalar: [String]]
    /// The most frequent character first.
    private let charactersOf: [String: [Unicode.Scalar]]

    init(characters: some Sequence<Unicode.Scalar>, pinyin: Pinyin) {
        self.pinyin = pinyin
        var ears: [String: String] = [:]
        var soundsOf: [Unicode.Scalar: [String]] = [:]
        var charactersOf: [String: [Unicode.Scalar]] = [:]
        for character in characters where soundsOf[character] == nil {
            var sounds: [String] = []
            for reading in pinyin.readings(of: character) {
                let ear = ears[reading] ?? pinyin.ears(ofTyped: reading).first ?? reading
                ears[reading] = ear
                if !sounds.contains(ear) { sounds.append(ear) }
            }
            soundsOf[character] = sounds
            for sound in sounds { charactersOf[sound, default: []].append(character) }
        }
        self.soundsOf = soundsOf
        self.charactersOf = charactersOf
    }

    private func sounds(of character: Unicode.Scalar) -> [String] {
        soundsOf[character] ?? pinyin.readings(of: character).map { pinyin.ears(ofTyped: $0).first ?? $0 }
    }

    /// Other characters of the same sound, the most frequent first.
    func characters(like character: Unicode.Scalar) -> [Unicode.Scalar] {
        var found: [Unicode.Scalar] = []
        for sound in sounds(of: character) {
            for other in charactersOf[sound] ?? [] where other != character && !found.contains(other) {
                found.append(other)
            }
        }
        return found
    }

    /// Whether two words sound alike and are not the same.
    func soundAlike(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Bool {
        guard one.count == other.count, one != other else { return false }
        return zip(one, other).allSatisfy { a, b in
            if a == b { return true }
            let sounds = sounds(of: b)
            return self.sounds(of: a).contains { sounds.contains($0) }
        }
    }
}
