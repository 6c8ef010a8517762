import Archivist
import Face
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Asks for one's own password before an act that reaches far: an unattended browser makes no tokens and lets nobody in.
///
/// The form that was sent comes along, and is sent on with the password: nothing has to be typed twice.
struct PasswordPage: Sendable {
    /// The name under which forms bring the password.
    static let field = "own-password"

    let room: ReadingRoom

    enum Outcome {
        /// The act may go on; with the session's new secret, where the password was given just now.
        case goesOn(secret: String?)
        case asks(Response)
    }

    func outcome(_ request: Request, _ visit: Visit, _ form: [String: String]) async throws -> Outcome {
        guard let session = visit.session, case .user(let name) = session.visitor,
            room.sessions.needsConfirmation(session)
        else { return .goesOn(secret: nil) }
        guard let password = form[Self.field] else { return .asks(page(request, visit, form)) }
        do {
            try room.doorkeeper.admit(visit.address)
            try await room.workers(for: "sign in").run { try room.archive.confirm(name, password: password) }
        } catch let fault as CallFault {
            return .asks(page(request, visit, form, fault: fault.message))
        } catch let failure as ArchiveFailure {
            if case .signInFailed = failure { room.doorkeeper.sentAway(visit.address) }
            return .asks(page(request, visit, form, fault: SignInPage.words(for: failure)))
        }
        return .goesOn(secret: room.sessions.confirm(session))
    }

    private func page(
        _ request: Request, _ visit: Visit, _ form: [String: String], fault: String? = nil
    ) -> Response {
        var hidden = form.filter { !["token", Self.field].contains($0.key) }
        hidden[SentForm.origin] = hidden[SentForm.origin] ?? request.sender
        let again = Form(
            action: request.uri.path,
            fields: [.init(name: Self.field, label: say("您的密码", "Your password"), kind: .password)],
            hidden: hidden.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            button: say("继续", "Go on"))
        let why = say(
            "这一步影响别人或长期有效，所以要确认是您本人。五分钟内不再问。",
            "This reaches far, so make sure that it is you. You are not asked again for five minutes.")
        let words = Block.note(fault ?? why, isWarning: fault != nil)
        var page = Page(title: say("请再输一次密码", "Your password once more"), place: .desk, [words, .form(again)])
        page.place = nil
        page.status = .forbidden
        return room.response(page, visit)
    }
}
