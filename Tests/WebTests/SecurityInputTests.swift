import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Web

/// What users write and send, however it is meant (OWASP ASVS 5.0, V1 and V5).
@Suite struct SecurityInputTests {
    /// At its end what ends an attribute, as one character with the accent behind it.
    private static let attack =
        "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{title}}[[a|b]]\"\u{301}onfocus=x "
    private static let accented = Array("\"\u{301}onfocus".utf8)

    /// A file through the pages, as the script sends it.
    private func upload(_ browser: Browser, _ name: String, _ content: String) async throws -> String {
        let header = ["X-Lantai-Token": browser.token]
        let bytes = Array(content.utf8)
        let typed = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let begun = try await browser.ask(
            "/filing/uploads?name=\(typed)&size=\(bytes.count)", .post, headers: header)
        let id = String(try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#), "\(begun.text)").output.1)
        _ = try await browser.ask("/filing/uploads/\(id)?offset=0", .put, headers: header, body: bytes)
        return id
    }

    /// Sends a form that is taken.
    /// - Returns: the page that it leads to.
    @discardableResult
    private func take(_ browser: Browser, _ path: String, _ values: [String: String]) async throws -> String {
        let answer = try await browser.send(path, values)
        #expect(answer.status == 303 && !answer.location.hasPrefix("/sign-in"), "\(path) \(answer.text)")
        return answer.location
    }

    @Test func `whatever users write is text on every page`() async throws {
        let room = try await TestRoom()
        let pages = room.room.router().routes.filter { $0.method == .get }.map { "\($0.path)" }
            .filter { !$0.contains("{") && !$0.hasPrefix("/api/") && !$0.hasPrefix("/assets/") }
        try await room.visit { browser in
            let attack = Self.attack
            try await browser.signIn("dangan")
            let id = try await upload(browser, "<img src=x onerror=alert(3)>.txt", attack + "\n入户走访\n")
            _ = try await browser.ask("/filing")
            try await take(
                browser, "/filing",
                ["class-\(id)": "PX", "title-\(id)": "入户" + attack, "date-\(id)": "2024-05-06"])
            let notice = try await browser.ask("/filing")
            #expect(notice.text.contains("已归档 1 件"))
            let code = try #require(notice.text.firstMatch(of: #/J016-[^ <]+/#)).output
            _ = try await upload(browser, "<img src=x onerror=alert(4)>.txt", attack)
            let volume = try await take(
                browser, "/volumes", ["class": "GA", "title": "卷" + attack, "subject": attack])
            try await take(browser, "/volumes", ["class": "GA", "title": "卷" + attack])
            try await take(browser, "/saved", ["name": attack, "query": "q=" + "x"])
            try await take(browser, "/access/request", ["object": attack, "reason": attack])
            let batch = try await take(browser, "/appraisals", ["title": attack, "due": "2200-01-01"])
            try await take(browser, "/holds/place", ["codes": String(code), "reason": attack])
            try await browser.signIn("admin")
            try await take(browser, "/organisations", ["code": "210204", "name": attack])
            try await take(browser, "/users", ["name": "xiaoli", "fullName": attack, "org": "2102"])
            var shown: Set<String> = []
            let record = "/records/" + code.replacing("·", with: ".")
            let typed = try #require(attack.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            for user in ["dangan", "dudao", "shenji", "admin", "safe"] {
                try await browser.signIn(user)
                for path in pages + [
                    volume, batch, record, record + "/print", record + "/similar", record + "?q=%E5%85%A5%E6%88%B7",
                    record + "/difference?from=1&to=1", "/search?q=%E5%85%A5%E6%88%B7", "/search?q=" + typed,
                    "/search?org=" + typed, "/access?object=" + typed, "/log?code=" + typed, "/log/subject?of=" + typed,
                    "/audit/sample?seed=" + typed, "/retention?on=2200-01-01&class=" + typed, "/volumes?class=" + typed,
                ] {
                    let answer = try await browser.ask(path)
                    // What is saved as a file has it as it was written.
                    guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
                    let text = answer.text
                    #expect(!text.contains("<script>alert") && !text.contains("<img src=x"), "\(user) \(path)")
                    #expect(!Array(text.utf8).contains(Self.accented), "\(user) \(path)")
                    if text.contains("&lt;script&gt;alert(1)") { shown.insert(path) }
                }
            }
            // It was there to be seen: in lists, on the pages of what was made, in forms and titles.
            #expect(shown.count > 5 && shown.isSuperset(of: [volume, batch, record]), "\(shown)")
        }
    }

