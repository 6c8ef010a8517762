internal import Foundation
internal import GRDB
package import Records

/// A request of a person concerned, and how far it has come.
package struct SubjectRequestRow: Sendable {
    package var request: SubjectRequest
    /// What it is about by now: what was named, and what the decision added.
    package var about: RequestObjects
    /// The number of the act that took it in.
    package var taken: Int64
    package var takenAt: String
    package var takenBy: String
    package var decision: RequestRuling.Decision?
    package var decidedAt: String?
    package var decidedBy: String?
    package var answer: RequestAnswer?
    package var answeredAt: String?
    package var answeredBy: String?
    package var liftedAt: String?
    package var liftedBy: String?
    /// What was said; nothing of it is left once records that it is about are destroyed.
    package var words: [RequestWords.Step: RequestWords]
}

/// Something that is kept in storage only.
package struct StorageRestriction: Sendable {
    package var code: String
    package var isVolume: Bool
    package var request: Int
    package var party: SubjectRequest.Party
    /// The number of the act that decided it.
    package var placed: Int64
}

extension CatalogSession {
    func take(_ request: SubjectRequest, _ act: Act) throws {
        try db.execute(
            sql: """
                INSERT INTO subject_request (number, kind, party, org, received_on, due, taken, taken_at, taken_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                request.number, request.kind.rawValue, request.party.rawValue, request.org, request.receivedOn,
                request.due, act.sequence, act.at, act.by,
            ])
        try add(request.about, toRequest: request.number)
    }

    private func add(_ about: RequestObjects, toRequest number: Int) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO request_object (request, kind, target) VALUES (?, ?, ?)")
        for code in about.items { try statement.execute(arguments: [number, "item", code]) }
        for code in about.volumes { try statement.execute(arguments: [number, "volume", code]) }
        for person in about.persons { try statement.execute(arguments: [number, "person", String(person)]) }
    }

    func keep(_ words: RequestWords) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try db.execute(
            sql: "INSERT OR REPLACE INTO request_words (request, step, words) VALUES (?, ?, ?)",
            arguments: [
                words.request, words.step.rawValue, String(decoding: try encoder.encode(words), as: UTF8.self),
            ])
    }

    func decide(_ ruling: RequestRuling, _ act: Act) throws {
        try db.execute(
            sql:
                "UPDATE subject_request SET decision = ?, decided = ?, decided_at = ?, decided_by = ? WHERE number = ?",
            arguments: [ruling.decision.rawValue, act.sequence, act.at, act.by, ruling.request])
        try add(ruling.about, toRequest: ruling.request)
        guard ruling.decision == .storageOnly else { return }
        // Where recovery did not find how the request was taken in, it must still be there to be lifted.
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO subject_request (number, kind, party, org, received_on, due, taken, taken_at, taken_by,
                    decision, decided, decided_at, decided_by)
                VALUES (?1, 'deletion', 'subject', ?2, ?3, ?3, 0, ?4, '', 'storageOnly', ?5, ?4, ?6)
                """,
            arguments: [
                ruling.request, try fonds()?.org ?? "", String(act.at.prefix(10)), act.at, act.sequence, act.by,
            ])
        let statement = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO storage_restriction (kind, code, request, placed) VALUES (?, ?, ?, ?)")
        for code in ruling.about.items {
            try statement.execute(arguments: ["item", code, ruling.request, act.sequence])
        }
        for code in ruling.about.volumes {
            try statement.execute(arguments: ["volume", code, ruling.request, act.sequence])
        }
    }

    func answer(_ answer: RequestAnswer, _ act: Act) throws {
        try db.execute(
            sql: "UPDATE subject_request SET answer = ?, answered_at = ?, answered_by = ? WHERE number = ?",
            arguments: [
                String(decoding: try JSONEncoder().encode(answer), as: UTF8.self), act.at, act.by, answer.request,
            ])
    }

    func liftRestriction(ofRequest number: Int, _ act: Act) throws {
        try db.execute(sql: "DELETE FROM storage_restriction WHERE request = ?", arguments: [number])
        try db.execute(
            sql: "UPDATE subject_request SET lifted_at = ?, lifted_by = ? WHERE number = ?",
            arguments: [act.at, act.by, number])
    }

    /// The number that the next request takes.
    package func nextRequest() throws -> Int {
        (try Int.fetchOne(db, sql: "SELECT max(number) FROM subject_request") ?? 0) + 1
    }

    /// All requests, oldest first.
    package func subjectRequests() throws -> [SubjectRequestRow] { try requests(where: "1", []) }

    package func subjectRequest(number: Int) throws -> SubjectRequestRow? {
        try requests(where: "number = ?", [number]).first
    }

    private func requests(where condition: String, _ arguments: StatementArguments) throws -> [SubjectRequestRow] {
        let decoder = JSONDecoder()
        return try Row.fetchAll(
            db,
            sql: """
                SELECT number, kind, party, org, received_on, due, taken, taken_at, taken_by, decision, decided_at,
                    decided_by, answer, answered_at, answered_by, lifted_at, lifted_by FROM subject_request
                WHERE \(condition) ORDER BY number
                """, arguments: arguments
        ).map { row in
            let number: Int = row[0]
            let about = try objects(ofRequest: number)
            let decision: String? = row[9]
            let answer: String? = row[12]
            let words = try String.fetchAll(
                db.cachedStatement(sql: "SELECT words FROM request_words WHERE request = ?"), arguments: [number]
            ).map { try decoder.decode(RequestWords.self, from: Data($0.utf8)) }
            guard let kind = SubjectRequest.Kind(rawValue: row[1]), let party = SubjectRequest.Party(rawValue: row[2])
            else { throw CatalogError.inconsistent("request \(number)") }
            return SubjectRequestRow(
                request: SubjectRequest(
                    number: number, kind: kind, party: party, org: row[3], about: about, receivedOn: row[4],
                    due: row[5]),
                about: about, taken: row[6], takenAt: row[7], takenBy: row[8],
                decision: decision.flatMap(RequestRuling.Decision.init(rawValue:)), decidedAt: row[10],
                decidedBy: row[11],
                answer: try answer.map { try decoder.decode(RequestAnswer.self, from: Data($0.utf8)) },
                answeredAt: row[13], answeredBy: row[14], liftedAt: row[15], liftedBy: row[16],
                words: Dictionary(words.map { ($0.step, $0) }) { first, _ in first })
        }
    }

    private func objects(ofRequest number: Int) throws -> RequestObjects {
        var about = RequestObjects()
        for row in try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT kind, target FROM request_object WHERE request = ? ORDER BY kind, target"),
            arguments: [number])
        {
            switch row[0] as String {
            case "item": about.items.append(row[1])
            case "volume": about.volumes.append(row[1])
            default: about.persons.append(Int64(row[1] as String) ?? 0)
            }
        }
        return about
    }

    /// What is kept in storage only; most archives have nothing of the kind.
    package func storageRestrictions() throws -> [StorageRestriction] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT s.kind, s.code, s.request, r.party, s.placed FROM storage_restriction s
                    LEFT JOIN subject_request r ON r.number = s.request ORDER BY s.request, s.kind, s.code
                    """)
        ).map { row in
            StorageRestriction(
                code: row[1], isVolume: row[0] as String == "volume", request: row[2],
                party: SubjectRequest.Party(rawValue: row[3] ?? "") ?? .subject, placed: row[4])
        }
    }
}

extension RequestWords {
    /// Whether a text occurs in what was said.
    func mentions(_ text: String) -> Bool {
        [self.text, asker, relation, identityCheck].contains { $0?.contains(text) == true }
    }
}
