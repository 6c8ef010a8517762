import Archivist
import Face
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Sign-in, sign-out, one's own password, and the language.
struct SignInPage: Sendable {
    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.get("sign-in") { request, visit in
            let values = request.uri.queryParameters
            return try page(visit, next: values["next"].map { String($0) }, isLost: values["lost"] != nil)
        }
        router.post("sign-in", use: signIn)
        router.post("sign-out", use: signOut)
        router.get("password") { request, visit in passwordPage(visit, name: visit.session?.name ?? "") }
        router.post("password", use: changePassword)
        router.post("language", use: changeLanguage)
    }

    /// - Parameter isLost: whether a form led here, of which nothing was done.
    func page(
        _ visit: Visit, next: String? = nil, isLost: Bool = false, name: String = "", fault: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let needsCode = try !room.archive.hasUsers()
        return room.response(
            Page(
                template: "sign-in", title: say("登录", "Sign in"),
                values: [
                    "next": next ?? "", "isLost": isLost, "name": name, "fault": fault, "needsCode": needsCode,
                ], status: status), visit)
    }

    @Sendable private func signIn(_ request: Request, _ visit: Visit) async throws -> Response {
        // Nobody is signed in yet, so there is no form token: the origin must be ours.
        try checkOrigin(request)
        let form = try await room.values(request, most: visit.maxUploadSize)
        let next = Self.place(form["next"])
        if try !room.archive.hasUsers() {
            guard room.code.opens(form["code"] ?? "") else {
                return try page(
                    visit, next: form["next"], fault: say("不是这个号码。", "That is not the code."),
                    status: .unauthorized)
            }
            return factor.entered(.owner, .redirect(to: next, type: .normal))
        }
        let (name, password) = (form["name"] ?? "", form["password"] ?? "")
        do {
            try room.doorkeeper.admit(visit.address)
            return try await room.workers(for: "sign in").run {
                try factor.lead(room.archive.signIn(name, password: password), next)
            }
        } catch ArchiveFailure.passwordMustChange {
            return passwordPage(visit, name: name, isFirst: true)
        } catch let fault as CallFault {
            return try page(visit, next: form["next"], name: name, fault: fault.message, status: fault.status)
        } catch let failure as ArchiveFailure {
            if case .signInFailed = failure { room.doorkeeper.sentAway(visit.address) }
            return try page(
                visit, next: form["next"], name: name, fault: Self.words(for: failure),
                status: .unauthorized)
        }
    }

    static func words(for failure: ArchiveFailure) -> String {
        switch failure {
        case .signInDelayed(let seconds):
            say("请等 \(seconds) 秒再试。", "Wait \(seconds) seconds before you try again.")
        case .lockedOut:
            say("错误太多，已锁定：请找系统管理员。", "Locked after too many tries: ask the system administrator.")
        case .roleMissing:
            say("还没有角色：请找安全保密员。", "You have no role yet: ask the security officer.")
        case .codeFailed:
            say(
                "验证码不对，或已用过：等手机上换了新的再输。",
                "The code is wrong, or was used before: wait for the phone to show the next one.")
        default: say("用户名或密码不对。", "Name or password is wrong.")
        }
    }

    private var factor: SecondFactorPage { SecondFactorPage(room: room) }

    func cookie(_ secret: String, maxAge: Int? = nil) -> Cookie {
        Cookie(
            name: room.cookie, value: secret, maxAge: maxAge, path: "/", secure: room.isEncrypted,
            httpOnly: true, sameSite: .lax)
    }

    @Sendable private func signOut(_ request: Request, _ visit: Visit) async throws -> Response {
        guard visit.session != nil else { return .redirect(to: "/sign-in", type: .normal) }
        _ = try await room.form(request, visit)
        if let secret = request.cookies[room.cookie]?.value { room.sessions.end(secret) }
        var response = Response.redirect(to: "/sign-in", type: .normal)
        response.setCookie(cookie("-", maxAge: 0))
        // What the browser still has of the pages (ASVS 5.0, 14.3.1).
        if let field = HTTPField.Name("Clear-Site-Data") { response.headers[field] = "\"cache\", \"storage\"" }
        return response
    }

    // MARK: - Password

    private func passwordPage(
        _ visit: Visit, name: String, isFirst: Bool = false, fault: String? = nil
    ) -> Response {
        room.response(
            Page(
                template: "password", title: say("修改密码", "Change password"),
                values: ["name": name, "isFirst": isFirst, "fault": fault],
                status: fault == nil ? .ok : .badRequest), visit)
    }

    @Sendable private func changePassword(_ request: Request, _ visit: Visit) async throws -> Response {
        try checkOrigin(request)
        let form = try await room.values(request, most: visit.maxUploadSize)
        let (name, old, new) = (form["name"] ?? "", form["password"] ?? "", form["new"] ?? "")
        guard new == form["again"] else {
            return passwordPage(
                visit, name: name, fault: say("两次输入的新密码不同。", "The two new ones differ."))
        }
        let isSignedIn = visit.session?.visitor == .user(name)
        do {
            try room.doorkeeper.admit(visit.address)
            return try await room.workers(for: "sign in").run {
                let stage = try room.archive.changePassword(
                    of: name, password: old, to: new, isSignedIn: isSignedIn)
                room.sessions.endAll(of: .user(name))
                return try factor.lead(stage, "/")
            }
        } catch ArchiveFailure.weakPassword(let weakness) {
            return passwordPage(visit, name: name, fault: Wording.of(weakness))
        } catch let fault as CallFault {
            return passwordPage(visit, name: name, fault: fault.message)
        } catch let failure as ArchiveFailure {
            if case .signInFailed = failure { room.doorkeeper.sentAway(visit.address) }
            return passwordPage(visit, name: name, fault: Self.words(for: failure))
        }
    }

    @Sendable private func changeLanguage(_ request: Request, _ visit: Visit) async throws -> Response {
        try checkOrigin(request)
        let form = try await room.values(request, most: visit.maxUploadSize)
        var response = Response.redirect(to: "/", type: .normal)
        response.setCookie(
            Cookie(
                name: room.languageCookie, value: form["lang"] == "en" ? "en" : "zh", maxAge: 31_536_000,
                path: "/",
                secure: room.isEncrypted, httpOnly: true, sameSite: .lax))
        return response
    }

    /// A form that another site sends names that site as its origin (Fetch standard, 3.2).
    func checkOrigin(_ request: Request) throws {
        guard let origin = request.headers[.origin] else { return }
        // Without TLS of its own the server is on loopback alone, perhaps behind a proxy that has it: the browser then names
        // what it sees, `https`, and host and port say whether the form is ours.
        let schemes = room.isEncrypted ? ["https://"] : ["https://", "http://"]
        guard let authority = request.head.authority, schemes.contains(where: { origin == $0 + authority })
        else { throw HTTPError(.forbidden) }
    }

    /// A path of this server; anything else leads to the desk.
    static func place(_ next: String?) -> String {
        guard let next, next.hasPrefix("/"), !next.hasPrefix("//"),
            next.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return next
    }
}