    @Test(arguments: [
        "纪要 2024年5月.txt", "a\"b;c.txt", "emoji📄.txt", "100%.txt", "'; filename=evil.exe; x='.txt", "a\\b.txt",
    ])
    func `file names come back whole in a header of one line`(_ name: String) async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let id = try await upload(browser, name, "内容\n")
            _ = try await browser.ask("/filing")
            _ = try await browser.send(
                "/filing", ["class-\(id)": "FG", "title-\(id)": "件", "date-\(id)": "2024-05-06"])
            let notice = try await browser.ask("/filing").text
            let code = try #require(notice.firstMatch(of: #/J016-[^ <]+/#), "\(notice)").output
            let file = try await browser.ask("/records/\(code.replacing("·", with: "."))/files/1")
            let header = try #require(file.headers[.contentDisposition])
            // RFC 6266: a quoted name in ASCII that cannot be left early, and RFC 8187: the name itself.
            let parts = try #require(
                header.wholeMatch(of: #/inline; filename="([^"\\;%]*)"; filename\*=UTF-8''([A-Za-z0-9._~%-]+)/#),
                "\(header)")
            #expect(String(parts.output.2).removingPercentEncoding == name)
            #expect(header.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }

    @Test(arguments: [
        "a\r\nSet-Cookie: x=1.txt", "a\u{0}.txt", "..", ".", "a/b", "../\u{301}.txt", "",
        String(repeating: "长", count: 86),
    ])
    func `names that are no names are refused at either door`(_ name: String) async throws {
        let room = try await TestRoom()
        let token = try room.token(of: "dangan")
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let typed = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let page = try await browser.ask(
                "/filing/uploads?name=\(typed)&size=1", .post, headers: ["X-Lantai-Token": browser.token])
            #expect(page.status == 400, "\(page.status)")
            let json =
                String(decoding: try JSONEncoder().encode(["name": name]), as: UTF8.self).dropLast() + ",\"size\":1}"
            let program = try await browser.ask(
                "/api/v1/uploads", .post,
                headers: ["Authorization": "Bearer dangan:" + token, "Content-Type": "application/json"],
                body: Array(json.utf8))
            #expect(program.status == 400 && program.headers[.setCookie] == nil, "\(program.status)")
        }
    }

    @Test func `uploads are bounded in size and in number`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let header = ["X-Lantai-Token": browser.token]
            for size in ["-1", "x", "1e3", "99999999999999999999", "9223372036854775807"] {
                let answer = try await browser.ask("/filing/uploads?name=a.txt&size=" + size, .post, headers: header)
                #expect(answer.status == 400, "\(size) \(answer.status)")
            }
            let begun = try await browser.ask("/filing/uploads?name=a.txt&size=4", .post, headers: header)
            let id = try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1
            for (offset, bytes) in [("0", 5), ("-1", 1), ("9223372036854775807", 1), ("3", 1)] {
                let answer = try await browser.ask(
                    "/filing/uploads/\(id)?offset=\(offset)", .put, headers: header,
                    body: [UInt8](repeating: 0, count: bytes))
                #expect([400, 409].contains(answer.status), "\(offset) \(answer.status)")
            }
            // Another's upload is not there.
            try await browser.signIn("waidang")
            let other = try await browser.ask(
                "/filing/uploads/\(id)?offset=0", .put, headers: ["X-Lantai-Token": browser.token], body: [0])
            #expect(other.status == 404 || other.status == 400)
            let page = try await browser.ask("/filing")
            #expect(!page.text.contains("a.txt"))
        }
    }
}
