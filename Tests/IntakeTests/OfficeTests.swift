import Foundation
import Testing

import Intake
import Workbench

/// Office documents as programs of many makers write them.
@Suite struct OfficeTests {
    @Test func `a text document is read whole`() {
        let document = OfficeSpecimens.word(
            """
            <w:p><w:pPr><w:rPr><w:t>样式</w:t></w:rPr></w:pPr><w:r><w:t>未成</w:t></w:r><w:r><w:t>年人&amp;保护</w:t></w:r></w:p>
            <w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓</w:t></w:r></w:p><w:p><w:r><w:t>名</w:t></w:r></w:p></w:tc>
            <w:tc><w:p><w:r><w:t>林小满</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:p><w:r><w:t>前半</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p>
            </w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>
            </mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>后半</w:t></w:r></w:p>
            <w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>是</w:t><w:sym w:font='Wingdings' w:char='F0A8'/><w:t>否</w:t></w:r></w:p>
            """,
            [
                (
                    "word/_rels/document.xml.rels",
                    OfficeSpecimens.relationships(
                        [
                            ("1", "header", "header1.xml"), ("2", "footnotes", "footnotes.xml"),
                            ("3", "comments", "comments.xml"),
                        ],
                        outside:
                            "<Relationship Id='9' Type='x/header' TargetMode='External' Target='http://a.invalid/h.xml'/>"
                    )
                ),
                ("word/header1.xml", "<w:hdr xmlns:w='w'><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr>"),
                ("word/footnotes.xml", "<w:footnotes xmlns:w='w'><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnotes>"),
                ("word/comments.xml", "<w:comments xmlns:w='w'><w:p><w:r><w:t>批注</w:t></w:r></w:p></w:comments>"),
            ])
        let extraction = reading(document, name: "登记.wps")
        #expect(extraction.text == "未成年人&保护\n甲\t乙\n姓名\t林小满\n前半后半\n框中\n☑是□否\n内部资料\n脚注\n批注")
        #expect(extraction.mediaType == ZooTests.mediaTypes["docx"])
        #expect(extraction.warnings == [.hiddenContent(.comments)])
    }

    @Test func `a workbook is read with what it hides`() {
        let book = OfficeSpecimens.workbook(
            [
                (
                    "签到", "visible",
                    """
                    <row><c t='s'><v>0</v></c></row><row/><row><c t='inlineStr'><is><t>周</t></is></c><c s='1'><v>45733</v></c>
                    <c s='2'><v>0.5</v></c><c><f>1+1</f><v>0.30000000000000004</v></c><c t='str'><f>A</f><v>算得</v></c></row>
                    """
                ), ("隐", "hidden", "<row><c t='s'><v>1</v></c></row>"),
            ],
            [
                (
                    "xl/sharedStrings.xml",
                    "<sst><si><r><t>培训</t></r><r><t>签到表</t></r><rPh><t>注音</t></rPh></si><si><t>藏着</t></si></sst>"
                ),
                (
                    "xl/styles.xml",
                    "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='9'/></cellXfs></styleSheet>"
                ),
                (
                    "xl/worksheets/_rels/sheet1.xml.rels",
                    OfficeSpecimens.relationships([("c", "comments", "../comments1.xml")])
                ),
                (
                    "xl/comments1.xml",
                    "<comments><commentList><comment><text><r><t>旁注</t></r></text></comment></commentList></comments>"
                ),
            ])
        let extraction = reading(book, name: "表.et")
        #expect(extraction.text == "培训签到表\n周\t2025-03-17\t50%\t0.3\t算得\n签到\n隐\n藏着\n旁注")
        #expect(extraction.heading == "培训签到表")
        #expect(extraction.warnings == [.hiddenContent(.sheets), .hiddenContent(.comments)])
        #expect(extraction.pages?.count == 2)
    }

