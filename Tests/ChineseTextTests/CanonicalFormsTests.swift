import ChineseText
import Testing

struct CanonicalFormsTests {
    private let forms = CanonicalForms()

    private func terms(_ text: String) -> String { forms.terms(in: text).map(\.term).joined(separator: " ") }

    @Test(arguments: [
        "2023年5月19日", "2023年05月19日", "二〇二三年五月十九日", "二○二三年五月十九日", "二◯二三年五月十九日",
        "二零二三年五月十九日", "二Ｏ二三年五月十九日", "二O二三年五月十九号", "二0二三年五月十九日", "2023 年 5 月 19 日",
        "２０２３年５月１９日", "2023-05-19", "2023-5-19", "2023.5.19", "2023．05．19", "2023/5/19", "２０２３－０５－１９",
        "20230519", "2023-05-19T10:20", "于2023年五月19日，", "附件1.2023年5月19日", "贰零贰叁年伍月拾玖日",
    ])
    func dates(_ text: String) {
        #expect(terms(text) == "d:20230519 d:202305 n:5月19日")
    }

    @Test(arguments: [
        ("2023年5月", "d:202305"), ("二〇二三年五月份", "d:202305"), ("2023-05", "d:202305"), ("2023年元月", "d:202301"),
        ("2024年2月29日", "d:20240229 d:202402 n:2月29日"), ("2023年2月29日", "d:202302 n:29日"), ("2023年13月", ""),
        ("2023-13-01", "i:2023-13-01"), ("20231301", ""), ("19990230", ""), ("2023年", ""), ("二〇二三年度", ""),
        ("1850年5月", ""),
        ("2023.5.19-2023.6.1", "d:20230519 d:202305 n:5月19日 d:20230601 d:202306 n:6月1日"),
        ("2023年5月19日至6月1日", "d:20230519 d:202305 n:5月19日 n:6月1日"), ("五月十九日", "n:5月19日"),
        ("5月19号", "n:5月19日"), ("三十三月五日", "n:5日"), ("202305191030", "i:202305191030 t:1030"),
    ])
    func moreDates(_ text: String, _ expected: String) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        ("第三十九条", "n:第39条"), ("第39条", "n:第39条"), ("第３９条", "n:第39条"), ("第 39 条", "n:第39条"),
        ("第三十九條", "n:第39条"), ("第一百零三条", "n:第103条"), ("第一千二百条", "n:第1200条"), ("第两百条", "n:第200条"),
        ("第廿三章", "n:第23章"), ("第十二届", "n:第12届"), ("第壹拾贰号", "n:第12号"), ("第（三）项", "n:第3项"),
        ("第九十一条第二款", "n:第91条 n:第2款"), ("第二百六十条之一", "n:第260条之1 n:第260条"), ("第三人民医院", ""),
        ("第三五条", ""), ("第条", ""), ("第", ""), ("第（三项", ""), ("第十六七条", ""),
    ])
    func ordinals(_ text: String, _ expected: String) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        "民发〔2023〕12号", "民发[2023]12号", "民发【2023】第12号", "民发（2023）12号", "民发 〔 2023 〕 第 12 号",
        "民发〔二〇二三〕十二号", "民发字〔2023〕12号", "民发〔2023〕012号", "根据民发〔2023〕12号文件", "（民发〔2023〕12号）",
        "(2023)民发12号", "（2023）民发字第12号", "民发〔２０２３〕１２号", "民发〔2023〕12",
    ])
    func documentNumbers(_ text: String) {
        #expect(terms(text) == "k:民发2023-12 k:2023-12")
    }

    @Test(arguments: [
        ("（2015）襄刑初字第22号", "k:襄刑初2015-22 k:2015-22"), ("(2016)辽02刑初12号", "k:辽02刑初2016-12 k:2016-12"),
        ("〔2023〕12号", "k:2023-12"), ("（2023）12号", "k:2023-12"), ("（2023）12", ""), ("（2023）", ""),
        ("判决书（2015）襄刑初字第22号", "k:襄刑初2015-22 k:2015-22"), ("大民发〔2023〕3号", "k:大民发2023-3 k:2023-3"),
    ])
    func moreDocumentNumbers(_ text: String, _ expected: String) {
        #expect(terms(text) == expected)
    }

    @Test func aDocumentNumberCoversItsIssuer() {
        let text = "根据民发〔2023〕12号办理"
        let found = forms.terms(in: text)
        #expect(found.allSatisfy { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) == "民发〔2023〕12号" })
        #expect(found.count == 2)
    }

    @Test(arguments: [
        // The example of GB 11643, and a made-up number whose check digit is wrong.
        ("11010519491231002X", "i:11010519491231002X t:002X a:110105 d:19491231 d:194912 n:12月31日"),
        ("11010519491231002x", "i:11010519491231002X t:002X a:110105 d:19491231 d:194912 n:12月31日"),
        ("110105194912310021", "i:110105194912310021 t:0021"),
        (
            "110105491231002",
            "i:110105491231002 i:11010519491231002X t:1002 t:002X a:110105 d:19491231 d:194912 n:12月31日"
        ),
        ("13800000000", "i:13800000000 t:0000"), ("138-0000-0000", "i:13800000000 t:0000"),
        ("138 0000 0000", "i:13800000000 t:0000"), ("8613800000000", "i:13800000000 t:0000"),
        ("０４１１-80000000", "i:041180000000 t:0000"), ("6222000000000000000", "i:6222000000000000000 t:0000"),
        ("身份证110105194912310021.pdf", "i:110105194912310021 t:0021"), ("1234567890", ""),
    ])
    func longNumbers(_ text: String, _ expected: String) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        ("J016-ZY·WB·GA·2023·Y-007-003", "i:J016-ZY-WB-GA-2023-Y-007-003"),
        ("j016－zy•wb‧ga・2023.y–007_003", "i:J016-ZY-WB-GA-2023-Y-007-003"), ("Ｊ０１６-ZY", "i:J016-ZY"),
        ("001-002-003", "i:001-002-003"), ("3.14", ""), ("1.2.3", ""), ("10-12", ""), ("a-b", ""), ("file2.docx", ""),
        ("li.si1@example.com", ""), ("2020-2023", ""), ("J016", ""), ("well-known", ""),
    ])
    func codes(_ text: String, _ expected: String) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        ("十二岁", "n:12岁"), ("12岁", "n:12岁"), ("12周岁", "n:12岁"), ("１２ 歲", "n:12岁"), ("三万元", "n:30000元"),
        ("3万元", "n:30000元"), ("30,000元", "n:30000元"), ("两千五百元", "n:2500元"), ("三個月", "n:3个月"),
        ("十个工作日", "n:10个工作日"), ("12人次", "n:12人次"), ("3-5岁", "n:5岁"), ("二十三名儿童", "n:23名"),
        ("一年级", ""), ("三五天", ""), ("几十人", ""), ("数百名", ""), ("3.5万元", ""), ("万元", ""), ("百年", ""),
        ("十五六岁", ""), ("一次性", ""), ("一人一档", ""), ("一些", ""), ("个人", ""), ("多十天", ""),
    ])
    func counts(_ text: String, _ expected: String) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        ("一百零三", 103), ("一百〇三", 103), ("一千二百", 1_200), ("两百", 200), ("廿", 20), ("廿三", 23), ("卅一", 31),
        ("十二", 12), ("十", 10), ("二十", 20), ("壹仟贰佰叁拾肆", 1_234), ("一万二", 12_000), ("三千五", 3_500),
        ("一百十", 110), ("三亿五千万", 350_000_000), ("十万零三十", 100_030), ("二〇二三", 2_023), ("０１２", 12),
        ("3万5千", 35_000), ("零", 0), ("貳佰萬", 2_000_000), ("一万亿", 1_000_000_000_000),
    ])
    func numbers(_ text: String, _ value: Int) {
        #expect(CanonicalForms.number(text) == value)
    }

    @Test(arguments: ["", "十五六", "一二百", "二十三百", "万", "甲", "十 二", "12a", "三十二十", "参", "99999999999999999999"])
    func noNumbers(_ text: String) {
        #expect(CanonicalForms.number(text) == nil)
    }

    @Test func theSameInTheMiddleOfAText() {
        let text = "依据《未成年人保护法》第九十一条，于二〇二三年五月十九日对一名12岁儿童（J016-ZY-7）临时监护三十天。"
        let found = forms.terms(in: text)
        #expect(
            found.map(\.term) == [
                "n:第91条", "d:20230519", "d:202305", "n:5月19日", "n:1名", "n:12岁", "i:J016-ZY-7", "n:30天",
            ])
        let bytes = Array(text.utf8)
        let places = found.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        #expect(Set(places) == ["第九十一条", "二〇二三年五月十九日", "一名", "12岁", "J016-ZY-7", "三十天"])
    }

    @Test func anyBytesAreSafe() {
        var numbers = RepeatableNumbers(seed: 17)
        let pieces: [[UInt8]] =
            [
                "第", "〔", "2023", "〕", "号", "年", "5", "月", "19", "日", "-", ".", "·", "J", "十", "百", "万", "亿", "一", "〇",
                "民",
                "（", "）", " ", "岁", "@", ",", "个", "工", "O", "之", "条", "99999999",
            ].map { Array($0.utf8) }
        for round in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...14, using: &numbers) {
                bytes += pieces.randomElement(using: &numbers) ?? []
                if round % 3 == 0 { bytes.append(UInt8.random(in: 0...255, using: &numbers)) }
            }
            // A copy on the heap of exactly this size, so that the address sanitizer sees a step too far.
            let exact = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
            _ = exact.initialize(from: bytes)
            defer { exact.deallocate() }
            var isSound = true
            var last = 0..<0
            forms.forEach(in: UnsafeBufferPointer(exact)) { term, start, end in
                let isNext = start..<max(start, end) == last || start >= last.upperBound
                isSound = isSound && start < end && end <= bytes.count && isNext && term.count > 2
                last = start..<max(start, end)
            }
            #expect(isSound, "\(bytes)")
        }
    }

    @Test(arguments: ["1", "一", "十", "1.", "a-", "a1-", "第", "〔2023", "9999万", "万", "零", "1,000", "字〔2023〕"])
    func longRunsTakeNoLonger(_ piece: String) {
        let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
        // Milliseconds; a search that goes back over the run again and again would take minutes.
        #expect(ContinuousClock().measure { _ = forms.terms(in: text).count } < .seconds(30))
    }
}
