internal import Foundation
internal import GRDB
package import Records

extension CatalogSession {
    func prepare(_ transfer: Transfer, _ act: Act) throws {
        try db.execute(
            sql: "INSERT INTO transfer (number, appraisal, receiver, package, at, by) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [transfer.number, transfer.appraisal, transfer.receiver, transfer.package, act.at, act.by])
        let statement = try db.cachedStatement(
            sql: "INSERT INTO transfer_item (transfer, code, digest) VALUES (?, ?, ?)")
        for item in transfer.items { try statement.execute(arguments: [transfer.number, item.code, item.digest]) }
    }

    func take(_ handover: Handover, _ act: Act) throws {
        let witnesses = String(decoding: try JSONEncoder().encode(handover.witnesses), as: UTF8.self)
        try db.execute(
            sql: """
                INSERT INTO transfer_receipt (digest, transfer, code, register, fonds, name, witnesses, at, by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                handover.receipt, handover.transfer, handover.filedAs, handover.register, handover.receiver.fonds,
                handover.receiver.name, witnesses, act.at, act.by,
            ])
        let outcome = try db.cachedStatement(
            sql: """
                UPDATE transfer_item SET outcome = ?, filed_as = ?, reason = ?, detail = ?, receipt = ?
                WHERE transfer = ? AND code = ?
                """)
        for item in handover.items {
            try outcome.execute(arguments: [
                item.outcome.rawValue, item.filedAs, item.reason?.rawValue, item.detail, handover.receipt,
                handover.transfer, item.code,
            ])
            if item.outcome == .kept {
                try db.execute(sql: "UPDATE item SET state = 'transferred' WHERE code = ?", arguments: [item.code])
            }
        }
    }

    /// The number that the next transfer takes.
    package func nextTransfer() throws -> Int {
        (try Int.fetchOne(db, sql: "SELECT max(number) FROM transfer") ?? 0) + 1
    }

    /// All transfers, oldest first.
    package func transfers() throws -> [TransferStanding] { try transfers(where: "1", []) }

    package func transfer(number: Int) throws -> TransferStanding? {
        try transfers(where: "number = ?", [number]).first
    }

    package func transfer(package: String) throws -> TransferStanding? {
        try transfers(where: "package = ?", [package]).first
    }

    private func transfers(where condition: String, _ arguments: StatementArguments) throws -> [TransferStanding] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, appraisal, receiver, package, at, by FROM transfer WHERE \(condition) ORDER BY number
                """, arguments: arguments
        ).map { row in
            let number: Int = row[0]
            return TransferStanding(
                number: number, appraisal: row[1], receiver: row[2], package: row[3], at: row[4], by: row[5],
                items: try items(ofTransfer: number), receipts: try receipts(ofTransfer: number))
        }
    }

    private func items(ofTransfer number: Int) throws -> [TransferStanding.Item] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT code, digest, outcome, filed_as, reason, detail FROM transfer_item WHERE transfer = ?
                    ORDER BY code
                    """), arguments: [number]
        ).map { row in
            TransferStanding.Item(
                code: row[0], digest: row[1], outcome: (row[2] as String?).flatMap(Handover.Outcome.init),
                filedAs: row[3], reason: (row[4] as String?).flatMap(AccessionRefusal.init), detail: row[5])
        }
    }

    private func receipts(ofTransfer number: Int) throws -> [TakenReceipt] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT digest, code, register, fonds, name, witnesses, at, by FROM transfer_receipt
                    WHERE transfer = ? ORDER BY code
                    """), arguments: [number]
        ).map { row in
            let witnesses: String = row[5]
            return TakenReceipt(
                digest: row[0], code: row[1], register: row[2],
                receiver: TransferReceipt.Party(fonds: row[3], name: row[4]),
                witnesses: try JSONDecoder().decode([String].self, from: Data(witnesses.utf8)), at: row[6],
                by: row[7])
        }
    }

    /// Where a record was handed over to, if it was.
    /// - Parameter appraisal: only by this batch.
    package func handedOver(_ code: String, appraisal: Int? = nil) throws -> HandedOver? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT t.number, r.fonds, r.name, i.filed_as FROM transfer_item i
                    JOIN transfer t ON t.number = i.transfer
                    JOIN transfer_receipt r ON r.digest = i.receipt
                    WHERE i.code = ?1 AND i.outcome IN ('gone', 'kept') AND (?2 IS NULL OR t.appraisal = ?2)
                    LIMIT 1
                    """), arguments: [code, appraisal])
        return row.map { row in
            HandedOver(
                transfer: row[0], receiver: TransferReceipt.Party(fonds: row[1], name: row[2]), filedAs: row[3])
        }
    }

    // MARK: - What was received

    func enter(_ accession: Accession, _ act: Act) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO accession (package, code, digest, filed_as, reason, detail, at, by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for item in accession.items {
            try statement.execute(arguments: [
                accession.package, item.code, item.digest, item.filedAs, item.reason?.rawValue, item.detail, act.at,
                act.by,
            ])
        }
        for volume in accession.volumes {
            try db.execute(
                sql: "INSERT OR REPLACE INTO accession_volume (code, filed_as) VALUES (?, ?)",
                arguments: [volume.code, volume.filedAs])
        }
    }

    /// What was said of the records of a package so far, by the sender's codes.
    package func accessions(package: String) throws -> [String: TransferReceipt.Item] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT code, digest, filed_as, reason, detail, at, by FROM accession WHERE package = ?
                """, arguments: [package])
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let filedAs: String? = row[2]
                return (
                    row[0] as String,
                    TransferReceipt.Item(
                        code: row[0], digest: row[1], accepted: filedAs != nil, filedAs: filedAs,
                        reason: (row[3] as String?).flatMap(AccessionRefusal.init), detail: row[4], at: row[5],
                        by: row[6])
                )
            })
    }

    /// The code here of a record that was received before, in whatever package.
    package func accession(code: String, digest: String) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(
                sql: "SELECT filed_as FROM accession WHERE code = ? AND digest = ? AND filed_as IS NOT NULL LIMIT 1"),
            arguments: [code, digest])
    }

    /// The volume here that was opened for a volume of the sender's.
    package func accessionVolume(_ code: String) throws -> Volume? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT filed_as FROM accession_volume WHERE code = ?"), arguments: [code]
        ).flatMap(volume(code:))
    }
}
