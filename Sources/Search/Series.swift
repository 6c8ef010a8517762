internal import ChineseText

/// What a document belongs with: its volume, or others of the same title but for numbers (`…条例第三条` and `第四条`, the
/// monthly reports of a station). Good documents of one series vouch for each other in ranking.
enum Series {
    /// The volume, or the title without brackets, article numbers and digits at its end; empty for none.
    static func stem(of text: IndexedText, analyzer: Analyzer) -> String {
        if let volume = text.tags.first(where: { $0.hasPrefix(IndexedText.volumeTag) }) { return volume }
        return stem(ofTitle: analyzer.fold(text.title))
    }

    static func stem(ofTitle folded: String) -> String {
        var scalars = Array(folded.unicodeScalars)
        dropBrackets(&scalars)
        dropOrdinal(&scalars)
        while let last = scalars.last, isNumeral(last) || last == " " || last == "." || last == "-" {
            scalars.removeLast()
        }
        let name = Array("中华人民共和国".unicodeScalars)
        if scalars.starts(with: name), scalars.count > name.count { scalars.removeFirst(name.count) }
        return String(String.UnicodeScalarView(scalars))
    }

    /// FNV-1a, 32 bits; 0 for none.
    static func hash(_ stem: String) -> UInt32 {
        stem.isEmpty ? 0 : max(1, stem.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
    }

    private static let closing: [Unicode.Scalar: Unicode.Scalar] = ["(": ")", "[": "]", "〔": "〕", "【": "】", "〈": "〉"]

    /// Brackets and what stands in them. Titles come folded: full-width brackets are plain ones.
    private static func dropBrackets(_ scalars: inout [Unicode.Scalar]) {
        var kept: [Unicode.Scalar] = []
        var index = 0
        while index < scalars.count {
            if let end = closing[scalars[index]], let close = scalars[index...].firstIndex(of: end) {
                index = close + 1
            } else {
                kept.append(scalars[index])
                index += 1
            }
        }
        scalars = kept
    }

    /// From the last 第…条 (章, 期, 号 …) on, where only a numeral stands between.
    private static func dropOrdinal(_ scalars: inout [Unicode.Scalar]) {
        guard let start = scalars.lastIndex(of: "第"),
            let end = scalars[(start + 1)...].firstIndex(where: { !isNumeral($0) }), end > start + 1,
            "条款项章节编卷页期号次届季月周份集册部篇".unicodeScalars.contains(scalars[end])
        else { return }
        scalars.removeSubrange(start...)
    }

    private static func isNumeral(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || "〇零一二三四五六七八九十百千万两之".unicodeScalars.contains(scalar)
    }
}
