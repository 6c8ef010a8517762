import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

/// Requests of persons concerned, from taking in to the answer, and what they keep in storage only.
@Suite struct RequestingTests {
    private let test: TestArchive

    init() throws {
        test = try TestArchive()
    }

    private func archive(_ who: String, _ role: Role, _ org: String = "2102") throws -> ArchiveFolder {
        try test.archive(as: who, role: role, org: org)
    }

    private var clerk: ArchiveFolder { get throws { try archive("陈档", .archivist) } }
    private var supervisor: ArchiveFolder { get throws { try archive("周督", .supervisor) } }

    private func intake(_ kind: SubjectRequest.Kind, _ codes: [String], text: String = "要求") -> Requesting.Intake {
        Requesting.Intake(
            kind: kind, party: .guardian, asker: "林国梁", relation: "父亲", identityCheck: "核验身份证原件", codes: codes,
            text: text)
    }

    private func take(_ kind: SubjectRequest.Kind, _ codes: [String]) throws -> Int {
        try Requesting(archive: clerk).take(intake(kind, codes)).request.number
    }

    /// Keeps records in storage only.
    @discardableResult
    private func restrict(_ codes: String...) throws -> Int {
        let number = try take(.deletion, codes)
        _ = try Requesting(archive: supervisor).decide(number, .storageOnly, reason: "期限未届满")
        return number
    }

    private func revise(_ code: String, title: String, as archive: ArchiveFolder) async throws -> Int {
        var change = Revising.Change()
        change.title = title
        return try #require(try await Revising(archive: archive).revise(code, change, reason: "应请求更正").version)
    }

    // MARK: - From taking in to the answer

    @Test func `a request is taken in by one, decided by another, and due by the days of the plan`() async throws {
        let code = try await test.code(ofText: "一", org: "210202")
        let plan = FilePlanText.standard.replacing("requestDays: 30", with: "requestDays: 10")
        _ = try Planning(archive: test.archive).adopt(plan)
        var intake = intake(.copy, [code])
        intake.receivedOn = Day("2024-03-01")
        let taken = try Requesting(archive: clerk).take(intake)
        #expect(taken.request.due == "2024-03-11" && taken.state == .taken && taken.takenBy == "陈档")
        #expect(taken.about.items == [code] && taken.words[.taken]?.asker == "林国梁")
        let last = try #require(Day("2024-03-11"))
        let next = try #require(Day("2024-03-12"))
        #expect(taken.isOverdue(on: next) && !taken.isOverdue(on: last))
        let requesting = Requesting(archive: try supervisor)
        #expect(try requesting.list(.overdue(next)).map(\.request.number) == [1])
        #expect(try requesting.list(.overdue(last)).isEmpty)
        // Whoever took it in does not decide, whatever their role has become.
        let same = Requesting(archive: try archive("陈档", .supervisor))
        #expect(await failure { try same.decide(1, .granted, reason: "好") } == "requestTakenByDecider")
        #expect(await failure { try requesting.decide(1, .granted, reason: " ") } == "requestFieldMissing")
        #expect(await failure { try Requesting(archive: clerk).answer(1, text: "答") } == "requestState")
        let decided = try requesting.decide(1, .refused, reason: "涉及他人")
        #expect(decided.decidedBy == "周督" && decided.words[.decided]?.text == "涉及他人")
        #expect(await failure { try requesting.decide(1, .granted, reason: "再议") } == "requestState")
        #expect(await failure { try Requesting(archive: clerk).answer(1, text: " ") } == "requestUndone")
        let answered = try Requesting(archive: clerk).answer(1, text: "不同意，理由如下")
        #expect(answered.isAnswered)
        #expect(try requesting.list(.open).isEmpty)
        #expect(try requesting.list(.all).count == 1)
        // Each step is in the log of the record.
        let acts = try LogKeeping(archive: test.archive).uses(of: code).map(\.act)
        for act in ["request take", "request decide", "request answer"] { #expect(acts.contains(act)) }
    }

    @Test func `a plan without the days answers within thirty`() async throws {
        let plan = FilePlanText.standard.replacing("requestDays: 30\n", with: "")
        #expect(try Planning.check(plan).requestDays == 30)
        #expect(
            await failure {
                try Planning.check(FilePlanText.standard.replacing("requestDays: 30", with: "requestDays: 0"))
            } == "filePlan")
    }

