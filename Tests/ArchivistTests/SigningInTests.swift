import Archivist
import Records
import Testing
import Workbench

@Suite struct SigningInTests {
    private static let good = "海棠依旧绿肥红瘦知否"
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
    }

    private var door: SigningIn {
        SigningIn(path: test.folder.path("档案"), account: "root", face: "command", act: "test", purpose: nil)
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch let failure as ArchiveFailure {
            return "\(failure)"
        } catch {
            return "\(error)"
        }
    }

    /// The first user, with a password of their own.
    private func administrator() throws -> ArchiveFolder {
        let once = try UserKeeping(archive: test.archive).add(
            User(name: "admin", fullName: "管理员", role: .systemAdministrator, org: "2102"))
        try door.changePassword(of: "admin", password: { once }, to: Self.good)
        return try door.enter(as: "admin") { Self.good }
    }

    @Test func `until there is a user the account does everything, and nobody else is let in`() throws {
        #expect(try door.enter(as: nil) { nil }.principal.role == nil)
        #expect(try door.enter(as: "root") { nil }.principal.who == "root")
        #expect(refusal { _ = try door.enter(as: "别人") { nil } }.contains("noUsersYet"))
        #expect(
            refusal {
                _ = try UserKeeping(archive: test.archive).add(
                    User(name: "li", fullName: "李", role: .caseworker, org: "2102"))
            }.contains("firstUserAdministrates"))
    }

    @Test func `a first password is good for one thing, to set one's own`() throws {
        let once = try UserKeeping(archive: test.archive).add(
            User(name: "admin", fullName: "管理员", role: .systemAdministrator, org: "2102"))
        #expect(once.count == 23)
        #expect(refusal { _ = try door.enter(as: nil) { nil } }.contains("signInRequired"))
        #expect(refusal { _ = try door.enter(as: "admin") { once } }.contains("passwordMustChange"))
        #expect(refusal { try door.changePassword(of: "admin", password: { once }, to: once) }.contains("sameAsBefore"))
        try door.changePassword(of: "admin", password: { once }, to: Self.good)
        let archive = try door.enter(as: "admin") { Self.good }
        #expect(archive.principal.role == .systemAdministrator && archive.principal.org == "2102")
        #expect(refusal { _ = try door.enter(as: "admin") { once } }.contains("signInFailed"))
    }

    @Test(arguments: [
        "short", "adminadmin1", "aaaaaaaaaaaa", "abcdefghijkl", "password123", "1234567890", "Manchester", "1029384756",
        "",
    ])
    func `a weak password is refused`(password: String) throws {
        let once = try UserKeeping(archive: test.archive).add(
            User(name: "admin", fullName: "管理员", role: .systemAdministrator, org: "2102"))
        #expect(
            refusal { try door.changePassword(of: "admin", password: { once }, to: password) }.contains("weakPassword"))
    }

    @Test func `roles are given by the security officer, whom the administrator names once`() throws {
        let admin = try administrator()
        let once = try UserKeeping(archive: admin).add(User(name: "safe", fullName: "安全", role: nil, org: "2102"))
        #expect(refusal { _ = try UserKeeping(archive: admin).setRole(.auditor, of: "safe") }.contains("notPermitted"))
        try UserKeeping(archive: admin).setRole(.securityOfficer, of: "safe")
        try door.changePassword(of: "safe", password: { once }, to: Self.good)
        let officer = try door.enter(as: "safe") { Self.good }
        let another = try UserKeeping(archive: admin).add(User(name: "li", fullName: "李", role: nil, org: "210202"))
        #expect(
            refusal { try door.changePassword(of: "li", password: { another }, to: Self.good) }.contains("roleMissing"))
        #expect(
            refusal { _ = try UserKeeping(archive: admin).setRole(.securityOfficer, of: "li") }.contains("notPermitted")
        )
        try UserKeeping(archive: officer).setRole(.caseworker, of: "li")
        #expect(refusal { try UserKeeping(archive: officer).setRole(.auditor, of: "safe") }.contains("ownRole"))
        #expect(
            refusal {
                _ = try UserKeeping(archive: officer).add(User(name: "x1", fullName: "某", role: nil, org: "2102"))
            }
            .contains("notPermitted"))
        try door.changePassword(of: "li", password: { another }, to: Self.good)
        #expect(try door.enter(as: "li") { Self.good }.principal.role == .caseworker)
        #expect(try UserKeeping(archive: officer).list().count == 3)
        try UserKeeping(archive: admin).setState(.disabled, of: "li")
        #expect(refusal { _ = try door.enter(as: "li") { Self.good } }.contains("signInFailed"))
    }

    @Test func `wrong passwords are slowed down, and the answer is that of a user who is not there`() throws {
        _ = try administrator()
        let wrong = (1...3).map { _ in refusal { _ = try door.enter(as: "admin") { "不对的密码一二三" } } }
        #expect(Set(wrong).count == 1 && wrong[0] == refusal { _ = try door.enter(as: "nobody") { "不对的密码一二三" } })
        #expect(refusal { _ = try door.enter(as: "admin") { Self.good } }.contains("signInDelayed"))
        let entries = try LogReading(archive: test.archive).entries(limit: 20)
        #expect(entries.filter { $0.act.contains("sign in") && $0.who == "admin" }.count >= 4)
    }

    @Test func `of wrong passwords side by side each counts`() throws {
        _ = try administrator()
        /// Three tries, each of which was begun before the one before it was over.
        func tries(_ left: Int) -> String {
            refusal {
                _ = try door.enter(as: "admin") {
                    if left > 1 { #expect(tries(left - 1).contains("signInFailed")) }
                    return "不对的密码一二三"
                }
            }
        }
        #expect(tries(3).contains("signInFailed"))
        #expect(refusal { _ = try door.enter(as: "admin") { Self.good } }.contains("signInDelayed"))
    }

    @Test func `a try that is slow does not bring back a password that was changed meanwhile`() throws {
        _ = try administrator()
        let better = "一川烟草满城风絮梅子黄"
        #expect(
            refusal {
                _ = try door.enter(as: "admin") {
                    try door.changePassword(of: "admin", password: { Self.good }, to: better)
                    return "不对的密码一二三"
                }
            }.contains("signInFailed"))
        #expect(refusal { _ = try door.enter(as: "admin") { better } } == "none")
        // Nor is the old one good that was right when the try began.
        #expect(
            refusal {
                _ = try door.enter(as: "admin") {
                    try door.changePassword(of: "admin", password: { better }, to: Self.good)
                    return better
                }
            }.contains("signInFailed"))
    }
}
