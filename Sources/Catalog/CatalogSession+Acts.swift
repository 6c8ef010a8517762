internal import Foundation
internal import GRDB
package import Records

/// Applying what happened: the same code serves filing today and recovery from boxes, so that both end alike.
extension CatalogSession {
    /// The number that the next version or act takes.
    package func nextSequence() throws -> Int64 {
        let last = try Int64.fetchOne(
            db, sql: "SELECT max(coalesce((SELECT max(id) FROM version), 0), coalesce((SELECT max(id) FROM act), 0))")
        return (last ?? 0) + 1
    }

    /// Enters an act that stands in a box, with its effect.
    /// - Parameter json: the bytes of its member in the box.
    package func apply(_ act: Act, json: String, frame: Int64, frameOffset: Int) throws {
        try db.cachedStatement(sql: "INSERT INTO act (id, content, frame, frame_offset) VALUES (?, ?, ?, ?)")
            .execute(arguments: [act.sequence, json, frame, frameOffset])
        switch act.content {
        case .fondsFounded(let fonds):
            try db.execute(
                sql: "INSERT INTO fonds (code, name, org) VALUES (?, ?, ?)",
                arguments: [fonds.code, fonds.name, fonds.org])
        case .organisationsSet(let organisations):
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO organisation (code, name, short_name) VALUES (?, ?, ?)
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name
                    """)
            for organisation in organisations {
                try statement.execute(
                    arguments: [organisation.code, organisation.name, organisation.shortName])
            }
        case .organisationsRemoved(let codes):
            for code in codes {
                try db.execute(sql: "DELETE FROM organisation WHERE code = ?", arguments: [code])
            }
        case .filePlanAdopted(let yaml):
            try db.execute(
                sql: "INSERT INTO file_plan (yaml, adopted_at, adopted_by) VALUES (?, ?, ?)",
                arguments: [yaml, act.at, act.by])
        case .volumeOpened(let volume):
            try insert(volume)
        case .volumeClosed(let code, let day, _):
            try db.execute(
                sql: """
                    UPDATE volume SET state = 'closed', closed_on = ?, reopened_on = NULL, reopened_by = NULL
                    WHERE code = ?
                    """, arguments: [day, code])
        case .volumeReopened(let code, let day, _):
            try db.execute(
                sql: """
                    UPDATE volume SET state = 'reopened', closed_on = NULL, reopened_on = ?, reopened_by = ?
                    WHERE code = ?
                    """, arguments: [day, act.by, code])
        case .volumeDescribed(let code, let title, let subjects):
            try db.execute(sql: "UPDATE volume SET title = ? WHERE code = ?", arguments: [title, code])
            try setSubjects(subjects, ofVolume: code)
        case .personDescribed(let person):
            try save(person)
        case .userSet(let user):
            try save(user)
        case .volumeAssigned(let code, let users):
            try assign(users, toVolume: code)
        case .volumeLevelSet(let code, let level):
            try db.execute(
                sql: "UPDATE volume SET level = ? WHERE code = ?", arguments: [level?.rawValue, code])
        case .grantSet(let grant):
            try save(grant, act)
        case .holdPlaced(let hold): try place(hold, act)
        case .holdLifted(let number, let reason): try lift(hold: number, reason, act)
        case .retentionEvent(let code, let kind, let day):
            try db.execute(
                sql: "INSERT OR REPLACE INTO retention_event (code, kind, day) VALUES (?, ?, ?)",
                arguments: [code, kind.rawValue, day])
        case .appraisalOpened(let appraisal): try open(appraisal, act)
        case .opinionGiven(let opinion): try give(opinion, act)
        case .appraisalApproved(let approval): try approve(approval, act)
        case .disposed(let disposal): try dispose(disposal, act)
        case .requestTaken(let request): try take(request, act)
        case .requestWorded(let words): try keep(words)
        case .requestDecided(let ruling): try decide(ruling, act)
        case .requestAnswered(let answer): try self.answer(answer, act)
        case .restrictionLifted(let request, _): try liftRestriction(ofRequest: request, act)
        case .transferPrepared(let transfer): try prepare(transfer, act)
        case .receiptTaken(let handover): try take(handover, act)
        case .accessioned(let accession): try enter(accession, act)
        // The log has it already; it is looked for only where the log is lost.
        case .logClosed: break
        }
    }

    /// Enters a version that stands in a box, with its item.
    /// - Parameter json: the bytes of `metadata.json`.
    /// - Returns: the item's id.
    @discardableResult
    package func apply(_ version: Version, json: String, frame: Int64, frameOffset: Int) throws -> Int64 {
        let description = version.description
        let volume = try description.volume.map { try volumeID($0) }
        let isUnconfirmed = !version.proposed.isEmpty && !version.voided
        let item: Int64
        if version.number == 1 {
            let code = version.code
            try db.cachedStatement(
                sql: """
                    INSERT INTO item (code, external_id, title, date, class, org, volume, versions, voided, unconfirmed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
                    """
            ).execute(arguments: [
                code, description.externalID, description.title, description.date, description.classCode,
                description.org, volume, version.voided, isUnconfirmed,
            ])
            item = db.lastInsertedRowID
        } else {
            guard
                let found = try Int64.fetchOne(
                    db.cachedStatement(sql: "SELECT id FROM item WHERE code = ?"),
                    arguments: [version.code])
            else { throw CatalogError.inconsistent("no item \(version.code) for version \(version.number)") }
            item = found
            try db.cachedStatement(
                sql: """
                    UPDATE item SET external_id = ?, title = ?, date = ?, class = ?, org = ?, volume = ?,
                        versions = max(versions, ?), voided = ?, unconfirmed = ? WHERE id = ?
                    """
            ).execute(arguments: [
                description.externalID, description.title, description.date, description.classCode, description.org,
                volume, version.number, version.voided, isUnconfirmed, item,
            ])
            try db.cachedStatement(sql: "DELETE FROM item_person WHERE item = ?").execute(arguments: [item])
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO version (id, item, number, metadata, fingerprint, text_sha256, frame, frame_offset)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            version.sequence, item, version.number, json, version.fingerprint,
            version.text?.storedIn == version.number ? version.text?.sha256 : nil, frame, frameOffset,
        ])
        // Other files than were read in vain.
        if version.number > 1, version.files.contains(where: { $0.storedIn == version.number }) {
            try db.cachedStatement(sql: "DELETE FROM reading_attempt WHERE item = ?").execute(arguments: [item])
        }
        let fileStatement = try db.cachedStatement(
            sql: "INSERT INTO file (version, name, size, sha256) VALUES (?, ?, ?, ?)")
        for file in version.files where file.storedIn == version.number {
            try fileStatement.execute(arguments: [version.sequence, file.name, file.size, file.sha256])
        }
        for person in description.persons {
            try save(
                Person(
                    id: person.person, name: person.name, birthDate: person.birthDate,
                    identityNumber: person.identityNumber))
            try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO item_person (item, person, role) VALUES (?, ?, ?)"
            ).execute(arguments: [item, person.person, person.role])
        }
        if let volume {
            try lengthenPeriod(ofVolume: volume, to: version.retention.period)
        }
        return item
    }
}
