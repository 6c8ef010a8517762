import Foundation
import Testing
import Workbench

/// Renditions of real documents, by the programs of the system and the program as built.
@Suite struct RenderTests {
    private static let hasOffice = Shell.has("soffice") && Shell.has("pdftoppm")

    private let lantai: Lantai

    init() throws {
        lantai = try Lantai()
        try lantai.found()
    }

    private func file(_ name: String, _ bytes: Data) throws -> String {
        try lantai.folder.write(name, bytes)
        let outcome = try lantai.run("lantai file \(Shell.quoted(name)) --class PX --date 2023-05-19 --json")
        return try #require(Lantai.objects(outcome.output).first?["code"] as? String, "\(outcome)")
    }

    /// RTF of these lines, each on a page of its own.
    private func richText(_ pages: [String]) -> Data {
        let words = pages.map { page in page.utf16.map { "\\u\(Int16(bitPattern: $0))?" }.joined() }
        return Data(("{\\rtf1\\ansi\\uc1 " + words.joined(separator: "\\page ") + "}").utf8)
    }

    /// A PDF of one empty page of this size, in points.
    private func portable(_ width: Int, _ height: Int) -> Data {
        Data(
            """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 \(width) \(height)]>>endobj
            trailer<</Root 1 0 R>>
            %%EOF

            """.utf8)
    }

    @Test(.enabled(if: hasOffice, "LibreOffice and poppler-utils are not installed"))
    func `a document becomes a PDF/A, and its pages pictures`() throws {
        let code = try file("通知.rtf", richText(["监护评估第一页", "第二页", "第三页"]))
        let copy = try lantai.run("lantai render \(code) --copy --to 阅读.pdf --json")
        let said = try #require(Lantai.objects(copy.output).first, "\(copy.errors)")
        #expect(said["mediaType"] as? String == "application/pdf" && said["cached"] as? Bool == false)
        #expect(said["file"] as? String == "通知.rtf" && said["bytes"] as? Int == lantaiBytes("阅读.pdf"))
        let bytes = try lantai.folder.read("阅读.pdf")
        #expect(bytes.range(of: Data("<pdfaid:part>2</pdfaid:part>".utf8)) != nil)
        #expect(try lantai.run("pdftotext 阅读.pdf -").output.contains("监护评估第一页"))
        let page = try lantai.run("lantai render \(code) --page 2 --width 300 --to 二.png --json")
        #expect(Lantai.objects(page.output).first?["pages"] as? Int == 3, "\(page.errors)")
        #expect(try Array(lantai.folder.read("二.png")[16..<20]) == [0, 0, 1, 44])
        let beyond = try lantai.run("lantai render \(code) --page 4 --to 四.png", merged: true)
        #expect(beyond.status == 79 && beyond.output.contains("没有第 4 页，共 3 页"), "\(beyond.output)")
        #expect(try lantai.run("lantai render \(code) --thumbnail --to 小.jpg").status == 0)
        #expect(lantaiBytes("小.jpg") < 20_000)
        // The record itself is as it was, and so is everything that is told of it.
        #expect(try lantai.run("lantai show \(code) --file 通知.rtf").bytes == lantai.folder.read("通知.rtf"))
        #expect(try lantai.run("lantai verify --quiet").status == 0)
    }

    private func lantaiBytes(_ name: String) -> Int { (try? lantai.folder.read(name).count) ?? -1 }

    @Test(.enabled(if: hasOffice, "LibreOffice and poppler-utils are not installed"))
    func `what a document links to is not taken into its copy`() throws {
        let found = try lantai.run("find /usr/share /usr/lib/libreoffice -name '*.png' -size +1k | head -n 1").output
        let picture = found.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(picture.hasPrefix("/usr/"))
        let spaces = ["office", "text", "drawing", "svg-compatible"].map {
            "xmlns:\($0.prefix(4))='urn:oasis:names:tc:opendocument:xmlns:\($0):1.0'"
        }.joined(separator: " ")
        let body =
            "<offi:document-content \(spaces) xmlns:xlink='http://www.w3.org/1999/xlink' offi:version='1.2'>"
            + "<offi:body><offi:text><text:p>开头</text:p><text:section text:name='s'>"
            + "<text:section-source xlink:href='file:///etc/passwd' xlink:type='simple' text:filter-name='Text'/>"
            + "<text:p>原样</text:p></text:section><text:p><draw:frame text:anchor-type='as-char' svg-:width='5cm' "
            + "svg-:height='5cm'><draw:image xlink:href='file://\(picture)' xlink:type='simple'/></draw:frame></text:p>"
            + "</offi:text></offi:body></offi:document-content>"
        let manifest =
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
            + "<manifest:file-entry manifest:full-path='/' manifest:media-type='application/vnd.oasis.opendocument.text'/>"
            + "<manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/>"
            + "</manifest:manifest>"
        let code = try file("链接.odt", OfficeSpecimens.openDocument(body, [("META-INF/manifest.xml", manifest)]))
        let copy = try lantai.run("lantai render \(code) --copy --to 阅读.pdf")
        #expect(copy.status == 0, "\(copy.errors)")
        let text = try lantai.run("pdftotext 阅读.pdf -").output
        #expect(text.contains("开头") && text.contains("原样") && !text.contains("root:"), "\(text)")
        let pictures = try lantai.run("pdfimages -list 阅读.pdf").output
        #expect(pictures.split(separator: "\n").count <= 2, "\(pictures)")
    }

