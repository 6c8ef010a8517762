internal import GRDB
package import Records
internal import Synchronization

extension CatalogSession {
    package func fonds() throws -> Fonds? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT code, name, org FROM fonds ORDER BY rowid LIMIT 1"))
            .map { Fonds(code: $0[0], name: $0[1], org: $0[2]) }
    }

    package func organisations() throws -> [Organisation] {
        try Row.fetchAll(db.cachedStatement(sql: "SELECT code, name, short_name FROM organisation ORDER BY code"))
            .map { Organisation(code: $0[0], name: $0[1], shortName: $0[2]) }
    }

    package func organisation(code: String) throws -> Organisation? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT code, name, short_name FROM organisation WHERE code = ?"), arguments: [code]
        ).map { Organisation(code: $0[0], name: $0[1], shortName: $0[2]) }
    }

    /// How many items and volumes an organisation itself has, not those below it.
    package func organisationsWithHoldings() throws -> Set<String> {
        try String.fetchSet(db, sql: "SELECT org FROM item UNION SELECT org FROM volume")
    }

    private static let lastPlan = Mutex<(yaml: String, plan: FilePlan)?>(nil)

    /// The plan in force: its number, its text and what it says.
    package func filePlan() throws -> (version: Int, yaml: String, plan: FilePlan) {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT version, yaml FROM file_plan ORDER BY version DESC LIMIT 1"))
        guard let row else { throw CatalogError.inconsistent("no file plan") }
        let yaml: String = row[1]
        // Every search asks for the plan, and reading YAML takes about a millisecond.
        if let last = Self.lastPlan.withLock({ $0 }), last.yaml == yaml { return (row[0], yaml, last.plan) }
        let plan = try FilePlanFile.parse(yaml)
        Self.lastPlan.withLock { $0 = (yaml, plan) }
        return (row[0], yaml, plan)
    }

    /// Numbers of the adopted plans with when and by whom, oldest first.
    package func filePlanVersions() throws -> [(version: Int, adoptedAt: String, adoptedBy: String)] {
        try Row.fetchAll(db, sql: "SELECT version, adopted_at, adopted_by FROM file_plan ORDER BY version")
            .map { ($0[0], $0[1], $0[2]) }
    }

    /// The classes that items or volumes belong to.
    package func classesInUse() throws -> Set<String> {
        try Set(String.fetchAll(db, sql: "SELECT class FROM item UNION SELECT class FROM volume"))
    }

    /// How many items each class holds.
    package func itemCountsByClass() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT class, count(*) FROM item GROUP BY class") {
            counts[row[0]] = row[1]
        }
        return counts
    }
}
