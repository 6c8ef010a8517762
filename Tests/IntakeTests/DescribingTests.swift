import Foundation
import Testing

import Intake

/// Whom a document is from, whom a form names, and in which language a text is.
@Suite struct DescribingTests {
    private func author(_ text: String) -> String? {
        DescriptionProposer().propose(text: text, name: "扫描0001.txt", mediaType: "text/plain").author
    }

    private func persons(_ text: String, _ fields: [String] = ["当事人", "监护人"]) -> [String] {
        DescriptionProposer().propose(
            text: text, name: "扫描0001.txt", mediaType: "text/plain", personFields: fields
        ).persons.map { $0.field + "=" + $0.name }
    }

    @Test(arguments: [
        ("大连市民政局文件\n大民发〔2023〕12号\n关于摸底排查的通知", "大连市民政局"),
        ("大连市民政局　文件\n关于摸底排查的通知", "大连市民政局"),
        ("国务院未成年人保护工作领导小组\n国未保组〔2021〕1号\n关于加强未成年人保护工作的意见", "国务院未成年人保护工作领导小组"),
        ("山西省襄垣县人民法院\n刑事判决书\n（2015）襄刑初字第22号", "山西省襄垣县人民法院"),
        ("大连市民政局关于开展困境儿童摸底排查的通知\n各区民政局：", "大连市民政局"),
        ("关于填报报表的通知\n各未保站：\n请填报。\n\n庄河市未成年人救助保护中心\n2024年9月23日", "庄河市未成年人救助保护中心"),
        ("关于填报报表的通知\n请填报。\n庄河市未成年人救助保护中心　2024年9月23日", "庄河市未成年人救助保护中心"),
        ("个案登记表\n登记单位：桃源街道未成年人保护工作站\n姓名：林小满", "桃源街道未成年人保护工作站"),
        ("统计表\n填报单位\t某区民政局\t填报日期\t2023年5月19日", "某区民政局"),
        ("旅顺口区未成年人救助保护中心值班备勤制度\n第一条　值班。", "旅顺口区未成年人救助保护中心"),
        ("云栖县枫桥镇未成年人保护工作站档案管理办法（试行）\n第一条", "云栖县枫桥镇未成年人保护工作站"),
    ])
    func `the organisation that issued it`(text: String, office: String) {
        #expect(author(text) == office)
    }

    @Test(arguments: [
        // Two sign, two stand above.
        "关于开展检查的通知\n甲市民政局\n甲市教育局\n2023年5月19日", "最高人民法院 最高人民检察院关于办理案件的解释\n第一条",
        // Addressee, signer, subject, a sentence, a kind of offices, somebody else's report.
        "关于整改的通知\n登沙河街道未成年人保护工作站：\n请整改。", "走访记录\n邵文静\n2023年5月19日", "民办幼儿园管理办法\n第一条",
        "全国县级医院管理办法\n第一条", "中小学校安全管理制度\n第一条", "对泡崖街道未成年人保护工作站的督导报告\n2024年3月27日到站。",
        "桃源街道未成年人保护工作站与蓝贝壳社会工作服务中心合作协议\n甲方：桃源街道未成年人保护工作站", "今天到大连市民政局\n办事。", "",
        "某市救助保护中心办公室管理制度\n第一条", "走访记录\n报告单位：星河宾馆", "登记表\n登记单位：夹心村儿童主任",
    ])
    func `no organisation in doubt`(text: String) {
        #expect(author(text) == nil)
    }

    @Test(arguments: [
        ("登记表\n姓名：林小满\n监护人：林国梁（父亲），水手", ["当事人=林小满", "监护人=林国梁"]),
        ("儿童姓名：覃小川　性别：男　出生日期：2010年12月3日", ["当事人=覃小川"]), ("姓　　名：王　芳　性别：女", ["当事人=王芳"]),
        ("姓名\t欧阳小雨\t性别\t女", ["当事人=欧阳小雨"]), ("| 姓名 | 阿依古丽•买买提 | 民族 | 维吾尔族 |", ["当事人=阿依古丽·买买提"]),
        ("未成年人：曹一舟，男，十二岁", ["当事人=曹一舟"]), ("转介对象：林小满　编号：云栖个案第0317号", ["当事人=林小满"]),
        ("姓名：龚䶮\n第二页\n姓名：龚䶮", ["当事人=龚䶮"]),
    ])
    func `whom a form names`(text: String, found: [String]) {
        #expect(persons(text) == found)
    }