    @Test func `slides are read in their order with their notes`() {
        func slide(_ text: String, _ kind: String = "body") -> String {
            "<p:sld xmlns:p='p' xmlns:a='a'><p:sp><p:nvPr><p:ph type='\(kind)'/></p:nvPr><a:p><a:r><a:t>\(text)</a:t></a:r></a:p></p:sp></p:sld>"
        }
        let show = package([
            (
                "[Content_Types].xml",
                OfficeSpecimens.types(
                    "ppt/presentation.xml", "vnd.openxmlformats-officedocument.presentationml.presentation")
            ),
            ("_rels/.rels", OfficeSpecimens.relationships([("r", "officeDocument", "ppt/presentation.xml")])),
            (
                "ppt/presentation.xml",
                "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldId id='7' r:id='b'/><p:sldId id='8' r:id='a'/></p:presentation>"
            ),
            (
                "ppt/_rels/presentation.xml.rels",
                OfficeSpecimens.relationships([
                    ("a", "slide", "slides/slide1.xml"), ("b", "slide", "slides/slide2.xml"),
                ])
            ),
            ("ppt/slides/slide1.xml", slide("后讲")), ("ppt/slides/slide2.xml", slide("专题培训", "ctrTitle")),
            (
                "ppt/slides/_rels/slide2.xml.rels",
                OfficeSpecimens.relationships([("n", "notesSlide", "../notesSlides/n.xml")])
            ),
            ("ppt/notesSlides/n.xml", slide("案例化名")),
        ])
        let extraction = reading(show, name: "a.dps")
        #expect(extraction.text == "专题培训\n案例化名\n后讲")
        #expect(extraction.heading == "专题培训")
        #expect(extraction.pages == [0, "专题培训\n案例化名\n".utf8.count])
    }

    @Test func `OpenDocument is read, deletions are not`() {
        let content = """
            <office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b'><text:tracked-changes><text:p>删去</text:p>
            </text:tracked-changes><text:p>一<text:span>份</text:span><office:annotation><dc:creator xmlns:dc='d'>某</dc:creator>
            <text:p>批</text:p></office:annotation>记<text:s text:c='2'/>录</text:p><table:table><table:table-row><table:table-cell><text:p>甲</text:p>
            </table:table-cell><table:table-cell/><table:table-cell><text:p>乙</text:p></table:table-cell></table:table-row></table:table></office:document-content>
            """
        let extraction = reading(OfficeSpecimens.openDocument(content), name: "a.odt")
        #expect(extraction.text == "一份记  录\n批\n甲\t\t乙")
        let locked = package([
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", "<m><encryption-data/></m>"), ("content.xml", "\u{1}\u{2}"),
        ])
        #expect(reading(locked, name: "a.odt").warnings == [.encrypted])
    }

    @Test func `OpenDocument's fields are read, the numbers of notes are not`() {
        let content = """
            <office:document-content xmlns:office='o' xmlns:text='t'><text:p>填表人<text:creator>周予安</text:creator>于\
            <text:date>2025年3月17日</text:date>监护<text:note><text:note-citation>1</text:note-citation><text:note-body>\
            <text:p>脚注</text:p></text:note-body></text:note>评估</text:p></office:document-content>
            """
        #expect(reading(OfficeSpecimens.openDocument(content), name: "a.odt").text == "填表人周予安于2025年3月17日监护评估\n脚注")
    }

    /// A text document that refers to files of any bytes.
    private func word(_ text: String, kind: String, _ files: [(name: String, content: Data)]) -> Data {
        let type = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        let relations = files.enumerated().map { (id: "f\($0)", kind: kind, target: $1.name) }
        let parts = [
            ("[Content_Types].xml", OfficeSpecimens.types("word/document.xml", type)),
            ("_rels/.rels", OfficeSpecimens.relationships([("r", "officeDocument", "word/document.xml")])),
            ("word/document.xml", "<w:document xmlns:w='w'><w:p><w:r><w:t>\(text)</w:t></w:r></w:p></w:document>"),
            ("word/_rels/document.xml.rels", OfficeSpecimens.relationships(relations)),
        ]
        let all = parts.map { ($0.0, Data($0.1.utf8)) } + files.map { ("word/" + $0.name, $0.content) }
        return storedZip(all.map { (Array($0.0.utf8), Array($0.1)) })
    }

