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

    @Test func `who works on a volume is asked of those alone who may say it`() async throws {
        try await TestRoom().visit { browser in
            let link = "/volumes/J016-ZY.WB.GA.2024.Y-001"
            for (user, may) in [("dangan", true), ("dudao", true), ("wangfang", false), ("shenji", false)] {
                try await browser.signIn("dangan")
                _ = try await browser.send(link + "/assign", ["users": "wangfang"])
                try await browser.signIn(user)
                let page = try await browser.ask(link)
                #expect(page.status == 200 && page.text.contains("action=\"\(link)/assign\"") == may, "\(user)")
            }
        }
    }

    @Test func `a second volume for a child is made where that is meant, and a wrong date is named`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            var form = ["class": "GA", "title": "周小米个案", "subject": "周小米 2015-02-30", "org": "210202"]
            let wrong = try await browser.send("/volumes", form)
            #expect(wrong.status == 400 && wrong.text.contains("出生日期“2015-02-30”不是日期"), "\(wrong.text)")
            #expect(try await browser.ask("/volumes").text.contains("value=\"周小米个案\""))
            form["subject"] = "2015-03-02"
            #expect(try await browser.send("/volumes", form).text.contains("缺少必填的著录项“姓名”"))
            form["subject"] = "周小米 2015-03-02；周小满 2017-05-06"
            let made = try await browser.send("/volumes", form)
            #expect(made.status == 303)
            let first = try await browser.ask(made.location).text
            #expect(first.contains("周小米、周小满"), "\(first)")
            let refused = try await browser.send("/volumes", form)
            #expect(refused.status == 400 && refused.text.contains("已有未结的案卷") && refused.text.contains("或另立一卷"))
            #expect(try await browser.ask("/volumes").text.contains("value=\"周小米个案\""))
            form["another"] = "1"
            let second = try await browser.send("/volumes", form)
            #expect(second.status == 303 && second.location != made.location, "\(second.text)")
            form["title"] = " "
            #expect(try await browser.send("/volumes", form).status == 400)
        }
    }

    @Test func `title and subjects are corrected, and what nobody touched stays`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let made = try await browser.send(
                "/volumes", ["class": "GA", "title": "周小米个案", "subject": "周小米 2015-03-02", "org": "210202"])
            let link = made.location
            var page = try await browser.ask(link).text
            #expect(page.contains("action=\"\(link)/describe\""))
            #expect(page.contains("name=\"subjects\" value=\"周小米 2015-03-02\""))
            let shown = ["was-title": "周小米个案", "was-subjects": "周小米 2015-03-02"]
            func correct(_ title: String, _ subjects: String) async throws -> Browser.Answer {
                try await browser.send(
                    link + "/describe", shown.merging(["title": title, "subjects": subjects]) { old, _ in old })
            }
            #expect(try await correct("周小米监护个案", "周小米 2015-03-02").status == 303)
            // Of a page that was opened before, the subjects alone.
            #expect(try await correct("周小米个案", "周小米 2015-03-02；周小满 2017-05-06").status == 303)
            page = try await browser.ask(link).text
            #expect(page.contains("<h1>周小米监护个案</h1>") && page.contains("周小米、周小满"), "\(page)")
            #expect(try await correct("周小米个案", "周小米 2015-03-02").status == 400)
            #expect(try await correct(" ", "周小米 2015-03-02").status == 400)
            #expect(try await correct("周小米个案", "周小米 2015-13-02").text.contains("2015-13-02"))
            try await browser.signIn("dudao")
            #expect(try await !browser.ask(link).text.contains("/describe"))
            #expect(try await correct("别的题名", "周小米").status == 403)
        }
    }

    @Test func `the security officer sets the level of a volume by its code, and sees nothing of it`() async throws {
        try await TestRoom().visit { browser in
            let link = "/volumes/J016-ZY.WB.GA.2024.Y-001"
            try await browser.signIn("safe")
            let page = try await browser.ask("/volumes")
            #expect(page.status == 200 && page.text.contains("action=\"/volumes/level\""))
            #expect(!page.text.contains("林小满"))
            var form = ["code": "J016-ZY.WB.GA.2024.Y-001", "level": "secret"]
            #expect(try await browser.send("/volumes/level", form).status == 400)
            form["level"] = "hidden"
            #expect(try await browser.send("/volumes/level", form).location == "/volumes")
            #expect(try await browser.ask(link).status == 403)
            try await browser.signIn("dangan")
            #expect(try await browser.ask(link).status == 404)
            #expect(try await browser.send("/volumes/level", form).status == 403)
            try await browser.signIn("safe")
            form["level"] = ""
            #expect(try await browser.send("/volumes/level", form).status == 303)
            try await browser.signIn("dangan")
            let again = try await browser.ask(link)
            #expect(again.status == 200 && !again.text.contains("/volumes/level"))
        }
    }

    @Test func `a refusal stands in the log as it does from the command`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            let answer = try await browser.send("/volumes/J016-ZY.WB.GA.2024.Y-001/assign", ["users": "wangfang"])
            #expect(answer.status == 403)
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log").text
            #expect(log.contains("指定了经办人（未获准）"))
            // What else stands there has words as well.
            #expect(log.contains("打开了工作台") || log.contains("查看了利用日志"))
        }
    }
}
