import Catalog
import Foundation
import GRDB
import Records
import Testing
import Workbench

/// A catalog in a folder of its own, and a hand that enters acts and versions as filing does.
final class TestCatalog {
    let folder: TestFolder
    let file: CatalogFile
    static let volumeCode = "J016-ZY·WB·GA·2023·Y-001"

    init() throws {
        folder = try TestFolder()
        file = try CatalogFile(path: folder.path("catalog.sqlite"))
        try file.write { catalog in
            try catalog.addBox(inFolder: "J016/register")
            try catalog.appendFrame(FrameRow(id: 1, offset: 0, length: 100, sha256: "f"), box: 1)
        }
    }

    func act(_ content: Act.Content) throws {
        try file.write { catalog in
            let act = Act(
                sequence: try catalog.nextSequence(), at: "2023-03-06T10:00:00+08:00", by: "甲", content: content)
            let json = String(decoding: try JSONEncoder().encode(act), as: UTF8.self)
            try catalog.apply(act, json: json, frame: 1, frameOffset: 0)
        }
    }

    static func description(
        _ title: String, volume: String? = nil, externalID: String? = nil, persons: [PersonInRole] = []
    ) -> Description {
        Description(
            title: title, date: "2023-05-19", classCode: volume == nil ? "PX" : "GA", org: "210202", volume: volume,
            externalID: externalID, fields: [FieldValue(name: "主题", value: title)], persons: persons)
    }

    @discardableResult
    func file(
        _ description: Description, code: String, number: Int = 1, voided: Bool = false,
        period: RetentionPeriod = .years(10), proposed: [String] = []
    ) throws -> Version {
        try file.write { catalog in
            let version = Version(
                sequence: try catalog.nextSequence(), code: code, number: number, description: description,
                filedAt: "2023-05-20T09:00:00+08:00", filedBy: "甲", reason: number > 1 ? "更正" : nil, voided: voided,
                proposed: proposed,
                retention: RetentionRule(trigger: .yearEnd, period: period, disposition: .appraise),
                filePlanVersion: 1,
                files: [
                    VersionFile(
                        name: "正文.txt", size: 6, sha256: "d\(number)" + code, mediaType: "text/plain",
                        encoding: "UTF-8", storedIn: number)
                ], text: nil, fingerprint: "p\(number)" + code)
            let json = String(decoding: version.json, as: UTF8.self)
            try catalog.apply(version, json: json, frame: 1, frameOffset: 512)
            if number == 1 { try catalog.raiseCounters(forCode: version.code) }
            return version
        }
    }

    /// All rows of all tables, as text.
    func dump() throws -> [String: [String]] {
        let database = try DatabaseQueue(path: folder.path("catalog.sqlite"))
        return try database.read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'grdb%'")
            var dump: [String: [String]] = [:]
            for table in tables {
                dump[table] = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description).sorted()
            }
            return dump
        }
    }

    static let volume = Volume(
        code: volumeCode, title: "林小满个案", classCode: "GA", org: "210202", year: "2023", period: .years(30),
        state: .open,
        openedOn: "2023-03-06", closedOn: nil,
        subjects: [PersonInRole(person: 1, name: "林小满", birthDate: "2015-03-02", identityNumber: nil, role: "当事人")],
        itemCount: 0)
}
