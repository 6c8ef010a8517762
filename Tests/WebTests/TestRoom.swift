import Archivist
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Records
import Testing
import Web
import Workbench

/// A reading room over an archive of its own, with users, asked without a socket.
final class TestRoom: Sendable {
    static let password = "海棠依旧绿肥红瘦知否"
    static let users: [(name: String, role: Role, org: String)] = [
        ("safe", .securityOfficer, "2102"), ("dangan", .archivist, "2102"), ("wangfang", .caseworker, "210202"),
        ("dudao", .supervisor, "2102"), ("shenji", .auditor, "2102"), ("waiqu", .caseworker, "210203"),
        ("waidang", .archivist, "210203"),
    ]

    let folder: TestFolder
    let room: ReadingRoom

    /// The program that reads files, beside the test program.
    static let program =
        ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            ($0 as NSString).deletingLastPathComponent + "/lantai"
        } ?? "lantai")

    /// Archives are made once, and copied for each test: passwords take their time on purpose.
    private static let withUsers = Task { try await made(hasUsers: true) }
    private static let withoutUsers = Task { try await made(hasUsers: false) }

    /// - Parameter hasUsers: false for single-person mode.
    /// - Parameter settings: of a server; a certificate only says that there is one.
    /// - Parameter program: reads files in the place of lantai.
    init(
        hasUsers: Bool = true, settings: ReadingRoom.Settings = ReadingRoom.Settings(),
        secondFactor: SecondFactorRule = .optional, program: String = TestRoom.program
    ) async throws {
        let made = try await (hasUsers ? Self.withUsers : Self.withoutUsers).value
        folder = try TestFolder()
        try FileManager.default.copyItem(atPath: made.path("档案"), toPath: folder.path("档案"))
        room = try ReadingRoom(archive: Self.opened(folder, program, secondFactor), settings: settings)
    }

    private static func opened(
        _ folder: TestFolder, _ program: String = TestRoom.program, _ secondFactor: SecondFactorRule = .optional
    ) throws -> OpenArchive {
        try OpenArchive(
            path: folder.path("档案"), account: "甲", face: "web", secondFactor: secondFactor, reader: (program, 60))
    }

    private static func made(hasUsers: Bool) async throws -> TestFolder {
        let folder = try TestFolder()
        _ = try Founding.found(
            path: folder.path("档案"), fonds: Fonds(code: "J016", name: "某市未保中心", org: "2102"),
            principal: Principal(who: "甲", face: "web", act: "test"))
        let archive = try opened(folder).archive(for: .owner, act: "test")
        try Organising(archive: archive).set([
            Organisation(code: "210202", name: "甲区未保中心"), Organisation(code: "210203", name: "乙区未保中心"),
        ])
        try folder.write("in/通知.txt", "关于<b>入户走访</b>的通知\n请各站\"认真\"落实 & 报告\n")
        try folder.write("in/登记表.txt", "个案登记表\n姓名：林小满\n隔代照料，夜间独处\n")
        let filing = Filing(
            archive: archive, options: FilingOptions(classCode: "FG", title: nil, date: "2024-05-06"))
        _ = try await filing.file(PathInputs([folder.path("in/通知.txt")]), progress: WorkProgress()) { _ in }
        let cases = Filing(
            archive: archive,
            options: FilingOptions(
                classCode: "GA", volume: "林小满个案", title: "林小满<登记表>", date: "2024-05-06", org: "210202",
                fields: [(name: "当事人", value: "林小满")]))
        _ = try await cases.file(PathInputs([folder.path("in/登记表.txt")]), progress: WorkProgress()) { _ in }
        if hasUsers { try addUsers(to: archive) }
        return folder
    }

    private static func addUsers(to archive: ArchiveFolder) throws {
        func own(_ name: String, _ oneTime: String) throws {
            try SigningIn(path: archive.path, account: "甲", face: "web", act: "user password", purpose: nil)
                .changePassword(of: name, password: { oneTime }, to: Self.password)
        }
        let first = User(name: "admin", fullName: "管理", role: .systemAdministrator, org: "2102")
        try own("admin", UserKeeping(archive: archive).add(first))
        func hands(_ name: String, _ role: Role) throws -> ArchiveFolder {
            try ArchiveFolder(
                path: archive.path, principal: Principal(who: name, face: "web", act: "test", role: role, org: "2102"))
        }
        for user in users {
            let oneTime = try UserKeeping(archive: hands("admin", .systemAdministrator)).add(
                User(name: user.name, fullName: user.name, role: nil, org: user.org))
            let officer =
                user.role == .securityOfficer ? ("admin", Role.systemAdministrator) : ("safe", .securityOfficer)
            try UserKeeping(archive: hands(officer.0, officer.1)).setRole(user.role, of: user.name)
            try own(user.name, oneTime)
        }
    }

    /// A token that a user makes for a program.
    func token(of user: String, isReadingOnly: Bool = false) throws -> String {
        let archive = try Self.opened(folder).archive(for: .user(user), act: "token create")
        return try TokenKeeping(archive: archive).create("program", until: nil, isReadingOnly: isReadingOnly).token
    }

    static let code = "J016-ZY.WB.GA.2024.Y-001-001"
    static let record = "/records/" + code

    /// Runs a visit of somebody without a socket.
    func visit(_ body: @escaping @Sendable (Browser) async throws -> Void) async throws {
        let application = Application(router: room.router())
        try await application.test(.router) { client in try await body(Browser(client)) }
    }
}

