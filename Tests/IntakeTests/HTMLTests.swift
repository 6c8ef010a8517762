import Foundation
import Testing

import Intake
import Workbench

@Suite struct HTMLTests {
    func text(_ page: String) -> String? {
        reading(Data(page.utf8), name: "a.html").text
    }

    @Test(arguments: [
        ("<p><b>未</b>成年<wbr>人</p><p>保护</p>", "未成年人\n保护"),
        ("<body><b>未</b>成年</body>", "未成年"),
        ("甲<br>乙<hr>丙", "甲\n乙\n丙"),
        ("<table><tr><td>姓名<td>单位<tr><td>甲<td>乙</table>", "姓名\t单位\n甲\t乙"),
        ("<p>a &amp; b&nbsp;&hellip; &#x672A;&#25104;</p>", "a & b … 未成"),
        ("<p>有什\n  么需要\nhelp me</p>", "有什么需要 help me"),
        ("<script>脚本</script><style>样式</style><template><p>模板</p></template><!-- 注 -->正文", "正文"),
        ("<pre>一\n二</pre>", "一\n二"),
        ("<ul><li>一<li>二</ul>尾", "一\n二\n尾"),
        ("<p>未关闭<p>第二<div>第三", "未关闭\n第二\n第三"),
        ("2 < 3 & 4 > 1", "2 < 3 & 4 > 1"),
        ("<p title=\"a>b\">正文</p>", "正文"),
        (
            "姓名<input value='林小满'>性别<INPUT type=text value=女><input type=hidden value=密><input type=submit value=提交>",
            "姓名 林小满 性别 女"
        ),
        ("前<img src=a alt='合影'>后<img alt=''>尾", "前 合影 后尾"),
        ("<p title='" + String(repeating: "长>", count: 500) + "'>正文</p>", "正文"),
    ])
    func `keeps what a reader sees`(page: String, expected: String) {
        #expect(text(page) == expected)
    }

    @Test func `a title that the page does not show becomes its first line`() {
        let shown = reading(Data("<title>登记表</title><h1>登记表</h1><p>正文".utf8), name: "a.htm")
        #expect(shown.text == "登记表\n正文")
        #expect(shown.heading == "登记表")
        let hidden = reading(Data("<title>走访 记录</title><p>正文".utf8), name: "a.htm")
        #expect(hidden.text == "走访 记录\n正文")
        let site = "<title>关于开展摸底排查的通知_某市民政局</title><h1>关于开展摸底排查的通知</h1>正文"
        #expect(reading(Data(site.utf8), name: "a.htm").heading == "关于开展摸底排查的通知")
        let unnamed = reading(Data("<title>无标题文档</title><h1>纪要</h1>".utf8), name: "a.htm")
        #expect(unnamed.heading == "纪要" && unnamed.text == "纪要")
    }

    @Test func `pages are known by their content`() {
        for page in ["<!DOCTYPE html><p>甲", " \n<HTML><p>甲", "<?xml version='1.0'?>\n<!-- x --><html><p>甲"] {
            for name in ["a", "导出.xls", "a.txt"] {
                let extraction = reading(Data(page.utf8), name: name)
                #expect(extraction.mediaType == "text/html")
                #expect(extraction.text == "甲")
            }
        }
        for page in [
            "<table border=1><tr><td>甲</table>", "<meta charset=utf-8>\n<P>甲", "<style>p{}</style><DIV>甲</DIV>",
            "<script>x</script><center><font>甲</font></center>", "<title></title>甲",
        ] {
            for name in ["a", "导出.xls", "a.txt", "报表.doc"] {
                let extraction = reading(Data(page.utf8), name: name)
                #expect(extraction.mediaType == "text/html")
                #expect(extraction.text == "甲")
            }
        }
        #expect(reading(Data("<p>甲".utf8), name: "a.md").text == "<p>甲")
        #expect(reading(Data("<para>甲".utf8), name: "a.txt").mediaType == "text/plain")
        let data = "<?xml version='1.0'?><table>甲</table>"
        #expect(reading(Data(data.utf8), name: "a.xml").mediaType == "application/xml")
        let wide = encode("<html><body>未成年人保护", "UTF-16LE")
        #expect(reading(Data(wide), name: "a").text == "未成年人保护")
    }

    @Test func `a page's own word decides between the Chinese encodings`() {
        let page = "<meta charset=gb2312><p>未成年人保护工作站</p>"
        let gb = reading(Data(encode(page, "GB18030")), name: "a.html")
        #expect(gb.text == "未成年人保护工作站")
        #expect(gb.encoding == "GB18030")
        // Saved anew in UTF-8 with the old word in it.
        #expect(reading(Data(page.utf8), name: "a.html").text == "未成年人保护工作站")
        let short = "<meta http-equiv='Content-Type' content='text/html; charset=big5'><p>關懷</p>"
        #expect(reading(Data(encode(short, "Big5")), name: "a.html").text == "關懷")
    }

    @Test func `hostile pages end soon`() {
        let deep = String(repeating: "<div>", count: 100_000) + "底" + String(repeating: "</div>", count: 100_000) + "尾"
        #expect(text(deep) == "底\n尾")
        let stray = String(repeating: "<b>", count: 100_000) + "底" + String(repeating: "</i>", count: 100_000)
        #expect(text(stray) == "底")
        let wide = "<p " + (0..<300_000).map { "a\($0)=1 " }.joined() + ">正文</p>"
        #expect(text(wide) == "正文")
        #expect(text("前" + String(repeating: "<a b=\"", count: 50_000))?.hasPrefix("前") == true)
    }

    @Test func `a page too large is kept without text`() {
        let page = Data("<html>".utf8) + Data(count: TextExtractor.limit)
        let extraction = reading(page, name: "a.html")
        #expect(extraction.text == nil)
        #expect(extraction.warnings == [.tooLarge(bytes: page.count, limit: TextExtractor.limit)])
    }
}
