import Archivist
import Records
import Testing
import Web

/// A plan that is written in the browser: tried, put in force, and kept as a draft where it is refused.
@Suite struct PlanPageTests {
    @Test func `a faulty plan comes back with its faults, and one put in force is in force`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("safe")
            let page = try await browser.ask("/plan").text
            #expect(page.contains("name=\"base\" value=\"1\"") && page.contains("data-into=\"yaml\""))
            let faulty = ["base": "1", "yaml": "name: 改到一半\nclasses: 1\n"]
            for path in ["/plan/effect", "/plan/adopt"] {
                let answer = try await browser.send(path, faulty)
                #expect(answer.text.contains("错误") && answer.text.contains("name: 改到一半"), "\(path) \(answer.text)")
                #expect(!answer.text.contains("启用这个方案"), "\(path)")
            }
            // Classes that hold records are missing.
            let small = """
                name: 小方案
                series: ZY·WB
                classes:
                  - { code: DJ, name: 登记, access: open, retention: { trigger: closed, period: Y, disposition: keep } }

                """
            let lost = try await browser.send("/plan/adopt", ["base": "1", "yaml": small])
            #expect(lost.status == 400 && lost.text.contains("不能启用") && lost.text.contains("name: 小方案"))
            let yaml = Planning.standard + "# 第二版\n"
            let tried = try await browser.send("/plan/effect", ["base": "1", "yaml": yaml])
            #expect(tried.status == 200 && tried.text.contains("启用这个方案"), "\(tried.text)")
            #expect(try await browser.send("/plan/adopt", ["base": "1", "yaml": yaml]).location == "/plan")
            #expect(try await browser.ask("/plan").text.contains("第 2 版"))
        }
    }

    @Test func `a plan that somebody else has changed meanwhile is not overwritten, and the draft stays`() async throws
    {
        let room = try await TestRoom()
        try await room.visit { browser in
            try await browser.signIn("safe")
            _ = try await browser.ask("/plan")
            _ = try Planning(archive: room.hands("other", .securityOfficer)).adopt(
                Planning.standard + "# 他人所改\n")
            let draft = ["base": "1", "yaml": Planning.standard + "# 我的草稿\n"]
            for path in ["/plan/effect", "/plan/adopt"] {
                let answer = try await browser.send(path, draft)
                #expect(answer.text.contains("现行的已是第 2 版（other）"), "\(path) \(answer.text)")
                #expect(answer.text.contains("# 我的草稿") && answer.text.contains("# 他人所改"), "\(path)")
                #expect(answer.text.contains("name=\"base\" value=\"2\"") && !answer.text.contains("启用这个方案"))
            }
            #expect(try await browser.ask("/plan").text.contains("第 2 版"))
            // Told so, and looked through once more, it may take the place of the other.
            let merged = ["base": "2", "yaml": Planning.standard + "# 两人的\n"]
            #expect(try await browser.send("/plan/adopt", merged).location == "/plan")
            #expect(try await browser.ask("/plan").text.contains("第 3 版"))
        }
    }
}
