internal import Catalog
internal import Foundation
internal import Records

/// A register of a destruction (销毁清册) or a handing over (移交清册) as it is printed and signed.
package struct PrintedRegister: Sendable {
    package var code: String
    package var title: String
    package var institution: String
    /// What is true of all its lines, by the names of the columns.
    package var facts: [(name: String, value: String)]
    package var columns: [String]
    package var rows: [[String]]
}

/// Prints registers from the papers that were filed with the disposals: what is signed is what the archive keeps.
package struct RegisterPrinting {
    private let archive: ArchiveFolder

    package init(archive: ArchiveFolder) {
        self.archive = archive
    }

    /// - Parameter typed: the code under which the register was filed.
    /// - Throws: `noSuchRecord` for a record that is none.
    package func register(_ typed: String) throws -> PrintedRegister {
        let reading = Reading(archive: archive)
        let view = try reading.record(typed)
        guard let version = view.versions.first, Register.isRegister(version) else {
            throw ArchiveFailure.noSuchRecord(typed)
        }
        let text = try reading.text(typed, choice: .number(version.number), for: "print")
        let rows = try TableText.rows(Array(text.utf8)).map(\.cells)
        let heading = rows.first ?? []
        // A table that somebody else's program wrote may have short lines.
        let lines = rows.dropFirst().map { line in heading.indices.map { line.indices.contains($0) ? line[$0] : "" } }
        let common = heading.indices.filter { column in
            Register.common.contains(heading[column]) && Set(lines.map { $0[column] }).count == 1
        }
        let varying = heading.indices.filter { !common.contains($0) }
        return PrintedRegister(
            code: version.code, title: version.description.title,
            institution: try archive.catalog.read { try $0.fonds() }?.name ?? "",
            facts: common.map { (heading[$0], lines[0][$0]) }, columns: varying.map { heading[$0] },
            rows: lines.map { line in varying.map { line[$0] } })
    }
}
