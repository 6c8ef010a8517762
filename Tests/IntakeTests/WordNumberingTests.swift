import Foundation
import Testing

import Intake
import Workbench

/// Numbers that Word writes by itself.
@Suite struct WordNumberingTests {
    private func level(_ index: Int, _ format: String, _ text: String, _ more: String = "") -> String {
        "<w:lvl w:ilvl='\(index)'><w:start w:val='1'/><w:numFmt w:val='\(format)'/>\(more)<w:lvlText w:val='\(text)'/></w:lvl>"
    }

    private func text(_ body: String, definitions: String, styles: String = "") -> String? {
        let document = OfficeSpecimens.word(
            body,
            [
                (
                    "word/_rels/document.xml.rels",
                    OfficeSpecimens.relationships([("1", "numbering", "numbering.xml"), ("2", "styles", "styles.xml")])
                ),
                ("word/numbering.xml", "<w:numbering xmlns:w='w'>\(definitions)</w:numbering>"),
                ("word/styles.xml", "<w:styles xmlns:w='w'>\(styles)</w:styles>"),
            ])
        return reading(document, name: "a.docx").text
    }

    private func paragraph(_ text: String, number: Int? = nil, level: Int = 0, more: String = "") -> String {
        let numbered = number.map { "<w:numPr><w:ilvl w:val='\(level)'/><w:numId w:val='\($0)'/></w:numPr>" } ?? ""
        return "<w:p><w:pPr>\(more)\(numbered)</w:pPr><w:r><w:t>\(text)</w:t></w:r></w:p>"
    }

    @Test func `chapters, articles and items are counted as Word does`() {
        let definitions =
            "<w:abstractNum w:abstractNumId='7'>" + level(0, "chineseCountingThousand", "第%1章")
            + level(1, "chineseCounting", "第%2条", "<w:lvlRestart w:val='0'/>") + level(2, "japaneseCounting", "（%3）")
            + level(3, "decimal", "%1.%4", "<w:isLgl/>") + "</w:abstractNum>"
            + "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
        let body =
            paragraph("总则", number: 1) + paragraph("目的", number: 1, level: 1) + paragraph("依据", number: 1, level: 1)
            + paragraph("甲项", number: 1, level: 2) + paragraph("乙项", number: 1, level: 2) + paragraph("没有编号")
            + paragraph("附则", number: 1) + paragraph("施行", number: 1, level: 1)
            + paragraph("丙项", number: 1, level: 2) + paragraph("细目", number: 1, level: 3)
        #expect(
            text(body, definitions: definitions)
                == "第一章 总则\n第一条 目的\n第二条 依据\n（一）甲项\n（二）乙项\n没有编号\n第二章 附则\n第三条 施行\n（一）丙项\n2.1 细目")
    }

    @Test func `a style gives a number, a list begins anew, a bullet has none`() {
        let definitions =
            "<w:abstractNum w:abstractNumId='1'>" + level(0, "chineseCounting", "%1、", "<w:pStyle w:val='H1'/>")
            + "</w:abstractNum><w:abstractNum w:abstractNumId='2'>" + level(0, "decimal", "%1.")
            + level(1, "bullet", "●")
            + level(2, "hex", "%3") + "</w:abstractNum>"
            + "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='2'/></w:num>"
            + "<w:num w:numId='3'><w:abstractNumId w:val='2'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
        let styles =
            "<w:style w:type='paragraph' w:styleId='H1'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
            + "<w:style w:type='paragraph' w:styleId='H1a'><w:basedOn w:val='H1'/></w:style>"
        let styled = { (style: String) in "<w:pStyle w:val='\(style)'/>" }
        let body =
            paragraph("概况", more: styled("H1")) + paragraph("一点", number: 2) + paragraph("二点", number: 2)
            + paragraph("圆点", number: 2, level: 1) + paragraph("十六进制", number: 2, level: 2)
            + paragraph("打算", more: styled("H1a")) + paragraph("又一点", number: 3) + paragraph("又二点", number: 3)
            + paragraph("标题不编号", number: 0, more: styled("H1"))
            + paragraph("改过", more: "<w:pPrChange><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:pPrChange>")
        #expect(
            text(body, definitions: definitions, styles: styles)
                == "一、概况\n1. 一点\n2. 二点\n圆点\n十六进制\n二、打算\n1. 又一点\n2. 又二点\n标题不编号\n改过")
    }

    @Test(arguments: [
        (1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (103, "一百零三"), (110, "一百一十"), (1002, "一千零二"),
    ])
    func `Chinese numbers`(number: Int, words: String) {
        let definitions =
            "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='\(number)'/><w:numFmt w:val='chineseCountingThousand'/>"
            + "<w:lvlText w:val='%1、'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
        #expect(text(paragraph("甲", number: 1), definitions: definitions) == words + "、甲")
    }
}
