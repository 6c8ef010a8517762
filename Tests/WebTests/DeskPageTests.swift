import Archivist
import Foundation
import Records
import Testing
import Web

/// What each role finds when it arrives.
@Suite struct DeskPageTests {
    @Test func `a caseworker finds what is new in her cases and what she read last, of herself alone`() async throws {
        try await TestRoom().visit { browser in
            let volume = "/volumes/J016-ZY.WB.GA.2024.Y-001"
            try await browser.signIn("wangfang")
            var desk = try await browser.ask("/").text
            #expect(!desk.contains("我的个案里新归档的") && !desk.contains("最近看过的"))
            try await browser.signIn("dudao")
            _ = try await browser.send(volume + "/assign", ["users": "wangfang"])
            try await browser.state("复核", for: TestRoom.code)
            #expect(try await browser.ask(TestRoom.record).status == 200)
            try await browser.signIn("wangfang")
            desk = try await browser.ask("/").text
            // Others have read it; she has not.
            #expect(desk.contains("我的个案里新归档的") && desk.contains(">林小满&lt;登记表&gt;</a>"))
            #expect(!desk.contains("最近看过的"))
            try await browser.state("入户之前", for: TestRoom.code)
            #expect(try await browser.ask(TestRoom.record).status == 200)
            desk = try await browser.ask("/").text
            #expect(desk.contains("最近看过的"))
            // What she may not read any more is not listed, though she has read it.
            try await browser.signIn("dudao")
            _ = try await browser.send(volume + "/assign", ["users": ""])
            try await browser.signIn("wangfang")
            desk = try await browser.ask("/").text
            #expect(!desk.contains("最近看过的") && !desk.contains("林小满"))
        }
    }

    @Test func `a caseworker finds what her cases wait for`() async throws {
        let room = try await TestRoom()
        var change = Revising.Change()
        change.fields = [(name: "下次回访日期", value: "2024-06-01")]
        _ = try await Revising(archive: room.hands("dudao", .archivist)).revise(TestRoom.code, change, reason: "补录")
        try await room.visit { browser in
            let volume = "/volumes/J016-ZY.WB.GA.2024.Y-001"
            try await browser.signIn("wangfang")
            #expect(try await browser.ask("/").text.contains("两周内没有到期的事"))
            try await browser.signIn("dudao")
            _ = try await browser.send(volume + "/assign", ["users": "wangfang"])
            try await browser.signIn("wangfang")
            #expect(try await browser.ask("/").text.contains("下次回访日期 2024-06-01（逾期）"))
            let page = try await browser.ask(volume).text
            #expect(page.contains("待办事项") && page.contains("下次回访日期 2024-06-01（逾期）"))
            #expect(page.contains("经办人") && !page.contains("<svg"))
            // All of them, also what is due much later; and her cases alone.
            #expect(try await browser.ask("/").text.contains("<a href=\"/tasks\">待办事项</a>"))
            let tasks = try await browser.ask("/tasks").text
            #expect(tasks.contains("下次回访日期 2024-06-01（逾期）") && tasks.contains("href=\"\(volume)\""))
            let cases = try await browser.ask("/").text
            #expect(cases.contains("<a href=\"/volumes?own=1&amp;state=open\">我的个案</a>"), "\(cases)")
            _ = try await browser.send("/volumes", ["class": "GA", "title": "周小米个案", "org": "210202"])
            try await browser.signIn("dangan")
            _ = try await browser.send("/volumes", ["class": "GA", "title": "别人的个案", "org": "210202"])
            #expect(try await browser.ask("/volumes?own=1").text.contains("没有这样的案卷"))
            #expect(try await browser.ask("/volumes?state=open").text.contains("别人的个案"))
            try await browser.signIn("wangfang")
            let own = try await browser.ask("/volumes?own=1&state=open").text
            #expect(own.contains("周小米个案") && own.contains(">林小满个案<") && !own.contains("别人的个案"))
            #expect(own.contains("<option value=\"1\" selected>我</option>"))
            // Three points of time and more make a line.
            var form = Uploading.Description(
                id: "", title: "走访<b>\"二\"", date: "2024-05-20", classCode: "GA", volume: TestRoom.volume)
            form.fields = [(name: "下次回访日期", value: "2024-07-01")]
            let filed = try await Uploading(archive: room.hands("dudao", .archivist)).file(text: "入户走访", form)
            #expect(filed.status == .filed)
            let line = try await browser.ask(volume).text
            #expect(line.matches(of: #/<circle /#).count == 3 && line.contains("class=\"due\""))
            #expect(line.contains("2024-05-20 走访&lt;b&gt;&quot;二&quot;") && !line.contains("走访<b>"))
            #expect(line.contains("下次回访日期 2024-07-01") && !line.contains("下次回访日期 2024-06-01"))
        }
    }

    @Test func `an auditor finds how far archive and log are checked`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("shenji")
            var desk = try await browser.ask("/").text
            #expect(desk.contains("核对的情况") && desk.matches(of: #/从来没有/#).count == 3)
            #expect(try await browser.ask("/log/checkpoint").status == 200)
            _ = try await browser.ask("/log")
            _ = try await browser.send("/log/verify", ["checkpoint": ""])
            desk = try await browser.ask("/").text
            #expect(desk.matches(of: #/从来没有/#).count == 1)
            for user in ["dangan", "wangfang", "dudao"] {
                try await browser.signIn(user)
                #expect(!(try await browser.ask("/").text.contains("核对的情况")))
            }
        }
    }

    @Test func `an auditor looks into the log by person and outcome, page by page`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("waiqu")
            for _ in 0..<105 { _ = try await browser.ask("/records/J016-X-1") }
            try await browser.signIn("shenji")
            let page = try await browser.ask("/log?who=waiqu&denied=1").text
            #expect(page.contains("100 条") && !page.contains("shenji</td>"))
            let next = try #require(page.firstMatch(of: #/href="(\/log\?[^"]*before=[^"]*)" rel="next"/#)).output.1
            let rest = try await browser.ask(String(next).replacing("&amp;", with: "&")).text
            #expect(rest.contains("5 条，") && !rest.contains("rel=\"next\""))
            #expect(try await browser.ask("/log?to=2001-01-01").text.contains("没有这样的利用"))
            #expect(try await browser.ask("/log?from=neulich").status == 400)
        }
    }

    @Test func `whom a case concerns sees who has read it, and others are not told`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            try await browser.state("复核", for: TestRoom.code)
            let page = try await browser.ask(TestRoom.record).text
            let link = try #require(page.firstMatch(of: #/href="(\/log\/subject[^"]+)">谁看过/#)).output.1
            let uses = try await browser.ask(String(link).replacing("&amp;", with: "&"))
            #expect(uses.status == 200 && uses.text.contains("复核"))
            try await browser.signIn("dangan")
            try await browser.state("整理", for: TestRoom.code)
            #expect(!(try await browser.ask(TestRoom.record).text.contains("谁看过")))
            #expect(try await browser.ask(String(link).replacing("&amp;", with: "&")).status == 403)
        }
    }
}
