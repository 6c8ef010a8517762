/// What a person on record or their guardian asks for (当事人请求): a correction, a deletion, a copy (未成年人保护法 72,
/// 个人信息保护法 45–47).
///
/// It holds nothing that was said: those are `RequestWords`, which go with the records, while this stays for good.
package struct SubjectRequest: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case correction, deletion, copy
    }

    /// Who asks.
    package enum Party: String, Codable, CaseIterable, Sendable {
        case subject, guardian
    }

    package var number: Int
    package var kind: Kind
    package var party: Party
    /// Where it was taken in: who stands above this organisation decides.
    package var org: String
    package var about: RequestObjects
    /// `YYYY-MM-DD`, the day on which it reached the institution, and the last day for an answer.
    package var receivedOn: String
    package var due: String

    package init(
        number: Int, kind: Kind, party: Party, org: String, about: RequestObjects, receivedOn: String, due: String
    ) {
        self.number = number
        self.kind = kind
        self.party = party
        self.org = org
        self.about = about
        self.receivedOn = receivedOn
        self.due = due
    }
}

/// What a request is about.
package struct RequestObjects: Codable, Equatable, Sendable {
    /// Archival codes.
    package var items: [String]
    package var volumes: [String]
    /// Numbers of persons.
    package var persons: [Int64]

    package init(items: [String] = [], volumes: [String] = [], persons: [Int64] = []) {
        self.items = items
        self.volumes = volumes
        self.persons = persons
    }

    package var codes: [String] { volumes + items }
    package var isEmpty: Bool { items.isEmpty && volumes.isEmpty && persons.isEmpty }
}

/// What was decided on a request; why stands in its words.
package struct RequestRuling: Codable, Equatable, Sendable {
    package enum Decision: String, Codable, CaseIterable, Sendable {
        case granted, refused
        /// What law forbids to delete is kept in storage only (仅存储, 个人信息保护法 47): nobody uses it any more.
        case storageOnly
    }

    package var request: Int
    package var decision: Decision
    /// All that the decision is about: what was named when the request was taken in, and what was found since.
    package var about: RequestObjects

    package init(request: Int, decision: Decision, about: RequestObjects) {
        self.request = request
        self.decision = decision
        self.about = about
    }
}

/// How a request was answered, with what proves that it was done.
package struct RequestAnswer: Codable, Equatable, Sendable {
    package struct Revision: Codable, Hashable, Sendable {
        package var code: String
        package var version: Int

        package init(code: String, version: Int) {
            self.code = code
            self.version = version
        }
    }

    package var request: Int
    /// Archival codes, for the log.
    package var codes: [String]
    /// The versions that corrected.
    package var revisions: [Revision]
    /// Numbers of the entries of the access log that say what was copied.
    package var exports: [Int64]
    /// Numbers of the batches in which a deletion is decided.
    package var appraisals: [Int]

    package init(
        request: Int, codes: [String], revisions: [Revision] = [], exports: [Int64] = [], appraisals: [Int] = []
    ) {
        self.request = request
        self.codes = codes
        self.revisions = revisions
        self.exports = exports
        self.appraisals = appraisals
    }
}

/// What was said at one step of a request. Names children and guardians: it goes with the records that it is about.
package struct RequestWords: Codable, Equatable, Sendable {
    package enum Step: String, Codable, CaseIterable, Sendable {
        case taken, decided, answered, lifted
    }

    package var request: Int
    package var step: Step
    /// What is asked for, why it was decided so, what was answered, why a restriction ended.
    package var text: String
    /// Who asks, what they are to the child, and how that was checked: when it is taken in.
    package var asker: String?
    package var relation: String?
    package var identityCheck: String?

    package init(
        request: Int, step: Step, text: String, asker: String? = nil, relation: String? = nil,
        identityCheck: String? = nil
    ) {
        self.request = request
        self.step = step
        self.text = text
        self.asker = asker
        self.relation = relation
        self.identityCheck = identityCheck
    }
}
