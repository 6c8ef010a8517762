import Access
import Archivist
import Foundation
import HTTPTypes
import Hummingbird
import Records
import Testing
import Web
import Workbench

/// The second factor at the pages (OWASP ASVS 5.0, 6.3.3 and V6.5).
@Suite struct SecondFactorPageTests {
    private static let password = ["name": "dangan", "password": TestRoom.password]

    /// A phone that has taken in the key of a page.
    private struct Phone {
        var key: String

        /// - Parameter ahead: steps from now.
        func code(_ ahead: Int = 0) -> String {
            TimeCodes.code(of: Base32.bytes(key), at: TimeCodes.step(at: time(nil)) + ahead)
        }
    }

    private func phone(_ page: Browser.Answer) throws -> Phone {
        Phone(
            key: String(
                try #require(page.text.firstMatch(of: #/([A-Z2-7]{4} ){7}[A-Z2-7]{4}/#), "\(page.text)").output.0))
    }

    private func codes(_ page: Browser.Answer) -> [String] {
        page.text.matches(of: #/([a-z2-9]{4}-){5}[a-z2-9]{4}/#).map { String($0.output.0) }
    }

    /// Sets one up on the account page of who is signed in.
    private func setUp(_ browser: Browser) async throws -> (phone: Phone, recovery: [String]) {
        _ = try await browser.ask("/account")
        let phone = try phone(await browser.send("/account/second-factor", [:]))
        return (phone, codes(try await browser.send("/account/second-factor/confirm", ["code": phone.code()])))
    }

    /// The password given, up to the page that asks for a code.
    private func half(_ browser: Browser, _ form: [String: String] = password) async throws -> Browser.Answer {
        browser.forget()
        let answer = try await browser.send("/sign-in", form, withToken: false)
        try #require(answer.status == 303 && answer.location == "/sign-in/code", "\(answer.text)")
        return try await browser.ask("/sign-in/code")
    }

    @Test func `a key is shown, counts with the first right code, and gives ten recovery codes once`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/account").text.contains("登录只凭密码"))
            let shown = try await browser.send("/account/second-factor", [:])
            let phone = try phone(shown)
            let key = phone.key.replacing(" ", with: "")
            #expect(shown.status == 200 && shown.text.contains("class=\"qr\""))
            #expect(!shown.text.contains("name=\"token\" value=\"\""))
            #expect(shown.text.contains("otpauth://totp/dangan?secret=\(key)&amp;issuer="))
            #expect(shown.text.firstMatch(of: #/<[^>]* (on[a-z]+|style)=/#) == nil)
            let wrong = try await browser.send("/account/second-factor/confirm", ["code": phone.code(1000)])
            #expect(wrong.status == 403 && wrong.text.contains("验证码不对") && wrong.text.contains(phone.key))
            #expect(try await browser.ask("/account").text.contains("登录只凭密码"))
            let done = try await browser.send("/account/second-factor/confirm", ["code": phone.code()])
            #expect(done.status == 200 && codes(done).count == 10)
            let account = try await browser.ask("/account")
            #expect(account.text.contains("恢复码还剩 10 个") && codes(account).isEmpty && !account.text.contains(key))
            // What was in force with the form is over: nothing is confirmed twice.
            #expect(
                try await browser.send("/account/second-factor/confirm", ["code": phone.code(1)]).location == "/account"
            )
        }
    }

