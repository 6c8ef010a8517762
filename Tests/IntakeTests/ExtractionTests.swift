import Foundation
import Testing

import Intake

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
                    let extraction = TextExtractor().extract(Data(bytes), name: name)
                    #expect(extraction == Extraction(mediaType: "text/plain", text: text, encoding: encoding))
                }
            }
        }
    }

    @Test func `tells GB18030 and Big5 from twenty characters`() {
        for (texts, encoding) in [(Self.mainland, "GB18030"), (Self.traditional, "Big5")] {
            for text in texts {
                let beginning = String(text.prefix(20))
                let extraction = TextExtractor().extract(Data(encode(beginning, encoding)), name: "a.txt")
                #expect(extraction.encoding == encoding)
                #expect(extraction.text == beginning)
            }
        }
    }

    @Test func `reads four-byte characters of GB18030`() {
        let text = "生僻字登记：龚䶮、㛃、㐂、䲠、𪚥。"
        #expect(TextExtractor().extract(Data(encode(text, "GB18030")), name: "a.txt").text == text)
    }

    @Test func `shows damaged places instead of refusing the text`() {
        var utf8 = Array("未成年人保护工作站档案管理办法（试行）".utf8)
        utf8[4] = 0xFF
        let damaged = TextExtractor().extract(Data(utf8), name: "a.txt")
        #expect(damaged.encoding == "UTF-8")
        #expect(damaged.text?.contains("\u{FFFD}") == true)
        #expect(damaged.text?.hasSuffix("年人保护工作站档案管理办法（试行）") == true)
        #expect(damaged.warnings == [.undecodableBytes(count: 3, encoding: "UTF-8")])

        let gb = encode("未成年人保护工作站档案管理办法", "GB18030") + [0xFF]
        let cut = TextExtractor().extract(Data(gb), name: "a.txt")
        #expect(cut.text == "未成年人保护工作站档案管理办法\u{FFFD}")
        #expect(cut.warnings == [.undecodableBytes(count: 1, encoding: "GB18030")])
    }

    @Test func `line ends and control characters are cleaned`() {
        let extraction = TextExtractor().extract(Data("甲\r\n乙\r丙\u{B}丁\u{7}\t戊\n".utf8), name: "a.txt")
        #expect(extraction.text == "甲\n乙\n丙\n丁\t戊\n")
        let padded = TextExtractor().extract(Data("档案\0\0 一份记录的登记内容说明文字放在这里".utf8), name: "a.txt")
        #expect(padded.text?.hasPrefix("档案 一份") == true)
    }

    @Test func `an empty file is text with a warning`() {
        #expect(TextExtractor().extract(Data(), name: "a.md").warnings == [.empty])
        #expect(TextExtractor().extract(Data(" \n\u{3000}".utf8), name: "a.txt").warnings == [.empty])
    }

    @Test(arguments: [
        ("a.txt", "text/plain"), ("A.MD", "text/markdown"), ("表.csv", "text/csv"),
        ("x.tsv", "text/tab-separated-values"),
        ("x.json", "application/json"), ("x.xml", "application/xml"), ("x", "text/plain"), ("x.pdf", "text/plain"),
        ("a.b/c", "text/plain"),
    ])
    func `names tell apart what content does not`(name: String, mediaType: String) {
        #expect(TextExtractor().extract(Data("内容".utf8), name: name).mediaType == mediaType)
    }

    @Test(arguments: [
        ("%PDF-1.4 ...", "a.txt", "application/pdf"), ("{\\rtf1 x}", "a", "application/rtf"),
        ("GIF89a", "a.jpg", "image/gif"),
        (
            "PK\u{3}\u{4}....", "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        ("PK\u{3}\u{4}....", "a.txt", "application/zip"), ("From: a@b.c\n", "信.eml", "message/rfc822"),
        ("\0\0\0\u{18}ftypisom....", "a", "video/mp4"), ("\0\u{1}\u{2}\0\u{3}\0", "a.dbf", "application/x-dbf"),
        ("\0\u{1}\u{2}\0\u{3}\0", "a", "application/octet-stream"),
    ])
    func `binary files have no text`(content: String, name: String, mediaType: String) {
        let extraction = TextExtractor().extract(Data(content.utf8), name: name)
        #expect(extraction == Extraction(mediaType: mediaType, warnings: [.textNotSearchable(mediaType: mediaType)]))
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
            let extraction = TextExtractor().extract(Data(bytes), name: name)
            if let text = extraction.text {
                _ = proposer.propose(text: text, name: name, mediaType: extraction.mediaType)
            }
        }
    }
}

/// Bytes of a text in an encoding, by iconv as the writers of such files have it.
func encode(_ text: String, _ encoding: String) -> [UInt8] {
    switch encoding {
    case "UTF-8": return Array(text.utf8)
    case "UTF-16LE": return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case "UTF-16BE": return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case "UTF-32LE", "UTF-32BE":
        let shifts: [UInt32] = encoding == "UTF-32LE" ? [0, 8, 16, 24] : [24, 16, 8, 0]
        return text.unicodeScalars.flatMap { scalar in shifts.map { UInt8(scalar.value >> $0 & 0xFF) } }
    default:
        // CFStringEncodings.h: GB_18030_2000 and Big5.
        let code: UInt = encoding == "GB18030" ? 0x8000_0632 : 0x8000_0A03
        return Array(text.data(using: String.Encoding(rawValue: code)) ?? Data())
    }
}

/// A small generator that gives the same numbers in every run (Steele and others, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