    @Test func `pieces of a document in other formats are read`() {
        let page =
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>存成一个文件的网页</body></html>\r\n--x--\r\n"
        let document = word(
            "正文", kind: "aFChunk",
            [
                ("a.mht", Data(page.utf8)), ("b.xhtml", Data("<div>网页片段</div>".utf8)),
                ("c.txt", Data(encode("纯文本的一段说明", "GB18030"))),
                ("d.docx", word("里层", kind: "aFChunk", [("e.htm", Data("<b>最里层</b>".utf8))])),
                ("f.bin", Data([0, 1, 2, 0, 3, 0])),
            ])
        let extraction = reading(document, name: "a.docx")
        #expect(extraction.text == "正文\n存成一个文件的网页\n网页片段\n纯文本的一段说明\n里层\n最里层")
        #expect(extraction.warnings == [.textNotSearchable(mediaType: "application/octet-stream")])
    }

    @Test func `documents in documents end somewhere`() {
        var document = word("底", kind: "none", [])
        for _ in 0..<8 { document = word("层", kind: "aFChunk", [("a.docx", document)]) }
        let extraction = reading(document, name: "a.docx")
        #expect(extraction.text == "层\n层\n层\n层\n层")
        #expect(extraction.warnings == [.limitExceeded(.depth)])
    }

    private static let chart: String = {
        func names(_ list: [String]) -> String {
            "<c:strRef><c:f>A1</c:f><c:strCache>" + list.map { "<c:pt><c:v>\($0)</c:v></c:pt>" }.joined()
                + "</c:strCache></c:strRef>"
        }
        let series = ["枫桥镇", "柳溪村"].map { name in
            "<c:ser><c:tx>\(names([name]))</c:tx><c:cat>\(names(["一月", "二月"]))</c:cat><c:val><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:val></c:ser>"
        }
        return
            "<c:chartSpace xmlns:c='c' xmlns:a='a'><c:title><c:tx><a:p><a:r><a:t>走访统计</a:t></a:r></a:p></c:tx></c:title>"
            + series.joined() + "</c:chartSpace>"
    }()

    @Test func `charts say their names, in texts and on sheets`() {
        let document = word("正文", kind: "chart", [("charts/c.xml", Data(Self.chart.utf8))])
        #expect(reading(document, name: "a.docx").text == "正文\n走访统计\n枫桥镇\n一月\n二月\n柳溪村")
        let book = OfficeSpecimens.workbook(
            [("Sheet1", "visible", "<row><c t='inlineStr'><is><t>签到</t></is></c></row>")],
            [
                (
                    "xl/worksheets/_rels/sheet0.xml.rels",
                    OfficeSpecimens.relationships([("d", "drawing", "../drawings/d.xml")])
                ),
                ("xl/drawings/d.xml", "<x:wsDr xmlns:x='x'/>"),
                (
                    "xl/drawings/_rels/d.xml.rels",
                    OfficeSpecimens.relationships([("c", "chart", "../charts/c.xml")])
                ),
                ("xl/charts/c.xml", Self.chart),
            ])
        #expect(reading(book, name: "a.xlsx").text == "签到\n走访统计\n枫桥镇\n一月\n二月\n柳溪村")
    }

    @Test func `documents embedded in one are handed on`() {
        let sheet = OfficeSpecimens.workbook([("名单", "visible", "<row><c t='inlineStr'><is><t>林小满</t></is></c></row>")])
        let document = word("正文", kind: "package", [("embeddings/Sheet1.xlsx", sheet)])
        let extraction = reading(document, name: "a.docx")
        #expect(extraction.text == "正文")
        #expect(extraction.members == [Member(name: "Sheet1.xlsx", bytes: sheet)])
        // A formula of an old program.
        let formula = word("正文", kind: "oleObject", [("embeddings/oleObject1.bin", Data([0xD0, 0xCF, 0x11, 0xE0]))])
        #expect(reading(formula, name: "a.docx").members.isEmpty)
    }

    @Test func `what is chosen from a list is read`() {
        let document = OfficeSpecimens.word(
            """
            <w:p><w:r><w:t>性别：</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:name w:val='a'/><w:ddList>\
            <w:result w:val='1'/><w:listEntry w:val='男'/><w:listEntry w:val='女'/></w:ddList></w:ffData></w:fldChar></w:r>\
            <w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r></w:p>
            """)
        #expect(reading(document, name: "a.docx").text == "性别：女")
    }

