import CGsf
import Foundation
import Testing

import Intake
import Workbench

/// Letters and what holds files.
@Suite struct MailAndContainerTests {
    static let letter = [
        "Subject: =?GB2312?B?\(Data(encode("关于报送", "GB18030")).base64EncodedString())?=",
        " =?utf-8?B?\(Data("材料的函".utf8).base64EncodedString())?=", "From: =?UTF-8?Q?=E7=AB=99?= <a@b.invalid>",
        "To: c@d.invalid", "Date: Mon, 17 Mar 2025 09:12:00 +0800", "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: multipart/alternative; boundary=y", "",
        "--y", "Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: base64", "",
        Data(encode("请查收归档，附登记表。", "GB18030")).base64EncodedString(), "--y", "Content-Type: text/html", "",
        "<p>请查收</p>", "--y--", "--x", "Content-Type: application/octet-stream",
        "Content-Disposition: attachment; filename*0*=utf-8''%E7%99%BB; filename*1*=%E8%AE%B0.txt", "", "附件正文", "--x",
        "Content-Type: message/rfc822", "", "Subject: inner", "", "inner text", "--x--", "",
    ].joined(separator: "\r\n")

    @Test func `a letter with too many files is kept whole, and says so`() {
        let part = "--x\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\nA\r\n"
        func letter(_ parts: Int) -> Extraction {
            let text =
                "Subject: many\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
                + String(repeating: part, count: parts) + "--x--\r\n"
            return reading(Data(text.utf8), name: "信.eml")
        }
        let most = ReadingLimits().members
        #expect(letter(most).members.count == most)
        #expect(letter(most).warnings.isEmpty)
        for parts in [most + 1, 2 * most + 5] {
            #expect(letter(parts).members.isEmpty)
            #expect(letter(parts).warnings == [.limitExceeded(.members)])
        }
    }

    @Test func `a letter has its head, its body and what is attached`() {
        let extraction = reading(Data(Self.letter.utf8), name: "信.eml")
        #expect(extraction.heading == "关于报送材料的函")
        #expect(extraction.text?.contains("发件人：站 <a@b.invalid>") == true)
        #expect(extraction.text?.hasSuffix("\n\n请查收归档，附登记表。") == true)
        #expect(extraction.properties.created == "2025-03-17")
        #expect(extraction.members.map(\.name) == ["登记.txt", "inner.eml"])
        #expect(reading(extraction.members[1].bytes, name: "inner.eml").text?.hasSuffix("inner text") == true)
        #expect(extraction.mediaType == "message/rfc822")
    }

    @Test func `what stands behind a padded word is read, in a subject and in names`() {
        func words(_ text: String, cutAt cut: Int) -> String {
            let bytes = encode(text, "GB18030")
            return [bytes[..<cut], bytes[cut...]].map { "=?gb2312?B?\(Data($0).base64EncodedString())?=" }
                .joined(separator: "\r\n\t")
        }
        // The last name is cut within a character.
        let letter = [
            "Subject: " + words("关于报送材料的函", cutAt: 10), "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=x", "", "--x",
            "Content-Type: application/octet-stream; name=\"\(words("登记表.txt", cutAt: 4))\"", "", "甲", "--x",
            "Content-Type: application/octet-stream",
            "Content-Disposition: attachment; filename=\"\(words("会商纪要.txt", cutAt: 5))\"", "", "乙", "--x--", "",
        ].joined(separator: "\r\n")
        let extraction = reading(Data(letter.utf8), name: "信.eml")
        #expect(extraction.heading == "关于报送材料的函")
        #expect(extraction.members.map(\.name) == ["登记表.txt", "会商纪要.txt"])
    }

    @Test func `raw bytes of Chinese mail programs are read`() {
        let raw = encode(
            "Subject: 转介通知\r\nFrom: x@y.invalid\r\nContent-Type: text/plain\r\n\r\n今日转介一名儿童，请接收单位回执。\r\n", "GB18030")
        let extraction = reading(Data(raw), name: "a.eml")
        #expect(extraction.heading == "转介通知")
        #expect(extraction.text?.contains("请接收单位回执") == true)
    }

