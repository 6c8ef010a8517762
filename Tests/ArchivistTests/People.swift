import Archivist
import Foundation
import Records
import Workbench

extension TestArchive {
    /// The same archive as another person opens it.
    func archive(as who: String, role: Role? = nil, org: String? = nil) throws -> ArchiveFolder {
        try ArchiveFolder(
            path: folder.path("档案"),
            principal: Principal(who: who, face: "command", act: "test", purpose: "例行巡阅", role: role, org: org))
    }

    /// A batch of these records: opened by 甲, two opinions, approved by 丁.
    @discardableResult
    func approved(
        _ codes: [String], _ verdict: Verdict = .destroy, on day: Day, title: String = "到期档案"
    ) throws -> Int {
        let number = try Appraising(archive: archive(as: "甲")).open(title: title, codes: codes).appraisal.number
        for who in ["乙", "丙"] {
            _ = try Appraising(archive: archive(as: who)).giveOpinion(
                number, codes: [], verdict: verdict, reason: "已无保存价值")
        }
        _ = try Appraising(archive: archive(as: "丁")).approve(number, codes: [], on: day)
        return number
    }

    /// Destroys these records as 戊, before 乙 and 丙.
    @discardableResult
    func destroy(_ codes: [String], on day: Day) async throws -> DisposalReport {
        let number = try approved(codes, on: day)
        let report = try await Disposing(archive: archive(as: "戊")).destroy(
            number, witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
        try reopen()
        return report
    }

    func loseCatalog() throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("档案/Corpus/catalog.sqlite" + suffix))
        }
    }

    @discardableResult
    func recover() throws -> RecoveryReport {
        let report = try Recovering(path: folder.path("档案"), principal: TestArchive.principal)
            .recover(progress: WorkProgress())
        try reopen()
        return report
    }
}

/// The kind of failure, by the name of its case.
func failure(_ body: () async throws -> some Any) async -> String {
    do {
        _ = try await body()
        return "none"
    } catch {
        return String("\(error)".prefix { $0 != "(" })
    }
}
