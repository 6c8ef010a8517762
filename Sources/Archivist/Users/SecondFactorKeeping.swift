internal import Access
internal import Catalog
internal import Foundation
internal import Records

/// Whether who signs in at the pages has to give a code besides the password.
package enum SecondFactorRule: String, CaseIterable, Sendable {
    /// Only who has set up a second factor.
    case optional
    /// Everybody: who has none sets one up before anything else opens.
    case required
}

/// A secret that a phone is to take in. It counts once a code shows that it did.
package struct SecondFactorProposal: Sendable {
    let secret: [UInt8]
    /// To be typed, in groups of four.
    package let text: String
    /// To be scanned: https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    package let address: String

    /// - Parameter issuer: what the app shows above the user's name.
    init(for user: String, issuer: String) {
        secret = TimeCodes.newSecret()
        let key = TimeCodes.base32(secret)
        text = stride(from: 0, to: key.count, by: 4).map { String(key.dropFirst($0).prefix(4)) }.joined(separator: " ")
        func escaped(_ text: String) -> String {
            text.addingPercentEncoding(
                withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "!"..."~")))
                ?? ""
        }
        address = "otpauth://totp/\(escaped(user))?secret=\(key)&issuer=\(escaped(issuer))"
    }

    /// The step whose code was typed.
    /// - Throws: `codeFailed`. Nobody can guess anything here: whoever types has the secret before them.
    func step(of typed: String) throws -> Int {
        guard let step = TimeCodes.step(of: TypedCode.plain(typed), by: secret, at: time(nil), after: 0) else {
            throw ArchiveFailure.codeFailed
        }
        return step
    }
}

/// One's own second factor; who keeps the users resets another's, whose phone is lost.
///
/// Like passwords it is in no box: a recovered archive has none.
package struct SecondFactorKeeping {
    private let archive: ArchiveFolder
    private let rule: SecondFactorRule

    package init(archive: ArchiveFolder, rule: SecondFactorRule) {
        self.archive = archive
        self.rule = rule
    }

    /// When it was set up, and how many recovery codes are left; nil where there is none.
    package func standing() throws -> (setUpAt: String, recoveryCodes: Int)? {
        let name = archive.principal.who
        return try archive.catalog.read { session in
            try session.secondFactor(of: name).map { ($0.setUpAt, try session.recoveryCodes(of: name)) }
        }
    }

    package func propose() throws -> SecondFactorProposal {
        let fonds = try archive.catalog.read { try $0.fonds()?.name }
        return SecondFactorProposal(for: archive.principal.who, issuer: fonds ?? "")
    }

    /// Puts a second factor in force, in the place of one that is.
    /// - Parameters:
    ///   - code: which the phone shows now.
    ///   - present: a code of the one in force; nil where there is none.
    /// - Returns: recovery codes, which are shown once and kept nowhere.
    /// - Throws: `codeFailed`, and what `accept` throws.
    package func setUp(_ proposal: SecondFactorProposal, code: String, present: String?) throws -> [String] {
        let name = try own()
        let step = try proposal.step(of: code)
        if try standing() != nil { try archive.accept(present ?? "", of: name, for: "second factor set") }
        return try archive.putInForce(proposal, of: name, at: step)
    }

    /// - Throws: `secondFactorRequired`, `noSecondFactor`, and what `accept` throws.
    package func turnOff(code: String) throws {
        let name = try own()
        guard rule == .optional else {
            try archive.record("second factor off", object: name, denied: true)
            throw ArchiveFailure.secondFactorRequired
        }
        guard try standing() != nil else { throw ArchiveFailure.noSecondFactor(name) }
        try archive.accept(code, of: name, for: "second factor off")
        try archive.record("second factor off", object: name)
        _ = try archive.catalog.write { try $0.removeSecondFactor(of: name) }
    }

    /// Takes a user's second factor away, whose phone is lost and who has no recovery code.
    ///
    /// One's own goes with a code alone, but for the command line of the service account: where else is a system
    /// administrator to go.
    package func reset(of name: String) throws {
        try archive.require(.keepUsers, object: name)
        guard name != archive.principal.who || archive.principal.face == "command" else {
            try archive.record("second factor reset", object: name, denied: true)
            throw ArchiveFailure.ownSecondFactor
        }
        let (user, factor) = try archive.catalog.read { (try $0.user(named: name), try $0.secondFactor(of: name)) }
        guard user != nil else { throw ArchiveFailure.noSuchUser(name) }
        guard factor != nil else { throw ArchiveFailure.noSecondFactor(name) }
        try archive.record("second factor reset", object: name)
        _ = try archive.catalog.write { try $0.removeSecondFactor(of: name) }
    }

    /// The user who acts, by password.
    private func own() throws -> String {
        guard archive.principal.role != nil else { throw ArchiveFailure.noUsersYet(archive.principal.who) }
        guard archive.principal.token == nil else { throw ArchiveFailure.signInRequired }
        return archive.principal.who
    }
}

extension ArchiveFolder {
    /// Holds what was typed against a user's second factor, and uses it up. What is wrong counts as a wrong password does: both
    /// are slowed down, and lock out, together.
    /// - Parameters:
    ///   - act: that it is given for: a refusal stands in the log under it.
    ///   - isStill: whether the user and their password are what they were.
    /// - Returns: by what it was, as it stands in the log.
    /// - Throws: `codeFailed`, `signInDelayed`, `lockedOut`; `signInFailed` where something changed.
    @discardableResult
    func accept(
        _ typed: String, of name: String, for act: String, isStill: (User, Credential) -> Bool = { _, _ in true }
    ) throws -> String {
        let plain = TypedCode.plain(typed)
        let isRecovery = plain.count != TimeCodes.digits
        let kind = isRecovery ? "recovery code" : "code"
        let now = time(nil)
        // One transaction: of two tries at a time each counts, and no code is good for both.
        let failure = try catalog.write { session -> ArchiveFailure? in
            guard let user = try session.user(named: name), user.state == .active,
                var credential = try session.credential(of: name), isStill(user, credential),
                let factor = try session.secondFactor(of: name)
            else { return .signInFailed }
            if let refusal = credential.refusal(at: now) { return refusal }
            let isRight: Bool
            if isRecovery {
                isRight = try session.useRecoveryCode(RecoveryCodes.digest(of: plain), of: name)
            } else if let step = TimeCodes.step(of: plain, by: factor.secret, at: now, after: factor.lastStep) {
                try session.use(step: step, of: name)
                isRight = true
            } else {
                isRight = false
            }
            if isRight { credential.failures = 0 } else { credential.fail(at: now) }
            try session.save(credential, of: name)
            return isRight ? nil : .codeFailed
        }
        if let failure {
            try record(act, object: act == "sign in" ? kind : name, denied: true)
            throw failure
        }
        return kind
    }

    /// - Parameter step: whose code was typed to show that the phone has the secret; it is used.
    /// - Returns: recovery codes.
    func putInForce(_ proposal: SecondFactorProposal, of name: String, at step: Int) throws -> [String] {
        let codes = RecoveryCodes.new()
        try record("second factor set", object: name)
        try catalog.write { session in
            try session.add(
                SecondFactor(secret: proposal.secret, lastStep: step, setUpAt: Timestamp.now()),
                recovery: codes.map { RecoveryCodes.digest(of: TypedCode.plain($0)) }, of: name)
        }
        return codes
    }
}