    @Test(.enabled(if: hasOffice, "LibreOffice and poppler-utils are not installed"))
    func `of what breaks its reader one line is said, and nothing is left`() throws {
        let deep = String(repeating: "<w:p><w:tbl><w:tr><w:tc>", count: 100_000)
        let files: [(String, Data)] = [
            ("深.docx", OfficeSpecimens.word(deep)), ("断.pdf", Data("%PDF-1.7\n断".utf8)),
            ("断.doc", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 7, count: 4000))),
        ]
        for (name, bytes) in files {
            let code = try file(name, bytes)
            let kind = name.hasSuffix("pdf") ? "--page 1 --to 一.png" : "--copy --to 一.pdf"
            let outcome = try lantai.run("lantai render \(code) \(kind)", merged: true)
            #expect(outcome.status == 65 && outcome.output.split(separator: "\n").count == 1, "\(outcome.output)")
            #expect(outcome.output.contains(name) && outcome.output.contains("原件没有变"), "\(outcome.output)")
        }
        #expect(lantai.folder.files(in: "档案/Indexes/renditions").isEmpty)
        #expect(!lantai.folder.exists("一.pdf") && !lantai.folder.exists("一.png"))
    }

    @Test(.enabled(if: Shell.has("pdftoppm"), "poppler-utils is not installed"))
    func `a page of any shape is drawn within bounds`() throws {
        for (width, height) in [(595, 842), (14_400, 20), (20, 14_400), (14_400, 14_400)] {
            let name = "\(width)乘\(height)"
            let code = try file(name + ".pdf", portable(width, height))
            let outcome = try lantai.run("lantai render \(code) --page 1 --width 2400 --to \(name).png --json")
            #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            let bytes = try lantai.folder.read(name + ".png")
            func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(bytes[at + $1]) } }
            #expect((1...2400).contains(number(16)) && (1...9600).contains(number(20)), "\(name)")
        }
    }

    @Test(.enabled(if: hasOffice && Shell.has("sha256sum"), "LibreOffice is not installed"))
    func `an export with reading copies says what is a copy`() throws {
        let code = try file("通知.rtf", richText(["监护评估"]))
        let text = try lantai.code(ofText: "只有文字", name: "说明.txt")
        let outcome = try lantai.run("lantai export \(code) \(text) --to 包 --reading-copies --json")
        let report = try #require(Lantai.objects(outcome.output).first, "\(outcome.errors)")
        #expect(report["copies"] as? Int == 1 && (report["withoutCopy"] as? [Any])?.isEmpty == true)
        #expect(try lantai.run("cd 包 && sha256sum -c --quiet manifest-sha256.txt").status == 0)
        let copies = lantai.folder.files(in: "包").filter { $0.contains("reading-copies") }
        #expect(copies.count == 1 && copies[0].hasSuffix("/v1/reading-copies/通知.rtf.pdf"), "\(copies)")
        #expect(try lantai.folder.text("包/manifest-sha256.txt").contains("reading-copies/通知.rtf.pdf"))
        let lines = try lantai.folder.text("包/data/metadata.csv").split(whereSeparator: \.isNewline)
        #expect(lines.count == 4 && lines[0].hasSuffix("路径,说明"), "\(lines)")
        #expect(lines.filter { $0.contains("阅读副本，由 data/") && $0.contains("以原件为准") }.count == 1)
        // Without being asked for, none goes out; into evidence, none at all.
        #expect(try lantai.run("lantai export \(code) --to 二").status == 0)
        #expect(!lantai.folder.files(in: "二").contains { $0.contains("reading-copies") })
        let refused = try lantai.run("lantai export \(code) --evidence --reading-copies --to 三", merged: true)
        #expect(refused.status == 64 && refused.output.contains("不能同时使用"), "\(refused.output)")
        #expect(try lantai.run("lantai export \(code) --reading-copies --format csv --to 四").status == 64)
    }
}