    @Test func `XML that calls itself GB2312 is read as GB18030`() {
        let book =
            "<?xml version=\"1.0\" encoding=\"GB2312\"?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row><Cell><Data>朱镕</Data></Cell><Cell><Data>龚䶮</Data></Cell></Row></Table></Worksheet></Workbook>"
        for bytes in [encode(book, "GB18030"), Array(book.utf8)] {
            let extraction = reading(Data(bytes), name: "导出.xls")
            #expect(extraction.text == "朱镕\t龚䶮")
            #expect(extraction.warnings.isEmpty)
        }
    }

    @Test func `what would call for more than a file is refused`() {
        let entity = package([
            (
                "[Content_Types].xml",
                OfficeSpecimens.types(
                    "word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document")
            ),
            ("word/document.xml", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><d><p><t>&e;</t></p></d>"),
        ])
        #expect(reading(entity, name: "a.docx").text == "")
        let deep = OfficeSpecimens.word(String(repeating: "<w:p>", count: 50_000) + "<w:t>底</w:t>")
        #expect(reading(deep, name: "a.docx").warnings.contains(.damaged(detail: "zip or XML")))
    }

    @Test func `drawings have words, not scripts`() {
        let drawing =
            "<svg xmlns='http://www.w3.org/2000/svg'><script>脚本</script><style>样式</style><text>图<tspan>中</tspan></text></svg>"
        #expect(reading(Data(drawing.utf8), name: "a.svg").text == "图中")
    }

    @Test func `tables of Excel 2003 in XML are read under any name`() {
        let book =
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row><Cell><Data>甲</Data></Cell><Cell><Data>乙</Data></Cell></Row></Table></Worksheet></Workbook>"
        #expect(reading(Data(book.utf8), name: "导出.xls").text == "甲\t乙")
    }
}

/// GB/T 33190 documents.
@Suite struct FixedLayoutTests {
    @Test func `lines of a paragraph are one`() {
        let page =
            OfficeSpecimens.textObject("第一条为规范儿童个案档案的收集整理保管利用", x: 20, y: 20)
            + OfficeSpecimens.textObject("和销毁制定本办法", x: 20, y: 27) + OfficeSpecimens.textObject("另起一段", x: 28, y: 34)
        #expect(reading(OfficeSpecimens.fixedLayout(page), name: "a.ofd").text == "第一条为规范儿童个案档案的收集整理保管利用和销毁制定本办法\n另起一段")
    }

    @Test func `a page in no order is read as it looks`() {
        let page = ["丁", "丙", "乙", "甲"].enumerated().map { OfficeSpecimens.textObject($1, x: 20, y: 200 - $0 * 40) }
            .joined()
        #expect(reading(OfficeSpecimens.fixedLayout(page), name: "a").text == "甲\n乙\n丙\n丁")
    }

    @Test func `a form's labels meet its values`() {
        let document = "<ofd:CommonData><ofd:TemplatePage ID='9' BaseLoc='Tpls/T.xml'/></ofd:CommonData>"
        let page = "<ofd:Template TemplateID='9'/>" + OfficeSpecimens.textObject("林小满", x: 60, y: 20)
        let template = "<ofd:Page xmlns:ofd='o'>" + OfficeSpecimens.textObject("姓名", x: 20, y: 20) + "</ofd:Page>"
        let form = OfficeSpecimens.fixedLayout(page, [("文档_0/Tpls/T.xml", template)], document: document)
        #expect(reading(form, name: "a.ofd").text == "姓名\t林小满")
    }

    @Test func `attachments are members`() {
        let list =
            "<ofd:Attachments xmlns:ofd='o'><ofd:Attachment ID='1' Name='名单'><ofd:FileLoc>/文档_0/附件/a.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"
        let document = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
        let file = OfficeSpecimens.fixedLayout(
            OfficeSpecimens.textObject("正文", x: 1, y: 1),
            [("文档_0/Attachs/Attachments.xml", list), ("文档_0/附件/a.txt", "甲")], document: document)
        #expect(reading(file, name: "a.ofd").members == [Member(name: "名单.txt", bytes: Data("甲".utf8))])
    }
}
