import Archivist
import Foundation
import Records
import Retention
import Testing
import Workbench

@Suite struct DisposingTests {
    private let test: TestArchive
    private let day: Day
    private var folder: TestFolder { test.folder }

    init() throws {
        test = try TestArchive()
        day = try #require(Day("2150-01-01"))
    }

    // MARK: - What is there

    /// What was said in the request about the volume.
    private static let requestWords = [
        "欧阳玄武", "丹枫巷的伯父", "青瓷印章核验", "墨竹茶亭第1次评估要一份复印件", "紫藤回廊旁的谈话涉及他人",
    ]

    /// Samples, and a volume of its own whose records can all go.
    private func fill() async throws -> (going: [String], staying: [String]) {
        try await test.fileSamples(60)
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "欧阳蓝鲸与灯塔守护的个案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "欧阳蓝鲸", birthDate: "2004-02-29")], force: false)
        for index in 0..<3 {
            _ = try await test.code(
                ofText: "墨竹茶亭第\(index)次评估，紫藤回廊旁的谈话", name: "赤松山径评估-\(index).txt", classCode: "PG",
                volume: volume.code, date: "2021-05-19", fields: [("当事人", "欧阳蓝鲸 2004-02-29")])
        }
        _ = try VolumeKeeping(archive: test.archive).describe(volume.code, title: "欧阳蓝鲸改题后的个案", subjects: nil)
        // By name: what is looked for stands in the access log, in a saved search, in a request.
        let person = try #require(
            try Persons(archive: test.archive).list(named: "欧阳蓝鲸", limit: 10).first)
        _ = try await test.search(SearchQuery(text: "欧阳蓝鲸 谈话"))
        try SearchKeeping(archive: test.archive).save(SearchQuery(text: "欧阳蓝鲸"), named: "蓝鲸")
        let worker = try ArchiveFolder(
            path: test.folder.path("档案"),
            principal: Principal(
                who: "李工", face: "command", act: "test", purpose: "复查欧阳蓝鲸", role: .caseworker, org: "210202"))
        _ = try Granting(archive: worker).request("欧阳蓝鲸 2020 2102", purpose: "欧阳蓝鲸再次接报")
        let request = try Requesting(archive: test.archive).take(
            Requesting.Intake(
                kind: .copy, party: .guardian, asker: "欧阳玄武", relation: "丹枫巷的伯父", identityCheck: "青瓷印章核验",
                codes: [volume.code], persons: [person.id], text: "墨竹茶亭第1次评估要一份复印件"))
        _ = try Requesting(archive: test.archive).decide(
            request.request.number, .refused, reason: "紫藤回廊旁的谈话涉及他人")
        _ = try Persons(archive: test.archive).describe(
            person.id, name: nil, birthDate: nil, identityNumber: "999999200402290013")
        _ = try VolumeKeeping(archive: test.archive).close(volume.code, on: Day("2022-01-31"), note: "白鹭渡口结案")
        let all = try test.allItems()
        var free: [String] = []
        try Retaining(archive: test.archive).due(
            on: day, classCode: nil, org: nil, progress: WorkProgress()
        ) { free.append($0.code) }
        let own = all.filter { $0.hasPrefix(volume.code) }
        #expect(own.count == 3 && Set(free).isSuperset(of: own))
        let going = Set(
            own + free.filter { !own.contains($0) }.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
        var change = Revising.Change()
        change.title = "石榴小院的更正题名"
        let revised = try #require(going.subtracting(own).min())
        _ = try await Revising(archive: test.archive).revise(revised, change, reason: "青檀书院来函更正")
        return (going.sorted(), all.filter { !going.contains($0) })
    }

    // MARK: - Tests

