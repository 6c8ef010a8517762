internal import Foundation
internal import GRDB
package import Records

/// A disposal as lists show it.
package struct DisposalRow: Equatable, Sendable {
    package var number: Int
    package var kind: Disposal.Kind
    package var appraisal: Int
    package var authority: String
    package var witnesses: [String]
    package var register: String
    package var at: String
    package var by: String
    /// Nil while something of it is still to be erased.
    package var finishedAt: String?
    package var items: Int
    /// The transfer by which they were handed over.
    package var transfer: Int?
}

extension CatalogSession {
    /// Takes the rows of what is gone out of the catalog and marks the boxes that still hold its bytes.
    func dispose(_ disposal: Disposal, _ act: Act) throws {
        let witnesses = String(decoding: try JSONEncoder().encode(disposal.witnesses), as: UTF8.self)
        try db.execute(
            sql: """
                INSERT INTO disposal (number, kind, appraisal, authority, witnesses, register, at, by, transfer)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                disposal.number, disposal.kind.rawValue, disposal.appraisal, disposal.authority, witnesses,
                disposal.register, act.at, act.by, disposal.transfer,
            ])
        for stub in disposal.items {
            try remove(item: stub.code)
            try db.execute(
                sql: """
                    INSERT INTO stub (code, disposal, class, org, volume, date, filed_at, versions, digest)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    stub.code, disposal.number, stub.classCode, stub.org, stub.volume, stub.date, stub.filedAt,
                    stub.versions, stub.digest,
                ])
        }
        let volumes = Set(disposal.volumes.map(\.code))
        let persons = Set(disposal.persons)
        if !volumes.isEmpty || !persons.isEmpty {
            try removeActs { content in
                if case .personDescribed(let person) = content { return persons.contains(person.id) }
                // Its level says who may know of what is left of it.
                if case .volumeLevelSet = content { return false }
                return content.volume.map(volumes.contains) ?? false
            }
        }
        let gone = Set(disposal.items.map(\.code)).union(volumes)
        try removeGrants(of: gone)
        try removeWords(ofRequestsAbout: gone, persons: persons)
        for volume in disposal.volumes { try enter(volume) }
        for person in disposal.persons { try forget(person: person) }
        for stub in disposal.items { try raiseCounters(forCode: stub.code) }
    }

    private func remove(item code: String) throws {
        guard let item = try Int64.fetchOne(db, sql: "SELECT id FROM item WHERE code = ?", arguments: [code]) else {
            return
        }
        for sql in [
            """
            UPDATE box SET has_gone = 1 WHERE id IN
                (SELECT f.box FROM version x JOIN frame f ON f.id = x.frame WHERE x.item = ?)
            """,
            "DELETE FROM file WHERE version IN (SELECT id FROM version WHERE item = ?)",
            "DELETE FROM version WHERE item = ?", "DELETE FROM item_person WHERE item = ?",
            "DELETE FROM reading_attempt WHERE item = ?", "DELETE FROM item WHERE id = ?",
        ] {
            try db.execute(sql: sql, arguments: [item])
        }
    }

    /// Requests for what is gone, and those that say only in words what they are for and mention whom or what it was about.
    /// What opens a record that stays, or waits for a review of that, stays with it.
    package func removeGrants(of codes: Set<String>) throws {
        let texts = try termsToErase().texts
        func isGone(_ grant: AccessGrant) throws -> Bool {
            let code = ArchivalCode.normalised(grant.object)
            if codes.contains(code) { return true }
            guard try item(code: code) == nil, try volume(code: code) == nil else { return false }
            return texts.contains { grant.object.contains($0) || grant.purpose.contains($0) }
        }
        let gone = Set(try grants().filter(isGone).map(\.id))
        if gone.isEmpty { return }
        for id in gone { try db.execute(sql: "DELETE FROM access_grant WHERE id = ?", arguments: [id]) }
        try removeActs(kinds: ["grantSet"]) { content in
            if case .grantSet(let grant) = content { return gone.contains(grant.id) }
            return false
        }
    }

    /// What was said in requests about what is gone, and what mentions it elsewhere: the requests themselves stay.
    private func removeWords(ofRequestsAbout codes: Set<String>, persons: Set<Int64>) throws {
        let texts = try termsToErase().texts
        var gone: Set<Int> = []
        for request in try subjectRequests() {
            let about = request.about
            let said = request.words.values
            if !codes.isDisjoint(with: about.codes) || !persons.isDisjoint(with: about.persons)
                || said.contains(where: { words in texts.contains(where: words.mentions) })
            {
                gone.insert(request.request.number)
            }
        }
        for code in codes {
            try db.execute(sql: "DELETE FROM storage_restriction WHERE code = ?", arguments: [code])
        }
        if gone.isEmpty { return }
        for number in gone { try db.execute(sql: "DELETE FROM request_words WHERE request = ?", arguments: [number]) }
        try removeActs(kinds: ["requestWorded"]) { content in
            if case .requestWorded(let words) = content { return gone.contains(words.request) }
            return false
        }
    }

    /// Takes acts that bear names or titles of what is gone out of the catalog.
    private func removeActs(kinds: [String] = ["volume", "person"], where isGone: (Act.Content) -> Bool) throws {
        let decoder = JSONDecoder()
        let condition = kinds.map { "content LIKE '%\"\($0)%'" }.joined(separator: " OR ")
        for row in try Row.fetchAll(db, sql: "SELECT id, content, frame FROM act WHERE \(condition)") {
            let json: String = row[1]
            guard isGone(try decoder.decode(Act.self, from: Data(json.utf8)).content) else { continue }
            try db.execute(
                sql: "UPDATE box SET has_gone = 1 WHERE id = (SELECT box FROM frame WHERE id = ?)",
                arguments: [row[2] as Int64])
            try db.execute(sql: "DELETE FROM act WHERE id = ?", arguments: [row[0] as Int64])
        }
    }

    /// Enters a volume as the code that is left of it, or leaves of one no more than that.
    package func enter(_ stub: VolumeStub) throws {
        guard try volume(code: stub.code) != nil else { return try insert(stub.volume) }
        try db.execute(sql: "UPDATE volume SET title = '', state = 'destroyed' WHERE code = ?", arguments: [stub.code])
        try setSubjects([], ofVolume: stub.code)
    }

    /// The number stays, so that no other person ever gets it.
    private func forget(person: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO person (id, name) VALUES (?, '')
                ON CONFLICT (id) DO UPDATE SET name = '', birth_date = NULL, identity_number = NULL
                """, arguments: [person])
    }

    // MARK: - Whom nothing else names

    /// Persons whom these items and volumes name or ever named, without those whom anything that stays names or named: an
    /// older version, an earlier subject.
    package func personsNamedOnly(inItems items: Set<String>, volumes: Set<String>) throws -> [Int64] {
        var going: Set<Int64> = []
        var staying: Set<Int64> = []
        let ofItem = try db.cachedStatement(
            sql: """
                SELECT DISTINCT json_extract(p.value, '$.person') FROM item i JOIN version x ON x.item = i.id,
                    json_each(x.metadata, '$.description.persons') p WHERE i.code = ?
                """)
        for code in items { going.formUnion(try Int64.fetchAll(ofItem, arguments: [code])) }
        let decoder = JSONDecoder()
        for json in try String.fetchAll(db, sql: "SELECT content FROM act WHERE content LIKE '%\"volume%'") {
            let content = try decoder.decode(Act.self, from: Data(json.utf8)).content
            guard let volume = content.volume else { continue }
            let subjects = content.subjects.map(\.person)
            if volumes.contains(volume) { going.formUnion(subjects) } else { staying.formUnion(subjects) }
        }
        going.subtract(staying)
        going = try going.filter { person in
            let now = try records(ofPerson: person)
            return items.isSuperset(of: now.items) && volumes.isSuperset(of: now.volumes)
        }
        if going.isEmpty { return [] }
        let older = try Row.fetchCursor(
            db,
            sql: """
                SELECT i.code, json_extract(p.value, '$.person') FROM item i JOIN version x ON x.item = i.id,
                    json_each(x.metadata, '$.description.persons') p WHERE i.versions > 1
                """)
        while let row = try older.next() {
            if !items.contains(row[0]) { going.remove(row[1]) }
        }
        return going.sorted()
    }

    // MARK: - What is left to erase

    /// Keeps what must be found nowhere: titles and names of what goes. Called while they are still in the catalog.
    package func rememberForErasing(_ disposal: Disposal) throws {
        let codes = disposal.items.map(\.code)
        let volumes = disposal.volumes.map(\.code)
        var texts: Set<String> = []
        for code in codes {
            texts.formUnion(
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT json_extract(x.metadata, '$.description.title') FROM version x
                        JOIN item i ON i.id = x.item WHERE i.code = ?
                        """, arguments: [code]))
        }
        for code in volumes { texts.formUnion(try volume(code: code).map { [$0.title] } ?? []) }
        texts.formUnion(try proposedNames(ofItems: codes))
        for id in disposal.persons {
            guard let person = try person(id: id) else { continue }
            texts.formUnion([person.name, person.identityNumber].compactMap { $0 })
        }
        try rememberForErasing(texts: texts, codes: Set(codes + volumes), persons: Set(disposal.persons))
    }

    /// The same for what a recovery found in boxes of a disposal that was cut short.
    package func rememberForErasing(texts: Set<String>, codes: Set<String>, persons: Set<Int64>) throws {
        for text in try foundNowhereElse(texts.filter { $0.count > 1 }, without: codes, persons: persons) {
            try db.execute(sql: "INSERT OR IGNORE INTO erasure (kind, term) VALUES ('text', ?)", arguments: [text])
        }
        for code in codes {
            try db.execute(sql: "INSERT OR IGNORE INTO erasure (kind, term) VALUES ('code', ?)", arguments: [code])
        }
    }

    /// Those of some texts that are in no title and no name of what stays: the others are looked for in vain, and what
    /// mentions them is about something else.
    /// - Parameters:
    ///   - codes: of the items and volumes that go.
    ///   - persons: who goes with them.
    private func foundNowhereElse(
        _ texts: Set<String>, without codes: Set<String>, persons: Set<Int64>
    ) throws -> Set<String> {
        if texts.isEmpty { return [] }
        func start(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
            UInt64(first.value) << 32 | UInt64(second.value)
        }
        // By how they begin: all titles are gone through once, however many texts there are.
        let sought = Dictionary(grouping: texts.map { Array($0.unicodeScalars) }) { start($0[0], $0[1]) }
        var left = texts
        let staying = try String.fetchCursor(
            db, sql: Self.titlesAndNames, arguments: [Self.json(codes), Self.json(persons)])
        while let text = try staying.next() {
            let scalars = Array(text.unicodeScalars)
            for index in scalars.indices.dropLast() {
                for found in sought[start(scalars[index], scalars[index + 1])] ?? []
                where scalars[index...].starts(with: found) {
                    left.remove(String(String.UnicodeScalarView(found)))
                }
            }
        }
        return left
    }

    private static func json(_ list: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
    }

    /// All titles and names that are or were given to anything but some codes (?1) and persons (?2). Older ones are looked for
    /// only where there are any: reading every description takes long.
    private static let titlesAndNames = """
        SELECT text FROM (
            SELECT title AS text FROM item WHERE code NOT IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT json_extract(x.metadata, '$.description.title') FROM item i JOIN version x ON x.item = i.id
                WHERE i.versions > 1 AND i.code NOT IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT json_extract(p.value, '$.value') FROM item i JOIN version x ON x.item = i.id,
                json_each(x.metadata, '$.description.proposedFields') p
                WHERE (i.versions > 1 OR i.unconfirmed = 1) AND i.code NOT IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT title FROM volume WHERE code NOT IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT json_extract(content, '$.content.volumeOpened._0.title') FROM act
                WHERE instr(content, '"volumeOpened"') > 0
                AND json_extract(content, '$.content.volumeOpened._0.code') NOT IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT json_extract(content, '$.content.volumeDescribed.title') FROM act
                WHERE instr(content, '"volumeDescribed"') > 0
                AND json_extract(content, '$.content.volumeDescribed.code') NOT IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT name FROM person WHERE id NOT IN (SELECT value FROM json_each(?2))
            UNION ALL
            SELECT identity_number FROM person WHERE id NOT IN (SELECT value FROM json_each(?2))
            UNION ALL
            SELECT name || ' ' || coalesce(short_name, '') FROM organisation
            UNION ALL
            SELECT name || ' ' || full_name FROM user
            UNION ALL
            SELECT yaml FROM file_plan
        ) WHERE text IS NOT NULL
        """

    package func termsToErase() throws -> (texts: [String], codes: [String]) {
        (
            try String.fetchAll(db, sql: "SELECT term FROM erasure WHERE kind = 'text'"),
            try String.fetchAll(db, sql: "SELECT term FROM erasure WHERE kind = 'code'")
        )
    }

    /// Nothing has to be looked for any more; saved searches that would are gone with it.
    package func forgetErased() throws {
        try db.execute(
            sql: """
                DELETE FROM saved_search WHERE EXISTS
                    (SELECT 1 FROM erasure e WHERE e.kind = 'text' AND instr(query || name, e.term) > 0);
                DELETE FROM erasure
                """)
    }

    /// True while something of what is gone is still in a file.
    package func hasUnfinishedDisposals() throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM disposal WHERE finished_at IS NULL)")) ?? false
    }

    /// Boxes that hold bytes of what is gone.
    package func boxesToErase() throws -> [BoxRow] {
        let ids = try Int64.fetchAll(db, sql: "SELECT id FROM box WHERE has_gone = 1 ORDER BY id")
        return try ids.compactMap { try box(id: $0) }
    }

    /// Marks a box in which something of what is gone was found.
    package func markForErasing(box: Int64) throws {
        try db.execute(sql: "UPDATE box SET has_gone = 1 WHERE id = ?", arguments: [box])
    }

    /// Lets a box of which nothing is left be empty; its number is not used again, and its file remains to be removed.
    package func emptyBox(_ box: BoxRow, nextFile: String) throws {
        try db.execute(sql: "DELETE FROM frame WHERE box = ?", arguments: [box.id])
        try db.execute(
            sql: """
                UPDATE box SET file = ?, length = 0, state = 'sealed', next_file = NULL, retired_file = ?, has_gone = 0
                WHERE id = ?
                """, arguments: [nextFile, box.file, box.id])
    }

    package func finishDisposals(at: String) throws {
        try db.execute(sql: "UPDATE disposal SET finished_at = ? WHERE finished_at IS NULL", arguments: [at])
    }

    // MARK: - What was disposed of

    package func nextDisposal() throws -> Int {
        (try Int.fetchOne(db, sql: "SELECT max(number) FROM disposal") ?? 0) + 1
    }

    /// All disposals, oldest first.
    package func disposals() throws -> [DisposalRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, kind, appraisal, authority, witnesses, register, at, by, finished_at,
                    (SELECT count(*) FROM stub WHERE stub.disposal = disposal.number), transfer FROM disposal ORDER BY number
                """
        ).map { row in
            let witnesses: String = row[4]
            return DisposalRow(
                number: row[0], kind: Disposal.Kind(rawValue: row[1]) ?? .destroyed, appraisal: row[2],
                authority: row[3], witnesses: try JSONDecoder().decode([String].self, from: Data(witnesses.utf8)),
                register: row[5], at: row[6], by: row[7], finishedAt: row[8], items: row[9], transfer: row[10])
        }
    }

    /// How many records each disposal ended, by their organisation and by the level that they had.
    package func stubPlaces() throws -> [Int: [(org: String, level: AccessLevel, items: Int)]] {
        let plan = try filePlan().plan
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT s.disposal, s.org, s.class, v.level, count(*) FROM stub s
                LEFT JOIN volume v ON v.code = s.volume GROUP BY 1, 2, 3, 4
                """)
        var places: [Int: [(org: String, level: AccessLevel, items: Int)]] = [:]
        for row in rows {
            let level = Self.level(row[3], ofClass: row[2], plan)
            places[row[0], default: []].append((org: row[1], level: level, items: row[4]))
        }
        return places
    }

    /// The level of what is left of a record: that of its volume, where that has one of its own, or of its class.
    package func level(of stub: Stub) throws -> AccessLevel {
        let ofVolume = try String.fetchOne(
            db.cachedStatement(sql: "SELECT level FROM volume WHERE code = ? AND level IS NOT NULL"),
            arguments: [stub.volume])
        return Self.level(ofVolume, ofClass: stub.classCode, try filePlan().plan)
    }

    /// Hidden where the plan has the class no more.
    private static func level(_ ofVolume: String?, ofClass code: String, _ plan: FilePlan) -> AccessLevel {
        ofVolume.flatMap(AccessLevel.init(rawValue:)) ?? plan.classes.first { $0.code == code }?.access ?? .hidden
    }

    /// What is left of an item that is gone, and the disposal that ended it.
    package func stub(code: String) throws -> (stub: Stub, disposal: DisposalRow)? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT code, class, org, volume, date, filed_at, versions, digest, disposal FROM stub WHERE code = ?
                """, arguments: [code])
        guard let row, let disposal = try disposals().first(where: { $0.number == row[8] as Int }) else { return nil }
        return (
            Stub(
                code: row[0], classCode: row[1], org: row[2], volume: row[3], date: row[4], filedAt: row[5],
                versions: row[6], digest: row[7]), disposal
        )
    }
}

extension Act.Content {
    /// The code of the volume that the act is about.
    package var volume: String? {
        switch self {
        case .volumeOpened(let volume): volume.code
        case .volumeClosed(let code, _, _), .volumeReopened(let code, _, _), .volumeDescribed(let code, _, _),
            .volumeAssigned(let code, _), .volumeLevelSet(let code, _):
            code
        default: nil
        }
    }

    /// Whom an act about a volume names.
    fileprivate var subjects: [PersonInRole] {
        switch self {
        case .volumeOpened(let volume): volume.subjects
        case .volumeDescribed(_, _, let subjects): subjects
        default: []
        }
    }
}
