internal import GRDB
package import Records

extension CatalogSession {
    func place(_ hold: Hold, _ act: Act) throws {
        try db.execute(
            sql: "INSERT INTO hold (number, reason, placed, placed_at, placed_by) VALUES (?, ?, ?, ?, ?)",
            arguments: [hold.number, hold.reason, act.sequence, act.at, act.by])
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO hold_target (kind, target, hold) VALUES (?, ?, ?)")
        for code in hold.items { try statement.execute(arguments: ["item", code, hold.number]) }
        for code in hold.volumes { try statement.execute(arguments: ["volume", code, hold.number]) }
        for person in hold.persons { try statement.execute(arguments: ["person", String(person), hold.number]) }
    }

    func lift(hold number: Int, _ reason: String, _ act: Act) throws {
        try db.execute(
            sql: "UPDATE hold SET lifted = ?, lifted_at = ?, lifted_by = ?, lift_reason = ? WHERE number = ?",
            arguments: [act.sequence, act.at, act.by, reason, number])
    }

    /// The number that the next hold takes.
    package func nextHold() throws -> Int { (try Int.fetchOne(db, sql: "SELECT max(number) FROM hold") ?? 0) + 1 }

    /// All holds, oldest first.
    package func holds() throws -> [PlacedHold] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, reason, placed_at, placed_by, lifted_at, lifted_by, lift_reason FROM hold
                ORDER BY number
                """
        ).map { row in
            var hold = Hold(number: row[0], reason: row[1], items: [], volumes: [], persons: [])
            for target in try Row.fetchAll(
                db.cachedStatement(sql: "SELECT kind, target FROM hold_target WHERE hold = ? ORDER BY kind, target"),
                arguments: [hold.number])
            {
                switch target[0] as String {
                case "item": hold.items.append(target[1])
                case "volume": hold.volumes.append(target[1])
                default: hold.persons.append(Int64(target[1] as String) ?? 0)
                }
            }
            return PlacedHold(
                hold: hold, placedAt: row[2], placedBy: row[3], liftedAt: row[4], liftedBy: row[5], liftReason: row[6])
        }
    }

    package func hold(number: Int) throws -> PlacedHold? { try holds().first { $0.hold.number == number } }

    /// What covers an item: itself, a volume that holds it or did in any version, a person whom any version or that
    /// volume names, under this number or as somebody else on record with the same identity number.
    private static let coveringHolds = """
        SELECT t.hold FROM hold_target t JOIN item i ON i.code = t.target WHERE t.kind = 'item' AND i.id = ?1
        UNION
        SELECT t.hold FROM hold_target t JOIN volume v ON v.code = t.target JOIN item i ON i.volume = v.id
            WHERE t.kind = 'volume' AND i.id = ?1
        UNION
        SELECT t.hold FROM version x
            JOIN hold_target t ON t.kind = 'volume' AND t.target = json_extract(x.metadata, '$.description.volume')
            WHERE x.item = ?1 AND EXISTS (SELECT 1 FROM hold_target WHERE kind = 'volume')
        UNION
        SELECT t.hold FROM (
                SELECT p.person FROM item i JOIN volume_person p ON p.volume = i.volume WHERE i.id = ?1
                UNION
                SELECT json_extract(p.value, '$.person') FROM version x,
                    json_each(x.metadata, '$.description.persons') p
                    WHERE x.item = ?1 AND EXISTS (SELECT 1 FROM hold_target WHERE kind = 'person')
            ) n JOIN person named ON named.id = n.person
            JOIN person held ON held.id = named.id OR held.identity_number = named.identity_number
            JOIN hold_target t ON t.kind = 'person' AND t.target = CAST(held.id AS TEXT)
        """

    /// Numbers of the holds in force on an item.
    package func holds(onItem id: Int64) throws -> [Int] {
        try Int.fetchAll(
            db.cachedStatement(
                sql:
                    "SELECT number FROM hold WHERE lifted IS NULL AND number IN (\(Self.coveringHolds)) ORDER BY number"
            ), arguments: [id])
    }

    /// The number of the latest act that placed or lifted a hold on an item.
    package func lastHoldChange(onItem id: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT max(max(placed, coalesce(lifted, 0))) FROM hold WHERE number IN (\(Self.coveringHolds))"),
            arguments: [id])
    }
}
