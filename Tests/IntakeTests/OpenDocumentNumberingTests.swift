import Foundation
import Testing

import Intake
import Workbench

/// Numbers that office programs write by themselves, in documents that keep them apart.
@Suite struct OpenDocumentNumberingTests {
    private func level(_ index: Int, _ format: String, _ more: String = "", inside: String = "") -> String {
        "<text:list-level-style-number text:level='\(index)' style:num-format='\(format)' \(more)>\(inside)</text:list-level-style-number>"
    }

    private func text(_ body: String, lists: String = "", paragraphs: String = "", styles: String = "") -> String? {
        let spaces = "xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:loext='l' xmlns:table='b' xmlns:draw='d'"
        let content =
            "<office:document-content \(spaces)><office:automatic-styles>\(lists)\(paragraphs)</office:automatic-styles>"
            + "<office:body><office:text>\(body)</office:text></office:body></office:document-content>"
        let named =
            "<office:document-styles \(spaces)><office:styles>\(styles)</office:styles></office:document-styles>"
        return reading(OfficeSpecimens.openDocument(content, [("styles.xml", named)]), name: "a.odt").text
    }

    private func item(_ text: String, _ inner: String = "", more: String = "") -> String {
        "<text:list-item \(more)>" + (text.isEmpty ? "" : "<text:p>\(text)</text:p>") + inner + "</text:list-item>"
    }

    private func list(_ style: String, _ items: String, more: String = "") -> String {
        "<text:list" + (style.isEmpty ? "" : " text:style-name='\(style)'") + " \(more)>\(items)</text:list>"
    }