    @Test func `behind the password a code is asked for, and nothing opens before`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let (phone, _) = try await setUp(browser)
            let earlier = try #require(browser.cookie)
            _ = try await browser.send("/sign-out", [:])
            var form = Self.password
            form["next"] = "/volumes"
            let first = try await browser.send("/sign-in", form, withToken: false)
            let set = try #require(first.headers[.setCookie])
            for flag in ["lantai-code=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=300"] {
                #expect(set.contains(flag), "\(set)")
            }
            #expect(first.location == "/sign-in/code" && browser.cookie == nil)
            let page = try await browser.ask("/sign-in/code")
            #expect(page.status == 200 && page.text.contains("name=\"code\"") && !page.text.contains(phone.key))
            let waiting = try #require(browser.halfway)
            // Programs come without cookies.
            let routes = room.room.router().routes.map { (method: $0.method, path: "\($0.path)") }.filter {
                !$0.path.hasPrefix("/assets/") && !$0.path.hasPrefix("/api/")
                    && !["/sign-in", "/sign-in/code", "/password", "/language"].contains($0.path)
            }
            #expect(routes.count > 80)
            for route in routes {
                let path = route.path.replacing("{code}", with: TestRoom.code).replacing(#/\{[a-z]+\}/#) { _ in "1" }
                for cookie in ["lantai-code=" + waiting, "lantai=" + waiting] {
                    let answer = try await browser.ask(
                        path, route.method,
                        headers: ["Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"],
                        body: route.method == .get ? nil : Array("token=\(browser.token)".utf8))
                    #expect([303, 403].contains(answer.status), "\(route.method) \(path) \(answer.status)")
                    #expect(!answer.text.contains("林小满"))
                }
            }
            _ = try await browser.ask("/sign-in/code")
            let wrong = try await browser.send("/sign-in/code", ["code": phone.code(1000)])
            #expect(wrong.status == 401 && wrong.text.contains("验证码不对") && browser.cookie == nil)
            let right = try await browser.send("/sign-in/code", ["code": phone.code(1)])
            #expect(right.status == 303 && right.location == "/volumes" && browser.halfway == nil)
            let secret = try #require(browser.cookie)
            #expect(secret != waiting && secret != earlier)
            #expect(try await browser.ask("/volumes").status == 200)
            // The half is over with the whole.
            let again = try await browser.ask("/sign-in/code", headers: ["Cookie": "lantai-code=" + waiting])
            #expect(again.location == "/sign-in")
        }
    }

    @Test func `a code that was used opens nothing, and a recovery code once`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            _ = try await browser.ask("/account")
            let phone = try phone(await browser.send("/account/second-factor", [:]))
            let used = phone.code()
            let recovery = codes(try await browser.send("/account/second-factor/confirm", ["code": used]))
            for (code, status) in [(used, 401), (recovery[2], 303), (recovery[2], 401), (recovery[3], 303)] {
                _ = try await half(browser)
                #expect(try await browser.send("/sign-in/code", ["code": code]).status == status)
            }
            #expect(try await browser.ask("/account").text.contains("恢复码还剩 8 个"))
        }
    }

    @Test func `a planted cookie stands for nobody, and other sites' forms are refused`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let (phone, _) = try await setUp(browser)
            browser.forget()
            let planted = String(repeating: "ab", count: 32)
            let answer = try await browser.send(
                "/sign-in", Self.password, headers: ["Cookie": "lantai-code=" + planted])
            #expect(answer.status == 303 && browser.halfway != planted)
            _ = try await browser.ask("/sign-in/code")
            let code = phone.code(1)
            let nobody = try await browser.send(
                "/sign-in/code", ["code": code], headers: ["Cookie": "lantai-code=" + planted])
            #expect(nobody.status == 403 && nobody.headers[.setCookie] == nil)
            #expect(try await browser.send("/sign-in/code", ["code": code], withToken: false).status == 403)
            let foreign = try await browser.send(
                "/sign-in/code", ["code": code], headers: ["Origin": "https://evil.example"])
            #expect(foreign.status == 403)
            #expect(try await browser.send("/sign-in/code", ["code": code]).status == 303)
        }
    }

    @Test func `after five minutes the password is asked for anew`() async throws {
        var settings = ReadingRoom.Settings()
        #expect(settings.sessions.halfway == 300)
        settings.sessions.halfway = 0
        try await TestRoom(settings: settings).visit { browser in
            try await browser.signIn("dangan")
            let (phone, _) = try await setUp(browser)
            _ = try await browser.send("/sign-in", Self.password)
            #expect(try await browser.ask("/sign-in/code").location == "/sign-in")
            let late = try await browser.send("/sign-in/code", ["code": phone.code(1)])
            #expect(late.status == 403 && late.text.contains("等得太久"))
        }
    }

    @Test func `without the right password nobody learns who has a second factor`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            _ = try await setUp(browser)
            _ = try await browser.send("/sign-out", [:])
            var texts: Set<String> = []
            for name in ["dangan", "dudao", "nemonm"] {
                let answer = try await browser.send("/sign-in", ["name": name, "password": "x"])
                #expect(answer.status == 401 && answer.headers[.setCookie] == nil)
                texts.insert(answer.text.replacing(name, with: "…"))
                let change = try await browser.send(
                    "/password", ["name": name, "password": "x", "new": "另一个很长的新口令二零二四", "again": "另一个很长的新口令二零二四"])
                texts.insert(change.text.replacing(name, with: "…"))
            }
            #expect(texts.count == 2)
        }
    }

    @Test func `where it is required, the password leads to setting one up and nothing opens before`() async throws {
        try await TestRoom(secondFactor: .required).visit { browser in
            let page = try await half(browser)
            let phone = try phone(page)
            #expect(page.text.contains("class=\"qr\"") && browser.cookie == nil)
            #expect(page.text.firstMatch(of: #/<[^>]* (on[a-z]+|style)=/#) == nil)
            #expect(try await browser.ask("/volumes").location.hasPrefix("/sign-in"))
            let wrong = try await browser.send("/sign-in/code", ["code": phone.code(1000)])
            #expect(wrong.status == 401 && wrong.text.contains(phone.key) && browser.cookie == nil)
            let done = try await browser.send("/sign-in/code", ["code": phone.code()])
            #expect(done.status == 200 && codes(done).count == 10)
            #expect(try await browser.ask("/volumes").status == 200)
            let account = try await browser.ask("/account").text
            #expect(account.contains("恢复码还剩 10 个") && !account.contains("关闭二次验证"))
            #expect(try await browser.send("/account/second-factor/off", ["code": phone.code(1)]).status == 403)
            // From then on the code is asked for, and no key is shown.
            let next = try await half(browser)
            #expect(!next.text.contains("class=\"qr\""))
            #expect(try await browser.send("/sign-in/code", ["code": phone.code(1)]).status == 303)
        }
    }

    @Test func `a first password is changed first, then the second factor is set up`() async throws {
        let room = try await TestRoom(secondFactor: .required)
        let admin = try ArchiveFolder(
            path: room.folder.path("档案"),
            principal: Principal(who: "admin", face: "web", act: "test", role: .systemAdministrator, org: "2102"))
        let once = try UserKeeping(archive: admin).release("dangan")
        try await room.visit { browser in
            let first = try await browser.send("/sign-in", ["name": "dangan", "password": once], withToken: false)
            #expect(first.text.contains("首次登录") && browser.halfway == nil && browser.cookie == nil)
            let new = "另一个很长的新口令二零二四"
            let changed = try await browser.send(
                "/password", ["name": "dangan", "password": once, "new": new, "again": new], withToken: false)
            #expect(changed.location == "/sign-in/code" && browser.cookie == nil)
            let phone = try phone(await browser.ask("/sign-in/code"))
            #expect(try await codes(browser.send("/sign-in/code", ["code": phone.code()])).count == 10)
            #expect(try await browser.ask("/volumes").status == 200)
            // Who is in by both is not asked again for a new password; who is not, is.
            let other = "昨夜雨疏风骤浓睡不消残酒"
            var form = ["name": "dangan", "password": new, "new": other, "again": other]
            #expect(try await browser.send("/password", form).location == "/")
            _ = try await browser.ask("/account")
            _ = try await browser.send("/sign-out", [:])
            form = ["name": "dangan", "password": other, "new": new, "again": new]
            #expect(try await browser.send("/password", form).location == "/sign-in/code" && browser.cookie == nil)
        }
    }

    @Test func `a new second factor ends the other sessions, and asks for a code of the old one`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let elsewhere = try #require(browser.cookie)
            try await browser.signIn("dangan")
            let (_, recovery) = try await setUp(browser)
            #expect(try await browser.ask("/volumes", headers: ["Cookie": "lantai=" + elsewhere]).status == 303)
            _ = try await browser.ask("/account")
            let shown = try await browser.send("/account/second-factor", [:])
            let another = try phone(shown)
            #expect(shown.text.contains("name=\"present\""))
            let without = try await browser.send("/account/second-factor/confirm", ["code": another.code()])
            #expect(without.status == 403)
            let done = try await browser.send(
                "/account/second-factor/confirm", ["code": another.code(), "present": recovery[0]])
            #expect(Set(codes(done)).isDisjoint(with: recovery) && codes(done).count == 10)
            _ = try await browser.ask("/account")
            #expect(try await browser.send("/account/second-factor/off", ["code": recovery[1]]).status == 403)
            #expect(try await browser.send("/account/second-factor/off", ["code": codes(done)[0]]).status == 303)
            #expect(try await browser.ask("/account").text.contains("登录只凭密码"))
        }
    }

    @Test func `setting up and resetting ask for the password again`() async throws {
        var settings = ReadingRoom.Settings()
        settings.sessions.trusted = 0
        try await TestRoom(settings: settings).visit { browser in
            try await browser.signIn("admin")
            _ = try await browser.ask("/account")
            for path in [
                "/account/second-factor", "/account/second-factor/confirm", "/account/second-factor/off",
                "/users/second-factor/reset",
            ] {
                let asked = try await browser.send(path, ["name": "dangan", "code": "x"])
                #expect(asked.status == 403 && asked.text.contains("请再输一次密码"), "\(path)")
                #expect(!asked.text.contains("class=\"qr\""))
            }
            let shown = try await browser.send("/account/second-factor", ["own-password": TestRoom.password])
            #expect(shown.status == 200 && shown.text.contains("class=\"qr\""))
        }
    }

    @Test func `the administrator resets another's, which is logged without a secret`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let (phone, recovery) = try await setUp(browser)
            let secret = try #require(browser.cookie)
            _ = try await half(browser)
            _ = try await browser.send("/sign-in/code", ["code": phone.code(1000)])
            try await browser.signIn("wangfang")
            #expect(try await browser.send("/users/second-factor/reset", ["name": "dangan"]).status == 403)
            try await browser.signIn("admin")
            let users = try await browser.ask("/users").text
            #expect(users.contains("有二次验证") && users.matches(of: #/重设二次验证/#).count == 1)
            #expect(try await browser.send("/users/second-factor/reset", ["name": "admin"]).status == 403)
            #expect(try await browser.send("/users/second-factor/reset", ["name": "dangan"]).status == 303)
            #expect(try await browser.send("/users/second-factor/reset", ["name": "dangan"]).status == 404)
            #expect(try await browser.ask("/volumes", headers: ["Cookie": "lantai=" + secret]).status == 303)
            try await browser.signIn("dangan")
            let archive = try ArchiveFolder(
                path: room.folder.path("档案"), principal: Principal(who: "甲", face: "web", act: "test"))
            let entries = try LogReading(archive: archive).entries(limit: 200)
            for (act, who, denied) in [
                ("second factor set", "dangan", false), ("sign in began", "dangan", false), ("sign in", "dangan", true),
                ("second factor reset", "wangfang", true), ("second factor reset", "admin", false),
            ] {
                #expect(entries.contains { $0.act == act && $0.who == who && $0.denied == denied }, "\(act) \(who)")
            }
            let secrets = recovery + [phone.key, phone.key.replacing(" ", with: "")]
            for entry in entries {
                let text = "\(entry)"
                #expect(!secrets.contains { text.contains($0) }, "\(entry.act)")
            }
        }
    }
}
