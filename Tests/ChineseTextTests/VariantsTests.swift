import ChineseText
import Indexes
import Testing

/// The data of `Indexes/v1` as the programs read it.
struct VariantsTests {
    private let lines = String(decoding: IndexDefinition.variants, as: UTF8.self).split(separator: "\n")

    @Test func everyLineIsOneCharacterToOne() {
        let pairs = lines.filter { !$0.hasPrefix("#") }
        #expect(pairs.count > 4_000)
        for pair in pairs {
            let fields = pair.split(separator: "\t")
            #expect(fields.count == 2 && fields.allSatisfy { $0.unicodeScalars.count == 1 }, "\(pair)")
        }
    }

    @Test func nothingIsFoldedTwice() {
        let pairs = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: "\t") }
        let sources = Set(pairs.map { $0[0] })
        #expect(sources.count == pairs.count)
        for pair in pairs { #expect(!sources.contains(pair[1]), "\(pair)") }
    }

    @Test(arguments: [
        ("護", "护"), ("檔", "档"), ("兒", "儿"), ("監", "监"), ("臨", "临"), ("評", "评"), ("報", "报"), ("個", "个"),
        ("會", "会"), ("學", "学"), ("國", "国"), ("権", "权"), ("権", "权"), ("關", "关"), ("爲", "为"), ("為", "为"),
        ("裏", "里"), ("裡", "里"), ("着", "着"), ("著", "着"), ("臺", "台"), ("奐", "奂"), ("○", "〇"), ("衆", "众"),
        ("羣", "群"), ("峯", "峰"), ("囯", "国"), ("強", "强"), ("麼", "么"), ("訊", "讯"), ("読", "读"), ("𡞵", "㛟"),
    ])
    func knowsPairs(_ variant: String, _ simplified: String) {
        #expect(Analyzer(variants: IndexDefinition.variants).fold(variant) == simplified)
    }

    @Test(arguments: ["后", "里", "干", "面", "余", "芸", "弁", "欠", "喆", "堃", "仝", "淼", "日", "儿"])
    func leavesSimplifiedCharactersAlone(_ character: String) {
        #expect(Analyzer(variants: IndexDefinition.variants).fold(character) == character)
    }

    @Test(arguments: ["", "#", "a", "a\t", "\t", "護\t护", "護\t护x\n", "\u{0}\t\u{1}\n", "護护\n", "\n\n"])
    func oddTablesAreHarmless(_ table: String) {
        let analyzer = Analyzer(variants: Array(table.utf8))
        #expect(analyzer.fold("護") == (table == "護\t护" ? "护" : "護"))
    }

    @Test func synonymsAndStopwordsAreReadable() {
        for data in [IndexDefinition.synonyms, IndexDefinition.stopwords] {
            let words = String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .flatMap { $0.split(separator: "=") }.map { $0.trimmingPrefix(" ") }
            #expect(words.count > 100)
            #expect(words.allSatisfy { !$0.isEmpty })
        }
        #expect(String(decoding: IndexDefinition.synonyms, as: UTF8.self).contains("未成年人救助保护中心 = 未保中心"))
    }
}