    @Test func `chapters, articles and items are counted as the writer does`() {
        let style =
            "<text:list-style style:name='L1'>"
            + level(1, "一, 二, 三, ...", "style:num-prefix='第' style:num-suffix='章'")
            + level(2, "一, 二, 三, ...", "loext:num-list-format='第%2%条'")
            + level(3, "一, 二, 三, ...", "style:num-prefix='（' style:num-suffix='）'")
            + level(4, "1", "style:num-suffix='.' text:display-levels='2'") + "</text:list-style>"
        let body =
            list(
                "L1",
                item(
                    "总则",
                    list("", item("目的", "<text:p>第二段</text:p>") + item("依据", list("", item("甲项") + item("乙项"))))))
            + "<text:p>没有编号</text:p>"
            // As LibreOffice goes on with a list: the items above have no paragraph, and are not counted again.
            + list(
                "L1",
                item("", list("", item("", list("", item("丙项", list("", item("细目")))))))
                    + item("附则", list("", item("施行"))), more: "text:continue-numbering='true'")
            + list("L1", item("另起"))
        #expect(
            text(body, lists: style)
                == "第一章 总则\n第一条 目的\n第二段\n第二条 依据\n（一）甲项\n（二）乙项\n没有编号\n（三）丙项\n三.1. 细目\n第二章 附则\n第一条 施行\n第一章 另起")
    }

    @Test func `starts, headers, other lists between, and lists whose paragraphs name the style`() {
        let style =
            "<text:list-style style:name='L1'>"
            + level(1, "1", "style:num-suffix='.' text:start-value='3'")
            + "<text:list-level-style-bullet text:level='2' text:bullet-char='●'/>"
            + level(3, "1", "style:num-suffix=')' text:display-levels='3'") + "</text:list-style>"
            + "<text:list-style style:name='L2'>" + level(1, "壹, 贰, 叁, ...", "style:num-suffix='、'")
            + "</text:list-style><text:list-style style:name='L3'>" + level(1, "ア, イ, ウ, ...") + "</text:list-style>"
        let paragraphs =
            "<style:style style:family='paragraph' style:name='P1' style:list-style-name='L2'/>"
            + "<style:style style:family='paragraph' style:name='P2' style:parent-style-name='P1'/>"
        let body =
            list(
                "L1",
                "<text:list-header><text:p>标题</text:p></text:list-header>" + item("三")
                    + item("四", list("", item("圆点", list("", item("细"))))), more: "xml:id='a'")
            + list("", "<text:list-item><text:p text:style-name='P2'>壹</text:p></text:list-item>")
            + list(
                "L1", item("五") + item("九", more: "text:start-value='9'") + item("十"), more: "text:continue-list='a'")
            + list("L3", item("不认识")) + list("没有", item("没有这样的"))
        #expect(
            text(body, lists: style, paragraphs: paragraphs)
                == "标题\n3. 三\n4. 四\n圆点\n4.1) 细\n壹、壹\n5. 五\n9. 九\n10. 十\n不认识\n没有这样的")
    }

    @Test func `headings have the numbers of the outline`() {
        let outline =
            "<text:outline-style style:name='Outline'><text:outline-level-style text:level='1' style:num-format='一, 二, 三, ...' style:num-suffix='、'/>"
            + "<text:outline-level-style text:level='2' style:num-format='1' text:display-levels='2'><style:list-level-properties>"
            + "<style:list-level-label-alignment text:label-followed-by='nothing'/></style:list-level-properties></text:outline-level-style>"
            + "<text:outline-level-style text:level='3' style:num-format=''/></text:outline-style>"
        let plain = "<style:style style:family='paragraph' style:name='P9' style:list-style-name=''/>"
        let heading = { (level: Int, text: String, more: String) in
            "<text:h text:outline-level='\(level)' \(more)>\(text)</text:h>"
        }
        let body =
            heading(1, "概况", "") + heading(2, "家庭", "") + heading(3, "父亲", "") + heading(2, "学校", "")
            + heading(1, "附录", "text:is-list-header='true'") + heading(1, "封面", "text:style-name='P9'")
            + heading(1, "打算", "") + heading(2, "近期", "")
            + heading(1, "从五起", "text:restart-numbering='true' text:start-value='5'")
        #expect(
            text(body, paragraphs: plain, styles: outline)
                == "一、概况\n一.1家庭\n父亲\n一.2学校\n附录\n封面\n二、打算\n二.1近期\n五、从五起")
    }

    @Test func `what floats over a list, stands in a table or was deleted is counted by itself`() {
        let style =
            "<text:list-style style:name='L1'>" + level(1, "1", "style:num-suffix='.'") + "</text:list-style>"
            + "<text:list-style style:name='L2'>" + level(1, "①, ②, ③, ...") + "</text:list-style>"
        let box = "<draw:frame><draw:text-box>\(list("L2", item("框里") + item("框里二")))</draw:text-box></draw:frame>"
        let body =
            "<text:tracked-changes>\(list("L1", item("删去")))</text:tracked-changes>"
            + list("L1", item("甲" + box) + item("乙"))
            + "<table:table><table:table-row><table:table-cell>\(list("L1", item("格")))</table:table-cell></table:table-row></table:table>"
        #expect(text(body, lists: style) == "1. 甲\n① 框里\n② 框里二\n2. 乙\n1. 格")
    }

    @Test(arguments: [
        ("i", "", 4, "iv"), ("I", "", 9, "IX"), ("a", "", 28, "ab"), ("a", "style:num-letter-sync='true'", 28, "bb"),
        ("A", "", 27, "AA"), ("01, 02, 03, ...", "", 7, "07"), ("１, ２, ３, ...", "", 12, "１２"),
        ("壹, 貳, 參, ...", "", 23, "貳拾參"), ("甲, 乙, 丙, ...", "", 2, "乙"), ("子, 丑, 寅, ...", "", 12, "亥"),
        ("一, 二, 三, ...", "", 103, "一百零三"), ("⑴, ⑵, ⑶, ...", "", 3, "⑶"),
    ])
    func `formats`(format: String, more: String, number: Int, words: String) {
        let style = "<text:list-style style:name='L1'>" + level(1, format, more) + "</text:list-style>"
        #expect(text(list("L1", item("项", more: "text:start-value='\(number)'")), lists: style) == words + " 项")
    }

    @Test func `Word 2003 has written its labels beside its counters`() {
        let paragraph = { (label: String, text: String) in
            "<w:p><w:pPr><w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='1'/><wx:t wx:val='\(label)'/></w:listPr></w:pPr><w:r><w:t>\(text)</w:t></w:r></w:p>"
        }
        let document =
            "<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml' xmlns:wx='x'><w:body>"
            + paragraph("第一条", "目的") + paragraph("二、", "依据") + paragraph("\u{B7}", "圆点") + paragraph("o", "又一点")
            + "<w:p><w:r><w:t>没有编号</w:t></w:r></w:p></w:body></w:wordDocument>"
        #expect(reading(Data(document.utf8), name: "a.xml").text == "第一条 目的\n二、依据\n圆点\n又一点\n没有编号")
    }
}
