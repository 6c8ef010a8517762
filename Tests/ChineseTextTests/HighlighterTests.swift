import ChineseText
import Indexes
import Testing

struct HighlighterTests {
    let analyzer = Analyzer(variants: IndexDefinition.variants)

    /// The passage for a query as a reader types it, marks in brackets.
    func show(_ query: String, in text: String, length: Int = 90) -> String {
        let phrases = analyzer.phrases(in: query).map { $0.map(\.text) }
        let highlighter = Highlighter(analyzer: analyzer)
        return brackets(highlighter.passage(in: text, matching: [], phrases: phrases, length: length))
    }

    func brackets(_ passage: Passage) -> String {
        var bytes = Array(passage.text.utf8)
        for mark in passage.marks.reversed() {
            bytes.insert(UInt8(ascii: "]"), at: mark.upperBound)
            bytes.insert(UInt8(ascii: "["), at: mark.lowerBound)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func joinsBigramsToOneMark() {
        #expect(show("未成年人", in: "保护未成年人的成年亲属") == "保护[未成年人]的成年亲属")
        #expect(show("未成年人 保护", in: "未成年人保护") == "[未成年人保护]")
        #expect(show("童", in: "儿童。童年") == "儿[童]。[童]年")
        #expect(show("2023年", in: "二〇二三，2023年度") == "二〇二三，[2023年]度")
    }

    @Test func marksLooseTerms() {
        let passage = Highlighter(analyzer: analyzer).passage(
            in: "临时监护与监护评估", matching: ["监护", "评估"], phrases: [["未成", "成年"]])
        #expect(brackets(passage) == "临时[监护]与[监护评估]")
    }

    @Test func aPhraseFoundAsAWholeSilencesItsTerms() {
        let passage = Highlighter(analyzer: analyzer).passage(
            in: "成年人与未成年人", matching: ["未成", "成年", "年人"], phrases: [["未成", "成年", "年人"]])
        #expect(brackets(passage) == "成年人与[未成年人]")
        let relaxed = Highlighter(analyzer: analyzer).passage(
            in: "成年人", matching: ["未成", "成年", "年人"], phrases: [["未成", "成年", "年人"]])
        #expect(brackets(relaxed) == "[成年人]")
    }

    @Test func aStarMatchesWhatBeginsSo() {
        let highlighter = Highlighter(analyzer: analyzer)
        #expect(brackets(highlighter.passage(in: "J016 与 K1", matching: ["j0*"])) == "[J016] 与 K1")
        #expect(brackets(highlighter.passage(in: "儿童", matching: ["儿*", "*"])) == "[儿]童")
    }

    @Test func showsOriginalCharacters() {
        #expect(show("临时监护", in: "應當臨時監護。ＡＢ") == "應當[臨時監護]。ＡＢ")
        #expect(show("ab", in: "應當。ＡＢ") == "應當。[ＡＢ]")
        #expect(show("监护", in: "监\u{200B}护人") == "[监\u{200B}护]人")
        #expect(show("cafe", in: "un cafe\u{301}!") == "un [cafe\u{301}]!")
        #expect(show("葛", in: "葛\u{E0100}氏") == "[葛\u{E0100}]氏")
    }

    @Test func collapsesWhiteSpaceAndDropsTurningControls() {
        #expect(show("监护 评估", in: "\n  监护\t\n评估　\u{202E}结果\u{0}完\r\n") == "[监护] [评估] 结果 完")
        #expect(show("监护评估", in: "监护 评估") == "监护 评估")
    }

    @Test func opensWithASentence() {
        let filler = String(repeating: "无关的话，", count: 40)
        let text = filler + "完。民政部门应当临时监护该儿童，直到查明。" + filler
        #expect(show("临时监护", in: text, length: 30) == "民政部门应当[临时监护]该儿童，直到查明。无关的话，无关的话，无…")
        let quoted = filler + "他说：“好。” 临时监护开始了" + filler
        #expect(show("临时监护", in: quoted, length: 10) == "[临时监护]开始了无关的…")
    }

    @Test func marksWhereASentenceIsCut() {
        let text = String(repeating: "甲", count: 50) + "监护" + String(repeating: "乙", count: 50)
        #expect(show("监护", in: text, length: 14) == "…甲甲甲甲[监护]乙乙乙乙乙乙乙乙…")
        #expect(show("没有", in: text, length: 5) == "甲甲甲甲甲…")
        #expect(show("乙", in: String(text.suffix(3)), length: 9) == "[乙乙乙]")
        #expect(show("甲", in: "甲。  ", length: 2) == "[甲]。")
    }

    @Test func choosesTheWindowWithMostOfTheQuery() {
        let gap = String(repeating: "空", count: 200)
        let text = "监护监护监护" + gap + "监护与评估" + gap + "监护、评估和转介。" + gap
        #expect(show("监护 评估 转介", in: text, length: 12).contains("[监护]、[评估]和[转介]"))
    }

    @Test func usesTheLengthAtTheEndOfAText() {
        let text = "第一句话说明来历。第二句话说明经过。第三句监护。"
        #expect(show("监护", in: text, length: 24) == "第一句话说明来历。第二句话说明经过。第三句[监护]。")
        #expect(show("监护", in: text, length: 16) == "第二句话说明经过。第三句[监护]。")
    }

    @Test func keepsWordsOfLettersWhole() {
        let text = "guardianship assessment procedure 监护 follow-up conference documentation"
        #expect(show("监护", in: text, length: 30) == "…procedure [监护] follow-up…")
    }

    @Test func neverSplitsWhatAReaderSeesAsOneCharacter() {
        let family = "👨‍👩‍👧‍👦"
        let text = String(repeating: family, count: 30) + "监护" + String(repeating: "e\u{301}", count: 60)
        for length in 1...60 {
            let passage = Highlighter(analyzer: analyzer).passage(in: text, matching: ["监护"], length: length)
            #expect(passage.text.allSatisfy { ["…", "监", "护", "e\u{301}"].contains($0) || String($0) == family })
            #expect(passage.text.contains("监护"))
        }
    }

    @Test func showsAllOfAShortText() {
        let text = "标题：关于监护的函"
        for length in [9, 10, .max] { #expect(show("监护", in: text, length: length) == "标题：关于[监护]的函") }
        #expect(show("监护", in: "") == "")
        #expect(show("", in: text) == text)
        #expect(show("监护", in: text, length: 0).contains("监"))
    }

    @Test func textsMadeToBeSlowAreNot() {
        let accents = "监护" + String(repeating: "\u{301}", count: 20_000) + "监护"
        #expect(show("监护", in: accents, length: 20).unicodeScalars.starts(with: "[监护".unicodeScalars))
        let jamo = String(repeating: "\u{1100}", count: 20_000)
        #expect(show("\u{1100}", in: jamo, length: 20).contains("["))
        #expect(show("监护", in: String(repeating: " ", count: 20_000) + "监护", length: 20) == "…[监护]")
    }

    @Test func escapesHTML() {
        let passage = Passage(text: "<b>&\"'护</b>", marks: [3..<4, 6..<9])
        #expect(
            passage.html() == "&lt;b&gt;<mark>&amp;</mark>&quot;&#39;<mark>护</mark>&lt;/b&gt;")
        #expect(Passage(text: "监护", marks: [0..<6]).html() == "<mark>监护</mark>")
        #expect(Passage(text: "", marks: []).html() == "")
        let hostile = Highlighter(analyzer: analyzer).passage(in: "<script>监护</script>", matching: ["script"])
        #expect(hostile.html() == "&lt;<mark>script</mark>&gt;监护&lt;/<mark>script</mark>&gt;")
    }

    @Test func marksAreAlwaysSound() {
        var numbers = RepeatableNumbers(seed: 13)
        let pieces = [
            "监护", "儿童", "監", "。", "\n", " ", "ａ", "e\u{301}", "👨‍👩‍👧", "\u{200B}", "\u{E0100}", "㋀", "2023", "<", "𠮷",
        ]
        for _ in 0..<1_500 {
            let text = (0..<Int.random(in: 0...60, using: &numbers)).compactMap { _ in
                pieces.randomElement(using: &numbers)
            }.joined()
            let passage = Highlighter(analyzer: analyzer).passage(
                in: text, matching: ["监护", "a", "童", "2*", "1", "𠮷"],
                phrases: [["监护", "护儿", "儿童"], ["儿童", "童"]], length: Int.random(in: 1...50, using: &numbers))
            var end = -1
            for mark in passage.marks {
                #expect(mark.lowerBound > end && !mark.isEmpty && mark.upperBound <= passage.text.utf8.count)
                end = mark.upperBound
                for border in [mark.lowerBound, mark.upperBound] {
                    let index = passage.text.utf8.index(passage.text.startIndex, offsetBy: border)
                    #expect(index.samePosition(in: passage.text.unicodeScalars) != nil)
                }
            }
        }
    }
}