    /// A message of Outlook, made with libgsf.
    static func outlookMessage(_ properties: [(String, [UInt8])], attachment: [(String, [UInt8])]) -> Data {
        guard let memory = gsf_output_memory_new(), let file = gsf_outfile_msole_new(memory) else { return Data() }
        func write(_ streams: [(String, [UInt8])], _ folder: OpaquePointer) {
            for (name, bytes) in streams {
                guard let stream = gsf_outfile_new_child(folder, name, 0) else { continue }
                gsf_output_write(stream, bytes.count, bytes)
                gsf_output_close(stream)
                g_object_unref(UnsafeMutableRawPointer(stream))
            }
        }
        write([("__properties_version1.0", [UInt8](repeating: 0, count: 32))] + properties, file)
        if let folder = gsf_outfile_new_child(file, "__attach_version1.0_#00000000", 1) {
            let folder = OpaquePointer(folder)
            write(attachment, folder)
            gsf_output_close(UnsafeMutablePointer<GsfOutput>(folder))
            g_object_unref(UnsafeMutableRawPointer(folder))
        }
        gsf_output_close(UnsafeMutablePointer<GsfOutput>(file))
        let count = Int(gsf_output_size(memory))
        let bytes = gsf_output_memory_get_bytes(OpaquePointer(memory)).map { Data(bytes: $0, count: count) } ?? Data()
        g_object_unref(UnsafeMutableRawPointer(file))
        g_object_unref(UnsafeMutableRawPointer(memory))
        return bytes
    }

    static let message = outlookMessage(
        [
            ("__substg1.0_0037001F", encode("个案转介函", "UTF-16LE")),
            ("__substg1.0_1000001E", encode("正文：请接收并回执。", "GB18030")),
            ("__substg1.0_0C1A001F", encode("周予安", "UTF-16LE")),
        ],
        attachment: [
            ("__substg1.0_3707001F", encode("名单.txt", "UTF-16LE")), ("__substg1.0_37010102", Array("林小满".utf8)),
        ])

    @Test func `a message of Outlook is a letter`() {
        let extraction = reading(Self.message, name: "a.msg")
        #expect(extraction.mediaType == "application/vnd.ms-outlook")
        #expect(extraction.text == "主题：个案转介函\n发件人：周予安\n\n正文：请接收并回执。")
        #expect(extraction.members == [Member(name: "名单.txt", bytes: Data("林小满".utf8))])
    }

    @Test func `names of Chinese Windows are decoded`() {
        let zip = storedZip([
            (encode("个案材料/说明.txt", "GB18030"), Array("甲".utf8)), (Array("会商.txt".utf8), Array("乙".utf8)),
            (Array("__MACOSX/._x".utf8), [1]),
        ])
        let extraction = reading(zip, name: "a.zip")
        #expect(extraction.members.map(\.name) == ["个案材料/说明.txt", "会商.txt"])
        #expect(extraction.text == nil)
        #expect(extraction.warnings.isEmpty)
    }

    @Test func `too many members are none`() {
        let many = storedZip((0..<10_050).map { (Array("\($0)".utf8), [1]) })
        let extraction = reading(many, name: "a.zip")
        #expect(extraction.members.isEmpty)
        #expect(extraction.warnings == [.limitExceeded(.members)])
    }

    @Test(arguments: [("GB18030", UInt8(0x7A)), ("GB18030", 0), ("Big5", 0x78)])
    func `tables of dBase are read`(encoding: String, driver: UInt8) {
        let names = encoding == "Big5" ? ["林小滿", "個案轉介"] : ["林小满，儿童登记", "周予安"]
        let extraction = reading(OfficeSpecimens.table(names, encoding: encoding, driver: driver), name: "a.dbf")
        #expect(extraction.text == (["姓名"] + names).joined(separator: "\n"))
    }

    /// Bytes changed here and there, as disks and enemies do: what is read is something or nothing, and it ends.
    @Test func `damaged files never crash`() {
        var random = SplitMix(state: 7)
        let page = OfficeSpecimens.textObject("第一条为规范", x: 20, y: 20) + OfficeSpecimens.textObject("制定", x: 20, y: 27)
        let files: [(Data, String)] = [
            (
                OfficeSpecimens.word("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
                "a.docx"
            ),
            (OfficeSpecimens.workbook([("表", "visible", "<row><c s='1'><v>45733</v></c></row>")]), "a.xlsx"),
            (OfficeSpecimens.fixedLayout(page), "a.ofd"), (Data(Self.letter.utf8), "a.eml"), (Self.message, "a.msg"),
            (OfficeSpecimens.table(["林小满"], encoding: "GB18030", driver: 0), "a.dbf"),
        ]
        for (whole, name) in files {
            for round in 0..<300 {
                var bytes = whole
                for _ in 0...(random.next() % 6) {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                }
                if round.isMultiple(of: 4) { bytes = bytes.prefix(Int(random.next() % UInt64(bytes.count)) + 1) }
                let extraction = reading(Data(bytes), name: name)
                #expect((extraction.pages ?? []).allSatisfy { $0 <= extraction.text?.utf8.count ?? 0 })
            }
        }
    }
}
