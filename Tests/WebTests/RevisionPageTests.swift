import Foundation
import Testing
import Web

/// Correcting a record from its reading page.
@Suite struct RevisionPageTests {

    /// Where the notice of the test room stands.
    private static func notice(_ browser: Browser) async throws -> String {
        let list = try await browser.ask("/search?q=%E5%85%A5%E6%88%B7%E8%B5%B0%E8%AE%BF").text
        let link = try #require(list.firstMatch(of: #/href="(\/records\/[^"?]+)/#)).output.1
        return String(link)
    }

    /// What a form of a page would send if nobody changed anything.
    static func values(of page: String, action: String) throws -> [String: String] {
        let form = try #require(
            page.components(separatedBy: "action=\"\(action)\"").last?.components(separatedBy: "</form>").first)
        var values: [String: String] = [:]
        for input in form.matches(of: #/<input type="[a-z]+" name="([^"]+)" value="([^"]*)"/#) {
            values[String(input.output.1)] = String(input.output.2).replacing("&quot;", with: "\"").replacing(
                "&lt;", with: "<"
            ).replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
        for area in form.matches(of: #/<textarea name="([^"]+)"[^>]*>([^<]*)</#) {
            values[String(area.output.1)] = String(area.output.2)
        }
        return values
    }

    @Test func `labels are in the language of whoever reads them`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let path = try await Self.notice(browser) + "/revise"
            #expect(try await browser.ask(path).text.contains("机构代码"))
            let cookies = "lantai=\(browser.cookie ?? ""); lantai-lang=en"
            let page = try await browser.ask(path, headers: ["Cookie": cookies]).text
            #expect(page.contains("Organisation") && !page.contains("机构代码") && !page.contains("责任者"))
        }
    }

    @Test func `only what was changed is corrected, with its reason`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.notice(browser)
            var page = try await browser.ask(record).text
            #expect(page.contains("href=\"\(record)/revise\""))
            page = try await browser.ask(record + "/revise").text
            var form = try Self.values(of: page, action: record + "/revise")
            #expect(form["was-title"] == form["title"] && form["title"]?.isEmpty == false)
            form["token"] = nil
            form["reason"] = "什么也不改"
            let same = try await browser.send(record + "/revise", form)
            #expect(same.status == 400 && same.text.contains("什么也没有改"))
            form["title"] = "关于\"走访\"的<i>通知</i>"
            form["reason"] = "题名有误 <script>"
            let sent = try await browser.send(record + "/revise", form)
            #expect(sent.status == 303 && sent.location == record)
            // Another one, who had the page open from before, corrects something else: the title stays corrected.
            form = try Self.values(of: page, action: record + "/revise")
            form["token"] = nil
            form["author"] = "甲区未保中心"
            form["reason"] = "补责任者"
            _ = try await browser.send(record + "/revise", form)
            page = try await browser.ask(record).text
            #expect(page.contains("关于&quot;走访&quot;的&lt;i&gt;通知&lt;/i&gt;") && page.contains("甲区未保中心"))
            #expect(page.contains("题名有误 &lt;script&gt;") && !page.contains("题名有误 <script>"))
            #expect(page.contains("已存为第 3 版"))
        }
    }

    @Test func `what is refused stays as it was typed`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.notice(browser)
            let page = try await browser.ask(record + "/revise").text
            var form = try Self.values(of: page, action: record + "/revise")
            form["token"] = nil
            form["title"] = "新的\"题名\""
            var refused = try await browser.send(record + "/revise", form)
            #expect(refused.status == 400 && refused.text.contains("请写明理由"))
            #expect(refused.text.contains("name=\"title\" value=\"新的&quot;题名&quot;\""))
            form["reason"] = "改期"
            form["date"] = "2024-02-31"
            refused = try await browser.send(record + "/revise", form)
            #expect(
                refused.status == 400 && refused.text.contains("2024-02-31") && refused.text.contains("value=\"改期\""))
            refused = try await browser.send(
                record + "/move",
                [
                    "class": "FG", "was-class": "FG", "volume": "J016-ZY.WB.GA.2024.Y-077", "was-volume": "",
                    "reason": "错归",
                ])
            #expect(refused.status == 400 && refused.text.contains("J016-ZY.WB.GA.2024.Y-077"))
        }
    }

    @Test func `moved and declared void`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.notice(browser)
            _ = try await browser.send(
                record + "/move",
                ["class": "PX", "was-class": "FG", "volume": "", "was-volume": "", "reason": "归错类别"])
            #expect(try await browser.ask(record).text.contains("<dt>类别</dt><dd>培训</dd>"))
            let compared = try await browser.ask(record + "/difference?from=1&to=2").text
            #expect(compared.contains("<b>类别</b>：<del>法规制度</del> → <ins>培训</ins>"), "\(compared)")
            _ = try await browser.send(record + "/void", ["reason": "重复归档"])
            let page = try await browser.ask(record).text
            #expect(page.contains("已作废") && page.contains("重复归档") && !page.contains(record + "/revise"))
            #expect(try await browser.ask(record + "/revise").text.contains("不能再改"))
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log").text
            #expect(log.contains("调整了所在案卷或类别") && log.contains("宣布作废"))
        }
    }

    @Test func `files are replaced, or stand beside those that are there`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.notice(browser)
            #expect(try await browser.ask(record + "/content").text.contains("先传到这里"))
            let annex = try await browser.upload("附件<一>.txt", "走访路线：听潮巷\n")
            var page = try await browser.ask(record + "/content?sent=" + annex).text
            #expect(page.contains("name=\"upload-\(annex)\" value=\"1\" checked") && page.contains("附件&lt;一&gt;.txt"))
            let nothing = try await browser.send(record + "/content", ["how": "add", "reason": "补附件"])
            #expect(nothing.status == 400 && nothing.text.contains("勾选") && nothing.text.contains("value=\"补附件\""))
            _ = try await browser.send(
                record + "/content", ["upload-" + annex: "1", "how": "add", "reason": "补附件"])
            page = try await browser.ask(record).text
            #expect(page.contains("已存为第 2 版") && page.contains(">通知.txt<") && page.contains(">附件&lt;一&gt;.txt<"))
            #expect(page.contains("请各站") && page.contains("走访路线：听潮巷"))
            // A name stands once in a record.
            let again = try await browser.upload("附件<一>.txt", "别的\n")
            let twice = try await browser.send(
                record + "/content", ["upload-" + again: "1", "how": "add", "reason": "再补"])
            #expect(twice.status == 400 && twice.text.contains("重复"))
            _ = try await browser.send(
                record + "/content", ["upload-" + again: "1", "how": "replace", "reason": "换"])
            page = try await browser.ask(record).text
            #expect(!page.contains(">通知.txt<") && !page.contains("请各站") && page.contains("别的"))
            #expect(try await browser.ask(record + "?version=2").text.contains("走访路线：听潮巷"))
        }
    }

    @Test func `a single file is replaced, or left out, and the others stay`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.notice(browser)
            let annex = try await browser.upload("附件<一>.txt", "走访路线：听潮巷\n")
            _ = try await browser.send(
                record + "/content", ["upload-" + annex: "1", "how": "add", "reason": "补附件"])
            let right = try await browser.upload("附件二.txt", "走访路线：拾贝街\n")
            var page = try await browser.ask(record + "/content?sent=" + right).text
            #expect(page.contains("name=\"file-附件&lt;一&gt;.txt\"") && page.contains("换成 附件二.txt"))
            // It came ticked; in the place of one file it is not the one for all.
            var form = ["upload-" + right: "1", "how": "replace", "reason": "附件有误", "file-通知.txt": ""]
            form["file-附件<一>.txt"] = right
            #expect(try await browser.send(record + "/content", form).status == 303)
            page = try await browser.ask(record).text
            #expect(page.contains("已存为第 3 版") && page.contains(">通知.txt<") && page.contains(">附件二.txt<"))
            #expect(page.contains("请各站") && page.contains("拾贝街") && !page.contains("听潮巷"))
            let all = try await browser.send(
                record + "/content", ["file-通知.txt": "remove", "file-附件二.txt": "remove", "reason": "都不要"])
            #expect(all.status == 400 && all.text.contains("至少要留一个文件") && all.text.contains("\"remove\" selected"))
            let more = try await browser.upload("附件三.txt", "三\n")
            form = ["upload-" + more: "1", "how": "replace", "reason": "换", "file-附件二.txt": "remove"]
            #expect(try await browser.send(record + "/content", form).status == 400)
            form["how"] = "add"
            #expect(try await browser.send(record + "/content", form).status == 303)
            page = try await browser.ask(record).text
            #expect(page.contains(">附件三.txt<") && page.contains("请各站") && !page.contains(">附件二.txt<"))
            let gone = try await browser.send(record + "/content", ["file-没有.txt": "remove", "reason": "x"])
            #expect(gone.status == 400)
        }
    }

    @Test func `a file is replaced whatever it is called`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.notice(browser)
            let names = ["附件[一].txt", "a[b]=[c]&d+e %41.txt"]
            for name in names {
                let annex = try await browser.upload(name, "走访路线：" + name)
                _ = try await browser.send(
                    record + "/content", ["upload-" + annex: "1", "how": "add", "reason": "补附件"])
            }
            for name in names {
                let right = try await browser.upload("改-" + name, "走访路线：改 " + name)
                let answer = try await browser.send(
                    record + "/content", ["file-" + name: right, "how": "replace", "reason": "附件有误"])
                #expect(answer.status == 303, "\(answer.text)")
            }
            let page = try await browser.ask(record).text
            #expect(page.contains(">改-附件[一].txt<") && !page.contains(">附件[一].txt<"))
            #expect(page.contains(">改-a[b]=[c]&amp;d+e %41.txt<"))
        }
    }

    @Test(arguments: ["dudao", "shenji", "waidang"])
    func `whoever may not correct is told so`(_ user: String) async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn(user)
            try await browser.state("复核", for: TestRoom.code)
            let status = user == "waidang" ? 404 : 403
            if status == 403 {
                #expect(!(try await browser.ask(TestRoom.record).text.contains("/revise\"")))
            }
            for path in ["/revise", "/content"] {
                #expect(try await browser.ask(TestRoom.record + path).status == status)
            }
            for path in ["/revise", "/move", "/void", "/content"] {
                let answer = try await browser.send(TestRoom.record + path, ["reason": "不许", "title": "改"])
                #expect(answer.status == status, "\(path) \(answer.status)")
            }
        }
    }
}
