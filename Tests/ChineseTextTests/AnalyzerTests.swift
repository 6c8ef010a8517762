import ChineseText
import Indexes
import Testing

/// What becomes of a text in a document (`document`) and in a query (`query`).
struct AnalysisCase: CustomTestStringConvertible {
    let text: String
    let document: String
    let query: String

    init(_ text: String, _ document: String, query: String) {
        self.text = text
        self.document = document
        self.query = query
    }

    var testDescription: String { text }
}

struct AnalyzerTests {
    let analyzer = Analyzer(variants: IndexDefinition.variants)

    func cut(_ text: String, _ mode: Analyzer.Mode) -> String {
        analyzer.terms(in: text, mode: mode).map(\.text).joined(separator: " ")
    }

    @Test(arguments: [
        AnalysisCase("", "", query: ""),
        AnalysisCase("童", "童", query: "童"),
        AnalysisCase("儿童", "儿童 童", query: "儿童"),
        AnalysisCase("未成年人", "未成 成年 年人 人", query: "未成 成年 年人"),
        AnalysisCase("监护。评估", "监护 护 评估 估", query: "监护 护 评估"),
        AnalysisCase("监护\n评估", "监护 护 评估 估", query: "监护 护 评估"),
        AnalysisCase("第3条", "第 3 条", query: "第 3 条"),
        AnalysisCase("年度2023", "年度 度 2023", query: "年度 度 2023"),
        AnalysisCase("2023年度", "2023 年度 度", query: "2023 年度"),
        AnalysisCase("A4纸", "a4 纸", query: "a4 纸"),
        AnalysisCase("J016-ZY·WB·GA·2023·Y-007", "j016 zy wb ga 2023 y 007", query: "j016 zy wb ga 2023 y 007"),
        AnalysisCase("210202201503011230", "210202201503011230", query: "210202201503011230"),
        AnalysisCase("zhang.san@dl.gov.cn", "zhang san dl gov cn", query: "zhang san dl gov cn"),
        AnalysisCase("Café ДЕТИ é", "cafe дети e", query: "cafe дети e"),
        AnalysisCase("  ，。！\t", "", query: ""),
        AnalysisCase("阿卜杜·热西提", "阿卜 卜杜 杜 热西 西提 提", query: "阿卜 卜杜 杜 热西 西提"),
        AnalysisCase("㈱", "株", query: "株"),
        AnalysisCase("50㎏", "50kg", query: "50kg"),
        AnalysisCase("㋀", "1 月", query: "1 月"),
        AnalysisCase("カナ", "カナ ナ", query: "カナ"),
        AnalysisCase("한국어", "한국 국어 어", query: "한국 국어"),
        AnalysisCase("ㄅㄆ", "ㄅㄆ ㄆ", query: "ㄅㄆ"),
        AnalysisCase("བོད་ཡིག", "བོད ཡིག", query: "བོད ཡིག"),
    ])
    func cuts(_ example: AnalysisCase) {
        #expect(cut(example.text, .document) == example.document)
        #expect(cut(example.text, .query) == example.query)
    }

    @Test(arguments: [
        ("臨時監護", "临时监护"), ("未成年人保護法", "未成年人保护法"), ("檔案館", "档案馆"), ("兒童權益", "儿童权益"),
        ("強制報告", "强制报告"), ("児童保護", "儿童保护"), ("李奐", "李奂"), ("這裏", "这里"), ("這裡", "这里"),
        ("二○二三年", "二〇二三年"), ("二◯二三年", "二〇二三年"), ("接著", "接着"), ("說", "説"),
        ("ＡＢＣ１２", "abc12"), ("（２０２３）", "2023"), ("ﾃﾞｰﾀ", "データ"), ("が", "か\u{3099}"),
        ("é", "e\u{301}"), ("ﬁle", "FILE"), ("\u{F92F}", "勞"), ("\u{2F00}", "一"), ("\u{2F800}", "丽"),
        ("e\u{301}a", "EA"),
        ("监\u{200B}护", "监护"), ("监\u{AD}护", "监护"), ("\u{202E}监\u{2066}护", "监护"), ("监\u{FEFF}护", "监护"),
        ("葛\u{E0100}", "葛"), ("Ⅲ", "iii"), ("①", "1"), ("𝐀𝐁", "ab"), ("İ", "i"),
    ])
    func foldsAlike(_ one: String, _ other: String) {
        #expect(cut(one, .document) == cut(other, .document))
        #expect(cut(one, .query) == cut(other, .query))
        #expect(!cut(one, .document).isEmpty)
    }

