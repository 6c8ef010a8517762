import Foundation
import HTTPTypes
import Testing
import Web

/// Requests of the persons concerned, by the pages alone.
@Suite struct RequestsPageTests {
    private static let typed = [
        "kind": "copy", "asker": "林国梁<b>", "relation": "父亲", "identity": "核验<i>身份证</i>原件",
        "codes": TestRoom.code, "text": "要一份<script>登记表</script>",
    ]

    @Test func `one takes it in, another decides, what was granted is done, and it is answered`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            #expect(try await browser.ask("/requests").text.contains("没有等着答复的请求"))
            let taken = try await browser.send("/requests", Self.typed)
            #expect(taken.status == 303 && taken.location == "/requests/1")
            let shown = try await browser.ask("/requests/1").text
            #expect(shown.contains("林国梁&lt;b&gt;（父亲）") && shown.contains("待决定"))
            #expect(!shown.contains("<script>登") && !shown.contains("<i>"))
            // Who took it in cannot decide, and is not offered to.
            #expect(!shown.contains("/requests/1/decide"))
            let own = try await browser.send("/requests/1/decide", ["decision": "granted", "reason": "x"])
            #expect(own.status == 403)
            try await browser.signIn("dudao")
            #expect(try await browser.ask("/requests").text.contains("href=\"/requests/1\""))
            #expect(try await browser.ask("/requests/1").text.contains("/requests/1/decide"))
            let decided = try await browser.send("/requests/1/decide", ["decision": "granted", "reason": "是<监护人>"])
            #expect(decided.status == 303)
            try await browser.signIn("dangan")
            let granted = try await browser.ask("/requests/1").text
            #expect(granted.contains("先把复制件导出") && granted.contains("是&lt;监护人&gt;"))
            let early = try await browser.send("/requests/1/answer", ["text": "已给"])
            #expect(early.status == 400 && early.text.contains("还没有导出"))
            let exported = try await browser.send(
                "/export", ["codes": TestRoom.code, "format": "zip", "purpose": "答复请求 1"])
            #expect(exported.status == 200)
            let answered = try await browser.send("/requests/1/answer", ["text": "已给<复印件>"])
            #expect(answered.status == 303)
            let done = try await browser.ask("/requests/1").text
            #expect(done.contains("已答复") && done.contains("已给&lt;复印件&gt;") && done.contains("导出，日志第"))
            #expect(!done.contains("/requests/1/answer"))
            #expect(try await browser.ask("/requests?show=all").text.contains("href=\"/requests/1\""))
        }
    }

    @Test func `a deletion that law forbids goes into storage only, until that is lifted`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            let taken = try await browser.send(
                "/requests", Self.typed.merging(["kind": "deletion", "codes": ""]) { $1 })
            #expect(taken.status == 303)
            try await browser.signIn("dudao")
            let forbidden = try await browser.send(
                "/requests/1/decide", ["decision": "granted", "codes": TestRoom.code, "reason": "x"])
            #expect(forbidden.status == 403 && forbidden.text.contains("不能删除"))
            let kept = try await browser.send(
                "/requests/1/decide", ["decision": "storageOnly", "codes": TestRoom.code, "reason": "期限未满"])
            #expect(kept.status == 303)
            #expect(try await browser.ask("/requests?show=restricting").text.contains("仅存储"))
            let lifted = try await browser.send("/requests/1/lift", ["reason": "撤回"])
            #expect(lifted.status == 303)
            #expect(try await browser.ask("/requests/1").text.contains("不再仅存储"))
        }
    }

    @Test func `a person's number stands for all records that name them`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            _ = try await browser.ask("/requests")
            let found = try await browser.send("/requests/person", ["name": "林小满"])
            let number = try #require(found.text.firstMatch(of: #/<td>(\d+)<\/td><td>林小满<\/td>/#)).output.1
            #expect(found.text.contains("J016-ZY·WB·GA·2024·Y-001"))
            let taken = try await browser.send(
                "/requests", Self.typed.merging(["codes": "", "persons": String(number)]) { $1 })
            #expect(taken.status == 303)
            #expect(try await browser.ask("/requests/1").text.contains("J016-ZY·WB·GA·2024·Y-001</a>"))
            let none = try await browser.send("/requests/person", ["name": "<script>x"])
            #expect(none.text.contains("没有这个人") && !none.text.contains("<script>x"))
            try await browser.signIn("waidang")
            _ = try await browser.ask("/requests")
            let hidden = try await browser.send("/requests/person", ["name": "林小满"])
            #expect(hidden.text.contains("没有这个人"))
        }
    }

    @Test func `what was typed and refused stands in the form again, once`() async throws {
        let here = ["Referer": "http://localhost/requests?show=all"]
        let identity = "value=\"核验&lt;i&gt;身份证&lt;/i&gt;原件\""
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            _ = try await browser.ask("/requests")
            let late = Self.typed.merging(["on": "2999-01-01"]) { $1 }
            let refused = try await browser.send("/requests", late, headers: here)
            #expect(refused.status == 400 && refused.text.contains("填过的内容还在"))
            #expect(refused.text.contains("href=\"/requests?show=all\""))
            let page = try await browser.ask("/requests?show=all").text
            #expect(page.contains(identity) && page.contains(">要一份&lt;script&gt;登记表&lt;/script&gt;</textarea>"))
            #expect(try await browser.ask("/requests").text.contains(identity) == false)
            // Another site is no way back.
            let elsewhere = try await browser.send(
                "/requests", late, headers: ["Referer": "http://localhost.evil.example/requests"])
            #expect(elsewhere.status == 400 && !elsewhere.text.contains("evil.example"))
            // What was done in the end is not typed again.
            #expect(try await browser.send("/requests", Self.typed).status == 303)
            #expect(try await browser.ask("/requests").text.contains(identity) == false)
        }
    }

    @Test func `looking up a number loses nothing of the request`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let page = try await browser.ask("/requests").text
            #expect(page.contains("formaction=\"/requests/person\" formnovalidate"))
            for name in ["林小满", ""] {
                let found = try await browser.send("/requests/person", Self.typed.merging(["name": name]) { $1 }).text
                #expect(
                    found.contains("value=\"核验&lt;i&gt;身份证&lt;/i&gt;原件\"") && found.contains("action=\"/requests\""))
                #expect(found.contains(name.isEmpty ? "写上姓名再查" : "<td>林小满</td>"))
            }
        }
    }

    @Test func `what is missing is named, and who has no part in it is shown the door`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let empty = try await browser.send("/requests", Self.typed.merging(["asker": " "]) { $1 })
            #expect(empty.status == 400 && empty.text.contains("谁提出"))
            let late = try await browser.send("/requests", Self.typed.merging(["on": "2999-01-01"]) { $1 })
            #expect(late.status == 400)
            try await browser.signIn("shenji")
            #expect(!(try await browser.ask("/").text.contains("href=\"/requests\"")))
            #expect(try await browser.ask("/requests").status == 403)
        }
    }
}
