import Foundation
import HTTPTypes
import Testing
import Web

/// The four-property inspection on a page.
@Suite struct InspectionPageTests {
    @Test func `a record, a volume and what was filed last are inspected item by item`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let offered = try await browser.ask("/volumes/" + TestRoom.volume).text
            let link = try #require(offered.firstMatch(of: #/href="(\/inspect\?[^"]+)"/#)).output.1
            let volume = try await browser.ask(String(link)).text
            #expect(volume.contains("1 件、1 卷：") && volume.contains("真实性：摘要与归档时相符"))
            let last = try await browser.ask("/inspect?last=1&stage=transfer").text
            #expect(last.contains("1 件、") && last.contains("移交") && last.contains("Y-001-001</a>"))
            let all = try await browser.ask("/inspect?last=50").text
            #expect(all.contains("2 件、1 卷"))
            let register = try await browser.ask("/inspect/register?codes=" + TestRoom.code)
            #expect(register.text.contains("序号,档号,版本数,检测环节") && register.text.contains("dangan"))
            #expect(register.headers[.contentDisposition]?.contains("attachment") == true)
            for (path, status) in [
                ("/inspect?codes=J016-ZY.WB.GA.2024.Y-009", 404), ("/inspect?from=x", 400),
                ("/inspect?codes=&stage=x", 400),
            ] { #expect(try await browser.ask(path).status == status, "\(path)") }
            #expect(!(try await browser.ask("/inspect?codes=%3Cscript%3Ex").text.contains("<script>x")))
            try await browser.signIn("wangfang")
            #expect(try await browser.ask("/inspect").status == 403)
            try await browser.signIn("shenji")
            #expect(!(try await browser.ask("/inspect?codes=" + TestRoom.code).text.contains("林小满")))
        }
    }
}
