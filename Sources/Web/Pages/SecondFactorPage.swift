import Archivist
import Face
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// The second factor: asked for behind the password, set up, replaced and turned off.
struct SecondFactorPage: Sendable {
    let room: ReadingRoom

    static let path = "/sign-in/code"

    func add(to router: Router<Visit>) {
        router.get("sign-in/code") { request, visit in
            guard let (_, visitor) = waiting(request) else { return Response.redirect(to: "/sign-in", type: .normal) }
            return page(visitor, visit)
        }
        router.post("sign-in/code", use: signIn)
        router.post("account/second-factor") { request, visit in
            try await room.perform(request, visit, "second factor set", isFarReaching: true) { archive, _ in
                let keeping = SecondFactorKeeping(archive: archive, rule: room.archive.secondFactor)
                let proposal = try keeping.propose()
                if let session = visit.session { room.sessions.propose(proposal, to: session) }
                return try page(proposal, keeping, visit, archive)
            }
        }
        router.post("account/second-factor/confirm") { request, visit in
            try await room.perform(request, visit, "second factor set", isFarReaching: true) { archive, form in
                guard let session = visit.session, let proposal = session.proposal else {
                    return .redirect(to: "/account", type: .normal)
                }
                let keeping = SecondFactorKeeping(archive: archive, rule: room.archive.secondFactor)
                do {
                    let codes = try keeping.setUp(proposal, code: form["code"] ?? "", present: form["present"])
                    room.sessions.propose(nil, to: session)
                    // Who came in before came in with less.
                    room.sessions.endOthers(than: session)
                    return room.response(Self.page(codes, next: "/account"), visit, archive: archive)
                } catch let failure as ArchiveFailure where failure.isOfSignIn {
                    return try page(proposal, keeping, visit, archive, fault: SignInPage.words(for: failure))
                }
            }
        }
        router.post("account/second-factor/off") { request, visit in
            try await room.act(request, visit, "second factor off", isFarReaching: true) { archive, form in
                try SecondFactorKeeping(archive: archive, rule: room.archive.secondFactor).turnOff(
                    code: form["code"] ?? "")
                if let session = visit.session { room.sessions.endOthers(than: session) }
                return ("/account", say("二次验证已关闭。", "The second factor is turned off."))
            }
        }
    }

    // MARK: - Behind the password

    /// Leads on from a password that was right.
    func lead(_ stage: SignInStage, _ next: String) throws -> Response {
        let secret: String
        switch stage {
        case .entered(let visitor): return entered(visitor, .redirect(to: next, type: .normal))
        case .codeAsked(let given): secret = room.threshold.begin(given, next: next)
        case .setUpAsked(let given):
            let proposal = try room.archive.proposeSecondFactor(to: given)
            secret = room.threshold.begin(given, next: next, proposal: proposal)
        }
        var response = Response.redirect(to: Self.path, type: .normal)
        response.setCookie(cookie(secret, maxAge: Int(room.settings.sessions.halfway)))
        return response
    }

    /// A new secret with every sign-in, so that one that was planted before is worth nothing.
    func entered(_ visitor: OpenArchive.Visitor, _ response: Response) -> Response {
        var response = response
        response.setCookie(SignInPage(room: room).cookie(room.sessions.begin(visitor)))
        return response
    }

    private func cookie(_ secret: String, maxAge: Int) -> Cookie {
        Cookie(
            name: room.halfwayCookie, value: secret, maxAge: maxAge, path: "/", secure: room.isEncrypted,
            httpOnly: true,
            sameSite: .strict)
    }

    private func waiting(_ request: Request) -> (secret: String, visitor: HalfSignedIn)? {
        guard let secret = request.cookies[room.halfwayCookie]?.value else { return nil }
        return room.threshold.visitor(secret).map { (secret, $0) }
    }

    private func page(
        _ visitor: HalfSignedIn, _ visit: Visit, fault: String? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        guard let proposal = visitor.proposal else {
            return room.response(
                Page(
                    template: "code", title: say("二次验证", "Second factor"),
                    values: ["token": visitor.formToken, "fault": fault], status: status), visit)
        }
        return room.response(
            Self.page(proposal, action: Self.path, token: visitor.formToken, fault: fault, status: status), visit)
    }