    @Test(.enabled(if: Shell.has("zstd"))) func `of what was destroyed nothing is left, and all else is as it was`()
        async throws
    {
        let (going, staying) = try await fill()
        let texts =
            try test.texts(of: going) + ["欧阳蓝鲸与灯塔守护的个案", "欧阳蓝鲸改题后的个案", "999999200402290013", "白鹭渡口结案"]
            + Self.requestWords
        // The measure itself: all of it is there before.
        #expect(
            !(try Residue(of: texts, kept: []).findings(in: folder.path("档案/Corpus"))).isEmpty)
        let before = try await test.answers()
        let report = try await test.destroy(going, on: day)
        #expect(report.disposed == going && report.left.isEmpty)
        #expect(!report.boxes.isEmpty)
        try test.expectNothingLeft(of: texts)
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        // The log says itself which of its entries went with the records, and its tree still holds.
        let log = LogKeeping(archive: test.archive)
        #expect(try log.verify(against: nil, publicKey: nil, progress: WorkProgress()).problems.isEmpty)

        let after = try await test.answers()
        for code in staying { #expect(after.versions[code] == before.versions[code]) }
        for code in going { #expect(after.versions[code] == nil) }
        #expect(!after.persons.contains { $0.name == "欧阳蓝鲸" })
        for person in after.persons { #expect(before.persons.contains(person)) }
        #expect(!after.volumes.contains { $0.title.contains("欧阳") })
        func expectRequestWithoutWords() throws {
            let left = try Requesting(archive: test.archive).show(1)
            #expect(left.isErased && left.words.isEmpty && left.request.kind == .copy && left.decision == .refused)
            #expect(left.decidedBy == "甲" && left.request.receivedOn == Timestamp.today().description)
        }
        try expectRequestWithoutWords()

        // And after a recovery, which brings nothing of it back.
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try await test.answers().differences(from: after).isEmpty)
        try test.expectNothingLeft(of: texts)
        try expectRequestWithoutWords()
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
    }

    @Test func `a stub and a register stay`() async throws {
        let code = try await test.code(ofText: "一", name: "1.txt")
        let last = try await test.code(ofText: "二", name: "2.txt")
        let view = try test.record(last)
        let report = try await test.destroy([last], on: day)
        let stub = try #require(try Disposing(archive: test.archive).stub(last.lowercased()))
        #expect(stub.stub.code == last && stub.stub.classCode == "PX" && stub.stub.date == "2023-05-19")
        #expect(stub.stub.versions == 1 && stub.stub.filedAt == view.chosen.filedAt && stub.stub.digest.count == 64)
        #expect(stub.disposal.isFinished && stub.disposal.kind == .destroyed && stub.disposal.by == "戊")
        #expect(stub.disposal.authority.hasPrefix("丁 ") && stub.disposal.witnesses == ["乙", "丙"])
        #expect(try Disposing(archive: test.archive).stub(code) == nil)
        #expect(await failure { try test.record(last) } == "gone")
        #expect(await failure { try Reading(archive: test.archive).text(last) } == "gone")

        let register = try Reading(archive: test.archive).text(report.register)
        for word in [last, "PX", "2023-05-19", stub.stub.digest, "丁 ", "乙、丙", "戊"] { #expect(register.contains(word)) }
        #expect(!register.contains("二"))
        #expect(try test.record(report.register).retention.reason == .permanent)
        #expect(try await test.codes("销毁清册") == [report.register])

        // The code is never given again, not even after a recovery.
        let next = try await test.code(ofText: "三", name: "3.txt")
        #expect(next.hasSuffix("-0003"))
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try await test.code(ofText: "四", name: "4.txt").hasSuffix("-0004"))
        #expect(try Disposing(archive: test.archive).stub(last)?.stub == stub.stub)
        // Registers do not stand in the way of a new plan.
        _ = try Planning(archive: test.archive).adopt(Planning.standard)
    }

    @Test func `a box that held nothing else is gone, and its name is not used again`() async throws {
        let code = try await test.code(ofText: "一", name: "1.txt", date: "2010-01-01")
        let box = "档案/Corpus/boxes/J016/2010/PX-D10/0001.tar.zst"
        #expect(folder.exists(box))
        _ = try await BackingUp(archive: test.archive).backup(to: folder.path("备份"), progress: WorkProgress())
        let report = try await test.destroy([code], on: day)
        #expect(report.boxes.contains("J016/2010/PX-D10/0001.tar.zst"))
        #expect(folder.files(in: "档案/Corpus/boxes/J016/2010").isEmpty)
        _ = try await test.code(ofText: "二", name: "2.txt", date: "2010-01-01")
        #expect(!folder.exists(box))
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        // A backup made once more has nothing of it either.
        _ = try await BackingUp(archive: test.archive).backup(to: folder.path("备份"), progress: WorkProgress())
        #expect(!folder.exists("备份/Corpus/boxes/J016/2010/PX-D10/0001.tar.zst"))
        let backup = try ArchiveFolder(path: folder.path("备份"), principal: TestArchive.principal)
        #expect(try Disposing(archive: backup).stub(code) != nil)
    }

    @Test(.enabled(if: Shell.has("zstd"))) func `a destruction that was cut short is finished by a recovery`()
        async throws
    {
        let (going, _) = try await fill()
        let texts = try test.texts(of: going) + ["欧阳蓝鲸与灯塔守护的个案"]
        let boxes = folder.files(in: "档案/Corpus/boxes")
        for box in boxes { try folder.write("old/" + box, folder.read("档案/Corpus/boxes/" + box)) }
        try await test.destroy(going, on: day)
        let after = try await test.answers()
        // As after a crash that left the old files beside the new ones, and some not rewritten yet.
        for (index, box) in boxes.enumerated() where !box.contains("register") {
            try folder.write("档案/Corpus/boxes/" + box, folder.read("old/" + box))
            if index % 2 == 0 {
                let new = box.replacing("0001.tar", with: "0001.r1.tar")
                try? FileManager.default.removeItem(atPath: folder.path("档案/Corpus/boxes/" + new))
            }
        }
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try await test.answers().differences(from: after).isEmpty)
        try test.expectNothingLeft(of: texts)
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
    }

