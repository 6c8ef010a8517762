import Archivist
import Face
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Records

/// Asks what a record is read for, where its class wants that known, and leads on to the record.
struct PurposePage: Sendable {
    /// Characters; what is longer is no purpose but a report.
    static let longest = 200

    let room: ReadingRoom

    func add(to router: Router<Visit>) {
        router.post("purpose") { request, visit in
            guard let session = visit.session else { return room.toSignIn(request) }
            let form = try await room.form(request, visit)
            let purpose = (form["purpose"] ?? "").prefix(Self.longest)
            if !purpose.allSatisfy(\.isWhitespace) {
                room.sessions.state(String(purpose), for: ArchivalCode.normalised(form["code"] ?? ""), in: session)
            }
            return .redirect(to: SignInPage.place(form["next"]), type: .normal)
        }
    }

    /// - Parameter proposed: what was said last, which is often the same.
    static func page(_ code: String, _ className: String, proposed: String?, next: String) -> Page {
        Page(
            template: "purpose", title: say("利用目的", "Purpose"),
            values: [
                "code": code, "class": className, "proposed": proposed ?? "", "next": next, "longest": longest,
            ], place: .search, status: .forbidden)
    }
}