    @Test func `a field of the class is a label itself, and the first one is what a form is about`() {
        #expect(persons("告知单\n被查询人：孟祥瑞\n监护人：林国梁", ["被查询人"]) == ["被查询人=孟祥瑞"])
        #expect(persons("查询表\n姓名：孟祥瑞", ["被查询人"]) == ["被查询人=孟祥瑞"])
        #expect(persons("查询表\n姓名：孟祥瑞", []).isEmpty)
        // Who the guardian is says whose guardian; other brackets say something of the person itself.
        #expect(persons("登记表\n姓名：林小满（女）\n监护人：林阿贵（系林小满祖母）") == ["当事人=林小满", "监护人=林阿贵"])
    }

    @Test(arguments: [
        // A list; the head of a table; names kept back; words; running text; an unreadable one beside a good one.
        "姓名：林小满\n姓名：曹一舟", "序号\t姓名\t单位\t时间\n1\t林小满\t某校\t八时", "姓名：张某某", "姓名：不详", "姓名：查无此人", "姓名：",
        "今天见到林小满和监护人林国梁。", "姓名：林小满与曹一舟", "姓名：林小满、曹一舟", "姓名：林小满\n姓名：（略）", "单位\t姓名\t高中\t班级",
        "姓名：小满", "被监护人数：三人",
        // A relative, and whose.
        "监护评估表\n评估对象：林阿贵（系林小满之照护人）", "评估对象：林阿贵 ( 系林小满祖母 )",
        "评估对象：林阿贵（系林小满之照护人）\n儿童姓名：林小满",
    ])
    func `no person in doubt`(text: String) {
        #expect(persons(text).isEmpty)
    }

    @Test(arguments: [
        ("为提高基层个案会商的质量，落实儿童督导员职责。", "zh"), ("強制報告：發現侵害兒童的情況，應當立即報告，並記錄經過。", "zh-Hant"),
        ("Minutes of the case conference: guardianship of the child was discussed.", "en"),
        ("བྱིས་པའི་ཁེ་དབང་སྲུང་སྐྱོབ་བྱེད་པའི་བཅའ་ཁྲིམས།", "bo"),
        ("قۇرامىغا يەتمىگەنلەرنى قوغداش قانۇنى بويىچە بالىلارنىڭ ھوقۇقى ئۈچۈن كۆرسىتىلگەن يېتەكچى", "ug"),
        ("ᠨᠠᠰᠤᠨ ᠳᠤ ᠬᠦᠷᠦᠭᠡ ᠦᠭᠡᠢ ᠬᠦᠮᠦᠨ", "mn"), ("미성년자 보호에 관한 법률", "ko"), ("子どもの権利を守るための記録です。", "ja"),
        ("联系人 case manager：社工负责个案管理工作，每周走访一次并填写记录。", "zh"),
    ])
    func `the language of a text`(text: String, tag: String) {
        #expect(TextLanguage.tag(of: text) == tag)
    }

    @Test(arguments: [
        "", "12345 —— 2023-05-19", "Bericht über die Lage der Kinder und Jugendlichen",
        "通知 the whole of this is in English"
            + " and the Chinese is but a word of it, as is plain to see 儿童权益保护工作情况说明书面材料",
        "حماية حقوق الطفل في القانون",
    ])
    func `no language in doubt`(text: String) {
        #expect(TextLanguage.tag(of: text) == nil)
    }

    @Test func `a text that follows its name on one line has that title`() {
        func title(_ text: String) -> String? {
            DescriptionProposer().propose(text: text, name: "a.txt", mediaType: "text/plain").title
        }
        #expect(title("未成年人保护工作总结：全年走访三百户。\n说明：其余待查。") == "未成年人保护工作总结")
        #expect(title("情况说明：今天走访。") == nil)
        #expect(title("经研究，现将有关通知：一、立即整改。") == nil)
    }
}