    @Test(arguments: ["监护", "未成年人保护法", "1a", "张三", "著录 2", "a b"])
    func foldingTwiceChangesNothing(_ text: String) {
        #expect(analyzer.fold(analyzer.fold(text)) == analyzer.fold(text))
    }

    @Test func foldsNames() {
        #expect(analyzer.fold("  張　三\u{200B} ") == "张 三")
        #expect(analyzer.fold("阿卜杜•热西提") == analyzer.fold("阿卜杜·热西提"))
        #expect(analyzer.fold("《檔案法》（２０２０）") == "《档案法》(2020)")
        #expect(analyzer.fold("") == "")
    }

    @Test func supplementaryCharactersAreWhole() {
        #expect(cut("𠮷㐂𪚥", .document) == "𠮷㐂 㐂𪚥 𪚥")
        #expect(analyzer.terms(in: "𠮷㐂", mode: .query).map(\.range) == [0..<7])
        #expect(cut("\u{31350}\u{2EBF0}", .query) == "\u{31350}\u{2EBF0}")
    }

    @Test func rangesReferToTheOriginal() {
        let text = "ＡＢ，臨\u{200B}時監護㋀"
        let terms = analyzer.terms(in: text, mode: .document)
        let shown = terms.map { term in String(decoding: Array(text.utf8)[term.range], as: UTF8.self) }
        #expect(terms.map(\.text) == ["ab", "临时", "时监", "监护", "护", "1", "月"])
        #expect(shown == ["ＡＢ", "臨\u{200B}時", "時監", "監護", "護", "㋀", "㋀"])
        #expect(terms.map(\.kind) == [.word, .bigram, .bigram, .bigram, .character, .word, .character])
    }

    @Test func longRunsOfLettersAreCut() {
        let terms = analyzer.terms(in: String(repeating: "x", count: 150), mode: .document)
        #expect(terms.map(\.text.count) == [64, 64, 22])
    }

    @Test func stopsWhenToldTo() {
        let text = Array("未成年人 abc 保护".utf8)
        for wanted in 1...6 {
            var count = 0
            text.withUnsafeBufferPointer { bytes in
                analyzer.forEachTerm(in: bytes, mode: .document) { _, _, _ in
                    count += 1
                    return count < wanted
                }
            }
            #expect(count == wanted)
        }
    }

    @Test func emitMayUseTheAnalyzerAgain() {
        var seen: [String] = []
        Array("儿童 a".utf8).withUnsafeBufferPointer { bytes in
            analyzer.forEachTerm(in: bytes, mode: .document) { term, _, _ in
                _ = analyzer.terms(in: "监护人 xyz", mode: .document)
                seen.append(String(decoding: term, as: UTF8.self))
                return true
            }
        }
        #expect(seen == ["儿童", "童", "a"])
    }

    @Test func cutsQueriesIntoPhrases() {
        func phrases(_ query: String) -> [[String]] { analyzer.phrases(in: query).map { $0.map(\.text) } }
        #expect(phrases("未成年人 临时监护") == [["未成", "成年", "年人"], ["临时", "时监", "监护"]])
        #expect(phrases("受理，立即") == [["受理"], ["立即"]])
        #expect(phrases("民发〔2023〕12号") == [["民发", "发", "2023", "12", "号"]])
        #expect(phrases("《档案法》规定") == [["档案", "案法"], ["规定"]])
        #expect(phrases("J016-ZY·WB") == [["j016", "zy", "wb"]])
        #expect(phrases(" ， ") == [])
        #expect(analyzer.phrases(in: "ab 监护").last?.first?.range == 3..<9)
    }
}