    @Sendable private func signIn(_ request: Request, _ visit: Visit) async throws -> Response {
        try SignInPage(room: room).checkOrigin(request)
        let form = try await room.values(request, most: visit.maxUploadSize)
        guard let (secret, visitor) = waiting(request) else {
            return try SignInPage(room: room).page(
                visit, fault: say("等得太久了，请重新登录。", "That took too long: sign in anew."), status: .forbidden)
        }
        guard form["token"] == visitor.formToken else { throw HTTPError(.forbidden) }
        let code = form["code"] ?? ""
        var response: Response
        do {
            try room.doorkeeper.admit(visit.address)
            response = try await room.workers(for: "sign in").run {
                guard let proposal = visitor.proposal else {
                    let user = try room.archive.signIn(visitor.given, code: code)
                    return entered(user, .redirect(to: visitor.next, type: .normal))
                }
                let (user, codes) = try room.archive.signIn(visitor.given, settingUp: proposal, code: code)
                return entered(user, room.response(Self.page(codes, next: visitor.next), visit))
            }
        } catch let fault as CallFault {
            return page(visitor, visit, fault: fault.message, status: fault.status)
        } catch ArchiveFailure.signInFailed {
            // The password is another since, or the user is shut out: from the beginning.
            room.threshold.end(secret)
            return try SignInPage(room: room).page(
                visit, fault: say("请重新登录。", "Sign in anew."), status: .unauthorized)
        } catch let failure as ArchiveFailure where failure.isOfSignIn {
            if case .codeFailed = failure, visitor.proposal == nil { room.doorkeeper.sentAway(visit.address) }
            return page(visitor, visit, fault: SignInPage.words(for: failure), status: .unauthorized)
        }
        room.threshold.end(secret)
        response.setCookie(cookie("-", maxAge: 0))
        return response
    }

    // MARK: - Setting up

    private func page(
        _ proposal: SecondFactorProposal, _ keeping: SecondFactorKeeping, _ visit: Visit, _ archive: ArchiveFolder,
        fault: String? = nil
    ) throws -> Response {
        var page = Self.page(
            proposal, action: "/account/second-factor/confirm", fault: fault, status: fault == nil ? .ok : .forbidden)
        page.values["isReplacing"] = try keeping.standing() != nil
        return room.response(page, visit, archive: archive)
    }

    /// - Parameter token: of the form; nil for the session's.
    private static func page(
        _ proposal: SecondFactorProposal, action: String, token: String? = nil, fault: String?,
        status: HTTPResponse.Status
    ) -> Page {
        var page = Page(
            template: "second-factor", title: say("设置二次验证", "Set up the second factor"),
            values: [
                "picture": QRPicture.svg(of: proposal.address, label: say("密钥的二维码", "The key as a QR code")),
                "secret": proposal.text, "address": proposal.address, "action": action, "fault": fault,
            ], status: status)
        if let token { page.values["token"] = token }
        return page
    }

    private static func page(_ codes: [String], next: String) -> Page {
        Page(
            title: say("恢复码", "Recovery codes"), place: .desk,
            [
                .note(
                    say(
                        "二次验证已启用。手机丢了，就用恢复码登录，每个用一次。只显示这一次：现在就打印或抄下，与手机分开存放。",
                        "The second factor is in force. Without the phone, sign in with one of these codes, each once. They are shown this once: print or copy them now, and keep them apart from the phone."
                    )),
                .text(codes.joined(separator: "\n")), .links([(say("继续", "Go on"), next)]),
            ])
    }

    /// What one's own account says of it, with what can be done.
    static func blocks(_ archive: ArchiveFolder, _ rule: SecondFactorRule) throws -> [Block] {
        let heading = Block.heading(say("二次验证", "Second factor"))
        let begin = "/account/second-factor"
        guard let standing = try SecondFactorKeeping(archive: archive, rule: rule).standing() else {
            return [
                heading,
                .note(
                    say(
                        "登录只凭密码。设置以后，还要输入手机上的验证码：别人知道了您的密码也进不来。",
                        "You sign in with the password alone. With a second factor a code on your phone is asked for as well: who learns your password does not get in."
                    )), .form(Form(action: begin, button: say("设置二次验证", "Set up a second factor"))),
            ]
        }
        let note = Block.note(
            say(
                "自 \(LogPage.minute(standing.setUpAt)) 起，登录还要手机上的验证码。恢复码还剩 \(standing.recoveryCodes) 个；更换时得到新的十个。",
                "Since \(LogPage.minute(standing.setUpAt)) signing in takes a code on your phone as well. Recovery codes left: \(standing.recoveryCodes); replacing it gives ten new ones."
            ))
        let off = Form(
            action: begin + "/off", title: say("关闭二次验证", "Turn the second factor off"),
            fields: [.init(name: "code", label: say("验证码或恢复码", "A code, or a recovery code"))],
            button: say("关闭", "Turn off"))
        return [heading, note, .form(Form(action: begin, button: say("更换手机或恢复码", "Replace phone or recovery codes")))]
            + (rule == .optional ? [.form(off)] : [])
    }
}

extension ArchiveFailure {
    /// Said on the page that asks, where it can be tried again.
    fileprivate var isOfSignIn: Bool {
        switch self {
        case .codeFailed, .signInDelayed, .lockedOut: true
        default: false
        }
    }
}
