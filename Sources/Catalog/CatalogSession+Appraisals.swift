internal import GRDB
package import Records

/// A batch with who opened it, and when.
package struct OpenedAppraisal: Equatable, Sendable {
    package var appraisal: Appraisal
    package var openedAt: String
    package var openedBy: String
}

extension CatalogSession {
    func open(_ appraisal: Appraisal, _ act: Act) throws {
        try db.execute(
            sql: "INSERT INTO appraisal (number, title, opened, opened_at, opened_by) VALUES (?, ?, ?, ?, ?)",
            arguments: [appraisal.number, appraisal.title, act.sequence, act.at, act.by])
        let statement = try db.cachedStatement(sql: "INSERT INTO appraisal_item (appraisal, code) VALUES (?, ?)")
        for code in appraisal.items { try statement.execute(arguments: [appraisal.number, code]) }
    }

    func give(_ opinion: Opinion, _ act: Act) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO opinion (appraisal, code, sequence, given_by, verdict, reason) VALUES (?, ?, ?, ?, ?, ?)
                """)
        for code in opinion.items {
            try statement.execute(arguments: [
                opinion.appraisal, code, act.sequence, act.by, opinion.verdict.description, opinion.reason,
            ])
        }
    }

    func approve(_ approval: Approval, _ act: Act) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO approval (appraisal, code, sequence, given_at, given_by, verdict, until)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for item in approval.items {
            try statement.execute(arguments: [
                approval.appraisal, item.code, act.sequence, act.at, act.by, item.verdict.description, item.until,
            ])
        }
    }

    /// The number that the next batch takes.
    package func nextAppraisal() throws -> Int {
        (try Int.fetchOne(db, sql: "SELECT max(number) FROM appraisal") ?? 0) + 1
    }

    /// All batches, oldest first.
    package func appraisals() throws -> [OpenedAppraisal] {
        try appraisals(where: "1", [])
    }

    package func appraisal(number: Int) throws -> OpenedAppraisal? {
        try appraisals(where: "number = ?", [number]).first
    }

    private func appraisals(where condition: String, _ arguments: StatementArguments) throws -> [OpenedAppraisal] {
        try Row.fetchAll(
            db,
            sql: "SELECT number, title, opened_at, opened_by FROM appraisal WHERE \(condition) ORDER BY number",
            arguments: arguments
        ).map { row in
            let number: Int = row[0]
            let items = try String.fetchAll(
                db.cachedStatement(sql: "SELECT code FROM appraisal_item WHERE appraisal = ? ORDER BY code"),
                arguments: [number])
            return OpenedAppraisal(
                appraisal: Appraisal(number: number, title: row[1], items: items), openedAt: row[2], openedBy: row[3])
        }
    }

    /// Numbers of the batches that an item is or was in.
    package func appraisals(ofItem code: String) throws -> [Int] {
        try Int.fetchAll(
            db.cachedStatement(sql: "SELECT appraisal FROM appraisal_item WHERE code = ? ORDER BY appraisal"),
            arguments: [code])
    }

    package func opinions(appraisal: Int, item code: String) throws -> [GivenOpinion] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT sequence, given_by, verdict, reason FROM opinion WHERE appraisal = ? AND code = ?
                    ORDER BY sequence
                    """), arguments: [appraisal, code]
        ).compactMap { row in
            Verdict(row[2] as String).map {
                GivenOpinion(sequence: row[0], by: row[1], verdict: $0, reason: row[3])
            }
        }
    }

    package func approval(appraisal: Int, item code: String) throws -> (given: GivenApproval, at: String)? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT sequence, given_by, verdict, given_at FROM approval WHERE appraisal = ? AND code = ?"),
            arguments: [appraisal, code]
        ).flatMap { row in
            Verdict(row[2] as String).map {
                (GivenApproval(sequence: row[0], by: row[1], verdict: $0), row[3])
            }
        }
    }

    /// What the latest approved appraisal that set a new period decided about an item.
    package func retentionReset(ofItem code: String) throws -> (verdict: Verdict, until: String?)? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT verdict, until FROM approval WHERE code = ? AND (verdict = 'permanent' OR until IS NOT NULL)
                    ORDER BY sequence DESC LIMIT 1
                    """), arguments: [code])
        return row.flatMap { row in Verdict(row[0] as String).map { ($0, row[1]) } }
    }

    /// What was recorded about an item that starts its clock.
    package func retentionEvents(of code: String) throws -> [RetentionTrigger: Day] {
        var events: [RetentionTrigger: Day] = [:]
        for row in try Row.fetchAll(
            db.cachedStatement(sql: "SELECT kind, day FROM retention_event WHERE code = ?"), arguments: [code])
        {
            if let kind = RetentionTrigger(rawValue: row[0]) { events[kind] = Day(row[1] as String) }
        }
        return events
    }
}
