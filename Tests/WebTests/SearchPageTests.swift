import Foundation
import Testing
import Web

/// Finding and reading: what each page lets its reader do next.
@Suite struct SearchPageTests {
    private static let name = "%E6%9E%97%E5%B0%8F%E6%BB%A1"
    private static let volume = "J016-ZY%C2%B7WB%C2%B7GA%C2%B72024%C2%B7Y-001"

    @Test func `a period is chosen from all years of a search`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload("旧通知.txt", "关于入户走访的旧通知\n")
            _ = try await browser.send(
                "/filing", ["class-" + id: "FG", "title-" + id: "旧通知", "date-" + id: "2019-03-04", "do": "file"])
            let query = "/search?q=%E5%85%A5%E6%88%B7%E8%B5%B0%E8%AE%BF"
            let all = try await browser.ask(query).text
            #expect(all.contains("min=\"2019\" max=\"2024\" value=\"2019\""))
            // One that was chosen can be widened again.
            let late = try await browser.ask(query + "&from=2020&to=").text
            #expect(late.contains("min=\"2019\" max=\"2024\" value=\"2020\"") && !late.contains(">旧通知<"))
            #expect(late.contains("class=\"out\"") && late.contains("class=\"in\""))
        }
    }

    @Test func `searches are kept run and removed`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            _ = try await browser.ask("/search?q=%E5%85%A5%E6%88%B7&sort=date")
            let kept = try await browser.send("/saved", ["name": "入户<走访>", "query": "q=%E5%85%A5%E6%88%B7&sort=date"])
            #expect(kept.status == 303)
            let list = try await browser.ask("/search").text
            #expect(list.contains("<a href=\"/search?q=%E5%85%A5%E6%88%B7&amp;sort=date\">入户&lt;走访&gt;</a>"))
            _ = try await browser.send("/saved/remove", ["name": "入户<走访>"])
            #expect(try await browser.ask("/search").text.contains("入户&lt;走访&gt;") == false)
            let again = try await browser.send("/saved/remove", ["name": "入户<走访>"])
            #expect(again.status == 404)
        }
    }

    @Test func `a case that is announced is asked for where it is announced`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            let page = try await browser.ask("/search?q=" + Self.name).text
            #expect(page.contains("另有既往个案") && !page.contains("隔代照料"))
            let object = try #require(page.firstMatch(of: #/name="object" value="([^"]+)"/#)).output.1
            _ = try await browser.send("/access/request", ["object": String(object), "reason": "再次接报"])
            try await browser.signIn("dudao")
            #expect(try await browser.ask("/").text.contains("再次接报"))
            // Nobody asks for what they can read.
            #expect(try await browser.ask("/search?q=" + Self.name).text.contains("另有既往个案") == false)
        }
    }

    @Test func `who may not read is shown how to ask`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            let kept = try await browser.ask(TestRoom.record)
            #expect(kept.status == 404)
            #expect(
                kept.text.contains("action=\"/access/request\"") && kept.text.contains("action=\"/access/emergency\""))
            #expect(kept.text.contains("aria-label=\"主菜单\""))
            let opened = try await browser.send("/access/emergency", ["object": TestRoom.code, "reason": "孩子走失"])
            #expect(opened.location == TestRoom.record)
            #expect(try await browser.ask(TestRoom.record).text.contains("隔代照料"))
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/records/J016-1").text.contains("/access/emergency") == false)
            try await browser.signIn("admin")
            #expect(try await browser.ask(TestRoom.record).text.contains("/access/request") == false)
        }
    }

    @Test func `an emergency opens a volume too and requests lead to what they are about`()
        async throws
    {
        let volume = "/volumes/J016-ZY.WB.GA.2024.Y-001"
        try await TestRoom().visit { browser in
            func leads(to link: String) async throws -> Bool {
                try await browser.ask("/access").text.contains("<a href=\"\(link)\">")
            }
            try await browser.signIn("wangfang")
            _ = try await browser.send("/access/request", ["object": TestRoom.code, "reason": "再次接报"])
            #expect(try await !leads(to: TestRoom.record))
            try await browser.signIn("dudao")
            #expect(try await leads(to: TestRoom.record))
            _ = try await browser.send("/access/grant", ["id": "1", "object": TestRoom.code])
            try await browser.signIn("wangfang")
            #expect(try await leads(to: TestRoom.record))
            let opened = try await browser.send(
                "/access/emergency", ["object": "J016-ZY.WB.GA.2024.Y-001", "reason": "孩子走失"])
            #expect(opened.location == volume)
            #expect(try await browser.ask(volume).status == 200)
            #expect(try await leads(to: volume))
            // Who reads nothing learns of nothing.
            try await browser.signIn("waiqu")
            _ = try await browser.send("/access/request", ["object": TestRoom.code, "reason": "转来"])
            #expect(try await !leads(to: TestRoom.record))
        }
    }

    @Test func `a record leads back to the search that found it`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dudao")
            try await browser.state("再次接报", for: TestRoom.code)
            for search in [
                "/search?q=\(Self.name)&class=GA&org=210202&from=2024-01-01&to=2024-12-31&sort=date",
                "/search?volume=\(Self.volume)&from=2024-01-01", "/search?q=\(Self.name)",
            ] {
                let hits = try await browser.ask(search).text
                let link = try #require(hits.firstMatch(of: #/<a class="hit" href="([^"]+)"/#), "\(search)").output.1
                let page = try await browser.ask(String(link).replacing("&amp;", with: "&")).text
                #expect(page.contains("<a href=\"\(search.replacing("&", with: "&amp;"))\">← 回到检索</a>"), "\(link)")
            }
            let volume = try await browser.ask("/search?volume=" + Self.volume).text
            #expect(volume.contains("<input type=\"hidden\" name=\"volume\" value=\"J016-ZY·WB·GA·2024·Y-001\">"))
            for back in ["//evil.example/", "https://evil.example", "x%26evil.example%3D1", "%3Cscript%3E"] {
                let page = try await browser.ask(TestRoom.record + "?back=" + back)
                #expect(page.status == 200 && !page.text.contains("evil.example"), "\(back)")
            }
        }
    }

    @Test func `who has read a child's file is looked up without the name in the address`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("shenji")
            let page = try await browser.ask("/log").text
            #expect(page.contains("<form method=\"post\" action=\"/log/subject\""))
            let uses = try await browser.send("/log/subject", ["of": "林小满"])
            #expect(uses.status == 200 && uses.text.contains("次利用"))
            #expect(try await browser.send("/log/subject", ["of": "林小满"], withToken: false).status == 403)
            // An address takes a code, which the record's page links to, and no name or person.
            let byCode = try await browser.ask("/log/subject?of=J016-ZY.WB.GA.2024.Y-001")
            #expect(byCode.status == 200 && byCode.text.contains("次利用"))
            for named in [Self.name, "1"] {
                #expect(try await browser.ask("/log/subject?of=" + named).status == 404)
            }
        }
    }

    @Test func `proposals are confirmed where they are read`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let desk = try await browser.ask("/").text
            #expect(desk.contains("著录待确认"))
            let link = try #require(
                desk.firstMatch(of: #/<a href="(\/records\/[^"]+)">J016-ZY·WB·FG/#)
            ).output.1
            let page = try await browser.ask(String(link)).text
            #expect(page.contains("待确认"))
            let names = try #require(page.firstMatch(of: #/name="names" value="([^"]+)"/#)).output.1
            #expect(names.contains("title"))
            let done = try await browser.send(link + "/confirm", ["names": String(names)])
            #expect(done.status == 303)
            let after = try await browser.ask(String(link)).text
            #expect(after.contains("已确认：") && after.contains("version=2") && !after.contains("/confirm\""))
            #expect(try await browser.ask("/").text.contains("著录待确认") == false)
            // Who only reads is not asked.
            try await browser.signIn("dudao")
            #expect(try await browser.ask(link + "?version=1").text.contains("/confirm\"") == false)
        }
    }
}
