import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct TokenKeepingTests {
    private static let good = "海棠依旧绿肥红瘦知否"
    private static let other = "昨夜雨疏风骤浓睡不消"
    private let test: TestArchive

    /// 李工, an archivist, beside those who administer.
    init() throws {
        test = try TestArchive()
        let once = try UserKeeping(archive: test.archive).add(
            User(name: "admin", fullName: "管理员", role: .systemAdministrator, org: "2102"))
        try door.changePassword(of: "admin", password: { once }, to: Self.good)
        let admin = try self.admin()
        let first = try UserKeeping(archive: admin).add(User(name: "safe", fullName: "安全", role: nil, org: "2102"))
        try UserKeeping(archive: admin).setRole(.securityOfficer, of: "safe")
        try door.changePassword(of: "safe", password: { first }, to: Self.good)
        let second = try UserKeeping(archive: admin).add(User(name: "李工", fullName: "李", role: nil, org: "2102"))
        try UserKeeping(archive: door.enter(as: "safe") { Self.good }).setRole(.archivist, of: "李工")
        try door.changePassword(of: "李工", password: { second }, to: Self.good)
    }

    private var door: SigningIn {
        SigningIn(path: test.folder.path("档案"), account: "root", face: "command", act: "test", purpose: nil)
    }

    private func admin() throws -> ArchiveFolder { try door.enter(as: "admin") { Self.good } }
    private func li() throws -> ArchiveFolder { try door.enter(as: "李工") { Self.good } }

    private func token(_ name: String = "夜间", days: Int = 30, readsOnly: Bool = false) throws -> String {
        try TokenKeeping(archive: li()).create(name, until: nil, days: days, isReadingOnly: readsOnly).token
    }

    private func outcome(_ token: String, as name: String = "李工") async -> String {
        await failure { try door.enter(as: name, token: token) { nil } }
    }

    private func last() throws -> AccessEntry {
        try #require(try LogReading(archive: test.archive).entries(limit: 2).last)
    }

    @Test func `a token lets its user in, is nowhere in the archive, and stands in the log by its name`() async throws {
        let token = try token()
        #expect(token.hasPrefix("lantai_") && token.utf8.count == 7 + 43)
        let archive = try door.enter(as: "李工", token: token) { nil }
        #expect(archive.principal.role == .archivist && archive.principal.org == "2102")
        let entry = try last()
        #expect(entry.act == "sign in" && entry.object == "token 夜间" && entry.who == "李工" && !entry.denied)
        for file in test.folder.files(in: "档案") {
            #expect(try test.folder.read("档案/" + file).range(of: .init(token.utf8)) == nil, "\(file)")
        }
        let kept = try TokenKeeping(archive: li()).list()
        #expect(kept.map(\.name) == ["夜间"] && kept[0].until == Timestamp.today().adding(days: 30).description)
        // It is good for its user alone.
        #expect(await outcome(token, as: "admin") == "tokenFailed")
        #expect(await outcome(token, as: "没有") == "tokenFailed")
        #expect(await failure { try door.enter(as: nil, token: token) { nil } } == "signInRequired")
    }

    @Test func `wrong tokens are slowed down, logged and locked out like wrong passwords`() async throws {
        let token = try token()
        for _ in 0..<3 { #expect(await outcome(token + "x") == "tokenFailed") }
        let entry = try last()
        #expect(entry.denied && entry.act == "sign in" && entry.object == "token")
        #expect(await outcome(token) == "signInDelayed")
        #expect(await failure { try li() } == "signInDelayed")
    }

    @Test func `a token for reading changes nothing`() async throws {
        let code = try await test.code(ofText: "培训小结", org: "210202")
        let token = try token(readsOnly: true)
        let archive = try door.enter(as: "李工", token: token) { nil }
        #expect(try Reading(archive: archive).text(code) == "培训小结")
        #expect(try await Searching(archive: archive).search(SearchQuery(text: "培训")).total == 1)
        #expect(try await Checking(archive: archive).verify().problems.isEmpty)
        var change = Revising.Change()
        change.title = "新题名"
        let acts: [() async throws -> Any] = [
            { try await Revising(archive: archive).revise(code, change, reason: "试") },
            {
                try VolumeKeeping(archive: archive).create(
                    title: "甲", classCode: "GA", org: nil, year: nil, period: nil, subjects: [], force: false)
            },
            { try Sealing(archive: archive).seal([], progress: WorkProgress()) },
            { try SearchKeeping(archive: archive).save(SearchQuery(text: "甲"), named: "甲") },
            { try await Rebuilding(archive: archive).reindex(progress: WorkProgress()) },
            { try Granting(archive: archive).request("甲", purpose: "试") },
            { try TokenKeeping(archive: archive).revoke("夜间", of: nil) },
        ]
        for (number, act) in acts.enumerated() {
            #expect(await failure(act) == "readingOnly", "\(number)")
            #expect(try last().denied)
        }
        let free = try door.enter(as: "李工", token: self.token("白天")) { nil }
        #expect(try await Revising(archive: free).revise(code, change, reason: "试").version == 2)
    }

    @Test func `a token makes no tokens, and lasts a year at most`() async throws {
        let archive = try door.enter(as: "李工", token: token()) { nil }
        let keeping = TokenKeeping(archive: archive)
        #expect(await failure { try keeping.create("又一", until: nil, isReadingOnly: true) } == "tokenCannot")
        for days in [-1, 366, .max, .min] { #expect(await failure { try token("甲乙", days: days) } == "tokenTime") }
        #expect(await failure { try token("夜间") } == "tokenExists")
        #expect(await failure { try token("a b") } == "badAccountName")
        _ = try token("一年", days: 365)
        try keeping.revoke("一年", of: nil)
        #expect(await failure { try keeping.revoke("一年", of: nil) } == "noSuchToken")
        #expect(await failure { try keeping.revoke("夜间", of: "admin") } == "notPermitted")
        #expect(try TokenKeeping(archive: admin()).list().map(\.user) == ["李工"])
        try TokenKeeping(archive: admin()).revoke("夜间", of: "李工")
        #expect(try TokenKeeping(archive: li()).list().isEmpty)
    }

    @Test func `a changed password, another role, being disabled or released end all tokens`() async throws {
        let safe = try door.enter(as: "safe") { Self.good }
        let admin = try admin()
        let ends: [() throws -> Void] = [
            { try door.changePassword(of: "李工", password: { Self.good }, to: Self.other) },
            { try door.changePassword(of: "李工", password: { Self.other }, to: Self.good) },
            {
                try UserKeeping(archive: safe).setRole(.caseworker, of: "李工")
                try UserKeeping(archive: safe).setRole(.archivist, of: "李工")
            },
            {
                try UserKeeping(archive: admin).setState(.disabled, of: "李工")
                try UserKeeping(archive: admin).setState(.active, of: "李工")
            },
            {
                let once = try UserKeeping(archive: admin).release("李工")
                try door.changePassword(of: "李工", password: { once }, to: Self.other)
            },
        ]
        var password = Self.good
        for (number, end) in ends.enumerated() {
            let archive = try door.enter(as: "李工") { password }
            let token = try TokenKeeping(archive: archive).create("夜间", until: nil, isReadingOnly: false).token
            #expect(await outcome(token) == "none")
            try end()
            if number == 0 { password = Self.other } else if number == 1 { password = Self.good }
            // A wrong try each; the next sign-in with the password clears them.
            #expect(await outcome(token) == "tokenFailed", "\(number)")
        }
    }

    @Test func `a recovered archive has no tokens`() async throws {
        let token = try token()
        try test.loseCatalog()
        try test.recover()
        #expect(await outcome(token) == "tokenFailed")
    }
}
