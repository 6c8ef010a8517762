import Archivist
import Foundation
import Intake
import Records
import Testing
import Workbench

@Suite struct ConfirmingTests {
    private let test: TestArchive
    private static let form = """
        林小满个案登记表
        登记日期：2023年3月6日
        登记单位：桃源街道未成年人保护工作站
        姓名：林小满
        监护人：林国梁（父亲）
        基本情况：由祖母照护。
        """

    init() throws {
        test = try TestArchive()
    }

    private func form(
        _ name: String = "表.txt", _ text: String = form, options: FilingOptions = FilingOptions(classCode: "GA")
    ) async throws -> String {
        try test.folder.write("in/" + name, text)
        return try #require(try await test.file("in/" + name, options: options).first?.code)
    }

    private func confirm(_ code: String, only names: Set<String>? = nil, trial: Bool = false) async throws
        -> Confirming.Outcome
    {
        try await Confirming(archive: test.archive).confirm(code, only: names, reason: "核对无误", isTrial: trial)
    }

    private func waiting(_ range: Confirming.Range = Confirming.Range(), limit: Int = 50) throws -> [String] {
        try Confirming(archive: test.archive).waiting(range, limit: limit).found.map(\.code)
    }

    private func persons() throws -> [String] {
        try Persons(archive: test.archive).list(named: nil, limit: 100).map(\.name)
    }

