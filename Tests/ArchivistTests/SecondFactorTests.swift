import Access
import Archivist
import Foundation
import Records
import Testing
import Workbench

@Suite struct SecondFactorTests {
    private static let good = "海棠依旧绿肥红瘦知否"
    private static let other = "昨夜雨疏风骤浓睡不消"
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
        let once = try UserKeeping(archive: test.archive).add(
            User(name: "admin", fullName: "管理员", role: .systemAdministrator, org: "2102"))
        try door(nil).changePassword(of: "admin", password: { once }, to: Self.good)
    }

    private func door(_ rule: SecondFactorRule?) -> SigningIn {
        SigningIn(
            path: test.folder.path("档案"), account: "root", face: rule == nil ? "command" : "web", act: "test",
            purpose: nil, secondFactor: rule)
    }

    /// What the phone shows, or showed or will show some steps away.
    private static func code(_ proposal: SecondFactorProposal, _ ahead: Int = 0) -> String {
        TimeCodes.code(of: Base32.bytes(proposal.text), at: TimeCodes.step(at: time(nil)) + ahead)
    }

    private func keeping(_ rule: SecondFactorRule = .optional) throws -> SecondFactorKeeping {
        SecondFactorKeeping(archive: try door(nil).enter(as: "admin") { Self.good }, rule: rule)
    }

    private func setUp() throws -> (phone: SecondFactorProposal, used: String, recovery: [String]) {
        let keeping = try keeping()
        let proposal = try keeping.propose()
        let code = Self.code(proposal)
        return (proposal, code, try keeping.setUp(proposal, code: code, present: nil))
    }

    private func half(_ rule: SecondFactorRule = .optional, password: String = good) throws -> PasswordGiven {
        switch try door(rule).begin(as: "admin", password: password) {
        case .entered: throw ArchiveFailure.noSecondFactor("admin")
        case .codeAsked(let given), .setUpAsked(let given): given
        }
    }

    private func last() throws -> AccessEntry {
        // Looking at it is an entry itself.
        try #require(try LogReading(archive: test.archive).entries(limit: 20).first { $0.act != "log list" })
    }

    private func enter(_ code: String) async -> String {
        await failure { try door(.optional).enter(after: try half(), code: code) }
    }

    @Test func `it is in force only once a code shows that the phone has it`() async throws {
        guard case .entered = try door(.optional).begin(as: "admin", password: Self.good) else {
            Issue.record("asked for what is not there")
            return
        }
        let keeping = try keeping()
        let proposal = try keeping.propose()
        #expect(proposal.text.wholeMatch(of: #/([A-Z2-7]{4} ){7}[A-Z2-7]{4}/#) != nil)
        #expect(proposal.address.hasPrefix("otpauth://totp/admin?secret=" + proposal.text.replacing(" ", with: "")))
        #expect(proposal.address.utf8.allSatisfy { 0x21...0x7E ~= $0 })
        let wrong = await failure { _ = try keeping.setUp(proposal, code: Self.code(proposal, 1000), present: nil) }
        #expect(try wrong == "codeFailed" && keeping.standing() == nil)
        #expect(try keeping.setUp(proposal, code: Self.code(proposal), present: nil).count == 10)
        #expect(try keeping.standing()?.recoveryCodes == 10)
        #expect(try last().act == "second factor set")
        guard case .codeAsked = try door(.optional).begin(as: "admin", password: Self.good) else {
            Issue.record("let in by the password alone")
            return
        }
        #expect(try last().act == "sign in began")
        // The command line, which is the service account's, goes by the password.
        #expect(try door(nil).enter(as: "admin") { Self.good }.principal.role == .systemAdministrator)
    }

    @Test func `a code is good once`() async throws {
        let (phone, used, _) = try setUp()
        #expect(await enter(used) == "codeFailed")
        #expect(try last().act == "sign in" && last().object == "code" && last().denied)
        let next = Self.code(phone, 1)
        #expect(await enter(next) == "none")
        #expect(try last().act == "sign in" && last().object == "code" && !last().denied)
        #expect(await enter(next) == "codeFailed")
    }

    @Test func `a recovery code is good once, however it is typed, and is kept nowhere`() async throws {
        let (phone, _, recovery) = try setUp()
        #expect(await enter(recovery[3].uppercased().replacing("-", with: " ")) == "none")
        #expect(try last().object == "recovery code" && keeping().standing()?.recoveryCodes == 9)
        #expect(await enter(recovery[3]) == "codeFailed")
        #expect(await enter(recovery[4]) == "none")
        let words =
            recovery + recovery.map { $0.replacing("-", with: "") } + [phone.text, phone.text.replacing(" ", with: "")]
        for file in test.folder.files(in: "档案") {
            let bytes = try test.folder.read("档案/" + file)
            for word in words { #expect(bytes.range(of: .init(word.utf8)) == nil, "\(file)") }
            if file.contains("access.sqlite") { #expect(bytes.range(of: .init(Base32.bytes(phone.text))) == nil) }
        }
    }

    @Test func `wrong codes are slowed down, and the right password gives no new tries`() async throws {
        let (phone, _, recovery) = try setUp()
        for wrong in [Self.code(phone, 1000), "", "abcd-efgh"] { #expect(await enter(wrong) == "codeFailed") }
        #expect(await enter(recovery[0]).hasPrefix("signInDelayed"))
        #expect(await failure { try keeping().turnOff(code: recovery[0]) }.hasPrefix("signInDelayed"))
    }

    @Test func `nor does a new password`() async throws {
        let (phone, _, recovery) = try setUp()
        for _ in 0..<2 { #expect(await enter(Self.code(phone, 1000)) == "codeFailed") }
        try door(.optional).changePassword(of: "admin", password: { Self.good }, to: Self.other)
        let third = await failure {
            try door(.optional).enter(after: try half(password: Self.other), code: Self.code(phone, 1000))
        }
        #expect(third == "codeFailed")
        let fourth = await failure {
            try door(.optional).enter(after: try half(password: Self.other), code: recovery[0])
        }
        #expect(fourth.hasPrefix("signInDelayed"))
    }

    @Test func `half a sign in is worth nothing once the password is another`() async throws {
        let (_, _, recovery) = try setUp()
        let given = try half()
        try door(.optional).changePassword(of: "admin", password: { Self.good }, to: Self.other)
        #expect(await failure { try door(.optional).enter(after: given, code: recovery[0]) } == "signInFailed")
        #expect(try keepingAfter().standing()?.recoveryCodes == 10)
    }

    private func keepingAfter() throws -> SecondFactorKeeping {
        SecondFactorKeeping(archive: try door(nil).enter(as: "admin") { Self.other }, rule: .optional)
    }

    @Test func `where it is required the password leads to setting one up, once`() async throws {
        let (first, second) = (try half(.required), try half(.required))
        let room = try OpenArchive(path: test.folder.path("档案"), account: "root", face: "web", secondFactor: .required)
        #expect(await failure { _ = try room.archive(for: .user("admin"), act: "test") } == "signInRequired")
        let proposal = try door(.required).propose(to: first)
        func setUp(_ given: PasswordGiven, _ code: String) async -> String {
            await failure { _ = try door(.required).enter(after: given, settingUp: proposal, code: code) }
        }
        #expect(await setUp(first, Self.code(proposal, 1000)) == "codeFailed")
        #expect(await setUp(first, Self.code(proposal)) == "none")
        #expect(try room.archive(for: .user("admin"), act: "test").principal.who == "admin")
        // Who has only the password sets up no other in its place.
        #expect(await setUp(second, Self.code(proposal, 1)) == "signInFailed")
        #expect(await failure { try keeping(.required).turnOff(code: "") } == "secondFactorRequired")
        // Reset, it shuts out at once.
        try keeping().reset(of: "admin")
        #expect(await failure { _ = try room.archive(for: .user("admin"), act: "test") } == "signInRequired")
    }

    @Test func `it is replaced and turned off with a code`() async throws {
        let (phone, _, recovery) = try setUp()
        let keeping = try keeping()
        let another = try keeping.propose()
        for present in [nil, "", Self.code(another)] as [String?] {
            let refused = await failure {
                _ = try keeping.setUp(another, code: Self.code(another), present: present)
            }
            #expect(refused == "codeFailed")
            #expect(try last().act == "second factor set" && last().denied)
            // A right password on the command line begins anew.
            _ = try self.keeping()
        }
        let codes = try keeping.setUp(another, code: Self.code(another), present: recovery[0])
        #expect(Set(codes).isDisjoint(with: recovery))
        #expect(await enter(recovery[1]) == "codeFailed")
        #expect(await enter(Self.code(phone, 1)) == "codeFailed")
        _ = try self.keeping()
        #expect(await failure { try keeping.turnOff(code: "") } == "codeFailed")
        try keeping.turnOff(code: codes[0])
        #expect(try last().act == "second factor off" && keeping.standing() == nil)
        #expect(await failure { try keeping.turnOff(code: codes[1]) }.hasPrefix("noSecondFactor"))
    }

    @Test func `another's is reset by who keeps the users alone`() async throws {
        _ = try setUp()
        func hands(_ who: String, _ role: Role, face: String = "web") throws -> SecondFactorKeeping {
            SecondFactorKeeping(
                archive: try ArchiveFolder(
                    path: test.folder.path("档案"),
                    principal: Principal(who: who, face: face, act: "second factor reset", role: role, org: "2102")),
                rule: .optional)
        }
        for role in Role.allCases where role != .systemAdministrator {
            #expect(await failure { try hands("某人", role).reset(of: "admin") }.hasPrefix("notPermitted"))
            #expect(try last().act == "second factor reset" && last().denied)
        }
        // Not one's own: a password alone would take it away.
        #expect(await failure { try hands("admin", .systemAdministrator).reset(of: "admin") } == "ownSecondFactor")
        #expect(await failure { try hands("别人", .systemAdministrator).reset(of: "没有") }.hasPrefix("noSuchUser"))
        try hands("别人", .systemAdministrator).reset(of: "admin")
        #expect(try last().object == "admin" && !last().denied)
        #expect(
            await failure { try hands("别人", .systemAdministrator).reset(of: "admin") }.hasPrefix("noSecondFactor"))
    }
}
