import Archivist
import Foundation
import Records
import Testing
import Workbench

/// Whether anything of what is gone is left in an archive.
extension TestArchive {
    /// All that records say, in words.
    func texts(of codes: [String]) throws -> [String] {
        try codes.flatMap { code -> [String] in
            let view = try record(code)
            return try view.versions.flatMap { version -> [String] in
                let description = version.description
                let content = try version.files.filter { $0.storedIn == version.number }.map {
                    String(
                        decoding: try Reading(archive: archive).file(
                            code, name: $0.name, choice: .number(version.number)
                        ).bytes, as: UTF8.self)
                }
                return [description.title, description.author, description.documentNumber, description.externalID]
                    .compactMap { $0 } + [version.reason].compactMap { $0 } + description.fields.map(\.value)
                    + description.persons.flatMap { [$0.name, $0.identityNumber ?? ""] } + version.files.map(\.name)
                    + content
            }
        }
    }

    /// All bytes of what stays: records with all versions, volumes, persons, plan, organisations, disposals.
    func kept() throws -> [Data] {
        var choice = Exporting.Choice()
        choice.codes = try allItems()
        choice.allVersions = true
        _ = try Exporting(archive: archive).export(
            choice, to: folder.path("留存"), format: .bag, progress: WorkProgress())
        defer { try? FileManager.default.removeItem(atPath: folder.path("留存")) }
        var kept = try folder.files(in: "留存").flatMap { [Data($0.utf8), try folder.read("留存/" + $0)] }
        let plan = try Planning(archive: archive).current()
        kept += [Data(plan.yaml.utf8)]
        kept += try VolumeKeeping(archive: archive).list(classCode: nil, org: nil, state: nil)
            .map { Data(($0.title + "\n" + $0.code).utf8) }
        kept += try Organising(archive: archive).list().map { Data("\($0)".utf8) }
        kept += try Appraising(archive: archive).list().map { Data("\($0)".utf8) }
        return kept
    }

    /// - Parameter windows: how much there must at least be to look for.
    func expectNothingLeft(of texts: [String], windows: Int = 500) throws {
        let residue = Residue(of: texts, kept: try kept())
        #expect(residue.count > windows)
        let found = try residue.findings(in: folder.path("档案"))
        #expect(found.isEmpty, "\(found)")
    }
}