/// What a browser keeps between one page and the next.
final class Browser {
    private let client: any TestClientProtocol
    private(set) var cookie: String?
    /// Between password and code.
    private(set) var halfway: String?
    private(set) var token = ""

    init(_ client: any TestClientProtocol) {
        self.client = client
    }

    /// Becomes one that was never here.
    func forget() { (cookie, halfway) = (nil, nil) }

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var text: String
        var bytes: [UInt8]

        var location: String { headers[.location] ?? "" }
    }

    func ask(
        _ path: String, _ method: HTTPRequest.Method = .get, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let kept = [cookie.map { "lantai=" + $0 }, halfway.map { "lantai-code=" + $0 }].compactMap { $0 }
        if !kept.isEmpty, headers["Cookie"] == nil { fields[.cookie] = kept.joined(separator: "; ") }
        return try await client.execute(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) }
        ) { response in
            for set in response.headers[values: .setCookie] {
                guard let pair = set.split(separator: ";").first?.split(separator: "="), pair.count == 2 else {
                    continue
                }
                let value = pair[1] == "-" ? nil : String(pair[1])
                switch pair[0] {
                case "lantai": self.cookie = value
                case "lantai-code": self.halfway = value
                default: break
                }
            }
            let bytes = Array(buffer: response.body)
            let text = String(decoding: bytes, as: UTF8.self)
            if let found = text.firstMatch(of: #/name="token" value="([0-9a-f]+)"/#) {
                self.token = String(found.output.1)
            }
            return Answer(status: response.status.code, headers: response.headers, text: text, bytes: bytes)
        }
    }

    /// Sends a form as a page does, with the token of the last page.
    func send(
        _ path: String, _ values: [String: String], headers: [String: String] = [:], withToken: Bool = true
    ) async throws -> Answer {
        var values = values
        if withToken { values["token"] = token }
        let allowed = CharacterSet.alphanumerics
        let body = values.map { name, value in
            name.addingPercentEncoding(withAllowedCharacters: allowed.union(["-"]))! + "="
                + value.addingPercentEncoding(withAllowedCharacters: allowed)!
        }.joined(separator: "&")
        var fields = headers
        fields["Content-Type"] = "application/x-www-form-urlencoded"
        return try await ask(path, .post, headers: fields, body: Array(body.utf8))
    }

    /// Says what a record is read for, as its page asks.
    func state(_ purpose: String, for code: String) async throws {
        let answer = try await send("/purpose", ["purpose": purpose, "code": code, "next": "/records/" + code])
        try #require(answer.status == 303)
    }

    /// Sends a file as the filing page's script does.
    /// - Returns: its number there.
    func upload(_ name: String, _ text: String) async throws -> String { try await upload(name, Array(text.utf8)) }

    func upload(_ name: String, _ bytes: [UInt8]) async throws -> String {
        _ = try await ask("/filing")
        let header = ["X-Lantai-Token": token]
        let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let begun = try await ask(
            "/filing/uploads?name=\(encoded)&size=\(bytes.count)", .post, headers: header)
        let id = try #require(begun.text.firstMatch(of: #/"id":"([0-9a-f-]+)"/#), "\(name)").output.1
        _ = try await ask("/filing/uploads/\(id)?offset=0", .put, headers: header, body: bytes)
        return String(id)
    }

    func signIn(_ name: String, password: String = TestRoom.password) async throws {
        let answer = try await send("/sign-in", ["name": name, "password": password], withToken: false)
        try #require(answer.status == 303, "\(answer.text)")
        _ = try await ask("/")
    }
}
