import Foundation

/// Reads the text in pictures of pages with Tesseract.
struct Recognition {
    /// What was recognised on one page.
    struct Page {
        var lines: [String] = []
        /// Mean certainty of the recognised characters, 0 to 1.
        var confidence = 0.0
        /// How many letters, Chinese characters and digits it has.
        var characters = 0
    }

    static let package = "tesseract-ocr-chi-sim"
    /// Below this mean certainty what was recognised is not text but the grain of a photograph.
    private static let leastConfidence = 0.62
    private static let leastCharacters = 5
    /// From here on another attempt is not worth its seconds.
    private static let goodConfidence = 0.86

    let workspace: Workspace
    private let models: [String]

    /// - Throws: where the program or its model of Chinese is missing.
    init(_ workspace: Workspace) throws(Workspace.ProgramFailure) {
        self.workspace = workspace
        let listed = try workspace.run("tesseract", ["--list-langs"], seconds: 5)
        let names = String(decoding: listed.output, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(
            String.init)
        models = ["chi_sim", "chi_tra", "osd"].filter(names.contains)
        guard models.contains("chi_sim") else { throw .missing(program: "tesseract") }
    }

    /// The text of a page; nil where there is none, as in a photograph of a house.
    func read(_ picture: PagePicture, orientation: Int = 1) throws(Workspace.ProgramFailure) -> Page? {
        guard picture.mayBePage, let prepared = picture.prepared(orientation: orientation) else { return nil }
        var best = try attempt(prepared)
        var page = prepared
        if best.confidence < 0.7 || best.characters < 12, let quarters = try quartersToTurn(page),
            let turned = page.turned(quarters: quarters)
        {
            let again = try attempt(turned)
            if Self.isBetter(again, than: best) { (best, page) = (again, turned) }
        }
        // Noise and the size of the characters decide what helps; certainty tells whether it did.
        if best.confidence < Self.goodConfidence, best.characters > 0 {
            let variants: [() -> PagePicture?] = [
                { page.evenlyLit() }, { page.smoothed() }, { page.scaled(by: 0.7) },
            ]
            for variant in variants where best.confidence < Self.goodConfidence {
                guard let changed = variant() else { continue }
                let again = try attempt(changed)
                if Self.isBetter(again, than: best) { best = again }
            }
            if best.confidence < 0.8, models.contains("chi_tra") {
                let again = try attempt(page, model: "chi_tra")
                if Self.isBetter(again, than: best) { best = again }
            }
        }
        guard best.confidence >= Self.leastConfidence, best.characters >= Self.leastCharacters else { return nil }
        return best
    }

    private static func isBetter(_ one: Page, than other: Page) -> Bool {
        one.confidence > other.confidence + 0.02 && Double(one.characters) > Double(other.characters) * 0.85
    }

    /// How far the page lies on its side, by Tesseract's own look at the script; nil where it is upright or unsure.
    private func quartersToTurn(_ picture: PagePicture) throws(Workspace.ProgramFailure) -> Int? {
        guard models.contains("osd"), let map = picture.portable() else { return nil }
        let found = try workspace.run(
            "tesseract", ["stdin", "stdout", "--psm", "0", "--dpi", "200"], input: map, seconds: 20)
        for line in String(decoding: found.output, as: UTF8.self).split(separator: "\n") where line.hasPrefix("Rotate:")
        {
            let degrees = Int(line.dropFirst(7).trimmingCharacters(in: .whitespaces)) ?? 0
            return degrees == 0 ? nil : degrees / 90
        }
        return nil
    }

    private func attempt(_ picture: PagePicture, model: String = "chi_sim") throws(Workspace.ProgramFailure) -> Page {
        guard let map = picture.portable() else { return Page() }
        // --psm 4: one column of text of varying sizes, which keeps the cells of a form in their rows.
        let arguments = [
            "stdin", "stdout", "-l", model, "--psm", "4", "-c", "preserve_interword_spaces=1", "--dpi", "300", "tsv",
        ]
        let result = try workspace.run("tesseract", arguments, input: map, seconds: 60)
        return Self.page(String(decoding: result.output, as: UTF8.self))
    }

    private static let sentenceSigns = Set("：；，。、？！（）:;,?!()《》〔〕“”".unicodeScalars)

    /// Puts together what Tesseract lists word by word (its TSV format: level, page, block, paragraph, line, word,
    /// left, top, width, height, certainty, text).
    static func page(_ table: String) -> Page {
        var lines: [PlacedText] = []
        var lineKey: [Substring] = []
        var certainty = 0.0
        var characters = 0
        for row in table.split(separator: "\n").dropFirst() {
            let columns = row.split(separator: "\t", maxSplits: 11, omittingEmptySubsequences: false)
            guard columns.count == 12, columns[0] == "5", let left = Double(columns[6]), let top = Double(columns[7]),
                let width = Double(columns[8]), let height = Double(columns[9]), let sure = Double(columns[10])
            else { continue }
            let text = columns[11].trimmingCharacters(in: .whitespaces)
            let letters = text.unicodeScalars.count { $0.properties.isAlphabetic || $0.properties.numericType != nil }
            // Signs that nothing speaks for are specks and the rules of a form; those of a sentence are small as well.
            let isSentenceSign =
                text.unicodeScalars.count == 1 && text.unicodeScalars.contains(where: sentenceSigns.contains)
            // A character of Chinese in doubt is mostly right, Latin letters in doubt are mostly none.
            let isWide = text.unicodeScalars.contains(where: PlacedText.isWide)
            let least: Double = letters == 0 ? (isSentenceSign ? 20 : 60) : isWide ? 0 : 25
            if text.isEmpty || sure < least { continue }
            certainty += sure / 100 * Double(letters)
            characters += letters
            let piece = PlacedText(text: text, x: left, y: top + height, width: width, size: height)
            let key = Array(columns[1...4])
            guard key == lineKey, var last = lines.last else {
                lineKey = key
                lines.append(piece)
                continue
            }
            let gap = piece.x - last.end
            let isTight = PlacedText.endsWide(last.text) || PlacedText.beginsWide(text)
            let size = max(last.size, piece.size)
            last.text += gap > size * 2 ? "\t" : isTight && gap < size * 0.9 ? "" : " "
            last.text += text
            last.width = max(last.width, piece.end - last.x)
            last.size = size
            last.y = max(last.y, piece.y)
            lines[lines.count - 1] = last
        }
        // A line's box hugs its characters, so that the heights of lines of one paragraph differ a little.
        let middle = lines.map(\.size).sorted()
        if let size = middle.isEmpty ? nil : middle[middle.count / 2] {
            for index in lines.indices where abs(lines[index].size - size) < size * 0.3 { lines[index].size = size }
        }
        let joined = PlacedText.joined(lines).map { ChinesePunctuation.restored($0) }
        return Page(
            lines: joined, confidence: characters == 0 ? 0 : certainty / Double(characters), characters: characters)
    }
}

/// Tesseract writes the signs between Chinese characters as ASCII; documents have full-width ones.
enum ChinesePunctuation {
    static func restored(_ line: String) -> String {
        var scalars = Array(line.unicodeScalars)
        for index in scalars.indices {
            guard let wide = wide[scalars[index]] else { continue }
            let before = index > 0 ? scalars[..<index].last { $0 != " " } : nil
            let after = scalars[(index + 1)...].first { $0 != " " }
            let isClosing = scalars[index] != "(" && scalars[index] != "["
            let beside = isClosing ? before : after ?? before
            guard let beside, PlacedText.isWide(beside) || beside == "）" || beside == "〕" else { continue }
            scalars[index] = wide
        }
        var kept = String.UnicodeScalarView()
        for scalar in scalars {
            // 时间： 2025年: the space belongs to the sign's width.
            if scalar == " ", let last = kept.last, wideSigns.contains(last) { continue }
            kept.append(scalar)
        }
        return bracketedYears(String(kept))
    }

