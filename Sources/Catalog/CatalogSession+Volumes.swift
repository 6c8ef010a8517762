internal import GRDB
package import Records

extension CatalogSession {
    /// The next volume number of a series, counted on.
    package func nextVolumeNumber(fonds: String, series: String) throws -> Int {
        try counter("last_volume", fonds: fonds, series: series)
    }

    /// The next item number of a series or of a volume, counted on.
    package func nextItemNumber(fonds: String, series: String, volume: String?) throws -> Int {
        guard let volume else { return try counter("last_item", fonds: fonds, series: series) }
        let statement = try db.cachedStatement(
            sql: "UPDATE volume SET last_item = last_item + 1 WHERE code = ? RETURNING last_item")
        guard let number = try Int.fetchOne(statement, arguments: [volume]) else {
            throw CatalogError.inconsistent("no volume \(volume)")
        }
        return number
    }

    private func counter(_ column: String, fonds: String, series: String) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO series (code, \(column)) VALUES (?, 1)
                ON CONFLICT (code) DO UPDATE SET \(column) = \(column) + 1 RETURNING \(column)
                """)
        return try Int.fetchOne(statement, arguments: [fonds + "-" + series]) ?? 1
    }

    /// Keeps the counters at or above a code that was given before: needed when boxes are read back.
    package func raiseCounters(forCode code: String) throws {
        let parts = code.split(separator: "-").map(String.init)
        guard let last = parts.last, let number = Int(last) else { return }
        if parts.count >= 4 {
            let volume = parts.dropLast().joined(separator: "-")
            try db.cachedStatement(sql: "UPDATE volume SET last_item = max(last_item, ?) WHERE code = ?")
                .execute(arguments: [number, volume])
        } else {
            try raise("last_item", of: parts.dropLast().joined(separator: "-"), to: number)
        }
    }

    private func raise(_ column: String, of series: String, to number: Int) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO series (code, \(column)) VALUES (?1, ?2)
                ON CONFLICT (code) DO UPDATE SET \(column) = max(\(column), ?2)
                """
        ).execute(arguments: [series, number])
    }

    func insert(_ volume: Volume) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO volume (code, title, class, org, year, period, state, opened_on, closed_on)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            volume.code, volume.title, volume.classCode, volume.org, volume.year, volume.period.description,
            volume.state.rawValue, volume.openedOn, volume.closedOn,
        ])
        try setSubjects(volume.subjects, ofVolume: volume.code)
        let parts = volume.code.split(separator: "-").map(String.init)
        if let last = parts.last, let number = Int(last) {
            try raise("last_volume", of: parts.dropLast().joined(separator: "-"), to: number)
        }
    }

    func setSubjects(_ subjects: [PersonInRole], ofVolume code: String) throws {
        let volume = try volumeID(code)
        try db.cachedStatement(sql: "DELETE FROM volume_person WHERE volume = ?").execute(arguments: [volume])
        for subject in subjects {
            try save(
                Person(
                    id: subject.person, name: subject.name, birthDate: subject.birthDate,
                    identityNumber: subject.identityNumber))
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO volume_person (volume, person, role) VALUES (?, ?, ?)")
                .execute(arguments: [volume, subject.person, subject.role])
        }
    }

    func volumeID(_ code: String) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT id FROM volume WHERE code = ?")
        guard let id = try Int64.fetchOne(statement, arguments: [code]) else {
            throw CatalogError.inconsistent("no volume \(code)")
        }
        return id
    }

    /// A volume takes its longest item's period, as an attribute beside its unchanged code.
    func lengthenPeriod(ofVolume id: Int64, to period: RetentionPeriod) throws {
        let statement = try db.cachedStatement(sql: "SELECT period FROM volume WHERE id = ?")
        guard let text = try String.fetchOne(statement, arguments: [id]), let current = RetentionPeriod(text) else {
            return
        }
        let longer = RetentionPeriod.longer(current, period)
        if longer != current {
            try db.cachedStatement(sql: "UPDATE volume SET period = ? WHERE id = ?")
                .execute(arguments: [longer.description, id])
        }
    }

    private static let volumeColumns = """
        SELECT v.id, v.code, v.title, v.class, v.org, v.year, v.period, v.state, v.opened_on, v.closed_on,
            v.reopened_on, v.reopened_by, (SELECT count(*) FROM item i WHERE i.volume = v.id) FROM volume v
        """

    private func volume(_ row: Row) throws -> Volume {
        let id: Int64 = row[0]
        let subjects = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT p.id, p.name, p.birth_date, p.identity_number, vp.role
                    FROM volume_person vp JOIN person p ON p.id = vp.person WHERE vp.volume = ? ORDER BY p.id
                    """), arguments: [id]
        ).map { PersonInRole(person: $0[0], name: $0[1], birthDate: $0[2], identityNumber: $0[3], role: $0[4]) }
        return Volume(
            code: row[1], title: row[2], classCode: row[3], org: row[4], year: row[5],
            period: RetentionPeriod(row[6]) ?? .permanent, state: VolumeState(rawValue: row[7]) ?? .open,
            openedOn: row[8], closedOn: row[9], reopenedOn: row[10], reopenedBy: row[11], subjects: subjects,
            itemCount: row[12])
    }

    package func volume(code: String) throws -> Volume? {
        try Row.fetchOne(
            db.cachedStatement(sql: Self.volumeColumns + " WHERE v.code = ?"), arguments: [code]
        ).map(volume(_:))
    }

    /// Volumes with exactly this title, newest first.
    package func volumes(title: String) throws -> [Volume] {
        try Row.fetchAll(
            db.cachedStatement(sql: Self.volumeColumns + " WHERE v.title = ? ORDER BY v.id DESC"), arguments: [title]
        ).map(volume(_:))
    }

    /// Open volumes of a class with this person as subject.
    package func openVolumes(classCode: String, person: Int64) throws -> [Volume] {
        try Row.fetchAll(
            db,
            sql: Self.volumeColumns
                + """
                 JOIN volume_person vp ON vp.volume = v.id
                WHERE vp.person = ? AND v.class = ? AND v.state IN ('open', 'reopened') ORDER BY v.id
                """, arguments: [person, classCode]
        ).map(volume(_:))
    }

    /// The volumes that are `wanted`, by code.
    /// - Parameters:
    ///   - state: open includes those that were reopened.
    ///   - user: who works on them; nil for anybody.
    ///   - after: the code behind which they stand; empty for the beginning.
    ///   - most: as many, and no more are looked at; nil for all.
    package func volumes(
        classCode: String?, org: String?, state: VolumeState?, assignedTo user: String? = nil, after: String = "",
        most: Int? = nil, wanted: (Volume) throws -> Bool = { _ in true }
    ) throws -> [Volume] {
        let rows = try Row.fetchCursor(
            db,
            sql: Self.volumeColumns
                + """
                 WHERE v.code > ?4 AND (?1 IS NULL OR v.class = ?1)
                AND (?2 IS NULL OR substr(v.org, 1, length(?2)) = ?2) AND (?3 IS NULL OR v.state IN (?3, ?5))
                AND (?6 IS NULL OR v.id IN (SELECT volume FROM assignment WHERE user = ?6)) ORDER BY v.code
                """, arguments: [classCode, org, state?.rawValue, after, Self.alike(state)?.rawValue, user])
        return try first(most, of: rows, wanted)
    }

    /// What a state is asked for together with.
    private static func alike(_ state: VolumeState?) -> VolumeState? { state == .open ? .reopened : state }

    /// The volumes opened last that are in a state and `wanted`, newest first; open includes those that were reopened.
    package func newestVolumes(_ most: Int, state: VolumeState, wanted: (Volume) throws -> Bool) throws -> [Volume] {
        let rows = try Row.fetchCursor(
            db, sql: Self.volumeColumns + " WHERE v.state IN (?, ?) ORDER BY v.id DESC",
            arguments: [state.rawValue, Self.alike(state)?.rawValue])
        return try first(most, of: rows, wanted)
    }

    private func first(_ most: Int?, of rows: RowCursor, _ wanted: (Volume) throws -> Bool) throws -> [Volume] {
        var volumes: [Volume] = []
        while most.map({ volumes.count < $0 }) ?? true, let row = try rows.next() {
            let volume = try volume(row)
            if try wanted(volume) { volumes.append(volume) }
        }
        return volumes
    }

    // MARK: - Persons

    /// The person a description names, entered if not known yet: the same identity number, else the same name and birth
    /// date, else the same name in the same volume. A bare name elsewhere is a new person: merging two children by
    /// mistake harms more than listing one twice.
    /// - Parameter mayBe: whether somebody on record, by their number there, may be taken for the one who is named.
    package func person(
        for mention: PersonMention, inVolume volume: String?, mayBe: (Int64) throws -> Bool
    ) throws -> Person {
        if let number = mention.identityNumber {
            let found = try persons(
                sql: "SELECT id, name, birth_date, identity_number FROM person WHERE identity_number = ?",
                arguments: [number])
            if let first = try found.first(where: { try mayBe($0.id) }) { return first }
        }
        if let birthDate = mention.birthDate {
            let found = try persons(
                sql: """
                    SELECT id, name, birth_date, identity_number FROM person
                    WHERE name = ?1 AND birth_date = ?2
                    AND (?3 IS NULL OR identity_number IS NULL OR identity_number = ?3)
                    """, arguments: [mention.name, birthDate, mention.identityNumber])
            if let first = try found.first(where: { try mayBe($0.id) }) { return try completed(first, with: mention) }
        }
        if let volume {
            let found = try persons(
                sql: """
                    SELECT p.id, p.name, p.birth_date, p.identity_number FROM person p
                    WHERE p.name = ?1 AND (?2 IS NULL OR p.birth_date IS NULL OR p.birth_date = ?2)
                    AND (?3 IS NULL OR p.identity_number IS NULL OR p.identity_number = ?3) AND (
                        p.id IN (SELECT vp.person FROM volume_person vp JOIN volume v ON v.id = vp.volume
                            WHERE v.code = ?4)
                        OR p.id IN (SELECT ip.person FROM item_person ip JOIN item i ON i.id = ip.item
                            JOIN volume v ON v.id = i.volume WHERE v.code = ?4))
                    ORDER BY p.id
                    """, arguments: [mention.name, mention.birthDate, mention.identityNumber, volume])
            if let first = try found.first(where: { try mayBe($0.id) }) { return try completed(first, with: mention) }
        }
        try db.cachedStatement(sql: "INSERT INTO person (name, birth_date, identity_number) VALUES (?, ?, ?)")
            .execute(arguments: [mention.name, mention.birthDate, mention.identityNumber])
        return Person(
            id: db.lastInsertedRowID, name: mention.name, birthDate: mention.birthDate,
            identityNumber: mention.identityNumber)
    }

    /// Persons of this name, or all; oldest entry first.
    package func persons(named name: String?, limit: Int) throws -> [Person] {
        try persons(
            sql: """
                SELECT id, name, birth_date, identity_number FROM person
                WHERE name <> '' AND (?1 IS NULL OR name = ?1) ORDER BY id LIMIT ?2
                """, arguments: [name, limit])
    }

    /// The names of all persons that an item is or was filed under.
    package func names(ofItem id: Int64) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT p.name FROM person p JOIN item_person ip ON ip.person = p.id WHERE ip.item = ?1
                    UNION SELECT json_extract(e.value, '$.name')
                    FROM version v, json_each(v.metadata, '$.description.persons') e WHERE v.item = ?1
                    UNION SELECT json_extract(e.value, '$.value')
                    FROM version v, json_each(v.metadata, '$.description.proposedFields') e WHERE v.item = ?1
                    """), arguments: [id])
    }

    /// All persons of this full name or identity number.
    package func persons(namedExactly text: String) throws -> [Person] {
        try persons(
            sql: """
                SELECT id, name, birth_date, identity_number FROM person WHERE name = ?1
                UNION SELECT id, name, birth_date, identity_number FROM person WHERE identity_number = upper(?1)
                """, arguments: [text])
    }

    package func person(id: Int64) throws -> Person? {
        try persons(
            sql: "SELECT id, name, birth_date, identity_number FROM person WHERE id = ? AND name <> ''", arguments: [id]
        ).first
    }

    /// The codes of the volumes and of the items that name a person.
    package func records(ofPerson id: Int64) throws -> (volumes: [String], items: [String]) {
        let volumes = try String.fetchAll(
            db,
            sql: """
                SELECT v.code FROM volume v JOIN volume_person vp ON vp.volume = v.id WHERE vp.person = ?
                GROUP BY v.id ORDER BY v.code
                """, arguments: [id])
        let items = try String.fetchAll(
            db,
            sql: """
                SELECT i.code FROM item i JOIN item_person ip ON ip.item = i.id WHERE ip.person = ?
                GROUP BY i.id ORDER BY i.date, i.id
                """, arguments: [id])
        return (volumes, items)
    }

    /// The same of a person and of all who are on record with the same identity number: one child, whom people entered who
    /// may not know of each other's records.
    package func records(ofNumberOfPerson id: Int64) throws -> (volumes: [String], items: [String]) {
        let same = try Int64.fetchAll(
            db,
            sql: """
                SELECT ?1 UNION SELECT o.id FROM person p JOIN person o ON o.identity_number = p.identity_number
                WHERE p.id = ?1
                """, arguments: [id])
        let each = try same.map { try records(ofPerson: $0) }
        return (Set(each.flatMap(\.volumes)).sorted(), Set(each.flatMap(\.items)).sorted())
    }

    private func persons(sql: String, arguments: StatementArguments) throws -> [Person] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
            .map { Person(id: $0[0], name: $0[1], birthDate: $0[2], identityNumber: $0[3]) }
    }

    /// What a later mention adds to a known person.
    private func completed(_ person: Person, with mention: PersonMention) throws -> Person {
        var person = person
        person.birthDate = person.birthDate ?? mention.birthDate
        person.identityNumber = person.identityNumber ?? mention.identityNumber
        try save(person)
        return person
    }

    func save(_ person: Person) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO person (id, name, birth_date, identity_number) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                    birth_date = coalesce(excluded.birth_date, birth_date),
                    identity_number = coalesce(excluded.identity_number, identity_number)
                """
        ).execute(arguments: [person.id, person.name, person.birthDate, person.identityNumber])
    }
}
