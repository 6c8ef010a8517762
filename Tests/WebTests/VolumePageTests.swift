import Archivist
import Foundation
import HTTPTypes
import Records
import Testing
import Web

/// A list of volumes that is longer than a page.
@Suite struct VolumePageTests {
    @Test func `a long list comes page by page and is taken along whole`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            for number in 2...101 {
                let made = try await browser.send("/volumes", ["class": "GA", "title": "第\(number)卷", "org": ""])
                try #require(made.status == 303)
            }
            let first = try await browser.ask("/volumes?class=GA&state=open").text
            #expect(first.contains("本页 100 卷") && first.contains(">林小满个案<"))
            #expect(first.contains("第100卷") && !first.contains("第101卷"))
            let next = try #require(first.firstMatch(of: #/href="([^"]+)" rel="next"/#)).output.1
            let second = try await browser.ask(String(next).replacing("&amp;", with: "&"))
            #expect(second.status == 200 && second.text.contains("第101卷") && !second.text.contains("第100卷"))
            #expect(!second.text.contains("rel=\"next\""))
            let link = try #require(second.text.firstMatch(of: #/href="([^"]*as=csv[^"]*)"/#)).output.1
            let table = try await browser.ask(String(link).replacing("&amp;", with: "&"))
            #expect(table.text.split(separator: "\r\n").count == 102)
            #expect(table.text.contains("林小满个案,甲区未保中心,1,") && table.text.contains(#/第101卷,[^,]+,0,/#))
            #expect(table.headers[.contentDisposition]?.contains("UTF-8''%E6%A1%88%E5%8D%B7.csv") == true)
        }
    }

    @Test func `a reopened volume says so, when and by whom, and is among the open ones`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let link = "/volumes/J016-ZY.WB.GA.2024.Y-001"
            for (act, said) in [("close", ["note": ""]), ("reopen", ["reason": "再次接报"])] {
                #expect(try await browser.send(link + "/" + act, said).status == 303)
            }
            let page = try await browser.ask(link).text
            #expect(page.contains("重开") && page.contains(Timestamp.today().description + " dangan"))
            #expect(page.contains("结卷") && page.contains("待办事项"))
            for state in ["open", "reopened"] {
                #expect(try await browser.ask("/volumes?state=" + state).text.contains(">林小满个案<"))
            }
            #expect(try await !browser.ask("/volumes?state=closed").text.contains(">林小满个案<"))
        }
    }

    @Test func `a refusal stands in the log as it does from the command`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            let answer = try await browser.send("/volumes/J016-ZY.WB.GA.2024.Y-001/assign", ["users": "wangfang"])
            #expect(answer.status == 403)
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log").text
            #expect(log.contains("指定了承办人（未获准）"))
            // What else stands there has words as well.
            #expect(log.contains("打开了工作台") || log.contains("查看了利用日志"))
        }
    }
}
