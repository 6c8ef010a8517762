import Foundation
import HTTPTypes
import Testing
import Web

/// What a visitor of the reading room sees.
@Suite struct ReadingRoomTests {
    @Test func `strangers are led to the sign in and back`() async throws {
        try await TestRoom().visit { browser in
            let answer = try await browser.ask("/search?q=%E6%9E%97")
            #expect(answer.status == 303)
            #expect(answer.location == "/sign-in?next=%2Fsearch%3Fq%3D%25E6%259E%2597")
            let page = try await browser.ask(answer.location)
            #expect(page.text.contains("value=\"/search?q=%E6%9E%97\""))
            let entered = try await browser.send(
                "/sign-in", ["name": "dudao", "password": TestRoom.password, "next": "/search?q=%E6%9E%97"])
            #expect(entered.status == 303 && entered.location == "/search?q=%E6%9E%97")
        }
    }

    @Test func `a search shows marked snippets facets and ways out`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            let page = try await browser.ask("/search?q=%E5%A4%9C%E9%97%B4%E7%8B%AC%E5%A4%84&class=GA")
            #expect(page.text.contains("<mark>夜间独处</mark>"))
            #expect(page.text.contains("林小满&lt;登记表&gt;"))
            #expect(page.text.contains("个案 ×"))
            let none = try await browser.ask("/search?q=xyzzy")
            #expect(none.status == 200 && none.text.contains("没有查到"))
        }
    }

    @Test func `a record is read with its hits marked and printed with a watermark`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            try await browser.state("再次接报", for: TestRoom.code)
            let page = try await browser.ask(TestRoom.record + "?q=%E9%9A%94%E4%BB%A3")
            #expect(page.status == 200)
            #expect(page.text.contains("<mark>隔代</mark>照料"))
            let sheet = try await browser.ask(TestRoom.record + "/print")
            #expect(sheet.text.contains("class=\"watermark\" aria-hidden=\"true\">dudao 20"))
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log")
            #expect(log.text.contains("打印了"))
        }
    }

    @Test func `a record is shown once it is said what for`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            let asked = try await browser.ask(TestRoom.record + "?q=%E9%9A%94%E4%BB%A3")
            #expect(asked.status == 403 && asked.text.contains("action=\"/purpose\""))
            #expect(!asked.text.contains("隔代照料") && !asked.text.contains("林小满"))
            // Nothing is said with blanks.
            _ = try await browser.send("/purpose", ["purpose": "  ", "code": TestRoom.code, "next": TestRoom.record])
            #expect(try await browser.ask(TestRoom.record).status == 403)
            let answer = try await browser.send(
                "/purpose", ["purpose": "家访之前", "code": TestRoom.code, "next": TestRoom.record + "?q=x"])
            #expect(answer.status == 303 && answer.location == TestRoom.record + "?q=x")
            let page = try await browser.ask(TestRoom.record)
            #expect(page.status == 200 && page.text.contains("隔代照料"))
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log?code=" + TestRoom.code).text
            #expect(log.contains("家访之前"))
            // Being asked is not being refused.
            #expect(!log.contains("（未获准）"))
        }
    }

    @Test func `files come in pieces and go on where they broke`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let content = Array("会商纪要\n二〇二四年五月六日\n商定每周入户一次\n".utf8)
            let header = ["X-Lantai-Token": browser.token]
            let begin = "/filing/uploads?name=%E7%BA%AA%E8%A6%81.txt&size=\(content.count)"
            let first = try await browser.ask(begin, .post, headers: header)
            let id = try #require(first.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1
            _ = try await browser.ask(
                "/filing/uploads/\(id)?offset=0", .put, headers: header, body: Array(content[..<10]))
            let torn = try await browser.ask("/filing/uploads/\(id)?offset=4", .put, headers: header, body: [1])
            #expect(torn.status == 409)
            // The page was closed; the same file is chosen again.
            let again = try await browser.ask(begin, .post, headers: header)
            #expect(again.text.contains("\"id\":\"\(id)\"") && again.text.contains("\"received\":10}"))
            let rest = try await browser.ask(
                "/filing/uploads/\(id)?offset=10", .put, headers: header, body: Array(content[10...]))
            #expect(rest.text == "{\"received\":\(content.count)}")
            let page = try await browser.ask("/filing")
            #expect(page.text.contains("value=\"会商纪要\""))
            _ = try await browser.send("/filing", ["class-\(id)": "FG", "title-\(id)": "会商纪要（五月）"])
            let filed = try await browser.ask("/filing")
            #expect(filed.text.contains("已归档 1 件"))
            #expect(!filed.text.contains("纪要.txt"))
            let found = try await browser.ask("/search?q=%E6%AF%8F%E5%91%A8%E5%85%A5%E6%88%B7")
            #expect(found.text.contains("会商纪要（五月）"))
        }
    }

    @Test func `single person mode opens by the code on the console`() async throws {
        let room = try await TestRoom(hasUsers: false)
        let code = try #require(try room.room.firstCode())
        try await room.visit { browser in
            let wrong = try await browser.send("/sign-in", ["code": "222222222222"])
            #expect(wrong.status == 401)
            let right = try await browser.send("/sign-in", ["code": " " + code.uppercased()])
            #expect(right.status == 303)
            let desk = try await browser.ask("/users")
            #expect(desk.text.contains("单人模式"))
            let first = try await browser.send("/users", ["name": "admin", "fullName": "管理", "org": "2102"])
            // From now on everybody signs in, the owner too.
            #expect(first.status == 303)
            let after = try await browser.ask("/users")
            #expect(after.status == 303 && after.location.hasPrefix("/sign-in"))
        }
    }

    @Test(arguments: ["dangan", "wangfang", "dudao", "shenji", "safe", "admin"])
    func `everything in the menu opens`(for user: String) async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn(user)
            let desk = try await browser.ask("/")
            let links = desk.text.matches(of: #/<a href="([^"]+)"[^>]*>/#).map { String($0.output.1) }
                .filter { $0.hasPrefix("/") }
            #expect(links.count > 1)
            for link in Set(links) {
                let page = try await browser.ask(link.replacing("&amp;", with: "&"))
                #expect(page.status == 200, "\(user) \(link): \(page.text)")
            }
        }
    }

    @Test func `who was signed out in the meantime is led to the sign in whatever was sent`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("shenji")
            _ = try await browser.send("/sign-out", [:])
            for path in ["/saved", "/saved/remove", "/plan/effect", "/log/subject", "/volumes"] {
                let answer = try await browser.send(path, ["name": "x"])
                #expect(answer.status == 303 && answer.location == "/sign-in", "\(path)")
            }
        }
    }

    @Test func `who was signed out over a form is told so and led back to it`() async throws {
        try await TestRoom().visit { browser in
            let form = ["object": "x", "reason": "y"]
            let sent = try await browser.send(
                "/access/request", form, headers: ["Referer": "http://localhost/access?object=x"])
            #expect(sent.status == 303 && sent.location == "/sign-in?next=%2Faccess%3Fobject%3Dx&lost=1")
            let page = try await browser.ask(sent.location).text
            #expect(page.contains("刚才填的没有保存") && page.contains("value=\"/access?object=x\""))
            #expect(try await browser.ask("/sign-in").text.contains("没有保存") == false)
            for other in [
                "https://evil.example/access", "http://localhost.evil.example/", "http://localhost//evil.example",
            ] {
                let away = try await browser.send("/access/request", form, headers: ["Referer": other])
                #expect(!away.location.contains("evil"), "\(other)")
            }
        }
    }

    @Test func `whatever goes wrong is said on a page with what to do next`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let token = browser.token
            func sent(_ body: String) async throws -> Browser.Answer {
                try await browser.ask(
                    "/access/request", .post,
                    headers: [
                        "Content-Type": "application/x-www-form-urlencoded", "Referer": "http://localhost/access",
                    ], body: Array(body.utf8))
            }
            for (answer, status, words) in [
                (try await browser.ask("/nowhere"), 404, "没有这一页"),
                (try await browser.ask("/volumes", .delete), 404, "没有这一页"),
                (try await browser.ask("/requests/x"), 400, "读不懂"),
                (try await sent("token=0000&object=x"), 403, "没有保存"),
                (try await sent("token=\(token)&object=%FF"), 400, "读不懂"),
                (try await sent("token=\(token)&object=x&object=y"), 400, "读不懂"),
                (try await sent(String(repeating: "a", count: 300_000)), 413, "太大"),
            ] {
                #expect(answer.status == status && answer.text.contains(words), "\(answer.status) \(words)")
                #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
                #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(answer.text.contains("退出") && answer.text.contains("回到工作台"))
                #expect(status == 404 || answer.text.contains("href=\"/access\"") || words == "读不懂")
            }
            let head = try await browser.ask("/nowhere", .head)
            #expect(head.status == 404 && head.bytes.isEmpty)
        }
    }

    @Test func `of several forms alike the one that was refused is filled in again`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            for reason in ["再次接报", "家访之前"] {
                _ = try await browser.send("/access/request", ["object": TestRoom.code, "reason": reason])
            }
            try await browser.signIn("dudao")
            let refused = try await browser.send(
                "/access/grant", ["id": "2", "object": TestRoom.code, "until": "五月底"])
            #expect(refused.status == 400)
            let page = try await browser.ask("/access").text
            #expect(page.ranges(of: "value=\"五月底\"").count == 1)
            let own = try #require(
                page.components(separatedBy: "value=\"五月底\"").first?.components(separatedBy: "<form").last)
            #expect(own.contains("name=\"id\" value=\"2\""))
        }
    }

    @Test func `access is not granted without the limit that somebody meant`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            _ = try await browser.send("/access/request", ["object": TestRoom.code, "reason": "再次接报"])
            try await browser.signIn("dudao")
            let values = ["id": "1", "object": TestRoom.code]
            let misspelt = try await browser.send(
                "/access/grant", values.merging(["until": "五月底"]) { old, _ in old })
            #expect(misspelt.status == 400 && misspelt.text.contains("五月底"))
            #expect(try await browser.ask("/access").text.contains("action=\"/access/grant\""))
            let granted = try await browser.send(
                "/access/grant", values.merging(["until": "2099年5月31日"]) { old, _ in old })
            #expect(granted.status == 303)
            #expect(try await browser.ask("/access").text.contains("2099-05-31"))
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/retention?on=%E4%BA%94%E6%9C%88").status == 400)
        }
    }

    @Test func `a sample is drawn again with the same seed`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("shenji")
            let first = try await browser.ask("/audit/sample?count=1&seed=2024")
            let second = try await browser.ask("/audit/sample?count=1&seed=2024")
            #expect(first.text == second.text)
            #expect(!first.text.contains("林小满"))
            for count in ["-1", "-9223372036854775808", "9223372036854775807"] {
                #expect(try await browser.ask("/audit/sample?seed=2024&count=" + count).status == 200)
            }
            // A year ends with its last day.
            let year = try await browser.ask("/audit/sample?count=1&seed=2024&from=2024&to=2024")
            #expect(year.text.contains("2 件"))
        }
    }

    @Test func `pages speak English for who asks`() async throws {
        try await TestRoom().visit { browser in
            let page = try await browser.ask("/sign-in", headers: ["Cookie": "lantai-lang=en"])
            #expect(page.text.contains("Sign in") && page.text.contains("lang=\"en\""))
        }
    }
}