    @Test func `a granted correction is answered with the version that corrected`() async throws {
        let code = try await test.code(ofText: "一", name: "1.txt")
        let other = try await test.code(ofText: "二", name: "2.txt")
        let before = try await revise(code, title: "先前的更正", as: test.archive)
        let number = try take(.correction, [code])
        _ = try Requesting(archive: supervisor).decide(number, .granted, reason: "与户口簿一致")
        let requesting = Requesting(archive: try clerk)
        func fault(_ revisions: [RequestAnswer.Revision]) -> RequestFault? {
            do {
                _ = try requesting.answer(number, text: "已更正", revisions: revisions)
            } catch ArchiveFailure.requestUndone(_, let fault) {
                return fault
            } catch {}
            return nil
        }
        #expect(fault([]) == .revisionMissing)
        #expect(fault([.init(code: code, version: before)]) == .notTheRevision(code: code, version: before))
        let foreign = try await revise(other, title: "另一件的更正", as: test.archive)
        #expect(fault([.init(code: other, version: foreign)]) == .notTheRevision(code: other, version: foreign))
        #expect(fault([.init(code: code, version: 9)]) == .notTheRevision(code: code, version: 9))
        let done = try await revise(code, title: "应请求的更正", as: try clerk)
        let answered = try requesting.answer(
            number, text: "已更正", revisions: [.init(code: code.replacing("·", with: "."), version: done)])
        #expect(answered.answer?.revisions == [.init(code: code, version: done)])
    }

