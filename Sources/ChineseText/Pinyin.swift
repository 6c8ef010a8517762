import Foundation

/// Readings of Chinese characters, for finding names that are typed in Latin letters or written with other characters
/// of the same sound.
///
/// The table is `Indexes/v3/pinyin.tsv`, searched where it lies. Readings are lower-case letters without tones; `v` is ü.
package struct Pinyin: Sendable {
    let lines: SortedLines

    /// - Parameter bytes: UTF-8 lines `character TAB reading,reading TAB reading as a surname`, the last only for
    ///   surnames (of one or two characters), sorted by bytes; lines `#` at the top are comments.
    package init(_ bytes: [UInt8]) { self.init(TableBytes(bytes)) }

    /// As ``init(_:)``, for data that need not be copied.
    package init(_ bytes: TableBytes) { lines = SortedLines(bytes) }

    /// Readings of a character outside surnames, the usual one first; empty if none is known.
    package func readings(of scalar: Unicode.Scalar) -> [String] {
        entry(of: CollectionOfOne(scalar))?.readings ?? []
    }

    /// Whether a text has the form of a personal name: a known surname and one or two characters more (after compound
    /// and double surnames also where that makes four), or the parts of a minority name joined by `·`.
    ///
    /// Many words have this form too (`安全`, `高中`): the answer says that looking it up as a name makes sense.
    ///
    /// - Parameter folded: at most 15 characters.
    package func isName(_ folded: String) -> Bool {
        let scalars = Array(folded.unicodeScalars)
        guard (2...15).contains(scalars.count) else { return false }
        let parts = scalars.split(separator: Self.dot, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ExpressionReader.isHan($0.value) } }) else {
            return false
        }
        if parts.count > 1 { return true }
        switch surnameLength(scalars) {
        case 2: return scalars.count <= 4
        case 1:
            return scalars.count <= 3 || (scalars.count == 4 && entry(of: scalars[1..<2])?.surnames.isEmpty == false)
        default: return false
        }
    }

    /// The keys under which a name is found.
    ///
    /// - Parameter name: Han characters, with or without `·`; other letters and digits stand for themselves, the rest is
    ///   passed over.
    package func nameKeys(_ name: String) -> NameKeys {
        let scalars = Array(name.unicodeScalars)
        let surname = scalars.contains(Self.dot) ? 0 : surnameLength(scalars)
        var combinations: [[String]] = [[]]
        func append(_ readings: [String]) {
            guard !readings.isEmpty else { return }
            combinations = Array(
                combinations.flatMap { before in readings.map { before + [$0] } }.prefix(Self.mostSpellings))
        }
        if surname > 0 { append(entry(of: scalars[..<surname])?.surnames ?? []) }
        for scalar in scalars[surname...] {
            let readings = readings(of: scalar)
            if !readings.isEmpty {
                append(readings)
            } else if let plain = ExpressionReader.alphanumeric(scalar.value) {
                append([String(Unicode.Scalar(plain)).lowercased()])
            }
        }
        combinations.removeAll(where: \.isEmpty)
        // A compound surname is read as one string: cut it for its initials and its sound.
        let syllables = combinations.map { $0.flatMap { PinyinSyllables.cuts($0).first ?? [$0] } }
        return NameKeys(
            spellings: Self.distinct(combinations.map { $0.joined() }),
            initials: Self.distinct(syllables.map { $0.compactMap(\.first).map(String.init).joined() }),
            ear: syllables.first.map(PinyinSyllables.ear) ?? "")
    }

    /// What Latin letters may mean as pinyin: the spelling or the initials of a name, as ``NameKeys`` has them.
    ///
    /// - Parameter latin: as typed: `zhangsan`, `Zhang San`, `zhāng sān`, `zhang1 san1`, `xi'an`, `lü`, `zs`.
    /// - Returns: nil if the letters cannot be cut into syllables and are not two to four possible initials.
    package func key(ofTyped latin: String) -> [String]? {
        guard let parts = PinyinSyllables.parts(ofTyped: latin) else { return nil }
        let cuts = parts.map { PinyinSyllables.cuts($0) }
        if cuts.allSatisfy({ !$0.isEmpty }) {
            return Self.distinct([cuts.compactMap { $0.first?.joined() }.joined()])
        }
        let letters = parts.joined()
        // No syllable begins with i, u or ü.
        guard (2...4).contains(letters.utf8.count), !letters.contains(where: { "iuv".contains($0) }) else { return nil }
        return [letters]
    }

    /// What typed pinyin sounds like, as ``NameKeys/ear`` has it; several if the letters can be cut in several ways
    /// (`fangan`), empty if in none.
    package func ears(ofTyped latin: String) -> [String] {
        guard let parts = PinyinSyllables.parts(ofTyped: latin) else { return [] }
        var ears = [""]
        for part in parts {
            let cuts = PinyinSyllables.cuts(part)
            ears = Array(ears.flatMap { ear in cuts.map { ear + PinyinSyllables.ear($0) } }.prefix(Self.mostSpellings))
        }
        return Self.distinct(ears)
    }

    // MARK: Inside

    private static let dot: Unicode.Scalar = "·"
    private static let mostSpellings = 8

    private static func distinct(_ texts: [String]) -> [String] {
        var distinct: [String] = []
        for text in texts where !distinct.contains(text) { distinct.append(text) }
        return distinct
    }

    /// Characters of the surname at the beginning: 2 if a compound one is followed by more, 1, or 0.
    private func surnameLength(_ scalars: [Unicode.Scalar]) -> Int {
        if scalars.count > 2, entry(of: scalars[..<2])?.surnames.isEmpty == false { return 2 }
        return entry(of: scalars.prefix(1))?.surnames.isEmpty == false ? 1 : 0
    }

    private func entry(of characters: some Collection<Unicode.Scalar>) -> (readings: [String], surnames: [String])? {
        var key = String(String.UnicodeScalarView(characters))
        if key.isEmpty { return nil }
        return key.withUTF8 { key in
            lines.search { search in
                guard let value = search.value(of: key) else { return nil }
                let columns = search.string(value).split(separator: "\t", omittingEmptySubsequences: false)
                let fields = columns.map { $0.split(separator: ",").map(String.init) }
                return (fields[0], fields.count > 1 ? fields[1] : [])
            }
        }
    }
}

/// The keys under which ``Pinyin`` lets a name be found, all in lower-case letters without spaces.
package struct NameKeys: Hashable, Sendable {
    /// The whole name, one for each way to read it, at most eight, the likeliest first: `zhangsan`.
    package let spellings: [String]
    /// First letters of the syllables, `zs`; one for each way that differs.
    package let initials: [String]
    /// The likeliest spelling with sounds merged that people confuse by ear: zh = z, ch = c, sh = s, n = l at the
    /// beginning of a syllable, ang = an, eng = en, ing = in.
    package let ear: String
}
