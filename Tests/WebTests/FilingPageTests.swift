import Foundation
import HTTPTypes
import Testing
import Web
import Workbench

/// Filing by page: proposals, what is typed, what is refused.
@Suite struct FilingPageTests {
    private static let notice = "关于开展入户走访的通知\n\n中未保〔2024〕12号\n\n请各站落实。\n\n2024年5月6日\n"

    @Test func `what is typed is kept and what is proposed stays proposed`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload("通知二.txt", Self.notice)
            var page = try await browser.ask("/filing").text
            #expect(page.contains("name=\"title-\(id)\" value=\"关于开展入户走访的通知\""))
            #expect(page.contains("name=\"proposed-title-\(id)\" value=\"关于开展入户走访的通知\""))
            #expect(page.contains("name=\"proposed-documentNumber-\(id)\""))
            // Another class asks for other fields; the author is somebody's word, the title still the file's.
            let kept = try await browser.send(
                "/filing",
                [
                    "do": "save", "class-" + id: "PX", "title-" + id: "关于开展入户走访的通知",
                    "proposed-title-" + id: "关于开展入户走访的通知", "author-" + id: "甲区\"未保\"中心", "field-\(id)-培训地点": "会议室",
                ])
            #expect(kept.status == 303)
            page = try await browser.ask("/filing").text
            #expect(page.contains("<option value=\"PX\" selected>"))
            #expect(page.contains("name=\"author-\(id)\" value=\"甲区&quot;未保&quot;中心\""))
            #expect(page.contains("name=\"field-\(id)-培训地点\" value=\"会议室\""))
            #expect(page.contains("name=\"proposed-title-\(id)\"") && !page.contains("name=\"proposed-author-\(id)\""))
            // A field of the class that it was meant for before does not keep it from being filed.
            _ = try await browser.send(
                "/filing", ["do": "file", "class-" + id: "FG", "title-" + id: "走访通知", "field-\(id)-培训地点": "会议室"])
            #expect(try await browser.ask("/filing").text.contains("已归档 1 件"))
        }
    }

    @Test func `what is refused stays with its reason and the rest is filed`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let good = try await browser.upload("甲.txt", Self.notice)
            let bad = try await browser.upload("乙.txt", Self.notice + "附件\n")
            _ = try await browser.send(
                "/filing",
                [
                    "do": "file", "class-" + good: "FG", "title-" + good: "通知甲", "class-" + bad: "GA",
                    "title-" + bad: "通知乙", "volume-" + bad: "J016-ZY.WB.GA.2024.Y-077",
                ])
            let page = try await browser.ask("/filing").text
            #expect(page.contains("已归档 1 件") && page.contains("1 件未归档"))
            #expect(page.contains("value=\"通知乙\"") && !page.contains("value=\"通知甲\""))
            #expect(page.contains("class=\"fault\" role=\"alert\">") && page.contains("J016-ZY.WB.GA.2024.Y-077"))
            #expect(try await browser.ask("/").text.contains("乙.txt"))
            _ = try await browser.send("/filing", ["discard": bad])
            #expect(try await browser.ask("/filing").text.contains("还没有传完的文件"))
        }
    }

    @Test func `the same files chosen again are there once, and what is refused says why`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let header = ["X-Lantai-Token": browser.token]
            func begin(_ more: String, size: Int = 3) async throws -> Browser.Answer {
                try await browser.ask(
                    "/filing/uploads?name=a.txt&size=\(size)&lastModified=1714953600123" + more, .post, headers: header)
            }
            let first = try await begin("&path=%E8%B5%B0%E8%AE%BF%2Fa.txt")
            let id = try #require(first.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#)).output.1
            _ = try await browser.ask("/filing/uploads/\(id)?offset=0", .put, headers: header, body: [65, 66, 67])
            let again = try await begin("&path=%E8%B5%B0%E8%AE%BF%2Fa.txt").text
            #expect(again.contains("\"id\":\"\(id)\"") && again.contains("\"received\":3"))
            #expect(try await !begin("&path=%E5%9B%9E%E8%AE%BF%2Fa.txt").text.contains(id))
            let large = try await begin("", size: 300 << 20)
            #expect(large.status == 400 && large.headers[.contentType] == "application/json")
            #expect(large.text.contains("\"message\":\"") && large.text.contains("256 MB"), "\(large.text)")
            let torn = try await browser.ask("/filing/uploads/\(id)?offset=1", .put, headers: header, body: [65])
            #expect(torn.status == 409 && torn.text.contains("\"message\":\""), "\(torn.text)")
        }
    }

    @Test func `the script is told whether what was typed is kept`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload("通知.txt", Self.notice)
            let values = ["do": "save", "class-" + id: "PX", "author-" + id: "甲区未保中心"]
            let asScript = ["Accept": "application/json"]
            #expect(try await browser.send("/filing", values, headers: asScript).status == 204)
            #expect(try await browser.ask("/filing").text.contains("value=\"甲区未保中心\""))
            // Without the script, the page comes back.
            #expect(try await browser.send("/filing", values).location == "/filing")
            _ = try await browser.send("/sign-out", [:])
            let lost = try await browser.send("/filing", values, headers: asScript)
            #expect(lost.status == 303 && lost.location.hasPrefix("/sign-in"))
        }
    }

    @Test func `one class and one volume for all files`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let one = try await browser.upload("甲.txt", Self.notice)
            let two = try await browser.upload("乙.txt", "会商纪要\n\n2024年6月1日\n")
            _ = try await browser.send(
                "/filing",
                [
                    "do": "all", "all-class": "GA", "all-volume": "新个案", "class-" + one: "FG", "class-" + two: "PX",
                    "title-" + two: "会商纪要（六月）",
                ])
            let page = try await browser.ask("/filing").text
            #expect(page.matches(of: #/value="GA" selected/#).count == 2)
            #expect(page.matches(of: #/name="volume-[0-9a-f-]+" value="新个案"/#).count == 2)
            #expect(page.contains("value=\"会商纪要（六月）\""))
        }
    }

    // MARK: - Reading, classes, containers

    /// A program that reads files as lantai does, and counts how often it is asked.
    private static func counting(_ folder: TestFolder) throws -> (program: String, count: @Sendable () -> Int) {
        let log = folder.path("读过")
        try folder.write("读过", "")
        let program = try folder.program(
            "读", "#!/bin/sh\necho x >> \(Shell.quoted(log))\nexec \(Shell.quoted(TestRoom.program)) \"$@\"\n")
        return (program, { ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").count { $0 == "x" } })
    }

    /// A program that finds that another one is missing.
    private static func lacking(_ folder: TestFolder) throws -> String {
        func frame(_ kind: Character, _ body: String) -> Data {
            let count = body.utf8.count
            return Data([kind.asciiValue ?? 0] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) })
                + Data(body.utf8)
        }
        let missing = #"[{"toolMissing":{"program":"pdftotext","package":"poppler-utils"}}]"#
        try folder.write(
            "答",
            frame("h", #"{"mediaType":"application/pdf","properties":{},"warnings":\#(missing)}"#) + frame(".", ""))
        return try folder.program("读", "#!/bin/sh\ncat \(Shell.quoted(folder.path("答")))\n")
    }

    @Test func `a file that is looked at is read once only, and nothing is filed without a class`() async throws {
        let folder = try TestFolder()
        let (program, count) = try Self.counting(folder)
        try await TestRoom(program: program).visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload(
                "走访.html", "<html><body><h1>Visit of the station</h1><p>6 May 2024</p></body></html>")
            let read = count()
            for _ in 0..<3 { #expect(try await browser.ask("/filing").text.contains("value=\"\">请选择")) }
            #expect(count() - read <= 1 && count() >= 1)
            let before = count()
            _ = try await browser.send("/filing", ["do": "file", "class-" + id: "", "title-" + id: "走访"])
            var page = try await browser.ask("/filing").text
            #expect(page.contains("1 件未归档") && page.contains("走访.html"))
            #expect(try await browser.ask("/search?q=Visit").text.contains("没有查到"))
            _ = try await browser.send("/filing", ["do": "save", "class-" + id: "FG", "title-" + id: "走访"])
            page = try await browser.ask("/filing").text
            #expect(page.contains("value=\"FG\" selected"))
            _ = try await browser.send("/filing", ["do": "file", "class-" + id: "FG", "title-" + id: "走访"])
            #expect(try await browser.ask("/filing").text.contains("已归档 1 件"))
            #expect(count() == before)
            #expect(try await browser.ask("/search?q=Visit").text.contains("走访"))
            // The same holds for what is in a container, unpacked apart or not.
            let mail = try await browser.upload(
                "网页.eml",
                Self.mail.replacing("text/plain; charset=utf-8; name=", with: "text/html; charset=utf-8; name=")
                    .replacing(".txt\"", with: ".html\"").replacing("家庭走访记录", with: "<html><h1>家庭走访记录</h1></html>"))
            _ = try await browser.ask("/filing")
            let once = count()
            #expect(once > before)
            _ = try await browser.send("/filing", ["do": "save", "class-" + mail: "PX", "apart-" + mail: "1"])
            page = try await browser.ask("/filing").text
            #expect(page.contains("将归为 3 件") && page.contains("a.html") && count() == once)
            _ = try await browser.send("/filing", ["do": "file", "class-" + mail: "PX", "apart-" + mail: "1"])
            #expect(try await browser.ask("/filing").text.contains("已归档 3 件") && count() == once)
        }
    }

    @Test func `one class goes to all that has come, listed yet or not`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            var first = ""
            for number in 1...23 {
                let id = try await browser.upload(String(format: "%02d.txt", number), "第\(number)次走访\n")
                if number == 1 { first = id }
            }
            _ = try await browser.send("/filing", ["do": "all", "all-class": "PX", "class-" + first: ""])
            let page = try await browser.ask("/filing").text
            #expect(page.contains("全部 (23)") && page.matches(of: #/value="PX" selected/#).count == 20)
            #expect(!page.contains(">请选择<"))
            var form = ["do": "file"]
            for found in page.matches(of: #/name="class-([0-9a-f-]+)"/#) { form["class-" + found.output.1] = "PX" }
            _ = try await browser.send("/filing", form)
            let rest = try await browser.ask("/filing").text
            #expect(rest.contains("已归档 20 件") && rest.matches(of: #/value="PX" selected/#).count == 3)
        }
    }

    /// A mail with a file, as text.
    private static let mail = """
        From: a@example.org
        To: b@example.org
        Subject: =?utf-8?B?5Lya5ZWG5p2Q5paZ?=
        Date: Mon, 6 May 2024 09:00:00 +0800
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b1"

        --b1
        Content-Type: text/plain; charset=utf-8

        请查收。
        --b1
        Content-Type: text/plain; charset=utf-8; name="a.txt"
        Content-Disposition: attachment; filename="a.txt"

        家庭走访记录

        2024年5月3日

        委托照护协议已签。
        --b1
        Content-Type: text/plain; charset=utf-8; name="b.txt"
        Content-Disposition: attachment; filename="b.txt"

        会商纪要

        2024年5月4日

        <script>逐个登记</script>
        --b1--

        """.replacing("\n", with: "\r\n")

    @Test func `a container is unpacked apart, with what comes of it shown before`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let id = try await browser.upload("材料.eml", Self.mail)
            var page = try await browser.ask("/filing").text
            #expect(page.contains("里面有 2 个文件：a.txt、b.txt") && page.contains("name=\"apart-\(id)\""))
            _ = try await browser.send("/filing", ["do": "save", "class-" + id: "PX", "apart-" + id: "1"])
            page = try await browser.ask("/filing").text
            #expect(page.contains("将归为 3 件") && page.contains("家庭走访记录") && page.contains("会商纪要"))
            #expect(page.matches(of: #/name="apart-[0-9a-f-]+" value="1" data-class checked/#).count == 1)
            // What the container proposes of itself is not said of what is in it.
            _ = try await browser.send(
                "/filing",
                [
                    "do": "file", "class-" + id: "PX", "apart-" + id: "1", "date-" + id: "2024-05-06",
                    "proposed-date-" + id: "2024-05-06",
                ])
            page = try await browser.ask("/filing").text
            #expect(page.contains("已归档 3 件") && !page.contains("材料.eml"))
            let found = try await browser.ask("/search?q=%E5%A7%94%E6%89%98%E7%85%A7%E6%8A%A4%E5%8D%8F%E8%AE%AE").text
            #expect(found.contains("家庭走访记录") && found.contains("2024-05-03 · "))
            // Together it is one, as before.
            let again = try await browser.upload("材料二.eml", Self.mail.replacing("请查收", with: "再请查收"))
            _ = try await browser.send("/filing", ["do": "file", "class-" + again: "PX"])
            #expect(try await browser.ask("/filing").text.contains("已归档 1 件"))
        }
    }

    @Test func `a file that needs a program says which package to install`() async throws {
        let folder = try TestFolder()
        try await TestRoom(program: Self.lacking(folder)).visit { browser in
            try await browser.signIn("dangan")
            _ = try await browser.upload(
                "走访.pdf", "%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")
            let page = try await browser.ask("/filing").text
            #expect(page.contains("apt install poppler-utils") && page.contains("也可以现在就归档"))
        }
    }
}