    @Test func `what a form says is proposed, and what was given is not`() async throws {
        let version = try test.record(try await form()).chosen
        #expect(version.description.author == "桃源街道未成年人保护工作站")
        #expect(
            version.description.proposedFields == [
                FieldValue(name: "当事人", value: "林小满"), FieldValue(name: "监护人", value: "林国梁"),
            ])
        #expect(version.proposed == ["title", "date", "author", "field.当事人", "field.监护人"])
        #expect(version.text?.language == "zh")
        let given = FilingOptions(
            classCode: "GA", title: "登记表", date: "2023-03-07", fields: [(name: "当事人", value: "林小满 2013-05-21")])
        let told = try test.record(try await form("另一表.txt", Self.form + "\n另一份", options: given)).chosen
        #expect(told.proposed == ["author", "field.监护人"])
        #expect(told.description.fields == [FieldValue(name: "当事人", value: "林小满 2013-05-21")])
    }

    @Test func `whom it is proposed to name is nobody on record until that is confirmed`() async throws {
        let code = try await form(options: FilingOptions(classCode: "GA", org: "210202"))
        #expect(try persons().isEmpty)
        #expect(
            try await test.search(SearchQuery(text: "", fields: [FieldValue(name: "当事人", value: "林小满")])).total == 0)
        // A caseworker elsewhere in the district learns of announced records by the names of those on record alone.
        let worker = try test.archive(as: "李工", role: .caseworker, org: "210202001")
        func announced() async throws -> Int {
            try await Searching(archive: worker).search(SearchQuery(text: "林小满")).announced.count
        }
        #expect(try await announced() == 0)
        let outcome = try await confirm(code, only: ["field.当事人"])
        #expect(
            outcome.version == 2 && outcome.confirmed.map(\.name) == ["field.当事人"]
                && outcome.confirmed[0].value == "林小满")
        #expect(try persons() == ["林小满"])
        #expect(try await announced() == 1)
        let version = try test.record(code).chosen
        #expect(version.description.persons.map(\.role) == ["当事人"])
        #expect(version.proposed == ["title", "date", "author", "field.监护人"])
        #expect(version.description.proposedFields == [FieldValue(name: "监护人", value: "林国梁")])
        #expect(
            try await test.search(SearchQuery(text: "", fields: [FieldValue(name: "当事人", value: "林小满")])).total == 1)
    }

    @Test func `confirming is a version, a trial is none, and nothing is confirmed twice`() async throws {
        let code = try await form()
        #expect(try await confirm(code, trial: true).confirmed.count == 5)
        #expect(try test.record(code).versions.count == 1)
        #expect(try await confirm(code).version == 2)
        let version = try test.record(code).chosen
        #expect(version.proposed.isEmpty && version.description.proposedFields == nil && version.reason == "核对无误")
        #expect(version.description.title == "林小满个案登记表" && version.files.map(\.storedIn) == [1])
        let again = try await confirm(code)
        #expect(again.version == nil && again.confirmed.isEmpty)
        #expect(
            try LogReading(archive: test.archive).entries(limit: 20, LogFilter(object: code)).contains {
                $0.version == 2
            })
        #expect(await failure { try await confirm("J016-ZY·WB·GA·2023·Y-9999") } == "noSuchRecord")
    }

    @Test func `a correction confirms what it is about, the same words too`() async throws {
        let code = try await form()
        func revise(_ edit: (inout Revising.Change) -> Void) async throws -> Version {
            var change = Revising.Change()
            edit(&change)
            _ = try await Revising(archive: test.archive).revise(code, change, reason: "更正")
            return try test.record(code).chosen
        }
        #expect(try await revise { $0.title = "林小满个案登记表" }.proposed == ["date", "author", "field.当事人", "field.监护人"])
        #expect(try await revise { $0.author = "" }.description.author == nil)
        let named = try await revise { $0.fields = [(name: "监护人", value: "林秀芝"), (name: "当事人", value: "")] }
        #expect(named.proposed == ["date"] && named.description.proposedFields == nil)
        #expect(named.description.persons.map(\.name) == ["林秀芝"])
    }

    @Test func `a class without the field has no such proposal`() async throws {
        let code = try await form()
        var change = Revising.Change()
        change.classCode = "PG"
        _ = try await Revising(archive: test.archive).revise(code, change, reason: "归错类别")
        let version = try test.record(code).chosen
        #expect(version.description.proposedFields == [FieldValue(name: "当事人", value: "林小满")])
        #expect(version.proposed == ["title", "date", "author", "field.当事人"])
    }

    @Test func `the list is of what the reader may read, and narrows`() async throws {
        let first = try await form()
        let second = try await form("训.txt", "培训小结\n2023年5月19日", options: FilingOptions(classCode: "PX", org: "210202"))
        let third = try await form("别.txt", "培训纪要\n2023年5月20日", options: FilingOptions(classCode: "PX"))
        _ = try await form(
            "全.txt", "都给出了", options: FilingOptions(classCode: "PX", title: "都给出了", date: "2023-05-19"))
        #expect(try waiting() == [first, second, third])
        #expect(try waiting(limit: 2) == [first, second])
        #expect(try Confirming(archive: test.archive).waiting(Confirming.Range(), limit: 2).hasMore)
        #expect(try waiting(Confirming.Range(classCode: "培训")) == [second, third])
        #expect(try waiting(Confirming.Range(org: "210202")) == [second])
        let district = try test.archive(as: "李档", role: .archivist, org: "210202")
        #expect(try Confirming(archive: district).waiting(Confirming.Range(), limit: 50).found.map(\.code) == [second])
        #expect(
            await failure {
                try await Confirming(archive: district).confirm(first, only: nil, reason: "x", isTrial: true)
            }
                == "noSuchRecord")
        let auditor = try test.archive(as: "郑审", role: .auditor, org: "2102")
        #expect(await failure { try Confirming(archive: auditor).waiting(Confirming.Range(), limit: 5) } != "none")
        var change = Revising.Change()
        change.voids = true
        _ = try await Revising(archive: test.archive).revise(second, change, reason: "重复")
        #expect(try waiting() == [first, third])
    }

    @Test func `what is shown of a case has a purpose, and is in the log`() async throws {
        let code = try await form()
        let hasty = try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(
                who: "李档", face: "command", act: "confirm", purpose: nil, role: .archivist, org: "2102"))
        #expect(
            await failure { try await Confirming(archive: hasty).confirm(code, only: nil, reason: "x", isTrial: true) }
                == "purposeMissing")
        #expect(
            await failure { try Confirming(archive: hasty).waiting(Confirming.Range(), limit: 5) } == "purposeMissing")
        #expect(try waiting() == [code])
        _ = try await confirm(code, trial: true)
        let acts = try LogReading(archive: test.archive).entries(limit: 20, LogFilter(object: code)).map {
            "\($0.act) \($0.denied)"
        }
        #expect(
            acts.dropFirst().prefix(4) == ["confirm false", "confirm list false", "confirm list true", "confirm true"])
    }

    @Test func `names that are proposed are masked as those on record are`() async throws {
        let code = try await form()
        let auditor = try test.archive(as: "郑审", role: .auditor, org: "2102")
        let view = try Reading(archive: auditor).record(code, choice: .latest)
        #expect(view.chosen.description.proposedFields?.map(\.value) == ["***", "***"])
        #expect(view.chosen.description.title == "林*个案登记表")
        #expect(try !Reading(archive: auditor).text(code).contains("林国梁"))
    }

    @Test func `a recovered archive has the same to confirm`() async throws {
        let code = try await form()
        let other = try await form("训.txt", "培训小结\n2023年5月19日", options: FilingOptions(classCode: "PX"))
        _ = try await confirm(other)
        #expect(try waiting() == [code])
        try test.loseCatalog()
        try test.recover()
        #expect(try waiting() == [code])
        #expect(try persons().isEmpty)
    }

    @Test func `a name that was proposed goes with its record, from the log too`() async throws {
        let text = "青松培训学员登记表\n姓名：欧阳丹枫\n填表单位：某区民政局\n2020年5月19日"
        let code = try await form("员.txt", text, options: FilingOptions(classCode: "DJ"))
        #expect(try test.record(code).chosen.description.proposedFields?.first?.value == "欧阳丹枫")
        _ = try await test.search(SearchQuery(text: "欧阳丹枫"))
        _ = try await test.destroy([code], on: try #require(Day("2150-01-01")))
        let left = try Residue(of: ["欧阳丹枫"], kept: []).findings(in: test.folder.path("档案"))
        #expect(left.isEmpty, "\(left)")
    }

    @Test func `what was read again in vain is left alone until it may give more`() async throws {
        var failing = test.archive
        failing.reader = ProcessReader(program: "/bin/false", fallback: test.folder.path("tmp"))
        try test.folder.write("in/坏.html", "<p>读得出的正文</p>")
        let options = FilingOptions(classCode: "PX", title: "坏", date: "2023-05-19")
        _ = try await Filing(archive: failing, options: options)
            .file(PathInputs([test.folder.path("in/坏.html")]), progress: WorkProgress()) { _ in }
        func missing(_ archive: ArchiveFolder, again: Bool = false) async throws -> [Extracting.Outcome] {
            var found: [Extracting.Outcome] = []
            try await Extracting(archive: archive).extractMissing(
                classCode: nil, again: again, reason: "补取", progress: WorkProgress()
            ) { found.append($0) }
            return found
        }
        #expect(try await missing(failing).map(\.isTried) == [true])
        #expect(try await missing(failing).map(\.isTried) == [false])
        #expect(try await missing(failing, again: true).map(\.isTried) == [true])
        #expect(try await missing(test.archive).map(\.isTried) == [false])
        #expect(try await missing(test.archive, again: true).map(\.version) == [2])
        #expect(try await missing(test.archive).isEmpty)
    }

    @Test func `what is wrong is corrected as it is confirmed, and only what was seen`() async throws {
        let code = try await form()
        func confirm(_ seen: [String: String]?, _ corrected: [String: String]) async throws -> Confirming.Outcome {
            try await Confirming(archive: test.archive).confirm(
                code, only: nil, seen: seen, corrected: corrected, reason: "核对", isTrial: false)
        }
        var seen = Dictionary(uniqueKeysWithValues: try test.record(code).chosen.proposals.map { ($0.name, $0.value) })
        // Another title was shown than is proposed now: it stays as it is.
        seen["title"] = "别的题名"
        let outcome = try await confirm(
            seen, ["title": "不作数", "date": " ", "author": "", "field.当事人": "林小满 2013-05-21"])
        #expect(outcome.version == 2)
        var version = try test.record(code).chosen
        #expect(version.proposed == ["title", "date"] && version.description.author == nil)
        #expect(version.description.title == "林小满个案登记表" && version.description.date == "2023-03-06")
        #expect(
            version.description.fields == [
                FieldValue(name: "当事人", value: "林小满 2013-05-21"), FieldValue(name: "监护人", value: "林国梁"),
            ])
        #expect(version.description.persons.map(\.birthDate) == ["2013-05-21", nil])
        // What cannot be is refused, and all of it stays proposed.
        await #expect(throws: Refusal.self) { try await confirm(nil, ["date": "2023-02-31", "title": "新题名"]) }
        #expect(try test.record(code).versions.count == 2)
        _ = try await confirm(nil, ["title": "新题名"])
        version = try test.record(code).chosen
        #expect(version.proposed.isEmpty && version.description.title == "新题名" && version.reason == "核对")
    }
}
