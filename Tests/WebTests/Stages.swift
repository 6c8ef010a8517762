import Archivist
import Foundation
import Records
import Web
import Workbench

extension TestRoom {
    /// The archive in the hands of somebody who need not come by browser.
    func hands(_ who: String, _ role: Role?, act: String = "test") throws -> ArchiveFolder {
        try ArchiveFolder(
            path: folder.path("档案"),
            principal: Principal(who: who, face: "test", act: act, role: role, org: role.map { _ in "2102" }))
    }

    /// A batch of which everything is approved: opened, with two opinions, approved by a third.
    /// - Returns: its number.
    func approvedBatch(_ codes: [String], for verdict: Verdict) throws -> Int {
        let batch = try Appraising(archive: hands("kaipi", .archivist)).open(title: "一批", codes: codes)
        let number = batch.appraisal.number
        for who in ["yi", "bing"] {
            _ = try Appraising(archive: hands(who, .archivist)).giveOpinion(
                number, codes: [], verdict: verdict, reason: "到期")
        }
        _ = try Appraising(archive: hands("pizhun", .supervisor)).approve(number, codes: [])
        return number
    }

    static let volume = "J016-ZY.WB.GA.2024.Y-001"
    static let notice = "J016-ZY.WB.FG.2024.Y-0001"

    /// Names of files below the archive's folder for temporary work.
    var leftovers: [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: folder.path("档案") + "/Indexes/tmp")) ?? []
    }
}

/// What is in a zip, by name.
func unzipped(_ bytes: [UInt8]) throws -> [String: Data] {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    try Data(bytes).write(to: place.appending(path: "a.zip"))
    let unzip = Process()
    unzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    unzip.arguments = [
        "python3", "-c", "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])",
        place.appending(path: "a.zip").path, place.appending(path: "out").path,
    ]
    try unzip.run()
    unzip.waitUntilExit()
    let root = place.appending(path: "out").path
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
        if let content = FileManager.default.contents(atPath: root + "/" + name) { found[name] = content }
    }
    return found
}
