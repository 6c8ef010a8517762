import Foundation
import HTTPTypes
import Testing
import Web
import Workbench

/// Lists that are taken along.
@Suite struct TableDownloadTests {
    @Test func `a table is taken along as CSV as it stands`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let page = try await browser.ask("/volumes?class=GA")
            let link = try #require(page.text.firstMatch(of: #/href="([^"]*as=csv[^"]*)"/#)).output.1
            #expect(link == "/volumes?class=GA&amp;as=csv")
            let table = try await browser.ask("/volumes?class=GA&as=csv")
            #expect(table.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(
                table.headers[.contentDisposition]?.contains(
                    "filename*=UTF-8''%E6%A1%88%E5%8D%B7-1%20%E5%8D%B7.csv") == true)
            #expect(table.text.hasPrefix("\u{FEFF}案卷号,题名,机构,件数,状态,立卷\r\n"))
            #expect(table.text.contains("J016-ZY·WB·GA·2024·Y-001,林小满个案,甲区未保中心,1,"))
            try await browser.signIn("shenji")
            // An export of each record that it lists, in the log.
            let log = try await browser.ask("/log?code=J016-ZY.WB.GA.2024.Y-001")
            #expect(log.text.contains("导出了列有它的清单"))
        }
    }

    @Test func `hits of a search are taken along all of them`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let page = try await browser.ask("/search?from=2024&page=1")
            #expect(page.text.contains("href=\"/search?from=2024&amp;as=xlsx\""))
            let csv = try await browser.ask("/search?from=2024&as=csv")
            #expect(csv.text.contains("林小满<登记表>") && csv.text.split(separator: "\r\n").count == 3)
            let sheet = try await browser.ask("/search?from=2024&as=xlsx")
            #expect(sheet.bytes.starts(with: Array("PK".utf8)))
        }
    }

    @Test func `who may not export takes no list of records along`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            _ = try await browser.send(
                "/volumes/J016-ZY.WB.GA.2024.Y-001/assign", ["users": "wangfang"])
            try await browser.signIn("wangfang")
            let page = try await browser.ask("/search?from=2024")
            #expect(page.text.contains("林小满") && !page.text.contains("as=csv"))
            for path in ["/search?from=2024&as=csv", "/volumes?as=xlsx"] {
                let answer = try await browser.ask(path)
                #expect(answer.status == 403 && !answer.text.contains("林小满"), "\(path)")
            }
            // A search that finds nothing is nothing to take along.
            let nothing = try await browser.ask("/search?q=xyzzy")
            #expect(!nothing.text.contains("as=csv"))
        }
    }

    @Test func `no cell is run by a spreadsheet program`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            _ = try await browser.send(
                "/volumes", ["class": "GA", "title": "=HYPERLINK(\"http://evil.example\")", "subject": ""])
            let table = try await browser.ask("/volumes?as=csv")
            #expect(table.text.contains(",\"'=HYPERLINK(\"\"http://evil.example\"\")\","))
        }
    }

    @Test func `only what there is can be taken along`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/volumes?as=pdf").status == 400)
            #expect(try await browser.ask("/volumes?as=csv&table=7").status == 404)
            #expect(try await browser.ask("/volumes?as=csv&table=-1").status == 404)
            #expect(try await browser.ask("/filing?as=csv").status == 404)
            #expect(try await browser.ask("/log?as=csv").status == 403)
        }
    }

    @Test func `the whole log is taken along by who reads it`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("shenji")
            let table = try await browser.ask("/log?as=csv")
            #expect(table.status == 200 && table.text.contains(",归档,"))
            let log = try await browser.ask("/log")
            #expect(log.text.contains("下载了表格"))
        }
    }
}