    @Test func `a granted copy is answered once each record was exported`() async throws {
        let codes = [
            try await test.code(ofText: "一", name: "1.txt"), try await test.code(ofText: "二", name: "2.txt"),
        ]
        let number = try take(.copy, codes)
        _ = try Requesting(archive: supervisor).decide(number, .granted, reason: "本人有权查阅")
        func export(_ codes: [String], _ name: String) throws {
            var choice = Exporting.Choice()
            choice.codes = codes
            _ = try Exporting(archive: clerk).export(
                choice, to: test.folder.path(name), format: .csv, progress: WorkProgress())
        }
        try export([codes[0]], "一.csv")
        do {
            _ = try Requesting(archive: clerk).answer(number, text: "附复印件")
            Issue.record("answered without a copy")
        } catch ArchiveFailure.requestUndone(_, .notExported(let missing)) {
            #expect(missing == [codes[1]])
        }
        try export(codes, "全.csv")
        let answered = try Requesting(archive: clerk).answer(number, text: "附复印件")
        let entries = try LogReading(archive: test.archive).entries(limit: 50)
        let exports = entries.filter { answered.answer?.exports.contains($0.seq) == true }
        #expect(
            exports.count == 2 && exports.allSatisfy { $0.act == "export" }
                && Set(exports.compactMap(\.object)) == Set(codes))
    }

    @Test func `a deletion is proposed for appraisal where the period has ended, and never before`() async throws {
        let old = try await test.code(ofText: "一", name: "1.txt", date: "2001-05-19")
        let young = try await test.code(ofText: "二", name: "2.txt", date: "2023-05-19")
        let first = try take(.deletion, [young])
        let requesting = Requesting(archive: try supervisor)
        do {
            _ = try requesting.decide(first, .granted, reason: "同意")
            Issue.record("granted against the schedule")
        } catch ArchiveFailure.deletionForbidden(let left) {
            #expect(left.map(\.code) == [young])
        }
        let second = try take(.deletion, [old])
        let hold = try Holding(archive: test.archive).place(codes: [old], persons: [], reason: "诉讼").hold.number
        #expect(await failure { try requesting.decide(second, .granted, reason: "同意") } == "deletionForbidden")
        _ = try Holding(archive: test.archive).lift(hold, reason: "已结")
        _ = try requesting.decide(second, .granted, reason: "期限已满")
        #expect(try test.record(old).state == "active")
        #expect(await failure { try Requesting(archive: clerk).answer(second, text: "已提请鉴定") } == "requestUndone")
        #expect(await failure { try Requesting(archive: clerk).proposed(first) } == "notForDeletion")
        let batch = try Appraising(archive: clerk).open(
            title: "应请求提请", codes: Requesting(archive: clerk).proposed(second))
        let answered = try Requesting(archive: clerk).answer(second, text: "已提请鉴定")
        #expect(answered.answer?.appraisals == [batch.appraisal.number])
        // Only a deletion can end in storage only.
        #expect(
            await failure { try requesting.decide(try take(.copy, [old]), .storageOnly, reason: "不许") }
                == "notForDeletion")
    }

    @Test func `who may not know of the record learns nothing of the request`() async throws {
        let code = try await test.code(ofText: "一", classCode: "RZ", org: "210202")
        let worker = Requesting(archive: try archive("李工", .caseworker, "210202"))
        #expect(await failure { try worker.take(intake(.copy, [code])) } == "noSuchRecord")
        // It is taken in all the same, and who decides says which records are meant.
        let number = try worker.take(intake(.copy, [])).request.number
        let requesting = Requesting(archive: try supervisor)
        #expect(await failure { try requesting.decide(number, .granted, reason: "同意") } == "requestAboutNothing")
        #expect(try requesting.decide(number, .granted, codes: [code], reason: "同意").about.items == [code])
        let seen = try worker.show(number)
        #expect(seen.about.items.isEmpty && seen.decision == .granted)
        for (who, org) in [("孙工", "210202"), ("赵工", "210203")] {
            let other = Requesting(archive: try archive(who, .caseworker, org))
            #expect(await failure { try other.show(number) } == "noSuchRequest")
            #expect(try other.list(.all).isEmpty)
        }
        #expect(
            await failure { try Requesting(archive: try archive("吴督", .supervisor, "210203")).show(number) }
                == "noSuchRequest")
    }

    // MARK: - In storage only

    private func expectClosed(
        _ code: String, to archive: ArchiveFolder, _ expected: String = "storedOnly", word: String
    ) async throws {
        let searching = try await Searching(archive: archive)
        #expect(try searching.search(SearchQuery(text: word)).hits.allSatisfy { $0.code != code })
        #expect(
            try searching.search(SearchQuery(text: "", from: "2000-01-01", limit: 100)).hits.allSatisfy {
                $0.code != code
            })
        #expect(try searching.completions(of: word, query: SearchQuery(text: ""), limit: 5).isEmpty)
        #expect(await failure { try Reading(archive: archive).record(code) } == expected)
        #expect(await failure { try Reading(archive: archive).text(code) } == expected)
        #expect(await failure { try Reading(archive: archive).history(code) } == expected)
        #expect(await failure { try searching.similar(toRecord: code, query: SearchQuery(text: "")) } == expected)
        var choice = Exporting.Choice()
        choice.codes = [code]
        let copied = await failure {
            try Exporting(archive: archive).export(
                choice, to: test.folder.path("包"), format: .csv, progress: WorkProgress())
        }
        let revised = await failure { try await revise(code, title: "改", as: archive) }
        for outcome in [copied, revised] { #expect([expected, "notPermitted"].contains(outcome)) }
    }

    @Test func `what is kept in storage only nobody uses, the owner of a lone archive neither`() async throws {
        try await test.fileSamples(30)
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "暗号甲乙个案", classCode: "GA", org: "2102", year: "2023", period: nil,
            subjects: [PersonMention(name: "欧阳蓝鲸", birthDate: "2014-01-01")], force: false
        ).code
        let code = try await test.code(ofText: "暗号甲乙丙丁", name: "1.txt", classCode: "GA", volume: volume)
        let item = try await test.code(ofText: "暗号戊己庚辛", name: "2.txt")
        let number = try restrict(volume, item)
        for archive in [test.archive, try clerk, try supervisor] {
            try await expectClosed(code, to: archive, word: "暗号甲乙丙丁")
            try await expectClosed(item, to: archive, word: "暗号戊己庚辛")
            #expect(await failure { try VolumeKeeping(archive: archive).contents(volume) } == "storedOnly")
            #expect(
                try VolumeKeeping(archive: archive).list(classCode: nil, org: nil, state: nil).allSatisfy {
                    $0.code != volume
                })
            #expect(try Persons(archive: archive).list(named: "欧阳蓝鲸", limit: 5).isEmpty)
        }
        // To others there is no such thing.
        try await expectClosed(code, to: try archive("李工", .caseworker), "noSuchRecord", word: "暗号甲乙丙丁")
        // What keeps and ends records goes on.
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        _ = try Sealing(archive: test.archive).seal([], progress: WorkProgress())
        #expect(try VolumeKeeping(archive: test.archive).close(volume, on: Day("2023-06-30"), note: nil).title.isEmpty)
        var due: [String] = []
        try Retaining(archive: test.archive).due(
            on: try #require(Day("2050-01-01")), classCode: "PX", org: nil, progress: WorkProgress()
        ) { if $0.code == item { due.append($0.title) } }
        #expect(due == [""])
        #expect(try Holding(archive: test.archive).place(codes: [item], persons: [], reason: "诉讼").hold.items == [item])
        _ = try Holding(archive: test.archive).lift(1, reason: "已结")
        // Index and catalog built anew keep it so.
        _ = try await Rebuilding(archive: test.archive).reindex(progress: WorkProgress())
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        try await expectClosed(code, to: test.archive, word: "暗号甲乙丙丁")
        // Until it is lifted, for a reason.
        #expect(await failure { try Requesting(archive: clerk).lift(number, reason: "撤回") } == "notPermitted")
        let lifted = try Requesting(archive: supervisor).lift(number, reason: "当事人撤回")
        #expect(lifted.words[.lifted]?.text == "当事人撤回")
        #expect(try Reading(archive: test.archive).text(code).contains("暗号甲乙丙丁"))
        #expect(try await test.codes("暗号戊己庚辛") == [item])
        let acts = try LogKeeping(archive: test.archive).uses(of: item).map(\.act)
        #expect(acts.contains("request restrict") && acts.contains("request lift"))
        #expect(await failure { try Requesting(archive: supervisor).lift(number, reason: "再") } == "requestState")
    }

    @Test func `only a grant by name that came after opens it`() async throws {
        let code = try await test.code(ofText: "暗号子丑寅卯", classCode: "GA", volume: "某个案", org: "210202")
        let volume = String(code.dropLast(4))
        let worker = try archive("李工", .caseworker, "210202")
        func grant(_ object: String) throws {
            let grant = try Granting(archive: worker).request(object, purpose: "办案")
            _ = try Granting(archive: supervisor).decide(grant.id, grants: true)
        }
        try grant(volume)
        #expect(try Reading(archive: worker).text(code).contains("暗号子丑寅卯"))
        try restrict(code)
        #expect(await failure { try Reading(archive: worker).text(code) } == "storedOnly")
        // The volume is not the record.
        try grant(volume)
        #expect(await failure { try Reading(archive: worker).text(code) } == "storedOnly")
        #expect(await failure { try Granting(archive: worker).openInEmergency(code, reason: "急") } == "storedOnly")
        try grant(code)
        #expect(try Reading(archive: worker).record(code).storedOnlyFor == 1)
        #expect(try await Searching(archive: worker).search(SearchQuery(text: "暗号子丑寅卯")).total == 1)
        // Who may look at it does not work on it.
        #expect(await failure { try await revise(code, title: "改", as: worker) } == "storedOnly")
        // Another request closes it again, and the grant comes back as it was from the boxes.
        try restrict(volume)
        #expect(await failure { try Reading(archive: worker).text(code) } == "storedOnly")
        try grant(volume)
        #expect(try Reading(archive: worker).text(code).contains("暗号子丑寅卯"))
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try Reading(archive: archive("李工", .caseworker, "210202")).text(code).contains("暗号子丑寅卯"))
        #expect(await failure { try Reading(archive: supervisor).text(code) } == "storedOnly")
    }

    // MARK: - Messages that reveal

    @Test func `an identifier that only a hidden record bears is no reason to refuse`() async throws {
        let manifest = #"{"text":"公开的培训","class":"PX","date":"2023-01-01","externalID":"X-1","org":"210202"}"#
        let changed = #"{"text":"改过的培训","class":"PX","date":"2023-01-01","externalID":"X-1","org":"210202"}"#
        func outcomes(_ test: TestArchive, hidden: Bool) async throws -> [String] {
            if hidden {
                try test.folder.write(
                    "in/0.jsonl", #"{"text":"入职查询","class":"RZ","date":"2023-01-01","externalID":"X-1","org":"210202"}"#
                )
                #expect(try await test.file(manifest: "in/0.jsonl").map(\.status) == [.filed])
            }
            let worker = try test.archive(as: "李工", role: .caseworker, org: "210202")
            var said: [String] = []
            for (name, text) in [("1", manifest), ("2", manifest), ("3", changed)] {
                try test.folder.write("in/\(name).jsonl", text)
                for isDryRun in [true, false] {
                    _ = try await Filing(archive: worker, options: FilingOptions(isDryRun: isDryRun)).file(
                        ManifestInputs(path: test.folder.path("in/\(name).jsonl")), progress: WorkProgress()
                    ) { said.append("\($0)") }
                }
            }
            return said.map { $0.replacing(test.folder.path(""), with: "") }
        }
        let without = try await outcomes(try TestArchive(), hidden: false)
        #expect(try await outcomes(test, hidden: true) == without)
        #expect(without.last?.contains("externalIDTaken") == true)
        // Who may know of both is told.
        let repeated = try IdentifierKeeping(archive: test.archive).repeated()
        #expect(repeated.map(\.externalID) == ["X-1"] && repeated.first?.items.count == 2)
        #expect(try IdentifierKeeping(archive: try archive("李工", .caseworker, "210202")).repeated().isEmpty)
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try IdentifierKeeping(archive: test.archive).repeated().count == 1)
    }

    @Test func `of a destroyed record every door says the same, and to others nothing`() async throws {
        let code = try await test.code(ofText: "一", name: "1.txt", date: "2001-05-19")
        try await test.destroy([code], on: try #require(Day("2050-01-01")))
        func answers(_ archive: ArchiveFolder) async throws -> Set<String> {
            var choice = Exporting.Choice()
            choice.codes = [code]
            var change = Revising.Change()
            change.voids = true
            return [
                await failure { try Reading(archive: archive).record(code) },
                await failure { try Reading(archive: archive).history(code) },
                await failure {
                    try await Searching(archive: archive).similar(toRecord: code, query: SearchQuery(text: ""))
                },
                await failure {
                    try Exporting(archive: archive).export(
                        choice, to: test.folder.path("包"), format: .csv, progress: WorkProgress())
                },
                await failure { try await Revising(archive: archive).revise(code, change, reason: "废") },
                await failure { try await revise(code, title: "改", as: archive) },
                await failure { try Holding(archive: archive).place(codes: [code], persons: [], reason: "诉讼") },
                await failure { try Appraising(archive: archive).open(title: "批", codes: [code]) },
                await failure { try Requesting(archive: archive).take(intake(.copy, [code])) },
                await failure { try Retaining(archive: archive).record(.superseded, of: code, on: Timestamp.today()) },
            ]
        }
        #expect(try await answers(test.archive) == ["gone"])
        #expect(try await answers(try clerk).subtracting(["notPermitted"]) == ["gone"])
        let other = try archive("李工", .caseworker, "2102")
        #expect(try await answers(other).subtracting(["notPermitted"]) == ["noSuchRecord"])
    }
}

/// The text of the plan that an archive begins with.
private enum FilePlanText {
    static var standard: String { Planning.standard }
}
