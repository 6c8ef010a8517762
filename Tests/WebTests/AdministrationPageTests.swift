import Foundation
import HTTPTypes
import Testing
import Web

/// What the officers and the archivist keep: organisations, synonyms, how the archive is doing.
@Suite struct AdministrationPageTests {
    private static let attack = "<script>alert(1)</script>\"'>{{title}}"

    @Test func `organisations are entered brought in taken out and removed`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("admin")
            let tree = try await browser.ask("/organisations").text
            // Each stands below what covers it, with what keeps it there.
            #expect(tree.contains("\u{A0}210202") && tree.contains("全宗单位") && tree.contains("名下有档案或案卷"))
            #expect(tree.contains("waiqu、waidang") || tree.contains("waidang、waiqu"))
            let csv = "代码,名称,简称\n210202001,听潮街道未保站,听潮站\n210202,甲区未成年人救助保护中心,\n"
            let brought = try await browser.send("/organisations/import", ["csv": csv])
            #expect(brought.status == 303)
            let after = try await browser.ask("/organisations").text
            #expect(after.contains("已登记 2 个机构") && after.contains("\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}210202001"))
            let taken = try await browser.ask("/organisations/export")
            #expect(taken.text.contains("210202001,听潮街道未保站,听潮站") && taken.text.contains("甲区未成年人救助保护中心"))
            let kept = try await browser.send("/organisations/remove", ["code": "210202"])
            #expect(kept.status == 400 && kept.text.contains("名下有档案或案卷"))
            let users = try await browser.send("/organisations/remove", ["code": "210203"])
            #expect(users.status == 400 && users.text.contains("先停用"))
            #expect(try await browser.send("/organisations/remove", ["code": "210202001"]).status == 303)
            #expect(try await browser.ask("/organisations").text.contains("已删除 210202001"))
            #expect(try await !browser.ask("/organisations").text.contains("210202001"))
            let bad = try await browser.send("/organisations/import", ["csv": "代码,名称\n2102x,某站\n"])
            #expect(bad.status == 400 && bad.text.contains("第 2 行"))
            _ = try await browser.send(
                "/organisations", ["code": "210204", "name": Self.attack, "shortName": Self.attack])
            #expect(try await !browser.ask("/organisations").text.contains("<script>alert"))
        }
    }

    @Test func `only who keeps them sees what keeps organisations and nobody else is led there`() async throws {
        try await TestRoom().visit { browser in
            for user in ["dangan", "wangfang", "dudao", "shenji", "safe"] {
                try await browser.signIn(user)
                let page = try await browser.ask("/organisations")
                #expect(page.status == 403 && !page.text.contains("全宗单位"), "\(user)")
                let posted = try await browser.send("/organisations/import", ["csv": "代码,名称\n2109,某市\n"])
                #expect(posted.status == 403, "\(user)")
                #expect(try await browser.send("/organisations/remove", ["code": "210202"]).status == 403)
                #expect(try await !browser.ask("/users").text.contains("href=\"/organisations\""), "\(user)")
            }
        }
    }

    @Test func `synonyms are checked first and a faulty list changes nothing`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("dangan")
            let search = "/search?q=%E5%B0%8F%E6%B5%B7%E8%B1%9A"
            #expect(try await !browser.ask(search).text.contains("/records/J016"))
            let empty = try await browser.ask("/synonyms").text
            #expect(empty.contains("还没有自己的同义词"))
            let checked = try await browser.send("/synonyms/check", ["words": "小海豚 = 隔代照料\n"])
            #expect(checked.status == 200 && checked.text.contains("1 组，没有错误") && checked.text.contains("没有出现过"))
            let faulty = try await browser.send("/synonyms", ["words": "小海豚 = 隔代照料\n单独\n"])
            #expect(faulty.text.contains("第 2 行") && faulty.text.contains("小海豚 = 隔代照料"))
            #expect(try await browser.ask("/synonyms").text.contains("还没有自己的同义词"))
            let done = try await browser.send("/synonyms", ["words": "小海豚 = 入户走访\n"])
            #expect(done.text.contains("立即生效"))
            let found = try await browser.ask(search).text
            #expect(found.contains("/records/J016"), "\(found)")
            let hostile = try await browser.send("/synonyms/check", ["words": Self.attack])
            #expect(!hostile.text.contains("<script>alert"))
            let log = try await {
                try await browser.signIn("shenji")
                return try await browser.ask("/log").text
            }()
            #expect(log.contains("换了同义词"))
            for user in ["wangfang", "dudao", "shenji", "safe"] {
                try await browser.signIn(user)
                #expect(try await browser.ask("/synonyms").status == 403, "\(user)")
                #expect(try await browser.send("/synonyms", ["words": ""]).status == 403, "\(user)")
            }
        }
    }

    @Test func `conditions say what to do next`() async throws {
        try await TestRoom().visit { browser in
            try await browser.signIn("admin")
            let page = try await browser.ask("/conditions").text
            for part in ["档案盒", "目录库", "利用日志", "检索索引", "阅读副本", "传到而未归档"] {
                #expect(page.contains(part), "\(part)")
            }
            #expect(page.contains("从来没有") && page.contains("lantai backup") && page.contains("现在核对"))
            // Who keeps the archive learns nothing of what is looked into in the log.
            #expect(!page.contains("待审查的利用"))
            _ = try await browser.send("/conditions/verify", [:])
            let after = try await browser.ask("/conditions").text
            #expect(after.contains("全部相符") && !after.contains("lantai verify 放进定时任务"))
            let table = try await browser.ask("/conditions?as=csv&table=1").text
            #expect(table.contains("部分") && table.contains("目录库"))
            try await browser.signIn("wangfang")
            #expect(try await browser.ask("/conditions").status == 403)
        }
        // In single-person mode whoever works reviews, too.
        let alone = try await TestRoom(hasUsers: false)
        let code = try #require(try alone.room.firstCode())
        try await alone.visit { browser in
            _ = try await browser.send("/sign-in", ["code": code], withToken: false)
            #expect(try await browser.ask("/conditions").text.contains("待审查的利用"))
        }
    }
}
