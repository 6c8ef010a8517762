import Archivist
import Foundation
import Synchronization

/// Somebody who is signed in, in one browser.
struct Session: Sendable {
    var visitor: OpenArchive.Visitor
    /// What forms of this session carry, so that no other site can send them in its name.
    var formToken: String
    var began: Date
    var seen: Date
    /// When a password was last given.
    var confirmed: Date
    /// What the next page is to say of the last act.
    var notice: String?
    /// A second factor that is being set up.
    var proposal: SecondFactorProposal?
    /// The last form that was sent and not done, until its page is shown again: browsers keep nothing of `no-store` pages.
    var refused: SentForm?
    /// What each record is read for, by its code; never in an address, which browsers and others keep.
    var purposes: [String: String] = [:]
    /// Offered at the next record.
    var lastPurpose: String?

    var name: String {
        switch visitor {
        case .owner: ""
        case .user(let name): name
        }
    }
}

/// Who is signed in. In memory alone: a server that is started again knows nobody.
final class Sessions: Sendable {
    /// Sessions that one visitor may have at a time; with another one the longest unused ends.
    static let most = 5

    private let limits: ReadingRoom.SessionLimits

    init(limits: ReadingRoom.SessionLimits) {
        self.limits = limits
    }

    private let sessions = Mutex<[String: Session]>([:])

    /// - Returns: the secret that the browser keeps.
    func begin(_ visitor: OpenArchive.Visitor, at now: Date = Date()) -> String {
        let secret = Self.secret()
        sessions.withLock { sessions in
            sessions = sessions.filter { isAlive($0.value, at: now) }
            let own = sessions.filter { $0.value.visitor == visitor }.sorted { $0.value.seen < $1.value.seen }
            for old in own.dropLast(Self.most - 1) { sessions[old.key] = nil }
            sessions[secret] = Session(
                visitor: visitor, formToken: Self.secret(), began: now, seen: now, confirmed: now)
        }
        return secret
    }

    func session(_ secret: String, at now: Date = Date()) -> Session? {
        sessions.withLock { sessions in
            guard var session = sessions[secret] else { return nil }
            guard isAlive(session, at: now) else {
                sessions[secret] = nil
                return nil
            }
            session.seen = now
            sessions[secret] = session
            return session
        }
    }

    /// Leaves word for the next page of a session.
    func leave(_ notice: String, for session: Session) { change(session) { $0.notice = notice } }

    func takeNotice(of session: Session) -> String? {
        var notice: String?
        change(session) {
            notice = $0.notice
            $0.notice = nil
        }
        return notice
    }

    func propose(_ factor: SecondFactorProposal?, to session: Session) { change(session) { $0.proposal = factor } }

    func keep(_ form: SentForm?, for session: Session) { change(session) { $0.refused = form } }

    /// Purposes that a session keeps; with more it begins anew.
    private static let mostPurposes = 1000

    func state(_ purpose: String, for code: String, in session: Session) {
        change(session) {
            if $0.purposes.count >= Self.mostPurposes { $0.purposes = [:] }
            $0.purposes[code] = purpose
            $0.lastPurpose = purpose
        }
    }

    /// Whether somebody has to say again who they are (ASVS 5.0, 7.5.1 and 7.5.3). In single-person mode there is no password.
    func needsConfirmation(_ session: Session, at now: Date = Date()) -> Bool {
        session.visitor != .owner && now.timeIntervalSince(session.confirmed) >= limits.trusted
    }

    /// A password was given again: from then on under another secret (ASVS 5.0, 7.2.4).
    /// - Returns: the secret that the browser keeps; nil where the session has ended meanwhile.
    func confirm(_ session: Session, at now: Date = Date()) -> String? {
        sessions.withLock { sessions in
            guard let old = sessions.first(where: { $0.value.formToken == session.formToken }) else { return nil }
            let secret = Self.secret()
            var known = old.value
            known.confirmed = now
            sessions[old.key] = nil
            sessions[secret] = known
            return secret
        }
    }

    /// A visitor's sessions: when each began and was last used, and whether it is the one that asks. The latest used first.
    func all(of session: Session, at now: Date = Date()) -> [(began: Date, seen: Date, isThis: Bool)] {
        sessions.withLock { $0.values.filter { $0.visitor == session.visitor && isAlive($0, at: now) } }
            .sorted { $0.seen > $1.seen }
            .map { ($0.began, $0.seen, $0.formToken == session.formToken) }
    }

    /// Ends a visitor's sessions but for one.
    func endOthers(than session: Session) {
        sessions.withLock { sessions in
            sessions = sessions.filter {
                $0.value.visitor != session.visitor || $0.value.formToken == session.formToken
            }
        }
    }

    private func change(_ session: Session, _ body: (inout Session) -> Void) {
        sessions.withLock { sessions in
            guard let secret = sessions.first(where: { $0.value.formToken == session.formToken })?.key else { return }
            _ = sessions[secret].map { known in
                var known = known
                body(&known)
                sessions[secret] = known
            }
        }
    }

    func end(_ secret: String) {
        sessions.withLock { $0[secret] = nil }
    }

    /// Ends all sessions of somebody whose password has changed.
    func endAll(of visitor: OpenArchive.Visitor) {
        sessions.withLock { sessions in sessions = sessions.filter { $0.value.visitor != visitor } }
    }

    private func isAlive(_ session: Session, at now: Date) -> Bool {
        now.timeIntervalSince(session.seen) < limits.idle && now.timeIntervalSince(session.began) < limits.longest
    }

    /// 256 random bits, as text for a cookie or a form.
    static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}

/// The code of a server whose archive has no users yet: another with each start. It opens as often as it is typed, since who
/// works alone signs out and in again all day, and nothing any more once there is a user.
final class DoorCode: Sendable {
    let text: String
    private let tries = Mutex(0)

    init() {
        // Without letters that look alike.
        let letters = Array("23456789abcdefghjkmnpqrstuvwxyz")
        var generator = SystemRandomNumberGenerator()
        text = String((0..<12).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }

    /// After twenty wrong tries the code opens nothing any more: a new one comes with a new start of the server.
    func opens(_ typed: String) -> Bool {
        tries.withLock { tries in
            guard tries < 20 else { return false }
            let own = Array(text.utf8)
            let other = Array(typed.trimmingCharacters(in: .whitespaces).lowercased().utf8)
            let isSame = own.count == other.count && zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
            if !isSame { tries += 1 }
            return isSame
        }
    }
}
