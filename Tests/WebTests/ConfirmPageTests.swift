import Foundation
import Testing
import Web

/// The page of all descriptions that wait for confirmation.
@Suite struct ConfirmPageTests {
    private static func text(_ name: String, _ number: Int) -> String {
        "关于\(name)的通知\n\n中未保〔2024〕\(number)号\n\n请各站落实。\n\n2024年5月\(number)日\n"
    }

    /// Files three notices of which nothing but the class is said.
    private static func file(_ browser: Browser) async throws {
        var form = ["do": "file"]
        for (number, name) in ["走访", "培训", "<b>督导</b>"].enumerated() {
            let id = try await browser.upload("通知\(number).txt", text(name, number + 1))
            form["class-" + id] = "FG"
        }
        _ = try await browser.send("/filing", form)
        let filed = try await browser.ask("/filing").text
        try #require(filed.contains("已归档 3 件"), "\(filed)")
    }

    private struct Row {
        var place: String
        var code: String
        var title: String
    }

    private static func rows(_ page: String) -> [Row] {
        page.matches(of: #/name="code-(\d+)" value="([^"]+)"><a href="[^"]+">([^<]*)</#).map {
            Row(place: String($0.output.1), code: String($0.output.2), title: String($0.output.3))
        }
    }

    /// What the form sends as it stands, of some rows.
    private static func values(_ page: String, _ places: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for input in page.matches(of: #/name="((?:code|was|value)-(\d+)[^"]*)" value="([^"]*)"/#)
        where places.contains(String(input.output.2)) {
            values[String(input.output.1)] = String(input.output.3).replacing("&lt;", with: "<").replacing(
                "&gt;", with: ">")
        }
        return values
    }

    @Test func `one is corrected and confirmed, the ticked are confirmed as they stand`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("dangan")
            try await Self.file(browser)
            #expect(try await browser.ask("/").text.contains("<a href=\"/confirm\">著录待确认</a>"))
            var page = try await browser.ask("/confirm?class=FG").text
            var rows = Self.rows(page)
            let mine = rows.filter { $0.title.contains("的通知") && !$0.title.contains("入户") }
            try #require(mine.count == 3)
            #expect(page.contains("关于&lt;b&gt;督导&lt;/b&gt;的通知") && !page.contains("<b>督导"))
            let visit = try #require(mine.first { $0.title.contains("走访") })
            var form = Self.values(page, [visit.place])
            form["one"] = visit.place
            form["value-\(visit.place)-title"] = "入户走访通知"
            form["value-\(visit.place)-documentNumber"] = ""
            #expect(try await browser.send("/confirm", form).status == 303)
            page = try await browser.ask("/confirm?class=FG").text
            #expect(page.contains("已确认 1 件") && !page.contains("入户走访通知"))
            let record = try await browser.ask("/records/" + visit.code.replacing("·", with: ".")).text
            #expect(record.contains("<h1>入户走访通知</h1>") && record.contains("核对后改正并确认"))
            #expect(!record.contains("中未保〔2024〕1号</dd>") && !record.contains("待确认：从正文"))
            // None is ticked: nothing is confirmed.
            rows = Self.rows(page)
            form = Self.values(page, rows.map(\.place))
            _ = try await browser.send("/confirm", form)
            #expect(try await browser.ask("/confirm").text.contains("没有勾选"))
            for row in rows where mine.contains(where: { $0.code == row.code }) { form["tick-" + row.place] = "1" }
            _ = try await browser.send("/confirm", form)
            page = try await browser.ask("/confirm").text
            #expect(page.contains("已确认 2 件") && !page.contains("&lt;b&gt;督导") && !page.contains("关于培训"))
        }
    }

    @Test func `confirming one row loses nothing that was typed or ticked in the others`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            try await Self.file(browser)
            var page = try await browser.ask("/confirm?class=FG").text
            #expect(page.contains("id=\"confirm\" autocomplete=\"off\" novalidate"))
            var rows = Self.rows(page)
            let visit = try #require(rows.first { $0.title.contains("走访") && !$0.title.contains("入户") })
            let training = try #require(rows.first { $0.title.contains("培训") })
            let guiding = try #require(rows.first { $0.title.contains("督导") })
            var form = Self.values(page, rows.map(\.place))
            form["one"] = visit.place
            form["class"] = "FG"
            form["value-\(training.place)-title"] = "改到一半的题名"
            form["value-\(guiding.place)-title"] = ""
            form["tick-" + training.place] = "1"
            let answer = try await browser.send("/confirm", form)
            #expect(answer.status == 200 && answer.text.contains("已确认 1 件"), "\(answer.status)")
            #expect(answer.text.contains("value=\"改到一半的题名\""))
            page = answer.text
            rows = Self.rows(page)
            #expect(!rows.contains { $0.code == visit.code })
            let now = try #require(rows.first { $0.code == training.code })
            #expect(page.contains("name=\"tick-\(now.place)\" value=\"1\" checked"))
            let emptied = try #require(rows.first { $0.code == guiding.code })
            #expect(page.contains("name=\"value-\(emptied.place)-title\" value=\"\""))
            // A refusal loses nothing of them either.
            form = Self.values(page, rows.map(\.place))
            form["one"] = emptied.place
            form["value-\(emptied.place)-date"] = "2024-02-31"
            let refused = try await browser.send("/confirm", form)
            #expect(refused.status == 400 && refused.text.contains("value=\"改到一半的题名\""))
            #expect(refused.text.contains("2024-02-31"))
        }
    }

    @Test func `what was refused stays, and what another changed is not confirmed unseen`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            try await Self.file(browser)
            let page = try await browser.ask("/confirm?class=FG").text
            let row = try #require(Self.rows(page).first { $0.title.contains("培训") })
            var form = Self.values(page, [row.place])
            form["one"] = row.place
            form["value-\(row.place)-date"] = "2024-02-31"
            form["value-\(row.place)-title"] = "改好的\"题名\""
            let refused = try await browser.send("/confirm", form)
            #expect(refused.status == 400 && refused.text.contains("2024-02-31"))
            #expect(refused.text.contains("改好的&quot;题名&quot;"))
            // Somebody else corrects all of it meanwhile; what the page had shown is not what is proposed now.
            let record = "/records/" + row.code.replacing("·", with: ".")
            _ = try await browser.send(
                record + "/revise", ["title": "另一题名", "was-title": "", "reason": "更正"])
            form = Self.values(page, [row.place])
            form["one"] = row.place
            _ = try await browser.send("/confirm", form)
            #expect(try await browser.ask(record).text.contains("<h1>另一题名</h1>"))
        }
    }

    @Test func `the purpose is asked once for the list, and reading alone is no right to confirm`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload("登记.txt", "个案登记表\n姓名：林小满\n登记日期：2024年5月6日\n")
            _ = try await browser.send("/filing", ["do": "file", "class-" + id: "GA"])
            let asked = try await browser.ask("/confirm")
            #expect(asked.status == 403 && asked.text.contains("为什么要看"))
            let key = try #require(asked.text.firstMatch(of: #/name="code" value="([^"]+)"/#)).output.1
            let answer = try await browser.send(
                "/purpose", ["purpose": "核对著录", "code": String(key), "next": "/confirm"])
            #expect(answer.location == "/confirm")
            let page = try await browser.ask("/confirm").text
            let row = try #require(Self.rows(page).first { _ in true })
            #expect(page.contains("value=\"林小满\""))
            var form = Self.values(page, [row.place])
            form["one"] = row.place
            _ = try await browser.send("/confirm", form)
            #expect(try await browser.ask("/confirm").text.contains("已确认 1 件"))
            for user in ["shenji", "dudao"] {
                try await browser.signIn(user)
                #expect(!(try await browser.ask("/").text.contains("/confirm")))
                #expect(try await browser.ask("/confirm").status == 403)
                #expect(try await browser.send("/confirm", form).status == 403)
            }
        }
    }
}
