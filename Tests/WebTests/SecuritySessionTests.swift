import Foundation
import HTTPTypes
import Testing
import Web

/// Sessions and signing in (OWASP ASVS 5.0, V6 and V7).
@Suite struct SecuritySessionTests {
    private func isOpen(_ browser: Browser, _ secret: String) async throws -> Bool {
        try await browser.ask("/volumes", headers: ["Cookie": "lantai=" + secret]).status == 200
    }

    @Test func `a planted cookie is worth nothing after sign in`() async throws {
        try await TestRoom().visit { browser in
            let planted = String(repeating: "ab", count: 32)
            let answer = try await browser.send(
                "/sign-in", ["name": "dangan", "password": TestRoom.password], headers: ["Cookie": "lantai=" + planted])
            #expect(answer.status == 303)
            let secret = try #require(browser.cookie)
            #expect(secret != planted && secret.count == 64)
            #expect(try await isOpen(browser, secret))
            #expect(try await !isOpen(browser, planted))
        }
    }

    @Test func `over TLS the cookie is bound to this server and browsers come over TLS alone`() async throws {
        var settings = ReadingRoom.Settings()
        settings.certificate = "cert.pem"
        settings.privateKey = "key.pem"
        try await TestRoom(settings: settings).visit { browser in
            let answer = try await browser.send("/sign-in", ["name": "dangan", "password": TestRoom.password])
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-lantai="))
            for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(flag), "\(cookie)") }
            #expect(!cookie.contains("Domain"))
            #expect(answer.headers[.strictTransportSecurity] == "max-age=31536000; includeSubDomains")
            let secret = cookie.dropFirst("__Host-lantai=".count).prefix { $0 != ";" }
            let page = try await browser.ask("/volumes", headers: ["Cookie": "__Host-lantai=" + secret])
            #expect(page.status == 200)
            // Under the name that any host of a domain could set it counts for nothing.
            #expect(try await !isOpen(browser, String(secret)))
        }
    }

    @Test func `behind a proxy with TLS host and port of a form's origin count`() async throws {
        let form = ["name": "dangan", "password": TestRoom.password]
        try await TestRoom().visit { browser in
            for (origin, status) in [
                ("https://localhost", 303), ("http://localhost", 303), ("https://localhost:444", 403),
                ("https://localhost.evil.example", 403), ("ftp://localhost", 403),
            ] {
                let answer = try await browser.send("/sign-in", form, headers: ["Origin": origin])
                #expect(answer.status == status, "\(origin)")
            }
        }
        var settings = ReadingRoom.Settings()
        settings.certificate = "cert.pem"
        settings.privateKey = "key.pem"
        try await TestRoom(settings: settings).visit { browser in
            for (origin, status) in [("https://localhost", 303), ("http://localhost", 403)] {
                let answer = try await browser.send("/sign-in", form, headers: ["Origin": origin])
                #expect(answer.status == status, "\(origin)")
            }
        }
    }

    @Test func `a changed password ends all sessions but the one that changed it`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let elsewhere = try #require(browser.cookie)
            try await browser.signIn("dangan")
            let answer = try await browser.send(
                "/password",
                ["name": "dangan", "password": TestRoom.password, "new": "另一个很长的新口令二零二四", "again": "另一个很长的新口令二零二四"])
            #expect(answer.status == 303, "\(answer.text)")
            let here = try #require(browser.cookie)
            #expect(try await isOpen(browser, here))
            #expect(try await !isOpen(browser, elsewhere))
        }
    }

    @Test func `a user whose password the administrator sets anew is out`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let secret = try #require(browser.cookie)
            try await browser.signIn("admin")
            _ = try await browser.send("/users/release", ["name": "dangan"])
            #expect(try await !isOpen(browser, secret))
        }
    }

    @Test func `a user has five sessions at most and the oldest goes`() async throws {
        try await TestRoom().visit { browser in
            var secrets: [String] = []
            for _ in 0..<6 {
                try await browser.signIn("dangan")
                secrets.append(try #require(browser.cookie))
            }
            #expect(Set(secrets).count == 6)
            #expect(try await !isOpen(browser, secrets[0]))
            for secret in secrets.dropFirst() { #expect(try await isOpen(browser, secret)) }
        }
    }

    @Test func `guessing with many names from one address is stopped`() async throws {
        let room = try await TestRoom()
        let token = try room.token(of: "dangan")
        try await room.visit { browser in
            var status = 0
            for number in 0..<40 where status != 429 {
                // Passwords and tokens count together.
                status =
                    number % 2 == 0
                    ? try await browser.send("/sign-in", ["name": "user\(number)", "password": "x"]).status
                    : try await browser.ask(
                        "/api/v1/plan", headers: ["Authorization": "Bearer user\(number):lantai_x"]
                    ).status
                #expect(number >= 30 || status == 401, "\(number)")
            }
            #expect(status == 429)
            // From then on nothing is tried any more, right or wrong, until time has passed.
            let right = try await browser.send("/sign-in", ["name": "dangan", "password": TestRoom.password])
            #expect(right.status == 429 && right.headers[.setCookie] == nil)
            let program = try await browser.ask("/api/v1/plan", headers: ["Authorization": "Bearer dangan:" + token])
            #expect(program.status == 429 && program.headers[.retryAfter] != nil)
        }
    }

    @Test func `wrong and unknown names are answered alike`() async throws {
        try await TestRoom().visit { browser in
            let wrong = try await browser.send("/sign-in", ["name": "dangan", "password": "x"])
            let unknown = try await browser.send("/sign-in", ["name": "nemonm", "password": "x"])
            #expect(wrong.status == unknown.status)
            #expect(wrong.text.replacing("dangan", with: "nemonm") == unknown.text)
        }
    }
}
