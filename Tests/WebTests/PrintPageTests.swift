import Archivist
import Foundation
import HTTPTypes
import Records
import Retention
import Testing
import Web

/// What is put on paper: the sheets of a volume, the registers of disposals.
@Suite struct PrintPageTests {
    @Test func `a volume's sheets say what the standard asks for, and who printed them`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let link = "/volumes/" + TestRoom.volume
            let closed = try await browser.send(link + "/close", ["note": "结案<备考>"])
            try #require(closed.status == 303)
            let page = try await browser.ask(link).text
            for sheet in ["contents", "cover", "spine", "note"] {
                #expect(page.contains("href=\"\(link)/print/\(sheet)\""))
                let paper = try await browser.ask(link + "/print/" + sheet)
                #expect(paper.status == 200 && paper.text.contains("打印：dangan"))
                #expect(paper.text.contains("class=\"watermark\"") && paper.text.contains("data-print"))
                #expect(!paper.text.contains("<备考>") && !paper.text.contains("<登记表>"))
            }
            let contents = try await browser.ask(link + "/print/contents").text
            for column in ["顺序号", "文号", "责任者", "题名", "日期", "页数", "备注"] {
                #expect(contents.contains("<th scope=\"col\">\(column)</th>"))
            }
            #expect(contents.contains("<td>林小满&lt;登记表&gt;</td>") && contents.contains("<td>20240506</td>"))
            let cover = try await browser.ask(link + "/print/cover").text
            #expect(cover.contains("<h1>某市未保中心</h1>") && cover.contains("<dd>林小满个案</dd>"))
            #expect(cover.contains("自 2024-05-06 起至 2024-05-06 止") && cover.contains("<dd>ZY·WB·GA·2024·Y</dd>"))
            #expect(cover.contains("本卷共 1 件") && cover.contains("<dd>永久</dd>"))
            let spine = try await browser.ask(link + "/print/spine?mm=15").text
            #expect(spine.contains("spine mm15") && spine.contains("<dd>001</dd>"))
            let note = try await browser.ask(link + "/print/note").text
            #expect(note.contains("结卷：结案&lt;备考&gt;") && note.contains("检查人"))
            #expect(try await browser.ask(link + "/print/lid").status == 404)

            try await browser.signIn("shenji")
            let log = try await browser.ask("/log").text
            #expect(log.contains("打印了"))
            // The contents list names its records, and each of them is logged.
            let uses = try await browser.ask("/log?code=" + TestRoom.code).text
            #expect(uses.contains("打印了"))
            let masked = try await browser.ask(link + "/print/contents").text
            #expect(!masked.contains("林小满") && masked.contains("林*"))
        }
    }

    @Test func `a register is printed from what was filed, with room for signatures`() async throws {
        let room = try await TestRoom()
        let batch = try room.approvedBatch([TestRoom.notice], for: .transfer)
        let report = try await room.handedOver(batch)
        let register = try #require(report.register)
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let link = "/registers/" + register.replacing("·", with: ".") + "/print"
            let batches = try await browser.ask("/appraisals/\(batch)").text
            #expect(batches.contains("href=\"/transfers/1\""))
            #expect(try await browser.ask("/transfers/1").text.contains("href=\"\(link)\""))
            let paper = try await browser.ask(link)
            #expect(paper.status == 200 && paper.text.contains("移交清册第1号"))
            #expect(paper.text.contains("<td>J016-ZY·WB·FG·2024·Y-0001</td>"))
            // What is the same for all stands once, above; nobody signs in advance.
            #expect(paper.text.contains("<dt>接收单位</dt><dd>某区档案馆</dd>"))
            #expect(paper.text.contains("<dt>监交人（签字）</dt><dd>wangfang　</dd>"))
            #expect(paper.text.contains("打印：dangan"))
            for other in [TestRoom.notice, TestRoom.code, "J016-ZY.WB.QC.2026.Y-0099"] {
                #expect(try await browser.ask("/registers/\(other)/print").status != 200)
            }
        }
    }
}
