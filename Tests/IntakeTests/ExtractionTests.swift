import Foundation
import Testing

import Intake
import Workbench

/// Texts as they come in, in each encoding, short and long.
@Suite struct ExtractionTests {
    static let mainland = [
        "未成年人保护工作站二〇二三年度个案登记表", "会议纪要：讨论困境儿童帮扶措施，张三参加。",
        "姓名,单位,签到时间\n周予安,枫桥镇民政办,08:51\n", "本次走访由儿童主任完成，家庭情况基本稳定。\n\t备注：无\n",
    ]
    static let traditional = ["個案姓名：林小滿，由祖父單獨照顧，近期情緒低落。", "兒童關懷站轉介紀錄與後續會談安排說明"]

    static func long(_ text: String) -> String {
        String(repeating: text + "\n", count: 2000)
    }

    @Test(arguments: ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "GB18030", "Big5"], [false, true])
    func `reads every encoding, with a mark and without`(encoding: String, hasMark: Bool) throws {
        let marks: [String: [UInt8]] = [
            "UTF-8": [0xEF, 0xBB, 0xBF], "UTF-16LE": [0xFF, 0xFE], "UTF-16BE": [0xFE, 0xFF],
            "UTF-32LE": [0xFF, 0xFE, 0, 0], "UTF-32BE": [0, 0, 0xFE, 0xFF],
        ]
        // UTF-32 is read with a mark only; the Chinese encodings have none.
        if marks[encoding] == nil, hasMark { return }
        if encoding.hasPrefix("UTF-32"), !hasMark { return }
        for short in encoding == "Big5" ? Self.traditional : Self.mainland {
            for text in [short, Self.long(short)] {
                let bytes = (hasMark ? marks[encoding] ?? [] : []) + encode(text, encoding)
                for name in ["a.txt", "登记表.log", "无名"] {
                    let extraction = reading(Data(bytes), name: name)
                    #expect(extraction == Extraction(mediaType: "text/plain", text: text, encoding: encoding))
                }
            }
        }
    }

    @Test func `tells GB18030 and Big5 from twenty characters`() {
        for (texts, encoding) in [(Self.mainland, "GB18030"), (Self.traditional, "Big5")] {
            for text in texts {
                let beginning = String(text.prefix(20))
                let extraction = reading(Data(encode(beginning, encoding)), name: "a.txt")
                #expect(extraction.encoding == encoding)
                #expect(extraction.text == beginning)
            }
        }
    }

    @Test func `Chinese that comes late in a file is told by itself`() {
        let text = String(repeating: "a,b,1\n", count: 20_000) + Self.traditional[0]
        let extraction = reading(Data(encode(text, "Big5")), name: "a.csv")
        #expect(extraction.encoding == "Big5")
        #expect(extraction.text == text)
    }

    @Test func `reads four-byte characters of GB18030`() {
        let text = "生僻字登记：龚䶮、㛃、㐂、䲠、𪚥。"
        #expect(reading(Data(encode(text, "GB18030")), name: "a.txt").text == text)
    }

    @Test func `shows damaged places instead of refusing the text`() {
        var utf8 = Array("未成年人保护工作站档案管理办法（试行）".utf8)
        utf8[4] = 0xFF
        let damaged = reading(Data(utf8), name: "a.txt")
        #expect(damaged.encoding == "UTF-8")
        #expect(damaged.text?.contains("\u{FFFD}") == true)
        #expect(damaged.text?.hasSuffix("年人保护工作站档案管理办法（试行）") == true)
        #expect(damaged.warnings == [.undecodableBytes(count: 3, encoding: "UTF-8")])

        let gb = encode("未成年人保护工作站档案管理办法", "GB18030") + [0xFF]
        let cut = reading(Data(gb), name: "a.txt")
        #expect(cut.text == "未成年人保护工作站档案管理办法\u{FFFD}")
        #expect(cut.warnings == [.undecodableBytes(count: 1, encoding: "GB18030")])
    }

    @Test func `line ends and control characters are cleaned`() {
        let extraction = reading(Data("甲\r\n乙\r丙\u{B}丁\u{7}\t戊\n".utf8), name: "a.txt")
        #expect(extraction.text == "甲\n乙\n丙\n丁\t戊\n")
        let padded = reading(Data("档案\0\0 一份记录的登记内容说明文字放在这里".utf8), name: "a.txt")
        #expect(padded.text?.hasPrefix("档案 一份") == true)
    }

    @Test func `an empty file is text with a warning`() {
        #expect(reading(Data(), name: "a.md").warnings == [.empty])
        #expect(reading(Data(" \n\u{3000}".utf8), name: "a.txt").warnings == [.empty])
    }

    @Test(arguments: [
        ("a.txt", "text/plain"), ("A.MD", "text/markdown"), ("表.csv", "text/csv"),
        ("x.tsv", "text/tab-separated-values"),
        ("x.json", "application/json"), ("x.xml", "application/xml"), ("x", "text/plain"), ("x.pdf", "text/plain"),
        ("a.b/c", "text/plain"),
    ])
    func `names tell apart what content does not`(name: String, mediaType: String) {
        #expect(reading(Data("内容".utf8), name: name).mediaType == mediaType)
    }

    /// An inspection tells types without parsing anything, and holds them against those that were written down at filing.
    @Test(arguments: [
        ("图.svg", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><text>甲</text></svg>", "image/svg+xml"),
        ("说明.txt", "<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain"),
        ("x.xml", "<doc>甲</doc>", "application/xml"),
        ("文.fodt", "<office:document office:mimetype='opendocument.text'/>", "application/vnd.oasis.opendocument.text"),
        ("文.xml", "<w:d xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'/>", "application/msword"),
        ("表.xls", "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "application/vnd.ms-excel"),
        ("表.xls", "<html><body>甲</body></html>", "text/html"), ("表.xls", "甲\t乙", "text/plain"),
        ("页.mht", "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>甲</p>\n", "multipart/related"),
        ("页.doc", "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>甲</p>\n", "message/rfc822"),
        ("信.eml", "Subject: 甲\n\n乙\n", "message/rfc822"), ("x", "甲", "text/plain"),
    ])
    func `a type told without parsing is the one that is read`(name: String, content: String, mediaType: String) {
        let bytes = Data(content.utf8)
        #expect(reading(bytes, name: name).mediaType == mediaType)
        #expect(TextExtractor().mediaType(of: bytes, name: name) == mediaType)
    }

    @Test func `what is too large to be looked at is what its name says`() {
        let bytes = Data(count: TextExtractor.limit + 1)
        #expect(TextExtractor().mediaType(of: bytes, name: "表.dbf") == "application/x-dbf")
        #expect(TextExtractor().mediaType(of: bytes, name: "x") == "application/octet-stream")
    }

    @Test(arguments: [
        ("\0\0\0\u{18}ftypisom....", "a", "video/mp4"), ("\0\0\0\u{18}ftyp3gp5....", "a", "video/3gpp"),
        ("\0\0\0\u{18}ftypheic....", "IMG_1.HEIC", "image/heic"), ("\0\0\0\u{1C}ftypmif1....", "a", "image/heic"),
        ("\0\0\0\u{1C}ftypavif....", "a", "image/avif"), ("ID3\u{3}....", "a", "audio/mpeg"),
        ("\0\u{1}\u{2}\0\u{3}\0", "a", "application/octet-stream"),
    ])
    func `binary files have no text`(content: String, name: String, mediaType: String) {
        let extraction = reading(Data(content.utf8), name: name)
        #expect(extraction == Extraction(mediaType: mediaType, warnings: [.textNotSearchable(mediaType: mediaType)]))
    }

    @Test(arguments: [
        ("%PDF-1.4 ...", "a.txt", "application/pdf"), ("\u{FEFF}\r\n%PDF-1.4 ...", "a.txt", "application/pdf"),
        ("HTTP/1.1 200 OK\r\n\r\n%PDF-1.4 ...\nstartxref\n0\n%%EOF", "a.txt", "application/pdf"),
        ("GIF89a", "a.jpg", "image/gif"),
        (
            "PK\u{3}\u{4}....", "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        ("PK\u{3}\u{4}....", "a.txt", "application/zip"), ("\0\u{1}\u{2}\0\u{3}\0", "a.dbf", "application/x-dbf"),
    ])
    func `what is cut short is kept with a word on it`(content: String, name: String, mediaType: String) {
        let extraction = reading(Data(content.utf8), name: name)
        #expect(extraction.mediaType == mediaType)
        #expect(extraction.text == nil)
        #expect(!extraction.warnings.isEmpty)
    }

    @Test func `a text that speaks of PDF is a text, and rich text may have a mark before it`() {
        #expect(reading(Data("文件以 %PDF-1.4 开头。".utf8), name: "a.txt").mediaType == "text/plain")
        #expect(TextExtractor().mediaType(of: Data("\u{FEFF}{\\rtf1 a}".utf8), name: "a.doc") == "application/rtf")
    }

    @Test(.enabled(if: isInstalled("pdftotext"), "pdftotext is not installed"))
    func `what a form leaves to the viewer to draw is read, and notes are told of`() {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/NeedAppearances true/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 12 Tf 0 g)>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[4 0 R 6 0 R]/Contents 7 0 R/Resources<</Font<</Helv 5 0 R>>>>>>",
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/F 4/Rect[50 50 200 70]/DA(/Helv 12 Tf 0 g)/V <FEFF67975C0F6EE1>>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</Type/Annot/Subtype/Text/Rect[50 100 70 120]/Contents(Note)>>",
            "<</Length 52>>stream\nBT /Helv 12 Tf 50 250 Td (Page text stands here) Tj ET\nendstream",
        ]
        let file =
            "%PDF-1.7\n" + objects.enumerated().map { "\($0 + 1) 0 obj\n\($1)\nendobj\n" }.joined()
            + "trailer<</Root 1 0 R/Size 8>>\nstartxref\n0\n%%EOF\n"
        let extraction = reading(Data(file.utf8), name: "a.pdf")
        #expect(extraction.text?.contains("Page text stands here") == true)
        #expect(extraction.text?.contains("林小满") == true)
        #expect(extraction.warnings == [.fieldsUnread])
    }

    @Test func `random bytes never crash`() {
        var random = SplitMix(state: 42)
        let proposer = DescriptionProposer()
        let names = ["a.txt", "a.html", "a.csv", "a.md", "a", "a.docx", "a.xls"]
        for seed in 0..<4000 {
            let count = Int(random.next() % 4097)
            let isLow = seed.isMultiple(of: 3)
            var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) & (isLow ? 0x7F : 0xFF) }
            if seed.isMultiple(of: 5) { bytes.insert(contentsOf: Array("<html><p title=".utf8), at: 0) }
            let name = names[seed % names.count]
            let extraction = reading(Data(bytes), name: name)
            if let text = extraction.text {
                _ = proposer.propose(text: text, name: name, mediaType: extraction.mediaType)
            }
        }
    }
}
