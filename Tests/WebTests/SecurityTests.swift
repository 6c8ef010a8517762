import Foundation
import HTTPTypes
import Testing
import Web

/// What nobody may do to the reading room, nor with it (OWASP ASVS 5.0).
@Suite struct SecurityTests {
    @Test func `every answer says what browsers may do with it`() async throws {
        try await TestRoom().visit { browser in
            for path in ["/sign-in", "/", "/nowhere", "/search"] {
                let headers = try await browser.ask(path).headers
                let policy = try #require(headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(headers[.xContentTypeOptions] == "nosniff")
                #expect(headers[.cacheControl] == "no-store")
                #expect(headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
            }
        }
    }

    @Test func `pages carry no script or style of their own`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            for path in [
                "/", "/search?q=%E9%80%9A%E7%9F%A5", TestRoom.record, "/access", "/retention", "/log", "/audit",
            ] {
                let text = try await browser.ask(path).text
                #expect(text.firstMatch(of: #/<script(?![^>]*src=)/#) == nil, "\(path)")
                #expect(text.firstMatch(of: #/ (on[a-z]+|style)=/#) == nil, "\(path)")
            }
        }
    }

    @Test func `signing in gives a new secret and signing out ends it`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            let first = browser.cookie
            try await browser.signIn("dudao")
            #expect(browser.cookie != first)
            let secret = try #require(browser.cookie)
            _ = try await browser.send("/sign-out", [:])
            let after = try await browser.ask("/search", headers: ["Cookie": "lantai=" + secret])
            #expect(after.status == 303)
        }
    }

    @Test func `the cookie is for this server alone`() async throws {
        try await TestRoom().visit { browser in
            let answer = try await browser.send("/sign-in", ["name": "dudao", "password": TestRoom.password])
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
            #expect(!cookie.contains("Domain"))
        }
    }

    @Test func `forms of other sites are refused`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            let without = try await browser.send("/access/request", ["object": "x", "reason": "y"], withToken: false)
            #expect(without.status == 403)
            let foreign = try await browser.send(
                "/sign-in", ["name": "dudao", "password": TestRoom.password],
                headers: ["Origin": "https://evil.example"])
            #expect(foreign.status == 403)
            let upload = try await browser.ask("/filing/uploads?name=a&size=1", .post)
            #expect(upload.status == 403)
        }
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x=1", "javascript:alert(1)",
    ])
    func `the way back stays here`(_ next: String) async throws {
        try await TestRoom().visit { browser in
            let answer = try await browser.send(
                "/sign-in", ["name": "dudao", "password": TestRoom.password, "next": next])
            #expect(answer.location == "/")
        }
    }

    @Test func `what users write is text and never markup`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            let attack = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%3E"
            for path in [
                "/search?q=" + attack, "/search?q=x&org=" + attack, "/volumes?org=" + attack,
                "/access?object=" + attack,
                "/records/" + attack, "/sign-in?next=" + attack, "/audit/sample?seed=" + attack,
            ] {
                let text = try await browser.ask(path).text
                #expect(!text.contains("<script>alert"), "\(path)")
            }
            let notice = try await browser.ask("/search?q=%E5%85%A5%E6%88%B7%E8%B5%B0%E8%AE%BF")
            #expect(notice.text.contains("&lt;b&gt;<mark>入户走访</mark>&lt;/b&gt;"))
        }
    }

    /// Every door to a record of another district answers as for a record that does not exist.
    @Test func `another district's record is nowhere`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("waiqu")
            let missing = "/records/J016-ZY.WB.GA.2024.Y-001-009"
            let doors = [
                "", "?version=1", "/print", "/similar", "/files/1", "/files/1?name=%E7%99%BB",
                "/difference?from=1&to=1",
            ]
            for door in doors {
                let real = try await browser.ask(TestRoom.record + door)
                let none = try await browser.ask(missing + door)
                #expect(real.status == 404 && none.status == 404, "\(door)")
                #expect(real.text.replacing("-001-001", with: "-001-009") == none.text, "\(door)")
            }
            let volume = try await browser.ask("/volumes/J016-ZY.WB.GA.2024.Y-001")
            let nothing = try await browser.ask("/volumes/J016-ZY.WB.GA.2024.Y-002")
            #expect(volume.status == 404 && volume.text.replacing("Y-001", with: "Y-002") == nothing.text)
            for path in [
                "/complete?q=%E6%9E%97%E5%B0%8F", "/search?q=%E9%9A%94%E4%BB%A3%E7%85%A7%E6%96%99", "/volumes", "/",
            ] {
                let text = try await browser.ask(path).text
                #expect(!text.contains("林小满"), "\(path)")
            }
        }
    }

    @Test func `roles are held to their duties`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("admin")
            for path in ["/search?q=x", TestRoom.record, "/log", "/filing", "/plan/effect"] {
                let status = try await browser.ask(path).status
                #expect(status == 403 || status == 404, "\(path) \(status)")
            }
            try await browser.signIn("wangfang")
            for (path, values) in [
                ("/users", ["name": "xiaoli", "fullName": "x", "org": "2102"]),
                ("/users/role", ["name": "safe", "role": "archivist"]),
                ("/holds/place", ["codes": "x", "reason": "x"]), ("/appraisals", ["title": "x", "due": "2040-01-01"]),
                ("/log/verify", [:]), ("/conditions/verify", [:]), ("/access/grant", ["id": "1"]),
            ] {
                let answer = try await browser.send(path, values)
                #expect(answer.status == 403, "\(path) \(answer.status)")
            }
        }
    }

    @Test func `wrong passwords are slowed down and say nothing`() async throws {
        try await TestRoom().visit { browser in
            let wrong = ["name": "dudao", "password": "x"]
            let unknown = try await browser.send("/sign-in", ["name": "nobody", "password": "x"])
            let known = try await browser.send("/sign-in", wrong)
            #expect(unknown.status == 401 && unknown.text.replacing("nobody", with: "dudao") == known.text)
            // On a busy machine a short wait may be over before the next try; the next one is twice as long.
            var isSlowedDown = false
            for _ in 0..<12 where !isSlowedDown {
                let said = try await browser.send("/sign-in", wrong).text
                guard let wait = said.firstMatch(of: #/请等 (\d+) 秒再试/#).flatMap({ Int($0.output.1) }) else { continue }
                if wait < 4 {
                    try await Task.sleep(for: .seconds(wait))
                    continue
                }
                let right = try await browser.send("/sign-in", ["name": "dudao", "password": TestRoom.password])
                isSlowedDown = right.status == 401
            }
            #expect(isSlowedDown)
        }
    }

    @Test func `bodies are bounded`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let form = try await browser.send("/filing", ["x": String(repeating: "a", count: 300_000)])
            #expect(form.status == 413)
            let piece = try await browser.ask(
                "/filing/uploads/x?offset=0", .put, headers: ["X-Lantai-Token": browser.token],
                body: [UInt8](repeating: 0, count: 5 << 20))
            #expect(piece.status == 413)
        }
    }

    @Test(arguments: ["..", "a/b", "a\nb", ""])
    func `file names of uploads are names`(_ name: String) async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let typed = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let answer = try await browser.ask(
                "/filing/uploads?name=\(typed)&size=1", .post, headers: ["X-Lantai-Token": browser.token])
            #expect(answer.status == 400 || answer.status == 404, "\(answer.status)")
        }
    }

    @Test func `who is disabled is out at once`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("wangfang")
            let secret = try #require(browser.cookie)
            try await browser.signIn("admin")
            _ = try await browser.send("/users/disable", ["name": "wangfang"])
            let after = try await browser.ask("/search", headers: ["Cookie": "lantai=" + secret])
            #expect(after.status == 303)
        }
    }
}