    @Test func `a volume stays while anything stands in it, and a person while anything names him`() async throws {
        let fields = [(name: "当事人", value: "林小满 2004-03-02")]
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "林小满个案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "林小满", birthDate: "2004-03-02")], force: false)
        var codes: [String] = []
        for index in 0..<2 {
            codes.append(
                try await test.code(
                    ofText: "第\(index)次", name: "\(index).txt", classCode: "PG", volume: volume.code, fields: fields))
        }
        let other = try await test.code(ofText: "登记", name: "x.txt", classCode: "DJ", fields: fields)
        _ = try VolumeKeeping(archive: test.archive).close(volume.code, on: Day("2022-01-31"), note: nil)
        try await test.destroy([codes[0]], on: day)
        #expect(try VolumeKeeping(archive: test.archive).contents(volume.code).volume.title == "林小满个案")
        try await test.destroy([codes[1]], on: day)
        #expect(try VolumeKeeping(archive: test.archive).contents(volume.code).volume.state == .destroyed)
        #expect(try Persons(archive: test.archive).list(named: "林小满", limit: 9).count == 1)
        #expect(
            await failure { try VolumeKeeping(archive: test.archive).reopen(volume.code, reason: "再") } == "volumeState"
        )
        try await test.destroy([other], on: day)
        #expect(try Persons(archive: test.archive).list(named: "林小满", limit: 9).isEmpty)
        // The number of a person who is gone is nobody else's.
        _ = try await test.code(
            ofText: "新", name: "y.txt", classCode: "DJ", fields: [("当事人", "曹一舟 2014-01-01")])
        let person = try #require(try Persons(archive: test.archive).list(named: nil, limit: 9).first)
        #expect(person.id == 2)
        let after = try await test.answers()
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try await test.answers().differences(from: after).isEmpty)
    }

    /// Where a destruction stops: something stands where it must write.
    private enum Stop: CaseIterable {
        /// After index and log, before the first box.
        case register
        /// After the first box.
        case otherBoxes
        /// After the commit, before anything is erased.
        case index
    }

    @Test(.enabled(if: Shell.has("zstd")), arguments: Stop.allCases)
    private func `a destruction that stopped between two steps is finished at the next opening`(
        stop: Stop
    ) async throws {
        let (going, staying) = try await fill()
        let texts = try test.texts(of: going) + ["欧阳蓝鲸与灯塔守护的个案", "欧阳蓝鲸改题后的个案", "白鹭渡口结案"]
        let boxes = folder.files(in: "档案/Corpus/boxes").map { "档案/Corpus/boxes/" + $0 }
        let inTheWay =
            switch stop {
            case .register:
                boxes.filter { $0.contains("register") }.map { $0.replacing("0001.tar", with: "0001.r1.tar") }
            case .otherBoxes:
                boxes.filter { !$0.contains("register") }.map { $0.replacing("0001.tar", with: "0001.r1.tar") }
            case .index: ["档案/Indexes/search.sqlite-journal"]
            }
        #expect(!inTheWay.isEmpty)
        for path in inTheWay { try folder.write(path + "/x", "x") }
        #expect(await failure { try await test.destroy(going, on: day) } != "none")
        // Gone for everybody, whatever is still in files.
        try test.reopen()
        for code in going { #expect(await failure { try test.record(code) } == "gone") }
        #expect(try Disposing(archive: test.archive).list().map(\.isFinished) == [false])
        // Others are not kept from their work.
        if stop != .index { _ = try await test.code(ofText: "银杏大道的新文件", name: "新.txt") }
        for path in inTheWay { try FileManager.default.removeItem(atPath: folder.path(path)) }
        try test.reopen()
        #expect(try Disposing(archive: test.archive).list().map(\.isFinished) == [true])
        try test.expectNothingLeft(of: texts)
        for code in staying { _ = try test.record(code) }
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
    }

    @Test(.enabled(if: Shell.has("zstd")), arguments: [false, true])
    func `a destruction that stopped is finished by a recovery too, in the log and in its boxes`(
        losesLog: Bool
    ) async throws {
        let (going, staying) = try await fill()
        let texts = try test.texts(of: going) + ["欧阳蓝鲸与灯塔守护的个案", "欧阳蓝鲸改题后的个案"]
        _ = try LogClosing(archive: test.archive).close()
        let inTheWay = "档案/Indexes/search.sqlite-journal"
        try folder.write(inTheWay + "/x", "x")
        #expect(await failure { try await test.destroy(going, on: day) } != "none")
        try test.loseCatalog()
        if losesLog {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder.path("档案/Corpus/access.sqlite" + suffix))
            }
        }
        try FileManager.default.removeItem(atPath: folder.path(inTheWay))
        #expect(try test.recover().problems.isEmpty)
        #expect(try Disposing(archive: test.archive).list().map(\.isFinished) == [true])
        try test.expectNothingLeft(of: texts)
        for code in staying { _ = try test.record(code) }
        #expect(try await Checking(archive: test.archive).verify().problems.isEmpty)
        let check = try LogKeeping(archive: test.archive).verify(
            against: nil, publicKey: nil, progress: WorkProgress())
        #expect(check.problems.isEmpty)
    }

    @Test func `a hold placed after the approval, on whatever covers the record, stops its destruction`() async throws {
        let fields = [(name: "当事人", value: "林小满 2004-03-02")]
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "林小满个案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "林小满", birthDate: "2004-03-02")], force: false
        ).code
        let code = try await test.code(
            ofText: "一", name: "1.txt", classCode: "PG", volume: volume, fields: fields)
        _ = try VolumeKeeping(archive: test.archive).close(volume, on: Day("2023-06-30"), note: nil)
        let person = try #require(try Persons(archive: test.archive).list(named: "林小满", limit: 1).first)
        let holding = Holding(archive: test.archive)
        let number = try test.approved([code], on: day)
        for (index, (codes, persons)) in [([code], []), ([volume], []), ([], [person.id])].enumerated() {
            _ = try holding.place(codes: codes, persons: persons, reason: "诉讼")
            let executor = Disposing(archive: try test.archive(as: "戊"))
            do {
                _ = try await executor.destroy(number, witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
                Issue.record("destroyed under hold \(index + 1)")
            } catch ArchiveFailure.obstructed(let left) {
                #expect(left.map(\.obstacle) == [.held([index + 1])])
            }
            #expect(try test.record(code).state == "held")
            // A lifted hold does not bring the approval back: it was given before.
            _ = try holding.lift(index + 1, reason: "已结")
            #expect(
                await failure {
                    try await executor.destroy(number, witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
                } == "obstructed")
            _ = try Appraising(archive: test.archive(as: "丁")).approve(number, codes: [], on: day)
        }
        let executor = Disposing(archive: try test.archive(as: "戊"))
        let report = try await executor.destroy(
            number, witnesses: ["乙", "丙"], on: day, progress: WorkProgress())
        #expect(report.disposed == [code])
    }

    @Test func `a person stays whom an older version names, and goes with a volume that once named him`() async throws {
        let staying = try await test.code(
            ofText: "留", name: "1.txt", classCode: "DJ", fields: [("当事人", "江望舒 2004-03-02")])
        var change = Revising.Change()
        change.fields = [("当事人", "")]
        _ = try await Revising(archive: test.archive).revise(staying, change, reason: "更正")
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "一案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "误认人", birthDate: "2003-01-01")], force: false)
        let code = try await test.code(
            ofText: "去", name: "2.txt", classCode: "PG", volume: volume.code, fields: [("当事人", "江望舒 2004-03-02")])
        _ = try VolumeKeeping(archive: test.archive).describe(
            volume.code, title: nil, subjects: [PersonMention(name: "江望舒", birthDate: "2004-03-02")])
        _ = try VolumeKeeping(archive: test.archive).close(volume.code, on: Day("2022-01-31"), note: nil)
        #expect(try Persons(archive: test.archive).list(named: nil, limit: 9).map(\.name) == ["江望舒", "误认人"])
        try await test.destroy([code], on: day)
        #expect(try Persons(archive: test.archive).list(named: nil, limit: 9).map(\.name) == ["江望舒"])
        let after = try await test.answers()
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        #expect(try await test.answers().differences(from: after).isEmpty)
    }

    // MARK: - What stays

    /// A record of somebody, filed under a title.
    private func registration(_ title: String, of person: String) async throws -> String {
        let line =
            #"{"text":"\#(title)的正文","title":"\#(title)","class":"DJ","date":"2003-05-19","#
            + #""fields":{"当事人":"\#(person)"}}"#
        try folder.write("in/\(title).jsonl", line)
        let outcome = try #require(try await test.file(manifest: "in/\(title).jsonl").first)
        return try #require(outcome.code, "\(outcome)")
    }

    @Test(arguments: [false, true])
    func `what was done with others of the same name or title is not erased`(isCutShort: Bool) async throws {
        // Two children have one name; the one's title is a part of the other's, and a class has the name of the third.
        let going = [
            try await registration("通知", of: "林小满 1990-03-02"), try await registration("培训", of: "江望舒 1990-01-01"),
            try await registration("绝无仅有的谈话", of: "欧阳蓝鲸 1990-01-01"),
        ]
        let staying = try await registration("通知一则", of: "林小满 2001-01-01")
        let reader = try ArchiveFolder(
            path: folder.path("档案"),
            principal: Principal(who: "李工", face: "command", act: "test", purpose: "核对林小满的通知和培训"))
        _ = try Reading(archive: reader).text(staying)
        for text in ["林小满", "绝无仅有的谈话", "欧阳蓝鲸"] {
            _ = try await test.search(SearchQuery(text: text))
            try SearchKeeping(archive: test.archive).save(SearchQuery(text: text), named: text)
        }
        let worker = try test.archive(as: "李工", role: .caseworker, org: "2102")
        let reason = "林小满深夜走失，见绝无仅有的谈话"
        _ = try Granting(archive: worker).openInEmergency(staying, reason: reason)
        _ = try Granting(archive: worker).openInEmergency(going[0], reason: "同名的林小满")
        _ = try Granting(archive: worker).request("欧阳蓝鲸 1990 2102", purpose: "再次接报")
        let words = "林小满的通知要一份复印件"
        for code in [staying, going[2]] {
            _ = try Requesting(archive: test.archive).take(
                Requesting.Intake(
                    kind: .copy, party: .guardian, asker: "林国梁", relation: "父亲", identityCheck: "证", codes: [code],
                    text: words))
        }

        let inTheWay = "档案/Indexes/search.sqlite-journal"
        if isCutShort {
            try folder.write(inTheWay + "/x", "x")
            #expect(await failure { try await test.destroy(going, on: day) } != "none")
            try FileManager.default.removeItem(atPath: folder.path(inTheWay))
            try test.loseCatalog()
            #expect(try test.recover().problems.isEmpty)
        } else {
            try await test.destroy(going, on: day)
            #expect(try SearchKeeping(archive: test.archive).list().map(\.name) == ["林小满"])
        }
        #expect(try Disposing(archive: test.archive).list().map(\.isFinished) == [true])
        let entries = try LogReading(archive: test.archive).entries(limit: 1000)
        func isThere(_ act: String, _ object: String, _ purpose: String? = nil) -> Bool {
            entries.contains { $0.act == act && $0.object == object && (purpose == nil || $0.purpose == purpose) }
        }
        #expect(isThere("file", staying) && isThere("show text", staying, "核对林小满的通知和培训"))
        #expect(isThere("search", "林小满"))
        for text in ["绝无仅有的谈话", "欧阳蓝鲸"] { #expect(!isThere("search", text)) }
        for code in going { #expect(isThere("disposal", code) && !isThere("file", code)) }
        let supervisor = try test.archive(as: "周督", role: .supervisor, org: "2102")
        let grants = try Granting(archive: supervisor).list()
        #expect(grants.map(\.object) == [staying] && grants.map(\.purpose) == [reason])
        #expect(grants.allSatisfy { $0.isEmergency && $0.reviewedBy == nil })
        #expect(try Requesting(archive: test.archive).show(1).words[.taken]?.text == words)
        #expect(try Requesting(archive: test.archive).show(2).isErased)
        #expect(
            try LogKeeping(archive: test.archive).verify(against: nil, publicKey: nil, progress: WorkProgress())
                .problems
                .isEmpty)
    }

    @Test func `of what is gone nobody learns who could not have known of it`() async throws {
        let open = try await test.code(ofText: "一", name: "1.txt")
        let announced = try await test.code(ofText: "二", name: "2.txt", classCode: "QB")
        let hidden = try await test.code(ofText: "三", name: "3.txt", classCode: "RZ")
        _ = try Retaining(archive: test.archive).record(
            .employmentEnded, of: hidden, on: try #require(Day("2024-02-29")))
        let volume = try VolumeKeeping(archive: test.archive).create(
            title: "一案", classCode: "GA", org: nil, year: "2020", period: .years(10),
            subjects: [PersonMention(name: "江望舒", birthDate: "2004-03-02")], force: false
        ).code
        let closed = try await test.code(ofText: "四", name: "4.txt", classCode: "PG", volume: volume)
        try VolumeKeeping(archive: test.archive).setLevel(volume, to: .hidden)
        _ = try VolumeKeeping(archive: test.archive).close(volume, on: Day("2022-01-31"), note: nil)
        let all = [open, announced, hidden, closed]
        try await test.destroy(all, on: day)

        func expectKnown() async throws {
            for (role, known) in [
                (Role.archivist, [open, announced]), (.auditor, [open, announced]), (.supervisor, all),
                (.caseworker, []),
            ] {
                let archive = try test.archive(as: "己", role: role, org: "2102")
                let disposing = Disposing(archive: archive)
                #expect(try all.filter { try disposing.stub($0) != nil } == known, "\(role)")
                #expect(try disposing.list().map(\.items) == (known.isEmpty ? [] : [known.count]), "\(role)")
                for code in all {
                    let said = await failure { try Reading(archive: archive).record(code) }
                    #expect(said == (known.contains(code) ? "gone" : "noSuchRecord"), "\(role) \(code)")
                }
                let batches = try Appraising(archive: archive).list()
                #expect(batches.flatMap(\.appraisal.items) == known.sorted(), "\(role)")
            }
        }
        try await expectKnown()
        try test.loseCatalog()
        #expect(try test.recover().problems.isEmpty)
        try await expectKnown()
    }
}
