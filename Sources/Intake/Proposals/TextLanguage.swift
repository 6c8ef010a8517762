/// Tells in which language a text is, as a tag of BCP 47, by the scripts that it is written in.
///
/// For what arrives at a Chinese archive the script nearly always decides: no model of letters is needed, and no guess is
/// made between languages of one script, but for Chinese and Japanese, Uyghur and Arabic, English and the rest.
package enum TextLanguage {
    /// Scalars that are looked at.
    private static let length = 6000
    /// Letters below which nothing is said.
    private static let least = 8

    /// - Returns: `zh`, `zh-Hant`, `bo`, `ug`, `mn`, `ii`, `ko`, `ja` or `en`; nil where no language makes up two thirds of
    ///   the text, or it is another one.
    package static func tag(of text: String) -> String? {
        var counts = Counts()
        var left = length
        for scalar in text.unicodeScalars {
            counts.add(scalar)
            left -= 1
            if left == 0 { break }
        }
        counts.endWord()
        return counts.tag
    }

    private struct Counts {
        var han = 0
        var simplified = 0
        var traditional = 0
        var kana = 0
        var hangul = 0
        var tibetan = 0
        var mongolian = 0
        var yi = 0
        var arabic = 0
        var uyghur = 0
        /// Letters of the Latin alphabet, and of others.
        var latin = 0
        var others = 0
        var latinWords = 0
        var englishWords = 0
        private var word: [UInt8] = []

        mutating func add(_ scalar: Unicode.Scalar) {
            let value = scalar.value
            switch value {
            case 0x41...0x5A, 0x61...0x7A:
                latin += 1
                if word.count < 12 { word.append(UInt8(value | 0x20)) }
                return
            case 0x3400...0x9FFF, 0x20000...0x3FFFF:
                han += 1
                if simplifiedOnly.contains(scalar) { simplified += 1 }
                if traditionalOnly.contains(scalar) { traditional += 1 }
            case 0x3041...0x30FF where value != 0x30FB: kana += 1
            case 0xAC00...0xD7A3, 0x1100...0x11FF: hangul += 1
            case 0x0F40...0x0FBC: tibetan += 1
            case 0x1820...0x18AA: mongolian += 1
            case 0xA000...0xA48C: yi += 1
            case 0x0620...0x06FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC:
                arabic += 1
                if uyghurLetters.contains(scalar) { uyghur += 1 }
            default: if scalar.properties.isAlphabetic { others += 1 }
            }
            endWord()
        }

        mutating func endWord() {
            if word.isEmpty { return }
            latinWords += 1
            if englishOnes.contains(word) { englishWords += 1 }
            word.removeAll(keepingCapacity: true)
        }

        /// A Han character says about as much as four letters.
        var tag: String? {
            let all = han * 4 + kana * 2 + hangul * 3 + tibetan + mongolian + yi * 3 + arabic + latin + others
            guard all >= least else { return nil }
            func isMost(_ weight: Int) -> Bool { weight * 3 >= all * 2 }
            if isMost(han * 4 + kana * 2) {
                if kana * 10 >= han { return kana >= 2 ? "ja" : nil }
                return traditional > simplified * 3 && traditional >= 3 ? "zh-Hant" : "zh"
            }
            if isMost(tibetan) { return "bo" }
            if isMost(mongolian) { return "mn" }
            if isMost(yi * 3) { return "ii" }
            if isMost(hangul * 3) { return "ko" }
            if isMost(arabic) { return uyghur * 40 >= arabic ? "ug" : nil }
            return isMost(latin) && englishWords * 8 >= latinWords && englishWords >= 2 ? "en" : nil
        }
    }

    /// Vowels of the Uyghur alphabet that neither Arabic nor Kazakh writes: one letter in a dozen of any text.
    private static let uyghurLetters = Set("ېۆۈ".unicodeScalars)
    private static let englishOnes = Set(
        "the of and to in is for that on with as was by are be at from this have not or it an a".split(separator: " ")
            .map { Array($0.utf8) })
    private static let simplifiedOnly = Set(
        "这们个国说时为会来学过对发长东车马门问间见现实业经给关开机关话语记让认应该当场员题单办报护监儿园级组织结级县区处务动办电书写亲爱岁养产济检访调关华讲进还远运达连选"
            .unicodeScalars)
    private static let traditionalOnly = Set(
        "這們個國說時為會來學過對發長東車馬門問間見現實業經給關開機話語記讓認應該當場員題單辦報護監兒園級組織結縣區處務動電書寫親愛歲養產濟檢訪調華講進還遠運達連選"
            .unicodeScalars)
}
