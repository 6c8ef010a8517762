import Foundation
import Records
import Search
import Testing

/// What is typed, and the tree that is made of it.
@Suite struct QueryParserTests {
    private let parser: QueryParser

    init() throws {
        parser = QueryParser(today: try #require(Day("2024-01-15")))
    }

    private func tree(_ text: String) -> QueryNode? { parser.parse(text).root }
    private func problems(_ text: String) -> [QueryProblem] { parser.parse(text).problems }

    private static func word(_ text: String, _ scope: QueryNode.Scope? = nil) -> QueryNode {
        .words(text, scope: scope)
    }
    private static func phrase(_ text: String, _ scope: QueryNode.Scope? = nil) -> QueryNode {
        .phrase(text, scope: scope)
    }
    private static func days(_ from: Int32?, _ to: Int32?) -> QueryNode { .condition(.date(from: from, to: to)) }

    private static let a = word("甲")
    private static let b = word("乙")
    private static let c = word("丙")
    private static let d = word("丁")

    // MARK: - Operators

    @Test(
        arguments: [
            ("", nil), ("  \u{3000}\n", nil), ("\0\u{7}", nil), ("甲", a), (" 甲 ", a), ("甲\0", a),
            ("甲 乙", .and([a, b])), ("甲\u{3000}乙", .and([a, b])), ("甲\t乙", .and([a, b])), ("甲\u{1}乙", .and([a, b])),
            ("甲 AND 乙", .and([a, b])), ("甲 与 乙 且 丙 并且 丁", .and([a, b, c, d])), ("甲&&乙", .and([a, b])),
            ("甲 OR 乙", .or([a, b])), ("甲 或 乙 或者 丙", .or([a, b, c])), ("甲|乙", .or([a, b])), ("甲 || 乙", .or([a, b])),
            ("甲 乙 OR 丙", .and([a, .or([b, c])])), ("甲 OR 乙 丙", .and([.or([a, b]), c])),
            ("甲 AND 乙 OR 丙", .and([a, .or([b, c])])), ("(甲 乙) OR 丙", .or([.and([a, b]), c])),
            ("(甲 OR 乙) OR 丙", .or([a, b, c])), ("甲 (乙 丙)", .and([a, b, c])),
            ("（甲 OR 乙） 丙", .and([.or([a, b]), c])), ("甲(乙)", .and([a, b])),
            ("甲 -乙", .and([a, .not(b)])), ("甲 －乙", .and([a, .not(b)])), ("甲 !乙", .and([a, .not(b)])),
            ("甲 NOT 乙", .and([a, .not(b)])), ("甲 非 乙", .and([a, .not(b)])), ("甲 AND NOT 乙", .and([a, .not(b)])),
            ("甲 OR -乙", .or([a, .not(b)])), ("-甲", .not(a)), ("-(甲 乙)", .not(.and([a, b]))),
            ("-(甲 OR 乙)", .not(.or([a, b]))), ("NOT NOT 甲", a), ("-(-甲)", a), ("甲 --乙", .and([a, b])),
            ("甲 - 乙", .and([a, b])), ("甲-乙", word("甲-乙")), ("+甲", a), ("或者说", word("或者说")), ("甲或乙", word("甲或乙")),
            ("甲 or 乙", .and([a, word("or"), b])), ("2023-05-19", word("2023-05-19")),
            ("J016-ZY·WB·GA·2023·Y-007-003", word("J016-ZY·WB·GA·2023·Y-007-003")), ("甲？", word("甲？")),
            ("C++", word("C++")),
        ] as [(String, QueryNode?)])
    func `words and operators`(text: String, expected: QueryNode?) {
        #expect(tree(text) == expected)
        #expect(problems(text).isEmpty)
    }

    @Test(
        arguments: [
            ("OR", nil, [.operatorWithoutOperand("OR")]), ("-", nil, []),
            ("NOT", nil, [.operatorWithoutOperand("NOT")]),
            ("( )", nil, []), ("\"\"", nil, []), ("*", nil, [.strayWildcard("*")]), ("*甲", a, [.strayWildcard("*")]),
            ("甲 OR", a, [.operatorWithoutOperand("OR")]), ("AND 甲", a, [.operatorWithoutOperand("AND")]),
            ("甲 OR OR 乙", .or([a, b]), [.operatorWithoutOperand("OR")]), ("甲 NOT", a, [.operatorWithoutOperand("NOT")]),
            ("NEAR 甲", a, [.operatorWithoutOperand("NEAR")]), ("甲 邻近", a, [.operatorWithoutOperand("邻近")]),
            ("甲 NEAR (乙 丙)", .and([a, b, c]), [.operatorWithoutOperand("NEAR")]),
            ("NEAR(甲)", a, [.operatorWithoutOperand("NEAR")]), ("NEAR()", nil, [.operatorWithoutOperand("NEAR")]),
            ("(甲 OR 乙", .or([a, b]), [.unbalancedBracket("(")]), ("甲） 乙", .and([a, b]), [.unbalancedBracket("）")]),
            ("\"甲 乙", .and([a, b]), [.unclosedQuote("甲 乙")]), ("甲 “", a, [.unclosedQuote("")]),
            ("标题:", nil, [.emptyField("标题:")]), ("标题: OR 甲", a, [.emptyField("标题:"), .operatorWithoutOperand("OR")]),
            ("类别:\"\"", nil, [.emptyField("类别:")]), ("标题:()", nil, [.emptyField("标题:")]),
            ("时间:下午", word("时间:下午"), [.unknownField("时间")]),
            ("类别:ZY*", .condition(.recordClass("ZY")), [.strayWildcard("ZY*")]),
            ("日期:某年", word("某年"), [.unreadableDate("某年")]),
            ("日期:2023-13", word("2023-13"), [.unreadableDate("2023-13")]),
            ("日期:-2023-02-30", .not(word("2023-02-30")), [.unreadableDate("2023-02-30")]),
        ] as [(String, QueryNode?, [QueryProblem])])
    func `what cannot be meant is told, and passed over`(text: String, expected: QueryNode?, facts: [QueryProblem]) {
        #expect(tree(text) == expected)
        #expect(problems(text) == facts)
    }

    // MARK: - Leaves

    @Test(
        arguments: [
            ("\"强制 报告\"", phrase("强制 报告")), ("“强制报告”", phrase("强制报告")), ("「甲」", phrase("甲")), ("『甲』", phrase("甲")),
            ("＂甲＂", phrase("甲")), ("“甲“", phrase("甲")), ("”甲”", phrase("甲")), ("\"甲”", phrase("甲")),
            ("《未成年人保护法》", phrase("未成年人保护法")), ("《关于《办法》的通知》", phrase("关于《办法》的通知")),
            ("\"关于“双减”的意见\"", phrase("关于“双减”的意见")), ("-\"甲\"", .not(phrase("甲"))),
            ("甲“乙”丙", .and([a, phrase("乙"), c])), ("《甲》与《乙》", .and([phrase("甲"), phrase("乙")])),
            ("儿童*", .prefix("儿童", scope: nil)), ("未保＊ 甲", .and([.prefix("未保", scope: nil), a])),
            ("儿*童", word("儿*童")), ("标题:儿童*", .prefix("儿童", scope: .title)),
            ("甲 NEAR 乙", .near(["甲", "乙"], within: 10, scope: nil)),
            ("甲 NEAR/5 乙", .near(["甲", "乙"], within: 5, scope: nil)),
            ("甲 邻近 乙", .near(["甲", "乙"], within: 10, scope: nil)),
            ("甲 NEAR/3 \"乙 丙\" NEAR/7 丁", .near(["甲", "乙 丙", "丁"], within: 7, scope: nil)),
            ("NEAR(甲 乙 丙, 20)", .near(["甲", "乙", "丙"], within: 20, scope: nil)),
            ("NEAR（甲，乙）", .near(["甲", "乙"], within: 10, scope: nil)),
            ("NEAR(甲 2023)", .near(["甲", "2023"], within: 10, scope: nil)),
            ("NEAR/5(甲 乙 8)", .near(["甲", "乙", "8"], within: 5, scope: nil)),
            ("-NEAR(甲 乙)", .not(.near(["甲", "乙"], within: 10, scope: nil))),
            ("NOT 甲 NEAR 乙", .not(.near(["甲", "乙"], within: 10, scope: nil))),
            ("标题:甲 NEAR 乙 丙", .and([.near(["甲", "乙"], within: 10, scope: .title), c])),
            ("丙 OR 甲 NEAR 乙", .or([c, .near(["甲", "乙"], within: 10, scope: nil)])),
            ("民发（2023）12号", word("民发（2023）12号")), ("民发(2023)12号 甲", .and([word("民发(2023)12号"), a])),
            ("（2015）襄刑初字第22号", word("（2015）襄刑初字第22号")), ("沪民〔2023〕1号", word("沪民〔2023〕1号")),
            ("文号:（2015）襄刑初字第22号", word("（2015）襄刑初字第22号", .number)), ("(2015)", word("2015")),
            ("甲(20155)", .and([a, word("20155")])), ("-(2015)甲", .not(word("(2015)甲"))),
        ] as [(String, QueryNode)])
    func `phrases, beginnings, nearness, document numbers`(text: String, expected: QueryNode) {
        #expect(tree(text) == expected)
        #expect(problems(text).isEmpty)
    }

    @Test(
        arguments: [
            ("标题:甲", word("甲", .title)), ("标题：甲", word("甲", .title)), ("题名: 甲", word("甲", .title)),
            ("Title:甲", word("甲", .title)),
            ("标题:\"强制 报告\"", phrase("强制 报告", .title)), ("标题:(甲 乙)", .and([word("甲", .title), word("乙", .title)])),
            ("标题:(甲 OR \"乙\") 丙", .and([.or([word("甲", .title), phrase("乙", .title)]), c])),
            ("标题:(甲 正文:乙)", .and([word("甲", .title), word("乙", .body)])), ("-标题:甲", .not(word("甲", .title))),
            ("标题:-甲", .not(word("甲", .title))), ("标题:OR", phrase("OR", .title)), ("no:12", word("12", .number)),
            ("责任者:甲 作者:乙 author:丙", .and([word("甲", .author), word("乙", .author), word("丙", .author)])),
            ("姓名:甲 OR NAME:乙", .or([word("甲", .names), word("乙", .names)])), ("档号:J016-1", word("J016-1", .number)),
            ("text:甲 body:乙", .and([word("甲", .body), word("乙", .body)])), ("title:12:30", word("12:30", .title)),
            ("类别:ZY·WB", .condition(.recordClass("ZY·WB"))), ("机构:420600", .condition(.org("420600"))),
            ("类别:(ZY OR HT)", .or([.condition(.recordClass("ZY")), .condition(.recordClass("HT"))])),
            ("案卷:\"A 1\"", .condition(.volume("A 1"))), ("字段.风险等级:高", .condition(.field(name: "风险等级", value: "高"))),
            ("field.a.b：c:d", .condition(.field(name: "a.b", value: "c:d"))),
            ("-字段.评分:>=3", .not(.condition(.field(name: "评分", value: ">=3")))),
            ("时间：下午", word("时间：下午")), ("12:30", word("12:30")),
            ("https://a.cn/x?title:y", word("https://a.cn/x?title:y")),
            ("字段.:甲", word("字段.:甲")),
        ] as [(String, QueryNode)])
    func fields(text: String, expected: QueryNode) {
        #expect(tree(text) == expected)
        #expect(problems(text).isEmpty)
    }

    // MARK: - Dates

    @Test(
        arguments: [
            ("2023", 2023_01_01, 2023_12_31), ("2023年", 2023_01_01, 2023_12_31), ("2023-02", 2023_02_01, 2023_02_28),
            ("2024-02", 2024_02_01, 2024_02_29), ("2023-05-19", 2023_05_19, 2023_05_19),
            ("20230519", 2023_05_19, 2023_05_19),
            ("202305", 2023_05_01, 2023_05_31), ("2023年5月", 2023_05_01, 2023_05_31),
            ("2023年5月19日", 2023_05_19, 2023_05_19),
            ("2023.5", 2023_05_01, 2023_05_31), ("2023/5/19", 2023_05_19, 2023_05_19),
            ("２０２３－０５", 2023_05_01, 2023_05_31),
            ("2023-05..2023-12", 2023_05_01, 2023_12_31), ("2023-05～2023-12", 2023_05_01, 2023_12_31),
            ("2023-05至2023-12", 2023_05_01, 2023_12_31), ("2023.5..2023.12", 2023_05_01, 2023_12_31),
            ("2023-05-2023-12", 2023_05_01, 2023_12_31), ("2022-2023", 2022_01_01, 2023_12_31),
            ("2022—2023", 2022_01_01, 2023_12_31), ("2023年5月至12月", 2023_05_01, 2023_12_31),
            ("2023年5月1日到20日", 2023_05_01, 2023_05_20), ("2023年5月30日~6月2日", 2023_05_30, 2023_06_02),
            ("2024..2023", 2023_01_01, 2024_12_31), ("2023..", 2023_01_01, nil), ("..2023", nil, 2023_12_31),
            ("2023至今", 2023_01_01, nil), (">=2023-05", 2023_05_01, nil), ("＞＝2023", 2023_01_01, nil),
            ("≤2023", nil, 2023_12_31),
            ("<2024", nil, 2023_12_31), ("<2024-03", nil, 2024_02_29), (">2023", 2024_01_01, nil),
            (">2023-02-28", 2023_03_01, nil), ("<=2023-02", nil, 2023_02_28), ("今年", 2024_01_01, 2024_12_31),
            ("去年", 2023_01_01, 2023_12_31), ("本月", 2024_01_01, 2024_01_31), ("上月", 2023_12_01, 2023_12_31),
            ("去年..今年", 2023_01_01, 2024_12_31), ("昨天", 2024_01_14, 2024_01_14),
            (" 2022 至 2023", 2022_01_01, 2023_12_31),
            (" >= 2023", 2023_01_01, nil), ("2022 .. 2023", 2022_01_01, 2023_12_31),
            ("\"2022 至 2023\"", 2022_01_01, 2023_12_31),
        ] as [(String, Int32?, Int32?)])
    func dates(text: String, from: Int32?, to: Int32?) {
        for label in ["日期:", "date：", "日期: "] {
            #expect(tree(label + text) == Self.days(from, to), "\(label)\(text)")
            #expect(tree("甲 " + label + text + " 乙") == .and([Self.a, Self.days(from, to), Self.b]), "\(text)")
        }
        #expect(tree("-日期:" + text) == .not(Self.days(from, to)))
        #expect(problems("日期:" + text).isEmpty)
    }

    @Test(arguments: [
        "2023-00", "2023-02-29", "0000", "99999", "2023年13月", "5月", "2023-5-", "..", "~", "2023..甲", ">", ">>2023",
        "2023.",
        "2023-05/19", "2023年5日", ">9999", "123456789012345678901234567890", "今", "2023-05-19-", "20230230",
    ])
    func `what is no date`(text: String) {
        let query = parser.parse("甲 日期:" + text)
        #expect(query.root?.leaves.first == Self.a)
        if case .condition? = query.root { Issue.record("\(text)") }
        #expect(query.problems.count == 1, "\(query.problems)")
    }

    // MARK: - Prose

    @Test(arguments: [
        "孩子的父亲长期酗酒，多次殴打孩子。学校发现后报告了派出所。", "个体工商户；夫妻债务", "个体工商户;夫妻债务", "监护、寄养、收养", "临时，评估", "父亲酗酒\n母亲离家",
        "依据《未成年人保护法》第十一条，学校“应当”报告 派出所", "《未成年人保护法》第六条，强制报告", "2023年5月-6月，孩子多次离家 -出走\n没有回来",
        "姓名：林某某，性别：女，2015年生，父亲酗酒。", "姓名：林某\n性别：女\n父亲长期酗酒，多次殴打孩子。",
        "监护 寄养 收养 临时监护 临时照料 强制报告 困境儿童 留守儿童 个案会商 家庭监护 学校报告 社区走访",
        "我不想回家 \"真的\"吗？他说",
    ])
    func `prose stays whole`(text: String) {
        let query = parser.parse(" " + text + "\n")
        #expect(query.isProse)
        #expect(query.root == Self.word(text))
        #expect(query.problems.isEmpty)
        #expect(query.description == text)
    }

    @Test(arguments: [
        "孩子被打怎么办？", "甲 乙", "临时，评估 -培训", "日期:2023 孩子的父亲长期酗酒，多次殴打孩子。", "\"强制报告\" 监护、寄养", "监护、寄养 OR 收养", "甲。",
        "2,000", "甲\n", "标题：甲，乙",
    ])
    func `a query is no prose`(text: String) {
        #expect(!parser.parse(text).isProse)
    }

    @Test func `a text with spaces between its characters is prose in spite of stray signs`() {
        let text = String(repeating: "孩 子 与 父 亲 ， 或 母 亲 - 学 校 -2023 ", count: 20) + "。"
        #expect(parser.parse(text).isProse)
    }

    // MARK: - Leaves of the tree

    @Test func `what is marked and what is left out`() {
        let root = tree("甲 -乙 -(丙 -丁) 日期:2023 \"戊\" OR 己*")
        #expect(root?.leaves == [Self.a, Self.d, Self.phrase("戊"), .prefix("己", scope: nil)])
        #expect(root?.excluded == [Self.b, Self.c])
    }

    // MARK: - Limits

    @Test func `long texts are cut at a character`() {
        let query = parser.parse(String(repeating: "a", count: QueryParser.inputLimit - 1) + "童")
        #expect(query.wasShortened)
        #expect(query.root == Self.word(String(repeating: "a", count: QueryParser.inputLimit - 1)))
        #expect(parser.parse("a" + String(repeating: "\u{301}", count: 70_000)).wasShortened)
        #expect(!parser.parse(String(repeating: "a", count: QueryParser.inputLimit)).wasShortened)
    }

    @Test func `many words become one text`() {
        let words = (0..<300).map { "a\($0)" }
        let query = parser.parse(words.joined(separator: " "))
        #expect(query.wasShortened)
        guard case .and(let parts)? = query.root else { return }
        #expect(parts.count == QueryParser.leafLimit)
        #expect(parts.last == Self.word(words[119...].joined(separator: " ")))
        #expect(tree(query.description) == query.root)

        let either = parser.parse(words.joined(separator: " OR "))
        #expect(either.wasShortened)
        #expect(either.root == .or(words[..<120].map { Self.word($0) }))
        #expect(parser.parse(words[..<120].joined(separator: " ")).wasShortened == false)
    }

    @Test(arguments: [
        String(repeating: "(", count: 50_000), String(repeating: "甲(", count: 15_000),
        String(repeating: ")", count: 50_000),
        String(repeating: "(", count: 25_000) + "甲" + String(repeating: ")", count: 25_000),
        String(repeating: "-(", count: 30_000) + "甲", String(repeating: "NOT ", count: 16_000) + "甲",
        String(repeating: "标题:", count: 9_000), String(repeating: "标题:(", count: 8_000),
        String(repeating: "NEAR(", count: 12_000),
        String(repeating: "甲 NEAR ", count: 7_000), String(repeating: "甲 OR ", count: 8_000),
        String(repeating: "OR ", count: 20_000),
        String(repeating: "「", count: 20_000), String(repeating: "“", count: 20_000),
        String(repeating: "\"", count: 60_001),
        String(repeating: "\" “", count: 12_000), String(repeating: "日期:2023 至 ", count: 3_000),
        String(repeating: "日期:", count: 9_000),
        String(repeating: "*", count: 60_000), String(repeating: "-", count: 60_000),
        String(repeating: "a:", count: 30_000),
        String(repeating: "(2023)", count: 10_000), String(repeating: "&", count: 60_000),
        String(repeating: "《a》", count: 9_000),
        String(repeating: "字段.", count: 9_000) + ":甲", String(repeating: "甲，", count: 10_000),
        String(repeating: "日期:2023-05 ", count: 4_000),
    ])
    func `long odd texts take linear time`(text: String) {
        let began = ContinuousClock.now
        let query = parser.parse(text)
        // Milliseconds, on a busy machine more; what goes back over the text again and again would take minutes.
        #expect(ContinuousClock.now - began < .seconds(30))
        check(query, text)
    }

    // MARK: - Properties

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// What holds of every parsed query.
    private func check(_ query: ParsedQuery, _ text: String) {
        let shown = text.prefix(300).debugDescription
        #expect((query.root?.leafCount ?? 0) <= QueryParser.leafLimit, "\(shown)")
        #expect(query.problems.count <= 20)
        #expect(query.root.map(isCanonical) ?? true, "\(shown)")
        #expect(tree(query.description) == query.root, "\(shown) written \(query.description.prefix(300))")
    }

    private func isCanonical(_ node: QueryNode) -> Bool {
        switch node {
        case .words(let text, _), .phrase(let text, _), .prefix(let text, _): return !text.isEmpty
        case .near(let texts, let within, _): return texts.count > 1 && within >= 0 && !texts.contains("")
        case .condition: return true
        case .and(let parts):
            return parts.count > 1 && parts.allSatisfy { if case .and = $0 { false } else { isCanonical($0) } }
        case .or(let parts):
            return parts.count > 1 && parts.allSatisfy { if case .or = $0 { false } else { isCanonical($0) } }
        case .not(let part): if case .not = part { return false } else { return isCanonical(part) }
        }
    }

    private static let pieces = [
        "监护", "临时", "林", "甲", "乙", "OR", "AND", "NOT", "NEAR", "NEAR/3", "NEAR(", "邻近(", "或", "与", "非", "且", "|", "||",
        "&&", "&", "\"",
        "“", "”", "「", "」", "『", "』", "＂", "《", "》", "-", "－", "!", "--", "*", "＊", "+", "(", ")", "（", "）", "(2023)",
        "（2015）", ":", "：",
        "标题:", "正文：", "文号:", "日期:", "日期：", "类别:", "机构:", "案卷:", "字段.风险:", "未知:", "时间：", "2023", "2023-05", "..", "~",
        "至", ">=", "<", "今年",
        "至今", "5", ",", "，", "、", "；", "。", "？", "?", ";", " ", " ", " ", " ", "\u{3000}", "\n", "\r\n", "\t", "\0",
        "\u{1}", "\u{7F}", "\u{85}", "\u{2028}",
        "\u{200B}", "\u{FEFF}", "\u{FFFF}", "a", "J016-ZY·WB", "é", "e\u{301}", "\u{301}", "𠮷", "👩‍👧", "🇨", "😀", "ﷺ", "İ",
        "/", ".", "^", "$",
    ]

    @Test func `twenty thousand odd texts`() {
        var random = Random(state: 7)
        var slowest = Duration.zero
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...24, using: &random)).map { _ in
                Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
                    + (Int.random(in: 0..<3, using: &random) == 0 ? " " : "")
            }.joined()
            let began = ContinuousClock.now
            let query = parser.parse(text)
            slowest = max(slowest, ContinuousClock.now - began)
            check(query, text)
        }
        // Some microseconds each; the bound leaves room for an unoptimised build on a busy machine.
        #expect(slowest < .milliseconds(250))
    }

    @Test func `five hundred long odd texts`() {
        var random = Random(state: 8)
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 100...600, using: &random)).map { _ in
                Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)] + " "
            }.joined()
            check(parser.parse(text), text)
        }
    }

    @Test func `a thousand texts of any scalars`() {
        var random = Random(state: 9)
        for _ in 0..<1000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let limit: UInt32 = Bool.random(using: &random) ? 0x3100 : 0x11_0000
                text.append(Unicode.Scalar(UInt32.random(in: 1..<limit, using: &random)) ?? "监")
            }
            check(parser.parse(String(text)), String(text))
        }
    }

    @Test func `a tree is read as it is written`() {
        var random = Random(state: 10)
        for _ in 0..<5000 {
            let root = randomTree(depth: Int.random(in: 0...5, using: &random), &random)
            let query = ParsedQuery(root: root)
            #expect(parser.parse(query.description) == query, "\(query.description)")
        }
    }

    private func randomTree(depth: Int, _ random: inout Random) -> QueryNode {
        guard depth > 0 else { return randomLeaf(&random) }
        let count = Int.random(in: 2...3, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            return .and(
                (0..<count).flatMap { _ -> [QueryNode] in
                    let part = randomTree(depth: depth - 1, &random)
                    if case .and(let inner) = part { return inner } else { return [part] }
                })
        case 1:
            return .or(
                (0..<count).flatMap { _ -> [QueryNode] in
                    let part = randomTree(depth: depth - 1, &random)
                    if case .or(let inner) = part { return inner } else { return [part] }
                })
        case 2:
            let part = randomTree(depth: depth - 1, &random)
            if case .not = part { return part } else { return .not(part) }
        default: return randomLeaf(&random)
        }
    }

    private func randomLeaf(_ random: inout Random) -> QueryNode {
        let scope = Bool.random(using: &random) ? nil : QueryNode.Scope.allCases.randomElement(using: &random)
        let words = ["甲", "乙-丙", "民发（2023）12号", "a&b", "12:30", "C++", "儿*童", "R&D", "时间：下午", "不存在"]
        let quoted = [
            "OR", "甲 乙", "say \"x\"", "「甲”＂\"", "-甲", "标题:甲", "(甲", "甲*", "NEAR(a b)", "甲，乙", "《a》\"", "2023",
        ]
        let word = words.randomElement(using: &random) ?? ""
        let quotation = quoted.randomElement(using: &random) ?? ""
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .phrase(quotation, scope: scope)
        case 1: return .prefix(word, scope: scope)
        case 2: return .near([word, quotation, word], within: Int.random(in: 0...1000, using: &random), scope: scope)
        case 3: return Self.days(Bool.random(using: &random) ? nil : 2023_02_28, 2024_02_29)
        case 4: return .condition(Bool.random(using: &random) ? .recordClass(quotation) : .org(word))
        case 5: return .condition(.field(name: "风险.等级", value: Bool.random(using: &random) ? quotation : word))
        default: return .words(word, scope: scope)
        }
    }
}
