import Foundation
import HTTPTypes
import Testing
import Web

/// Packages, lists and evidence bundles as downloads.
@Suite struct ExportPageTests {
    @Test func `an archivist takes a package along, logged, with nothing left behind`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("dangan")
            let offered = try await browser.ask("/volumes/" + TestRoom.volume).text
            let link = try #require(offered.firstMatch(of: #/href="(\/export\?[^"]+)"/#)).output.1
            let form = try await browser.ask(String(link))
            #expect(form.text.contains("value=\"\(TestRoom.volume.replacing(".", with: "·"))\""))
            #expect(!form.text.contains("/export/evidence"))
            let asked = ["codes": TestRoom.volume, "format": "zip", "purpose": "复查"]
            let package = try await browser.send("/export", asked)
            #expect(package.status == 200)
            #expect(
                package.headers[.contentLength] == "\(package.bytes.count)" || package.headers[.contentLength] == nil)
            let content = try unzipped(package.bytes)
            #expect(content.contains { $0.key.hasSuffix("content/登记表.txt") && $0.value.count > 20 })
            #expect(content.keys.contains { $0.hasSuffix("manifest-sha256.txt") })
            for format in ["csv", "xlsx"] {
                let list = try await browser.send(
                    "/export", ["from": "2024-05", "to": "2024-05", "class": "GA", "format": format, "purpose": "复查"])
                #expect(list.status == 200 && list.headers[.contentDisposition]?.contains("." + format) == true)
                #expect(format == "xlsx" ? list.bytes.starts(with: Array("PK".utf8)) : list.text.contains("登记表.txt"))
            }
            #expect(room.leftovers.isEmpty)
            for wrong in [["format": "exe"], ["from": "五月"], ["codes": "J016-ZY.WB.GA.2024.Y-009-001"]] {
                let answer = try await browser.send("/export", asked.merging(wrong) { $1 })
                #expect(answer.status >= 400 && answer.status < 500, "\(wrong)")
                #expect(answer.headers[.contentType]?.contains("zip") != true)
            }
            let hostile = try await browser.ask("/export?codes=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
            #expect(!hostile.contains("<script>alert"))
            try await browser.signIn("shenji")
            let log = try await browser.ask("/log?code=" + TestRoom.code).text
            #expect(log.contains("导出了一份") && log.contains("复查"))
        }
    }

    @Test func `an auditor takes an evidence bundle along that its own program finds sound`() async throws {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("shenji")
            #expect(try await browser.ask("/audit").text.contains("href=\"/export\""))
            #expect(try await browser.ask("/export").text.contains("/export/evidence"))
            let bundle = try await browser.send(
                "/export/evidence",
                ["from": "2024-01-01", "to": "2024-12-31", "documents": "1", "uses": "all", "purpose": "年度<审计>"])
            #expect(bundle.status == 200 && bundle.headers[.contentType] == "application/zip")
            let content = try unzipped(bundle.bytes)
            #expect(content.keys.contains { $0.hasSuffix("evidence/verify.py") })
            let query = try #require(content.first { $0.key.hasSuffix("evidence/query.json") }?.value)
            #expect(String(decoding: query, as: UTF8.self).contains("年度<审计>"))
            #expect(!content.values.contains { String(decoding: $0, as: UTF8.self).contains("林小满") })
            #expect(room.leftovers.isEmpty)
            #expect(try Self.verdict(on: content) == 0)
            #expect(try await browser.ask("/export").text.contains("证据包：2 件"))
            // Without a purpose there is no evidence of a class that asks for one.
            let without = try await browser.send("/export/evidence", ["codes": TestRoom.code, "purpose": ""])
            #expect(without.status == 400 && without.text.contains("目的"))
        }
    }

    /// How the bundle's own program ends when it checks the bundle.
    private static func verdict(on content: [String: Data]) throws -> Int32 {
        let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: place) }
        for (name, bytes) in content {
            let file = place.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: file)
        }
        let root = try #require(content.keys.first?.split(separator: "/").first).description
        let evidence = place.appending(path: root + "/data/evidence")
        let check = Process()
        check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        check.arguments = [
            "python3", evidence.appending(path: "verify.py").path, "--key",
            evidence.appending(path: "log-key.txt").path,
            place.appending(path: root).path,
        ]
        check.standardOutput = Pipe()
        try check.run()
        check.waitUntilExit()
        return check.terminationStatus
    }

    @Test func `whoever may not export is not offered to, and is refused`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("wangfang")
            try await browser.state("走访", for: TestRoom.code)
            #expect(!(try await browser.ask(TestRoom.record).text.contains("/export?")))
            #expect(try await browser.ask("/export").status == 403)
            let asked = ["codes": TestRoom.code, "format": "zip", "purpose": "x"]
            #expect(try await browser.send("/export", asked).status == 403)
            try await browser.signIn("dangan")
            #expect(try await browser.send("/export/evidence", asked).status == 403)
            #expect(try await browser.send("/export", asked, withToken: false).status == 403)
        }
    }

    @Test func `figures beside charts are taken along as tables`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("shenji")
            let page = try await browser.ask("/audit").text
            let links = page.matches(of: #/href="(\/audit\?as=csv[^"]*)"/#).map { String($0.output.1) }
            #expect(links.count == 3)
            let classes = try await browser.ask(try #require(links.first).replacing("&amp;", with: "&"))
            #expect(classes.text.hasPrefix("\u{FEFF}类别,件\r\n") && classes.text.contains(",1\r\n"))
            let last = try await browser.ask(try #require(links.last).replacing("&amp;", with: "&"))
            #expect(last.text.hasPrefix("\u{FEFF}月份,次\r\n"))
        }
    }
}
