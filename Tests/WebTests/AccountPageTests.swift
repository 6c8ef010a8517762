import Foundation
import HTTPTypes
import Testing
import Web

/// One's own tokens and sessions, and being asked again who one is.
@Suite struct AccountPageTests {
    private func made(_ browser: Browser, _ form: [String: String]) async throws -> String {
        let answer = try await browser.send("/account/tokens", form)
        try #require(answer.status == 303, "\(answer.text)")
        let page = try await browser.ask("/account").text
        return String(try #require(page.firstMatch(of: #/lantai_[A-Za-z0-9_-]+/#), "\(page)").output)
    }

    @Test func `a token is shown once used seen and taken back`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let token = try await made(browser, ["name": "夜间核对", "may": "read"])
            let page = try await browser.ask("/account").text
            #expect(!page.contains(token) && page.contains("夜间核对") && page.contains("没有用过"))
            let headers = ["Authorization": "Bearer dangan:" + token]
            #expect(try await browser.ask("/api/v1/plan", headers: headers).status == 200)
            #expect(try await !browser.ask("/account").text.contains("没有用过"))
            // It was made for reading alone.
            var writing = headers
            writing["Content-Type"] = "application/json"
            let filed = try await browser.ask(
                "/api/v1/records", .post, headers: writing, body: Array(#"{"text":"x","class":"FG"}"#.utf8))
            #expect(filed.status == 403)
            let twice = try await browser.send("/account/tokens", ["name": "夜间核对", "may": "read"])
            #expect(twice.status >= 400 && twice.status < 500)
            for name in ["<script>alert(1)</script>", "", "a b", String(repeating: "长", count: 200)] {
                let bad = try await browser.send("/account/tokens", ["name": name, "may": "read"])
                #expect(bad.status == 400 && !bad.text.contains("<script>alert"), "\(name)")
            }
            let long = try await browser.send("/account/tokens", ["name": "nightly", "until": "2999-01-01"])
            #expect(long.status == 400)
            #expect(try await browser.send("/account/tokens/revoke", ["name": "夜间核对"]).status == 303)
            #expect(try await browser.ask("/api/v1/plan", headers: headers).status == 401)
        }
    }

    @Test func `others' tokens are seen and taken back by the administrator alone`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let token = try await made(browser, ["name": "dangan-nightly", "may": "all"])
            for user in ["wangfang", "dudao", "safe"] {
                try await browser.signIn(user)
                #expect(try await !browser.ask("/account").text.contains("dangan-nightly"), "\(user)")
                let real = try await browser.send(
                    "/account/tokens/revoke", ["name": "dangan-nightly", "user": "dangan"])
                let none = try await browser.send(
                    "/account/tokens/revoke", ["name": "dangan-nightlz", "user": "dangan"])
                #expect(real.status == 403 && real.text == none.text, "\(user)")
                // Under one's own name it is not there.
                #expect(try await browser.send("/account/tokens/revoke", ["name": "dangan-nightly"]).status == 404)
            }
            try await browser.signIn("admin")
            #expect(try await browser.ask("/account").text.contains("dangan-nightly"))
            let revoked = try await browser.send(
                "/account/tokens/revoke", ["name": "dangan-nightly", "user": "dangan"])
            #expect(revoked.status == 303)
            let answer = try await browser.ask("/api/v1/plan", headers: ["Authorization": "Bearer dangan:" + token])
            #expect(answer.status == 401)
        }
    }

    @Test func `what reaches far asks for the password again`() async throws {
        var settings = ReadingRoom.Settings()
        settings.sessions.trusted = 0
        try await TestRoom(settings: settings).visit { browser in
            try await browser.signIn("admin")
            for (path, form) in [
                ("/account/tokens", ["name": "nightly", "may": "all"]),
                ("/users", ["name": "xinren", "fullName": "新<人>", "org": "2102"]),
                ("/users/release", ["name": "dangan"]), ("/users/enable", ["name": "dangan"]),
            ] {
                let asked = try await browser.send(path, form)
                #expect(asked.status == 403 && asked.text.contains("请再输一次密码"), "\(path)")
                // What was typed comes along; the password does not.
                for value in form.values where !value.contains("<") {
                    #expect(asked.text.contains("value=\"\(value)\""))
                }
                #expect(!asked.text.contains("新<人>"))
                var wrong = form
                wrong["own-password"] = "错误的密码"
                let refused = try await browser.send(path, wrong)
                #expect(refused.status == 403 && refused.text.contains("用户名或密码不对"), "\(path)")
                #expect(!refused.text.contains("错误的密码"))
                var right = form
                right["own-password"] = TestRoom.password
                let done = try await browser.send(path, right)
                #expect(done.status == 303, "\(path) \(done.text)")
            }
            // Shutting somebody out waits for nothing.
            #expect(try await browser.send("/users/disable", ["name": "dangan"]).status == 303)
        }
    }

    @Test func `what is kept of a refused form is nothing secret`() async throws {
        var settings = ReadingRoom.Settings()
        settings.sessions.trusted = 0
        try await TestRoom(settings: settings).visit { browser in
            try await browser.signIn("admin")
            var form = ["name": "dangan", "fullName": "新人", "org": "2102"]
            let asked = try await browser.send("/users", form, headers: ["Referer": "http://localhost/users"])
            #expect(asked.text.contains("name=\"came-from\" value=\"/users\""))
            form["came-from"] = "/users"
            form["own-password"] = TestRoom.password
            let refused = try await browser.send("/users", form, headers: ["Referer": "http://localhost/users"])
            #expect(refused.status == 400 && refused.text.contains("<a href=\"/users\">← 回到刚才的页面</a>"))
            let page = try await browser.ask("/users").text
            #expect(page.contains("value=\"新人\"") && !page.contains(TestRoom.password))
            form["came-from"] = "//evil.example"
            #expect(try await browser.send("/users", form).text.contains("evil.example") == false)
        }
    }

    @Test func `sessions end by themselves and are ended from elsewhere`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let first = try #require(browser.cookie)
            try await browser.signIn("dangan")
            let page = try await browser.ask("/account").text
            #expect(page.contains("您在 2 处登录") && !page.contains(first))
            _ = try await browser.send("/account/sessions", [:])
            #expect(try await browser.ask("/account").text.contains("您在 1 处登录"))
            #expect(try await browser.ask("/volumes", headers: ["Cookie": "lantai=" + first]).status == 303)
            let out = try await browser.send("/sign-out", [:])
            let field = try #require(HTTPField.Name("Clear-Site-Data"))
            #expect(out.headers[field] == "\"cache\", \"storage\"")
        }
        for limit in [\ReadingRoom.SessionLimits.idle, \.longest] {
            var settings = ReadingRoom.Settings()
            settings.sessions[keyPath: limit] = 0
            try await TestRoom(settings: settings).visit { browser in
                let answer = try await browser.send(
                    "/sign-in", ["name": "dangan", "password": TestRoom.password], withToken: false)
                #expect(answer.status == 303)
                #expect(try await browser.ask("/volumes").location.hasPrefix("/sign-in"))
            }
        }
    }

    @Test func `who was shut out is not in again with the old session once let in`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let secret = try #require(browser.cookie)
            try await browser.signIn("admin")
            _ = try await browser.send("/users/disable", ["name": "dangan"])
            _ = try await browser.send("/users/enable", ["name": "dangan"])
            #expect(try await browser.ask("/volumes", headers: ["Cookie": "lantai=" + secret]).status == 303)
        }
    }
}
