import Testing

import Intake

@Suite struct ProposalTests {
    func propose(_ text: String, _ name: String = "扫描0001.txt", _ mediaType: String = "text/plain") -> Proposal {
        DescriptionProposer().propose(text: text, name: name, mediaType: mediaType)
    }

    static let notice = """
        000012
        内部资料
        大连市民政局文件
        大民发[２０２３] １２ 号

        大连市民政局关于开展困境儿童
        摸底排查的通知

        各区市县民政局：
        根据《中华人民共和国未成年人保护法》（2020年10月17日修订）和民发〔2021〕7号文件，现通知如下。
        一、自2023年6月1日起施行。

        大连市民政局
        2023年5月19日

        （此件公开发布）
        大连市民政局办公室 2023年5月20日印发
        """

    @Test func `an official document`() {
        #expect(
            propose(Self.notice)
                == Proposal(
                    title: "大连市民政局关于开展困境儿童摸底排查的通知", date: "2023-05-19", documentNumber: "大民发〔2023〕12号",
                    author: "大连市民政局"))
    }

    @Test(arguments: [
        ("个案登记表（林小满）\n\n登记日期：2025年3月17日", "个案登记表（林小满）"),
        ("机密★1年\n----\n工作总结\n正文。", "工作总结"),
        ("份号：000012\n（内部资料）\n督导记录", "督导记录"),
        ("\u{3000}\u{3000}会商纪要\n时间：2025年", "会商纪要"),
        ("国务院未成年人保护工作领导小组\n国未保组〔2021〕1号\n关于加强未成年人保护工作的意见", "关于加强未成年人保护工作的意见"),
        ("关于加强保护工作的意见\n国未保组〔2021〕1号\n正文", "关于加强保护工作的意见"),
        ("2023年5月19日\n走访记录", "走访记录"),
        ("登记单位：某站\n家庭走访记录", "家庭走访记录"),
        ("内部控制管理办法（试行）\n第一条", "内部控制管理办法（试行）"),
        ("关于印发《某办法》的通知\n各科室", "关于印发《某办法》的通知"),
    ])
    func `titles of plain text`(text: String, title: String) {
        #expect(propose(text).title == title)
    }

    @Test(arguments: [
        "今天走访了一户家庭。\n标题", "各区民政局：\n现通知如下。", "姓名\t单位\n甲\t乙", "", "\n\n", "12345\n----", "。",
        String(repeating: "长", count: 61) + "\n短",
    ])
    func `no title in doubt`(text: String) {
        #expect(propose(text).title == nil)
    }

    @Test func `a line that equals the file's name is the title`() {
        #expect(propose("某某单位\n家庭走访情况\n正文", "卷/家庭走访情况.txt").title == "家庭走访情况")
    }

    @Test(arguments: [
        ("# **走访**记录 #\n正文", "走访记录"), ("正文先行\n\n## 小节\n", "小节"), ("标题\n====\n", "标题"),
        ("---\ntitle: \"会议 纪要\"\n---\n# 其他", "会议 纪要"), ("```\n# 注释\n```\n# 真题", "真题"),
        ("# [办法](http://x.cn/a)全文", "办法全文"), ("督导记录\n\n正文。", "督导记录"),
    ])
    func `titles of Markdown`(text: String, title: String) {
        #expect(propose(text, "a.md", "text/markdown").title == title)
    }

    @Test func `a format's own heading comes first, and tables have no title`() {
        let page = DescriptionProposer().propose(text: "导航\n正文", name: "a.html", mediaType: "text/html", heading: "通知")
        #expect(page.title == "通知")
        #expect(propose("姓名,日期\n张三,2023-05-19", "a.csv", "text/csv") == Proposal())
    }

    @Test(arguments: [
        ("国未保组〔2021〕1号\n", "国未保组〔2021〕1号"), ("民发[2023]12号", "民发〔2023〕12号"), ("民发(2023)12号", "民发〔2023〕12号"),
        ("民发（2023）12号", "民发〔2023〕12号"), ("民发【2023】12号", "民发〔2023〕12号"), ("民发［２０２３］１２号", "民发〔2023〕12号"),
        ("民发﹝2023﹞12号", "民发〔2023〕12号"), ("民发「2023」12号", "民发〔2023〕12号"), ("民发 〔 2023 〕 12 号", "民发〔2023〕12号"),
        ("连未保〔2023〕第7号\u{3000}\u{3000}签发人：张三", "连未保〔2023〕第7号"), ("（国未保组〔2021〕1号）", "国未保组〔2021〕1号"),
        ("标题\n文号：民发〔2023〕12号 成文日期：2023年", "民发〔2023〕12号"), ("某局文件 民发〔2023〕12号", "民发〔2023〕12号"),
        ("关于开展排查的通知（民发〔2023〕12号）\n正文", "民发〔2023〕12号"),
    ])
    func `document numbers`(text: String, number: String) {
        #expect(propose(text).documentNumber == number)
    }

    @Test(arguments: [
        "根据《通知》（民发〔2023〕12号）要求", "关于转发《某通知》（民发〔2023〕12号）", "按照民发〔2023〕12号文件", "个案编号：云栖个案〔2025〕第0317号",
        "〔2023〕12号", "民发〔23〕12号", "民发〔2023〕号", "民发〔2023〕12", String(repeating: "一句话。\n", count: 200) + "民发〔2023〕12号",
    ])
    func `no number in doubt`(text: String) {
        #expect(propose(text).documentNumber == nil)
    }

    @Test(arguments: [
        ("登记表\n出生日期：2012年3月4日\n登记日期：2025年3月17日", "2025-03-17"),
        ("评估表\n姓名 张三 出生年月 2012-03-04\n评估日期 2025-03-17", "2025-03-17"),
        ("纪要\n时间：2025年3月17日下午三时", "2025-03-17"),
        ("标题\n填表日期\n2025/3/17", "2025-03-17"),
        ("标题\n2025年3月17日走访。", "2025-03-17"),
        ("标题\n生于2012年3月4日，2025年3月17日来访。", "2025-03-17"),
        ("标题\n《条例》（2020年10月17日第十三届全国人大常委会第二十二次会议修订）于2025年3月17日学习。", "2025-03-17"),
        ("标题\n正文\n某局\n二〇二三年五月十九日", "2023-05-19"),
        ("标题\n正文。\n某某民政局\u{3000}2023年5月19日", "2023-05-19"),
        ("标题\n（2023年5月19日）\n正文", "2023-05-19"),
        ("标题\n2023年5月19日 星期五\n正文", "2023-05-19"),
        ("标题\n发生时间：2025年3月1日\n报告时间：2025年3月17日", "2025-03-17"),
        ("标题\n出生日期\n2012-03-04\n登记日期\n2025-03-17", "2025-03-17"),
        ("# 记录\n\n**日期**：2023-05-19", "2023-05-19"),
        ("会商纪要\n\n时间：2023年5月19日14时\n地点：二楼", "2023-05-19"),
    ])
    func `dates`(text: String, date: String) {
        #expect(propose(text).date == date)
    }

    @Test(arguments: [
        "标题\n出生日期：2012年3月4日", "标题\n生于2012年3月4日", "标题\n（2020年10月17日修订）", "自2021年6月1日起施行", "标题\n2012-03-04出生",
        "身份证号210202201203040012", "电话2023-0519-12", "标题\n2023年5月", "《办法（2023年5月19日）》", "截止日期：2023年5月19日", "",
        "标题\n出生日期\n2012-03-04",
    ])
    func `no date in doubt`(text: String) {
        #expect(propose(text).date == nil)
    }

    @Test func `the signature's date at the end of a long document`() {
        let long = "办法\n时间：2020年1月1日\n" + String(repeating: "第一条 内容很长。\n", count: 3000) + "某局\n2023年5月19日\n"
        #expect(propose(long).date == "2023-05-19")
    }
}
