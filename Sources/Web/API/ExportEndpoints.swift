import Archivist
import Face
import Foundation
import HTTPTypes
import HummingbirdCore
import Inspection
import NIOCore
import Records

extension API {
    private static let choosing: Set<String> = ["codes", "class", "org", "volume", "from", "to"]

    /// What the members of a call choose, as with the commands.
    private static func choice(_ call: Call) throws -> Exporting.Choice {
        var choice = Exporting.Choice()
        choice.codes = try call.list("codes")
        choice.classCode = try call.member("class")
        choice.org = try call.member("org")
        choice.volume = try call.member("volume")
        choice.from = try call.period(member: "from", end: false)
        choice.to = try call.period(member: "to", end: true)
        choice.allVersions = try call.flag(member: "allVersions")
        return choice
    }

    static let exportEndpoints = [
        Endpoint(
            method: .post, path: "export", act: "export",
            members: choosing.union(["allVersions", "format", "readingCopies"])
        ) { archive, call in
            let format = try call.choice(member: "format", Exporting.Format.self) ?? .zip
            let readingCopies = try call.flag(member: "readingCopies")
            // A folder cannot be downloaded, and a list has nothing to read beside it.
            guard format != .bag else { throw CallFault.member("format") }
            if readingCopies, format != .zip { throw CallFault.member("readingCopies") }
            let made = try Exporting(archive: archive).download(
                choice(call), name: ExportPage.name(ofPackage: Timestamp.today()), format: format,
                readingCopies: readingCopies, progress: WorkProgress())
            return try call.room.handing(made.file, as: ExportPage.type(of: format))
        },
        Endpoint(
            method: .post, path: "export/evidence", act: "export",
            members: choosing.union(["allVersions", "digestsOnly", "allUses"])
        ) { archive, call in
            var options = Evidencing.Options()
            options.digestsOnly = try call.flag(member: "digestsOnly")
            options.allUses = try call.flag(member: "allUses")
            let made = try Evidencing(archive: archive, log: LogKeeping.withNamedKey(archive)).download(
                choice(call), name: ExportPage.name(ofEvidence: Timestamp.today()), options: options,
                progress: WorkProgress())
            return try call.room.handing(made.file, as: ExportPage.type(of: .zip))
        },
    ]

    private static let inspecting: Set<String> = choosing.union(["last", "stage"])

    private static func inspected(
        _ archive: ArchiveFolder, _ call: Call
    ) throws -> (InspectionReport, [InspectedRecord]) {
        var choice = try choice(call)
        choice.allVersions = true
        if call.isGiven("last") {
            choice.newest = try call.count("last")
            // One way to say which records, as with the command.
            guard choice.newest.map((1...InspectionPage.most).contains) == true, !choosing.contains(where: call.isGiven)
            else { throw CallFault.member("last") }
        }
        let stage = try call.choice(member: "stage", Stage.self) ?? .keeping
        return try InspectionPage.inspected(archive, choice, stage)
    }

    static let inspectionEndpoints = [
        Endpoint(method: .post, path: "inspection", act: "inspect", members: inspecting) { archive, call in
            let (report, records) = try inspected(archive, call)
            return json(InspectionText.json(report, records))
        },
        Endpoint(method: .post, path: "inspection/register", act: "inspect", members: inspecting) { archive, call in
            let (report, records) = try inspected(archive, call)
            return InspectionPage.register(report, records)
        },
    ]
}
