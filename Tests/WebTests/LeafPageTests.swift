import Foundation
import HTTPTypes
import Testing
import Web

/// The pages of files as pictures, in the reading page and in lists.
@Suite struct LeafPageTests {
    /// A grey picture, which is drawn without any program of the system.
    static let scan =
        "P5 300 100 255\n"
        + String(decoding: (0..<30_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) & 0x7F }, as: UTF8.self)

    /// Files one upload.
    /// - Returns: the record's page.
    private static func file(
        _ browser: Browser, _ name: String, _ text: String, _ values: [String: String] = ["class": "FG"]
    ) async throws -> String {
        let id = try await browser.upload(name, text)
        var form = ["do": "file", "title-" + id: "扫描件", "date-" + id: "2024-05-06"]
        for (name, value) in values { form["\(name)-\(id)"] = value }
        _ = try await browser.send("/filing", form)
        let filed = try await browser.ask("/filing").text
        let code = try #require(filed.firstMatch(of: #/已归档 1 件：([^<；]+)/#), "\(filed)").output.1
        return "/records/" + code.replacing("·", with: ".")
    }

    private static func frames(_ page: String) -> [String] {
        page.matches(of: #/<iframe name="[^"]+" src="([^"]+)"/#).map {
            String($0.output.1).replacing("&amp;", with: "&")
        }
    }

    @Test func `a scan is shown in the page, one look is one entry`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.file(browser, "扫<描>.pgm", Self.scan)
            let page = try await browser.ask(record).text
            let frame = try #require(Self.frames(page).first)
            #expect(page.contains("<details class=\"leaves\" open><summary>页面图像 · 扫&lt;描&gt;.pgm</summary>"))
            #expect(page.contains("loading=\"lazy\"></iframe>"))
            let leaf = try await browser.ask(frame)
            #expect(leaf.status == 200 && leaf.text.contains("src=\"data:image/jpeg;base64,/9j/"))
            #expect(leaf.text.contains("第 1 页，共 1 页") && !leaf.text.contains("rel=\"next\""))
            #expect(leaf.text.contains("扫&lt;描&gt;.pgm"))
            // Framed by this server alone, and nothing runs in it.
            let policy = try #require(leaf.headers[.contentSecurityPolicy])
            #expect(policy.hasPrefix("default-src 'none'") && policy.contains("frame-ancestors 'self'"))
            #expect(!policy.contains("script") && !policy.contains("unsafe"))
            let beyond = try await browser.ask(frame + "&page=9")
            #expect(beyond.status == 404 && beyond.text.contains("没有这一页，共 1 页"))
            let link = try #require(page.firstMatch(of: #/<img class="thumbnail" src="([^"]+)"/#)).output.1
            let small = try await browser.ask(String(link).replacing("&amp;", with: "&"))
            #expect(small.status == 200 && small.headers[.contentType] == "image/jpeg")
            #expect(small.bytes.starts(with: [0xFF, 0xD8, 0xFF]))
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log").text
            #expect(log.matches(of: #/查看了一页的图像/#).count == 2 && log.matches(of: #/看到了缩略图/#).count == 1)
        }
    }

    @Test func `what has no pages says so, and offers none`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.file(browser, "纪要.txt", "会商纪要\n\n请各站落实。\n")
            let page = try await browser.ask(record).text
            #expect(Self.frames(page).isEmpty && !page.contains("class=\"thumbnail\""))
            let leaf = try await browser.ask(record + "/pages/1?name=%E7%BA%AA%E8%A6%81.txt")
            #expect(leaf.status == 404 && leaf.text.contains("没有页面图像") && !leaf.text.contains("lantai show"))
        }
    }

    @Test func `pictures pass the door of their record`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.file(
                browser, "扫描.pgm", Self.scan, ["class": "GA", "volume": "J016-ZY.WB.GA.2024.Y-001", "org": "210202"])
            let doors = [record + "/pages/1?name=%E6%89%AB%E6%8F%8F.pgm", record + "/thumbnails/1"]
            // The purpose is asked for each record, and a list does not show what it was not said for.
            #expect(try await browser.ask(doors[0]).text.contains("为什么要看"))
            let volume = "/volumes/J016-ZY.WB.GA.2024.Y-001"
            var list = try await browser.ask(volume).text
            #expect(list.contains(">扫描件<") && !list.contains("class=\"thumbnail\""))
            let code = String(record.dropFirst("/records/".count))
            try await browser.state("核对", for: code)
            for door in doors { #expect(try await browser.ask(door).status == 200) }
            list = try await browser.ask(volume).text
            #expect(list.matches(of: #/class="thumbnail" src="([^"]+)"/#).count == 1)
            // Nothing can be masked in a picture.
            try await browser.signIn("shenji")
            try await browser.state("抽查", for: code)
            let page = try await browser.ask(record).text
            #expect(page.contains("档号") && Self.frames(page).isEmpty && !page.contains("class=\"thumbnail\""))
            for door in doors { #expect(try await browser.ask(door).status == 403) }
            #expect(!(try await browser.ask(volume).text.contains("class=\"thumbnail\"")))
            for user in ["waiqu", "waidang", "safe"] {
                try await browser.signIn(user)
                for door in doors {
                    let answer = try await browser.ask(door)
                    #expect(answer.status == (user == "safe" ? 403 : 404) && !answer.text.contains("base64"))
                }
            }
        }
    }

    private static let canReadPDF = FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftoppm")

    /// A PDF with a line of Latin text on each page.
    private static func pdf(_ pages: [String]) -> String {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count \(pages.count) /Kids ["
                + pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ") + "] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for (place, line) in pages.enumerated() {
            let content = "BT /F1 24 Tf 72 700 Td (\(line)) Tj ET"
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
                    + "/Contents \(5 + 2 * place) 0 R >>")
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
        }
        var text = "%PDF-1.4\n"
        var places: [Int] = []
        for (number, object) in objects.enumerated() {
            places.append(text.utf8.count)
            text += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places { text += String(repeating: "0", count: 10 - "\(place)".count) + "\(place) 00000 n \n" }
        return text + "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    }

    @Test(.enabled(if: canReadPDF, "poppler-utils is not installed"))
    func `the page where a hit stands is opened first`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let record = try await Self.file(
                browser, "report.pdf",
                Self.pdf(["Cover sheet", "Visit report", "The guardian was met", "Guardian again"]))
            var page = try await browser.ask(record).text
            #expect(try #require(Self.frames(page).first).hasSuffix("/pages/1?name=report.pdf"))
            page = try await browser.ask(record + "?q=guardian").text
            let frame = try #require(Self.frames(page).first)
            #expect(frame.hasSuffix("name=report.pdf&page=3"))
            #expect(page.contains(">第 3 页</a>") && page.contains(">第 4 页</a>"))
            let leaf = try await browser.ask(frame).text
            #expect(leaf.contains("第 3 页，共 4 页") && leaf.contains("rel=\"next\"") && leaf.contains("rel=\"prev\""))
            // Whoever leafs by keyboard stays on the link.
            let next = try #require(leaf.firstMatch(of: #/href="([^"]+)" rel="next"/#)).output.1
            let last = try await browser.ask(String(next).replacing("&amp;", with: "&")).text
            #expect(last.contains("第 4 页，共 4 页") && !last.contains("rel=\"next\""))
        }
    }
}