    private static let wide: [Unicode.Scalar: Unicode.Scalar] = [
        ":": "：", ";": "；", ",": "，", "?": "？", "!": "！", "(": "（", ")": "）", "〈": "（",
    ]
    private static let wideSigns: Set<Unicode.Scalar> = ["：", "；", "，", "。", "、", "？", "！", "）", "（", "〕"]

    /// 云栖个案 [2025] 第0317号: the year of a document number stands in 〔〕 (GB/T 9704-2012, 7.2.5).
    private static func bracketedYears(_ line: String) -> String {
        var scalars = Array(line.unicodeScalars)
        var index = 0
        while index + 5 < scalars.count {
            let isYear =
                "[【(（".unicodeScalars.contains(scalars[index]) && "]】)）".unicodeScalars.contains(scalars[index + 5])
                && scalars[(index + 1)...(index + 4)].allSatisfy { DateScanner.digit($0) != nil }
            let number = scalars[min(scalars.count, index + 6)...].prefix(10)
            if isYear, number.contains("号"), number.contains(where: { DateScanner.digit($0) != nil }) {
                scalars[index] = "〔"
                scalars[index + 5] = "〕"
                if index + 6 < scalars.count, scalars[index + 6] == " " { scalars.remove(at: index + 6) }
                if index > 0, scalars[index - 1] == " " { scalars.remove(at: index - 1) }
            }
            index += 1
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
