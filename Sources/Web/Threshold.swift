import Archivist
import Foundation
import Synchronization

/// Somebody in a browser whose password was right, and who owes the second factor. No session: it opens nothing but the page
/// that asks for the code.
struct HalfSignedIn: Sendable {
    var given: PasswordGiven
    /// Where the sign-in leads.
    var next: String
    /// What is to be set up, where there is no second factor yet.
    var proposal: SecondFactorProposal?
    /// What the forms carry, so that no other site can send them.
    var formToken = Sessions.secret()
    var began: Date
}

/// Who is between password and second factor. In memory alone, like sessions.
final class Threshold: Sendable {
    private let limits: ReadingRoom.SessionLimits
    private let waiting = Mutex<[String: HalfSignedIn]>([:])

    init(limits: ReadingRoom.SessionLimits) {
        self.limits = limits
    }

    /// - Returns: the secret that the browser keeps.
    func begin(
        _ given: PasswordGiven, next: String, proposal: SecondFactorProposal? = nil, at now: Date = Date()
    ) -> String {
        let secret = Sessions.secret()
        waiting.withLock { waiting in
            waiting = waiting.filter { isWaiting($0.value, at: now) }
            let own = waiting.filter { $0.value.given.user == given.user }.sorted { $0.value.began < $1.value.began }
            for old in own.dropLast(Sessions.most - 1) { waiting[old.key] = nil }
            waiting[secret] = HalfSignedIn(given: given, next: next, proposal: proposal, began: now)
        }
        return secret
    }

    /// - Returns: nil where nobody is there, or waited too long.
    func visitor(_ secret: String, at now: Date = Date()) -> HalfSignedIn? {
        waiting.withLock { $0[secret].flatMap { isWaiting($0, at: now) ? $0 : nil } }
    }

    func end(_ secret: String) {
        waiting.withLock { $0[secret] = nil }
    }

    private func isWaiting(_ visitor: HalfSignedIn, at now: Date) -> Bool {
        now.timeIntervalSince(visitor.began) < limits.halfway
    }
}
